"""Each thing a person can do in a chat is read, and what cannot be read is refused without quoting it."""

from __future__ import annotations

import contextlib
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chat.reading import Unreadable, read
from bot.incoming import Incoming, Media

FILE = {"file_id": "BQAC", "file_unique_id": "AgAD", "file_size": 70000}


def test_a_text_is_read_whole(updates: Any) -> None:
    """A text gives its person, chat, number, time and language."""
    got = read("defenders", json.dumps(updates.message(text="привіт")).encode())
    assert got == Incoming(
        source="defenders", update_id=100, kind="text", chat_id=555000111, user_id=555000111, chat_kind="private",
        message_id=7, date=1795356156, language_code="uk", text="привіт",
    )  # fmt: skip


def test_a_tap_is_read_whole(updates: Any) -> None:
    """A tap gives its data, its callback and the message tapped."""
    got = read("defenders", updates.tap())
    assert (got.kind, got.data, got.callback_id, got.message_id) == ("tap", "0badcafe.7.yes", "438", 8)
    assert (got.chat_id, got.user_id, got.date) == (555000111, 555000111, 1795356150)


def test_a_tap_without_a_time_cannot_be_read(updates: Any) -> None:
    """The time is taken from the JSON itself, so it is checked there."""
    with pytest.raises(Unreadable):
        read("defenders", updates.tap(message={"message_id": 8, "date": "1", "chat": updates.chat}))
    with pytest.raises(Unreadable):
        read("defenders", updates.tap(message={"message_id": 8, "chat": updates.chat}))


def test_marks_in_a_text_are_left_unread(updates: Any) -> None:
    """Bold words, links and previews change nothing of what was said, and cannot make it unreadable."""
    odd = [{"type": "of tomorrow", "offset": "?"}]
    assert read("defenders", updates.message(text="hola", entities=odd)).text == "hola"


def test_a_tap_on_a_message_that_telegram_no_longer_shows_is_read(updates: Any) -> None:
    """An inaccessible message has no time, and the tap on it counts."""
    gone = {"message_id": 8, "date": 0, "chat": updates.chat}
    got = read("defenders", updates.tap(message=gone))
    assert (got.kind, got.message_id, got.date) == ("tap", 8, 0)


@pytest.mark.parametrize(
    ("fields", "media"),
    [
        ({"voice": {**FILE, "duration": 3, "mime_type": "a/b"}}, Media("voice", "BQAC", 70000, None, "a/b")),
        (
            {"audio": {**FILE, "duration": 3, "file_name": "a.mp3", "mime_type": "audio/mpeg"}},
            Media("audio", "BQAC", 70000, "a.mp3", "audio/mpeg"),
        ),
        (
            {"document": {**FILE, "file_name": "e.pdf", "mime_type": "application/pdf"}, "caption": "доказ"},
            Media("document", "BQAC", 70000, "e.pdf", "application/pdf", "доказ"),
        ),
        (
            {"photo": [{**FILE, "width": 90, "height": 90}, {**FILE, "file_id": "big", "width": 900, "height": 900}]},
            Media("photo", "big", 70000, None, "image/jpeg"),
        ),
        (
            {"video": {**FILE, "width": 1, "height": 1, "duration": 1, "mime_type": "video/mp4"}},
            Media("video", "BQAC", 70000, None, "video/mp4"),
        ),
        ({"video_note": {**FILE, "length": 1, "duration": 1}}, Media("video_note", "BQAC", 70000)),
        (
            {"animation": {**FILE, "width": 1, "height": 1, "duration": 1}, "document": FILE},
            Media("animation", "BQAC", 70000),
        ),
        (
            {"sticker": {**FILE, "type": "regular", "width": 1, "height": 1, "is_animated": False, "is_video": False}},
            Media("sticker", "BQAC", 70000),
        ),
        (
            {"location": {"latitude": 1.5, "longitude": -2.5}},
            Media("location", payload={"latitude": 1.5, "longitude": -2.5}),
        ),
        (
            {"contact": {"phone_number": "+1", "first_name": "A"}},
            Media("contact", payload={"phone": "+1", "first_name": "A"}),
        ),
    ],
)  # fmt: skip
def test_each_sort_of_media_is_told(updates: Any, fields: dict[str, Any], media: Media) -> None:
    """Every voice, picture, file, place and contact arrives with what is needed to fetch or seal it."""
    got = read("defenders", updates.message(**fields))
    assert got.kind == "media"
    assert got.media == media


def test_what_the_bot_cannot_take_is_other(updates: Any) -> None:
    """A dice is neither text nor media."""
    got = read("defenders", updates.message(dice={"emoji": "🎲", "value": 3}))
    assert (got.kind, got.text, got.media) == ("other", None, None)


def test_edits_forwards_and_replies_are_marked(updates: Any) -> None:
    """An edited, a forwarded and an answering message say so."""
    edit = updates.message(text="x", edit_date=1795356200)
    edit["edited_message"] = edit.pop("message")
    assert read("defenders", edit).edited
    origin = {"type": "hidden_user", "date": 1795350000, "sender_user_name": "M"}
    forwarded = read("defenders", updates.message(text="x", forward_origin=origin))
    assert (forwarded.forwarded, forwarded.edited) == (True, False)
    shown = {"message_id": 3, "date": 1795350000, "chat": updates.chat, "text": "old", "poll": "unreadable"}
    assert read("defenders", updates.message(text="x", reply_to_message=shown)).reply_to == 3


@pytest.mark.parametrize(
    ("text", "argument"),
    [("/start", ""), ("/start abc", "abc"), ("/start@some_bot  k1 ", "k1"), ("/started", None), ("start", None)],
)
def test_the_argument_of_start_is_taken_off(updates: Any, text: str, argument: str | None) -> None:
    """Only /start has an argument, and a bare one has the empty one."""
    assert read("defenders", updates.message(text=text)).start_argument == argument


def test_a_block_is_told(updates: Any) -> None:
    """Blocking the bot is a change of membership to kicked."""
    got = read("defenders", updates.blocked())
    assert (got.kind, got.member_status) == ("member", "kicked")


@pytest.mark.parametrize("body", [
    b"", b"[]", b'"x"', b"\xff", b'{"update_id": 1}', b'{"update_id": 1, "message": {"text": "SECRET-WORDS"}}',
    b'{"update_id": 1, "message": "SECRET-WORDS"}', b'{"update_id": 1, "callback_query": {"id": "SECRET-WORDS"}}',
    b'{"update_id": 1, "poll": {"id": "1", "question": "SECRET-WORDS"}}',
])  # fmt: skip
def test_the_unreadable_is_refused_without_a_word_of_it(body: bytes) -> None:
    """A poisoned update is one sort of error, which quotes nothing and hides its cause."""
    with pytest.raises(Unreadable) as caught:
        read("defenders", body)
    assert "SECRET" not in str(caught.value)
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__ or caught.value.__context__ is None


def test_a_tap_without_its_chat_instance_is_refused(updates: Any) -> None:
    """The shape that stops the library's own polling for ever is only one dead letter here."""
    update = updates.tap()
    del update["callback_query"]["chat_instance"]
    with pytest.raises(Unreadable):
        read("defenders", update)


KEYS = st.sampled_from(["update_id", "message", "callback_query", "from", "id", "chat", "date"])
LEAVES = st.none() | st.integers() | st.text(max_size=5)


@given(st.recursive(LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=5)))
def test_any_json_is_read_or_unreadable(value: Any) -> None:
    """Nothing but `Unreadable` comes out of hostile JSON."""
    with contextlib.suppress(Unreadable):
        assert isinstance(read("defenders", json.dumps(value).encode()), Incoming)


def test_reprs_hold_no_content(updates: Any) -> None:
    """Printing what arrived shows neither word nor number of the person."""
    got = read("defenders", updates.message(document={**FILE, "file_name": "n"}, caption="c"))
    assert (repr(got), repr(got.media)) == ("<Incoming media from defenders>", "<Media document>")

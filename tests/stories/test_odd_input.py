"""What a chat can also bring: groups, stale buttons, edits, long words, country names, two at once."""

from __future__ import annotations

import pytest
from telling import LANGUAGES, news
from test_deleting import SENT, told

from bot.store import conversations
from tests.talks import Talks


def test_a_group_is_told_once_and_left(talks: Talks) -> None:
    """Nothing is kept of it, and the writer's own chat stays untouched."""
    phone = talks.phone()
    phone._take(kind="text", chat_kind="group", message_id=1, text="hello")
    assert "only talk in private" in news(phone)
    assert phone.row is None
    talks.wait(60)
    assert talks.line.left == [phone.account]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_button_of_an_earlier_question_is_answered_with_the_present_one(shared: Talks, language: str) -> None:
    """Nothing is taken, and the person sees where they are."""
    phone = told(shared, "> help", language=language)
    old = phone.screen.named("days") or ""
    phone.tap("weeks", "me")
    phone.press(old, 1)
    assert phone.at == "core.age"
    assert shared.tools.words.word(shared.tools.releases.current.steps["core.age"].text, language, {}) in news(phone)
    talk = phone.talk
    assert talk is not None
    assert talk.session.answers["core.when"] == "weeks"


def test_a_button_tapped_twice_counts_once(shared: Talks) -> None:
    """The second tap finds another question."""
    phone = told(shared, "> help")
    data = phone.screen.named("weeks") or ""
    phone.press(data, 1).press(data, 1)
    assert phone.at == "core.who"


@pytest.mark.parametrize("data", ["", "x", "....", "zzzzzzzz.1.days", "a.b.c", "9" * 64, "_menu", "\u202e.1.x"])
def test_a_button_that_we_never_made_is_answered_kindly(shared: Talks, data: str) -> None:
    """The present question stands."""
    phone = told(shared, "> help")
    phone.press(data, 1)
    assert phone.at == "core.when"
    assert phone.labels


def test_a_button_of_another_person_does_nothing(shared: Talks) -> None:
    """It names another conversation."""
    one, two = told(shared, "> help"), told(shared, "> help")
    two.press(one.screen.named("days") or "", 1)
    assert (one.at, two.at) == ("core.when", "core.when")


def test_an_edited_message_changes_nothing_and_is_said_so(shared: Talks) -> None:
    """We use what was sent first."""
    phone = told(shared, "> help")
    phone._take(kind="text", message_id=1, text="days", edited=True)
    assert "We use what you sent first" in news(phone)
    assert phone.at == "core.when"


@pytest.mark.parametrize(
    "text", ["x" * 5000, "ع" * 4096, "\u202e\u2066", "0", "99", "/", "/nothing", "🌊" * 300, "\x00"]
)
@pytest.mark.parametrize("where", ["> help", "> help weeks me adult agree", SENT])
def test_any_words_are_answered(shared: Talks, where: str, text: str) -> None:
    """5,000 letters, one direction mark, a zero: the person always has a screen with buttons."""
    phone = told(shared, where)
    phone.write(text)
    assert phone.labels
    assert phone.at


@pytest.mark.parametrize(
    ("language", "typed", "code"),
    [
        ("en", "honduras", "HN"), ("es", "México", "MX"), ("es", "mexico", "MX"), ("ar", "اليمن", "YE"),
        ("ar", "مصر", "EG"), ("en", "Ivory Coast", "CI"), ("es", "Estados Unidos", "US"), ("ar", "Kenya", "KE"),
        ("en", "نيبال", "NP"), ("es", "HN", "HN"), ("en", "congo kinshasa", "CD"),
    ],
)  # fmt: skip
def test_a_country_is_typed_in_any_shipped_language(shared: Talks, language: str, typed: str, code: str) -> None:
    """By its name, its short name or its code."""
    phone = told(shared, "> help weeks me adult agree drop", language=language)
    phone.write(typed)
    assert phone.at == "core.work"
    talk = phone.talk
    assert talk is not None
    assert talk.session.answers["core.country"] == code


def test_a_country_that_is_not_plain_is_asked_back_and_never_kept(shared: Talks) -> None:
    """Up to four that may be meant; one of them is tapped."""
    phone = told(shared, "> help weeks me adult agree drop")
    phone.write("guinea bis")
    assert phone.at in ("core.country", "core.work")
    phone = told(shared, "> help weeks me adult agree drop")
    phone.write("Hondurs")
    if phone.at == "core.country":
        assert "Which of these is it?" in news(phone)
        assert "HN" in phone.choices
        phone.tap("HN")
    assert phone.at == "core.work"


def test_unknown_words_for_a_country_are_asked_again(shared: Talks) -> None:
    """And said so, in words of its own."""
    phone = told(shared, "> help weeks me adult agree drop")
    phone.write("Zzzyyx")
    assert phone.at == "core.country"
    assert "kept nothing of it" in news(phone)


def test_a_file_that_is_too_big_is_answered(shared: Talks) -> None:
    """With what can be done."""
    phone = told(shared, "> help")
    phone.send("document", size=60 * 1024 * 1024)
    assert "20 MB" in news(phone)
    assert phone.at == "core.when"


@pytest.mark.parametrize("kind", ["voice", "photo", "document", "video", "video_note", "audio"])
def test_a_file_on_the_line_is_sealed_and_leaves_the_chat(talks: Talks, kind: str) -> None:
    """Fetched by an errand; the alert never waited for it."""
    phone = told(talks, "> danger wake any armed HN")
    phone.send(kind)
    case = talks.case_of(phone)
    assert case is not None
    talks.beat()
    assert any(part.startswith(("file", "voice")) for part in talks.read_by("Ana", case))
    assert all(one.ours for one in phone.chat.values() if one.text == f"<{kind}>")


def test_a_block_drops_what_waits_and_start_brings_the_person_back(shared: Talks) -> None:
    """Nothing is lost by it."""
    phone = told(shared, "> help weeks")
    phone._take(kind="member", member_status="kicked")
    phone.start()
    assert phone.at == "core.who"


def test_the_talk_stands_after_a_restart_between_any_two_inputs(talks: Talks) -> None:
    """A whole case, the files opened anew between every two taps."""
    phone = talks.phone().start()
    road = "help weeks me adult agree drop NG labour attack company first money any"
    for step in road.split():
        talks.restart()
        phone.tap(step)
    talks.restart()
    phone.tap("river")
    talks.restart()
    phone.tap("send")
    assert phone.at == "core.sent"
    assert talks.store.read(lambda c: conversations.by_lane(c, phone.lane)) is not None


@pytest.mark.parametrize("kind", ["other"])
def test_a_poll_or_a_dice_is_answered(shared: Talks, kind: str) -> None:
    """The present question stands again."""
    phone = told(shared, "> help")
    phone._take(kind=kind, message_id=1)
    assert phone.at == "core.when"
    assert phone.labels


def test_a_child_may_send_no_picture(talks: Talks) -> None:
    """It is deleted and explained: such a picture may be unlawful to hold (F29)."""
    phone = told(talks, "> help weeks me child go_on")
    phone.send("photo")
    talks.beat()
    assert "kept nothing of it" in news(phone)
    assert "<photo>" not in {one.text for one in phone.chat.values()}
    assert phone.at == "child.consent"
    assert talks.case_of(phone) is None

"""A screen is drawn as plain text with a keyboard, and nothing is fetched or marked up on the way."""

from __future__ import annotations

import base64
from typing import Any

import pytest

from bot.chat.limits import LimitBroken
from bot.chat.rendering import draw

ROWS = [[{"label": "A", "data": "x.1.a"}, {"label": "B", "data": "x.1.b"}], [{"label": "C", "data": "x.1.c"}]]


def labels(drawn: Any) -> list[list[str]]:
    """The labels as Telegram lays them out."""
    return [[button["text"] for button in row] for row in drawn.wire()["reply_markup"]["inline_keyboard"]]


def test_buttons_keep_their_order_and_data() -> None:
    """Rows stay rows and each button carries its data."""
    drawn = draw({"chat": 5, "text": "T", "rows": ROWS})
    assert labels(drawn) == [["A", "B"], ["C"]]
    assert drawn.wire()["reply_markup"]["inline_keyboard"][0][1]["callback_data"] == "x.1.b"


def test_a_right_to_left_row_begins_at_its_right_end() -> None:
    """Buttons of a row are turned round for a right-to-left language; rows are not."""
    assert labels(draw({"chat": 5, "text": "T", "rows": ROWS, "rtl": True})) == [["B", "A"], ["C"]]


def test_a_text_shows_no_preview_and_a_screen_without_buttons_has_no_keyboard() -> None:
    """Links are not fetched by Telegram, and no empty keyboard is sent."""
    assert draw({"chat": 5, "text": "T", "rows": []}).wire() == {"link_preview_options": {"is_disabled": True}}


def test_a_document_is_unpacked() -> None:
    """The bytes of a document leave as they were, under its name."""
    packed = base64.b64encode(b"age-file").decode()
    drawn = draw({"chat": 5, "text": "T", "rows": [], "document": {"name": "note.age", "base64": packed}})
    assert drawn.document is not None
    assert (drawn.document.filename, drawn.document.input_file_content) == ("note.age", b"age-file")
    assert drawn.wire() == {}


def test_flags_are_taken_over() -> None:
    """Silence, protection, deletion and stripping are what the screen said, and are off when it said nothing."""
    plain = draw({"chat": 5, "text": "T"})
    assert (plain.silent, plain.protect, plain.delete, plain.strip) == (False, False, False, False)
    flagged = draw({"chat": 5, "text": "", "silent": True, "protect": True, "delete": True, "strip": True})
    assert (flagged.silent, flagged.protect, flagged.delete, flagged.strip) == (True, True, True, True)


def test_a_screen_over_a_limit_is_never_drawn() -> None:
    """Limits are checked before anything can be sent."""
    with pytest.raises(LimitBroken):
        draw({"chat": 5, "text": "x" * 5000})


def test_its_repr_shows_nothing() -> None:
    """A drawn screen prints no word and no chat."""
    assert repr(draw({"chat": 5, "text": "T"})) == "<Drawn>"

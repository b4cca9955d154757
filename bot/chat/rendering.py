"""From a screen's content to what the library sends: plain text, a keyboard of callback buttons, perhaps a document.

Only the drawing lives here. Text is never parsed as markup and links show no preview, or Telegram's servers would fetch
what a frightened person is told. This file does not know whether a screen is sent, edited or due.

A keyboard is drawn as the JSON that goes out (PTB takes it as `api_kwargs`): building the library's button objects
costs 130 µs for eight buttons, more than all else in a send.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from telegram import InputFile

from bot.chat import limits

_NO_PREVIEW: Final = {"is_disabled": True}


@dataclass(frozen=True, slots=True, repr=False)
class Drawn:
    """A screen ready for the library.

    `delete` takes the message away, `strip` takes only its keyboard: neither has words.
    """

    chat: int
    text: str = ""
    keyboard: dict[str, Any] | None = None
    document: InputFile | None = None
    silent: bool = False
    protect: bool = False
    delete: bool = False
    strip: bool = False

    def __repr__(self) -> str:
        return "<Drawn>"

    def wire(self) -> dict[str, Any]:
        """The parts that go out as raw JSON beside the library's own parameters."""
        parts: dict[str, Any] = {} if self.document is not None else {"link_preview_options": _NO_PREVIEW}
        if self.keyboard is not None:
            parts["reply_markup"] = self.keyboard
        return parts


def draw(content: Mapping[str, Any]) -> Drawn:
    """Draw a screen, after checking it against Telegram's limits."""
    limits.check(content)
    return Drawn(
        chat=content["chat"],
        text=content.get("text") or "",
        keyboard=keyboard(content.get("rows") or (), rtl=bool(content.get("rtl"))),
        document=_document(content.get("document")),
        silent=bool(content.get("silent")),
        protect=bool(content.get("protect")),
        delete=bool(content.get("delete")),
        strip=bool(content.get("strip")),
    )


def keyboard(rows: Sequence[Sequence[Mapping[str, str]]], *, rtl: bool = False) -> dict[str, Any] | None:
    """Draw the buttons; a right-to-left row begins at its right end, and Telegram draws from the left."""
    if not rows:
        return None
    return {"inline_keyboard": [_row(row[::-1] if rtl else row) for row in rows]}


def _row(row: Sequence[Mapping[str, str]]) -> list[dict[str, str]]:
    return [
        {"text": button["label"], "url": button["url"]}
        if "url" in button
        else {"text": button["label"], "callback_data": button["data"]}
        for button in row
    ]


def _document(document: Mapping[str, str] | None) -> InputFile | None:
    if document is None:
        return None
    return InputFile(base64.b64decode(document["base64"], validate=True), filename=document["name"])

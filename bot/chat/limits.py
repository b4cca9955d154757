"""What Telegram refuses, checked before anything is sent.

Only numbers and rules live here; a screen that breaks one raises `LimitBroken`, which is our mistake and never the
person's. Lengths of texts are counted in UTF-16 units: whether Telegram counts those or characters is not published,
and units are the stricter of the two. This file does not know how a screen is drawn or sent.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

TEXT: Final = 4096
CAPTION: Final = 1024
CALLBACK_DATA: Final = 64  # bytes of UTF-8, not letters
ADDRESS: Final = 2048
LABEL: Final = 64  # Telegram allows more; no phone shows more
ROW: Final = 8
BUTTONS: Final = 100
UPLOAD: Final = 50 * 1024 * 1024
DOWNLOAD: Final = 20 * 1024 * 1024
DELETE_BATCH: Final = 100
DELETE_WITHIN: Final = 48 * 3600
ANSWER: Final = 200


class LimitBroken(ValueError):
    """A screen that Telegram would refuse; the message names the limit and both numbers, never the text."""

    def __init__(self, what: str, allowed: int, found: int) -> None:
        super().__init__(f"{what}: at most {allowed}, found {found}")
        self.what = what


def units(text: str) -> int:
    """The length of a text as Telegram counts it: UTF-16 units, so an emoji is two."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def fits(text: str, limit: int) -> bool:
    """Whether a text is within the limit."""
    return 2 * len(text) <= limit or units(text) <= limit


def trim(text: str, limit: int = TEXT) -> str:
    """Cut a text to the limit, with a sign that it was cut."""
    return text if fits(text, limit) else _head(text, limit - 1).rstrip() + "…"


def split(text: str, limit: int = TEXT) -> list[str]:
    """Split a text into pieces within the limit, at a paragraph, a line or a space where there is one."""
    pieces = []
    while not fits(text, limit):
        head = _head(text, limit)
        cut = _seam(head)
        pieces.append(text[:cut].rstrip())
        text = text[cut:].lstrip()
    return [*(piece for piece in pieces if piece), *([text] if text or not pieces else [])]


def _head(text: str, limit: int) -> str:
    """The longest beginning within the limit; whole characters only."""
    head = text[:limit]
    while (over := units(head) - limit) > 0:
        head = head[: len(head) - (over + 1) // 2]
    return head


def _seam(head: str) -> int:
    for sign in ("\n\n", "\n", " "):
        # A seam in the first half would leave many short pieces.
        at = head.rfind(sign, len(head) // 2)
        if at > 0:
            return at
    return len(head)


def check(content: Mapping[str, Any]) -> None:
    """Raise `LimitBroken` where Telegram would refuse this screen."""
    if content.get("delete") or content.get("strip"):
        return
    document = content.get("document")
    _check_text(content.get("text") or "", with_document=document is not None)
    if document is not None:
        # Four letters of base64 are three bytes: near enough to refuse before decoding.
        _at_most("bytes of a document", UPLOAD, len(document["base64"]) * 3 // 4)
    check_rows(content.get("rows") or ())


def _check_text(text: str, *, with_document: bool) -> None:
    if not text.strip() and not with_document:
        raise LimitBroken("an empty text; letters at least 1", 1, 0)
    limit = CAPTION if with_document else TEXT
    if not fits(text, limit):
        raise LimitBroken("letters of a caption" if with_document else "letters of a text", limit, units(text))


def check_rows(rows: Sequence[Sequence[Mapping[str, str]]]) -> None:
    """Raise `LimitBroken` where Telegram would refuse these buttons."""
    _at_most("buttons", BUTTONS, sum(len(row) for row in rows))
    for row in rows:
        _at_most("buttons in a row", ROW, len(row))
        for button in row:
            _check_label(button["label"])
            if "url" in button:
                _at_most("letters of an address", ADDRESS, len(button["url"]))
            else:
                _check_data(button["data"])


def _check_label(label: str) -> None:
    if not label.strip():
        raise LimitBroken("an empty label; letters at least 1", 1, 0)
    if not fits(label, LABEL):
        raise LimitBroken("letters of a label", LABEL, units(label))


def _check_data(data: str) -> None:
    if not data:
        raise LimitBroken("empty callback data; bytes at least 1", 1, 0)
    if len(data) * 4 > CALLBACK_DATA:
        _at_most("bytes of callback data", CALLBACK_DATA, len(data.encode()))


def _at_most(what: str, allowed: int, found: int) -> None:
    if found > allowed:
        raise LimitBroken(what, allowed, found)

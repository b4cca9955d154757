"""The first look at an update, before it is stored: whose it is and what sort of thing, nothing else.

Only fixed paths of the raw JSON are read, with no library, because this runs before Telegram is told that the update
arrived. It never raises: what it cannot read gets no person, so the store puts it on the lane `-`, where it stops
nobody. It does not know the lanes' key, the store or what the words mean.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any, Final, Literal, NamedTuple

RoutedKind = Literal["message", "edit", "tap", "member", "other", "unreadable"]

# In the order of how often they come. These four are all that the bot subscribes to.
_PATHS: Final[tuple[tuple[str, RoutedKind], ...]] = (
    ("callback_query", "tap"),
    ("message", "message"),
    ("edited_message", "edit"),
    ("my_chat_member", "member"),
)
ALLOWED_UPDATES: Final = ("message", "edited_message", "callback_query", "my_chat_member")


class Routed(NamedTuple):
    """Enough to store an update: its number, the person's id (None: nobody's, lane `-`), and its sort."""

    update_id: int
    user_id: int | None
    kind: RoutedKind

    def __repr__(self) -> str:
        return f"<Routed {self.kind}>"


def route(raw: bytes | Mapping[str, Any]) -> Routed:
    """Say whose update this is; microseconds, and no error whatever the bytes are."""
    try:
        update = json.loads(raw) if isinstance(raw, bytes) else raw
        update_id = update["update_id"]
        if type(update_id) is not int or not 0 <= update_id < 2**63:
            return Routed(_own_number(raw), None, "unreadable")
    except (ValueError, TypeError, KeyError, RecursionError):
        return Routed(_own_number(raw), None, "unreadable")
    for name, kind in _PATHS:
        part = update.get(name)
        if part is not None:
            return _of_person(update_id, part, kind)
    return Routed(update_id, None, "other")


def _of_person(update_id: int, part: Any, kind: RoutedKind) -> Routed:
    try:
        user_id = part["from"]["id"]
    except (TypeError, KeyError):
        return Routed(update_id, None, "unreadable")
    # SQL integers end at 63 bits; Telegram's ids at 52. A bool is an int to Python and an attack here.
    if type(user_id) is not int or not 0 < user_id < 2**53:
        return Routed(update_id, None, "unreadable")
    return Routed(update_id, user_id, kind)


def _own_number(raw: bytes | Mapping[str, Any]) -> int:
    """A negative number made of the content, so that the same unreadable thing is kept once and meets no real id."""
    try:
        content = raw if isinstance(raw, bytes) else json.dumps(raw, sort_keys=True, default=str).encode()
    except (ValueError, TypeError, RecursionError):
        content = b"?"
    return -1 - (int.from_bytes(hashlib.sha256(content).digest()[:8], "big") >> 2)

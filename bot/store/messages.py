"""Which messages stand in a chat, of both sides, so that it can be emptied: Telegram allows that for 48 hours.

The chat's own id is in the sealed address.  This file does not know any message's words; none are kept.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from sqlalchemy import delete, func, select

from bot.store import counters
from bot.store.statements import Connection, arg, execute, fields, insert, rows, scalar
from bot.store.tables import messages


class Message(NamedTuple):
    """A message that stands in a chat; `ours` is 1 if the bot wrote it."""

    id: int
    bot: str
    lane: str
    message_id: int
    at: int
    ours: int
    key: str
    address: bytes | None


_ALL = fields(messages, Message)
_NOTE = insert(messages).on_conflict_do_nothing(index_elements=["bot", "lane", "message_id"])
_OF = select(*_ALL).where(messages.c.bot == arg("bot"), messages.c.lane == arg("lane")).order_by(messages.c.message_id)
_OLDER = (
    select(*_ALL)
    .where(messages.c.bot == arg("bot"), messages.c.at < arg("before"))
    .order_by(messages.c.at)
    .limit(arg("limit"))
)
_OLDEST = select(func.min(messages.c.at)).where(messages.c.bot == arg("bot"))
_FORGET = delete(messages).where(messages.c.id == arg("id"))


def note(
    c: Connection, bot: str, lane: str, message_id: int, at: int, ours: bool, key: str, address: bytes | None
) -> None:
    """Note that a message stands in a chat; noting it twice changes nothing."""
    execute(c,
        _NOTE,
        {"bot": bot, "lane": lane, "message_id": message_id, "at": at, "ours": int(ours), "key": key,
         "address": address},
    )  # fmt: skip


def of(c: Connection, bot: str, lane: str) -> list[Message]:
    """Return what stands in a chat, oldest first."""
    return rows(c, Message, _OF, bot_=bot, lane_=lane)


def older(c: Connection, bot: str, before: int, limit: int = 100) -> list[Message]:
    """Return what a bot's chats hold from before then, oldest first."""
    return rows(c, Message, _OLDER, bot_=bot, before_=before, limit_=limit)


def leave(c: Connection, bot: str, lane: str) -> None:
    """Note that messages stay in a chat which no bot can delete any more."""
    counters.mark(c, f"left:{bot}:{lane}", "1")


def left(c: Connection, bot: str, lane: str) -> bool:
    """Whether messages stay in a chat for good and nobody was told yet; asking is telling."""
    return counters.unmark(c, f"left:{bot}:{lane}")


def oldest(c: Connection, bot: str) -> int | None:
    """Return since when the oldest message stands that was not deleted, or None."""
    value: int | None = scalar(c, _OLDEST, bot_=bot)
    return value


def forget(c: Connection, ids: Iterable[int]) -> None:
    """Forget messages that were deleted, or that can be deleted no more."""
    for each in ids:
        execute(c, _FORGET, {"id_": each})

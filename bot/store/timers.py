"""What is to happen later in a conversation: a row until it is due, then a row of the inbox.

So a timer takes the same road as an answer and cannot fire into another state: it carries the seq it was set at.
A conversation has one timer of a kind.  This file does not know what a kind does.
"""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import delete, func, select

from bot.store import inbox
from bot.store.conversations import minute
from bot.store.statements import Connection, arg, changed, execute, fields, insert, rows, scalar
from bot.store.tables import timers


class Timer(NamedTuple):
    """A timer that is set."""

    id: int
    conversation: str
    lane: str
    bot: str
    kind: str
    seq: int
    due: int


_SET = insert(timers)
_SET = _SET.on_conflict_do_update(
    index_elements=["conversation", "kind"],
    set_={name: _SET.excluded[name] for name in ("lane", "bot", "seq", "due")},
)
_CANCEL = delete(timers).where(timers.c.conversation == arg("conversation"), timers.c.kind == arg("kind"))
_OF = select(*fields(timers, Timer)).where(timers.c.conversation == arg("conversation")).order_by(timers.c.kind)
_DUE = (
    select(*fields(timers, Timer))
    .where(timers.c.due <= arg("now"))
    .order_by(timers.c.due)
    .limit(arg("limit"))
    .with_for_update(skip_locked=True)
)
_GONE = delete(timers).where(timers.c.id == arg("id"))
_NEXT = select(func.min(timers.c.due))


def set_(c: Connection, bot: str, conversation: str, lane: str, kind: str, seq: int, due: int) -> None:
    """Set the timer of this kind, in place of the one that was set; `due` is rounded up to the minute."""
    execute(
        c,
        _SET,
        {"bot": bot, "conversation": conversation, "lane": lane, "kind": kind, "seq": seq, "due": minute(due)},
    )


def cancel(c: Connection, conversation: str, kind: str) -> bool:
    """Take the timer back; False if none was set."""
    return changed(c, _CANCEL, conversation_=conversation, kind_=kind) == 1


def of(c: Connection, conversation: str) -> list[Timer]:
    """Return the timers of a conversation."""
    return rows(c, Timer, _OF, conversation_=conversation)


def fire(c: Connection, now: int, limit: int = 100) -> int:
    """Move what is due into the inbox, each exactly once, and return how many."""
    found = rows(c, Timer, _DUE, now_=now, limit_=limit)
    for timer in found:
        inbox.put_timer(c, timer.bot, timer.lane, timer.conversation, timer.seq, timer.kind, now)
        execute(c, _GONE, {"id_": timer.id})
    return len(found)


def next_due(c: Connection) -> int | None:
    """Return when the next timer is due, or None."""
    value: int | None = scalar(c, _NEXT)
    return value

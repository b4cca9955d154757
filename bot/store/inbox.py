"""What has arrived and is not yet handled: kept before Telegram is told, taken lane by lane, in order, once.

Claim, work and `done` belong in one transaction: the lane's row lock (PostgreSQL) or the one writer (SQLite) is the
lease, so a worker that dies leaves nothing behind.  This file does not know what a body says: it is sealed.
"""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import case, delete, exists, func, or_, select, update

from bot.store.statements import Connection, arg, changed, execute, fields, first, insert, is_, scalar
from bot.store.tables import inbox, lanes

UNREADABLE = "-"
"""The lane of what cannot be read: it is kept and stops nobody."""
TRIES = 3
KEPT = 3 * 86_400
"""Telegram restarts update ids at random after a quiet week: a key kept longer would swallow a new update."""
DEAD_KEPT = 7 * 86_400
_LAST = 2**62


class Update(NamedTuple):
    """A row of the inbox: an update of Telegram's, or a timer that has come due."""

    id: int
    bot: str
    update_id: int | None
    lane: str
    kind: str
    received: int
    tries: int
    conversation: str | None
    seq: int | None
    timer: str | None
    key: str | None
    body: bytes | None


_PUT = insert(inbox).on_conflict_do_nothing(index_elements=["bot", "update_id"])
_WAKE = update(lanes).where(lanes.c.lane == arg("lane"), is_(lanes.c.idle, 1)).values(idle=0)
# A new lane comes behind all that are waiting: it is served before anybody is served twice.
_LANE = (
    insert(lanes)
    .values(served=select(func.coalesce(func.max(lanes.c.served), 0)).scalar_subquery(), idle=0, lane=arg("lane"))
    .on_conflict_do_nothing(index_elements=["lane"])
)
_NEXT_LANE = (
    select(lanes.c.lane)
    .where(is_(lanes.c.idle, 0))
    .order_by(lanes.c.served, lanes.c.lane)
    .limit(1)
    .with_for_update(skip_locked=True)
)
# A second statement on purpose: on PostgreSQL it sees what was committed until the lock was got.
_LOWEST = (
    select(*fields(inbox, Update))
    .where(inbox.c.lane == arg("lane"), is_(inbox.c.state, "new"))
    .order_by(inbox.c.turn, inbox.c.id)
    .limit(1)
)
_STILL_NEW = exists().where(inbox.c.lane == lanes.c.lane, is_(inbox.c.state, "new"))
# Whoever blocked the bot is heard of by a row too: only what a person did takes the mark away.
_WROTE = exists().where(inbox.c.id == arg("id"), is_(inbox.c.kind, "message", "tap"))
_SERVED = (
    update(lanes)
    .where(lanes.c.lane == select(inbox.c.lane).where(inbox.c.id == arg("id")).scalar_subquery())
    .values(
        served=select(func.max(lanes.alias().c.served) + 1).scalar_subquery(),
        idle=case((_STILL_NEW, 0), else_=1),
        unreachable=case((_WROTE, None), else_=lanes.c.unreachable),
    )
)
_REST = update(lanes).where(lanes.c.lane == arg("lane")).values(idle=case((_STILL_NEW, 0), else_=1))
# An insert on PostgreSQL may miss that a lane is just being put to rest; whoever finds no work looks once.
_WAKE_ALL = (
    update(lanes)
    .where(is_(lanes.c.idle, 1), lanes.c.lane.in_(select(inbox.c.lane).where(is_(inbox.c.state, "new"))))
    .values(idle=0)
)
_DONE = (
    update(inbox)
    .where(inbox.c.id == arg("id"))
    .values(state="done", body=None, key=None, conversation=None, seq=None, timer=None, settled=arg("now"))
)
_FAIL = (
    update(inbox)
    .where(inbox.c.id == arg("id"))
    .values(
        tries=inbox.c.tries + 1,
        state=case((inbox.c.tries + 1 >= TRIES, "dead"), else_="new"),
        settled=case((inbox.c.tries + 1 >= TRIES, arg("now")), else_=None),
    )
    .returning(inbox.c.state)
)
_DEAD = select(*fields(inbox, Update)).where(is_(inbox.c.state, "dead")).order_by(inbox.c.id)
_FORGET = delete(inbox).where(
    inbox.c.settled.is_not(None),
    or_(
        (inbox.c.settled < arg("before")) & is_(inbox.c.state, "done"),
        inbox.c.settled < arg("dead_before"),
    ),
)
_FORGET_LANES = delete(lanes).where(is_(lanes.c.idle, 1), ~_STILL_NEW, lanes.c.unreachable.is_(None))
_WAITING = select(func.count(), func.min(inbox.c.received)).where(is_(inbox.c.state, "new"))


def put(c: Connection, bot: str, update_id: int, lane: str, kind: str, body: bytes, key: str, now: int) -> bool:
    """Keep an update, sealed under the epoch key named `key`; False if this update is there already."""
    row = {"bot": bot, "update_id": update_id, "lane": lane, "kind": kind, "turn": update_id, "received": now,
           "key": key, "body": body}  # fmt: skip
    new = changed(c, _PUT, **row) == 1
    if new:
        _wake(c, lane)
    return new


def put_timer(c: Connection, bot: str, lane: str, conversation: str, seq: int, timer: str, now: int) -> None:
    """Put a timer that has come due into the lane: it takes the same road as an answer and comes after all of them."""
    execute(c,
        _PUT,
        {"bot": bot, "update_id": None, "lane": lane, "kind": "timer", "turn": _LAST, "received": now,
         "conversation": conversation, "seq": seq, "timer": timer},
    )  # fmt: skip
    _wake(c, lane)


def claim(c: Connection, now: int) -> Update | None:
    """Take the lowest row of the lane that was served longest ago, until this transaction ends; None if all is done."""
    woken = False
    while True:
        lane = scalar(c, _NEXT_LANE)
        if lane is not None:
            row = first(c, Update, _LOWEST, lane_=lane)
            if row is not None:
                return row
            execute(c, _REST, {"lane_": lane})
        elif woken or not execute(c, _WAKE_ALL).rowcount:
            return None
        else:
            woken = True


def done(c: Connection, id_: int, now: int) -> None:
    """Empty a handled row in the transaction that handled it, and send its lane to the end."""
    execute(c, _DONE, {"id_": id_, "now_": now})
    execute(c, _SERVED, {"id_": id_})


def fail(c: Connection, id_: int, now: int) -> bool:
    """Count a failed try; True if it was the third, and the row is now a dead letter that stops its lane no more."""
    state = scalar(c, _FAIL, id_=id_, now_=now)
    execute(c, _SERVED, {"id_": id_})
    return bool(state == "dead")


def dead(c: Connection) -> list[Update]:
    """Return the dead letters, whose bodies are still sealed, for seven days."""
    return [Update._make(row) for row in execute(c, _DEAD)]


def waiting(c: Connection) -> tuple[int, int | None]:
    """Return how many rows wait, and since when the oldest does."""
    count, oldest = execute(c, _WAITING).fetchone()
    return count, oldest


def forget_old(c: Connection, now: int) -> int:
    """Delete the keys of updates handled three days ago, dead letters after seven, and the lanes that nothing names."""
    gone = changed(c, _FORGET, before_=now - KEPT, dead_before_=now - DEAD_KEPT)
    execute(c, _FORGET_LANES)
    return gone


def _wake(c: Connection, lane: str) -> None:
    # Never ON CONFLICT DO UPDATE: on PostgreSQL it would wait for the worker that holds this lane.
    if not execute(c, _WAKE, {"lane_": lane}).rowcount:
        execute(c, _LANE, {"lane_": lane})

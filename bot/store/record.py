"""What is written down of who did what, without content: events in the work's own transaction, chained afterwards.

Chaining inside the work would let all work wait for one row; so the leader chains once a second what is committed, in
the order of insertion.  This file does not know how a hash is made.
"""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import select, update

from bot.store.statements import Connection, arg, execute, fields, first, insert, rows
from bot.store.tables import record


class Event(NamedTuple):
    """An event; `seq` and `hash` are absent until it is chained."""

    n: int
    id: str
    at: int
    kind: str
    who: str
    about: str
    detail: str
    seq: int | None
    hash: str | None


_ALL = fields(record, Event)
_ADD = insert(record)
_UNCHAINED = select(*_ALL).where(record.c.seq.is_(None)).order_by(record.c.n).limit(arg("limit"))
_CHAIN = update(record).where(record.c.n == arg("n"), record.c.seq.is_(None)).values(seq=arg("seq"), hash=arg("hash"))
_HEAD = select(*_ALL).where(record.c.seq.is_not(None)).order_by(record.c.seq.desc()).limit(1)
_AFTER = select(*_ALL).where(record.c.seq > arg("after")).order_by(record.c.seq).limit(arg("limit"))
_ABOUT = select(*_ALL).where(record.c.about == arg("about")).order_by(record.c.n)


def add(c: Connection, id_: str, kind: str, who: str, about: str, now: int, detail: str = "") -> None:
    """Write an event down; `detail` is from a closed vocabulary, never anybody's words."""
    execute(c, _ADD, {"id": id_, "kind": kind, "who": who, "about": about, "at": now, "detail": detail})


def unchained(c: Connection, limit: int = 500) -> list[Event]:
    """Return what is not chained yet, in the order of insertion."""
    return rows(c, Event, _UNCHAINED, limit_=limit)


def chain(c: Connection, n: int, seq: int, hash_: str) -> None:
    """Give an event its place and hash; an event that has them keeps them."""
    execute(c, _CHAIN, {"n_": n, "seq_": seq, "hash_": hash_})


def head(c: Connection) -> Event | None:
    """Return the last chained event."""
    return first(c, Event, _HEAD)


def after(c: Connection, seq: int, limit: int = 500) -> list[Event]:
    """Return chained events from behind this place on, in order."""
    return rows(c, Event, _AFTER, after_=seq, limit_=limit)


def about(c: Connection, subject: str) -> list[Event]:
    """Return the events about a case, an alert or an officer, in the order of insertion."""
    return rows(c, Event, _ABOUT, about_=subject)

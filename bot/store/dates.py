"""What is to happen in a case on a day: one row for each thing, gone when its case goes.

In clear stand the case, the sort of thing and the time, rounded up to the quarter of an hour; what it is about stands
behind a tag in the sealed routing record.  This file does not know what follows when a date comes.
"""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import delete, select

from bot.store.statements import Connection, arg, changed, execute, fields, insert, rows
from bot.store.tables import dates

QUARTER = 15 * 60


class Date(NamedTuple):
    """Something that is to happen."""

    case_id: str
    kind: str
    tag: str
    due: int


_ALL = fields(dates, Date)
_SET = insert(dates)
_SET = _SET.on_conflict_do_update(index_elements=["case_id", "kind", "tag"], set_={"due": _SET.excluded["due"]})
_DUE = select(*_ALL).where(dates.c.due <= arg("now")).order_by(dates.c.due, dates.c.case_id).limit(arg("limit"))
_OF = select(*_ALL).where(dates.c.case_id == arg("case")).order_by(dates.c.due)
_CLEAR = delete(dates).where(dates.c.case_id == arg("case"), dates.c.kind == arg("kind"), dates.c.tag == arg("tag"))
_END = delete(dates).where(dates.c.case_id == arg("case"))


def set_(c: Connection, case_id: str, kind: str, due: int, tag: str = "") -> None:
    """Set a date, in place of the one of this kind and tag; never earlier than `due`."""
    rounded = -(-due // QUARTER) * QUARTER
    execute(c, _SET, {"case_id": case_id, "kind": kind, "tag": tag, "due": rounded})


def clear(c: Connection, case_id: str, kind: str, tag: str = "") -> bool:
    """Take a date back; False if there was none."""
    return changed(c, _CLEAR, case_=case_id, kind_=kind, tag_=tag) == 1


def due(c: Connection, now: int, limit: int = 50) -> list[Date]:
    """Return what has come, oldest first."""
    return rows(c, Date, _DUE, now_=now, limit_=limit)


def of(c: Connection, case_id: str) -> list[Date]:
    """Return the dates of a case, the next first."""
    return rows(c, Date, _OF, case_=case_id)


def end(c: Connection, case_id: str) -> int:
    """Take all dates of a case back."""
    return changed(c, _END, case_=case_id)

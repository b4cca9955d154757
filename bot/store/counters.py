"""Counts by name and period, and small marks of the service itself: nothing here is about one person.

A mark is a value under a name, such as the polling offset with the address it belongs to.  This file does not know what
is counted.
"""

from __future__ import annotations

from sqlalchemy import delete, select

from bot.store.statements import Connection, arg, changed, execute, insert, scalar
from bot.store.tables import counters, marks

_ADD = insert(counters).values(name=arg("name"), period=arg("period"), count=arg("by"))
_ADD = _ADD.on_conflict_do_update(
    index_elements=["name", "period"], set_={"count": counters.c.count + _ADD.excluded["count"]}
)
_OF = select(counters.c.period, counters.c.count).where(counters.c.name == arg("name")).order_by(counters.c.period)
_MARK = insert(marks)
_MARK = _MARK.on_conflict_do_update(index_elements=["name"], set_={"value": _MARK.excluded["value"]})
_UNMARK = delete(marks).where(marks.c.name == arg("name"))
_MARKED = select(marks.c.value).where(marks.c.name == arg("name"))


def add(c: Connection, name: str, period: str, by: int = 1) -> None:
    """Count."""
    execute(c, _ADD, {"name_": name, "period_": period, "by_": by})


def of(c: Connection, name: str) -> dict[str, int]:
    """Return the counts of a name by period."""
    return {row[0]: row[1] for row in execute(c, _OF, {"name_": name})}


def mark(c: Connection, name: str, value: str) -> None:
    """Set a mark."""
    execute(c, _MARK, {"name": name, "value": value})


def unmark(c: Connection, name: str) -> bool:
    """Take a mark away; False if it was not set."""
    return changed(c, _UNMARK, name_=name) == 1


def marked(c: Connection, name: str) -> str | None:
    """Return a mark's value, or None if it was never set."""
    value: str | None = scalar(c, _MARKED, name_=name)
    return value

"""What this operator has checked of places and numbers: when, by whom, until when; and what was withdrawn.

The latest check of a subject counts, and a withdrawal takes it away until somebody checks again.
This file does not know the directory.
"""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import func, select, update

from bot.store.statements import Connection, arg, changed, execute, fields, insert, rows
from bot.store.tables import checks


class Check(NamedTuple):
    """A check: `kind` is place, number, contact…; `subject` the entry or country; `value` JSON, of no person."""

    id: int
    kind: str
    subject: str
    value: str
    by: str
    checked_on: int
    again_by: int
    withdrawn: int | None


_PUT = insert(checks).returning(checks.c.id)
_later = checks.alias("later")
_LATEST = (
    select(func.max(_later.c.id))
    .where(_later.c.kind == checks.c.kind, _later.c.subject == checks.c.subject)
    .scalar_subquery()
)
_CURRENT = (
    select(*fields(checks, Check))
    .where(checks.c.id == _LATEST, checks.c.withdrawn.is_(None))
    .order_by(checks.c.kind, checks.c.subject)
)
_OF = (
    select(*fields(checks, Check))
    .where(checks.c.kind == arg("kind"), checks.c.subject == arg("subject"))
    .order_by(checks.c.id)
)
_WITHDRAW = (
    update(checks)
    .where(checks.c.kind == arg("kind"), checks.c.subject == arg("subject"), checks.c.withdrawn.is_(None))
    .values(withdrawn=arg("now"))
)


def put(c: Connection, kind: str, subject: str, value: str, by: str, now: int, again_by: int) -> int:
    """Write a check down and return its number."""
    row = {"kind": kind, "subject": subject, "value": value, "by": by, "checked_on": now, "again_by": again_by}
    return int(execute(c, _PUT, row).fetchone()[0])


def current(c: Connection, kind: str | None = None) -> list[Check]:
    """Return the check that counts for each subject; withdrawn ones are absent, due ones are not judged here."""
    return [check for check in rows(c, Check, _CURRENT) if kind in (None, check.kind)]


def of(c: Connection, kind: str, subject: str) -> list[Check]:
    """Return everything that was ever checked of a subject, oldest first."""
    return rows(c, Check, _OF, kind_=kind, subject_=subject)


def withdraw(c: Connection, kind: str, subject: str, now: int) -> bool:
    """Take a subject's checks away at once; False if there was none."""
    return changed(c, _WITHDRAW, kind_=kind, subject_=subject, now_=now) > 0

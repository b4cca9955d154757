"""What an officer has to look at in a case: one open row for each sort of thing, until somebody has done it.

The sort is one of a closed list and stands in clear; nothing of the case does.  This file does not know who does it.
"""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import select, update

from bot.store.statements import Connection, arg, changed, execute, fields, first, insert, rows
from bot.store.tables import tasks

KINDS = (
    "checkin_missed", "not_fine", "unread", "referral_due", "prepare", "change_text", "send_text", "ask_to_stop",
    "not_yet", "closing_unanswered", "again", "unreachable", "quiet", "word_guessed",
    "confirm_yes",
)  # fmt: skip


class Task(NamedTuple):
    """Something to be looked at, since when, and when it was done."""

    id: str
    case_id: str
    kind: str
    at: int
    done: int | None


_ALL = fields(tasks, Task)
_PUT = insert(tasks)
_OPEN = select(*_ALL).where(tasks.c.done.is_(None)).order_by(tasks.c.at, tasks.c.id)
_OF = select(*_ALL).where(tasks.c.case_id == arg("case"), tasks.c.done.is_(None)).order_by(tasks.c.at, tasks.c.id)
_SAME = (
    select(*_ALL).where(tasks.c.case_id == arg("case"), tasks.c.kind == arg("kind"), tasks.c.done.is_(None)).limit(1)
)
_DONE = update(tasks).where(tasks.c.id == arg("id"), tasks.c.done.is_(None)).values(done=arg("now"))


def put(c: Connection, id_: str, case_id: str, kind: str, now: int) -> bool:
    """Write a task down; False if the same stands open already."""
    if kind not in KINDS:
        raise ValueError(f"There is no task {kind!r}.")
    if first(c, Task, _SAME, case_=case_id, kind_=kind) is not None:
        return False
    execute(c, _PUT, {"id": id_, "case_id": case_id, "kind": kind, "at": now})
    return True


def open_(c: Connection) -> list[Task]:
    """Return every task that is not done, oldest first."""
    return rows(c, Task, _OPEN)


def of_case(c: Connection, case_id: str) -> list[Task]:
    """Return the open tasks of a case, oldest first."""
    return rows(c, Task, _OF, case_=case_id)


def done(c: Connection, id_: str, now: int) -> bool:
    """Say that a task was done; False if it was, or never was one."""
    return changed(c, _DONE, id_=id_, now_=now) == 1

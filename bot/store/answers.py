"""How long people waited for the first words: one sealed row for each answered alert, of no person and no case.

Only the day stands in clear, so that old rows can go.  What is sealed, and what follows from it, is not known here.
"""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import delete, select, update

from bot.store.statements import Connection, arg, changed, execute, fields, insert, rows
from bot.store.tables import answers


class Answer(NamedTuple):
    """One answered alert; its matter is sealed under the server key that the row names."""

    id: str
    day: int
    key: str
    sealed: bytes


_PUT = insert(answers)
_SINCE = select(*fields(answers, Answer)).where(answers.c.day >= arg("day")).order_by(answers.c.day.desc())
_CHANGE = update(answers).where(answers.c.id == arg("id")).values(key=arg("key"), sealed=arg("sealed"))
_FORGET = delete(answers).where(answers.c.day < arg("day"))


def put(c: Connection, answer: Answer) -> None:
    """Note one."""
    execute(c, _PUT, answer._asdict())


def since(c: Connection, day: int, most: int = 2000) -> list[Answer]:
    """Return those from that day on, the newest days first."""
    return rows(c, Answer, _SINCE, day_=day)[:most]


def change(c: Connection, answer: Answer) -> None:
    """Write one that was sealed anew."""
    execute(c, _CHANGE, {"id_": answer.id, "key_": answer.key, "sealed_": answer.sealed})


def forget(c: Connection, day: int) -> int:
    """Delete those from before that day."""
    return changed(c, _FORGET, day_=day)

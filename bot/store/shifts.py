"""The rota's shifts: whose, from when to when, and whether the officer has confirmed it.

Whose a shift is stands as the officer's opaque id.  What a shift is owed next is not known here.
"""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import delete, func, select, update

from bot.store.statements import Connection, arg, changed, execute, fields, first, insert, rows, scalar
from bot.store.tables import shifts


class Shift(NamedTuple):
    """A shift; `asked` is when its test rang first, `rang` when it rang last."""

    id: str
    officer: str
    role: str
    state: str
    starts: int
    ends: int
    asked: int | None
    rang: int | None


_ALL = fields(shifts, Shift)
_PUT = insert(shifts)
_GET = select(*_ALL).where(shifts.c.id == arg("id"))
_SINCE = select(*_ALL).where(shifts.c.ends > arg("since")).order_by(shifts.c.starts, shifts.c.id)
_ANY = select(func.max(shifts.c.ends))
_CHANGE = (
    update(shifts)
    .where(shifts.c.id == arg("id"))
    .values(state=arg("state"), asked=arg("asked"), rang=arg("rang"))
)  # fmt: skip
_DELETE = delete(shifts).where(shifts.c.id == arg("id"))
_OF = delete(shifts).where(shifts.c.officer == arg("officer"), shifts.c.ends > arg("now"))


def put(c: Connection, shift: Shift) -> None:
    """Add a shift."""
    execute(c, _PUT, shift._asdict())


def get(c: Connection, id_: str) -> Shift | None:
    """Return a shift."""
    return first(c, Shift, _GET, id_=id_)


def since(c: Connection, then: int) -> list[Shift]:
    """Return the shifts that end after then, in the order of their beginning."""
    return rows(c, Shift, _SINCE, since_=then)


def kept(c: Connection) -> bool:
    """Whether a rota is kept here at all: whether any shift was ever entered and not taken out."""
    return scalar(c, _ANY) is not None


def change(c: Connection, shift: Shift) -> None:
    """Write how a shift stands."""
    execute(c, _CHANGE, {"id_": shift.id, "state_": shift.state, "asked_": shift.asked, "rang_": shift.rang})


def remove(c: Connection, id_: str) -> bool:
    """Take a shift out; False if there was none."""
    return changed(c, _DELETE, id_=id_) == 1


def leave(c: Connection, officer: str, now: int) -> int:
    """Take an officer's present and coming shifts out, and return how many there were."""
    return changed(c, _OF, officer_=officer, now_=now)

"""The officers' rows: state and lane in clear, name, recipient and chat id sealed.

`pending` until the officer has pressed start (a bot cannot write first), then `active`, at last `disabled`.
This file does not know who is on duty.
"""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import select, update

from bot.store.errors import RevisionConflict
from bot.store.statements import Connection, arg, execute, fields, first, insert, rows
from bot.store.tables import officers


class Officer(NamedTuple):
    """An officer's row."""

    id: str
    lane: str | None
    state: str
    revision: int
    created: int
    key: str
    sealed: bytes | None


_ALL = fields(officers, Officer)
_PUT = insert(officers)
_GET = select(*_ALL).where(officers.c.id == arg("id"))
_BY_LANE = select(*_ALL).where(officers.c.lane == arg("lane"))
_EVERY = select(*_ALL).order_by(officers.c.created, officers.c.id)
_CHANGE = (
    update(officers)
    .where(officers.c.id == arg("id"), officers.c.revision == arg("revision"))
    .values(
        revision=officers.c.revision + 1, lane=arg("lane"), state=arg("state"), key=arg("key"), sealed=arg("sealed")
    )
)


def put(
    c: Connection, id_: str, key: str, sealed: bytes, now: int, state: str = "pending", lane: str | None = None
) -> None:
    """Add an officer at revision 0."""
    execute(c, _PUT, {"id": id_, "key": key, "sealed": sealed, "created": now, "state": state, "lane": lane})


def get(c: Connection, id_: str) -> Officer | None:
    """Return an officer."""
    return first(c, Officer, _GET, id_=id_)


def by_lane(c: Connection, lane: str) -> Officer | None:
    """Return the officer who writes from this account."""
    return first(c, Officer, _BY_LANE, lane_=lane)


def every(c: Connection, state: str | None = None) -> list[Officer]:
    """Return the officers, or those in one state, in the order in which they were added."""
    return [officer for officer in rows(c, Officer, _EVERY) if state in (None, officer.state)]


def change(c: Connection, officer: Officer) -> int:
    """Write an officer that was read and changed, and return the next revision; `RevisionConflict` if moved on."""
    args = {
        "id_": officer.id, "revision_": officer.revision, "lane_": officer.lane, "state_": officer.state,
        "key_": officer.key, "sealed_": officer.sealed,
    }  # fmt: skip
    if execute(c, _CHANGE, args).rowcount != 1:
        raise RevisionConflict("The officer's entry has been changed by somebody else.")
    return officer.revision + 1

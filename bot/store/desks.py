"""What an officer's chat holds for a while: one sealed column for each officer, under a key of an hour.

This file does not know what is held, nor for how long.
"""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import select, update

from bot.store.errors import RevisionConflict
from bot.store.statements import Connection, arg, execute, fields, first, insert
from bot.store.tables import desks


class Held(NamedTuple):
    """An officer's row; `id` is the officer's."""

    id: str
    revision: int
    key: str
    sealed: bytes | None


_GET = select(*fields(desks, Held)).where(desks.c.id == arg("id"))
_PUT = insert(desks)
_CHANGE = (
    update(desks)
    .where(desks.c.id == arg("id"), desks.c.revision == arg("revision"))
    .values(revision=desks.c.revision + 1, key=arg("key"), sealed=arg("sealed"))
)


def get(c: Connection, officer: str) -> Held | None:
    """Return what this officer's chat holds."""
    return first(c, Held, _GET, id_=officer)


def put(c: Connection, officer: str, key: str, sealed: bytes) -> None:
    """Hold something for the first time, at revision 0."""
    execute(c, _PUT, {"id": officer, "revision": 0, "key": key, "sealed": sealed})


def change(c: Connection, officer: str, revision: int, key: str, sealed: bytes) -> None:
    """Replace what was read at this revision; `RevisionConflict` if it has moved on."""
    args = {"id_": officer, "revision_": revision, "key_": key, "sealed_": sealed}
    if execute(c, _CHANGE, args).rowcount != 1:
        raise RevisionConflict("What this officer's chat holds has moved on.")

"""Published releases of flows: immutable, named by hash, one active in each language, withdrawn at once.

This file does not know what a flow is: a release is its canonical JSON.
"""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import delete, select, update

from bot.store.errors import StatementRefused
from bot.store.statements import Connection, arg, changed, execute, fields, first, insert, rows
from bot.store.tables import actives, releases


class Release(NamedTuple):
    """A release as stored."""

    id: str
    body: str
    created: int
    withdrawn: int | None


_ALL = fields(releases, Release)
_PUT = insert(releases).on_conflict_do_nothing(index_elements=["id"])
_GET = select(*_ALL).where(releases.c.id == arg("id"))
_EVERY = select(*_ALL).order_by(releases.c.created, releases.c.id)
_ACTIVATE = insert(actives)
_ACTIVATE = _ACTIVATE.on_conflict_do_update(
    index_elements=["language"], set_={name: _ACTIVATE.excluded[name] for name in ("release", "since")}
)
_ACTIVE = select(actives.c.language, actives.c.release).order_by(actives.c.language)
_WITHDRAW = (
    update(releases).where(releases.c.id == arg("id"), releases.c.withdrawn.is_(None)).values(withdrawn=arg("now"))
)
_DEACTIVATE = delete(actives).where(actives.c.release == arg("id"))


def put(c: Connection, id_: str, body: str, now: int) -> None:
    """Keep a release; the same one again changes nothing, another under the same name is refused."""
    execute(c, _PUT, {"id": id_, "body": body, "created": now})
    kept = get(c, id_)
    if kept is None or kept.body != body:
        raise StatementRefused("A release cannot be changed: publish it under its own hash.")


def get(c: Connection, id_: str) -> Release | None:
    """Return a release, also a withdrawn one."""
    return first(c, Release, _GET, id_=id_)


def every(c: Connection) -> list[Release]:
    """Return all releases, oldest first."""
    return rows(c, Release, _EVERY)


def activate(c: Connection, language: str, id_: str, now: int) -> None:
    """Let conversations that begin in this language begin with this release."""
    release = get(c, id_)
    if release is None or release.withdrawn is not None:
        raise StatementRefused("This release does not exist or was withdrawn: publish another.")
    execute(c, _ACTIVATE, {"language": language, "release": id_, "since": now})


def active(c: Connection) -> dict[str, str]:
    """Return the active release of each language."""
    return {row[0]: row[1] for row in execute(c, _ACTIVE)}


def withdraw(c: Connection, id_: str, now: int) -> bool:
    """Withdraw a release in all languages at once; False if it was withdrawn or never there."""
    execute(c, _DEACTIVATE, {"id_": id_})
    return changed(c, _WITHDRAW, id_=id_, now_=now) == 1

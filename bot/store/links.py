"""Locked links: what is kept of a person who wished to be known again after their case was closed.

A blind name, the day on which it goes, and a sealed column; the word's hash stands with the other words.  This file
does not know whose it is, nor what is sealed.
"""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import delete, select

from bot.store.statements import Connection, arg, changed, execute, fields, first, insert, rows
from bot.store.tables import links


class Link(NamedTuple):
    """A locked link, and until when it opens."""

    id: str
    due: int
    key: str
    sealed: bytes | None


_ALL = fields(links, Link)
_PUT = insert(links)
_GET = select(*_ALL).where(links.c.id == arg("id"))
_OVER = select(*_ALL).where(links.c.due <= arg("now"))
_DELETE = delete(links).where(links.c.id == arg("id"))


def put(c: Connection, id_: str, due: int, key: str, sealed: bytes) -> None:
    """Keep a link, in place of an earlier one of the same name."""
    delete_row(c, id_)
    execute(c, _PUT, {"id": id_, "due": due, "key": key, "sealed": sealed})


def get(c: Connection, id_: str) -> Link | None:
    """Return a link."""
    return first(c, Link, _GET, id_=id_)


def over(c: Connection, now: int) -> list[Link]:
    """Return the links whose day has come."""
    return rows(c, Link, _OVER, now_=now)


def delete_row(c: Connection, id_: str) -> bool:
    """Forget a link."""
    return changed(c, _DELETE, id_=id_) == 1

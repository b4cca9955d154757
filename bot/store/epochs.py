"""Every row that is sealed under a key of limited life, so that the leader can re-seal survivors and destroy the key.

This file knows which columns are sealed and which key each row names; it does not know how to open or seal one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any, NamedTuple

from sqlalchemy import Column, ColumnElement, and_, func, literal_column, select, true, update

from bot.store.statements import Connection, arg, changed
from bot.store.tables import alerts, answers, cases, conversations, desks, inbox, jobs, messages, officers, screens

PREFIX = "epoch:"

_BODIES: tuple[Column[Any], ...] = (
    inbox.c.body,
    screens.c.content,
    conversations.c.sealed,
    messages.c.address,
    alerts.c.sealed,
    cases.c.sealed,
    jobs.c.sealed,
    officers.c.sealed,
    answers.c.sealed,
    desks.c.sealed,
)
SEALED = {body.table.name: body for body in _BODIES}
"""Each table with rows that name their key, and its sealed column."""


class SealedRow(NamedTuple):
    """A sealed column with everything of its row that stands in clear, which is what it may be bound to."""

    table: str
    clear: dict[str, Any]
    sealed: bytes


# The few rows of the largest tables that still hold a body are found by what they wait for, not by an index of keys.
_NARROWED = {"screens": screens.c.place.is_not(None), "conversations": conversations.c.key != literal_column("'draft'")}


def _holding(body: Column[Any]) -> ColumnElement[bool]:
    return and_(body.is_not(None), _NARROWED.get(body.table.name, true()))


_ROWS = {
    name: select(body.table).where(body.table.c.key == arg("key"), _holding(body)).order_by(body.table.c.id)
    for name, body in SEALED.items()
}
_REPLACE = {
    name: update(body.table)
    .where(body.table.c.id == arg("id"), body.table.c.key == arg("old_key"), body == arg("old"))
    .values({"key": arg("new_key"), body.name: arg("new")})
    for name, body in SEALED.items()
}
_IN_USE = {
    name: select(body.table.c.key, func.count())
    .where(body.table.c.key.like(f"{PREFIX}%"), _holding(body))
    .group_by(body.table.c.key)
    for name, body in SEALED.items()
}


def in_use(c: Connection) -> dict[str, dict[str, int]]:
    """Return the epoch keys that rows name, and how many rows of which table delay the end of each."""
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for table, statement in _IN_USE.items():
        for key, count in c.execute(statement):
            found[key][table] = count
    return dict(found)


def rows(c: Connection, key: str) -> Iterator[SealedRow]:
    """Yield every row that is sealed under this key, whatever its table."""
    for table, statement in _ROWS.items():
        body = SEALED[table].name
        for row in c.execute(statement, {"key_": key}).mappings().all():
            yield SealedRow(table, {name: value for name, value in row.items() if name != body}, row[body])


def replace(c: Connection, row: SealedRow, key: str, sealed: bytes) -> bool:
    """Put the same matter, sealed anew, in place of what was read; False if the row has changed since."""
    args = {"id_": row.clear["id"], "old_key_": row.clear["key"], "old_": row.sealed, "new_key_": key, "new_": sealed}
    return changed(c, _REPLACE[row.table], **args) == 1

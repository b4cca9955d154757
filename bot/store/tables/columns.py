"""The kinds of column that exist here, and the names that constraints and indexes get.

It does not know any table.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, Column, ColumnElement, Index, Integer, LargeBinary, MetaData, Text, literal_column

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

Whole = BigInteger().with_variant(Integer(), "sqlite")
"""Times, Telegram's ids and row numbers: 64 bits on both databases, and SQLite's own row number as a key."""


def number(name: str, default: int | None = 0, **more: Any) -> Column[int]:
    """Return a whole number that is always there."""
    server_default = None if default is None else str(default)
    return Column(name, Whole, nullable=False, server_default=server_default, **more)


def maybe(name: str, **more: Any) -> Column[int | None]:
    """Return a whole number that may be absent."""
    return Column(name, Whole, nullable=True, **more)


def text(name: str, *args: Any, nullable: bool = False, **more: Any) -> Column[str]:
    """Return a text in clear: an id, a state, a key's name."""
    return Column(name, Text, *args, nullable=nullable, **more)


def sealed(name: str, nullable: bool = True) -> Column[bytes]:
    """Return a column that only the vault can read."""
    return Column(name, LargeBinary, nullable=nullable)


def serial(name: str = "id") -> Column[int]:
    """Return the row's number, which the database gives."""
    return Column(name, Whole, primary_key=True, autoincrement=True)


def partial(name: str, *columns: Any, where: str) -> Index:
    """Make an index of the rows of which this is true."""
    clause: ColumnElement[bool] = literal_column(where)
    return Index(name, *columns, sqlite_where=clause, postgresql_where=clause)

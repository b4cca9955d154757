"""How statements are written here: once, as constants of a module, for both databases.

A constant is compiled once and found again by its identity, which is most of what makes Core cheap.  A test compiles
every constant of this package for PostgreSQL and for SQLite.  This file does not know any table.
"""

from __future__ import annotations

from typing import Any, NamedTuple, TypeVar

from sqlalchemy import BindParameter, ColumnElement, Connection, Executable, Table, bindparam, literal_column

# Both compilers read this one's ON CONFLICT; SQLAlchemy's common insert has none.
from sqlalchemy.dialects.postgresql import insert

__all__ = ["Connection", "arg", "changed", "fields", "first", "insert", "is_", "rows", "scalar"]

R = TypeVar("R", bound=NamedTuple)


def arg(name: str) -> BindParameter[Any]:
    """Return the parameter `name_`: the underline keeps it apart from the columns that a statement sets."""
    return bindparam(f"{name}_")


def is_(column: ColumnElement[Any], value: str | int) -> ColumnElement[bool]:
    """Compare with a value written into the statement, so that a partial index of the same words is used."""
    return column == literal_column(f"'{value}'" if isinstance(value, str) else str(value))


def fields(table: Table, shape: type[Any]) -> list[ColumnElement[Any]]:
    """Return the table's columns in the order of a NamedTuple's fields."""
    return [table.c[name] for name in shape._fields]


def first(connection: Connection, shape: type[R], statement: Executable, **args: Any) -> R | None:
    """Return the first row in this shape, or None."""
    row = connection.execute(statement, args).first()
    return None if row is None else shape._make(row)


def rows(connection: Connection, shape: type[R], statement: Executable, **args: Any) -> list[R]:
    """Return every row in this shape."""
    return [shape._make(row) for row in connection.execute(statement, args)]


def scalar(connection: Connection, statement: Executable, **args: Any) -> Any:
    """Return the first column of the first row, or None."""
    return connection.execute(statement, args).scalar()


def changed(connection: Connection, statement: Executable, **args: Any) -> int:
    """Run the statement and return how many rows it changed."""
    return connection.execute(statement, args).rowcount

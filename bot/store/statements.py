"""How statements are written and run here: once, as Core constants of a module, for both databases.

On SQLite a constant is compiled once and its text given to the driver, with the cursor's bare rows: 5 µs a statement
where Core's own road takes 16 and a conversation's step has nine.  On PostgreSQL the network hides the difference, and
the statement goes Core's road.  A test compiles every constant of this package for both.  No table is known here.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import BindParameter, ColumnElement, Connection, Executable, Table, bindparam, literal_column

# Both compilers read this one's ON CONFLICT; SQLAlchemy's common insert has none.
from sqlalchemy.dialects.postgresql import Insert
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite

from bot.store.errors import StoreUnavailable

__all__ = [
    "Connection", "arg", "changed", "execute", "fields", "first", "insert", "is_", "rows", "savepoint", "scalar",
]  # fmt: skip

R = TypeVar("R", bound=NamedTuple)
_NAMED = SQLiteDialect_pysqlite(paramstyle="named")
_Plan = tuple[str, dict[str, Any], Executable]
_NONE: dict[str, Any] = {}
_COUNTING = {"preserve_rowcount": True}
"""Without it an insert does not say how many rows it made, and every update would pass for a repeated one."""
_plans: dict[tuple[int, tuple[str, ...]], _Plan] = {}


def arg(name: str) -> BindParameter[Any]:
    """Return the parameter `name_`: the underline keeps it apart from the columns that a statement sets."""
    return bindparam(f"{name}_")


def insert(table: Table) -> Insert:
    """Return an insert that returns nothing by itself, so that it tells how many rows it made, also PostgreSQL's."""
    return Insert(table).inline()


def is_(column: ColumnElement[Any], *values: str | int) -> ColumnElement[bool]:
    """Compare with values written into the statement.

    So a partial index of the same words is used; and SQLite, which looks at a bound value to choose such an index,
    would prepare the statement anew each time that it is bound (18 µs where 2 are enough).
    """
    written: list[ColumnElement[Any]] = [
        literal_column(f"'{value}'" if isinstance(value, str) else str(value)) for value in values
    ]
    return column == written[0] if len(written) == 1 else column.in_(written)


def fields(table: Table, shape: type[Any]) -> list[ColumnElement[Any]]:
    """Return the table's columns in the order of a NamedTuple's fields."""
    return [table.c[name] for name in shape._fields]


def first(connection: Connection, shape: type[R], statement: Executable, **args: Any) -> R | None:
    """Return the first row in this shape, or None."""
    row = execute(connection, statement, args).fetchone()
    return None if row is None else shape._make(row)


def rows(connection: Connection, shape: type[R], statement: Executable, **args: Any) -> list[R]:
    """Return every row in this shape."""
    return [shape._make(row) for row in execute(connection, statement, args).fetchall()]


def scalar(connection: Connection, statement: Executable, **args: Any) -> Any:
    """Return the first column of the first row, or None."""
    row = execute(connection, statement, args).fetchone()
    return None if row is None else row[0]


def changed(connection: Connection, statement: Executable, **args: Any) -> int:
    """Run the statement and return how many rows it changed."""
    return int(execute(connection, statement, args).rowcount)


def execute(connection: Connection, statement: Executable, args: dict[str, Any] = _NONE) -> Any:
    """Run the statement and return a cursor: `rowcount`, `fetchone()`, `fetchall()`, or its rows by iteration."""
    if connection.dialect.name != "sqlite":
        return connection.execute(statement, args, execution_options=_COUNTING)
    text, constants, _ = _plans.get((id(statement), tuple(args))) or _planned(statement, args)
    raw: Any = connection.connection.dbapi_connection
    return raw.execute(text, constants | args if constants else args)


@contextmanager
def savepoint(connection: Connection) -> Iterator[None]:
    """Undo what the block wrote if it raises, and nothing else; the error goes on."""
    if connection.dialect.name != "sqlite":
        with connection.begin_nested():
            yield
        return
    raw: Any = connection.connection.dbapi_connection
    raw.execute("SAVEPOINT part")
    try:
        yield
    except BaseException:
        # A full disk ends the whole transaction: going on would write outside of any.
        if not raw.in_transaction:
            raise StoreUnavailable("The database ended the transaction.") from None
        raw.execute("ROLLBACK TO part")
        raise
    finally:
        if raw.in_transaction:
            raw.execute("RELEASE part")


def _planned(statement: Executable, args: dict[str, Any]) -> _Plan:
    """Compile for these parameters, once; the plan holds the statement, so its identity is never another's."""
    compiled: Any = statement.compile(  # type: ignore[attr-defined]
        dialect=_NAMED, column_keys=list(args) or None, compile_kwargs={"render_postcompile": True}
    )
    constants = {name: value for name, value in compiled.construct_params(_check=False).items() if name not in args}
    plan = (str(compiled), constants, statement)
    _plans[id(statement), tuple(args)] = plan
    return plan

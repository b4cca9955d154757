"""What the store refuses, and the one place where the database's own errors become these.

    StoreError                what every caller may catch
    ├─ StoreUnavailable       the database is lost, locked, full or torn: card-only mode, until it returns
    ├─ UnsafeDatabase         a connection does not hold a guarantee (WAL, FULL, …): refuse to run
    ├─ SchemaBehind           the database is not at the head of the migrations: `amparo init`
    ├─ RevisionConflict       a compare-and-set found another revision: read again and repeat
    ├─ LeaseLost              another process leads by now: stop leading
    └─ StatementRefused       a statement broke a constraint or does not fit the tables: a fault of ours

It does not know what the rows mean.  No message holds a parameter or a row: SQLAlchemy's own texts never pass.
"""

from __future__ import annotations

import sqlite3

from sqlalchemy.exc import DBAPIError, InterfaceError, InternalError, OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout

RETRYABLE_SQLSTATES = frozenset({"40001", "40P01"})
"""PostgreSQL: serialization failure and deadlock; the same work, begun anew, may pass."""


class StoreError(Exception):
    """Anything that the store refuses."""


class StoreUnavailable(StoreError):
    """The database cannot be used now; nothing of this work was kept."""


class UnsafeDatabase(StoreError):
    """The database does not give a guarantee that the program stands on."""


class SchemaBehind(StoreError):
    """The tables are not those of this program."""


class RevisionConflict(StoreError):
    """The row is at another revision than the one that was read."""


class LeaseLost(StoreError):
    """The lease that this work stands on is held by another, or by nobody."""


class StatementRefused(StoreError):
    """The database refused a statement for what it says; repeating it would not help."""


def translated(error: BaseException) -> BaseException:
    """Return the store's error for a database's error, and any other error as it is."""
    if isinstance(error, OSError | sqlite3.OperationalError):
        return StoreUnavailable(f"The database cannot be used ({_short(error)}). Check its disk and its path.")
    if isinstance(error, PoolTimeout | OperationalError | InterfaceError | InternalError) or _torn(error):
        return StoreUnavailable(f"The database cannot be used ({_short(error)}). Check its disk and its server.")
    if isinstance(error, StopIteration):  # a future that waits in an event loop would never learn of it
        fault = RuntimeError("Something ended before it gave what was asked of it.")
        fault.__cause__ = error
        return fault
    if isinstance(error, SQLAlchemyError | sqlite3.Error):
        return StatementRefused(f"The database refused a statement ({_short(error)}).")
    return error


def retryable(error: BaseException) -> bool:
    """Say whether the same work may pass on a second try: a serialization failure, a deadlock or a lost connection."""
    if not isinstance(error, DBAPIError):
        return False
    return error.connection_invalidated or getattr(error.orig, "sqlstate", None) in RETRYABLE_SQLSTATES


def _torn(error: BaseException) -> bool:
    # sqlite3 reports a malformed or foreign file as a plain DatabaseError.
    cause = error.orig if isinstance(error, DBAPIError) else error
    return type(cause) is sqlite3.DatabaseError


def _short(error: BaseException) -> str:
    """Name the error without its text, for the text may quote a row."""
    cause = error.orig if isinstance(error, DBAPIError) and error.orig is not None else error
    return str(getattr(cause, "sqlite_errorname", "") or getattr(cause, "sqlstate", "") or type(cause).__name__)

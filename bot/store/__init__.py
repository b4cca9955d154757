"""All SQL, and nothing but SQL: one module of functions for each kind of row, all taking a `Connection` first.

`Store` runs them: what writes goes through `Store.transact`, what only looks through `Store.read`.
The store does not know what a sealed column holds, who a lane is, or what time it is: callers say `now`.
"""

from bot.store.errors import (
    LeaseLost,
    RevisionConflict,
    SchemaBehind,
    StatementRefused,
    StoreError,
    StoreUnavailable,
    UnsafeDatabase,
)
from bot.store.statements import Connection
from bot.store.work import Store

__all__ = [
    "Connection",
    "LeaseLost",
    "RevisionConflict",
    "SchemaBehind",
    "StatementRefused",
    "Store",
    "StoreError",
    "StoreUnavailable",
    "UnsafeDatabase",
]

"""The SQLite file under the key store, and what must hold of it on every connection.

A rollback journal, FULL and secure_delete: a write-ahead log would keep a destroyed key, and without secure_delete the
page would. The journal holds pages as they were before; it is kept, and overwritten when a key is destroyed, for a
removed one would leave them on the disk. The file is its owner's alone. It knows two tables and no key: what it holds
is wrapped already.
"""

from __future__ import annotations

import os
import sqlite3
import stat
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from sqlalchemy import (
    Column,
    Connection,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
    create_engine,
    event,
)
from sqlalchemy.exc import SQLAlchemyError

from bot.store.errors import StoreUnavailable, UnsafeDatabase, translated

PRAGMAS: Final = {"journal_mode": "persist", "synchronous": 2, "secure_delete": 1, "temp_store": 2}
"""What must hold on every connection; `secure_delete` depends on how SQLite was built, so it is never assumed."""

_PIECE: Final = 1 << 16
metadata = MetaData()
key_table = Table(
    "keys",
    metadata,
    Column("name", Text, nullable=False),
    Column("half", Text, nullable=False),
    Column("wrapped", LargeBinary, nullable=False),
    Column("created", Integer, nullable=False),
    PrimaryKeyConstraint("name", "half"),
    sqlite_strict=True,
)
mark_table = Table(
    "marks",
    metadata,
    Column("name", Text, primary_key=True),
    Column("value", Integer, nullable=False),
    sqlite_strict=True,
)


class KeyFile:
    """One engine on one file; the driver's and the library's errors become the store's here and nowhere else."""

    def __init__(self, path: Path, *, awaited: bool = False) -> None:
        """`awaited`: a file that is not there is waited for, never made: an empty one would hide what was lost."""
        if not awaited:
            _keep_to_owner(path)
        elif path.exists():
            _refuse_open(path)
        self._engine = create_engine(
            f"sqlite:///{path}", connect_args={"timeout": 10}, pool_size=2, max_overflow=8, hide_parameters=True
        )
        event.listen(self._engine, "connect", _hold)
        event.listen(self._engine, "begin", _begin)
        self._writer = self._engine.execution_options(writing=True)
        self._place, self._stood = str(path), _standing(path)
        if not awaited:
            with self.writing() as connection:
                metadata.create_all(connection)
            self.wipe()  # a process may have died after it destroyed a key

    def close(self) -> None:
        """Let go of the file."""
        self._engine.dispose()

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """One transaction; when the block has ended, its work is on disk, in the file that the next start opens."""
        self._still_there()
        try:
            with self._writer.begin() as connection:
                yield connection
        except SQLAlchemyError as fault:
            raise translated(fault) from None
        self._still_there()

    def wipe(self) -> None:
        """Overwrite the journal, which may hold what was destroyed; whoever destroys a key calls it after."""
        with self.writing():  # nobody else writes, and SQLite opens a journal only for a first change
            _zero(f"{self._place}-journal")

    def _still_there(self) -> None:
        # SQLite goes on with a file that was removed or replaced: a key kept there is lost with the process, and one
        # destroyed there is not destroyed.
        found = _standing(self._place)
        if self._stood is None and found is not None:
            _refuse_open(Path(self._place))
            self._stood = found
        if found is None or found != self._stood:
            raise StoreUnavailable("The key store's file was moved or replaced. Put it back or restart.")

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection for single statements that only read."""
        self._still_there()
        try:
            with self._engine.connect() as connection:
                yield connection
        except SQLAlchemyError as fault:
            raise translated(fault) from None

    def fetch(self, statement: str, *values: str) -> Sequence[Any]:
        """Read on the hot road: on the pool's own connection it costs a third of what Core's result does."""
        self._still_there()
        try:
            connection = self._engine.raw_connection()
            try:
                cursor = connection.cursor()
                cursor.execute(statement, values)
                return cursor.fetchall()
            finally:
                connection.close()
        except sqlite3.Error as fault:
            raise StoreUnavailable(f"The key store cannot be read ({type(fault).__name__}). Check its disk.") from None
        except SQLAlchemyError as fault:
            raise translated(fault) from None


def _standing(path: Path | str) -> tuple[int, int] | None:
    """Which file stands at the path now; None if none does."""
    try:
        found = os.stat(path)  # noqa: PTH116 asked for with every key
    except FileNotFoundError:
        return None
    return found.st_dev, found.st_ino


def _zero(place: str) -> None:
    try:
        handle = os.open(place, os.O_WRONLY)
    except FileNotFoundError:
        return
    except OSError as fault:
        raise StoreUnavailable(f"The key store's journal cannot be overwritten ({fault.strerror}).") from None
    try:
        overwrite(handle)
    except OSError as fault:
        raise StoreUnavailable(f"The key store's journal cannot be overwritten ({fault.strerror}).") from None
    finally:
        os.close(handle)


def overwrite(handle: int) -> None:
    """Write zeros over all of an open file, where it lies; an unlinked file would keep its content on the disk."""
    left = os.fstat(handle).st_size
    os.lseek(handle, 0, os.SEEK_SET)
    while left > 0:
        left -= os.write(handle, bytes(min(left, _PIECE)))
    os.fsync(handle)


def _begin(connection: Connection) -> None:
    # The driver's own transactions start too late: a writer must hold the lock before it reads what it decides on;
    # a reader is one statement and needs none.
    if connection.get_execution_options().get("writing"):
        connection.exec_driver_sql("BEGIN IMMEDIATE")


def _hold(connection: Any, _record: object) -> None:
    """Set and assert the guarantees on a new connection; refuse to run without one of them."""
    connection.isolation_level = None
    cursor = connection.cursor()
    for name, wanted in PRAGMAS.items():
        cursor.execute(f"PRAGMA {name} = {wanted}")
        (found,) = cursor.execute(f"PRAGMA {name}").fetchone()
        if found != wanted:
            raise UnsafeDatabase(f"The key store needs {name} = {wanted} and got {found}. Put it on a local disk.")
    cursor.close()


def _keep_to_owner(path: Path) -> None:
    """Make the file readable by its owner alone, and refuse one that others could have read."""
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    except FileExistsError:
        _refuse_open(path)
    except OSError as fault:
        raise StoreUnavailable(f"The key store cannot be made ({fault.strerror}). Check its folder.") from None


def _refuse_open(path: Path) -> None:
    if stat.S_IMODE(path.stat().st_mode) & 0o077:
        raise UnsafeDatabase("Others can read the key store. Run: chmod 600 on it, and rotate the keys.")

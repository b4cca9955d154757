"""The embedded database: how it is opened, what is asserted of every connection, and the one thread that writes.

Whatever waits shares one `BEGIN IMMEDIATE … COMMIT`, each piece of work in a savepoint of its own; a future is
resolved only after the COMMIT, and after a look whether the files are still the ones that were written to.
This file does not know any table.
"""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any, NamedTuple
from urllib.parse import quote

from sqlalchemy import Connection, Engine, QueuePool, create_engine, event
from sqlalchemy.exc import DisconnectionError

from bot.store.errors import StoreUnavailable, UnsafeDatabase, translated

GUARANTEES = {
    "journal_mode": "wal",
    "synchronous": 2,  # FULL: a COMMIT has reached the disk when it returns
    "foreign_keys": 1,
    "secure_delete": 1,  # freed pages are overwritten
    "temp_store": 2,  # in memory: no sorted copy of a row in a file elsewhere
}
GROUP = 128
"""At most so much work shares a commit: what is first in the group waits for the last."""

Work = Callable[[Connection], Any]
Identity = tuple[tuple[int, int], tuple[int, int]]


class Task(NamedTuple):
    """A piece of work and whoever waits for it."""

    work: Work
    future: Future[Any]


def engine(path: Path, *, writes: bool, busy_ms: int) -> Engine:
    """Return an engine whose connections hold every guarantee, or are refused; it never creates the file."""
    place = str(path)
    address = f"file:{quote(place)}?mode=rw"

    def connect() -> sqlite3.Connection:
        return sqlite3.connect(
            address, uri=True, isolation_level=None, check_same_thread=False, cached_statements=512,
            timeout=busy_ms / 1000,
        )  # fmt: skip

    made = create_engine(
        "sqlite://", creator=connect, poolclass=QueuePool, pool_size=1 if writes else 4, max_overflow=4,
        hide_parameters=True,
    )  # fmt: skip

    @event.listens_for(made, "connect")
    def opened(raw: sqlite3.Connection, entry: Any) -> None:
        guarantee(raw)
        raw.execute(f"PRAGMA query_only = {'OFF' if writes else 'ON'}")
        entry.info["identity"] = identity(place)

    @event.listens_for(made, "checkout")
    def checked_out(raw: Any, entry: Any, proxy: Any) -> None:
        if entry.info["identity"] != identity(place):
            raise DisconnectionError("the database file was replaced")

    # The writer begins and commits by itself, one transaction for many works.
    if not writes:

        @event.listens_for(made, "begin")
        def begun(connection: Connection) -> None:
            connection.exec_driver_sql("BEGIN")

    return made


def guarantee(raw: sqlite3.Connection) -> None:
    """Set what the program stands on, read it back, and refuse a database that answers otherwise."""
    raw.execute("PRAGMA journal_size_limit = 67108864")
    raw.execute("PRAGMA cache_size = -32768")
    for name, wanted in GUARANTEES.items():
        raw.execute(f"PRAGMA {name} = {wanted}").fetchall()
        found = raw.execute(f"PRAGMA {name}").fetchone()[0]
        if found != wanted:
            raise UnsafeDatabase(
                f"SQLite answers {name} = {found} where {wanted} is needed. "
                "Put the database on a local disk with room, not on a network share."
            )
    # The first read opens the write-ahead log, which is then part of the files' identity.
    raw.execute("PRAGMA schema_version").fetchall()


def identity(path: str) -> Identity | None:
    """Return which files stand at the path now: device and number of the database and of its log; None if one is gone.

    SQLite goes on writing into a file that was removed or replaced, and nobody would ever read that again.
    """
    try:
        file, log = os.stat(path), os.stat(f"{path}-wal")  # noqa: PTH116 asked twice a commit
    except FileNotFoundError:
        return None
    return (file.st_dev, file.st_ino), (log.st_dev, log.st_ino)


class Writer:
    """The one thread that writes, and the queue before it."""

    def __init__(self, made: Engine, path: Path, lost: Callable[[StoreUnavailable], None]) -> None:
        self._engine = made
        self._path = str(path)
        self._lost = lost
        self._waiting: SimpleQueue[Task | None] = SimpleQueue()
        self._connection: Connection | None = None
        self._thread = threading.Thread(target=self._run, name="store-writer", daemon=True)
        self._thread.start()

    def add(self, task: Task) -> None:
        """Put work into the queue."""
        self._waiting.put(task)

    def close(self) -> None:
        """Finish what waits, then stop."""
        self._waiting.put(None)
        self._thread.join()
        self._drop()
        self._engine.dispose()

    def _run(self) -> None:
        while (task := self._waiting.get()) is not None:
            tasks, last = self._with_others(task)
            self._commit([each for each in tasks if each.future.set_running_or_notify_cancel()])
            if last:
                return

    def _with_others(self, task: Task) -> tuple[list[Task], bool]:
        tasks = [task]
        while len(tasks) < GROUP:
            try:
                other = self._waiting.get_nowait()
            except Empty:
                break
            if other is None:
                return tasks, True
            tasks.append(other)
        return tasks, False

    def _commit(self, tasks: list[Task]) -> None:
        """Run the group and resolve its futures; whatever breaks the commit is everybody's exception."""
        try:
            outcomes = self._together(tasks)
        except BaseException as error:
            fault = translated(error)
            outcomes = [(None, fault)] * len(tasks)
            self._drop()
        for task, (result, why) in zip(tasks, outcomes, strict=True):
            if why is None:
                task.future.set_result(result)
            else:
                task.future.set_exception(why)
        unavailable = next((why for _, why in outcomes if isinstance(why, StoreUnavailable)), None)
        if unavailable is not None:
            self._lost(unavailable)

    def _together(self, tasks: list[Task]) -> list[tuple[Any, BaseException | None]]:
        connection = self._open()
        raw: Any = connection.connection.dbapi_connection
        raw.execute("BEGIN IMMEDIATE")
        outcomes = [_alone(connection, raw, task.work) for task in tasks]
        raw.execute("COMMIT")
        # Written into a file that no longer stands at its path is not written.
        self._still_there(connection)
        return outcomes

    def _open(self) -> Connection:
        if self._connection is None:
            self._connection = self._engine.connect()
        self._still_there(self._connection)
        return self._connection

    def _still_there(self, connection: Connection) -> None:
        if connection.info["identity"] != identity(self._path):
            raise StoreUnavailable("The database's file was moved or replaced. Put it back or restart.")

    def _drop(self) -> None:
        connection, self._connection = self._connection, None
        if connection is None:
            return
        try:
            connection.invalidate()
            connection.close()
        except Exception:  # noqa: S110 a connection that is already broken has nothing more to say
            pass


def _alone(connection: Connection, raw: Any, work: Work) -> tuple[Any, BaseException | None]:
    """Run one piece of work in its savepoint: if it fails, its changes go and the others' stay."""
    raw.execute("SAVEPOINT work")
    result, fault = None, None
    try:
        result = work(connection)
    except BaseException as error:
        fault = translated(error)
    # A full disk makes SQLite roll back the whole transaction by itself: then nobody's work is kept.
    if not raw.in_transaction:
        raise fault if isinstance(fault, StoreUnavailable) else StoreUnavailable("The database ended the transaction.")
    if fault is not None:
        raw.execute("ROLLBACK TO work")
    raw.execute("RELEASE work")
    return result, fault

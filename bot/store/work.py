"""The one door to the database: `transact` for what writes, `read` for what looks.

It chooses the database by its URL and turns every fault of it into the store's own errors.  It does not know any table.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Engine, make_url

from bot.store import postgres, schema, sqlite
from bot.store.errors import SchemaBehind, StoreUnavailable, translated
from bot.store.statements import Connection

T = TypeVar("T")


def _ignore(fault: StoreUnavailable) -> None:
    """Leave the fault to whoever waits for the work."""


class Store:
    """A database and the threads that use it.

    `url` is SQLAlchemy's: `sqlite:////var/lib/amparo/amparo.db` or `postgresql://…`.  `on_fault` hears of every
    `StoreUnavailable`, on a thread of the store.  Nothing is opened until the first work, and no file is created but by
    `migrate`; a database that was lost is opened again by the first work after its return.  `workers` is how many works
    may run beside one another.
    """

    def __init__(
        self, url: str, on_fault: Callable[[StoreUnavailable], None] = _ignore, *, busy_ms: int = 5000
    ) -> None:
        parsed = make_url(url)
        self._path: Path | None = None
        self._writer: sqlite.Writer | postgres.Pool
        self._readers: Engine
        self._closed = False
        if parsed.get_backend_name() == "sqlite":
            self._path = path = Path(parsed.database or "").absolute()
            self._readers = sqlite.engine(path, writes=False, busy_ms=busy_ms)
            self._writer = sqlite.Writer(sqlite.engine(path, writes=True, busy_ms=busy_ms), path, on_fault)
            self.workers = 1
        else:
            made = postgres.engine(url)
            self._readers = made.execution_options(postgresql_readonly=True)
            self._writer = postgres.Pool(made, on_fault)
            self.workers = postgres.THREADS

    def transact(self, work: Callable[[Connection], T]) -> Future[T]:
        """Run `work` in a transaction; its future is resolved once that is on the disk, or with why it is not.

        `work` is SQL and CPU only and short (under 50 ms): while it runs nobody else writes.
        """
        future: Future[T] = Future()
        if self._closed:
            future.set_exception(StoreUnavailable("The store is closed."))
        else:
            self._writer.add(sqlite.Task(work, future))
        return future

    def read(self, work: Callable[[Connection], T]) -> T:
        """Run `work`, which only looks, on the caller's thread, and return what it returns."""
        try:
            with self._readers.begin() as connection:
                return work(connection)
        except Exception as error:
            fault = translated(error)
            if fault is error:
                raise
            raise fault from None

    def migrate(self, to: str = "head") -> None:
        """Bring the tables to a revision; an SQLite file that does not exist is made, readable by its owner alone."""
        if self._path is not None:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            os.close(os.open(self._path, os.O_CREAT | os.O_RDWR, 0o600))
        self.transact(lambda connection: schema.move(connection, to)).result()

    def require_head(self) -> None:
        """Raise `SchemaBehind` unless the tables are those of this program."""
        found, head = self.read(schema.revision), schema.head()
        if found != head:
            raise SchemaBehind(
                f"The database is at {found or 'nothing'}, this program needs {head}. Stop it and run: amparo init"
            )

    def close(self) -> None:
        """Finish what waits and let go of the database."""
        if not self._closed:
            self._closed = True
            self._writer.close()
            self._readers.dispose()

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *error: Any) -> None:
        self.close()

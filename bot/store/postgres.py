"""PostgreSQL behind the same door: a small pool of threads, each work in a transaction of its own.

Repeating a work after a serialization failure or a lost connection lives here and nowhere else; so a work must be
able to run twice, which it is if it does nothing but SQL.  This file does not know any table.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event

from bot.store.errors import StoreUnavailable, UnsafeDatabase, retryable, translated
from bot.store.sqlite import Task, Work

THREADS = 4
TRIES = 3
GUARANTEES = {"fsync": ("on",), "synchronous_commit": ("on", "remote_write", "remote_apply", "local")}


def engine(url: str) -> Engine:
    """Return an engine whose connections hold every guarantee, or are refused."""
    if url.startswith("postgresql://"):
        url = url.replace("postgresql://", "postgresql+psycopg://", 1)
    try:
        made = create_engine(url, pool_size=THREADS, max_overflow=THREADS, pool_pre_ping=True, hide_parameters=True)
    except ModuleNotFoundError as error:
        raise UnsafeDatabase("PostgreSQL needs psycopg 3: pip install 'psycopg[binary]'.") from error

    @event.listens_for(made, "connect")
    def opened(raw: Any, entry: Any) -> None:
        with raw.cursor() as cursor:
            guarantee(cursor)
        raw.commit()

    return made


def guarantee(cursor: Any) -> None:
    """Refuse a server that may lose a commit that it has confirmed."""
    for name, allowed in GUARANTEES.items():
        cursor.execute(f"SHOW {name}")
        found = cursor.fetchone()[0]
        if found not in allowed:
            raise UnsafeDatabase(f"PostgreSQL answers {name} = {found}. Set it to {allowed[0]}.")


class Pool:
    """The threads that write."""

    def __init__(self, made: Engine, lost: Callable[[StoreUnavailable], None]) -> None:
        self._engine = made
        self._lost = lost
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="store-writer")

    def add(self, task: Task) -> None:
        """Give work to the next free thread."""
        self._threads.submit(self._resolve, task)

    def close(self) -> None:
        """Finish what waits, then stop."""
        self._threads.shutdown()
        self._engine.dispose()

    def _resolve(self, task: Task) -> None:
        if not task.future.set_running_or_notify_cancel():
            return
        try:
            result = self._tried(task.work)
        except BaseException as error:
            self._refuse(task.future, translated(error))
        else:
            task.future.set_result(result)

    def _refuse(self, future: Future[Any], fault: BaseException) -> None:
        future.set_exception(fault)
        if isinstance(fault, StoreUnavailable):
            self._lost(fault)

    def _tried(self, work: Work) -> Any:
        for _ in range(TRIES - 1):
            try:
                return self._once(work)
            except Exception as error:
                if not retryable(error):
                    raise
        return self._once(work)

    def _once(self, work: Callable[[Connection], Any]) -> Any:
        with self._engine.begin() as connection:
            return work(connection)

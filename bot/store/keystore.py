"""The key store: draft, case and epoch keys in one small SQLite file of their own, beside the database and never in it.

Destroying a key here is what makes an erased case unreadable in every copy and backup of ours, so this file runs
with a rollback journal, FULL and secure_delete, asserted on every connection: a write-ahead log would keep old keys.
Each key is wrapped by the server key, whose id it names. The order between this file and the database is the caller's:
make = key store, then database; erase = mark in the database, destroy here, delete there.
This file knows no table of the database and no content; its times come from the one clock.
"""

from __future__ import annotations

import os
import sqlite3
import stat
from collections.abc import Iterator, Mapping, Sequence
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
    delete,
    event,
    func,
    select,
    update,
)
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.exc import SQLAlchemyError

from bot.clock import Clock
from bot.store.errors import StoreUnavailable, UnsafeDatabase, translated
from referrals.errors import KeyGone, WrongKey
from referrals.vault import Keyring, random_key_bytes, wrapped_by

DRAFT: Final = "draft"
CASE: Final = "case"
EPOCH: Final = "epoch"

PRAGMAS: Final = {"journal_mode": "delete", "synchronous": 2, "secure_delete": 1, "temp_store": 2}
"""What must hold on every connection; `secure_delete` depends on how SQLite was built, so it is never assumed."""

_metadata = MetaData()
_keys = Table(
    "keys",
    _metadata,
    Column("name", Text, nullable=False),
    Column("half", Text, nullable=False),
    Column("wrapped", LargeBinary, nullable=False),
    Column("created", Integer, nullable=False),
    PrimaryKeyConstraint("name", "half"),
    sqlite_strict=True,
)
_marks = Table(
    "marks",
    _metadata,
    Column("name", Text, primary_key=True),
    Column("value", Integer, nullable=False),
    sqlite_strict=True,
)
_GET = "SELECT half, wrapped FROM keys WHERE name = ?"
_GET_HALF = "SELECT wrapped FROM keys WHERE name = ? AND half = ?"

KeyRow = tuple[str, str, bytes, int]
KeyRows = list[KeyRow]
Names = list[tuple[str, int]]


class KeyStore:
    """The four calls put, get, destroy and list, and the highest roster version ever seen.

    Many threads and processes of one machine may share the file. Nothing is cached but the present hour's key:
    a destroyed key is gone for everybody with the commit.
    """

    def __init__(self, path: Path, keyring: Keyring, clock: Clock) -> None:
        _keep_to_owner(path)
        self.path = path
        self._keyring = keyring
        self._clock = clock
        self._engine = create_engine(f"sqlite:///{path}", connect_args={"timeout": 10}, pool_size=2, max_overflow=8)
        event.listen(self._engine, "connect", _hold)
        event.listen(self._engine, "begin", _begin)
        self._writing = self._engine.execution_options(writing=True)
        self._hour: tuple[int, bytes] | None = None
        with self._begun() as connection:
            _metadata.create_all(connection)
        self._check_server_keys()

    def close(self) -> None:
        """Let go of the file."""
        self._engine.dispose()

    def make(self, conversation: str) -> dict[str, bytes]:
        """Make a conversation's draft and case key in one put, before any row of the database names them."""
        keys = {DRAFT: random_key_bytes(32), CASE: random_key_bytes(32)}
        self.put(conversation_name(conversation), keys)
        return keys

    def epoch(self, hour: int) -> bytes:
        """Give the key of an hour, made on first asking; two processes that ask at once get the same one."""
        if self._hour and self._hour[0] == hour:
            return self._hour[1]
        name = epoch_name(hour)
        try:
            key = self.half(name, EPOCH)
        except KeyGone:
            self.put(name, {EPOCH: random_key_bytes(32)})
            key = self.half(name, EPOCH)
        if hour == self._clock.now() // 3600:
            self._hour = (hour, key)
        return key

    def put(self, name: str, keys: Mapping[str, bytes]) -> bool:
        """Keep all `keys` under `name` in one commit; a name that exists keeps its keys, and False says so."""
        now = self._clock.now()
        rows = [
            {"name": name, "half": half, "wrapped": self._keyring.wrap(key, _place(name, half)), "created": now}
            for half, key in keys.items()
        ]
        with self._begun() as connection:
            if connection.scalar(select(func.count()).where(_keys.c.name == name)):
                return False
            connection.execute(insert(_keys), rows)
            return True

    def get(self, name: str) -> dict[str, bytes]:
        """Give the keys under `name` by their half, or raise `KeyGone`; a destroyed half is not among them."""
        rows = self._fetch(_GET, name)
        if not rows:
            raise KeyGone("there is no key of this name")
        return {half: self._keyring.unwrap(wrapped, _place(name, half)) for half, wrapped in rows}

    def half(self, name: str, half: str) -> bytes:
        """Give one key, or raise `KeyGone`: what a step needs, at half the price of `get`."""
        rows = self._fetch(_GET_HALF, name, half)
        if not rows:
            raise KeyGone("there is no key of this name and half")
        return self._keyring.unwrap(rows[0][0], _place(name, half))

    def destroy(self, name: str) -> bool:
        """Overwrite and delete every key under `name`; True if there was one. When this returns, it is on disk."""
        self._hour = None
        with self._begun() as connection:
            return connection.execute(delete(_keys).where(_keys.c.name == name)).rowcount > 0

    def destroy_half(self, name: str, half: str) -> bool:
        """Overwrite and delete one half (`draft`) and leave the other (`case`); True if it was there."""
        with self._begun() as connection:
            which = (_keys.c.name == name) & (_keys.c.half == half)
            return connection.execute(delete(_keys).where(which)).rowcount > 0

    def list(self) -> Names:
        """Give every name with the time it was made, for `reconcile`."""
        statement = select(_keys.c.name, func.min(_keys.c.created)).group_by(_keys.c.name).order_by(_keys.c.name)
        with self._reading() as connection:
            return [(name, created) for name, created in connection.execute(statement)]

    def halves(self, name: str) -> frozenset[str]:
        """Tell which halves stand under `name`, without opening one."""
        with self._reading() as connection:
            return frozenset(connection.scalars(select(_keys.c.half).where(_keys.c.name == name)))

    def highest_roster(self) -> int:
        """Give the highest roster version ever seen here; 0 if none."""
        with self._reading() as connection:
            return connection.scalar(select(_marks.c.value).where(_marks.c.name == "roster")) or 0

    def note_roster(self, version: int) -> None:
        """Remember a roster version; a lower one than is remembered changes nothing."""
        statement = insert(_marks).values(name="roster", value=version)
        rises = statement.on_conflict_do_update(
            index_elements=[_marks.c.name], set_={"value": version}, where=_marks.c.value < version
        )
        with self._begun() as connection:
            connection.execute(rises)

    def rewrap(self, limit: int = 500) -> int:
        """Bring up to `limit` keys under the active server key; 0 means that no key names an older one.

        Resumable: call it until it gives 0, then the old server key may leave the key file.
        """
        with self._begun() as connection:
            rows = connection.execute(select(_keys.c.name, _keys.c.half, _keys.c.wrapped)).all()
            stale = [row for row in rows if wrapped_by(row.wrapped) != self._keyring.active.id][:limit]
            for row in stale:
                fresh = self._keyring.rewrap(row.wrapped, _place(row.name, row.half))
                which = (_keys.c.name == row.name) & (_keys.c.half == row.half)
                connection.execute(update(_keys).where(which).values(wrapped=fresh))
        return len(stale)

    def every(self) -> KeyRows:
        """Give (name, half, key, created) of every key, for a sealed copy and nothing else."""
        with self._reading() as connection:
            rows = connection.execute(select(_keys).order_by(_keys.c.name, _keys.c.half)).all()
        return [(r.name, r.half, self._keyring.unwrap(r.wrapped, _place(r.name, r.half)), r.created) for r in rows]

    def fill(self, rows: KeyRows, highest_roster: int) -> None:
        """Take the keys of a copy into this empty store, wrapped by its own server key; refuse a store that has keys.

        A store in use is never merged with an older copy: that would bring back what was destroyed since.
        """
        values = [
            {"name": name, "half": half, "wrapped": self._keyring.wrap(key, _place(name, half)), "created": created}
            for name, half, key, created in rows
        ]
        with self._begun() as connection:
            if connection.scalar(select(func.count()).select_from(_keys)):
                raise UnsafeDatabase("This key store is in use. Restore into a new file, then put it in its place.")
            if values:
                connection.execute(insert(_keys), values)
        self.note_roster(highest_roster)

    def _fetch(self, statement: str, *values: str) -> Sequence[Any]:
        # Read on every update: on the pool's own connection it costs a quarter of what Core's result does.
        try:
            connection = self._engine.raw_connection()
            try:
                cursor = connection.cursor()
                cursor.execute(statement, values)
                return cursor.fetchall()
            finally:
                connection.close()
        except sqlite3.Error as fault:
            raise StoreUnavailable(
                f"The key store cannot be read ({fault.sqlite_errorname}). Check its disk."
            ) from None
        except SQLAlchemyError as fault:
            raise translated(fault) from None

    def _check_server_keys(self) -> None:
        """Refuse to run with the key file of another installation, before anything is written under it."""
        with self._reading() as connection:
            wrapped = connection.scalars(select(_keys.c.wrapped))
            known = {key.id for key in self._keyring.server}
            if any(wrapped_by(one) not in known for one in wrapped):
                raise WrongKey("the key store names a server key that is not in the key file")

    @contextmanager
    def _begun(self) -> Iterator[Connection]:
        """One durable transaction; the database's own errors become the store's."""
        try:
            with self._writing.begin() as connection:
                yield connection
        except SQLAlchemyError as fault:
            raise translated(fault) from None

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        try:
            with self._engine.connect() as connection:
                yield connection
        except SQLAlchemyError as fault:
            raise translated(fault) from None


def conversation_name(conversation: str) -> str:
    """Give the name under which a conversation's draft and case keys stand."""
    return f"conversation:{conversation}"


def epoch_name(hour: int) -> str:
    """Give the name under which an hour's key stands; `hour` counts hours since 1970."""
    return f"epoch:{hour}"


def _place(name: str, half: str) -> str:
    # A half moved to another name or half does not unwrap; names hold no slash.
    return f"{name}/{half}"


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
        if stat.S_IMODE(path.stat().st_mode) & 0o077:
            raise UnsafeDatabase("Others can read the key store. Run: chmod 600 on it, and rotate the keys.") from None

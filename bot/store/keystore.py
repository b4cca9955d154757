"""The key store: draft, case and epoch keys in one small SQLite file of their own, beside the database and never in it.

Destroying a key here is what makes an erased case unreadable in every copy and backup of ours. Each key is wrapped
by the server key, whose id it names. The order between this file and the database is the caller's: make = key store,
then database; erase = mark in the database, destroy here, delete there; `orphans` is what a crash in between leaves.
This file knows no table of the database and no content; its times come from the one clock.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Final

from sqlalchemy import ColumnElement, delete, func, select, update
from sqlalchemy.dialects.sqlite import insert

from bot.clock import Clock
from bot.store.errors import StoreUnavailable, UnsafeDatabase
from bot.store.keyfile import KeyFile, key_table, mark_table
from referrals.errors import KeyGone, WrongKey
from referrals.vault import Keyring, random_key_bytes, wrapped_by

DRAFT: Final = "draft"
CASE: Final = "case"
EPOCH: Final = "epoch"

ORPHAN_AFTER: Final = 3600
"""A key without a row may belong to a row that is just being written; after an hour it does not."""

_GET: Final = "SELECT half, wrapped FROM keys WHERE name = ?"
_GET_HALF: Final = "SELECT wrapped FROM keys WHERE name = ? AND half = ?"

KeyRow = tuple[str, str, bytes, int]
KeyRows = list[KeyRow]
Names = list[tuple[str, int]]


class KeyStore:
    """The four calls put, get, destroy and list, and the highest roster version ever seen.

    Many threads and processes of one machine may share the file. Nothing is cached but the present hour's key:
    a destroyed key is gone for everybody with the commit.
    """

    def __init__(self, path: Path, keyring: Keyring, clock: Clock, *, awaited: bool = False) -> None:
        """`awaited`: a running bot starts without its file too, answers from memory, and goes on when it is back."""
        self._keyring = keyring
        self._clock = clock
        self._file = KeyFile(path, awaited=awaited)
        self._hour: tuple[int, bytes] | None = None
        try:
            self._check_server_keys()
        except StoreUnavailable:
            if not awaited:
                raise

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()

    def make(self, conversation: str) -> dict[str, bytes]:
        """Make a conversation's draft and case key in one put, before any row of the database names them."""
        keys = {DRAFT: random_key_bytes(32), CASE: random_key_bytes(32)}
        name = conversation_name(conversation)
        return keys if self.put(name, keys) else self.get(name)

    def epoch(self, hour: int) -> bytes:
        """Give the key of an hour; the present hour's is made on first asking, the same for all who ask at once.

        An earlier hour's key is never made again: once destroyed it is `KeyGone`.
        """
        if self._hour and self._hour[0] == hour:
            return self._hour[1]
        name = epoch_name(hour)
        if hour != self._clock.now() // 3600:
            return self.half(name, EPOCH)
        self.put(name, {EPOCH: random_key_bytes(32)})
        key = self.half(name, EPOCH)
        self._hour = (hour, key)
        return key

    def put(self, name: str, keys: Mapping[str, bytes]) -> bool:
        """Keep all `keys` under `name` in one commit; a name that exists keeps its keys, and False says so."""
        now = self._clock.now()
        rows = [
            {"name": name, "half": half, "wrapped": self._keyring.wrap(key, _place(name, half)), "created": now}
            for half, key in keys.items()
        ]
        with self._file.writing() as connection:
            if connection.scalar(select(func.count()).where(key_table.c.name == name)):
                return False
            connection.execute(insert(key_table), rows)
            return True

    def get(self, name: str) -> dict[str, bytes]:
        """Give the keys under `name` by their half, or raise `KeyGone`; a destroyed half is not among them."""
        rows = self._file.fetch(_GET, name)
        if not rows:
            raise KeyGone("there is no key of this name")
        return {half: self._keyring.unwrap(wrapped, _place(name, half)) for half, wrapped in rows}

    def half(self, name: str, half: str) -> bytes:
        """Give one key, or raise `KeyGone`: what a step needs, at half the price of `get`."""
        rows = self._file.fetch(_GET_HALF, name, half)
        if not rows:
            raise KeyGone("there is no key of this name and half")
        return self._keyring.unwrap(rows[0][0], _place(name, half))

    def destroy(self, name: str) -> bool:
        """Overwrite and delete every key under `name`; True if there was one. When this returns, it is on disk."""
        self._hour = None
        return self._destroyed(key_table.c.name == name)

    def destroy_half(self, name: str, half: str) -> bool:
        """Overwrite and delete one half (`draft`) and leave the other (`case`); True if it was there."""
        return self._destroyed((key_table.c.name == name) & (key_table.c.half == half))

    def _destroyed(self, which: ColumnElement[bool]) -> bool:
        with self._file.writing() as connection:
            gone = connection.execute(delete(key_table).where(which)).rowcount > 0
        self._file.wipe()  # also where nothing was there: it may be the second try
        return gone

    def list(self) -> Names:
        """Give every name with the time it was made, for `reconcile`."""
        statement = (
            select(key_table.c.name, func.min(key_table.c.created))
            .group_by(key_table.c.name)
            .order_by(key_table.c.name)
        )
        with self._file.reading() as connection:
            return [(name, created) for name, created in connection.execute(statement)]

    def halves(self, name: str) -> frozenset[str]:
        """Tell which halves stand under `name`, without opening one."""
        with self._file.reading() as connection:
            return frozenset(connection.scalars(select(key_table.c.half).where(key_table.c.name == name)))

    def highest_roster(self) -> int:
        """Give the highest roster version ever seen here; 0 if none."""
        with self._file.reading() as connection:
            return connection.scalar(select(mark_table.c.value).where(mark_table.c.name == "roster")) or 0

    def note_roster(self, version: int) -> None:
        """Remember a roster version; a lower one than is remembered changes nothing."""
        statement = insert(mark_table).values(name="roster", value=version)
        rises = statement.on_conflict_do_update(
            index_elements=[mark_table.c.name], set_={"value": version}, where=mark_table.c.value < version
        )
        with self._file.writing() as connection:
            connection.execute(rises)

    def rewrap(self, limit: int = 500) -> int:
        """Bring up to `limit` keys under the active server key; 0 means that no key names an older one.

        Resumable: call it until it gives 0, then the old server key may leave the key file.
        """
        with self._file.writing() as connection:
            rows = connection.execute(select(key_table.c.name, key_table.c.half, key_table.c.wrapped)).all()
            stale = [row for row in rows if wrapped_by(row.wrapped) != self._keyring.active.id][:limit]
            for row in stale:
                fresh = self._keyring.rewrap(row.wrapped, _place(row.name, row.half))
                which = (key_table.c.name == row.name) & (key_table.c.half == row.half)
                connection.execute(update(key_table).where(which).values(wrapped=fresh))
        self._file.wipe()
        return len(stale)

    def every(self) -> KeyRows:
        """Give (name, half, key, created) of every key, for a sealed copy and nothing else."""
        with self._file.reading() as connection:
            rows = connection.execute(select(key_table).order_by(key_table.c.name, key_table.c.half)).all()
        return [(r.name, r.half, self._keyring.unwrap(r.wrapped, _place(r.name, r.half)), r.created) for r in rows]

    def fill(self, rows: KeyRows, highest_roster: int) -> None:
        """Take the keys of a copy into this empty store, wrapped by its own server key; refuse a store that has keys.

        A store in use is never merged with an older copy: that would bring back what was destroyed since.
        """
        values = [
            {"name": name, "half": half, "wrapped": self._keyring.wrap(key, _place(name, half)), "created": created}
            for name, half, key, created in rows
        ]
        with self._file.writing() as connection:
            if connection.scalar(select(func.count()).select_from(key_table)):
                raise UnsafeDatabase("This key store is in use. Restore into a new file, then put it in its place.")
            if values:
                connection.execute(insert(key_table), values)
        self.note_roster(highest_roster)

    def _check_server_keys(self) -> None:
        """Refuse to run with the key file of another installation, before anything is written under it."""
        with self._file.reading() as connection:
            wrapped = connection.scalars(select(key_table.c.wrapped))
            known = {key.id for key in self._keyring.server}
            if any(wrapped_by(one) not in known for one in wrapped):
                raise WrongKey("the key store names a server key that is not in the key file")


def conversation_name(conversation: str) -> str:
    """Give the name under which a conversation's draft and case keys stand."""
    return f"conversation:{conversation}"


def epoch_name(hour: int) -> str:
    """Give the name under which an hour's key stands; `hour` counts hours since 1970."""
    return f"epoch:{hour}"


def _place(name: str, half: str) -> str:
    # A half moved to another name or half does not unwrap; names hold no slash.
    return f"{name}/{half}"


def orphans(names: Names, known: Collection[str], now: int) -> list[str]:
    """Tell which names have no row among `known` and are old enough that none is coming; `reconcile` destroys them."""
    return [name for name, created in names if name not in known and now - created > ORPHAN_AFTER]

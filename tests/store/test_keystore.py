"""The key store keeps what it was given, tells apart what it cannot open, and forgets without a remnant."""

from __future__ import annotations

import os
import sqlite3
import stat
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import event
from sqlalchemy.engine import Engine

from bot.clock import FrozenClock
from bot.store.errors import StoreUnavailable, UnsafeDatabase
from bot.store.keyfile import PRAGMAS
from bot.store.keystore import (
    CASE,
    DRAFT,
    EPOCH,
    ORPHAN_AFTER,
    KeyStore,
    conversation_name,
    epoch_name,
    orphans,
)
from referrals.errors import KeyGone, SealBroken, WrongKey
from referrals.vault import Keyring

A = "00112233445566aa"
NAME = conversation_name(A)
NOW = 1_800_000_000


@pytest.fixture
def ring() -> Keyring:
    return Keyring.generate()


@pytest.fixture
def clock() -> FrozenClock:
    return FrozenClock(NOW)


@pytest.fixture
def store(tmp_path: Path, ring: Keyring, clock: FrozenClock) -> Iterator[KeyStore]:
    opened = KeyStore(tmp_path / "keys.db", ring, clock)
    yield opened
    opened.close()


def wrapped(path: Path) -> dict[tuple[str, str], bytes]:
    """Read the wrapped keys behind the store's back."""
    with sqlite3.connect(path) as connection:
        return {(n, h): w for n, h, w in connection.execute("SELECT name, half, wrapped FROM keys")}


def raw(folder: Path) -> bytes:
    """Every byte of every file of the folder: database, journal and whatever else was left there."""
    return b"".join(file.read_bytes() for file in sorted(folder.iterdir()))


# ---- the four calls


def test_both_keys_of_a_conversation_are_made_in_one_put(store: KeyStore) -> None:
    """Draft and case key stand together, differ, and come back as they were made."""
    made = store.make(A)
    assert set(made) == {DRAFT, CASE}
    assert len({*made.values()}) == 2
    assert store.get(NAME) == made
    assert [store.half(NAME, half) for half in (DRAFT, CASE)] == [made[DRAFT], made[CASE]]


def test_making_again_gives_the_keys_that_are_there(store: KeyStore) -> None:
    """Work that is repeated after a crash finds its keys; no key is ever overwritten by a put."""
    made = store.make(A)
    assert store.make(A) == made
    assert store.put(NAME, {CASE: b"x" * 32}) is False
    assert store.get(NAME) == made


def test_a_put_that_fails_leaves_no_half(store: KeyStore) -> None:
    """If the second row cannot be written the first is not there either."""

    def fail(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if statement.startswith("INSERT INTO keys"):
            raise sqlite3.OperationalError("disk full")

    event.listen(Engine, "after_cursor_execute", fail)
    try:
        with pytest.raises((StoreUnavailable, sqlite3.OperationalError)):
            store.make(A)
    finally:
        event.remove(Engine, "after_cursor_execute", fail)
    assert store.list() == []


def test_what_was_destroyed_or_never_made_is_gone(store: KeyStore) -> None:
    """`KeyGone` is raised by both ways of asking; destroying twice is no fault."""
    store.make(A)
    assert store.destroy(NAME) is True
    assert store.destroy(NAME) is False
    for ask in (lambda: store.get(NAME), lambda: store.half(NAME, CASE), lambda: store.get("conversation:none")):
        with pytest.raises(KeyGone):
            ask()


def test_the_draft_goes_and_the_case_stays(store: KeyStore) -> None:
    """Destroying one half leaves the other readable."""
    made = store.make(A)
    assert store.destroy_half(NAME, DRAFT) is True
    assert store.destroy_half(NAME, DRAFT) is False
    assert store.get(NAME) == {CASE: made[CASE]}
    assert store.halves(NAME) == {CASE}
    with pytest.raises(KeyGone):
        store.half(NAME, DRAFT)


def test_names_are_listed_once_with_their_time(store: KeyStore, clock: FrozenClock) -> None:
    """A conversation is one name, whatever halves it has."""
    store.make(A)
    clock.move(60)
    store.epoch(clock.now() // 3600)
    assert store.list() == [(NAME, NOW), (epoch_name(NOW // 3600), NOW + 60)]


# ---- epochs


def test_the_present_hour_s_key_is_made_once(
    store: KeyStore, tmp_path: Path, ring: Keyring, clock: FrozenClock
) -> None:
    """Two processes that ask get the same key, now and after a restart."""
    key = store.epoch(NOW // 3600)
    other = KeyStore(tmp_path / "keys.db", ring, clock)
    assert store.epoch(NOW // 3600) == other.epoch(NOW // 3600) == key
    other.close()


def test_each_hour_has_its_own_key(store: KeyStore, clock: FrozenClock) -> None:
    """When an hour turns another key is used, and the earlier hour's is given for the earlier hour."""
    hour = NOW // 3600
    first = store.epoch(hour)
    clock.move(3600)
    second = store.epoch(hour + 1)
    assert first != second
    assert (store.epoch(hour), store.epoch(hour + 1)) == (first, second)


def test_an_earlier_hour_s_key_is_never_made_again(store: KeyStore, clock: FrozenClock) -> None:
    """Past its hour a key is found until it is destroyed, and then it is gone for whoever asks."""
    hour = NOW // 3600
    key = store.epoch(hour)
    clock.move(3600)
    assert store.epoch(hour) == key
    store.destroy(epoch_name(hour))
    with pytest.raises(KeyGone):
        store.epoch(hour)
    assert store.list() == []


def test_threads_that_ask_at_once_get_one_key(store: KeyStore) -> None:
    """Eight threads on one file find one epoch key and lose no put."""
    found: list[bytes] = []

    def ask(number: int) -> None:
        store.make(f"{number:016x}")
        found.append(store.epoch(NOW // 3600))

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 8
    assert len(set(found)) == 1
    assert len(store.list()) == 9


# ---- what lies on the disk


def test_every_connection_holds_the_guarantees(store: KeyStore) -> None:
    """Each pooled connection has a rollback journal, FULL and secure_delete."""
    with store._file.reading() as one, store._file.reading() as two:
        for connection in (one, two):
            for name, wanted in PRAGMAS.items():
                assert connection.exec_driver_sql(f"PRAGMA {name}").scalar() == wanted


def test_a_file_that_cannot_hold_them_is_refused(
    tmp_path: Path, ring: Keyring, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where SQLite does not do as it is told the store does not open, and the message names the pragma."""
    monkeypatch.setitem(PRAGMAS, "page_count", 99)  # a pragma that never takes the value it is given
    with pytest.raises(UnsafeDatabase, match="page_count = 99"):
        KeyStore(tmp_path / "keys.db", ring, clock)


def test_no_key_lies_in_clear(store: KeyStore, tmp_path: Path) -> None:
    """Neither the keys nor their hex form stand in any file."""
    keys = [*store.make(A).values(), store.epoch(NOW // 3600)]
    content = raw(tmp_path)
    assert all(key not in content and key.hex().encode() not in content for key in keys)


def test_a_destroyed_key_leaves_no_remnant(store: KeyStore, tmp_path: Path) -> None:
    """Of two hundred conversations half are destroyed; no file holds a byte sequence of their wrapped keys."""
    for number in range(200):
        store.make(f"{number:016x}")
    before = wrapped(tmp_path / "keys.db")
    assert all(one in raw(tmp_path) for one in before.values())
    for number in range(0, 200, 2):
        store.destroy(conversation_name(f"{number:016x}"))
    after = wrapped(tmp_path / "keys.db")
    content = raw(tmp_path)
    gone = [one for where, one in before.items() if where not in after]
    assert len(gone) == 200
    assert not any(one in content or one[6:38] in content for one in gone)
    assert all(one in content for one in after.values())


def test_a_destroyed_half_leaves_no_remnant(store: KeyStore, tmp_path: Path) -> None:
    """The draft's wrapped key is overwritten while the case's stands beside it."""
    store.make(A)
    before = wrapped(tmp_path / "keys.db")
    store.destroy_half(NAME, DRAFT)
    assert before[NAME, DRAFT] not in raw(tmp_path)
    assert before[NAME, CASE] in raw(tmp_path)


def test_no_block_that_a_journal_stood_in_holds_a_destroyed_key(store: KeyStore, tmp_path: Path) -> None:
    """Whatever file a journal was, removed or not: its place on the disk is overwritten when the key is destroyed."""
    seen = tmp_path / "seen"
    seen.mkdir()
    journal = tmp_path / "keys.db-journal"

    def follow(connection: object) -> None:
        if journal.exists() and journal.stat().st_ino not in {file.stat().st_ino for file in seen.iterdir()}:
            os.link(journal, seen / str(len(list(seen.iterdir()))))

    event.listen(store._file._engine, "commit", follow)
    for number in range(300):
        store.make(f"{number:016x}")
    store.make(A)
    gone = [one for (name, _), one in wrapped(tmp_path / "keys.db").items() if name == NAME]
    for number in range(300, 310):  # the page of A is copied to the journal again and again
        store.make(f"{number:016x}")
    store.destroy(NAME)
    assert list(seen.iterdir())
    assert not any(one in raw(seen) or one[6:38] in raw(seen) for one in gone)


def test_a_death_before_the_journal_was_overwritten_is_made_good(
    store: KeyStore, tmp_path: Path, ring: Keyring, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The next opening overwrites it, before anything else is done."""
    store.make(A)
    before = wrapped(tmp_path / "keys.db")
    monkeypatch.setattr(store._file, "wipe", lambda: None)
    store.destroy(NAME)
    store.close()
    assert any(one in raw(tmp_path) for one in before.values())
    KeyStore(tmp_path / "keys.db", ring, clock).close()
    assert not any(one in raw(tmp_path) for one in before.values())


def test_a_journal_is_its_owner_s_alone(store: KeyStore, tmp_path: Path) -> None:
    """After a destroyed key there is the database and a journal of zeros, and nobody else may read either."""
    store.make(A)
    store.destroy(NAME)
    found = {file.name: stat.S_IMODE(file.stat().st_mode) for file in tmp_path.iterdir()}
    assert found == {"keys.db": 0o600, "keys.db-journal": 0o600}
    assert not any((tmp_path / "keys.db-journal").read_bytes())


def test_the_file_is_its_owner_s_alone(store: KeyStore, tmp_path: Path, ring: Keyring, clock: FrozenClock) -> None:
    """It is made with mode 600; one that others can read is refused with the command that mends it."""
    path = tmp_path / "keys.db"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    path.chmod(0o640)
    with pytest.raises(UnsafeDatabase, match="chmod 600"):
        KeyStore(path, ring, clock)


def test_a_folder_that_is_not_there_is_unavailable(tmp_path: Path, ring: Keyring, clock: FrozenClock) -> None:
    """A missing disk is a fault of the service, not a crash."""
    with pytest.raises(StoreUnavailable):
        KeyStore(tmp_path / "missing" / "keys.db", ring, clock)


def test_a_file_that_is_no_database_is_unavailable(tmp_path: Path, ring: Keyring, clock: FrozenClock) -> None:
    """Torn bytes where the key store was are told as such."""
    path = tmp_path / "keys.db"
    path.write_bytes(os.urandom(4096))
    path.chmod(0o600)
    with pytest.raises(StoreUnavailable):
        KeyStore(path, ring, clock)


def test_a_file_torn_while_running_is_unavailable(store: KeyStore, tmp_path: Path) -> None:
    """Reads after the file was spoilt raise the store's error, on the hot road too."""
    store.make(A)
    (tmp_path / "keys.db").write_bytes(os.urandom(16384))
    for ask in (lambda: store.get(NAME), store.list, lambda: store.destroy(NAME)):
        with pytest.raises(StoreUnavailable):
            ask()


# ---- wrapped by the server key


def test_another_key_file_is_refused_at_the_door(store: KeyStore, tmp_path: Path, clock: FrozenClock) -> None:
    """A store whose keys name a server key that is not there does not open, so nothing is written beside them."""
    store.make(A)
    with pytest.raises(WrongKey):
        KeyStore(tmp_path / "keys.db", Keyring.generate(), clock)


@pytest.mark.parametrize(
    "move",
    [
        "UPDATE keys SET name = 'conversation:other'",
        "UPDATE keys SET half = CASE half WHEN 'draft' THEN 'x' ELSE 'draft' END",
        "UPDATE keys SET wrapped = substr(wrapped, 1, length(wrapped) - 1)",
    ],
)
def test_a_key_moved_or_cut_in_the_file_is_refused(store: KeyStore, tmp_path: Path, move: str) -> None:
    """A wrapped key opens under its own name and half only."""
    store.make(A)
    with sqlite3.connect(tmp_path / "keys.db") as connection:
        connection.execute(move)
    (name, _), *_ = store.list()
    with pytest.raises(SealBroken):
        store.get(name)


def test_the_server_key_is_rotated_in_pieces(
    store: KeyStore, tmp_path: Path, ring: Keyring, clock: FrozenClock
) -> None:
    """Rewrapping resumes where it stopped; then the old server key is needed no more, and no remnant names it."""
    made = {number: store.make(f"{number:016x}") for number in range(5)}
    store.close()
    turned = ring.rotated()
    rotating = KeyStore(tmp_path / "keys.db", turned, clock)
    assert [rotating.rewrap(4), rotating.rewrap(4), rotating.rewrap(4), rotating.rewrap(4)] == [4, 4, 2, 0]
    rotating.close()
    alone = KeyStore(tmp_path / "keys.db", turned.without(ring.active.id), clock)
    assert {number: alone.get(conversation_name(f"{number:016x}")) for number in range(5)} == made
    alone.close()


# ---- the roster, and what a crash leaves


def test_the_highest_roster_never_falls(store: KeyStore, tmp_path: Path, ring: Keyring, clock: FrozenClock) -> None:
    """A lower version changes nothing, and the highest survives a restart."""
    assert store.highest_roster() == 0
    for version in (3, 2, 5, 4, 5):
        store.note_roster(version)
    store.close()
    again = KeyStore(tmp_path / "keys.db", ring, clock)
    assert again.highest_roster() == 5
    again.close()


def test_a_key_made_before_a_crash_is_an_orphan_after_an_hour(store: KeyStore, clock: FrozenClock) -> None:
    """Made in the key store and never in the database: destroyed by reconcile, but not while a row may still come."""
    store.make(A)
    store.make("bb" * 8)
    known = {conversation_name("bb" * 8)}
    assert orphans(store.list(), known, clock.now()) == []
    assert orphans(store.list(), known, clock.move(ORPHAN_AFTER)) == []
    assert orphans(store.list(), known, clock.move(1)) == [NAME]


def test_epoch_keys_hold_one_half(store: KeyStore) -> None:
    """An hour's key stands under its own half name."""
    key = store.epoch(NOW // 3600)
    assert store.get(epoch_name(NOW // 3600)) == {EPOCH: key}

"""Copies of the key store open with the recovery identity only, turn over, and fill an empty store."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.clock import FrozenClock
from bot.store.errors import UnsafeDatabase
from bot.store.keycopies import GENERATIONS, copy_sealed, newest_copy, restore, write_copy
from bot.store.keystore import CASE, DRAFT, KeyStore, conversation_name
from referrals.errors import NoRecipient, SealBroken, WrongKey
from referrals.vault import Keyring, age_encrypt, age_keypair

A = "00112233445566aa"
NAME = conversation_name(A)
IDENTITY, RECOVERY = age_keypair()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[KeyStore]:
    opened = KeyStore(tmp_path / "keys.db", Keyring.generate(), FrozenClock())
    yield opened
    opened.close()


@pytest.fixture
def other(tmp_path: Path) -> Iterator[KeyStore]:
    """A new installation, with another key file."""
    opened = KeyStore(tmp_path / "other.db", Keyring.generate(), FrozenClock())
    yield opened
    opened.close()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "copies"
    made.mkdir()
    return made


def test_a_dead_disk_is_survived(store: KeyStore, other: KeyStore) -> None:
    """A copy restores every key, its time and the highest roster under a new server key."""
    made = store.make(A)
    store.destroy_half(NAME, DRAFT)
    store.note_roster(7)
    assert restore(other, copy_sealed(store, (RECOVERY,)), IDENTITY) == 1
    assert other.get(NAME) == {CASE: made[CASE]}
    assert other.list() == store.list()
    assert other.highest_roster() == 7


def test_a_copy_holds_no_key_in_clear(store: KeyStore) -> None:
    """What lies on the other medium is an age file."""
    made = store.make(A)
    sealed = copy_sealed(store, (RECOVERY,))
    assert sealed.startswith(b"age-encryption.org/v1\n")
    assert not any(key in sealed for key in made.values())


def test_no_copy_is_made_for_nobody(store: KeyStore, folder: Path) -> None:
    """Without a recovery recipient it raises, and no file appears."""
    with pytest.raises(NoRecipient):
        write_copy(store, folder, ())
    assert list(folder.iterdir()) == []


def test_two_generations_turn_over(store: KeyStore, folder: Path) -> None:
    """The third copy replaces the first; the newest is the one last written."""
    assert newest_copy(folder) is None
    written = []
    for number in range(4):
        path = write_copy(store, folder, (RECOVERY,))
        os.utime(path, ns=(number * 10**9 + 1, number * 10**9 + 1))
        written.append(path.name)
        assert newest_copy(folder) == path
    assert written == [*GENERATIONS, *GENERATIONS]
    assert sorted(file.name for file in folder.iterdir()) == list(GENERATIONS)
    assert {stat.S_IMODE(file.stat().st_mode) for file in folder.iterdir()} == {0o600}


def test_a_destroyed_key_leaves_the_copies_after_two_turns(store: KeyStore, other: KeyStore, folder: Path) -> None:
    """Erasure is complete when both generations have been overwritten."""
    store.make(A)
    for number in range(2):
        os.utime(write_copy(store, folder, (RECOVERY,)), ns=(number, number))
    store.destroy(NAME)
    for number in range(2, 4):
        os.utime(write_copy(store, folder, (RECOVERY,)), ns=(number, number))
    for name in GENERATIONS:
        assert restore(other, (folder / name).read_bytes(), IDENTITY) == 0


def test_an_older_copy_is_overwritten_and_not_only_unlinked(store: KeyStore, folder: Path, tmp_path: Path) -> None:
    """What lay in the place of a copy on the disk is zeros when the next one stands."""
    store.make(A)
    for number in range(1, 3):
        os.utime(write_copy(store, folder, (RECOVERY,)), ns=(number, number))
    for name in GENERATIONS:
        os.link(folder / name, tmp_path / name)
    for number in range(3, 5):
        os.utime(write_copy(store, folder, (RECOVERY,)), ns=(number, number))
    for name in GENERATIONS:
        assert not any((tmp_path / name).read_bytes())


def test_a_crash_while_writing_keeps_both_generations(
    store: KeyStore, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """If the disk fails before the new file is safe, what was there is untouched."""
    for _ in range(2):
        write_copy(store, folder, (RECOVERY,))
    before = {name: (folder / name).read_bytes() for name in GENERATIONS}

    def fail(_handle: int) -> None:
        raise OSError("disk full")

    monkeypatch.setattr("bot.store.keycopies.os.fsync", fail)
    with pytest.raises(OSError, match="disk full"):
        write_copy(store, folder, (RECOVERY,))
    assert {name: (folder / name).read_bytes() for name in GENERATIONS} == before


def test_a_store_in_use_is_not_filled(store: KeyStore, other: KeyStore) -> None:
    """Restoring over keys would bring back what was destroyed since; it is refused and changes nothing."""
    store.make(A)
    theirs = other.make("bb" * 8)
    with pytest.raises(UnsafeDatabase, match="new file"):
        restore(other, copy_sealed(store, (RECOVERY,)), IDENTITY)
    assert other.list() == [(conversation_name("bb" * 8), FrozenClock().now())]
    assert other.get(conversation_name("bb" * 8)) == theirs


def test_a_wrong_identity_or_a_spoilt_copy_is_refused(store: KeyStore, other: KeyStore) -> None:
    """Another identity, cut bytes, and an age file that is no copy are typed errors; nothing is filled."""
    store.make(A)
    sealed = copy_sealed(store, (RECOVERY,))
    with pytest.raises(WrongKey):
        restore(other, sealed, age_keypair()[0])
    spoilt = [sealed[:-1], b""] + [age_encrypt(body, (RECOVERY,)) for body in (b"", b"[]", b"{}", b'{"format":2}')]
    for copy in spoilt:
        with pytest.raises(SealBroken):
            restore(other, copy, IDENTITY)
    assert other.list() == []

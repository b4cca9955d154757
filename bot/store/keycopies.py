"""Copies of the key store: sealed to the recovery recipients, two generations, overwritten in turn.

They make a dead disk survivable and yet let erasure end: fifteen minutes apart and two of them, no copy holds a key
for longer than half an hour after it was destroyed: an older one is overwritten where it lies. They belong on another
medium than the database's backup.
Keys stand in a copy without the server key around them, so that it can be restored beside a new key file;
whoever holds a recovery identity and a copy holds the keys, and `amparo init` says so when it shows the identity.
"""

from __future__ import annotations

import base64
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from bot.store.keyfile import overwrite
from bot.store.keystore import KeyRow, KeyStore
from referrals.errors import SealBroken
from referrals.vault import age_decrypt, age_encrypt

FORMAT: Final = 1
GENERATIONS: Final = ("keys-a.age", "keys-b.age")


def copy_sealed(store: KeyStore, recipients: tuple[str, ...]) -> bytes:
    """Give the whole key store as one age file; with no recipient it raises and no copy is made."""
    document = {
        "format": FORMAT,
        "roster": store.highest_roster(),
        "keys": [[name, half, base64.b64encode(key).decode(), created] for name, half, key, created in store.every()],
    }
    return age_encrypt(json.dumps(document).encode(), recipients)


def write_copy(store: KeyStore, folder: Path, recipients: tuple[str, ...]) -> Path:
    """Replace the older of the two generations in `folder`; a crash in between leaves both as they were."""
    sealed = copy_sealed(store, recipients)
    target = min((folder / name for name in GENERATIONS), key=_age)
    fresh = target.with_suffix(".new")
    with os.fdopen(os.open(fresh, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600), "wb") as file:
        file.write(sealed)
        file.flush()
        os.fsync(file.fileno())
    with _still_open(target) as before:
        fresh.replace(target)
        _sync_folder(folder)
        if before is not None:
            overwrite(before)
    return target


@contextmanager
def _still_open(path: Path) -> Iterator[int | None]:
    """A handle on the file that stands there now; None if none does."""
    try:
        handle = os.open(path, os.O_WRONLY)
    except FileNotFoundError:
        yield None
        return
    try:
        yield handle
    finally:
        os.close(handle)


def newest_copy(folder: Path) -> Path | None:
    """Give the younger generation, or None if there is none yet."""
    found = [folder / name for name in GENERATIONS if (folder / name).exists()]
    return max(found, key=_age, default=None)


def restore(store: KeyStore, sealed: bytes, identity: str) -> int:
    """Fill an empty key store from a copy and give the number of keys; one that has keys refuses.

    Afterwards run `reconcile`: conversations begun since the copy have lost their keys and are finished as erased.
    """
    rows, highest = _read(age_decrypt(sealed, identity))
    store.fill(rows, highest)
    return len(rows)


def _read(body: bytes) -> tuple[list[KeyRow], int]:
    try:
        document = json.loads(body)
        if document["format"] != FORMAT:
            raise SealBroken("a copy of a format that this version does not know")
        rows = [(str(n), str(h), base64.b64decode(k, validate=True), int(c)) for n, h, k, c in document["keys"]]
        return rows, int(document["roster"])
    except (KeyError, TypeError, ValueError):
        raise SealBroken("this is not a copy of a key store") from None


def _age(path: Path) -> tuple[int, str]:
    return (path.stat().st_mtime_ns if path.exists() else 0, path.name)


def _sync_folder(folder: Path) -> None:
    # The new name must survive a power cut, or the copy that it replaced is gone and the new one too.
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)

"""After a loss: the key file and the key store, brought back from their sealed copies with the recovery key.

Only what is gone is brought back; what stands is never written over, nor merged with an older copy, which would undo
what was erased since. The database has a backup of its own, which is no matter of this file.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from bot.clock import Clock
from bot.installation import KEY_FILE_COPY, read_keyring, write_secret
from bot.settings import Problem, Settings, SettingsRefused
from bot.store import keycopies
from bot.store.keystore import KeyStore
from referrals.errors import VaultError
from referrals.vault import Keyring, age_decrypt


@dataclass(frozen=True, slots=True)
class Recovered:
    """What was brought back: the key file or not, how many keys or none, and when the copy of them was made."""

    key_file: bool
    keys: int | None
    copied: int


def recover(settings: Settings, clock: Clock, copies: Path, identity: str) -> Recovered:
    """Bring back what is gone, in an order in which a second call can go on: (1) the key file, (2) the key store."""
    file_lost, keys_lost = not settings.server_key_file.exists(), not settings.keystore.exists()
    if not (file_lost or keys_lost):
        fix = "Nothing was changed. If one of them is not the true one, move it away first."
        raise _refused("keystore", "it and the key file are both there.", fix)
    newest = keycopies.newest_copy(copies)
    if newest is None:
        raise _refused("keystore", f"there is no copy of the keys in {copies}.", "Name their folder: --copies FOLDER")
    _decrypted(newest, identity)  # what does not open is refused before anything is made
    if file_lost:  # (1)
        keyring = Keyring.from_json(_decrypted(copies / KEY_FILE_COPY, identity).decode())
        settings.server_key_file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_secret(settings.server_key_file, keyring.to_json().encode())
    count = _filled(settings, clock, _bytes(newest), identity) if keys_lost else None  # (2)
    return Recovered(file_lost, count, int(newest.stat().st_mtime))


def _filled(settings: Settings, clock: Clock, sealed: bytes, identity: str) -> int:
    settings.keystore.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    keys = KeyStore(settings.keystore, read_keyring(settings.server_key_file), clock)
    try:
        return keycopies.restore(keys, sealed, identity)
    finally:
        keys.close()


def _decrypted(path: Path, identity: str) -> bytes:
    try:
        return age_decrypt(_bytes(path), identity)
    except VaultError as fault:
        fix = "Use the recovery key that amparo init showed, or the one made last by: amparo key recovery --renew"
        raise _refused("server_key_file", f"{path} does not open: {fault}.", fix) from None


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        raise _refused("keystore", f"{path} cannot be read.", "Let this user read it.") from None


def _refused(setting: str, what: str, fix: str) -> SettingsRefused:
    return SettingsRefused([Problem(f"AMPARO_{setting.upper()}", what, fix)])

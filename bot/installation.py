"""An installation: the keys, the files and the list of officers that a bot stands on; made once, opened at every start.

Only here are the key file, the roster's file, the recovery recipients and the webhook's secret written and read, and
only here is it known where they lie. What is wrong with them is a fault of configuration (`SettingsRefused`, with the
fix); a roster that is missing, expired or unreadable is not one: it refuses only when somebody asks for it. This file
does not know chats, cases or commands.
"""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from bot.clock import Clock
from bot.settings import Problem, Settings, SettingsRefused, is_open
from bot.store import Store, StoreError, UnsafeDatabase, keycopies, reconcile, schema
from bot.store.errors import SchemaBehind
from bot.store.keystore import KeyStore
from referrals.errors import RosterRefused, VaultError, WrongKey
from referrals.vault import Keyring, Roster, age_encrypt, age_keypair, check_recipient

ROSTER: Final = "roster"
RECOVERY: Final = "recovery.txt"
SECRET: Final = "webhook-secret"  # noqa: S105 - a file's name
COPIES: Final = "copies"
KEY_FILE_COPY: Final = "server-keys.age"
RESTORE: Final = "Put it back, or run: amparo key restore"


@dataclass(frozen=True, slots=True)
class Made:
    """What `make` did: names of the things made, and the recovery identities, which are kept nowhere else."""

    things: tuple[str, ...]
    identities: tuple[str, ...] = field(default=(), repr=False)


@dataclass
class Installation:
    """The opened keys and stores of one bot, and the files beside them."""

    settings: Settings
    keyring: Keyring
    keys: KeyStore
    store: Store
    clock: Clock
    _seen: tuple[tuple[int, int, int], Roster] | None = field(default=None, repr=False)

    def close(self) -> None:
        """Let go of both stores."""
        self.store.close()
        self.keys.close()

    # -- the roster

    @property
    def roster_file(self) -> Path:
        """Where the signed list of officers lies."""
        return self.settings.server_key_file.with_name(ROSTER)

    def roster(self, now: int) -> Roster:
        """The list of officers that may be sealed to now, or `RosterRefused`: then the bot answers from memory only.

        It is read anew whenever its file was replaced, and never goes back behind a version that was seen.
        """
        mark = self._mark()
        if self._seen is None or self._seen[0] != mark:
            self._seen = (mark, self._read_roster(now, self._seen[1] if self._seen else None))
        found = self._seen[1]
        if now >= found.valid_until:
            raise RosterRefused("expired")
        return found

    def _mark(self) -> tuple[int, int, int]:
        try:
            stat = self.roster_file.stat()
        except OSError:
            raise RosterRefused("not there") from None
        return stat.st_ino, stat.st_mtime_ns, stat.st_size

    def _read_roster(self, now: int, earlier: Roster | None) -> Roster:
        found = Roster.parse(self._roster_text(), self.keyring.public, now=now, highest=self.keys.highest_roster())
        if earlier is not None and found.version == earlier.version and found.hash != earlier.hash:
            raise RosterRefused("another list of a number that was seen")
        if earlier is not None and found.version == earlier.version + 1 and not found.succeeds(earlier):
            raise RosterRefused("not the next after the one that was seen")
        self.keys.note_roster(found.version)
        return found

    def _roster_text(self) -> str:
        try:
            return self.roster_file.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError):
            raise RosterRefused("not readable") from None

    def last_roster(self) -> Roster:
        """The list as it stands, even if it has expired: what the next version follows, and what `doctor` looks at.

        Everything else about it is checked as ever.
        """
        return Roster.parse(self._roster_text(), self.keyring.public, now=0, highest=self.keys.highest_roster())

    def write_roster(self, roster: Roster) -> None:
        """Sign with the host key and put in place of the earlier list, whole or not at all."""
        write_secret(self.roster_file, roster.sign(self.keyring.signing).encode(), replace=True)
        self.keys.note_roster(roster.version)

    # -- recovery

    @property
    def recovery_file(self) -> Path:
        """Where the recipients of the key store's copies stand."""
        return self.settings.server_key_file.with_name(RECOVERY)

    @property
    def copies(self) -> Path:
        """Where sealed copies of the keys lie; mount another medium here, never the one of the database's backup."""
        return self.settings.keystore.with_name(COPIES)

    def recovery(self) -> tuple[str, ...]:
        """The recovery recipients; empty where none were made or one was damaged."""
        try:
            lines = self.recovery_file.read_text(encoding="utf-8").split()
            return tuple(check_recipient(line) for line in lines)
        except (OSError, UnicodeDecodeError, VaultError):
            return ()

    def copy_keys(self) -> Path:
        """Replace the older of the two sealed copies of the key store."""
        self.copies.mkdir(mode=0o700, parents=True, exist_ok=True)
        return keycopies.write_copy(self.keys, self.copies, self.recovery())

    def new_recovery(self, count: int = 1) -> tuple[str, ...]:
        """Make recovery identities in place of the earlier ones, seal the copies to them, and give them: once, here."""
        pairs = [age_keypair() for _ in range(count)]
        self._seal_to(tuple(recipient for _, recipient in pairs))
        return tuple(identity for identity, _ in pairs)

    def _seal_to(self, recipients: tuple[str, ...]) -> None:
        # The recipients' file comes last: a kill before it leaves no list that nobody holds the identities of.
        self.copies.mkdir(mode=0o700, parents=True, exist_ok=True)
        seal_key_file(self.keyring, self.copies, recipients)
        for _ in keycopies.GENERATIONS:
            keycopies.write_copy(self.keys, self.copies, recipients)
        write_secret(self.recovery_file, ("\n".join(recipients) + "\n").encode(), replace=True)


def seal_key_file(keyring: Keyring, copies: Path, recipients: tuple[str, ...]) -> None:
    """Put a copy of the key file, sealed to the recovery recipients, beside the copies of the key store."""
    sealed = age_encrypt(keyring.to_json().encode(), recipients)
    write_secret(copies / KEY_FILE_COPY, sealed, replace=True)


# -- making


def make(settings: Settings, clock: Clock, *, recoveries: int = 1) -> Made:
    """Make whatever is not there yet, in an order that a kill cannot break; a second call changes nothing.

    (1) Folders for their owner alone. (2) The key file. (3) Database. (4) Key store. (5) The empty roster, version 1.
    (6) The webhook's secret. (7) Recovery: its identities are given to the caller, who shows them once.
    """
    _refuse_losses(settings)
    _refuse_to_hide(settings, clock)
    things = []
    for file in (settings.server_key_file, settings.keystore):  # (1)
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not settings.server_key_file.exists():  # (2)
        write_secret(settings.server_key_file, Keyring.generate().to_json().encode())
        things.append("key file")
    if _make_database(settings):  # (3)
        things.append("database")
    if not settings.keystore.exists():
        things.append("key store")
    installation = _opened(settings, clock)  # (4)
    try:
        if not installation.roster_file.exists() and not installation.keys.highest_roster():  # (5)
            installation.write_roster(Roster.first(installation.keyring.public, (), clock.now()))
            things.append("list of officers")
        if _make_secret(settings):  # (6)
            things.append("webhook secret")
        identities: tuple[str, ...] = ()
        if not installation.recovery_file.exists():  # (7)
            identities = installation.new_recovery(recoveries)
            things.append("recovery key")
        return Made(tuple(things), identities)
    finally:
        installation.close()


def _refuse_losses(settings: Settings) -> None:
    """A new key file beside an old key store would hide that the old one was lost."""
    if settings.keystore.exists() and not settings.server_key_file.exists():
        raise _refused("server_key_file", "it is gone, though its key store is there.", RESTORE)


def _refuse_to_hide(settings: Settings, clock: Clock) -> None:
    """New keys beside old rows would never open them; an empty database beside old keys would have them destroyed."""
    with Store(settings.database_url.get_secret_value()) as store:
        try:
            tables, rows = store.read(schema.revision), store.read(reconcile.known)
        except StoreError:  # not there, or without tables
            tables, rows = None, set()
    if rows and not settings.server_key_file.exists():
        raise _refused("server_key_file", "it is gone, though its database is there.", RESTORE)
    if rows and not settings.keystore.exists():
        raise _lost_keys(settings)
    if tables is None and settings.keystore.exists():
        installation = _opened(settings, clock)
        held = sum(name.startswith(reconcile.PREFIX) for name, _ in installation.keys.list())
        installation.close()
        if held:
            what = f"the database is not there, though keys of {held} talks are: a new one would have them destroyed."
            fix = f"Put the database back from its backup. If it is lost for good, move {settings.keystore} away first."
            raise _refused("database_url", what, fix)


def _make_database(settings: Settings) -> bool:
    """Bring the tables to the head and tell whether that changed anything."""
    with Store(settings.database_url.get_secret_value()) as store:
        try:
            store.require_head()
        except StoreError:
            store.migrate()
            return True
    return False


def secret_file(settings: Settings) -> Path:
    """Where `make` puts the webhook's secret; `AMPARO_WEBHOOK_SECRET_FILE` names it."""
    return settings.server_key_file.with_name(SECRET)


def _make_secret(settings: Settings) -> bool:
    if settings.webhook_secret is not None or secret_file(settings).exists():
        return False
    write_secret(secret_file(settings), secrets.token_urlsafe(32).encode() + b"\n")
    return True


# -- opening


def open_(settings: Settings, clock: Clock, *, running: bool = False) -> Installation:
    """Open the installation of these settings, or `SettingsRefused` with the fix. The database is not touched yet.

    A `running` bot opens without its stores too: a disk that is away must not silence it (F11).
    """
    _refuse_losses(settings)
    if not running and not settings.keystore.exists() and settings.server_key_file.exists():
        raise _lost_keys(settings)
    return _opened(settings, clock, awaited=running)


def refuse_old_tables(installation: Installation) -> None:
    """A database of another program is a fault of configuration; one that cannot be asked now is not."""
    try:
        installation.store.require_head()
    except SchemaBehind as fault:
        installation.close()
        raise _refused("database_url", str(fault), "Make a copy of it first.") from None
    except StoreError:
        return


def _opened(settings: Settings, clock: Clock, *, awaited: bool = False) -> Installation:
    keyring = read_keyring(settings.server_key_file)
    try:
        keys = KeyStore(settings.keystore, keyring, clock, awaited=awaited)
    except WrongKey:
        raise _refused("keystore", "another key file made it.", "Put the key file back that belongs to it.") from None
    except UnsafeDatabase as fault:
        raise _refused("keystore", str(fault), f"Run: chmod 600 {settings.keystore}") from None
    return Installation(settings, keyring, keys, Store(settings.database_url.get_secret_value()), clock)


def read_keyring(path: Path) -> Keyring:
    """Read the key file; refuse one that is not there, is not one, or that others can read."""
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise _refused("server_key_file", "there is no key file.", "Run: amparo init") from None
    except (OSError, UnicodeDecodeError):
        raise _refused("server_key_file", "it cannot be read.", f"Let this user read {path}.") from None
    if is_open(path):
        raise _refused("server_key_file", "the keys can be read by others.", f"Run: chmod 600 {path}")
    try:
        return Keyring.from_json(text)
    except WrongKey as fault:
        raise _refused("server_key_file", f"{fault}.", f"Move {path} away, then: amparo key restore") from None


def _lost_keys(settings: Settings) -> SettingsRefused:
    fix = f"{RESTORE}. Without it, cases stay closed for good."
    return _refused("keystore", "the key store is not there, though this installation has one.", fix)


def _refused(setting: str, what: str, fix: str) -> SettingsRefused:
    return SettingsRefused([Problem(f"AMPARO_{setting.upper()}", what, fix)])


# -- files


def write_secret(path: Path, content: bytes, *, replace: bool = False) -> None:
    """Write a file for its owner alone, whole and on the disk when this returns.

    Without `replace` one that exists is left alone and `FileExistsError` raised.
    """
    fresh = path.with_name(f".{path.name}.new")
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    try:
        if replace:
            fresh.replace(path)
        else:
            path.hardlink_to(fresh)
    finally:
        fresh.unlink(missing_ok=True)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)

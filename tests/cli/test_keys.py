"""`amparo key`, `audit` and `retention`: rotation that a kill cannot break, and a record that can be walked."""

from __future__ import annotations

import json
import re
import sqlite3
import time
from pathlib import Path

import pytest

from bot.casework.seals import open_json, seal_json
from bot.clock import FrozenClock
from bot.duties import link_record
from bot.installation import Installation, open_, read_keyring
from bot.settings import Settings
from bot.store import Connection, cases, leases, officers, record
from bot.store.keystore import KeyStore
from referrals.vault import Keyring, age_decrypt
from tests.cli.casemaking import CASE, CONVERSATION, enrol, make_case
from tests.cli.conftest import Shell

IDENTITY = re.compile(r"AGE-SECRET-KEY-1\w{58}")


# -- rotation


def everything_opens(settings: Settings, clock: FrozenClock, case_key: bytes) -> Keyring:
    """Open the installation anew and read what the old server key had sealed; give the key file."""
    again = open_(settings, clock)
    assert again.keys.get(f"conversation:{CONVERSATION}")["case"] == case_key
    key = {server.id: server.key for server in again.keyring.server}
    for row in again.store.read(officers.every):
        assert open_json(key[row.key], "officers", row.id, row.revision, row.sealed or b"")["name"] == "Ana"
    again.close()
    return again.keyring


def test_rotation_brings_everything_under_a_new_key(
    shell: Shell, installation: Installation, settings: Settings, clock: FrozenClock
) -> None:
    """Afterwards one server key is left, another one, and keys and officers open under it."""
    enrol(installation, clock.now())
    case_key = make_case(installation, clock.now())
    recovery = installation.new_recovery()[0]
    old = installation.keyring.active.id
    done = shell("key", "rotate")
    assert done.exit_code == 0, done.output
    ring = everything_opens(settings, clock, case_key)
    assert [key.id == old for key in ring.server] == [False]
    copy = age_decrypt((installation.copies / "server-keys.age").read_bytes(), recovery)
    assert Keyring.from_json(copy.decode()).active.id == ring.active.id


@pytest.mark.parametrize("step", ["rewrap", "officers", "drop"])
def test_a_killed_rotation_is_ended_by_the_next(
    shell: Shell,
    installation: Installation,
    settings: Settings,
    clock: FrozenClock,
    monkeypatch: pytest.MonkeyPatch,
    step: str,
) -> None:
    """Wherever it is killed everything still opens, and the next call goes on with the same new key."""
    enrol(installation, clock.now())
    case_key = make_case(installation, clock.now())

    def killed(*_args: object) -> int:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        place = {
            "rewrap": "bot.store.keystore.KeyStore.rewrap",
            "officers": "bot.cli.key._reseal_officers",
            "drop": "bot.cli.key._with_active_only",
        }[step]
        patch.setattr(place, killed)
        assert shell("key", "rotate").exit_code != 0
    half = everything_opens(settings, clock, case_key)
    assert len(half.server) == 2
    assert shell("key", "rotate").exit_code == 0
    whole = everything_opens(settings, clock, case_key)
    assert [key.id for key in whole.server] == [half.active.id]


def test_keys_are_not_rotated_under_a_running_bot(shell: Shell, installation: Installation, settings: Settings) -> None:
    """While somebody leads, nothing is changed."""
    before = settings.server_key_file.read_bytes()
    installation.store.transact(lambda c: leases.take(c, "leader", "bot", int(time.time()))).result()
    done = shell("key", "rotate")
    assert (done.exit_code, "Stop it" in done.output) == (1, True)
    assert settings.server_key_file.read_bytes() == before


def test_the_lease_is_free_after_a_rotation(shell: Shell, installation: Installation) -> None:
    """The bot can lead at once after it."""
    shell("key", "rotate")
    assert installation.store.transact(lambda c: leases.take(c, "leader", "bot", int(time.time()))).result() is not None


# -- recovery and copies


def test_recovery_shows_recipients_and_renews_on_purpose(shell: Shell, installation: Installation) -> None:
    """Without --renew only recipients are shown; with it a new identity, which opens the copies."""
    before = installation.recovery()
    done = shell("key", "recovery")
    assert (done.stdout.split(), IDENTITY.findall(done.output)) == (list(before), [])
    renewed = shell("key", "recovery", "--renew")
    (identity,) = IDENTITY.findall(renewed.output)
    assert installation.recovery() != before
    age_decrypt((installation.copies / "keys-a.age").read_bytes(), identity)


def test_a_copy_made_by_hand_is_a_fresh_one(shell: Shell, installation: Installation) -> None:
    """The older generation is replaced."""
    recovery = installation.new_recovery()[0]
    installation.keys.make(CONVERSATION)
    assert shell("key", "copy").exit_code == 0
    copies = [age_decrypt(file.read_bytes(), recovery) for file in installation.copies.glob("keys-*.age")]
    assert [CONVERSATION.encode() in copy for copy in copies].count(True) == 1


def test_without_recipients_no_copy_is_made(shell: Shell, installation: Installation) -> None:
    """A copy is never written for nobody."""
    installation.recovery_file.unlink()
    for words in (["copy"], ["recovery"]):
        done = shell("key", *words)
        assert (done.exit_code, "--renew" in done.output) == (1, True)


def test_a_restored_key_file_opens_the_installation(
    shell: Shell, installation: Installation, settings: Settings, clock: FrozenClock, home: Path
) -> None:
    """Stock `age -d` on its copy gives the key file back too, where the command is not at hand."""
    identity = installation.new_recovery()[0]
    copy = installation.copies / "server-keys.age"
    settings.server_key_file.unlink()
    refused = shell("officer", "list")
    assert (refused.exit_code, "amparo key restore" in refused.output) == (1, True)
    settings.server_key_file.write_bytes(age_decrypt(copy.read_bytes(), identity))
    settings.server_key_file.chmod(0o600)
    assert read_keyring(settings.server_key_file).active.id == installation.keyring.active.id
    KeyStore(settings.keystore, read_keyring(settings.server_key_file), clock).close()
    assert shell("officer", "list").exit_code == 0


# -- the record


def write_down(installation: Installation, clock: FrozenClock, count: int) -> None:
    hour = clock.now() // 3600 * 3600

    def work(c: Connection) -> None:
        for n in range(count):
            record.add(c, f"{n:016x}", "case.sent", "person", CASE, hour)
        link_record(c)

    installation.store.transact(work).result()


def test_a_whole_record_holds(shell: Shell, installation: Installation, clock: FrozenClock) -> None:
    """Every entry is walked over more than one page, and the head is the last one's."""
    write_down(installation, clock, 500)
    installation.store.transact(lambda c: record.add(c, "e" * 16, "case.sent", "person", CASE, 0)).result()
    installation.store.transact(link_record).result()
    installation.store.transact(lambda c: record.add(c, "f" * 16, "case.sent", "person", CASE, 0)).result()
    said = json.loads(shell("audit", "verify", "--json").stdout)
    head = installation.store.read(record.head)
    assert head is not None
    assert (said["entries"], said["head"], said["unchained"]) == (501, head.hash, 1)
    assert shell("audit", "verify", "--seen", head.hash or "").exit_code == 0
    done = shell("audit", "verify", "--seen", "0" * 63 + "1")
    assert (done.exit_code, "rewritten" in done.output) == (1, True)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE record SET detail = 'other' WHERE seq = 3",
        "UPDATE record SET kind = 'a story with words' WHERE seq = 3",
        "UPDATE record SET at = at + 3600 WHERE seq = 3",
        "DELETE FROM record WHERE seq = 3",
        "DELETE FROM record WHERE seq = 1",
        "UPDATE record SET seq = seq + 100 WHERE seq = 5",
    ],
)
def test_a_changed_record_is_found(
    shell: Shell, installation: Installation, clock: FrozenClock, home: Path, statement: str
) -> None:
    """An entry changed, removed or moved breaks the chain, and the refusal says what to compare."""
    write_down(installation, clock, 5)
    installation.store.close()
    raw = sqlite3.connect(home / "data" / "amparo.db")
    with raw:
        raw.execute(statement)
    raw.close()
    done = shell("audit", "verify")
    assert (done.exit_code, "head" in done.output) == (1, True)


# -- retention


def test_retention_by_hand_does_the_leaders_work(shell: Shell, installation: Installation, clock: FrozenClock) -> None:
    """A case whose day has come is gone, key and all, after one call."""
    enrol(installation, clock.now())
    make_case(installation, clock.now(), state="open", ringing=False)
    shell("case", "close", CASE, "--reason", "helped", "--now")

    def due(c: Connection) -> None:
        row = cases.get(c, CASE)
        assert row is not None
        sealed = open_json(key, "cases", CASE, row.revision, row.sealed or b"")
        again = seal_json(key, "cases", CASE, row.revision + 1, sealed)
        cases.change(c, row._replace(due=clock.now() - 1, sealed=again), clock.now())

    key = installation.keys.get(f"conversation:{CONVERSATION}")["case"]
    installation.store.transact(due).result()
    done = shell("retention", "run", "--json")
    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout)["forgotten"] == 1
    assert installation.store.read(lambda c: cases.get(c, CASE)) is None
    assert not installation.keys.halves(f"conversation:{CONVERSATION}")

"""`amparo officer`: rows that stay sealed, a list that is always signed."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from bot.clock import FrozenClock
from bot.installation import Installation
from bot.store import officers
from referrals.errors import NoRecipient
from referrals.vault import age_keypair, lane_of
from tests.cli.conftest import Shell

KEY = age_keypair()[1]


def names(installation: Installation, clock: FrozenClock) -> list[str]:
    return [one.name for one in installation.roster(clock.now()).entries]


def test_an_added_officer_is_pending_and_on_the_signed_list(
    shell: Shell, installation: Installation, clock: FrozenClock
) -> None:
    """Adding signs the next version at once; bells wait until the officer has pressed Start."""
    done = shell("officer", "add", "Ana", "--recipient", KEY, "--telegram", "77", "--language", "es")
    assert done.exit_code == 0, done.output
    roster = installation.roster(clock.now())
    assert (roster.version, roster.recipients(None, clock.now())) == (2, (KEY,))
    (row,) = json.loads(shell("officer", "list", "--json").stdout)
    assert (row["name"], row["state"], row["language"], row["recipient"]) == ("Ana", "pending", "es", KEY)
    lane = lane_of(installation.keyring.index, "officers", 77)
    found = installation.store.read(lambda c: officers.by_lane(c, lane))
    assert found is not None
    assert found.id == row["id"]


def test_nothing_about_an_officer_stands_in_clear(shell: Shell, installation: Installation, home: Path) -> None:
    """The database holds neither name nor key nor account of an officer."""
    shell("officer", "add", "Ximena", "--recipient", KEY, "--telegram", "777123456")
    installation.store.close()
    database = b"".join(file.read_bytes() for file in (home / "data").glob("amparo.db*"))
    assert not [word for word in (b"Ximena", KEY.encode(), b"777123456") if word in database]


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (["Eva", "--recipient", "age1nonsense"], 2, "age-keygen"),
        (["Eva", "--recipient", "ssh-ed25519 AAAA"], 2, "age-keygen"),
        (["Eva", "--recipient", KEY], 1, "own"),
        (["ana", "--recipient", age_keypair()[1]], 1, "another name"),
        (["Eva", "--recipient", age_keypair()[1], "--telegram", "77"], 1, "invite"),
        (["Eva", "--recipient", age_keypair()[1], "--language", "xx"], 2, "languages"),
        (["  ", "--recipient", age_keypair()[1]], 2, "letters"),
        (["E\x1b[2Jva", "--recipient", age_keypair()[1]], 2, "letters"),
    ],
)
def test_what_cannot_be_added_changes_nothing(
    shell: Shell, installation: Installation, clock: FrozenClock, words: list[str], code: int, says: str
) -> None:
    """A bad key, a taken name, key or account, an unknown language: refused with the next step, and nothing signed."""
    shell("officer", "add", "Ana", "--recipient", KEY, "--telegram", "77")
    done = shell("officer", "add", *words)
    assert (done.exit_code, says in done.output) == (code, True), done.output
    assert (installation.roster(clock.now()).version, names(installation, clock)) == (2, ["Ana"])


def test_a_disabled_officer_leaves_list_and_account(
    shell: Shell, installation: Installation, clock: FrozenClock
) -> None:
    """Whoever is disabled is sealed to no more, and name, key and account are free again."""
    shell("officer", "add", "Ana", "--recipient", KEY, "--telegram", "77")
    assert shell("officer", "disable", "Ana").exit_code == 0
    with pytest.raises(NoRecipient):
        installation.roster(clock.now()).recipients(None, clock.now())
    assert shell("officer", "add", "Ana", "--recipient", KEY, "--telegram", "77").exit_code == 0
    states = [row["state"] for row in json.loads(shell("officer", "list", "--json").stdout)]
    assert sorted(states) == ["disabled", "pending"]


def test_an_unknown_officer_is_refused(shell: Shell, installation: Installation) -> None:
    """A name that nobody has ends with 1 and names the list."""
    for verb in ("disable", "invite"):
        done = shell("officer", verb, "Nobody")
        assert done.exit_code == 1
        assert "officer list" in done.output


def test_only_the_hash_of_an_invitation_is_kept(shell: Shell, installation: Installation, home: Path) -> None:
    """The code is printed once; the database does not hold it, the sealed row holds its hash."""
    shell("officer", "add", "Ana", "--recipient", KEY)
    done = shell("officer", "invite", "Ana", "--bot", "@desk_bot")
    link = done.stdout.strip()
    assert link.startswith("https://t.me/desk_bot?start=")
    code = link.rpartition("=")[2]
    assert len(code) == 16
    (row,) = installation.store.read(officers.every)
    assert row.state == "pending"
    body = _opened(installation, row)
    assert body["invite"] == hashlib.sha256(code.encode()).hexdigest()
    assert not any(code.encode() in file.read_bytes() for file in (home / "data").rglob("*") if file.is_file())


def _opened(installation: Installation, row: officers.Officer) -> dict[str, object]:
    from bot.casework.seals import open_json

    assert row.sealed is not None
    return open_json(installation.keyring.active.key, "officers", row.id, row.revision, row.sealed)


def test_an_enrolled_officer_is_invited_anew_only_on_purpose(shell: Shell, installation: Installation) -> None:
    """A second invitation of an enrolled officer lets the earlier chat go, so it must be asked for."""
    shell("officer", "add", "Ana", "--recipient", KEY, "--telegram", "77")
    (row,) = installation.store.read(officers.every)
    from bot.casework.seals import seal_json

    body = {**_opened(installation, row), "chat": 77}
    sealed = seal_json(installation.keyring.active.key, "officers", row.id, row.revision + 1, body)
    installation.store.transact(lambda c: officers.change(c, row._replace(state="active", sealed=sealed))).result()
    refused = shell("officer", "invite", "Ana")
    assert (refused.exit_code, "--again" in refused.output) == (1, True)
    assert shell("officer", "invite", "Ana", "--again").exit_code == 0
    (row,) = installation.store.read(officers.every)
    assert (row.state, row.lane, _opened(installation, row)["chat"]) == ("pending", None, None)


def test_renewing_keeps_the_officers(shell: Shell, installation: Installation, clock: FrozenClock) -> None:
    """A renewed list is the next version with the same people and sixty days more."""
    shell("officer", "add", "Ana", "--recipient", KEY)
    done = shell("officer", "roster", "renew", "--json")
    assert json.loads(done.stdout)["version"] == 3
    roster = installation.roster(clock.now())
    assert (roster.version, names(installation, clock)) == (3, ["Ana"])


@pytest.mark.parametrize("text", ["", "spoiled", None])
def test_a_spoiled_list_is_written_anew_from_the_sealed_rows(
    shell: Shell, installation: Installation, clock: FrozenClock, text: str | None
) -> None:
    """A list that was lost gets a higher number, so that the lost one never comes back and a running bot takes it."""
    shell("officer", "add", "Ana", "--recipient", KEY)
    assert names(installation, clock) == ["Ana"]
    installation.roster_file.unlink()
    if text is not None:
        installation.roster_file.write_text(text)
    assert shell("officer", "roster", "show").exit_code == 1
    assert shell("officer", "roster", "renew").exit_code == 0
    assert (installation.roster(clock.now()).version, names(installation, clock)) == (4, ["Ana"])


def test_the_list_is_checked_with_stock_tools(shell: Shell, installation: Installation, home: Path) -> None:
    """The first line and the signature satisfy `ssh-keygen -Y verify` with the host's public line."""
    import shutil
    import subprocess

    program = shutil.which("ssh-keygen")
    if program is None:
        pytest.skip("needs: ssh-keygen")
    shell("officer", "add", "Ana", "--recipient", KEY)
    line, _, signature = installation.roster_file.read_text().partition("\n")
    (home / "signers").write_text(f"host {installation.keyring.public}\n")
    (home / "signature").write_text(signature)
    words = ["-Y", "verify", "-f", "signers", "-I", "host", "-n", "amparo-roster@v1", "-s", "signature"]
    done = subprocess.run([program, *words], input=line.encode() + b"\n", capture_output=True, check=False, cwd=home)
    assert done.returncode == 0, done.stderr


def test_an_account_that_cannot_be_one_is_refused(shell: Shell, installation: Installation) -> None:
    """An id longer than Telegram's is wrong usage, and nobody was added."""
    done = shell("officer", "add", "Ana", "--recipient", KEY, "--telegram", "9" * 20)
    assert done.exit_code == 2
    assert json.loads(shell("officer", "list", "--json").stdout) == []

"""After a loss: what is gone comes back by one command, and nothing is made in its place that would hide the loss."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from bot.clock import FrozenClock
from bot.installation import Installation, make, open_
from bot.settings import Settings, SettingsRefused
from referrals.vault import age_keypair
from tests.cli.casemaking import CONVERSATION, enrol, make_case
from tests.cli.conftest import Shell


@pytest.fixture
def recovery(installation: Installation, clock: FrozenClock) -> str:
    """An installation with a case, its copies on another medium, and the recovery key on paper."""
    enrol(installation, clock.now())
    make_case(installation, clock.now())
    identity = installation.new_recovery()[0]
    shutil.copytree(installation.copies, "elsewhere")
    installation.close()
    return identity


LOSSES = {
    "both": ("server_key_file", "keystore"),
    "key file": ("server_key_file",),
    "key store": ("keystore",),
}


@pytest.mark.parametrize("lost", LOSSES)
def test_what_is_gone_comes_back(
    lost: str, shell: Shell, installation: Installation, settings: Settings, clock: FrozenClock, recovery: str
) -> None:
    """Key file, key store or both: with the copies and the recovery key every case opens again."""
    before = installation.keyring.to_json()
    for name in LOSSES[lost]:
        getattr(settings, name).unlink()
    done = shell("key", "restore", "--copies", "elsewhere", input=recovery + "\n")
    assert (done.exit_code, "amparo doctor" in done.output) == (0, True), done.output
    again = open_(settings, clock)
    assert again.keyring.to_json() == before
    assert set(again.keys.get(f"conversation:{CONVERSATION}")) == {"draft", "case"}
    again.close()


def test_what_stands_is_never_written_over(shell: Shell, settings: Settings, recovery: str) -> None:
    """A key store in use is not merged with an older copy, which would bring back what was erased."""
    before = settings.keystore.read_bytes(), settings.server_key_file.read_bytes()
    done = shell("key", "restore", "--copies", "elsewhere", input=recovery)
    assert (done.exit_code, "both there" in done.output) == (1, True)
    assert (settings.keystore.read_bytes(), settings.server_key_file.read_bytes()) == before


@pytest.mark.parametrize(("copies", "words"), [("elsewhere", "does not open"), ("nowhere", "there is no copy")])
def test_another_key_or_no_copy_makes_nothing(
    copies: str, words: str, shell: Shell, settings: Settings, recovery: str
) -> None:
    """What cannot be opened is told, and no half of an installation is left."""
    settings.keystore.unlink()
    settings.server_key_file.unlink()
    done = shell("key", "restore", "--copies", copies, input=age_keypair()[0])
    assert (done.exit_code, words in done.output) == (1, True), done.output
    assert not settings.keystore.exists()
    assert not settings.server_key_file.exists()


@pytest.mark.parametrize(("gone", "setting"), [
    (("server_key_file", "keystore"), "AMPARO_SERVER_KEY_FILE"), (("keystore",), "AMPARO_KEYSTORE"),
    (("server_key_file",), "AMPARO_SERVER_KEY_FILE"),
])  # fmt: skip
def test_no_new_keys_are_made_beside_old_rows(
    gone: tuple[str, ...], setting: str, settings: Settings, clock: FrozenClock, recovery: str
) -> None:
    """New keys would open nothing of the old, and stand in the way of the true ones."""
    for name in gone:
        getattr(settings, name).unlink()
    with pytest.raises(SettingsRefused, match=f"{setting}: .*amparo key restore"):
        make(settings, clock)
    assert not any(getattr(settings, name).exists() for name in gone)


def test_no_new_database_is_made_beside_old_keys(settings: Settings, clock: FrozenClock, recovery: str) -> None:
    """The first start on an empty database would destroy the key of every case, before its backup is back."""
    for file in Path("data").glob("amparo.db*"):
        file.unlink()
    with pytest.raises(SettingsRefused, match="AMPARO_DATABASE_URL: the database is not there, though keys of 1 talks"):
        make(settings, clock)
    assert not Path("data/amparo.db").exists()

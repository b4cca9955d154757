"""What `make` makes, what `open_` refuses, and how the list of officers is kept."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.clock import FrozenClock
from bot.installation import Installation, make, open_, secret_file
from bot.settings import Settings, SettingsRefused, load
from bot.store import keycopies
from referrals.errors import NoRecipient, RosterRefused
from referrals.vault import Keyring, Roster, RosterEntry, age_decrypt, age_keypair

SIXTY_DAYS = 60 * 86_400


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.chdir(tmp_path)
    return load()


@pytest.fixture
def clock() -> FrozenClock:
    return FrozenClock()


@pytest.fixture
def opened(settings: Settings, clock: FrozenClock) -> Iterator[Installation]:
    make(settings, clock)
    installation = open_(settings, clock)
    yield installation
    installation.close()


def contents(folder: Path) -> dict[str, bytes]:
    """Every file but the journal, which a second call finds, and overwrites with nothing."""
    every = (file for file in folder.rglob("*") if file.is_file())
    return {str(file): file.read_bytes() for file in every if file.suffix != ".db-journal"}


def test_everything_is_for_its_owner_alone(settings: Settings, clock: FrozenClock, tmp_path: Path) -> None:
    """Whatever is made can be read by its owner and by nobody else."""
    make(settings, clock)
    made = [path for path in (tmp_path / "data").rglob("*") if not path.name.startswith("amparo.db-")]
    assert {stat.S_IMODE(path.stat().st_mode) for path in made if path.is_file()} == {0o600}
    assert {stat.S_IMODE(path.stat().st_mode) for path in [tmp_path / "data", *made] if path.is_dir()} == {0o700}


def test_a_second_call_changes_nothing(settings: Settings, clock: FrozenClock, tmp_path: Path) -> None:
    """A second call makes nothing and gives no identity."""
    first = make(settings, clock)
    before = contents(tmp_path)
    second = make(settings, clock)
    assert (len(first.identities), second.identities, second.things) == (1, (), ())
    assert contents(tmp_path) == before


def test_a_call_that_was_killed_is_ended_by_the_next(settings: Settings, clock: FrozenClock) -> None:
    """What an interrupted call left undone is made, and what it made stays."""
    make(settings, clock)
    key_file = settings.server_key_file.read_bytes()
    for name in ("recovery.txt", "webhook-secret"):
        settings.server_key_file.with_name(name).unlink()
    again = make(settings, clock)
    assert (again.things, len(again.identities)) == (("webhook secret", "recovery key"), 1)
    assert settings.server_key_file.read_bytes() == key_file


def test_the_recovery_identity_opens_both_copies(settings: Settings, clock: FrozenClock, opened: Installation) -> None:
    """The identity that was shown opens the copies of the key file and of the key store, and stands in no file."""
    identity = opened.new_recovery()[0]
    opened.keys.make("0123456789abcdef")
    copy = opened.copy_keys()
    key_file = age_decrypt((opened.copies / "server-keys.age").read_bytes(), identity)
    assert Keyring.from_json(key_file.decode()).to_json() == opened.keyring.to_json()
    assert b"conversation:0123456789abcdef" in age_decrypt(copy.read_bytes(), identity)
    assert not any(identity.encode() in found for found in contents(settings.keystore.parent).values())


def test_new_recovery_leaves_no_copy_that_the_old_identity_opens(opened: Installation) -> None:
    """After a change of the recovery key the old one opens none of the copies."""
    opened.new_recovery()
    names = (*keycopies.GENERATIONS, "server-keys.age")
    before = {name: (opened.copies / name).read_bytes() for name in names}
    opened.new_recovery()
    assert all((opened.copies / name).read_bytes() != before[name] for name in names)


@pytest.mark.parametrize(
    ("spoil", "fix"),
    [
        (lambda s: s.server_key_file.unlink(), "key restore"),
        (lambda s: (s.server_key_file.unlink(), s.keystore.unlink()), "amparo init"),
        (lambda s: s.server_key_file.chmod(0o644), "chmod 600"),
        (lambda s: s.server_key_file.write_text("{}"), "key restore"),
        (lambda s: s.server_key_file.write_text(Keyring.generate().to_json()), "key file back"),
        (lambda s: s.keystore.chmod(0o644), "chmod 600"),
        (lambda s: s.keystore.unlink(), "back"),
    ],
)
def test_a_fault_of_configuration_names_its_fix(
    settings: Settings, clock: FrozenClock, spoil: object, fix: str
) -> None:
    """A missing, foreign, broken or readable key file or key store is refused with what to do."""
    installation = make(settings, clock) and open_(settings, clock)
    installation.keys.make("0123456789abcdef")
    installation.close()
    assert callable(spoil)
    spoil(settings)
    with pytest.raises(SettingsRefused) as refused:
        open_(settings, clock)
    assert fix in refused.value.problems[0].fix


def test_a_lost_key_file_is_never_replaced(settings: Settings, clock: FrozenClock) -> None:
    """Where the key store outlived its key file, no new one is made in its place."""
    make(settings, clock)
    settings.server_key_file.unlink()
    with pytest.raises(SettingsRefused, match="it is gone"):
        make(settings, clock)
    assert not settings.server_key_file.exists()


def test_the_webhook_secret_is_one_that_the_settings_take(
    settings: Settings, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The secret that is made passes the settings' own rules."""
    make(settings, clock)
    monkeypatch.setenv("AMPARO_WEBHOOK_SECRET_FILE", str(secret_file(settings)))
    monkeypatch.setenv("AMPARO_PUBLIC_URL", "https://a.example.org")
    assert load().webhook


# -- the list of officers


def entry(name: str) -> RosterEntry:
    return RosterEntry(name, age_keypair()[1])


def test_a_new_installation_has_an_empty_list(opened: Installation, clock: FrozenClock) -> None:
    """Version 1 is signed by the host and names nobody, so nothing can be sealed yet."""
    roster = opened.roster(clock.now())
    assert (roster.version, roster.entries, roster.signers) == (1, (), (opened.keyring.public,))
    with pytest.raises(NoRecipient):
        roster.recipients(None, clock.now())


def test_a_replaced_list_is_read_at_once(opened: Installation, clock: FrozenClock, settings: Settings) -> None:
    """A list that another process signed is taken at the next question."""
    opened.roster(clock.now())
    other = open_(settings, clock)
    other.write_roster(other.last_roster().successor((entry("Ana"),), clock.now()))
    other.close()
    assert [one.name for one in opened.roster(clock.now()).entries] == ["Ana"]


def test_an_old_list_does_not_come_back(opened: Installation, clock: FrozenClock, settings: Settings) -> None:
    """A list below the highest version seen is refused, also after a restart."""
    old = opened.roster_file.read_text()
    opened.write_roster(opened.last_roster().successor((entry("Ana"),), clock.now()))
    opened.roster_file.write_text(old)
    with pytest.raises(RosterRefused):
        opened.roster(clock.now())
    again = open_(settings, clock)
    with pytest.raises(RosterRefused):
        again.roster(clock.now())
    again.close()


def test_another_list_of_the_same_number_is_refused(opened: Installation, clock: FrozenClock) -> None:
    """Two lists with one version cannot both be signed unnoticed."""
    first = opened.last_roster()
    opened.write_roster(first.successor((entry("Ana"),), clock.now()))
    opened.roster(clock.now())
    opened.write_roster(first.successor((entry("Eve"),), clock.now()))
    with pytest.raises(RosterRefused):
        opened.roster(clock.now())


def test_an_expired_list_refuses_when_asked_and_not_before(
    opened: Installation, clock: FrozenClock, settings: Settings
) -> None:
    """After sixty days the bot still starts; only whoever wants to seal is refused, and a signed successor mends it."""
    opened.roster(clock.now())
    clock.move(SIXTY_DAYS)
    again = open_(settings, clock)
    for one in (opened, again):
        with pytest.raises(RosterRefused):
            one.roster(clock.now())
    again.write_roster(again.last_roster().successor((), clock.now()))
    assert opened.roster(clock.now()).version == 2
    again.close()


@pytest.mark.parametrize("text", [None, "", "{}\n", "not a list"])
def test_a_list_that_cannot_be_read_is_no_fault_of_configuration(
    opened: Installation, clock: FrozenClock, settings: Settings, text: str | None
) -> None:
    """Opening goes on without a list; asking for it refuses."""
    opened.roster_file.unlink()
    if text is not None:
        opened.roster_file.write_text(text)
    again = open_(settings, clock)
    with pytest.raises(RosterRefused):
        again.roster(clock.now())
    again.close()


def test_a_list_signed_by_a_stranger_is_refused(opened: Installation, clock: FrozenClock) -> None:
    """Whoever can write the file but has no host key can add no reader."""
    stranger = Keyring.generate()
    forged = Roster.first(stranger.public, (entry("Eve"),), clock.now())
    opened.roster_file.write_text(forged.sign(stranger.signing))
    with pytest.raises(RosterRefused):
        opened.roster(clock.now())

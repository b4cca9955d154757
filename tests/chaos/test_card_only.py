"""Card-only mode: nobody could open what is told, or a store is away from the start; nothing is recorded."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator, Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest

from bot.simulator.driver import Person
from bot.store import leases
from referrals.vault import RosterEntry, age_keypair
from tests.chaos.test_stores_away import full_disk, gone, words_kept
from tests.chaos.walking import PATIENCE, tap, to_the_line, until
from tests.world import World, world

HONEST = "We cannot take your case right now. This is our fault. We keep nothing of this chat."
NUMBER = "911"
DAY = 86_400
TABLES = ("conversations", "cases", "parts", "alerts", "consents", "record")


@pytest.fixture
async def made(tmp_path: Path) -> AsyncIterator[World]:
    async with world(tmp_path / "bot", organisation={"country": "HN"}) as running:
        local = running.folder / "local"
        local.mkdir()
        today = datetime.fromtimestamp(running.service.clock.now(), UTC).date()
        (local / "HN.yaml").write_text(
            f'format: 1\ncountry: HN\nnumbers:\n  - what: police\n    number: "{NUMBER}"\n    checked_on: "{today}"\n'
            '    by: "Ana"\n'
        )
        yield running


@pytest.fixture(autouse=True)
def quick_leases(monkeypatch: pytest.MonkeyPatch) -> None:
    """An outage here lasts longer than a lease."""
    monkeypatch.setattr(leases, "HELD", 1)
    monkeypatch.setattr(leases, "RENEWED", 0.2)


def counted(made: World) -> dict[str, int]:
    """How many rows stand in every table that could hold something of a person."""
    return {
        table: made.service.parts.store.read(lambda c, t=table: c.exec_driver_sql(f"SELECT count(*) FROM {t}").scalar())
        for table in TABLES
    }


async def health(made: World) -> httpx.Response:
    """What an operator's probe is told."""
    transport = httpx.ASGITransport(made.service.health())
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
        return await client.get("/health")


async def is_served(person: Person) -> None:
    """/start, the card, the numbers, another language: as from memory, without *Wake* and without Menu or Hide."""
    await person.start()
    first = await person.sees(HONEST, PATIENCE)
    assert NUMBER in first.text
    assert first.labels == ["I am in danger now", "Try again", "Español", "العربية"]
    await tap(person, HONEST, "I am in danger now")
    card = await person.sees("nobody here can answer now", PATIENCE)
    assert NUMBER in card.text
    assert [label for label in card.labels if "Wake" in label] == []
    await tap(person, HONEST, "Español")
    await person.sees("Ahora no podemos recibir su caso.", PATIENCE)
    await tap(person, "Ahora no podemos recibir su caso.", "Estoy en peligro ahora")
    await person.sees("Primero su seguridad.", PATIENCE)


def expired(made: World) -> Iterator[None]:
    """The list's day has passed."""
    made.sim.forward_clock(61 * DAY)
    yield
    place = made.service.installation
    place.write_roster(place.last_roster().successor(place.last_roster().entries, made.service.clock.now()))


def spoilt(made: World) -> Iterator[None]:
    """Somebody wrote into the list."""
    file = made.service.installation.roster_file
    kept = file.read_bytes()
    file.write_bytes(b"x" + kept)
    yield
    file.write_bytes(kept)


def removed(made: World) -> Iterator[None]:
    """The list is not there."""
    file = made.service.installation.roster_file
    file.rename(f"{file}.away")
    yield
    file.with_name(f"{file.name}.away").rename(file)


def nobody(made: World) -> Iterator[None]:
    """There is a list, and nobody on it."""
    place = made.service.installation
    kept = place.last_roster().entries
    place.write_roster(place.last_roster().successor((), made.service.clock.now()))
    yield
    place.write_roster(place.last_roster().successor(kept, made.service.clock.now()))


@pytest.mark.parametrize("fault", [expired, spoilt, removed, nobody], ids=lambda one: one.__name__)
async def test_where_nobody_could_open_it_nothing_is_asked_and_nothing_recorded(
    made: World, fault: Callable[[World], Iterator[None]]
) -> None:
    """From the first update on: the honest sentence, the card, the numbers; then, without a restart, all as ever."""
    await made.officer("Olga")
    before = counted(made)
    new = made.defender("New")
    with contextlib.contextmanager(fault)(made):
        await is_served(new)
        assert counted(made) == before
        assert made.service.card_only.closed()
        answer = await health(made)
        assert (answer.status_code, answer.json()["mode"]) == (503, "card_only")
        assert any(word.startswith("closed.") for word in made.service.faults)
    await new.say("/start")
    await new.sees("Hello. We help people", PATIENCE)
    assert (await health(made)).json()["ok"]


async def test_who_has_a_case_can_still_hide_it_while_nobody_can_open_new_ones(made: World) -> None:
    """An expired list takes from nobody the power to clear their chat."""
    await made.officer("Olga")
    ana = made.defender("Ana")
    await to_the_line(ana)
    with contextlib.contextmanager(removed)(made):
        await tap(ana, "Sent.", "Hide")
        await until(lambda: not ana.chat())
        assert ana.chat() == []


async def test_officers_are_enrolled_while_the_service_is_closed(made: World) -> None:
    """What repairs it goes on: the first officer ends card-only mode."""
    new = made.defender("New")
    await new.start()
    await new.sees(HONEST, PATIENCE)
    await made.officer("Olga")
    await new.say("/start")
    await new.sees("Hello. We help people", PATIENCE)


async def test_a_start_without_the_key_store_answers_from_memory(made: World) -> None:
    """`amparo run` does not end because a disk is away; when it is there again, what waited is handled."""
    await made.officer("Olga")
    ana = made.defender("Ana")
    await to_the_line(ana)
    await made.stop()
    with gone(made, "keys.db"):
        await made.restart(running=True)
        await ana.say("in the dark")
        await ana.sees(HONEST, PATIENCE)
        assert not (made.folder / "keys.db").exists(), "no empty key store takes the place of the lost one"
    made.sim.forward_clock(61)  # a screen that was on its way and could not be opened is tried again after a minute
    await ana.sees("Passed on", PATIENCE)
    assert await words_kept(made) == ["in the dark"]


async def test_a_start_on_a_full_disk_answers_from_memory(made: World) -> None:
    """Both stores are there and neither takes a byte: card and numbers, and nothing is lost."""
    await made.officer("Olga")
    await made.stop()
    ana = made.defender("Ana")
    with full_disk():
        await made.restart(running=True)
        await is_served(ana)
        assert (await health(made)).status_code == 503, "it can still be read"
    await ana.say("/start")
    await ana.sees("Hello. We help people", PATIENCE)
    assert made.service.faults["store.away"] >= 1


async def test_a_new_officer_is_listed_although_the_list_has_expired(made: World) -> None:
    """Renewing is repair: the next version of an expired list is written and counts at once."""
    made.sim.forward_clock(61 * DAY)
    place, now = made.service.installation, made.service.clock.now()
    assert made.service.card_only.closed()
    place.write_roster(place.last_roster().successor((RosterEntry("Olga", age_keypair()[1], ("all",)),), now))
    assert not made.service.card_only.closed()

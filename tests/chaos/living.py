"""What tests of killing share: an officer enrolled without a running bot, a person in danger, the final count."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from bot import installation as installing
from bot.casework import officers as officers_chat
from bot.casework.turn import OFFICERS
from bot.simulator.driver import Person
from bot.simulator.simulator import Simulator
from bot.store import Connection, inbox, officers
from bot.wiring import Service
from referrals.vault import RosterEntry, age_keypair, lane_of
from tests.chaos.walking import to_the_line, turn_of
from tests.world import TOKENS, SimClock

FOR_EVER = 3600.0
TEXTS = 4


def environment(folder: Path, api: str, **more: str) -> dict[str, str]:
    """The settings of a bot in this folder, by their names."""
    return {
        "bot_token": TOKENS["bot"], "officer_bot_token": TOKENS["desk"], "telegram_api": api,
        "database_url": f"sqlite:///{folder}/amparo.db", "keystore": f"{folder}/keys.db",
        "server_key_file": f"{folder}/server-keys.json", **more,
    }  # fmt: skip


def enrolled(settings: Any, clock: SimClock, account: int) -> str:
    """One officer on the roster and in the table, as `amparo officer add` does; gives their identity."""
    place = installing.open_(settings, clock)
    identity, recipient = age_keypair()
    roster = place.last_roster()
    place.write_roster(roster.successor((*roster.entries, RosterEntry("Olga", recipient, ("all",))), clock.now()))
    service = Service(place, clock, demo=True)
    body = {"name": "Olga", "recipient": recipient, "language": "en"}
    key, sealed = officers_chat.seal_officer(service.parts.tools, "Olga", 0, body)
    lane = lane_of(place.keyring.index, OFFICERS, account)
    place.store.transact(
        lambda c: officers.put(c, "Olga", key, sealed, clock.now(), state=officers_chat.PENDING, lane=lane)
    ).result()
    place.close()
    return identity


async def in_danger(person: Person) -> None:
    """The danger path and some words on the line: ten updates."""
    await to_the_line(person, FOR_EVER)
    for number in range(1, TEXTS + 1):
        await turn_of(person)
        await person.say(words_of(person, number))
    await person.wait_for(lambda shown: not any(line.text.startswith("Words ") for line in shown), FOR_EVER)


def words_of(person: Person, number: int) -> str:
    return f"Words {number} of {person.id}"


def updates_are_all_handled(sim: Simulator, service: Service) -> None:
    """Every update that was ever queued stands in the inbox once, as done."""

    def rows(c: Connection) -> list[tuple[str, int, str]]:
        found = c.exec_driver_sql("SELECT bot, update_id, state FROM inbox WHERE update_id IS NOT NULL").fetchall()
        return [(bot, number, state) for bot, number, state in found]

    found = service.parts.store.read(rows)
    assert {state for _, _, state in found} == {"done"}, service.parts.store.read(inbox.dead)
    for bot, source in (("bot", "defenders"), ("desk", "officers")):
        numbers = sorted(number for name, number, _ in found if name == source)
        last = sim.bot(bot).updates._next_id
        assert numbers == list(range(last - len(numbers), last)), "no update is missing"
        assert numbers[0] % 1_000_000 == 1

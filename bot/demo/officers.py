"""Two officers who exist for an hour: their phones, their age identities, and how they are enrolled.

They are enrolled as real ones are: a signed list, a pending row, START on their own phone. It does not know the page.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Final

from bot.casework.officers import PENDING, seal_officer
from bot.casework.tools import Tools, new_id
from bot.casework.turn import OFFICERS
from bot.installation import write_secret
from bot.simulator import Person
from bot.store import Connection, officers
from bot.wiring import Service
from referrals.vault import RosterEntry, age_keypair, lane_of

ENROLLED_WITHIN: Final = 30.0
"""Seconds for START to be answered; two busy cores need one."""


@dataclass(frozen=True)
class Officer:
    """One of them: a name, a phone, and the key that opens cases."""

    name: str
    account: int
    language: str
    recipient: str
    identity: str = field(repr=False)


async def enrol(service: Service, folder: Path, phones: list[Person]) -> list[Officer]:
    """Add the owners of these phones to the list of officers, and let each press START."""
    made = [_made(folder, phone) for phone in phones]
    await asyncio.to_thread(_add, service, made)
    for phone in phones:
        await phone.start()
        await phone.wait_for(lambda shown: any(line.by_bot for line in shown), ENROLLED_WITHIN)
    return made


def _made(folder: Path, phone: Person) -> Officer:
    identity, recipient = age_keypair()
    name = phone.account.first_name
    write_secret(folder / f"officer-{name}.key", f"{identity}\n".encode())
    return Officer(name, phone.id, phone.account.language, recipient, identity)


def _add(service: Service, made: list[Officer]) -> None:
    place, tools, now = service.installation, service.parts.tools, service.clock.now()
    earlier = place.last_roster()
    entries = (*earlier.entries, *(RosterEntry(one.name, one.recipient, ("all",)) for one in made))
    place.write_roster(earlier.successor(entries, now))
    for one in made:
        place.store.transact(partial(_put, tools=tools, one=one, now=now)).result()


def _put(c: Connection, tools: Tools, one: Officer, now: int) -> None:
    id_, body = new_id(), {"name": one.name, "recipient": one.recipient, "language": one.language}
    key, sealed = seal_officer(tools, id_, 0, body)
    officers.put(c, id_, key, sealed, now, PENDING, lane_of(tools.keyring.index, OFFICERS, one.account))

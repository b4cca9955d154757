"""The whole product in one process for tests: simulator, installation, service, a defender and officers.

Everything is real: PTB, sealing, SQLite files, HTTP on loopback. Only the clock is the simulator's, so that a test can
move it.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot import installation as installing
from bot.casework import officers
from bot.casework.turn import OFFICERS
from bot.settings import Settings, load
from bot.simulator.driver import Person
from bot.simulator.simulator import Simulator
from bot.store import officers as officer_rows
from bot.wiring import Service
from referrals.vault import RosterEntry, age_keypair, lane_of
from tests.phone import PIN
from tests.simulator.schema import check_requests

TOKENS = {"bot": "100001:" + "a" * 35, "desk": "100002:" + "b" * 35}


@dataclass
class SimClock:
    """The service's clock in tests: the simulator's."""

    sim: Simulator

    def now(self) -> int:
        return self.sim.world.clock.now()


@dataclass
class World:
    """What a test holds: the simulator, the running service, and the people."""

    folder: Path
    sim: Simulator
    settings: Settings
    service: Service
    identities: dict[str, str] = field(default_factory=dict)
    officers: dict[str, Person] = field(default_factory=dict)
    _task: asyncio.Task[None] | None = None

    def defender(self, name: str = "Defender", language: str = "en") -> Person:
        return self.sim.person("bot", name, language)

    async def officer(self, name: str, language: str = "en") -> Person:
        """Enrol an officer as `amparo officer add` does, and let them press Start."""
        person = self.sim.person("desk", name, language)
        identity, recipient = age_keypair()
        self.identities[name] = identity
        await asyncio.to_thread(self._add, name, recipient, person.id, language)
        await person.start()
        await person.sees(name)
        for _ in range(2):
            await person.say(PIN)
        await person.sees("Your PIN is set" if language == "en" else "", 20)
        self.officers[name] = person
        return person

    def _add(self, name: str, recipient: str, account: int, language: str) -> None:
        place = self.service.installation
        now = self.service.clock.now()
        roster = place.last_roster()
        place.write_roster(roster.successor((*roster.entries, RosterEntry(name, recipient, ("all",))), now))
        tools = self.service.parts.tools
        body = {"name": name, "recipient": recipient, "language": language}
        key, sealed = officers.seal_officer(tools, name, 0, body)
        lane = lane_of(tools.keyring.index, OFFICERS, account)
        place.store.transact(
            lambda c: officer_rows.put(c, name, key, sealed, now, state=officers.PENDING, lane=lane)
        ).result()

    def move(self, seconds: int) -> None:
        self.sim.forward_clock(seconds)
        self.service.leader.wake()

    async def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task
            self._task = None

    def run(self) -> None:
        self._task = asyncio.create_task(self.service.run())

    async def restart(self, *, running: bool = False) -> None:
        """Stop the service, close its files, and start it again on what is on the disk; `running` as `amparo run`."""
        await self.stop()
        self.service.installation.close()
        clock = SimClock(self.sim)
        self.service = Service(installing.open_(self.settings, clock, running=running), clock, demo=True)
        self.run()


def settings_for(folder: Path, api: str, **more: Any) -> Settings:
    more.setdefault("database_url", f"sqlite:///{folder}/amparo.db")
    return load(
        bot_token=TOKENS["bot"], officer_bot_token=TOKENS["desk"], telegram_api=api, keystore=folder / "keys.db",
        server_key_file=folder / "server-keys.json", **more,
    )  # fmt: skip


@contextlib.asynccontextmanager
async def world(folder: Path, **more: Any) -> AsyncIterator[World]:
    """A running world in an empty folder."""
    async with Simulator(TOKENS) as sim:
        await sim.start()
        settings = settings_for(folder, sim.url, **more)
        clock = SimClock(sim)
        await asyncio.to_thread(installing.make, settings, clock)
        service = Service(installing.open_(settings, clock), clock, demo=True)
        made = World(folder, sim, settings, service)
        made.run()
        try:
            yield made
        finally:
            await made.stop()
            made.service.installation.close()
        # Every request of the whole suite is one that the published Bot API knows.
        assert check_requests(sim.requests) == []

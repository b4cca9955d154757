"""Whole processes, started as an operator starts them and killed without warning, in the middle of traffic."""

from __future__ import annotations

import asyncio
import os
import random
import signal
import socket
import sys
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot import installation as installing
from bot.simulator.simulator import Simulator
from bot.wiring import Service
from tests.chaos.living import FOR_EVER, TEXTS, enrolled, environment, in_danger, updates_are_all_handled, words_of
from tests.chaos.opening import opened_cases, texts_of
from tests.world import TOKENS, SimClock, settings_for

KILLS = 20
BELL = "Something is waiting"


@dataclass
class Cold:
    """An installation whose bot runs in a process of its own."""

    sim: Simulator
    folder: Path
    identity: str

    async def started(self, *more: str) -> asyncio.subprocess.Process:
        """A new process, once it asks Telegram for updates."""
        known = len(self.sim.calls("getUpdates"))
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        names = {f"AMPARO_{name.upper()}": value for name, value in environment(self.folder, self.sim.url).items()}
        names |= {"AMPARO_PRIVATE_BIND": f"127.0.0.1:{port}", "AMPARO_LOG_LEVEL": "ERROR"}
        process = await asyncio.create_subprocess_exec(
            sys.executable, str(Path(__file__).with_name("runner.py")), *more, cwd=self.folder,
            env={**os.environ, **names},
        )  # fmt: skip
        await self.sim.wait_until(lambda: len(self.sim.calls("getUpdates")) > known, 60)
        return process


@pytest.fixture
async def cold(tmp_path: Path) -> AsyncIterator[Cold]:
    async with Simulator(TOKENS) as sim:
        await sim.start()
        folder = tmp_path / "bot"
        settings = settings_for(folder, sim.url)
        clock = SimClock(sim)
        await asyncio.to_thread(installing.make, settings, clock)
        olga = sim.person("desk", "Olga", "en")
        identity = await asyncio.to_thread(enrolled, settings, clock, olga.id)
        await olga.start()
        yield Cold(sim, folder, identity)


async def kill(process: asyncio.subprocess.Process) -> None:
    assert process.returncode is None, "the bot has ended by itself"
    process.send_signal(signal.SIGKILL)
    await process.wait()


async def test_twenty_cold_deaths_lose_nothing(cold: Cold) -> None:
    """Killed twenty times at any moment and started anew, the bot has handled everything in order in the end."""
    chance = random.Random(20)
    people, tasks = [], []
    for number in range(KILLS):
        if number % 4 == 0:
            people.append(cold.sim.person("bot", f"Person {number}", "en"))
            tasks.append(asyncio.ensure_future(in_danger(people[-1])))
        process = await cold.started()
        await asyncio.to_thread(time.sleep, chance.uniform(0.02, 0.6))
        await kill(process)
    process = await cold.started()
    await asyncio.wait_for(asyncio.gather(*tasks), 120)
    olga = cold.sim.world.people[min(cold.sim.world.people)]
    shown = cold.sim.world.private_chat(cold.sim.bot("desk"), olga)
    bells = lambda: [one for one in shown.visible() if BELL in str(one.body.get("caption", ""))]  # noqa: E731
    await cold.sim.wait_until(lambda: len(bells()) >= len(people), FOR_EVER / 60)
    await asyncio.to_thread(time.sleep, 1.5)
    await kill(process)
    settings, clock = settings_for(cold.folder, cold.sim.url), SimClock(cold.sim)
    service = Service(installing.open_(settings, clock), clock, demo=True)
    try:
        updates_are_all_handled(cold.sim, service)
        kept = sorted(texts_of(one) for one in opened_cases(service, cold.identity).values())
        assert kept == sorted([words_of(person, n) for n in range(1, TEXTS + 1)] for person in people)
    finally:
        service.installation.close()


async def test_a_killed_leader_is_replaced_within_25_seconds(cold: Cold) -> None:
    """With the lease as it is in use, the next process takes over by itself in time."""
    first = await cold.started("--real-lease")
    ana = cold.sim.person("bot", "Ana", "en")
    await ana.start()
    await ana.sees("Hello. We help people", 30)
    await kill(first)
    began = time.monotonic()
    second = await cold.started("--real-lease")
    assert time.monotonic() - began < 25 + 5, "a lease of twenty seconds, and a start"
    await ana.say("menu")
    await ana.sees("What do you need?", 30)
    await kill(second)


async def test_a_bot_that_is_told_to_stop_leaves_its_place_at_once(cold: Cold) -> None:
    """After SIGTERM the next process leads without waiting for a lease to end."""
    first = await cold.started("--real-lease")
    first.terminate()
    assert await asyncio.wait_for(first.wait(), 20) == 0
    began = time.monotonic()
    second = await cold.started("--real-lease")
    assert time.monotonic() - began < 15
    await kill(second)

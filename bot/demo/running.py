"""Starting the demo, saying where it is, and ending it without a trace.

Order: the readers beside the page, the simulator with the page, the installation, the service, its officers. The clock
of everything is the simulator's, so the page can move it.
"""

from __future__ import annotations

import asyncio
import contextlib
import signal
import sys
import tempfile
import webbrowser
from collections.abc import AsyncIterator, Coroutine
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, TypeVar

from bot import installation as installing
from bot import logs
from bot.casework.turn import DEFENDERS
from bot.chat import profile
from bot.chat.introducing import profiles
from bot.clock import Clock
from bot.demo import stage
from bot.demo.door import Door
from bot.demo.officers import Officer, enrol
from bot.demo.window import Window
from bot.settings import Problem, Settings, SettingsRefused
from bot.simulator import Simulator
from bot.simulator.clock import MovableClock
from bot.simulator.config import PageConfig, Side
from bot.simulator.driver import Person
from bot.wiring import Service

T = TypeVar("T")

TITLE: Final = "Demo"
SECOND: Final = ("Omar", "ar")
"""The officer whose phone is behind the first one's; the page's list of persons shows it."""

RUNS: Final = """
The demo runs, on this computer alone. People, numbers and checked places are invented.

    {address}

Open this page in a browser. It shows a defender's phone, an officer's phone, and beside them what the server can read.
Begin with START on the defender's phone. Ctrl-C here ends the demo and removes everything that it wrote.
"""
ENDED: Final = "\nThe demo has ended. Nothing of it is left.\n"


@dataclass(frozen=True)
class PageClock:
    """The simulator's clock, as the service asks it."""

    world: MovableClock

    def now(self) -> int:
        """The seconds that the page shows."""
        return self.world.now()


def main(port: int | None = None, browser: bool = True) -> None:
    """Run the demo until Ctrl-C; with `browser`, open its page where there is a screen."""
    logs.configure("ERROR")
    with tempfile.TemporaryDirectory(prefix="amparo-demo-") as folder:
        asyncio.run(_until_ended(Path(folder), port or 0, browser))
    sys.stdout.write(ENDED)


async def _until_ended(folder: Path, port: int, browser: bool) -> None:
    running = asyncio.create_task(_run(folder, port, browser))
    for name in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(name, running.cancel)
    with contextlib.suppress(asyncio.CancelledError):
        await running


async def _run(folder: Path, port: int, browser: bool) -> None:
    async with played(folder, port) as (sim, serving):
        sys.stdout.write(RUNS.format(address=sim.url))
        sys.stdout.flush()
        if browser:
            await asyncio.to_thread(_show, sim.url)
        await serving


@contextlib.asynccontextmanager
async def played(folder: Path, port: int = 0) -> AsyncIterator[tuple[Simulator, asyncio.Task[None]]]:
    """The whole demo, running in an empty folder; the task ends only if the service fails."""
    window, door = Window(), Door()
    await window.start()
    sim = _simulator(window)
    try:
        await _listen(sim, port)
        clock = PageClock(sim.world.clock)
        settings = stage.settings_for(folder, sim.url, _tokens(sim), await door.start())
        service = await asyncio.to_thread(_service, settings, clock, folder)
        door.lead_to(service.page())
        await service.start()
        serving = asyncio.create_task(service.run())
        try:
            window.show(service, sim, await _before_it_ends(serving, _begin(service, folder, _phones(sim))))
            yield sim, serving
        finally:
            serving.cancel()
            await asyncio.gather(serving, return_exceptions=True)
            service.installation.close()
    finally:
        await sim.stop()
        await door.stop()
        await window.stop()


async def _begin(service: Service, folder: Path, phones: list[Person]) -> list[Officer]:
    await _introduce(service)
    return await enrol(service, folder, phones)


async def _before_it_ends(serving: asyncio.Task[None], work: Coroutine[None, None, T]) -> T:
    """Do this work; where the service fails meanwhile, its failure is raised at once instead of waited out."""
    task = asyncio.ensure_future(work)
    try:
        await asyncio.wait({serving, task}, return_when=asyncio.FIRST_COMPLETED)
        if not serving.done() and task.exception() is not None:
            # A service that is ending breaks whatever uses it; its own failure is the one to tell.
            await asyncio.wait({serving}, timeout=1)
        if serving.done():
            await serving
        return await task
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


def _simulator(window: Window) -> Simulator:
    sides = (Side("defender", stage.NOTES, "Ana", "en"), Side("officer", stage.DESK, "Lena", "en"))
    page = PageConfig(TITLE, sides, window.address("rows"), window.address("open"))
    sim = Simulator(stage.invented_tokens(), page)
    sim.person(stage.DESK, *SECOND, side="officer")
    return sim


async def _listen(sim: Simulator, port: int) -> None:
    try:
        await sim.start(port)
    except OSError:
        fix = "Give another number, or leave it out for a free one."
        raise SettingsRefused([Problem("--port", f"port {port} is in use or not allowed here.", fix)]) from None


def _tokens(sim: Simulator) -> dict[str, str]:
    return {bot.key: bot.token for bot in sim.world.bots.values()}


def _phones(sim: Simulator) -> list[Person]:
    desk = sim.bot(stage.DESK)
    owners = [account for account in sim.world.people.values() if account.side == "officer"]
    return [Person(sim.world, sim.world.private_chat(desk, account), account) for account in owners]


def _service(settings: Settings, clock: Clock, folder: Path) -> Service:
    installing.make(settings, clock)
    stage.furnish(folder, datetime.fromtimestamp(clock.now(), UTC).date())
    return Service(installing.open_(settings, clock), clock, demo=True)


async def _introduce(service: Service) -> None:
    """Let the bot say about itself what an empty chat shows."""
    words, languages = service.parts.tools.words, service.parts.tools.languages
    await profile.apply(service.bots[DEFENDERS], profiles(words, DEFENDERS, languages), languages[0])


def _show(address: str) -> None:
    """Open the page, but never in a browser of the terminal: that would take the demo's own screen."""
    with contextlib.suppress(webbrowser.Error):
        found = webbrowser.get()
        if type(found) is not webbrowser.GenericBrowser:
            found.open(address)

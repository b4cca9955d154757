"""A warm parent: it has read everything that a bot reads at its start, and forks a bot for each life it is asked for.

Run as a process of its own, without threads. A line of JSON on standard input is a life; a line of JSON on standard
output says first its process, then how it ended.
"""

from __future__ import annotations

import asyncio
import contextlib
import ctypes
import functools
import json
import os
import signal
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from starlette.applications import Starlette

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from bot import catalogue, logs, shelf, wiring
from bot.installation import open_
from bot.settings import load
from bot.simulator.server import LoopServer
from bot.web import bundle
from bot.web.pages import Door
from bot.wording import Words
from tests.chaos.points import Points
from tests.served import FRAME


@dataclass
class Moved:
    """The simulator's clock, as it stood when the life began."""

    offset: float

    def now(self) -> int:
        return int(time.time() + self.offset)


def warm() -> None:
    """Read flows, words and places once, for all lives."""
    words, release, places = Words.load(), catalogue.release(), shelf.load_directory()
    Words.load = functools.partial(lambda *a, **k: words)  # type: ignore[method-assign]
    catalogue.release = lambda *a, **k: release
    shelf.load_directory = lambda *a, **k: places
    bundle.is_built = lambda *a, **k: True


def live(life: dict[str, Any], tell: int) -> None:
    """Be a bot until one of the chosen points, or until killed from outside."""
    Points(life["points"], tell).install()
    logs.configure(os.environ.get("CHAOS_LOG", "ERROR"))
    clock = Moved(life["offset"])
    service = wiring.Service(open_(load(**life["settings"]), clock), clock, demo=True)
    # A lease is held in real time; a new life is the same leader come back.
    service.leader._holder = "chaos"
    asyncio.run(serve(service))


async def serve(service: wiring.Service) -> None:
    """The bot, and beside it the locked page's door, where one is asked for."""
    parts = service.parts
    if parts.tools.page:
        door = Door(parts.store, parts.tools, parts.seals, parts.clock, FRAME, service.handling.wake, service.fault)
        await LoopServer(Starlette(routes=[door.routes()])).start(urlsplit(parts.tools.page).port or 0)
    await service.run()


def die_with_parent() -> None:
    """Leave no bot behind when a test is stopped from outside; only Linux knows how."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(1, signal.SIGKILL)


def main() -> None:
    die_with_parent()
    warm()
    print("warm", flush=True)
    for line in sys.stdin:
        hear, tell = os.pipe()
        child = os.fork()
        if child == 0:
            die_with_parent()
            try:
                live(json.loads(line), tell)
            except BaseException as fault:
                print(json.dumps({"fault": f"{type(fault).__name__}: {fault}"}), file=sys.stderr, flush=True)
            os._exit(1)
        print(json.dumps({"pid": child}), flush=True)
        _, status = os.waitpid(child, 0)
        os.close(tell)
        said = {"signal": os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0, "point": os.read(hear, 100).decode()}
        os.close(hear)
        print(json.dumps(said), flush=True)


if __name__ == "__main__":
    main()

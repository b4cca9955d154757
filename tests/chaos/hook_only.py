"""A bot's public door and its store in a process of its own, with no line to Telegram: what a trace is taken of."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from bot import logs, wiring
from bot.clock import SystemClock
from bot.installation import open_
from bot.settings import load
from bot.web.listening import Listener


async def main() -> None:
    settings = load()
    logs.configure(settings.log_level)
    clock = SystemClock()
    service = wiring.Service(open_(settings, clock), clock)
    await Listener(service.hooks(), settings.public_bind, "AMPARO_PUBLIC_BIND").serve()


if __name__ == "__main__":
    asyncio.run(main())

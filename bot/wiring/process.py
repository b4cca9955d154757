"""`amparo run`: the service in a process of its own, until a signal says otherwise.

The bot lets go first, while its doors still answer; then they close. Only here is a loop chosen and a signal heard.
"""

from __future__ import annotations

import asyncio
import contextlib
import signal
from typing import Final

from uvicorn.loops.auto import auto_loop_factory

from bot import logs
from bot.casework.turn import DEFENDERS, OFFICERS
from bot.chat.drift import TokenRefusedError
from bot.clock import SystemClock
from bot.installation import open_, refuse_old_tables
from bot.settings import Problem, Settings, SettingsRefused
from bot.web.listening import Listener
from bot.wiring.service import Service

TOKENS: Final = {DEFENDERS: "AMPARO_BOT_TOKEN", OFFICERS: "AMPARO_OFFICER_BOT_TOKEN"}


def run(settings: Settings) -> None:
    """Run until a signal says otherwise."""
    settings.check_run(single=False)
    logs.configure(settings.log_level)
    clock = SystemClock()
    installation = open_(settings, clock, running=True)
    refuse_old_tables(installation)
    service = Service(installation, clock)
    with asyncio.Runner(loop_factory=auto_loop_factory()) as runner:  # uvloop, where there is one
        runner.run(_run(service))


async def _run(service: Service) -> None:
    loop = asyncio.get_running_loop()
    running = asyncio.create_task(serve(service))
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, running.cancel)
    with contextlib.suppress(asyncio.CancelledError):
        await running


async def serve(service: Service) -> None:
    """Serve until cancelled: the bot lets go first, while its doors still answer, then they close."""
    settings, public = service.settings, service.public()
    servers = [Listener(service.health(), settings.private_bind, "AMPARO_PRIVATE_BIND")]
    if public is not None:
        servers.append(Listener(public, settings.public_bind, "AMPARO_PUBLIC_BIND"))
    doors = [asyncio.create_task(server.serve()) for server in servers]
    bot = asyncio.create_task(service.run())
    try:
        await asyncio.wait({bot, *doors}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        bot.cancel()
        await asyncio.wait({bot})
        for server in servers:
            server.should_exit = True
        ended = await asyncio.gather(bot, *doors, return_exceptions=True)
    for fault in ended:  # a door that cannot open, or a bot that broke, is not a quiet end
        if isinstance(fault, TokenRefusedError):
            fix = "Copy it again from BotFather, or make a new one there."
            raise SettingsRefused([Problem(TOKENS[fault.source], "Telegram refuses it.", fix)]) from None
        if isinstance(fault, Exception):
            raise fault

"""The heartbeat: every minute one signed line to a second place, and mail to operators when only the card is left.

A beat has no content: `amparo watch` reads its header, any other dead-man address only counts that it came. It goes on
while the stores are away, and says so; a process that is dead says nothing, and that is what the other end hears.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from typing import Final

import aiohttp

from bot.chat.request import connector
from bot.clock import Clock
from referrals.vault import CARD_ONLY, WELL, beat

EVERY: Final = 60.0
SECONDS: Final = 15.0
MAILED: Final = 24 * 3600
"""Seconds between two mails about the same trouble."""
HEADER: Final = "Beat"
OnFault = Callable[[str], None]


class Beating:
    """Sends the beats of one bot until cancelled."""

    def __init__(
        self, url: str | None, proxy: str | None, seed: bytes, clock: Clock, *,
        is_well: Callable[[], Awaitable[bool]], mail: Callable[[], bool] | None, on_fault: OnFault,
    ) -> None:  # fmt: skip
        self._url, self._proxy, self._seed, self._clock = url, proxy, seed, clock
        self._is_well, self._mail, self._on_fault = is_well, mail, on_fault
        self._mailed: float = -MAILED

    async def run(self) -> None:
        """Beat every minute; no fault ends it."""
        while True:
            with contextlib.suppress(Exception):  # whatever it is, the next beat is tried
                await self.once()
            await asyncio.sleep(EVERY)

    async def once(self) -> None:
        """Say how it stands now."""
        well = await self._well()
        if self._url is not None and not await self._say(WELL if well else CARD_ONLY):
            self._on_fault("heartbeat.lost")
        if well:
            self._mailed = -MAILED
            return
        self._on_fault("card_only")
        moment = asyncio.get_running_loop().time()
        if self._mail is not None and moment - self._mailed >= MAILED:
            if await asyncio.to_thread(self._mail):
                self._mailed = moment
            else:
                self._on_fault("mail.failed")

    async def _well(self) -> bool:
        try:
            async with asyncio.timeout(SECONDS):
                return await self._is_well()
        except Exception:  # a store that hangs is away
            return False

    async def _say(self, state: str) -> bool:
        headers = {HEADER: beat(self._seed, self._clock.now(), state), "User-Agent": "beat/1"}
        through = self._proxy if self._proxy is not None and not self._proxy.startswith("socks") else None
        timeout = aiohttp.ClientTimeout(total=SECONDS)
        try:
            async with (
                aiohttp.ClientSession(connector=connector(self._proxy), timeout=timeout, trust_env=False) as session,
                session.post(self._url or "", headers=headers, proxy=through, allow_redirects=False) as answer,
            ):
                return 200 <= answer.status < 300
        except Exception:  # a line or proxy that is away; its text may hold the address
            return False

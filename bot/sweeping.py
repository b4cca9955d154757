"""The chat cleans itself: every message of both sides goes before Telegram makes it impossible (F07).

Defenders' chats at 20 hours, summonses in officers' chats at 40; the oldest message that still stands is a figure of
health. It does not know what a message said.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from typing import Final

from bot.casework.turn import DEFENDERS, OFFICERS
from bot.chat import Bot, hygiene
from bot.chat.hygiene import AddressOpener
from bot.clock import Clock
from bot.store import Store, messages
from referrals import retention

AGES: Final = {DEFENDERS: retention.MESSAGE, OFFICERS: retention.SUMMONS}
PAUSE: Final = 20.0
LATE: Final = 10 * retention.HOUR
"""A message that is so late in going has the operator alarmed: at 30 hours, with 18 left in which it can be deleted."""
OnFault = Callable[[str], None]


class Sweeping:
    """Sweeps both bots' chats. Leader only."""

    def __init__(
        self, store: Store, bots: Mapping[str, Bot], address: AddressOpener, clock: Clock, on_fault: OnFault,
        ages: Mapping[str, int] = AGES,
    ) -> None:  # fmt: skip
        self._store, self._bots, self._ages, self._address = store, bots, ages, address
        self._clock, self._on_fault = clock, on_fault

    async def run(self) -> None:
        """Sweep until cancelled; a fault is reported and the next round comes."""
        while True:
            for source in self._bots:
                try:
                    await self.once(source)
                    await self.look(source)
                except Exception as error:  # the next round tries again
                    self._on_fault(f"sweep.{type(error).__name__}")
            await asyncio.sleep(PAUSE)

    async def look(self, source: str) -> None:
        """Raise the alarm while a defender's message stands that should long be gone."""
        oldest = await asyncio.wrap_future(self._store.transact(lambda c: messages.oldest(c, source)))
        if (
            source == DEFENDERS
            and oldest is not None
            and self._clock.now() - oldest >= min(self._ages[source] + LATE, 47 * retention.HOUR)
        ):
            self._on_fault("sweep.behind")

    async def once(self, source: str) -> int:
        """Delete what is too old now; gives how many messages were dealt with."""
        now, total = self._clock.now(), 0
        while True:
            swept = await hygiene.sweep(
                self._bots[source], source, before=now - self._ages[source], store=self._store,
                open_address=self._address, now=now,
            )  # fmt: skip
            total += swept.deleted + swept.left
            if swept.left:
                self._on_fault("sweep.too_late")
            if swept.deleted + swept.left == 0:
                return total

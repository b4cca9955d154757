"""Whether Telegram is reached, and still sends updates where we wait for them: who has the token can point them away.

Only looking lives here; who is alarmed is the caller's matter. It changes nothing at Telegram.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from typing import Final

from telegram import Bot
from telegram.error import InvalidToken, RetryAfter, TelegramError

from bot.chat.ports import OnFault
from bot.chat.routing import ALLOWED_UPDATES

_MANY_WAITING: Final = 200
_RECENT_SECONDS: Final = 600
EVERY: Final = 300.0
AGAIN: Final = 60.0
"""Seconds until the next look after one that did not reach Telegram."""
AWAY_AFTER: Final = 2
"""So many looks in vain, one after the other, and Telegram counts as away: a single one is any line's hiccup."""


async def look(bot: Bot, expected_url: str, now: int) -> list[str]:
    """Compare what Telegram says with what we expect (an empty address: polling); the findings, as constant words."""
    info = await bot.get_webhook_info()
    if not expected_url:
        return ["webhook.unasked"] if info.url else []
    if info.url != expected_url:
        return ["webhook.elsewhere" if info.url else "webhook.missing"]
    found = []
    if set(info.allowed_updates or ALLOWED_UPDATES) != set(ALLOWED_UPDATES):
        found.append("webhook.updates")
    if info.last_error_date is not None and now - info.last_error_date.timestamp() < _RECENT_SECONDS:
        found.append("webhook.failing")
    if info.pending_update_count > _MANY_WAITING:
        found.append("webhook.waiting")
    return found


class TokenRefusedError(Exception):
    """Telegram does not know the token of this bot."""

    def __init__(self, source: str) -> None:
        super().__init__(source)
        self.source = source


class Lookout:
    """Looks at both bots' lines every five minutes, and remembers whether Telegram was reached."""

    def __init__(
        self, bots: Mapping[str, Bot], addresses: Mapping[str, str], now: Callable[[], int], on_fault: OnFault
    ) -> None:
        self._bots, self._addresses, self._now, self._on_fault = bots, addresses, now, on_fault
        self._missed = dict.fromkeys(bots, 0)

    @property
    def reached(self) -> bool:
        """Whether Telegram answers for every bot, but for a hiccup."""
        return all(missed < AWAY_AFTER for missed in self._missed.values())

    async def open(self) -> None:
        """Open each line. One that is away now is asked again later; a token that is refused is a fault of settings."""
        for source, bot in self._bots.items():
            try:
                await bot.initialize()
            except InvalidToken:
                raise TokenRefusedError(source) from None  # the library's own words hold the token
            except TelegramError:
                self._miss(source, "telegram.away")

    async def run(self) -> None:
        """Look until cancelled."""
        while True:
            if any(self._missed.values()):
                await asyncio.sleep(AGAIN)
            for source in self._bots:
                await self.once(source)
            if not any(self._missed.values()):
                await asyncio.sleep(EVERY)

    async def once(self, source: str) -> None:
        """Look at one bot's line, and say what is found as constant words."""
        try:
            found = await look(self._bots[source], self._addresses.get(source, ""), self._now())
        except RetryAfter:  # it answers, if only that
            found = []
        except TelegramError as fault:
            return self._miss(source, "token.refused" if isinstance(fault, InvalidToken) else "telegram.away")
        self._missed[source] = 0
        for word in found:
            self._on_fault(word)
        return None

    def _miss(self, source: str, word: str) -> None:
        self._missed[source] += 1
        self._on_fault(word)

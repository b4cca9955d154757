"""Asking Telegram for updates, where no public address exists: confirm only what is committed. Leader only.

The library's own loop confirms a batch before anything handled it and lost 258 of 300 updates on a kill; this one moves
the offset in the same commit as the rows. The offset is the highest id *of the batch just committed* plus one, never
the highest ever: after a quiet week Telegram counts anew. It does not know what an update means.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any, Final

from telegram import Bot
from telegram.error import Conflict, InvalidToken, RetryAfter, TelegramError

from bot.chat.delivery import retry_seconds
from bot.chat.keeping import Keeper
from bot.chat.ports import OnFault
from bot.chat.routing import ALLOWED_UPDATES, route
from bot.store import Connection

_HOLD_SECONDS: Final = 30
_MARGIN_SECONDS: Final = 10
_BATCH: Final = 100
_FIRST_PAUSE: Final = 1.0
_LONGEST_PAUSE: Final = 30.0
_CONFLICT_PAUSE: Final = 5.0


class Poller:
    """Polls for one bot until cancelled."""

    def __init__(
        self, bot: Bot, keeper: Keeper, *, offset: int, note_offset: Callable[[Connection, int], object],
        on_kept: Callable[[], None] = lambda: None, on_fault: OnFault = lambda word: None, hold: int = _HOLD_SECONDS,
        before: Callable[[Bot], Awaitable[object]] | None = None,
    ) -> None:  # fmt: skip
        self._bot, self._keeper = bot, keeper
        self._before = before
        self.offset = offset
        self._note_offset = note_offset
        self._on_kept, self._on_fault = on_kept, on_fault
        self._hold = hold
        self._failures = 0

    async def run(self) -> None:
        """Ask, keep, ask again; no fault ends it."""
        while True:
            pause = await self.turn()
            if pause:
                await asyncio.sleep(pause)

    async def turn(self) -> float:
        """One request and, if it brought something, one commit; seconds to wait before the next."""
        try:
            batch = await self._ask()
        except TelegramError as fault:
            return self._wait_after(fault)
        except Exception:
            return self._wait_after(TelegramError("unreadable"))
        self._failures = 0
        return await self._take(batch) if batch else 0.0

    async def _ask(self) -> list[dict[str, Any]]:
        if self._before is not None:  # once, but until it was done
            await self._before(self._bot)
            self._before = None
        batch: list[dict[str, Any]] = await self._bot.do_api_request(
            "getUpdates",
            api_kwargs={
                "offset": self.offset,
                "timeout": self._hold,
                "limit": _BATCH,
                "allowed_updates": list(ALLOWED_UPDATES),
            },
            read_timeout=self._hold + _MARGIN_SECONDS,
        )
        return batch

    async def _take(self, batch: list[dict[str, Any]]) -> float:
        texts = [json.dumps(update, ensure_ascii=False, separators=(",", ":")) for update in batch]
        # A half of a letter that lost its other half must not stop all that comes after it.
        bodies = [text.encode("utf-8", "surrogatepass") for text in texts]
        numbers = [number for number in (route(update).update_id for update in batch) if number >= 0]
        offset = max(numbers) + 1 if numbers else self.offset
        try:
            await asyncio.wrap_future(self._keeper.keep(bodies, lambda c: self._note_offset(c, offset)))
        except Exception:  # not confirmed, so Telegram brings them again
            self._on_fault("store.away")
            self._keeper.away(bodies)
            return self._backoff()
        self.offset = offset
        self._on_kept()
        return 0.0

    def _wait_after(self, fault: TelegramError) -> float:
        if isinstance(fault, RetryAfter):
            return retry_seconds(fault)
        if isinstance(fault, InvalidToken):
            self._on_fault("token.refused")
            return _LONGEST_PAUSE
        if isinstance(fault, Conflict):
            self._on_fault("polling.conflict")
            return _CONFLICT_PAUSE
        self._on_fault("polling.line")
        return self._backoff()

    def _backoff(self) -> float:
        self._failures += 1
        return float(min(_FIRST_PAUSE * 2 ** (self._failures - 1), _LONGEST_PAUSE))

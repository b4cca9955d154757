"""Card-only mode (F11): whether the service is in it, and what answers people while it is.

A bot that cannot store, seal, or be heard by anybody who opens is still the danger card and the checked numbers. What
is said then is `conversation.memory`'s; who hears of it is the heartbeat's.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Mapping
from typing import Any

from bot.casework.tools import Tools
from bot.chat import Bot
from bot.chat.answering import Answerer
from bot.chat.delivery import deliver
from bot.chat.reading import Unreadable, read
from bot.chat.rendering import draw
from bot.clock import Clock
from bot.conversation import memory
from bot.store import Store, StoreUnavailable, counters
from referrals.errors import NoRecipient, RosterRefused


class CardOnly:
    """Looks whether more than the card can be shown, and answers each update from memory where it cannot."""

    def __init__(
        self, store: Store, tools: Tools, clock: Clock, bots: Mapping[str, Bot], answerers: Mapping[str, Answerer],
        reached: Callable[[], bool],
    ) -> None:  # fmt: skip
        self._store, self._tools, self._clock = store, tools, clock
        self._bots, self._answerers, self._reached = bots, answerers, reached
        self._answers: set[asyncio.Task[Any]] = set()

    async def is_well(self) -> bool:
        """Whether people are talked with: Telegram is reached, rows are written, keys made, and somebody opens."""
        now = self._clock.now()
        with contextlib.suppress(StoreUnavailable):
            await asyncio.wrap_future(self._store.transact(lambda c: counters.mark(c, "beat", str(now))))
            self._tools.epochs.present(now)
            return self._reached() and not self.closed()
        return False

    def closed(self) -> bool:
        """Whether the list of officers has nobody who could open what a person says."""
        try:
            self._tools.roster(self._clock.now()).recipients(None, self._clock.now())
        except (RosterRefused, NoRecipient, StoreUnavailable, OSError):
            return True
        return False

    def answer(self, source: str, body: bytes) -> None:
        """Answer one update from memory, in the background; call it in the loop's own thread."""
        task = asyncio.get_running_loop().create_task(self._answered(source, body))
        self._answers.add(task)
        task.add_done_callback(self._answers.discard)

    async def _answered(self, source: str, body: bytes) -> None:
        try:
            incoming = read(source, body)
        except Unreadable:
            return
        content = memory.answer(incoming, self._tools, self._clock.now())
        if content is not None:
            await deliver(self._bots[source], draw(content), None)
        if incoming.callback_id is not None:
            self._answerers[source].answer(incoming.callback_id)

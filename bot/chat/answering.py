"""Small courtesies to a tap: stop the button's spinner, show that we write. Best effort, never stored.

Telegram forgets a tap after 150 seconds, so an answer is dropped after 100; a failure is nobody's loss. Only after the
commit that handled the tap is anything sent from here. It does not know what was tapped.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Coroutine
from typing import Any, Final

from telegram import Bot
from telegram.error import TelegramError

_DROPPED_AFTER: Final = 100.0
_CALL_SECONDS: Final = 5.0


class Answerer:
    """Answers taps of one bot in the background, a bounded number at once."""

    def __init__(self, bot: Bot, *, clock: Callable[[], float] = time.monotonic, most: int = 64) -> None:
        self._bot, self._clock, self._most = bot, clock, most
        self._tasks: set[asyncio.Task[None]] = set()

    def answer(self, callback_id: str, *, since: float | None = None, text: str | None = None) -> bool:
        """Stop a button's spinner; `since` is the clock's time when the tap arrived. False if it was dropped."""
        if since is not None and self._clock() - since > _DROPPED_AFTER:
            return False
        return self._begin(self._bot.answer_callback_query(callback_id, text=text, read_timeout=_CALL_SECONDS))

    def typing(self, chat: int) -> bool:
        """Show that somebody writes."""
        return self._begin(self._bot.send_chat_action(chat, "typing", read_timeout=_CALL_SECONDS))

    async def close(self) -> None:
        """Let what was begun end."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=_CALL_SECONDS)

    def _begin(self, call: Coroutine[Any, Any, Any]) -> bool:
        if len(self._tasks) >= self._most:
            call.close()
            return False
        task = asyncio.get_running_loop().create_task(_quietly(call))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return True


async def _quietly(call: Coroutine[Any, Any, Any]) -> None:
    try:
        await call
    except TelegramError:
        return

"""Delivering updates to webhooks: order within a queue, several queues at once, retries, replies in the body.

Waiting is done on the movable clock, so that moving it forward makes a retry due.
"""

from __future__ import annotations

import asyncio
import json
import random
from collections.abc import Awaitable, Callable
from typing import Any

from bot.simulator.errors import Refused
from bot.simulator.outgoing import Answer, post
from bot.simulator.parameters import Parameters
from bot.simulator.updates import Update
from bot.simulator.world import BotAccount, Webhook, World

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105  the header's name
_LONGEST_DELAY = (60, 120)
_LONGEST_RETRY_AFTER = 3600
_GONE_TOO_LONG = 23 * 3600
_NO_REPLY = {"deletewebhook", "setwebhook", "close", "logout"}

CallMethod = Callable[[BotAccount, str, Parameters], Awaitable[Any]]


class Delivery:
    """Brings one bot's updates to its webhook, as long as it has one."""

    def __init__(self, world: World, bot: BotAccount, call: CallMethod) -> None:
        self._world, self._bot, self._call = world, bot, call
        self._busy: dict[int, asyncio.Task[None]] = {}
        self._gone_since = 0.0
        self.attempts: list[tuple[int, int]] = []
        """Update id and status of each try; 0 for no answer."""

    async def run(self) -> None:
        """Hand out what is pending, for ever."""
        try:
            while True:
                known = self._world.changes.count
                if self._bot.webhook.url:
                    self._hand_out(self._bot.webhook)
                await self._world.changes.after(known, 3600)
        finally:
            for task in self._busy.values():
                task.cancel()

    def _hand_out(self, hook: Webhook) -> None:
        for update in self._bot.updates.alive():
            if len(self._busy) >= hook.connections:
                return
            lane = update.lane or -update.id
            if lane not in self._busy:
                self._busy[lane] = asyncio.get_running_loop().create_task(self._deliver(hook, update, lane))

    async def _deliver(self, hook: Webhook, update: Update, lane: int) -> None:
        """Try one update until it is taken, expires, or the webhook changes; nothing overtakes it in its lane."""
        try:
            delay, failed = 1.0, 0
            while self._bot.webhook is hook and update in self._bot.updates.alive():
                wait = await self._try(hook, update)
                if wait is None:
                    return
                if wait == 0 and failed:
                    delay = wait = min(float(random.randint(*_LONGEST_DELAY)), delay * 2)  # noqa: S311
                failed += 1
                await self._world.clock.until(self._world.clock.exact() + wait)
        finally:
            del self._busy[lane]
            self._world.changes.note()

    async def _try(self, hook: Webhook, update: Update) -> float | None:
        """None if it was taken; else the seconds of Retry-After, or 0."""
        headers = {SECRET_HEADER: hook.secret} if hook.secret else {}
        try:
            answer = await post(hook.url, update.json(), headers)
        except (OSError, ValueError, EOFError, asyncio.LimitOverrunError) as lost:
            self._failed(hook, update, 0, f"Connection failed: {type(lost).__name__}")
            return 0.0
        if not 200 <= answer.status <= 299:
            self._failed(
                hook, update, answer.status, f"Wrong response from the webhook: {answer.status} {answer.reason}"
            )
            self._note_gone(hook, answer.status)
            return _retry_after(answer)
        self.attempts.append((update.id, answer.status))
        self._gone_since = 0.0
        await self._take(update, answer)
        return None

    def _failed(self, hook: Webhook, update: Update, status: int, words: str) -> None:
        self.attempts.append((update.id, status))
        hook.error_date, hook.error_message = self._world.clock.now(), words
        self._world.changes.note()

    def _note_gone(self, hook: Webhook, status: int) -> None:
        """410 for 23 hours removes the webhook."""
        if status != 410:
            self._gone_since = 0.0
            return
        self._gone_since = self._gone_since or self._world.clock.exact()
        if self._world.clock.exact() - self._gone_since > _GONE_TOO_LONG and self._bot.webhook is hook:
            self._bot.webhook = Webhook()
            self._bot.updates.by_webhook = False

    async def _take(self, update: Update, answer: Answer) -> None:
        if self._bot.updates.repeat_next:
            self._bot.updates.repeat_next -= 1
        else:
            self._bot.updates.drop(update)
        await self._reply(answer)

    async def _reply(self, answer: Answer) -> None:
        """A method in the answer's body is called; nobody learns what came of it."""
        try:
            said = json.loads(answer.body or b"{}")
        except ValueError:
            return
        name = str(said.pop("method", "")) if isinstance(said, dict) else ""
        if not name or name.lower() in _NO_REPLY or name.lower().startswith("get"):
            return
        try:
            await self._call(self._bot, name, Parameters(said, form="webhook"))
        except Refused:
            return


def _retry_after(answer: Answer) -> float:
    try:
        return float(min(max(int(answer.headers.get("retry-after", 0)), 0), _LONGEST_RETRY_AFTER))
    except ValueError:
        return 0.0

"""What a bot has not confirmed yet: sequential ids, subscriptions, expiry, long polls, planned disorder.

How an update is written lives in `people`; how a webhook gets it, in `webhook`.
"""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from typing import Any

from bot.simulator import errors
from bot.simulator.clock import Changes, MovableClock
from bot.simulator.errors import Refused

LONGEST_POLL = 50
NOT_BY_DEFAULT = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
_HASTY = 3.0
"""The same offset asked again this soon is held at least as long; within half a second it gets one update."""


@dataclass(slots=True)
class Update:
    """One update in a bot's queue; `lane` is the webhook queue in which it must keep its order."""

    id: int
    kind: str
    lane: int
    expires: float
    body: dict[str, Any]

    def json(self) -> bytes:
        """As a webhook receives it."""
        return json.dumps(self.body, ensure_ascii=False).encode()


class UpdateQueue:
    """The unconfirmed updates of one bot."""

    def __init__(self, clock: MovableClock, changes: Changes, first_id: int) -> None:
        self._clock, self._changes = clock, changes
        self._next_id = first_id
        self._turn = 0
        self._last_poll = (-1, float("-inf"))
        self._held: Update | None = None
        self._again: list[Update] = []
        self.pending: list[Update] = []
        self.allowed: list[str] = []
        self.by_webhook = False
        self.repeat_next = 0
        self.swap_next = 0

    def add(self, kind: str, content: dict[str, Any], lane: int, life: float) -> int | None:
        """Queue an update; None if the bot did not subscribe to its kind."""
        if kind not in self.allowed if self.allowed else kind in NOT_BY_DEFAULT:
            return None
        number = self._next_id
        self._next_id += 1
        update = Update(number, kind, lane, self._clock.exact() + life, {"update_id": number, kind: content})
        self._place(update)
        return number

    def inject(self, body: dict[str, Any], lane: int = 0) -> int:
        """Queue an update as given, be it one that no client can parse; its id is set here if it has none."""
        number = body.get("update_id")
        if not isinstance(number, int):
            number, self._next_id = self._next_id, self._next_id + 1
        kind = next((key for key in body if key != "update_id"), "unknown")
        self._place(Update(number, kind, lane, self._clock.exact() + 86400, {"update_id": number} | body))
        return number

    def _place(self, update: Update) -> None:
        if self.swap_next and self._held is None:
            self.swap_next -= 1
            self._held = update
            return
        self.pending.append(update)
        if self._held is not None:
            self.pending.append(self._held)
            self._held = None
        self._changes.note()

    def alive(self) -> list[Update]:
        """What is pending and has not expired; what has is dropped for ever."""
        now = self._clock.exact()
        self.pending = [update for update in self.pending if update.expires > now]
        return self.pending

    def drop(self, update: Update) -> None:
        """A webhook took it; or it is given up."""
        self.pending = [other for other in self.pending if other is not update]

    def clear(self) -> None:
        """Forget everything that is pending."""
        self.pending, self._again, self._held = [], [], None

    def take(self, offset: int, limit: int) -> list[Update]:
        """One batch for getUpdates; an offset confirms what lies before it, a negative one counts from the end."""
        waiting = self.alive()
        if offset < 0:
            self.pending = waiting = waiting[offset:]
        elif offset > 0:
            self.pending = waiting = [update for update in waiting if update.id >= offset]
        again, self._again = self._again, []
        batch = (again + waiting)[:limit]
        if self.repeat_next and batch:
            self.repeat_next -= 1
            self._again = batch[:]
        return batch

    async def poll(self, offset: int, limit: int, hold: int) -> list[Update]:
        """getUpdates: at once if there is something, else when something comes or the time is over."""
        if self.by_webhook:
            raise Refused(409, errors.WEBHOOK_ACTIVE)
        limit, hold = self._slowed(offset, min(max(limit, 1), 100), min(max(hold, 0), LONGEST_POLL))
        self._turn += 1
        turn = self._turn
        self._changes.note()
        end = time.monotonic() + hold
        while True:
            known = self._changes.count
            batch = self.take(offset, limit)
            left = end - time.monotonic()
            if batch or left <= 0:
                return batch
            await self._changes.after(known, left)
            if self.by_webhook:
                raise Refused(409, errors.WEBHOOK_SET)
            if turn != self._turn:
                raise Refused(409, errors.SECOND_POLLER)

    def _slowed(self, offset: int, limit: int, hold: int) -> tuple[int, int]:
        now = time.monotonic()
        last_offset, last_time = self._last_poll
        self._last_poll = (offset, now)
        if offset != last_offset:
            return limit, hold
        hasty = now < last_time + _HASTY and hold < _HASTY
        return (1 if now < last_time + 0.5 else limit), (int(_HASTY) if hasty else hold)

    def end_polls(self) -> None:
        """Wake those who poll, so that they see that a webhook took their place or the simulator stops."""
        self._turn += 1
        self._changes.note()

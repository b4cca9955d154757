"""Keeping what arrived: each update becomes one sealed row of the inbox, committed before anybody is told it came.

Both ways in (webhook and polling) keep through here. It reads an update only as far as `routing` does; how a body is
sealed and how a person's lane is made is handed in. It also remembers, while the store is away, which updates were
answered from memory, so that each is answered so once.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from typing import Final, Protocol

from bot.chat.ports import Transactor
from bot.chat.routing import Routed, route
from bot.store import Connection, inbox

_REMEMBERED: Final = 10_000

BodySealer = Callable[[str, int, bytes], tuple[str, bytes]]
"""(source, update id, body) to (name of the key, sealed body)."""
LaneOf = Callable[[str, int], str]
"""(source, person's id) to lane."""


class OnAway(Protocol):
    """Answers an update from memory while the store is away: the card, the numbers, one honest sentence."""

    def __call__(self, source: str, body: bytes, /) -> None:
        """Begin to answer; it must not wait and records nothing."""


class Keeper:
    """Keeps the updates of one bot."""

    def __init__(
        self, source: str, *, store: Transactor, lane_of: LaneOf, seal: BodySealer, now: Callable[[], int],
        on_away: OnAway = lambda source, body: None,
    ) -> None:  # fmt: skip
        self.source = source
        self._store, self._lane_of, self._seal, self._now = store, lane_of, seal, now
        self._on_away = on_away
        self._answered: OrderedDict[int, None] = OrderedDict()

    def keep(self, bodies: Sequence[bytes], also: Callable[[Connection], object] | None = None) -> Future[list[bool]]:
        """Store these updates, and `also` something, in one commit; True for each that was new."""
        rows = [self._row(body) for body in bodies]
        now = self._now()

        def work(c: Connection) -> list[bool]:
            new = [
                inbox.put(c, self.source, routed.update_id, lane, routed.kind, sealed, key, now)
                for routed, lane, key, sealed in rows
            ]
            if also is not None:
                also(c)
            return new

        return self._store.transact(work)

    def away(self, bodies: Sequence[bytes]) -> None:
        """The store did not take these: answer each from memory, once however often Telegram brings it."""
        for body in bodies:
            number = route(body).update_id
            if number in self._answered:
                continue
            self._answered[number] = None
            if len(self._answered) > _REMEMBERED:
                self._answered.popitem(last=False)
            self._on_away(self.source, body)

    def _row(self, body: bytes) -> tuple[Routed, str, str, bytes]:
        routed = route(body)
        lane = inbox.UNREADABLE if routed.user_id is None else self._lane_of(self.source, routed.user_id)
        key, sealed = self._seal(self.source, routed.update_id, body)
        return routed, lane, key, sealed

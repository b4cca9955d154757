"""The sender: brings the screens of one bot from the wanted state in the store to the chats. Runs in the leader only.

Its promises, in order:
1. a screen is marked *sending* and committed before its call begins, so that a kill leaves a trace;
2. one call at a time in a chat, many chats at once, never faster than the pace;
3. the result and the note of the new message are committed together, and with the next claim, in one transaction;
4. a result that could not be committed is kept and committed later: a message that stands in a chat is not forgotten.

It does not know why a screen is wanted, nor how content is sealed: `open_screen` and `note` are handed in.
"""

from __future__ import annotations

import asyncio
import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from telegram import Bot

from bot.chat.delivery import Outcome, deliver
from bot.chat.limits import LimitBroken
from bot.chat.pacing import Pace
from bot.chat.ports import MessageNoter, OnFault, Opener, SealGone, TooLate, Transactor
from bot.chat.rendering import draw
from bot.store import Connection, StoreUnavailable, screens
from bot.store.errors import translated
from bot.store.screens import Screen
from bot.store.statements import savepoint

_IDLE_SECONDS: Final = 0.25
_STORE_AWAY_SECONDS: Final = 1.0
_UNOPENED_SECONDS: Final = 30.0
_TRIES: Final = 4  # of a screen that is not kept, before the chat goes on without it
_SCREEN_MOST_SECONDS: Final = 300
_LINE_SECONDS: Final = 0.5
_LINE_MOST_SECONDS: Final = 15.0  # a bell must not sleep longer than this when the line comes back

OnUnreachable = Callable[[Any, str], object]
OnLate = Callable[[Any, Screen], object]
_Claim = tuple[Screen, int]


@dataclass(frozen=True, slots=True, repr=False)
class _Result:
    row: Screen
    version: int
    chat: int
    outcome: Outcome


def _patience(tries: int) -> int:
    """Seconds until a screen that fails of itself is tried again: a fault of ours must not call Telegram for ever."""
    return min(1 << min(tries, 10), _SCREEN_MOST_SECONDS)


class Sender:
    """Sends for one bot: `run()` until cancelled, `wake()` when something was written, `drain()` before stopping."""

    def __init__(
        self,
        bot: Bot,
        source: str,
        *,
        store: Transactor,
        open_screen: Opener,
        note: MessageNoter,
        now: Callable[[], int],
        clock: Callable[[], float] = time.monotonic,
        pace: Pace | None = None,
        in_flight: int = 16,
        on_fault: OnFault = lambda word: None,
        on_unreachable: OnUnreachable = lambda c, lane: None,
        on_late: OnLate = lambda c, row: None,
    ) -> None:
        self._bot, self._source = bot, source
        self._store = store
        self._open, self._note = open_screen, note
        self._now = now
        self._pace = pace or Pace(clock)
        self._most = in_flight
        self._on_fault, self._on_unreachable, self._on_late = on_fault, on_unreachable, on_late
        self._flying: dict[str, asyncio.Task[None]] = {}
        self._results: list[_Result] = []
        self._woken = asyncio.Event()
        self._line_failures = 0

    def wake(self) -> None:
        """Look now; call it in the event loop's own thread, after the commit that wrote a screen."""
        self._woken.set()

    async def run(self) -> None:
        """Send until cancelled; a store that is away is asked again, and nothing sent meanwhile is forgotten."""
        resumed = False
        while True:
            self._woken.clear()
            try:
                if not resumed:
                    await self._resume()
                    resumed = True
                pause = await self.turn()
            except Exception:  # any fault of the store is waited out
                self._on_fault("store.away")
                self._woken.clear()
                pause = _STORE_AWAY_SECONDS
            await self._sleep(pause)

    async def turn(self) -> float:
        """Commit what is known, claim what may leave, begin to send it; seconds until the next look is worth it."""
        room = min(self._most - len(self._flying), self._pace.room())
        results, self._results = self._results, []
        if not results and room <= 0:
            return self._pace.wait() or _IDLE_SECONDS
        held = self._pace.held() | self._flying.keys()
        try:
            rows = await asyncio.wrap_future(self._store.transact(lambda c: self._work(c, results, room, held)))
        except BaseException:
            self._results = results + self._results
            raise
        for row, version in rows:
            self._pace.take(row.lane)
            self._flying[row.lane] = asyncio.get_running_loop().create_task(self._carry(row, version))
        return self._pace.wait() if rows and len(rows) == room else _IDLE_SECONDS

    async def _resume(self) -> None:
        """Take over from the leader before: whether its last calls arrived is unknown."""
        now = self._now()
        await asyncio.wrap_future(self._store.transact(lambda c: screens.interrupted(c, self._source, now)))

    async def drain(self, seconds: float = 10.0) -> None:
        """Let the calls in flight end and commit their results; what is left stays marked as sending."""
        if self._flying:
            await asyncio.wait(self._flying.values(), timeout=seconds)
        for task in self._flying.values():
            task.cancel()
        results, self._results = self._results, []
        if results:
            await asyncio.wrap_future(self._store.transact(lambda c: self._record(c, results)))

    def _work(self, c: Connection, results: list[_Result], room: int, held: set[str]) -> list[_Claim]:
        now = self._now()
        if results:
            self._record(c, results)
        if room <= 0:
            return []
        # Chats that must wait stand in the list too, so ask for as many more as there are of them.
        rows = screens.due(c, self._source, now, room + len(held))
        chosen = [row for row in rows if row.lane not in held][:room]
        claims = [(row, screens.sending(c, row.id)) for row in chosen]
        return [(row, version) for row, version in claims if version is not None]

    def _record(self, c: Connection, results: list[_Result]) -> None:
        now = self._now()
        for result in results:
            self._record_one(c, result, now)

    def _record_one(self, c: Connection, result: _Result, now: int) -> None:
        row, outcome = result.row, result.outcome
        if outcome.kind in ("failed", "unknown") and outcome.scope == "screen" and row.tries >= _TRIES:
            # What fails for this screen alone must not hold up the chat behind it; of one that need not arrive the
            # buttons are refused anyway.
            if row.keep:
                screens.aside(c, row.id, now + _patience(row.tries))
            else:
                self._on_fault("screen.given_up")
                screens.drop(c, row.id, now)
            return
        match outcome.kind:
            case "sent":
                if outcome.message_id is not None and outcome.message_id != row.message_id:
                    self._note(c, row, result.chat, outcome.message_id, now)
                screens.sent(c, row.id, result.version, outcome.message_id, now)
            case "failed":
                screens.failed(c, row.id, now + math.ceil(outcome.seconds), now)
            case "unknown":
                screens.unknown(c, row.id, now, now + _patience(row.tries) if outcome.scope == "screen" else 0)
            case "gone":
                self._drop(c, result, now)
            case "late":
                self._put_off(c, row, now)
            case "unreachable":
                self._tell_unreachable(c, row.lane)  # first: what must not be lost still stands there
                screens.unreachable(c, self._source, row.lane, now)

    def _tell_unreachable(self, c: Connection, lane: str) -> None:
        """Let it be known; one row there that was spoilt must not keep every other chat from being written to."""
        try:
            with savepoint(c):
                self._on_unreachable(c, lane)
        except Exception as error:
            if isinstance(translated(error), StoreUnavailable):
                raise
            self._on_fault("unreachable.untold")

    def _drop(self, c: Connection, result: _Result, now: int) -> None:
        """What could not be shown goes, unless it was wanted otherwise, or sealed anew, during the call."""
        present = screens.get(c, result.row.id)
        if present is not None and (present.wanted, present.key) != (result.version, result.row.key):
            screens.failed(c, result.row.id, now, now)
        else:
            screens.drop(c, result.row.id, now)

    def _put_off(self, c: Connection, row: Screen, now: int) -> None:
        """What waited too long, as it is wanted by now; if it was wanted anew meanwhile it simply goes out."""
        present = screens.get(c, row.id)
        if present is not None and present.wanted == row.wanted and present.place is not None:
            self._on_late(c, present)
        else:
            screens.failed(c, row.id, now, now)

    async def _carry(self, row: Screen, version: int) -> None:
        chat, outcome = await self._attempt(row)
        self._settle(row.lane, outcome)
        self._results.append(_Result(row, version, chat, outcome))
        del self._flying[row.lane]
        self._woken.set()

    async def _attempt(self, row: Screen) -> tuple[int, Outcome]:
        try:
            drawn = draw(self._open(row))
        except LimitBroken:
            return 0, Outcome("gone", fault="screen.over_limit")
        except SealGone:
            return 0, Outcome("gone")
        except TooLate:
            return 0, Outcome("late")
        except Exception:  # the key store may be away for a moment: keep the screen, and say so
            return 0, Outcome("failed", seconds=_UNOPENED_SECONDS, fault="screen.sealed")
        try:
            return drawn.chat, await deliver(self._bot, drawn, row.message_id)
        except Exception:  # a fault of ours must not stop the other chats
            return drawn.chat, Outcome("unknown", fault="sender.fault")

    def _settle(self, lane: str, outcome: Outcome) -> None:
        """Let those wait whom the answer concerns."""
        if outcome.fault is not None:
            self._on_fault(outcome.fault)
        if outcome.scope == "chat":
            self._pace.refused(lane, outcome.seconds)
        elif outcome.scope == "token":
            self._pace.pause_all(outcome.seconds)
        elif outcome.scope == "line":
            self._line_failures += 1
            self._pace.pause_all(min(_LINE_SECONDS * 2 ** (self._line_failures - 1), _LINE_MOST_SECONDS))
        if outcome.scope != "line":
            self._line_failures = 0

    async def _sleep(self, seconds: float) -> None:
        timer = asyncio.get_running_loop().call_later(seconds, self._woken.set)
        try:
            await self._woken.wait()
        finally:
            timer.cancel()

"""Handling what was kept, lane by lane: the road from the inbox to the conversation.

One row in one transaction: claim, read, talk, done. A row that fails three times is kept as a dead letter, and its
person is told.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from functools import partial
from typing import Any, Final

from bot.casework import links, outside
from bot.casework.alone import alone
from bot.casework.seals import Seals, open_bytes
from bot.casework.tools import Tools
from bot.casework.turn import DEFENDERS
from bot.chat.reading import Unreadable, read
from bot.clock import Clock
from bot.conversation import arriving, defenders, sorry
from bot.desk import desk
from bot.incoming import Incoming
from bot.store import Connection, Store, StoreUnavailable, conversations, inbox, timers
from bot.store.errors import translated
from bot.store.statements import savepoint
from referrals.errors import NoRecipient, RosterRefused, SealBroken

AT_ONCE: Final = 8
"""Rows in the writers' hands at one time: those of one writer share a commit."""
IDLE: Final = 0.25
AWAY: Final = 1.0
UNHEARD: Final = 10 * 60
"""Seconds until officers are called again for what a page brought, if nobody could be called for it."""
CLOSED: Final = (NoRecipient, RosterRefused)
"""The roster has nobody that could open a case: the service is closed until an officer is enrolled or it is renewed."""
TAKERS: Final = {"defenders": defenders.take, "officers": desk.take}
OnFault = Callable[[str], None]
OnAway = Callable[[str, bytes], None]
OnDone = Callable[[set[str]], None]
"""Told the sources of what was handled, after its commit."""
OnTap = Callable[[str, str, int], None]
"""Told (source, callback id, time received) after the commit, so that the phone's spinner stops."""


class Handling:
    """Handles the updates of both bots."""

    def __init__(
        self, store: Store, tools: Tools, seals: Seals, clock: Clock, *, on_fault: OnFault, on_tap: OnTap,
        on_done: OnDone, on_away: OnAway = lambda source, body: None,
    ) -> None:  # fmt: skip
        self._store, self._tools, self._seals, self._clock = store, tools, seals, clock
        self._on_fault, self._on_tap, self._on_done, self._on_away = on_fault, on_tap, on_done, on_away
        self._woken = asyncio.Event()
        self._worked: dict[int, dict[str, Any]] = {}

    def wake(self) -> None:
        """Look now; call it in the loop's own thread after something was kept."""
        self._woken.set()

    # -- handling

    async def run(self) -> None:
        """Handle until cancelled, several rows at once; a store that is away is waited for."""
        while True:
            self._woken.clear()
            try:
                if not await self.drain():
                    await self._sleep(IDLE)
            except StoreUnavailable:
                self._on_fault("store.away")
                await asyncio.sleep(AWAY)
            except Exception as error:  # this loop never ends: nobody would be answered any more
                self._on_fault(f"handling.{type(error).__name__}")
                await asyncio.sleep(AWAY)

    async def drain(self) -> int:
        """Handle everything that waits, and give how many rows that were."""
        handled = 0
        while True:
            batches = [Batch(AT_ONCE // self._store.workers) for _ in range(self._store.workers)]
            works = [self._store.transact(partial(self._take, batch=batch)) for batch in batches]
            results = await asyncio.gather(*map(asyncio.wrap_future, works), return_exceptions=True)
            for fault, batch in zip(results, batches, strict=True):
                batch.ended(fault)
            handled += self._tell(batches)
            for batch in batches:
                await self._work_out(batch)
            if not any(batch.full or batch.wanted for batch in batches):
                return handled

    async def _work_out(self, batch: Batch) -> None:
        """Do what a turn needs before it can be taken: outside the transaction, and off this thread."""
        if batch.wanted is None:
            return
        row, wanted = batch.wanted
        results = self._worked.setdefault(row, {})
        if len(results) < outside.MOST:
            results[wanted.name] = await asyncio.to_thread(outside.worked, wanted.work)

    def _tell(self, batches: list[Batch]) -> int:
        """After the commits: tell what was handled, answer from memory what could not be, and raise why."""
        done = [one for batch in batches for one in batch.done]
        for batch in batches:
            for row in batch.claimed:
                if batch.wanted is None or row.id != batch.wanted[0]:
                    self._worked.pop(row.id, None)
        self._say_away([row for batch in batches for row in batch.away])
        for one in done:
            one.tell(self._on_tap)
        if done:
            self._on_done({one.source for one in done})
        fault = next((batch.fault for batch in batches if batch.fault is not None), None)
        if fault is not None:
            raise fault
        return len(done)

    def _take(self, c: Connection, batch: Batch) -> None:
        """Take rows until the batch is full or none waits; what a later row fails of does not undo the earlier ones."""
        batch.begin()
        while len(batch.done) < batch.most:
            try:
                handled = self.one(c, batch.claimed)
            except outside.LongWork as wanted:
                batch.wanted = (batch.claimed[-1].id, wanted)
                return
            except Exception as error:
                if not batch.done or not isinstance(translated(error), StoreUnavailable):
                    raise
                batch.fault = translated(error)
                return
            if handled is None:
                return
            batch.done.append(handled)

    def one(self, c: Connection, claimed: list[inbox.Update] | None = None) -> Handled | None:
        """Take the next row, in one transaction; None if there is none."""
        now = self._clock.now()
        row = inbox.claim(c, now)
        if row is None:
            return None
        if claimed is not None:
            claimed.append(row)
        handled = Handled(row.bot, now)
        try:
            with savepoint(c):
                self._handle(c, row, now, handled)
        except outside.LongWork as wanted:
            if len(self._worked.get(row.id, ())) < outside.MOST:
                raise
            self._failed(c, row, now, wanted)
            return handled
        except Exception as error:
            if isinstance(translated(error), StoreUnavailable):
                raise
            if isinstance(error, CLOSED) and self._answer_closed(c, handled, row, now):
                self._on_fault(f"closed.{type(error).__name__}")
                inbox.done(c, row.id, now)
                return handled
            self._failed(c, row, now, error)
            return handled
        inbox.done(c, row.id, now)
        return handled

    def _handle(self, c: Connection, row: inbox.Update, now: int, handled: Handled) -> None:
        if row.timer == links.ARRIVED and row.conversation is not None:
            arriving.take(c, self._tools, self._seals, row.conversation, now)
        if row.kind == "timer" or row.body is None or row.key is None:
            return
        incoming = read(row.bot, open_bytes(self._tools.epochs.key(row.key), "inbox", _place(row), 0, row.body))
        incoming = outside.with_done(incoming, self._worked.get(row.id, {}))
        handled.incoming = incoming
        if row.bot == DEFENDERS and incoming.chat_kind == "private" and incoming.kind != "member":
            self._refuse_closed(c, row.lane, now)
        TAKERS[row.bot](c, self._tools, self._seals, incoming, row.lane, now)

    def _refuse_closed(self, c: Connection, lane: str, now: int) -> None:
        """Where nobody could open what is told, nothing is asked; who has a case can still read, hide and delete it."""
        talk = conversations.by_lane(c, lane)
        if talk is None or talk.case_id is None:
            self._tools.roster(now).recipients(None, now)

    def _say_away(self, rows: list[inbox.Update]) -> None:
        """What the stores would not let be handled stays and comes again; its person is answered from memory now."""
        for row in rows:
            try:
                body = open_bytes(self._tools.epochs.key(row.key or ""), "inbox", _place(row), 0, row.body or b"")
            except Exception:  # noqa: S112 the key store may be what is away: whoever writes next is answered
                continue
            self._on_away(row.bot, body)

    def _failed(self, c: Connection, row: inbox.Update, now: int, error: Exception) -> None:
        """Count the try. After the third the row is dead: the operator hears of it, and the person is told."""
        dead = inbox.fail(c, row.id, now)
        self._on_fault(f"update.failed.{type(error).__name__}")
        if dead and row.body is not None and row.key is not None and not isinstance(error, Unreadable):
            self._on_fault("update.dead")
            with alone(c, self._on_fault, "update.set_aside"):
                if isinstance(error, SealBroken) and sorry.set_aside(c, self._tools, self._seals, row.lane):
                    self._on_fault("talk.sealed")
            self._say_sorry(c, row, now)
        elif dead and row.timer == links.ARRIVED and row.conversation is not None and row.seq is not None:
            self._on_fault("page.unheard")
            with alone(c, self._on_fault, "page.lost"):  # officers have not heard of it: until they do, it comes again
                timers.set_(c, row.bot, row.conversation, row.lane, row.timer, row.seq, now + UNHEARD)

    def _say_sorry(self, c: Connection, row: inbox.Update, now: int) -> None:
        # Whatever stopped the turn may stop this too: the alarm has been given.
        with contextlib.suppress(Exception), savepoint(c):
            body = open_bytes(self._tools.epochs.key(row.key or ""), "inbox", _place(row), 0, row.body or b"")
            sorry.say(c, self._tools, read(row.bot, body), row.lane, now)

    def _answer_closed(self, c: Connection, handled: Handled, row: inbox.Update, now: int) -> bool:
        """Nobody can be sealed to: nothing is kept, and the person gets the card, the numbers and the truth (F11)."""
        if handled.incoming is None or row.bot != DEFENDERS:
            return False
        with alone(c, self._on_fault, "closed"):
            return sorry.closed(c, self._tools, handled.incoming, row.lane, now)
        return False

    async def _sleep(self, seconds: float) -> None:
        timer = asyncio.get_running_loop().call_later(seconds, self._woken.set)
        try:
            await self._woken.wait()
        finally:
            timer.cancel()


class Batch:
    """The rows of one transaction."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.begin()

    def begin(self) -> None:
        """Begin, or begin anew: a work may run twice."""
        self.claimed: list[inbox.Update] = []
        self.done: list[Handled] = []
        self.away: list[inbox.Update] = []
        self.wanted: tuple[int, outside.LongWork] | None = None
        self.fault: BaseException | None = None

    def ended(self, fault: BaseException | None) -> None:
        """The transaction was committed, or undone by this fault; `away` is what the stores kept from being handled."""
        if fault is not None:
            self.away = self.claimed if isinstance(fault, StoreUnavailable) else []
            self.done, self.fault = [], fault
        elif self.fault is not None:
            self.away = self.claimed[-1:]

    @property
    def full(self) -> bool:
        """Whether more may wait."""
        return len(self.done) == self.most


class Handled:
    """A row that was handled; what is best effort follows after its commit."""

    def __init__(self, source: str, at: int) -> None:
        self.source, self.at = source, at
        self.incoming: Incoming | None = None

    def tell(self, on_tap: OnTap) -> None:
        """Let the phone's spinner stop."""
        if self.incoming is not None and self.incoming.callback_id is not None:
            on_tap(self.source, self.incoming.callback_id, self.at)


def _place(row: inbox.Update) -> str:
    return f"{row.bot}:{row.update_id}"

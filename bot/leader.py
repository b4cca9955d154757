"""The leader: one process polls, sends, rings, forgets and chains; all others receive and handle.

A lease row says who leads. The holder renews it every five seconds; a leader that was killed is replaced within 25.
Whoever loses the lease stops its duties at once: their tasks are cancelled, and each of them may be repeated safely.
Where the store is away nobody can be asked who leads, and silence would be worse than two who answer from memory: the
work goes on until the store says that another leads. A task that fails is reported and begins anew.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Awaitable, Callable, Sequence
from typing import Final

from bot.casework.tools import new_id
from bot.clock import Clock
from bot.duties import Duties
from bot.store import Store, StoreUnavailable, leases

NAME: Final = "leader"
BEAT: Final = 0.5
"""Seconds between two looks at what rings; an alert that was just opened wakes the leader at once."""
APART: Final = 0.02
"""Seconds between two looks at the least: under load, what was opened meanwhile shares one."""
STEADY: Final = 5
"""Seconds of the machine's own time between two looks at whether the clock was set back."""
SLOW: Final = 60
HOURLY: Final = 3600
COPIES: Final = 15 * 60
AGAIN: Final = 1.0
STUCK: Final = 60.0
"""Seconds without one look at what rings after which a leader counts as stuck."""
AWAY: Final = -1
"""Stands for a fence while the store cannot say who leads."""
Running = Callable[[], Awaitable[None]]
OnFault = Callable[[str], None]


class Leader:
    """Takes the lease when it is free, and runs what only the leader runs."""

    def __init__(
        self, store: Store, clock: Clock, duties: Duties, running: Sequence[Running], *, on_fault: OnFault,
        on_rung: Callable[[], None], copy: Callable[[], object] | None = None,
    ) -> None:  # fmt: skip
        self._store, self._clock, self._duties, self._running = store, clock, duties, running
        self._on_fault, self._on_rung, self._copy = on_fault, on_rung, copy
        self._holder = new_id()
        self._woken = asyncio.Event()
        self.leads = False
        self._rang = time.monotonic()

    @property
    def is_stuck(self) -> bool:
        """Whether this one leads, and for a minute no look at what rings came to its end."""
        return self.leads and time.monotonic() - self._rang > STUCK

    def wake(self) -> None:
        """Look at what rings now; call it in the loop's own thread after a commit."""
        self._woken.set()

    async def run(self) -> None:
        """Lead whenever nobody else does, until cancelled."""
        while True:
            fence = await self._take()
            if fence is None:
                await asyncio.sleep(leases.RENEWED)
                continue
            await self._lead(fence)

    async def _take(self) -> int | None:
        """The fence of our lease, None while another leads, or `AWAY` where the store cannot say.

        The lease is held in the machine's own time: the demo's clock may jump, a lease may not.
        """
        now = int(time.time())
        try:
            return await asyncio.wrap_future(self._store.transact(lambda c: leases.take(c, NAME, self._holder, now)))
        except StoreUnavailable:
            self._on_fault("store.away")
            return AWAY

    async def _lead(self, fence: int) -> None:
        self.leads, self._rang = True, time.monotonic()
        own = (self._beat, self._rota, self._upkeep, self._copies)
        tasks = [asyncio.ensure_future(self._kept(run)) for run in (*self._running, *own)]
        try:
            while True:
                await asyncio.sleep(leases.RENEWED)
                taken = await self._take()
                if taken is None or (taken != fence and AWAY not in (taken, fence)):
                    return
                fence = fence if taken == AWAY else taken
        finally:
            self.leads = False
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            with contextlib.suppress(StoreUnavailable):
                await asyncio.wrap_future(self._store.transact(lambda c: leases.release(c, NAME, fence)))

    async def _kept(self, run: Running) -> None:
        """Run one task until cancelled: a fault in it would else leave the bot silent and nobody told."""
        while True:
            try:
                await run()
            except asyncio.CancelledError:
                task = asyncio.current_task()
                if task is None or task.cancelling():
                    raise
                self._on_fault("task.cut_off")
            except Exception as error:  # whatever it is, the others go on and this one comes again
                self._on_fault(f"task.{type(error).__name__}")
            await asyncio.sleep(AGAIN)

    async def _beat(self) -> None:
        """What rings, and nothing that a bell would have to wait for."""
        last: dict[str, float] = {}
        while True:
            self._woken.clear()
            if self._due(last, "clock", STEADY):
                await self._do("steady", self._duties.steady)
            if await self._do("ring", self._duties.ring):
                self._rang = time.monotonic()
            await asyncio.sleep(APART)
            with contextlib.suppress(TimeoutError):
                # Not wait_for: before Python 3.12 it loses a cancellation that comes together with the waking.
                async with asyncio.timeout(BEAT):
                    await self._woken.wait()

    async def _rota(self) -> None:
        """What the shifts and a crowd are owed."""
        while True:
            await self._do("rota", self._duties.keep_rota)
            await asyncio.sleep(STEADY)

    async def _upkeep(self) -> None:
        """Every other duty at its own pace, in the order of how much hangs on it; some walk through all there is."""
        last: dict[str, float] = {}
        while True:
            await self._do("erase", self._duties.finish_erasing)
            if self._due(last, "chain", 1):
                await self._do("chain", self._duties.link)
                await self._do("forget", self._duties.forget)
                await self._do("correct", self._duties.correct)
            if self._due(last, "slow", SLOW):
                await self._do("answers", self._duties.forget_answers)
                await self._do("seek", self._duties.seek)
                await self._do("tidy", self._duties.tidy)
                await self._do("epochs", self._duties.turn_epochs)
            if self._due(last, "hour", HOURLY):
                await self._do("reconcile", self._duties.reconcile)
            await asyncio.sleep(BEAT)

    async def _copies(self) -> None:
        """Copies of the keys: the disk that they go to may be slow, or not answer at all."""
        while True:
            if self._copy is not None:
                await self._do("copy", lambda now: self._copied())
            await asyncio.sleep(COPIES)

    @staticmethod
    def _due(last: dict[str, float], name: str, every: int) -> bool:
        if name in last and time.monotonic() - last[name] < every:
            return False
        last[name] = time.monotonic()
        return True

    def _copied(self) -> int:
        if self._copy is not None:
            self._copy()
        return 0

    async def _do(self, name: str, duty: Callable[[int], int]) -> bool:
        """One duty in a thread: it waits for a commit. A fault is reported and the duty comes again."""
        found = await asyncio.to_thread(_done, duty, self._clock.now())
        if isinstance(found, Exception):  # no duty may stop the others
            self._on_fault(f"duty.{name}.{type(found).__name__}")
            return False
        if found:
            self._on_rung()
        return True


def _done(duty: Callable[[int], int], now: int) -> int | Exception:
    """What a duty gave, or its fault: not every one can be carried out of a thread."""
    try:
        return duty(now)
    except Exception as error:
        return error

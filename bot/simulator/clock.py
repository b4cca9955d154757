"""The movable clock, and the bell that wakes everyone who waits for a change of this little world.

Only here is real time read. All of it lives on one event loop: nothing here is for threads.
"""

from __future__ import annotations

import asyncio
import time


class Changes:
    """Counts what changed, and wakes those who wait for the count to pass a number that they know."""

    def __init__(self) -> None:
        self.count = 0
        self._waiting: set[asyncio.Future[None]] = set()

    def note(self) -> int:
        """Something changed; whoever waits looks again."""
        self.count += 1
        waiting, self._waiting = self._waiting, set()
        for future in waiting:
            if not future.done():
                future.set_result(None)
        return self.count

    async def after(self, known: int, seconds: float) -> int:
        """The count as soon as it differs from `known`, or after so many seconds of real time."""
        if self.count == known and seconds > 0:
            future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            self._waiting.add(future)
            try:
                # Not wait_for: before Python 3.12 it loses a cancellation that comes together with the result.
                async with asyncio.timeout(seconds):
                    await future
            except TimeoutError:
                pass
            finally:
                self._waiting.discard(future)
        return self.count


class MovableClock:
    """Real time plus an offset that a person may move forward."""

    def __init__(self, changes: Changes) -> None:
        self._changes = changes
        self.offset = 0.0

    def exact(self) -> float:
        """Seconds since 1970 in this world."""
        return time.time() + self.offset

    def now(self) -> int:
        """The whole seconds of `exact`, as Telegram writes them."""
        return int(self.exact())

    def move(self, seconds: float) -> None:
        """Go forward (or, for tests of bad clocks, back)."""
        self.offset += seconds
        self._changes.note()

    def set(self, offset: float) -> None:
        """Put the offset to a value."""
        self.move(offset - self.offset)

    async def until(self, moment: float) -> None:
        """Return when this world's clock has reached the moment, be it by waiting or by being moved."""
        while (left := moment - self.exact()) > 0:
            await self._changes.after(self._changes.count, left)

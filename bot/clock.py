"""The one clock.  Everything that asks for the time asks this; wiring chooses which, and the demo can move it.

It does not know time zones: a time in code and in rows is a whole number of seconds since 1970, UTC.
"""

from __future__ import annotations

import time
from typing import Protocol


class Clock(Protocol):
    """What is asked of a clock."""

    def now(self) -> int:
        """Return the seconds since 1970, UTC."""
        ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> int:
        """Return the machine's time."""
        return int(time.time())


class FrozenClock:
    """A clock that moves only when told, for tests and rehearsals."""

    def __init__(self, at: int = 1_800_000_000) -> None:
        self._at = at

    def now(self) -> int:
        """Return the time last set."""
        return self._at

    def move(self, seconds: int) -> int:
        """Go forward (or back, if negative) and return the new time."""
        self._at += seconds
        return self._at

    def set(self, at: int) -> None:
        """Stand at this time."""
        self._at = at

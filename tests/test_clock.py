"""The one clock, and the one that stands still."""

from __future__ import annotations

import time

from bot.clock import Clock, FrozenClock, SystemClock


def test_the_systems_clock_is_the_machines() -> None:
    """Whole seconds since 1970, between two looks at the machine's own."""
    clock: Clock = SystemClock()
    before = int(time.time())
    assert before <= clock.now() <= int(time.time())


def test_a_frozen_clock_moves_only_when_told() -> None:
    """Forward, back and to a given time; in between it stands."""
    clock = FrozenClock(100)
    assert clock.now() == clock.now() == 100
    assert clock.move(30) == clock.now() == 130
    assert clock.move(-60) == 70
    clock.set(5)
    assert clock.now() == 5

"""Days on the real store with outages, jumps, restarts and tired officers: whoever called is answered or rung for."""

from __future__ import annotations

import pytest
from real_days import LATE, STEP, Days

from tests.talks import MINUTE, Talks

EXPECTED = {"clock.set_back", "sweep.too_late", "sweep.behind"}
"""What a clock that jumps by hours brings, and nothing else may be at fault."""


def lived(talks: Talks, seed: int, days: int) -> Days:
    for name in ("Cy", "Dee"):
        talks.officer(name)
    made = Days(talks, seed, days)
    made.live()
    return made


def check(made: Days) -> None:
    """What must be true of everybody who called, whatever happened."""
    assert len(made.seen) >= 3 * made.days
    for one in made.seen:
        (alert, *_) = made.talks.alerts_of(one.case) or [None]
        assert one.silent <= STEP + LATE, one
        assert one.untold <= 10 * MINUTE + LATE, one
        if not one.answered:
            assert alert is not None, one
            assert alert.state == "open", one
            assert alert.due is not None, one
            assert alert.due - made.talks.clock.now() <= STEP, one
    assert set(made.talks.faults) <= EXPECTED, set(made.talks.faults)


def test_two_days_of_calls_on_a_clock_that_misbehaves(talks: Talks) -> None:
    """Every call for life ends answered or still rings, with its person told the truth."""
    made = lived(talks, 1, 2)
    check(made)
    assert any(one.answered for one in made.seen)
    assert made.restarts == 2


@pytest.mark.chaos
@pytest.mark.parametrize("seed", range(2, 8))
def test_weeks_of_calls_on_a_clock_that_misbehaves(talks: Talks, seed: int) -> None:
    """The same over many more days."""
    made = lived(talks, seed, 15)
    check(made)
    assert made.jumps

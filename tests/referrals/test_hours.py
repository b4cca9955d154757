"""The hours in which a person may be written to, in their own time, whatever their clock does within the year."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from referrals.hours import CHOSEN, DAY, MINUTE, opens, window

OFFSETS = st.sets(st.integers(-11 * 60, 14 * 60), min_size=1, max_size=4)
NOON = 1_800_000_000 // 86400 * 86400 + 12 * 3600


@given(st.sampled_from(sorted(CHOSEN)), OFFSETS, st.integers(NOON, NOON + 400 * 86400))
def test_what_opens_lies_in_the_chosen_hours_under_every_offset(chosen: str, offsets: set[int], now: int) -> None:
    """No clock that may be the person's shows an hour outside what they chose."""
    at = opens(window(chosen, offsets), now)
    if at is None:
        return
    first, last = CHOSEN[chosen]
    assert now <= at < now + DAY * MINUTE
    for offset in offsets:
        assert first * 60 <= (at // MINUTE + offset) % DAY < last * 60


@given(st.sampled_from(sorted(CHOSEN)), st.integers(-11 * 60, 14 * 60), st.integers(NOON, NOON + 400 * 86400))
def test_with_one_clock_there_is_an_hour_within_a_day(chosen: str, offset: int, now: int) -> None:
    """Who chose hours and whose time is known is reached within a day."""
    assert opens(window(chosen, {offset}), now) is not None


def test_inside_the_hours_it_is_now() -> None:
    """Nothing waits that may be said now; at any time is always now."""
    assert opens(window("day", {0}), NOON) == NOON
    assert opens(window("any", ()), NOON + 5) == NOON + 5


@pytest.mark.parametrize("chosen", ["never", "", "day", "evening"])
def test_unknown_and_never_open_nothing(chosen: str) -> None:
    """Without a known time, or with *only when I write first*, there is no hour."""
    assert window(chosen, ()) is None
    assert opens(None, NOON) is None
    if chosen in ("never", ""):
        assert window(chosen, {0}) is None


def test_zones_too_far_apart_leave_no_hour() -> None:
    """An evening in all of Russia does not exist: the person is asked what o'clock it is."""
    assert window("evening", {120, 720}) is None
    assert window("evening", {-480, -420, -360, -300}) == (26 * 60 % DAY, 26 * 60 % DAY + 60)

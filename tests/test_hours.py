"""The officers' own clock: quiet moments, nights and both zones, also on the days on which clocks change."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

import pytest

from bot import hours

HOUR, DAY = 3600, 86_400
ZONE = "America/New_York"
SLOTS = ("08:00", "12:00", "16:00", "20:00")
BEFORE_SPRING = hours.later("2027-03-13 21:00", ZONE)
"""The evening before clocks there go forward."""


def test_quiet_moments_are_the_same_each_day_by_the_clock_on_the_wall() -> None:
    """Eight in the morning is eight in the morning, also after the clocks went forward."""
    quiet = hours.next_quiet(SLOTS, ZONE)
    found, at = [], BEFORE_SPRING
    for _ in range(9):
        at = quiet(at)
        found.append(hours.clock(at, ZONE))
        at += 1
    assert found == [*SLOTS, *SLOTS, "08:00"]
    assert quiet(quiet(BEFORE_SPRING)) == quiet(BEFORE_SPRING)


def test_without_quiet_moments_nothing_waits() -> None:
    """An empty list means at once."""
    assert hours.next_quiet((), ZONE)(1234) == 1234


def test_a_moment_is_shown_in_both_zones() -> None:
    """The officers' own first, UTC beside it; in UTC it is said once (F62)."""
    at = hours.later("2027-01-15 20:00", ZONE)
    assert hours.shown(at, ZONE) == "Fri 2027-01-15 20:00 America/New_York (Sat 01:00 UTC)"
    assert hours.shown(at, "UTC") == "Sat 2027-01-16 01:00 UTC"
    assert hours.offset(at, ZONE) == -5 * HOUR
    assert hours.day(at, ZONE) == "20270115"


def test_the_same_hours_on_the_next_day_are_those_of_the_wall() -> None:
    """A shift that is entered for three days begins at eight on each, though one of them has twenty-three hours."""
    text = "2027-03-13 08:00"
    days = [hours.later(text, ZONE, timedelta(days=day)) for day in range(3)]
    assert [hours.clock(at, ZONE) for at in days] == ["08:00"] * 3
    assert [b - a for a, b in pairwise(days)] == [DAY - HOUR, DAY]


@pytest.mark.parametrize("text", ["tomorrow", "2027-13-01 08:00", "2027-01-01", "2027-01-01T08:00"])
def test_what_is_no_moment_is_refused(text: str) -> None:
    """Written as the command says, or not at all."""
    with pytest.raises(ValueError, match=r"time data|month"):
        hours.later(text, ZONE)


@pytest.mark.parametrize(
    ("start", "length", "expected"), [(8, 8, False), (14, 8, False), (14, 9, True), (23, 1, True), (5, 2, True)]
)
def test_a_night_is_from_ten_to_six(start: int, length: int, expected: bool) -> None:
    """A shift that touches it is a night shift."""
    at = hours.later(f"2027-01-15 {start:02}:00", ZONE)
    assert hours.nightly(at, at + length * HOUR, ZONE) is expected

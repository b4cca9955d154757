"""The rota: only confirmed shifts count, an unanswered test is seen, and gaps are shown before they come."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from referrals.ladder import DAY, HOUR, MINUTE, SLACK
from referrals.rota import (
    ASK,
    ASKED,
    CONFIRMED,
    EARLY,
    MISSED,
    NOTHING,
    PATIENCE,
    PLANNED,
    RING_LEAD,
    SECOND,
    Officer,
    Shift,
    gaps,
    is_on,
    next_on,
    overlaps,
    owed,
    people,
)

TEAM = (Officer("ana"), Officer("ben"), Officer("cy"), Officer("director", last=True))
NIGHT = Shift("ana", 0, 8 * HOUR, CONFIRMED)


def test_without_any_shift_everyone_is_on_duty() -> None:
    """An installation that keeps no rota rings everybody, and those called last are called last."""
    found = people(TEAM, (), 5)
    assert found.on_duty == found.everyone == ("ana", "ben", "cy")
    assert found.last == ("director",)
    assert people((Officer("director", last=True),), (), 5).on_duty == ("director",)


@pytest.mark.parametrize("state", [PLANNED, ASKED, MISSED])
def test_only_a_confirmed_shift_counts(state: str) -> None:
    """Whoever has not answered the test is not on duty, and then nobody is."""
    assert people(TEAM, (NIGHT,), HOUR).on_duty == ("ana",)
    assert people(TEAM, (Shift("ana", 0, 8 * HOUR, state),), HOUR).on_duty == ()
    assert people(TEAM, (NIGHT,), 8 * HOUR).on_duty == ()


def test_who_cannot_open_is_not_on_duty() -> None:
    """A confirmed shift of somebody who opens nothing for days is an empty promise; their bell rings all the same."""
    team = (Officer("ana", able=False), Officer("ben"))
    found = people(team, (NIGHT,), HOUR)
    assert found.on_duty == ()
    assert found.everyone == ("ana", "ben")


def test_the_second_is_named_or_comes_next() -> None:
    """A confirmed second shift, else whoever's shift begins next; a second alone is on duty."""
    second = Shift("ben", 0, 8 * HOUR, CONFIRMED, SECOND)
    coming = Shift("cy", 8 * HOUR, 16 * HOUR)
    assert people(TEAM, (NIGHT, second, coming), HOUR).second == ("ben",)
    assert people(TEAM, (NIGHT, coming), HOUR).second == ("cy",)
    assert people(TEAM, (second,), HOUR).on_duty == ("ben",)


def test_a_test_rings_again_and_then_the_lead() -> None:
    """Ten minutes before the shift, every three minutes, and after ten minutes the lead."""
    shift = Shift("ana", DAY, DAY + 8 * HOUR)
    begin = DAY - EARLY
    assert owed(shift, None, begin - 1) == NOTHING
    assert owed(shift, None, begin) == ASK
    asked = Shift("ana", DAY, DAY + 8 * HOUR, ASKED, asked=begin)
    assert owed(asked, begin, begin + 2 * MINUTE) == NOTHING
    assert owed(asked, begin, begin + 3 * MINUTE) == ASK
    assert owed(asked, begin + 9 * MINUTE, begin + PATIENCE) == RING_LEAD
    assert owed(asked, begin, begin - 2 * MINUTE) == NOTHING, "not its time any more"
    assert owed(asked, DAY + 3 * HOUR, DAY) == ASK, "the clock was set back"
    moment = begin + 2 * MINUTE
    assert owed(asked, moment + SLACK, moment) == NOTHING, "so little ahead is no clock that was set back"
    assert owed(asked, moment + SLACK + 1, moment) == ASK
    for state in (CONFIRMED, MISSED):
        assert owed(Shift("ana", DAY, DAY + 8 * HOUR, state, asked=begin), begin, DAY) == NOTHING
    assert owed(shift, None, DAY + 8 * HOUR) == NOTHING


def test_gaps_are_what_no_shift_covers() -> None:
    """Overlapping shifts are one, a second covers nothing, a missed one neither."""
    shifts = (
        Shift("ana", 0, 4 * HOUR), Shift("ben", 3 * HOUR, 8 * HOUR), Shift("cy", 9 * HOUR, 12 * HOUR, role=SECOND),
        Shift("cy", 10 * HOUR, 12 * HOUR), Shift("ana", 13 * HOUR, DAY, MISSED),
    )  # fmt: skip
    assert gaps(shifts, HOUR, DAY) == [(8 * HOUR, 10 * HOUR), (12 * HOUR, DAY)]
    assert gaps((), 0, DAY) == [(0, DAY)]
    assert gaps((Shift("ana", 0, DAY),), 0, DAY) == [], "a day that is covered whole has no gap, nor an empty one"
    assert next_on(shifts, 5 * HOUR) == 9 * HOUR
    assert next_on((), 0) is None


@given(
    st.lists(st.tuples(st.integers(0, 100), st.integers(1, 30)), max_size=8), st.integers(0, 50), st.integers(51, 140)
)
def test_every_hour_is_covered_or_in_one_gap(spans: list[tuple[int, int]], since: int, until: int) -> None:
    """Gaps and shifts together are the whole time, and they never overlap."""
    shifts = [Shift("ana", start, start + length) for start, length in spans]
    found = gaps(shifts, since, until)
    for at in range(since, until):
        covered = any(one.starts <= at < one.ends for one in shifts)
        assert covered is not any(start <= at < end for start, end in found)


def test_nobody_has_two_shifts_at_once() -> None:
    """The same officer twice is a mistake; two officers at once are not."""
    assert overlaps((NIGHT,), Shift("ana", 7 * HOUR, 9 * HOUR))
    assert not overlaps((NIGHT,), Shift("ana", 8 * HOUR, 9 * HOUR))
    assert not overlaps((NIGHT,), Shift("ben", 0, HOUR))
    assert is_on(NIGHT, 0)

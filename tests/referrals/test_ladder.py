"""The ladder: when which bell rings, and that only words end it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from referrals.ladder import (
    DAY,
    HOUR,
    MINUTE,
    SLACK,
    Alert,
    People,
    Schedule,
    answer,
    due,
    escalate,
    looked_at,
    nobody,
    rebased,
    set_back,
    take,
    truth,
)

TEAM = People(on_duty=("ana", "ben"), everyone=("ana", "ben"))
ROTA = People(on_duty=("ana",), second=("ben",), everyone=("ana", "ben", "cy"), last=("director",))
SIX = 6 * HOUR
SLOTS = Schedule(quiet=lambda at: -(-at // SIX) * SIX)
"""Quiet moments at midnight, six, noon and eighteen."""


def rung(alert: Alert, until: int, step: int = 10) -> tuple[list[tuple[int, bool]], Alert]:
    """The moments and silence of every bell until then, and the alert afterwards."""
    moments = []
    for now in range(alert.opened, until + 1, step):
        rings, _ = due(alert, now, TEAM)
        if rings:
            moments += [(now - alert.opened, rings.silent)] if rings.officers else []
            alert = rings.after
    return moments, alert


@pytest.mark.parametrize(
    ("level", "until", "expected"),
    [
        ("T0", 590, [(0, False), (180, False), (360, False), (540, False)]),
        ("T1", 61 * MINUTE, [(0, False), (30 * MINUTE, False), (60 * MINUTE, False)]),
        ("T2", 5 * HOUR, [(0, True)]),
        ("T3", 5 * HOUR, [(0, True)]),
        ("TX", 5 * HOUR, [(0, True)]),
    ],
)
def test_each_level_rings_at_its_own_times(level: str, until: int, expected: list) -> None:
    """T0 rings every 3 minutes, T1 every 30, the others silently, a few times a day."""
    moments, _ = rung(Alert(level, opened=1000), 1000 + until)
    assert moments == expected


def calls(level: str, until: int, people: People = ROTA) -> list[tuple[int, tuple[str, ...]]]:
    """When whom, looked at as often as the ladder asks for."""
    found, alert, now = [], Alert(level, 0), 0
    while now <= until:
        rings, following = due(alert, now, people)
        if rings:
            alert = rings.after
            found.append((now // MINUTE, rings.officers))
        assert following is not None
        now = following
    return [one for one in found if one[1]]


def test_the_steps_of_a_matter_of_life_widen_and_never_end() -> None:
    """On duty at 0 and every 3 minutes, second at 5, everyone at 10, those called last at 20, then all each 15."""
    ana, all_ = ("ana",), ("ana", "ben", "cy", "director")
    assert calls("T0", 80 * MINUTE) == [
        (0, ana), (3, ana), (5, ("ben",)), (6, ana), (9, ana), (10, ("ana", "ben", "cy")), (12, ana), (15, ana),
        (18, ana), (20, all_), (35, all_), (50, all_), (65, all_), (80, all_),
    ]  # fmt: skip
    assert calls("T0", 90 * DAY)[-1][1] == all_


def test_the_steps_of_what_is_urgent_are_slower() -> None:
    """T1: on duty each half hour, second at 1 hour beside them, everyone at 2, the last at 4, then all each hour."""
    found = dict(calls("T1", 6 * HOUR))
    assert found[30] == found[90] == ("ana",)
    assert found[60] == ("ana", "ben")
    assert found[120] == ("ana", "ben", "cy")
    assert found[240] == found[300] == ("ana", "ben", "cy", "director")
    assert 270 not in found


def test_with_nobody_on_duty_everyone_is_called_at_once() -> None:
    """An unconfirmed shift is nobody, and then no step waits; and it is seen if there is nobody at all."""
    alone = People(everyone=("ana", "ben"), last=("director",))
    found = calls("T0", 20 * MINUTE, alone)
    assert found[0] == (0, ("ana", "ben"))
    assert found[-1][1] == ("ana", "ben", "director")
    assert calls("T0", 0, People(last=("director",))) == [(0, ("director",))]
    assert nobody(People())
    assert not nobody(alone)


@pytest.mark.parametrize("level", ["T2", "T3", "TX"])
def test_the_quiet_bell_rings_at_quiet_moments_only(level: str) -> None:
    """Opened at night, it waits for the morning; a pause that runs out at night does too; and it never ends."""
    alert = Alert(level, HOUR)
    assert due(alert, HOUR, ROTA, SLOTS) == (None, SIX)
    rings, following = due(alert, SIX, ROTA, SLOTS)
    assert rings is not None
    assert rings.silent
    assert following is not None
    assert following % SIX == 0
    taken = take(rings.after, SIX + HOUR)
    assert due(taken, SIX + 3 * HOUR, ROTA, SLOTS) == (None, 2 * SIX)
    rings, following = due(taken, 2 * SIX, ROTA, SLOTS)
    assert rings is not None
    assert rings.resumed
    assert following is not None
    assert due(rings.after, 9 * DAY, ROTA, SLOTS)[0] is not None


@pytest.mark.parametrize(("level", "pause"), [("T0", 10 * MINUTE), ("T1", 30 * MINUTE), ("T2", 2 * HOUR)])
def test_taking_pauses_and_then_it_rings_on(level: str, pause: int) -> None:
    """A tap silences for its time only; without words the ringing resumes and says that it resumed."""
    _, alert = rung(Alert(level, 0), 0)
    alert = take(alert, 60)
    assert due(alert, 60 + pause - 1, TEAM) == (None, 60 + pause)
    rings, _ = due(alert, 60 + pause, TEAM)
    assert rings is not None
    assert rings.resumed
    assert rings.after.taken_until is None


def test_no_thumb_silences_for_ever() -> None:
    """The same officer pauses it twice, all of them four times; a tap within a pause makes it no longer."""
    alert, now, paused = Alert("T0", 0, rung=1), 0, 0
    for by in ("ana", "ana", "ana", "ben", "ben", "cy", "dee"):
        before, alert = alert, take(alert, now, by=by)
        paused += alert != before
        assert take(alert, now + MINUTE, by=by) == alert
        now += 10 * MINUTE
        rings, _ = due(alert, now, TEAM)
        alert = rings.after if rings is not None else alert
    assert paused == 4
    assert alert.takers == ("ana", "ana", "ben", "ben")
    assert escalate(replace(alert, level="T1"), "T0", now).takers == ()


def test_missed_bells_ring_once() -> None:
    """After an outage the alert rings at once, and once, at the widest step missed, then at its usual times."""
    rings, following = due(Alert("T0", 0, rung=1), 11 * MINUTE, ROTA)
    assert rings is not None
    assert rings.officers == ("ana", "ben", "cy")
    assert following == 12 * MINUTE
    assert due(rings.after, 11 * MINUTE + 59, ROTA)[0] is None
    rings, _ = due(Alert("T0", 0, rung=1), 9 * DAY, ROTA)
    assert rings is not None
    assert "director" in rings.officers


@given(
    level=st.sampled_from(("T0", "T1", "T2", "T3", "TX")),
    taps=st.lists(st.integers(0, 50_000), max_size=6),
    later=st.integers(0, 200_000),
)
def test_nothing_but_an_answer_ends_an_alert(level: str, taps: list[int], later: int) -> None:
    """However often it is taken, an alert that rings on keeps a next time, and an answered one never rings."""
    alert = Alert(level, 0)
    for tap in sorted(taps):
        rings, _ = due(alert, tap, TEAM)
        alert = take(rings.after if rings else alert, tap)
    assert not alert.answered
    assert due(alert, later, TEAM)[1] is not None
    assert due(answer(alert), later, TEAM) == (None, None)
    assert take(answer(alert), later) == answer(alert)


@given(
    alert=st.builds(Alert, level=st.just("T0"), opened=st.just(0), rung=st.integers(0, 50)), now=st.integers(0, 9000)
)
def test_the_next_time_is_never_in_the_past(alert: Alert, now: int) -> None:
    """Whoever looks again at the time named does not look too late and does not spin."""
    rings, following = due(alert, now, TEAM)
    assert following is not None
    assert following > now
    if rings:
        assert due(rings.after, now, TEAM) == (None, following)


def test_a_graver_answer_rings_at_once() -> None:
    """An alert that becomes more urgent rings anew from then on; one that would become less urgent stays as it is."""
    _, quiet = rung(Alert("T2", 0), 0)
    grave = escalate(quiet, "T0", 60)
    rings, _ = due(grave, 60, TEAM)
    assert rings is not None
    assert not rings.silent
    assert escalate(rings.after, "T3", 90) == rings.after


def test_a_graver_answer_shortens_a_pause() -> None:
    """What was taken for two hours at T2 is taken for ten minutes at T0."""
    taken = take(Alert("T2", 0, rung=1), 0)
    assert escalate(taken, "T0", 60).taken_until == 60 + 10 * MINUTE


def test_a_pause_that_ran_out_rings_at_the_next_step_s_people() -> None:
    """Who took it and fell asleep is not the only one who is rung again: those of the next step are too."""
    rings, _ = due(Alert("T1", 0), 0, ROTA)
    assert rings is not None
    assert rings.officers == ("ana",)
    taken = take(rings.after, 10 * MINUTE, by="ana")
    again, _ = due(taken, 40 * MINUTE, ROTA)
    assert again is not None
    assert (again.resumed, again.officers) == (True, ("ana",))
    late = take(Alert("T0", 0, rung=2), 200, by="ana")
    widened, _ = due(late, 200 + 10 * MINUTE, ROTA)
    assert widened is not None
    assert widened.officers == ("ana", "ben", "cy"), "everyone's step has come meanwhile"
    calm = take(Alert("T2", 0, rung=1), 0, by="ana")
    early, _ = due(calm, 2 * HOUR, ROTA)
    assert early is not None
    assert early.officers, "its next step is many hours away, and one bell is owed all the same"


@pytest.mark.parametrize(("level", "moment"), [("T0", 10 * MINUTE), ("T1", 31 * MINUTE), ("T2", 2 * HOUR + MINUTE)])
def test_a_taken_alert_is_looked_at_when_its_person_is_owed_a_word(level: str, moment: int) -> None:
    """In danger the truth is told although somebody has taken it; else nothing happens before the pause ends."""
    assert looked_at(take(Alert(level, 0, rung=1), MINUTE), MINUTE) == moment
    assert looked_at(Alert("T1", 0), 0) is None


def test_a_pause_lasts_as_it_would_where_the_clock_was_seen_to_go_back() -> None:
    """An hour back, and what had six minutes left has six minutes left; an alert that rings, rings at once."""
    taken = take(Alert("T0", 5 * HOUR, rung=1), 5 * HOUR)
    now = 4 * HOUR + 4 * MINUTE
    back = set_back(taken, HOUR, now)
    assert (back.opened, back.taken_until) == (4 * HOUR, 4 * HOUR + 10 * MINUTE)
    assert due(back, now, ROTA)[0] is None
    ringing = set_back(Alert("T0", 5 * HOUR, rung=1), HOUR, now)
    assert due(ringing, now, ROTA)[0] is not None


@pytest.mark.parametrize(
    ("minutes", "told", "following"), [(0, 0, 10), (9, 0, 10), (10, 10, 30), (29, 10, 30), (30, 30, 60), (95, 90, 120)]
)
def test_the_person_is_told_the_truth(minutes: int, told: int, following: int) -> None:
    """Silence is admitted at 10 and 30 minutes and every 30 from then on."""
    assert truth(Alert("T0", 0), minutes * MINUTE) == (told, following * MINUTE)
    assert truth(answer(Alert("T0", 0)), minutes * MINUTE) == (0, None)


@given(
    level=st.sampled_from(("T0", "T1", "T2", "T3", "TX")), looked=st.integers(0, 5 * DAY), tap=st.booleans(),
    back=st.integers(SLACK + 3 * DAY + 1, 400 * DAY),
)  # fmt: skip
def test_a_clock_set_back_silences_nothing(level: str, looked: int, tap: bool, back: int) -> None:
    """However far the clock goes back, the alert is due at once, and what was waited before is kept."""
    opened = 1000 * DAY
    now = opened + looked
    rings, following = due(Alert(level, opened), now, ROTA)
    assert rings is not None
    alert = take(rings.after, now) if tap else rings.after
    following = due(alert, now, ROTA)[1] if tap else following
    assert following is not None
    assert rebased(alert, following, now) is None
    after = rebased(alert, following, now - back)
    assert after is not None
    again, later = due(after, now - back, ROTA)
    assert again is not None
    assert later is not None
    assert now - back < later <= now - back + 2 * DAY
    assert after.opened <= now - back


def test_a_small_step_back_is_noticed_too() -> None:
    """Ten minutes are more than T0 may wait between two bells; half a minute is nothing."""
    alert = Alert("T0", 1000, rung=1)
    assert rebased(alert, 1180, 1000 - 20) is None
    after = rebased(alert, 1180, 400)
    assert after is not None
    assert due(after, 400, ROTA)[0] is not None


def test_an_alert_from_the_future_begins_anew() -> None:
    """Opened ahead of the clock and due: nothing of it can be believed, and it rings."""
    after = rebased(Alert("T0", 9000, rung=7), 9000, 8000)
    assert after is not None
    assert due(after, 8000, ROTA)[0] is not None
    after = rebased(Alert("T0", 9000, rung=7), 5000, 8000)
    assert after == Alert("T0", 8000)

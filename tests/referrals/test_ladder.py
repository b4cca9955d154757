"""The ladder: when which bell rings, and that only words end it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from referrals.ladder import HOUR, MINUTE, Alert, answer, due, escalate, take, truth

TEAM = ("ana", "ben")


def rung(alert: Alert, until: int, step: int = 10) -> tuple[list[tuple[int, bool]], Alert]:
    """The moments and silence of every bell until then, and the alert afterwards."""
    moments = []
    for now in range(alert.opened, until + 1, step):
        rings, _ = due(alert, now, TEAM)
        if rings:
            moments.append((now - alert.opened, rings.silent))
            alert = rings.after
    return moments, alert


@pytest.mark.parametrize(
    ("level", "until", "expected"),
    [
        ("T0", 10 * MINUTE, [(0, False), (180, False), (360, False), (540, False)]),
        ("T1", 61 * MINUTE, [(0, False), (30 * MINUTE, False), (60 * MINUTE, False)]),
        ("T2", 5 * HOUR, [(0, True)]),
        ("T3", 5 * HOUR, [(0, True)]),
        ("TX", 5 * HOUR, [(0, True)]),
    ],
)
def test_each_level_rings_at_its_own_times(level: str, until: int, expected: list) -> None:
    """T0 rings every 3 minutes, T1 every 30, the others once and silently."""
    moments, _ = rung(Alert(level, opened=1000), 1000 + until)
    assert moments == expected


def test_everybody_on_duty_is_rung() -> None:
    """A bell goes to all who are on duty."""
    rings, _ = due(Alert("T0", 0), 0, TEAM)
    assert rings is not None
    assert rings.officers == TEAM


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


def test_missed_bells_ring_once() -> None:
    """After an outage the alert rings at once, and once, then at its usual times."""
    rings, following = due(Alert("T0", 0, rung=1), 20 * MINUTE, TEAM)
    assert rings is not None
    assert following == 21 * MINUTE
    assert due(rings.after, 20 * MINUTE + 59, TEAM)[0] is None


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
    if level in ("T0", "T1") or alert.taken_until is not None:
        assert due(alert, later, TEAM) != (None, None)
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
    """An alert that becomes more urgent rings anew; one that would become less urgent stays as it is."""
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


@pytest.mark.parametrize(
    ("minutes", "told", "following"), [(0, 0, 10), (9, 0, 10), (10, 10, 30), (29, 10, 30), (30, 30, 60), (95, 90, 120)]
)
def test_the_person_is_told_the_truth(minutes: int, told: int, following: int) -> None:
    """Silence is admitted at 10 and 30 minutes and every 30 from then on."""
    assert truth(Alert("T0", 0), minutes * MINUTE) == (told, following * MINUTE)
    assert truth(answer(Alert("T0", 0)), minutes * MINUTE) == (0, None)

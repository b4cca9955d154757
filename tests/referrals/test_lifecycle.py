"""The life of a case: the table, and nothing that is not in it."""

from __future__ import annotations

import itertools

import pytest

from referrals.errors import StepNotAllowed
from referrals.lifecycle import STEPS, State, advance, drawing, steps_from

TABLE = {(step.source, step.name): step.dest for step in STEPS}
NAMES = sorted({step.name for step in STEPS})


@pytest.mark.parametrize(("state", "step"), list(itertools.product(State, NAMES)))
def test_a_step_leads_where_the_table_says_or_nowhere(state: State, step: str) -> None:
    """Every pair of state and step follows the table; a pair that is not in it is refused."""
    if (state, step) in TABLE:
        assert advance(state, step) == TABLE[state, step]
    else:
        with pytest.raises(StepNotAllowed):
            advance(state, step)


def test_an_unknown_step_is_refused() -> None:
    """A step that no line names is refused like any other."""
    with pytest.raises(StepNotAllowed):
        advance(State.DRAFT, "publish")


def test_no_pair_stands_twice() -> None:
    """The table has one line for each state and step, so it cannot mean two things."""
    assert len(TABLE) == len(STEPS)


def test_erased_is_the_end_and_is_always_reached() -> None:
    """Nothing follows erasure, and from every other state there is a way to it."""
    assert steps_from(State.ERASED) == ()
    reached = {State.ERASED}
    while more := {step.source for step in STEPS if step.dest in reached} - reached:
        reached |= more
    assert reached == set(State)


def test_only_the_word_or_the_clock_destroys_what_was_sent() -> None:
    """No officer can erase: a person or the clock causes every step to the end."""
    assert {step.by for step in STEPS if step.dest == State.ERASED} <= {"person", "clock"}


def test_the_drawing_is_the_table() -> None:
    """The diagram holds one arrow for each line, and the start and the end."""
    assert len(drawing().splitlines()) == len(STEPS) + 3

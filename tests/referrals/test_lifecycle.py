"""The life of a case: the table, and nothing that is not in it."""

from __future__ import annotations

import itertools

import pytest

from referrals.errors import StepNotAllowed
from referrals.lifecycle import (
    REASONS,
    REFERRAL_STEPS,
    STEPS,
    Referral,
    State,
    advance,
    advance_referral,
    drawing,
    referral_steps_from,
    step_to,
    steps_from,
)

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


REFERRALS = {(step.source, step.name): step.dest for step in REFERRAL_STEPS}


@pytest.mark.parametrize(
    ("state", "step"), list(itertools.product(Referral, sorted({step.name for step in REFERRAL_STEPS})))
)
def test_a_referral_moves_by_its_table_or_not_at_all(state: Referral, step: str) -> None:
    """Every pair follows the table; refused and no answer need one of their reasons, and no other step takes one."""
    dest = REFERRALS.get((state, step))
    if dest is None:
        with pytest.raises(StepNotAllowed):
            advance_referral(state, step)
        return
    for reason in ("", "silent", "no_funds"):
        if reason in REASONS.get(dest, ("",)):
            assert advance_referral(state, step, reason) == dest
        else:
            with pytest.raises(StepNotAllowed):
                advance_referral(state, step, reason)
    assert step_to(state, dest) == step


def test_nothing_is_sent_that_the_person_did_not_approve() -> None:
    """The one way to *sent* begins where the person said yes, and only the person leads there."""
    assert {step.source for step in REFERRAL_STEPS if step.dest == Referral.SENT} == {Referral.APPROVED}
    assert {step.by for step in REFERRAL_STEPS if step.dest == Referral.APPROVED} == {"person"}


def test_what_was_refused_or_taken_back_is_over() -> None:
    """A new match follows, never a second try at the same door."""
    assert referral_steps_from(Referral.REFUSED) == referral_steps_from(Referral.WITHDRAWN) == ()
    with pytest.raises(StepNotAllowed):
        step_to(Referral.REFUSED, Referral.SENT)

"""The tables in the flow files say which question gives which fact; this holds them to it, both ways."""

import re

import pytest
from catalogue_world import Person, release

from bot import catalogue
from referrals.case import FIELDS, INTAKE

HEAD = "# fact -> question -> asked when"
NOT_CODES = {"country": "core.country", "languages": "first.welcome"}
"""A country is the answer itself; the language of the talk counts as spoken."""


def table() -> list[tuple[str, str]]:
    """Every row of every table as (fact, step)."""
    rows: list[tuple[str, str]] = []
    for flow, text in catalogue.texts().items():
        lines = text.split(HEAD)[1].splitlines()[1:] if HEAD in text else []
        for line in lines:
            if not line.startswith("#   "):
                break
            facts, step = re.split(r"\s{2,}", line.removeprefix("#   ").strip())[:2]
            rows += [(fact, step if "." in step else f"{flow}.{step}") for fact in facts.split(", ")]
    return rows


def given_by(step: str) -> set[str]:
    """The facts that the choices of a step mean."""
    ask = release().steps[step].ask
    return {field for choice in ask.choices for field in choice.means} | {ask.field} if ask else set()


@pytest.mark.parametrize(("fact", "step"), table())
def test_every_row_of_the_tables_is_true(fact: str, step: str) -> None:
    """The step exists, and one of its answers gives the fact."""
    assert fact in FIELDS
    if NOT_CODES.get(fact) != step:
        assert fact in given_by(step)


def test_every_fact_of_an_intake_can_be_reached_by_one_question() -> None:
    """What matching reads is asked somewhere, in one question."""
    assert set(INTAKE) <= {fact for fact, _ in table()}


def test_a_skipped_question_gives_no_fact() -> None:
    """Passing over is an answer that means nothing."""
    assert Person("core.whom").tap("_skip").facts == {}


def test_no_question_asks_for_what_only_the_sealed_page_may_hold() -> None:
    """Names, places, contacts: the dictionary forbids them in a chat, and the shipped flows do not ask them."""
    asked = {step.ask.field for step in release().steps.values() if step.ask}
    assert not {name for name in asked if not FIELDS[name].chat}


@pytest.mark.parametrize(
    ("step", "silent"),
    [("places.named", "each"), ("places.anonymised", "nothing"), ("places.state", "without"),
     ("places.state_first", "without"), ("reprisals.rep5", "nameless")],
)  # fmt: skip
def test_the_first_answer_to_a_consent_is_the_cautious_one(step: str, silent: str) -> None:
    """The row under the thumb never gives anything away."""
    ask = release().steps[step].ask
    assert ask is not None
    assert ask.choices[0].id == silent
    assert Person(step).tap(silent).agreed in (
        {purpose: False} for purpose in ("share_named", "share_anonymised", "state_contact", "publicity")
    )

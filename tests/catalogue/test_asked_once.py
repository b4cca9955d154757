"""Nobody is asked the same thing twice in one talk, whatever they tapped before (F21).

Lists grow by several questions (what happened, what is needed); a single fact has one question on any way, and where
two questions could give it, the second is asked only while the first has not.
"""

from __future__ import annotations

import random
from functools import cache

import pytest
from catalogue_world import Person, release

from flows.events import Asked
from flows.inputs import Show
from flows.session import resume
from referrals.case import FIELDS, INTAKE

WALKS, LONGEST = 80, 60
COUNTRIES = ("HN", "MX")
ON_PURPOSE = {
    "danger.d_who": "another danger may have come since the calm; of officials it is not asked again",
    "menu.told": "who asks for a person now may be written to now",
    "core.missing_who": "two answers disagree",
    "danger.d_may": "who calls now may be written to now, whatever hours they chose in the calm",
    "after.hours": "the person taps to change it",
    "after.every": "the person taps to change it",
    "after.hour": "the person taps to change it",
    "after.keep_again": "the words of the question have changed",
    "core.when": "the person says that something new happened",
    "more.phone": "how sure it is, where it was only suspected",
    "first.lang_none": "the person taps to name another language",
    "danger.safe_now": "the person taps that they are safe now",
}
"""Questions that may ask again what is known, and why."""


def questions(fact: str) -> set[str]:
    """Every question of which an answer gives this fact."""
    return {
        step.id
        for step in release().steps.values()
        if step.ask and (step.ask.field == fact or any(fact in one.means for one in step.ask.choices))
    }


@pytest.mark.parametrize("fact", [one for one in INTAKE if one not in ("languages", "region", "consent")])
def test_each_fact_key_has_a_question_that_can_be_reached(fact: str) -> None:
    """What matching reads can be said: some way of taps leads to a question that gives it."""
    reached = {step for walk in range(WALKS) for step, _, _ in way(walk)}
    assert questions(fact) & reached, questions(fact)


@pytest.mark.parametrize("walk", range(WALKS))
def test_no_walk_is_asked_twice_for_one_fact(walk: int) -> None:
    """At a question for a single fact that fact is not known yet, or is known to be unknown."""
    for step, field, known in way(walk):
        if FIELDS[field].type != "codes" and step not in ON_PURPOSE:
            assert known in (None, "unknown"), (step, field, known)


@cache
def way(seed: int) -> tuple[tuple[str, str, object], ...]:
    """A walk of taps that only goes forward: each new question, its field, and what was known of that before."""
    draw = random.Random(seed)
    person, stood, found = Person(), set(), []
    for _ in range(LONGEST):
        _, events = resume(release(), person.session, Show(), 0)
        asked = next((event for event in events if isinstance(event, Asked)), None)
        if asked is None:
            break
        ask = release().steps[asked.step].ask
        if ask is not None and asked.step not in stood and ask.kind not in ("word", "text"):
            found.append((asked.step, ask.field, person.facts.get(ask.field)))
        stood.add(asked.step)
        given = choices(asked)
        if not given:
            break
        person.tap(*([draw.choice(given), "_done"] if asked.kind == "multi" else [draw.choice(given)]))
    return tuple(found)


def choices(asked: Asked) -> list[str]:
    """The answers that lead on: no way back, and a country where one is asked."""
    ask = release().steps[asked.step].ask
    back = {one.id for one in ask.choices if one.to == "_back"} if ask else set()
    given = [row.id for row in asked.choices if row.id not in back and row.id not in ("_menu", "_hide")]
    given += ["_skip"] if asked.skip is not None and asked.kind != "multi" else []
    return [*given, *COUNTRIES] if asked.kind == "country" else given

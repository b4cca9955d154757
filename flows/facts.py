"""Answers into facts: what the choices mean, merged in the order of the answers.

Scalars: the last wins; lists: the union; None clears. This file does not know how an answer came about.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from flows.conditions import Fact
from flows.definition import GIVEN, NAVIGATION, SKIPPED, Means, Question, Release
from flows.events import Value


def meanings(question: Question, value: Value) -> Iterable[Means]:
    """What an answer to this question means: nothing if skipped, else the choice's codes, else the value itself."""
    if isinstance(value, tuple):
        return [choice.means for choice in question.choices if choice.id in value]
    if value == SKIPPED:
        return ()
    if choice := question.choice(value):
        return (choice.means,)
    if question.field == NAVIGATION:
        return ()
    if question.kind == "word" and value == GIVEN:
        ways = (choice.means for choice in question.choices if "set_word" in choice.do)
        return (next(ways, {question.field: GIVEN}),)
    return ({question.field: int(value) if question.kind == "number" else value},)


def merge(into: dict[str, Fact], means: Means) -> None:
    """Add what one choice means to the facts."""
    for field, meaning in means.items():
        if meaning is None:
            into.pop(field, None)
        elif isinstance(meaning, tuple):
            held = into.get(field)
            kept = held if isinstance(held, list) else []
            into[field] = [*kept, *(code for code in meaning if code not in kept)]
        else:
            into[field] = meaning


def facts_of(release: Release, answers: Mapping[str, Value]) -> dict[str, Fact]:
    """All facts that the answers give."""
    found: dict[str, Fact] = {}
    for name, value in answers.items():
        step = release.steps.get(name)
        if step is None or step.ask is None:
            continue
        for means in meanings(step.ask, value):
            merge(found, means)
    return found

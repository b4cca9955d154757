"""Rules of logic: conditions fit their fields, and every branch and choice can happen, proved by enumeration."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from flows.conditions import Chosen, Compared, Condition, Fact, OneOf, leaves, reads
from flows.definition import NAVIGATION, Choice, Release, Step
from flows.facts import merge
from flows.inspection.findings import Findings
from flows.inspection.ways import SELF_ANSWERING, falls_through
from flows.loading import nearest

Fields = Mapping[str, Mapping[str, Any]]
World = dict[str, Fact]

MAX_WORLDS = 4096  # combinations tried for one step; beyond it nothing is claimed
ELSEWHERE = "~"  # a code that no condition of the step names: all of those behave alike


def inspect_logic(release: Release, fields: Fields, report: Findings) -> None:
    """Every rule about conditions."""
    given = set(_given(release))
    for step in release.steps.values():
        for part, when in _conditions(step):
            _fits(step, part, when, fields, report)
            for name in (reads(when) - given) & set(fields):
                report.about("W202", step, part, f"No step gives `{name}`.", "Ask it, or drop the condition.")
        worlds = list(itertools.islice(_worlds(step, fields), MAX_WORLDS + 1))
        if len(worlds) <= MAX_WORLDS:
            _dead_branches(step, worlds, report)
            _dead_choices(step, worlds, report)
    _never_asked(fields, given, report)


def _given(release: Release) -> Iterator[str]:
    for step in release.steps.values():
        if step.ask is None:
            continue
        if step.ask.kind in SELF_ANSWERING:
            yield step.ask.field
        for choice in step.ask.choices:
            yield from (name for name, code in choice.means.items() if code is not None)


def _never_asked(fields: Fields, given: set[str], report: Findings) -> None:
    for name, field in fields.items():
        recorded = name.startswith("consent_")  # a consent is recorded by its own event
        if name != NAVIGATION and name not in given and field.get("chat", True) and not recorded:
            report.overall("W201", name, f"No question gives `{name}`.", "Ask it, or take it out of the dictionary.")
        if name in given and not field.get("used", True):
            report.overall("W135", name, f"`{name}` is asked, and nothing uses it.", "Do not ask it.")


def _conditions(step: Step) -> Iterator[tuple[str, Condition]]:
    for number, branch in enumerate(step.next, 1):
        if branch.when:
            yield f"next/{number}", branch.when
    for choice in step.ask.choices if step.ask else ():
        if choice.when:
            yield f"choice/{choice.id}", choice.when
    for number, wording in enumerate(step.instead, 1):
        yield f"instead/{number}", wording.when


def _fits(step: Step, part: str, when: Condition, fields: Fields, report: Findings) -> None:
    for leaf in leaves(when):
        if isinstance(leaf, Chosen):
            known = [choice.id for choice in step.ask.choices] if step.ask else []
            for name in set(leaf.ids) - set(known):
                report.about("E113", step, part, f"The question has no choice `{name}`.", nearest(name, known))
        elif leaf.field not in fields:
            report.about("E112", step, part, f"There is no field `{leaf.field}`.", nearest(leaf.field, list(fields)))
        else:
            _fits_field(step, part, leaf, fields[leaf.field], report)


def _fits_field(step: Step, part: str, leaf: OneOf | Compared, field: Mapping[str, Any], report: Findings) -> None:
    type_, codes = field.get("type"), list(field.get("codes", ()))
    if isinstance(leaf, Compared) and leaf.operator in ("gte", "lte") and type_ != "number":
        report.about("E114", step, part, f"`{leaf.field}` is no number.", "Compare it with codes.")
    elif isinstance(leaf, Compared) and leaf.operator == "has" and type_ != "codes":
        report.about("E114", step, part, f"`{leaf.field}` holds one code.", "Write `{field: code}`.")
    for code in _named(leaf):
        if codes and code not in codes:
            report.about("E113", step, part, f"`{leaf.field}` can never be `{code}`.", nearest(str(code), codes))


def _named(leaf: OneOf | Compared) -> tuple[str | int, ...]:
    if isinstance(leaf, OneOf):
        return leaf.codes
    return () if leaf.operator == "answered" else (leaf.value,)


# -- enumeration: every world that the conditions of a step can tell apart


def _worlds(step: Step, fields: Fields) -> Iterator[World]:
    told: dict[str, set[str | int]] = {}
    for _, when in _conditions(step):
        for leaf in leaves(when):
            if not isinstance(leaf, Chosen):
                told.setdefault(leaf.field, set()).update(_named(leaf))
    names = sorted(told)
    domains = [_domain(fields.get(name, {}), told[name]) for name in names]
    for values in itertools.product(*domains):
        yield {name: value for name, value in zip(names, values, strict=True) if value is not None}


def _domain(field: Mapping[str, Any], told: set[str | int]) -> list[Fact | None]:
    if field.get("type") == "number":
        cuts = {number + step for number in told if isinstance(number, int) for step in (-1, 0, 1)}
        return [None, *sorted(cut for cut in cuts if cut >= 0)]
    words = [*sorted(str(code) for code in told), ELSEWHERE]
    if field.get("type") == "codes":
        return [None, *([*some] for size in (1, 2) for some in itertools.combinations(words, size))]
    return [None, *words]


def _answers(step: Step) -> list[Choice | None]:
    declared: list[Choice | None] = [choice for choice in (step.ask.choices if step.ask else ()) if not choice.to]
    return [*declared, None] if falls_through(step) or step.ask is None else declared


def _after(step: Step, world: World, choice: Choice | None) -> Iterator[tuple[World, str]]:
    """The worlds after an answer; a question that takes its own answers may give its field any value told apart."""
    if choice is None:
        yield world, ""
    elif choice.when is None or choice.when.holds(world, ""):
        after = dict(world)
        merge(after, choice.means)
        yield after, choice.id


def _dead_branches(step: Step, worlds: Iterable[World], report: Findings) -> None:
    if not any(branch.when for branch in step.next) and (_answers(step) or not step.next):
        return
    alive: set[int] = set()
    for world, choice in itertools.product(worlds, _answers(step)):
        for facts, chosen in _after(step, world, choice):
            branches = enumerate(step.next)
            alive.add(next((n for n, b in branches if b.when is None or b.when.holds(facts, chosen)), -1))
    for number, branch in enumerate(step.next):
        if number not in alive:
            hint = "Remove it, or correct its condition or those above."
            report.about("E124", step, f"next/{number + 1}", "This branch is never taken.", hint, line=branch.line)


def _dead_choices(step: Step, worlds: list[World], report: Findings) -> None:
    ask = step.ask
    if ask is None or not any(choice.when for choice in ask.choices):
        return
    for choice in ask.choices:
        if choice.when and not any(choice.when.holds(world, "") for world in worlds):
            hint = "Correct its `when`, or remove it."
            report.about("E124", step, f"choice/{choice.id}", "This answer is never shown.", hint, line=choice.line)
    if falls_through(step) or step.end:
        return
    if not all(any(c.when is None or c.when.holds(world, "") for c in ask.choices) for world in worlds):
        report.about("E141", step, "choices", "Sometimes no answer is shown.", "Keep one without `when`.")

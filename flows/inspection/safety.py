"""Rules of safety: agreement before data, a human near danger, no way back behind what cannot be undone."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping
from typing import Any

from flows.definition import Choice, Question, Release, Step
from flows.inspection.agreements import Standing, agreed, standings
from flows.inspection.findings import Findings
from flows.inspection.ways import Map

Fields = Mapping[str, Mapping[str, Any]]

# The alert's own button is an agreement; who agreed to be kept may be alerted about too.
AGREEMENTS: Mapping[str, Callable[[Standing], bool]] = {
    "alert": lambda standing: standing.alert or standing.store == "yes",
    "seal_case": lambda standing: standing.alert or standing.store == "yes",
    "warn_watched": lambda standing: standing.alert or standing.store == "yes",
}
Reached = Mapping[str, set[Standing]]
IRREVERSIBLE = ("alert", "seal_case", "warn_watched")  # deleting empties the trail by itself
URGENT = ("now", "hours")
SCREENS_TO_A_HUMAN = 3


def inspect_safety(release: Release, fields: Fields, paths: Map, report: Findings) -> None:
    """Every rule that protects the person from the flow."""
    reached = standings(release)
    _asked_before_agreement(release, fields, reached, report)
    _acts_without_agreement(release, reached, report)
    _human_near(release, paths, report)
    for step in release.steps.values():
        _undone(step, paths, report)
        if step.ask and _critical(step.ask, fields) and not _may_stay_silent(step.ask):
            report.about(
                "E131", step, "", "Nobody may be forced to say this.", "Add `skip`, or a choice that means {}."
            )


def _critical(ask: Question, fields: Fields) -> bool:
    return fields.get(ask.field, {}).get("sensitivity") == "critical"


def _may_stay_silent(ask: Question) -> bool:
    return ask.skip is not None or any(not choice.means for choice in ask.choices) or ask.kind == "multi"


def _asked_before_agreement(release: Release, fields: Fields, reached: Reached, report: Findings) -> None:
    """Whoever refuses to be kept is still asked, in memory only; so being *asked* for agreement is what counts."""
    for step in release.steps.values():
        early = any(not standing.asked for standing in reached[step.id])
        if early and step.ask and _critical(step.ask, fields) and step.ask.kind != "word":
            hint = "Lead every way here past the consent."
            report.about("E130", step, "ask", "It is asked before anybody was asked to agree.", hint)


def _acts_without_agreement(release: Release, reached: Reached, report: Findings) -> None:
    for step, (action, allows) in itertools.product(release.steps.values(), AGREEMENTS.items()):
        for part, choice in _doing(step, action):
            if not all(allows(agreed(standing, choice)) for standing in reached[step.id]):
                hint = "Ask for the consent on every way here."
                report.about("E132", step, part, f"`{action}` without the person's agreement.", hint)


def _doing(step: Step, action: str) -> list[tuple[str, Choice | None]]:
    found: list[tuple[str, Choice | None]] = [("do", None)] if action in step.do else []
    choices = step.ask.choices if step.ask else ()
    return found + [(f"choice/{choice.id}", choice) for choice in choices if action in choice.do]


def _human_near(release: Release, paths: Map, report: Findings) -> None:
    for step in release.steps.values():
        for way in paths.leaving[step.id]:
            if way.choice is None or way.choice.means.get("imminence") not in URGENT or "alert" in way.choice.do:
                continue
            if paths.waits_until(way.target, _wakes, SCREENS_TO_A_HUMAN) is None:
                part, line = f"choice/{way.choice.id}", way.choice.line
                report.about(
                    "E136", step, part, "From here no human can be woken soon.", "Lead it to the card.", line=line
                )


def _wakes(step: Step) -> bool:
    return bool(_doing(step, "alert"))


def _undone(step: Step, paths: Map, report: Findings) -> None:
    """Wherever the talk stops after an irreversible action must be a checkpoint."""
    after: set[str] = set()
    for action in IRREVERSIBLE:
        for _, choice in _doing(step, action):
            targets = [way.target for way in paths.leaving[step.id] if way.choice == choice] if choice else [step.id]
            after |= {name for target in targets for name in paths.next_waits(target)}
    for name in sorted(after):
        stop = paths.release.steps[name]
        if not stop.checkpoint and stop.end not in ("hidden", "group"):
            hint = "Add `checkpoint: true`."
            report.about("E126", stop, "", f"Back would lead behind what `{step.id}` did.", hint)

"""Rules against what is live: other releases, the people who stand on them, and whom actions call on.

Plain data in, findings out: counts by step, never a person. Counts below five are said as "<5".
"""

from __future__ import annotations

from collections.abc import Mapping

from flows.definition import Release
from flows.inspection.findings import Finding, Findings

NEEDS = {"alert": "officers", "seal_case": "officers", "match": "mechanisms", "choose_place": "mechanisms"}


def withdrawal(old: Release, new: Release, standing: Mapping[str, int]) -> list[Finding]:
    """E401: people on a release to be withdrawn who could not be walked back to any step of the new one."""
    report = Findings(old)
    lost = new.globals.get("start") not in new.steps
    for name, count in standing.items():
        if count and name in old.steps and name not in new.steps and lost:
            hint = "Give the new release a start."
            report.about("E401", old.steps[name], "", f"{said(count)} people stand here and have nowhere to go.", hint)
    return list(report.sorted())


def changes(old: Release, new: Release, standing: Mapping[str, int]) -> list[Finding]:
    """E127 for steps reused for another question, W402 for steps that change under people's feet."""
    report = Findings(new)
    for name, step in new.steps.items():
        before = old.steps.get(name)
        if before is None or before == step:
            continue
        if before.ask and step.ask and (before.ask.field, before.ask.kind) != (step.ask.field, step.ask.kind):
            report.about("E127", step, "ask", "This step asked something else before.", "Give it a new id.")
        if standing.get(name):
            hint = "They stay on their release until they finish."
            report.about("W402", step, "", f"{said(standing[name])} people stand here.", hint)
    return list(report.sorted())


def callable_roles(release: Release, present: Mapping[str, int]) -> list[Finding]:
    """E403: actions that call on people or places of which there are none (`officers`, `mechanisms`)."""
    report = Findings(release)
    for step in release.steps.values():
        choices = step.ask.choices if step.ask else ()
        acts = {*step.do, *(action for choice in choices for action in choice.do)}
        for need in sorted({NEEDS[act] for act in acts if act in NEEDS}):
            if not present.get(need):
                report.about("E403", step, "do", f"There are no {need}.", f"Add {need} before you publish.")
    return list(report.sorted())


def said(count: int) -> str:
    """A count that points at nobody."""
    return str(count) if count >= 5 else "<5"

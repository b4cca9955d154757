"""Rules of ways: reachability, ends, loops, and the length of the commonest way."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flows.conditions import Compared, leaves
from flows.definition import Release, Step
from flows.inspection.findings import Findings
from flows.inspection.ways import Map, comes_back

Fields = Mapping[str, Mapping[str, Any]]

MAX_PASSING = 8  # steps in a row that only pass on; more is a loop in the making, and unreadable
MAX_QUESTIONS = 14  # from consent to sent on the commonest way: sixteen taps from START, less the first two


def inspect_paths(release: Release, fields: Fields, paths: Map, report: Findings) -> None:
    """Every rule about how steps hang together."""
    _reachable(release, paths, report)
    _ends(release, paths, report)
    _loops(release, paths, report)
    _same_target(release, report)
    _asked_twice(release, fields, paths, report)
    _length(release, report)


def _reachable(release: Release, paths: Map, report: Findings) -> None:
    seen = paths.reached(paths.roots)
    for step in release.steps.values():
        if step.id not in seen:
            report.about("E121", step, "", "Nothing leads here.", "Lead a way here, make it a target, or remove it.")


def _ends(release: Release, paths: Map, report: Findings) -> None:
    coming: dict[str, set[str]] = {name: set() for name in release.steps}
    for name, ways in paths.leaving.items():
        for way in ways:
            coming[way.target].add(name)
    good = {name for name, step in release.steps.items() if step.end or comes_back(step)}
    todo = list(good)
    while todo:
        fresh = coming[todo.pop()] - good
        good |= fresh
        todo.extend(fresh)
    for name, step in release.steps.items():
        if name not in good:
            report.about("E122", step, "", "From here no end can be reached.", "Lead a way to an `end`.")


def _loops(release: Release, paths: Map, report: Findings) -> None:
    """Follow steps that only pass on: coming round again is a loop, and a long way is a fault too."""
    passing = {name: step for name, step in release.steps.items() if not step.waits}
    length: dict[str, int] = {}
    for name, step in passing.items():
        longest = _longest(name, passing, paths, length, ())
        if longest is None:
            report.about("E123", step, "", "This loop never waits for the person.", "Put a question into it.")
        elif longest > MAX_PASSING:
            report.about("E125", step, "", f"{longest} steps in a row only pass on.", "Join some of them.")


def _longest(
    name: str, passing: Mapping[str, Step], paths: Map, known: dict[str, int], behind: tuple[str, ...]
) -> int | None:
    if name in behind:
        return None
    if name not in known:
        after = {way.target for way in paths.leaving[name] if way.target in passing}
        lengths = [_longest(target, passing, paths, known, (*behind, name)) for target in sorted(after)]
        if None in lengths:
            return None
        known[name] = 1 + max((length for length in lengths if length), default=0)
    return known[name]


def _same_target(release: Release, report: Findings) -> None:
    for step in release.steps.values():
        for number, (first, second) in enumerate(zip(step.next, step.next[1:], strict=False), 2):
            if first.to == second.to:
                hint = "Join their conditions, or remove the first."
                report.about(
                    "W204", step, f"next/{number}", "Two branches lead to the same step.", hint, line=second.line
                )


def _asked_twice(release: Release, fields: Fields, paths: Map, report: Findings) -> None:
    asked: dict[tuple[str, str], list[Step]] = {}
    for step in release.steps.values():
        if step.ask and step.end is None and fields.get(step.ask.field, {}).get("type") not in ("go", "codes"):
            asked.setdefault((step.flow, step.ask.field), []).append(step)
    for (flow, name), steps in asked.items():
        for step in steps[1:]:
            inside = paths.reached([steps[0].id], lambda way, flow=flow: way.target.startswith(f"{flow}."))  # type: ignore[misc]
            if step.id in inside and not _asked_if_missing(step, paths):
                report.about("W205", step, "ask", f"`{name}` is asked before, on the same way.", "Ask it once.")


def _asked_if_missing(step: Step, paths: Map) -> bool:
    """Whether a way leads here only while the field has no answer."""
    name = step.ask.field if step.ask else ""
    ways = (way for leaving in paths.leaving.values() for way in leaving if way.target == step.id)
    return any(
        isinstance(leaf, Compared) and (leaf.field, leaf.operator) == (name, "answered")
        for way in ways
        for branch in paths.release.steps[way.source].next
        if branch.when
        for leaf in leaves(branch.when)
    )


def _length(release: Release, report: Findings) -> None:
    for step in release.steps.values():
        if step.ask and any(c.consent and c.consent.purpose == "keep" and c.consent.given for c in step.ask.choices):
            count = _commonest(release, step)
            if count > MAX_QUESTIONS:
                hint = "Move what can wait behind the sending."
                report.about("W203", step, "", f"{count} questions until the case is sent.", hint)


def _commonest(release: Release, start: Step) -> int:
    """Questions on the way that unconditional branches draw, from a consent until the case is sealed."""
    count, step, seen = 0, start, {start.id}
    while "seal_case" not in step.do and not step.end:
        count += step.waits
        if step.ask and any("seal_case" in choice.do for choice in step.ask.choices):
            break
        ways = [branch.to for branch in step.next if branch.when is None] or [to for _, to, _ in step.targets()]
        ahead = next((to for to in ways if to in release.steps and to not in seen), None)
        if ahead is None:
            break
        seen.add(ahead)
        step = release.steps[ahead]
    return count

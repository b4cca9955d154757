"""What a person has agreed to at each step, on every way that leads there.

Only here: conditions about keeping are followed exactly (agreed, refused, not asked); all other facts may be anything.
So a branch for guests and the one below it are told apart, and no way is judged that nobody can go.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from flows.conditions import All, AnyOf, Chosen, Compared, Condition, Not, OneOf
from flows.definition import Choice, Release, Step
from flows.inspection.ways import falls_through

KEPT = "consent_store"  # the fact that says whether answers may be kept
AFTERWARDS = (
    "resumed", "found", "code", "held", "approve", "refused", "noanswer", "checkin", "closing", "unproved", "exchange",
    "keep_again", "contact_again", "checkin_again", "tells_state",
)  # fmt: skip
# targets that only who has a kept case is put to


@dataclass(frozen=True, slots=True)
class Standing:
    """What was agreed so far: `store` is yes, no, or None if nobody asked; `alert` that a person may be woken."""

    store: str | None = None
    alert: bool = False

    @property
    def asked(self) -> bool:
        """Whether the person was asked for any agreement."""
        return self.alert or self.store is not None


def standings(release: Release) -> Mapping[str, set[Standing]]:
    """Every standing with which each step can be reached."""
    found: dict[str, set[Standing]] = {name: set() for name in release.steps}
    todo = [
        (target, Standing("yes" if name in AFTERWARDS else None))
        for name, target in release.globals.items()
        if target in release.steps
    ]
    while todo:
        name, standing = todo.pop()
        if standing not in found[name]:
            found[name].add(standing)
            ahead = moves(release.steps[name], standing)
            todo.extend((target, after) for target, after in ahead if target in release.steps)
    return found


def moves(step: Step, standing: Standing) -> Iterator[tuple[str, Standing]]:
    """Where a step can lead somebody of this standing, and what they have agreed to then."""
    choices: list[Choice | None] = [*(step.ask.choices if step.ask else ())]
    if step.ask is None or falls_through(step):
        choices.append(None)
    for choice in choices:
        if choice and choice.when and holds(choice.when, standing.store, "") is False:
            continue
        after = agreed(standing, choice)
        if choice and choice.to:
            yield choice.to, after
        else:
            yield from ((target, after) for target in _branches(step, after, choice.id if choice else ""))


def agreed(standing: Standing, choice: Choice | None) -> Standing:
    """The standing after an answer."""
    if choice is None:
        return standing
    store = choice.means.get(KEPT, standing.store)
    alert = bool(choice.consent and choice.consent.purpose == "alert" and choice.consent.given)
    return replace(standing, store=store if isinstance(store, str) else None, alert=standing.alert or alert)


def _branches(step: Step, standing: Standing, chosen: str) -> Iterator[str]:
    if step.to:
        yield step.to
    for branch in step.next:
        sure = True if branch.when is None else holds(branch.when, standing.store, chosen)
        if sure is not False:
            yield branch.to
        if sure:
            return


def holds(when: Condition, store: str | None, chosen: str) -> bool | None:
    """Whether a condition holds if only `consent_store` and the choice are known; None where that is not enough."""
    match when:
        case Chosen(ids):
            return chosen in ids
        case Not(part):
            inner = holds(part, store, chosen)
            return None if inner is None else not inner
        case All(parts) | AnyOf(parts):
            return _joined([holds(part, store, chosen) for part in parts], against=isinstance(when, AnyOf))
        case OneOf() | Compared():
            known = {KEPT: store} if store else {}
            return when.holds(known, chosen) if when.field == KEPT else None


def _joined(parts: list[bool | None], *, against: bool) -> bool | None:
    """All (against False) or any (against True) of three-valued parts."""
    if against in parts:
        return against
    return None if None in parts else not against

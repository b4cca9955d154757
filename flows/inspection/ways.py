"""The ways of a release as a graph that rules can walk: every answer with every branch that it may take.

Only here: how steps hang together for an inspection. `_back` leads where the person came from, so it is no edge.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from flows.conditions import Chosen, Condition
from flows.definition import BACK, OPEN_KINDS, Choice, Release, Step

SELF_ANSWERING = (*OPEN_KINDS, "number", "text", "word")  # kinds that take an answer which is no declared choice


@dataclass(frozen=True, slots=True)
class Way:
    """One possible move: by which answer (None: another than the declared ones, or none asked) and branch."""

    source: str
    part: str
    target: str
    choice: Choice | None
    when: Condition | None


def ways(step: Step) -> Iterator[Way]:
    """Every move that the author wrote for a step."""
    if step.ask is None:
        yield from (Way(step.id, f"next/{n}", branch.to, None, branch.when) for n, branch in enumerate(step.next, 1))
        if step.to:
            yield Way(step.id, "to", step.to, None, None)
        return
    for choice in step.ask.choices:
        if choice.to:
            yield Way(step.id, f"choice/{choice.id}", choice.to, choice, choice.when)
        else:
            yield from _branches(step, choice)
    if falls_through(step):
        yield from _branches(step, None)


def falls_through(step: Step) -> bool:
    """Whether a question can be answered by something else than its choices, and so needs branches."""
    return step.ask is not None and (step.ask.skip is not None or step.ask.kind in (*SELF_ANSWERING, "multi"))


def _branches(step: Step, choice: Choice | None) -> Iterator[Way]:
    for number, branch in enumerate(step.next, 1):
        if isinstance(branch.when, Chosen) and (choice.id if choice else "") not in branch.when.ids:
            continue
        yield Way(step.id, f"next/{number}", branch.to, choice, branch.when)


@dataclass(frozen=True)
class Map:
    """All ways of a release, by where they begin."""

    release: Release
    leaving: Mapping[str, tuple[Way, ...]]

    @classmethod
    def of(cls, release: Release) -> Map:
        """Draw the map; ways to steps that do not exist are left out (another rule names them)."""
        known = release.steps
        return cls(
            release, {name: tuple(way for way in ways(step) if way.target in known) for name, step in known.items()}
        )

    @property
    def roots(self) -> list[str]:
        """Where a talk can be put from outside: the release-wide targets."""
        return [name for name in dict.fromkeys(self.release.globals.values()) if name in self.release.steps]

    def reached(self, roots: Iterable[str], passable: Callable[[Way], bool] = lambda _: True) -> set[str]:
        """Every step that can be reached from the roots over ways that may be passed."""
        seen = set(roots)
        todo = deque(seen)
        while todo:
            for way in self.leaving[todo.popleft()]:
                if way.target not in seen and passable(way):
                    seen.add(way.target)
                    todo.append(way.target)
        return seen

    def waits_until(self, start: str, arrived: Callable[[Step], bool], limit: int) -> int | None:
        """The least number of screens from `start` (counted) to a step that fits; None beyond the limit."""
        best = {start: int(self.release.steps[start].waits)}
        todo = deque([start])
        while todo:
            name = todo.popleft()
            if arrived(self.release.steps[name]):
                return best[name]
            for way in self.leaving[name]:
                cost = best[name] + int(self.release.steps[way.target].waits)
                if cost <= limit and cost < best.get(way.target, limit + 1):
                    best[way.target] = cost
                    # Steps that pass cost nothing, so they go first: the walk stays in order of screens.
                    (todo.append if self.release.steps[way.target].waits else todo.appendleft)(way.target)
        return None

    def next_waits(self, start: str) -> set[str]:
        """The steps at which the talk can stop next, `start` itself if it waits."""
        seen, todo, found = {start}, [start], set()
        while todo:
            name = todo.pop()
            if self.release.steps[name].waits:
                found.add(name)
                continue
            fresh = [way.target for way in self.leaving[name] if way.target not in seen]
            seen.update(fresh)
            todo.extend(fresh)
        return found


def comes_back(step: Step) -> bool:
    """Whether a step can return the person to where they came from."""
    return any(target == BACK for _, target, _ in step.targets())

"""The one table of a talk's moves: a `transitions.Machine` per release, compiled once, bound to nobody.

Every move that an answer can make is a row of this table; `_back` is a state of it, which the talk resolves along its
own trail. Rules that keep it safe: `model=None`, so nothing is decorated; guards are callables made from checked
structures, never strings, which the library would import and call; no callbacks but guards; the library's logger,
which prints what is bound, never speaks. Only this file imports `transitions`.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import lru_cache
from typing import Any, cast

from transitions import EventData, Machine

from flows.conditions import Condition, Facts
from flows.definition import BACK, Release, Step

RELEASES_KEPT = 16  # compiled releases in memory: the live one, those that talks are pinned to, drafts being played
ANSWER, PASS = "answer", "pass"

for _name in ("transitions", "transitions.core"):  # a logger does not inherit its parent's silence
    logging.getLogger(_name).disabled = True

_NO_EVENT: tuple[Any, frozenset[str]] = (None, frozenset())
Guard = Callable[[EventData], bool]


class Place:
    """Where a talk stands while one move is decided: the model that the table moves, used once."""

    __slots__ = ("chosen", "facts", "state")

    def __init__(self, state: str, facts: Facts, chosen: str) -> None:
        self.state, self.facts, self.chosen = state, facts, chosen


class Moves:
    """The compiled table of one release."""

    __slots__ = ("_events", "steps")

    def __init__(self, release: Release) -> None:
        states = [*release.steps, BACK]
        machine = Machine(
            model=None, states=states, initial=BACK, auto_transitions=False, send_event=True, queued=False
        )
        for step in release.steps.values():
            for trigger, source, target, guard in rows(step):
                if target in machine.states:
                    machine.add_transition(trigger, source, target, conditions=[guard] if guard else None)
        self.steps = release.steps
        # `event.transitions` makes what it is asked for; the frozen copy of its keys is what may be asked.
        events: dict[str, Any] = machine.events
        self._events = {name: (event, frozenset(event.transitions)) for name, event in events.items()}

    def after(self, step: Step, facts: Facts, chosen: str) -> str | None:
        """Where `chosen` leads from a step that waits, or where one that passes on leads; None if nowhere."""
        event, sources = self._events.get(ANSWER if step.waits else PASS, _NO_EVENT)
        if step.id not in sources:
            return None
        place = Place(step.id, facts, chosen)
        return place.state if event.trigger(place) else None


def rows(step: Step) -> list[tuple[str, str, str, Guard | None]]:
    """The rows of one step as (trigger, from, to, guard), in the order in which they are tried."""
    choices = step.ask.choices if step.ask else ()
    found: list[tuple[str, str, str, Guard | None]] = [
        (ANSWER, step.id, choice.to, _chose(choice.id)) for choice in choices if choice.to
    ]
    trigger = ANSWER if step.waits else PASS
    found += [(trigger, step.id, branch.to, _holds(branch.when) if branch.when else None) for branch in step.next]
    if step.to:
        found.append((PASS, step.id, step.to, None))
    return found


def _place(event: EventData) -> Place:
    return cast(Place, event.model)


def _chose(choice: str) -> Guard:
    def guard(event: EventData) -> bool:
        return _place(event).chosen == choice

    return guard


def _holds(when: Condition) -> Guard:
    def guard(event: EventData) -> bool:
        place = _place(event)
        return when.holds(place.facts, place.chosen)

    return guard


@lru_cache(maxsize=RELEASES_KEPT)
def compiled(release: Release) -> Moves:
    """The table of a release; made once for as long as the release is in use."""
    return Moves(release)

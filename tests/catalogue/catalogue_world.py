"""Shared by the tests of the catalogue: the shipped release, its words, and a person who taps."""

from __future__ import annotations

from functools import cache

from bot import catalogue
from bot.wording import Words
from flows.definition import Release
from flows.events import Acted, Consented, Event
from flows.inputs import Go, Tap
from flows.session import Session, facts, resume, start


@cache
def release() -> Release:
    return catalogue.release()


@cache
def words() -> Words:
    return Words.load()


class Person:
    """Someone with a phone: taps, and remembers what it caused; the session is stored and read back each time."""

    def __init__(self, at: str | None = None, language: str = "en") -> None:
        self.session, self.events = start(release(), language, 0, at)
        self.taps = 1  # START

    def tap(self, *choices: str) -> Person:
        for choice in choices:
            stored = Session.from_json(self.session.to_json())
            self.session, events = resume(release(), stored, Tap(stored.seq, choice, frozenset({choice})), 0)
            self.taps += 1
            self._took(events)
        return self

    def tick(self, *choices: str) -> Person:
        return self.tap(*choices, "_done")

    def go(self, target: str) -> Person:
        self.session, events = resume(release(), self.session, Go(target), 0)
        self._took(events)
        return self

    def _took(self, events: list[Event]) -> None:
        refused = [event for event in events if type(event).__name__ == "TapRefused"]
        assert not refused, f"{self.session.at}: {refused}"
        self.events += events

    @property
    def at(self) -> str:
        return self.session.at

    @property
    def did(self) -> list[str]:
        return [event.action for event in self.events if isinstance(event, Acted)]

    @property
    def agreed(self) -> dict[str, bool]:
        return {event.purpose: event.given for event in self.events if isinstance(event, Consented)}

    @property
    def facts(self) -> dict[str, object]:
        return dict(facts(release(), self.session))

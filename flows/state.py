"""A talk in progress: what is remembered between two inputs, and how it is written down.

Frozen, so that an input that fails half way leaves nothing behind. It is sealed whole before it is stored; `repr`
shows no answer. This file does not know how a talk goes on.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from flows.errors import SessionUnreadable
from flows.events import Value

_NOTHING: Mapping[str, Any] = MappingProxyType({})
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


@dataclass(frozen=True, slots=True)
class Session:
    """One talk, pinned to a release and a language. `notes` are the caller's own small values, opaque here."""

    release: str
    language: str
    at: str
    seq: int
    answers: Mapping[str, Value] = field(default_factory=lambda: _NOTHING, repr=False)
    trail: tuple[str, ...] = field(default=(), repr=False)  # screens behind this one, oldest first
    ticks: tuple[str, ...] = field(default=(), repr=False)
    tries: int = 0
    started: int = 0
    touched: int = 0
    page: int = 0
    revising: str | None = None  # the review to come back to
    notes: Mapping[str, str] = field(default_factory=lambda: _NOTHING, repr=False)
    aside: Mapping[str, Value] = field(default_factory=lambda: _NOTHING, repr=False)  # answers behind a changed one

    def to_json(self) -> str:
        """Canonical JSON, written by hand: this runs for every update."""
        return _encode([
            1, self.release, self.language, self.at, self.seq, dict(self.answers), self.trail, self.ticks, self.tries,
            self.started, self.touched, self.page, self.revising, dict(self.notes), dict(self.aside),
        ])  # fmt: skip

    @classmethod
    def from_json(cls, text: str) -> Session:
        """The session that `to_json` wrote; SessionUnreadable for anything else."""
        try:
            version, release, language, at, seq, answers, trail, ticks, tries, *rest = json.loads(text)
            started, touched, page, revising, notes, aside = rest
            if version != 1:
                raise SessionUnreadable("The session was written by a newer program; upgrade this one.")
            return cls(
                release, language, at, seq, _values(answers), tuple(trail), tuple(ticks), tries,
                started, touched, page, revising, notes, _values(aside),
            )  # fmt: skip
        except (ValueError, TypeError, AttributeError):
            raise SessionUnreadable("This is no session of a talk.") from None


def _values(raw: Mapping[str, Any]) -> dict[str, Value]:
    return {name: tuple(value) if isinstance(value, list) else value for name, value in raw.items()}

"""How people say that our help was, by month: three numbers, and nothing that leads to a person or a case."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

from bot.store import Connection, counters

GOOD: Final = "good"
BAD: Final = "bad"
COMPLAINT: Final = "complaint"
KINDS: Final = (GOOD, BAD, COMPLAINT)


def add(c: Connection, kind: str, now: int) -> None:
    """Count one answer."""
    counters.add(c, _name(kind), month(now))


def of(c: Connection) -> dict[str, dict[str, int]]:
    """By month, how often each was said."""
    found: dict[str, dict[str, int]] = {}
    for kind in KINDS:
        for when, count in counters.of(c, _name(kind)).items():
            found.setdefault(when, dict.fromkeys(KINDS, 0))[kind] = count
    return dict(sorted(found.items()))


def month(now: int) -> str:
    """The month of a moment, as `2026-11`."""
    return f"{datetime.fromtimestamp(now, UTC):%Y-%m}"


def _name(kind: str) -> str:
    return f"feedback.{kind}"

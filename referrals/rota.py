"""Who is on duty: the seam where the rota will stand.

Until shifts exist, every active officer is on duty and a recipient at every hour. The ladder and the summons ask only
here, so that a rota changes this file and no other.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Officer:
    """One officer as the rota sees them: an opaque name, and whether they are active."""

    name: str
    active: bool = True


def on_duty(officers: Iterable[Officer], now: int) -> tuple[str, ...]:
    """The names of those whose bells ring at `now`, in a fixed order; `now` decides nothing until shifts exist."""
    del now
    return tuple(sorted(officer.name for officer in officers if officer.active))

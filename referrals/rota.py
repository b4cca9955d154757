"""Who is on duty: the seam where the rota will stand.

Until shifts exist, every active officer is on duty at every hour. The ladder and the summons ask only here.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from referrals.ladder import People


@dataclass(frozen=True, slots=True)
class Officer:
    """One officer as the rota sees them: an opaque name, and whether they are called only after all others."""

    name: str
    last: bool = False


def people(officers: Iterable[Officer], now: int) -> People:
    """Whose bells ring at `now`, for each step of the ladder; `now` decides nothing until shifts exist."""
    del now
    known = sorted(officers, key=lambda one: one.name)
    everyone = tuple(one.name for one in known if not one.last)
    last = tuple(one.name for one in known if one.last)
    return People(on_duty=everyone or last, everyone=everyone or last, last=last)

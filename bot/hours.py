"""The officers' own time zone: their clock times, the quiet moments of a day, and a moment shown in two zones.

Only here does a time zone meet a time; everything else counts seconds since 1970, UTC.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

NIGHT = (22, 6)
"""From this hour of an evening until that of a morning."""


@cache
def zone(name: str) -> ZoneInfo:
    """A zone of the IANA list."""
    return ZoneInfo(name)


def offset(at: int, name: str) -> int:
    """Seconds from UTC in this zone at that moment."""
    away = datetime.fromtimestamp(at, zone(name)).utcoffset()
    return int(away.total_seconds()) if away is not None else 0


def hour(at: int, name: str) -> int:
    """The hour of the day in this zone."""
    return datetime.fromtimestamp(at, zone(name)).hour


def clock(at: int, name: str) -> str:
    """The time of day in this zone, as `08:00`."""
    return f"{datetime.fromtimestamp(at, zone(name)):%H:%M}"


def day(at: int, name: str) -> str:
    """The day in this zone, as `20261123`."""
    return f"{datetime.fromtimestamp(at, zone(name)):%Y%m%d}"


def shown(at: int, name: str) -> str:
    """A moment as officers read it: in their zone, and in UTC beside it (F62)."""
    here = datetime.fromtimestamp(at, zone(name))
    plain = f"{here:%a %Y-%m-%d %H:%M} {name}"
    return plain if name == "UTC" else f"{plain} ({datetime.fromtimestamp(at, zone('UTC')):%a %H:%M} UTC)"


def later(text: str, name: str, by: timedelta = timedelta(0)) -> int:
    """The moment that somebody of this zone wrote as `2026-11-23 20:00`, so many days later by their clock.

    ValueError for anything else.
    """
    written = datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=zone(name))
    return int((written + by).timestamp())


def next_quiet(times: Sequence[str], name: str) -> Callable[[int], int]:
    """Gives the first of these times of day at or after a moment, the same each day; at once where there are none."""
    parts = [tuple(int(one) for one in text.split(":")) for text in times]

    def following(at: int) -> int:
        midday = datetime.fromtimestamp(at, zone(name)).replace(minute=0, second=0, microsecond=0)
        moments = (
            int((midday + timedelta(days=ahead)).replace(hour=hour_, minute=minute).timestamp())
            for ahead in (0, 1, 2)
            for hour_, minute in parts
        )
        return next((one for one in moments if one >= at), at)

    return following


def nightly(starts: int, ends: int, name: str) -> bool:
    """Whether a time between these two lies in the night of this zone."""
    from_, until = NIGHT
    return any(hour(at, name) >= from_ or hour(at, name) < until for at in range(starts, ends, 1800))

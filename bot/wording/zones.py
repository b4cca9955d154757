"""What o'clock it may be where a person is: the offsets from UTC that a country's clocks show within a year.

Zones come from CLDR and the system's time zone database; where that is missing nothing is known, and nothing is
guessed. It does not know who asks, nor what an hour is asked for.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel.core import get_global

MINUTE, HOUR, DAY = 60, 3600, 86400
SAMPLES = 13
"""Looks at a zone's clock over a year: enough to see it change in spring and in autumn."""


def offsets(country: str, at: int, hour: int | None = None) -> frozenset[int]:
    """Minutes from UTC that may hold for a person within a year, empty if nothing is known.

    `hour` is what o'clock it is there at `at`, where they said so: it chooses among a country's zones, or among all
    zones of the world.
    """
    found = _zones(country) if country else _everywhere()
    if not country and hour is None:
        return frozenset()
    fitting = [zone for zone in found if hour is None or (_minutes(zone, at) + at // MINUTE) // 60 % 24 == hour]
    return frozenset(offset for zone in fitting for offset in _year(zone, at // DAY))


def hours(country: str, at: int) -> tuple[int, ...]:
    """What o'clock it may be now in a country, from west to east, each once."""
    found = sorted({_minutes(zone, at) for zone in _zones(country)})
    return tuple(dict.fromkeys((offset + at // MINUTE) // 60 % 24 for offset in found))


def several(country: str, at: int) -> bool:
    """Whether the clocks of a country differ among themselves within a year."""
    return len({_year(zone, at // DAY) for zone in _zones(country)}) > 1


@lru_cache(maxsize=512)
def _zones(country: str) -> tuple[str, ...]:
    return tuple(_known(name for name, territory in get_global("zone_territories").items() if territory == country))


@lru_cache(maxsize=1)
def _everywhere() -> tuple[str, ...]:
    return tuple(_known(name for name, territory in get_global("zone_territories").items() if territory != "001"))


def _known(names: Iterable[str]) -> Iterable[str]:
    """The zones among these that this machine's database holds."""
    for name in sorted(names):
        try:
            ZoneInfo(name)
        except (KeyError, OSError, ValueError):
            continue
        yield name


@lru_cache(maxsize=2048)
def _year(zone: str, day: int) -> frozenset[int]:
    return frozenset(_minutes(zone, (day + step * 365 // SAMPLES) * DAY) for step in range(SAMPLES))


def _minutes(zone: str, at: int) -> int:
    offset = ZoneInfo(zone).utcoffset(datetime.fromtimestamp(at, UTC).astimezone(ZoneInfo(zone)))
    return int(offset.total_seconds()) // MINUTE if offset is not None else 0

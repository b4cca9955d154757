"""Durations, days, numbers and lists as people say them in each language, from CLDR.

A bot does not know a person's time zone, so a moment is a duration, or a weekday with its part of the day (DESIGN 3);
a clock time is never made here. It does not know what is being timed.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Literal

from babel.dates import format_date, format_timedelta
from babel.lists import format_list
from babel.numbers import format_decimal

MINUTE, HOUR, DAY = 60, 3600, 86400
PARTS = ((5, "night"), (12, "morning"), (17, "afternoon"), (21, "evening"), (24, "night"))
"""The parts of a day and the hours before which they end."""


def duration(seconds: int, language: str) -> str:
    """About how long: up to 90 minutes in minutes, up to 36 hours in hours, then in days; at least a minute."""
    if seconds <= 90 * MINUTE:
        return _units(seconds, MINUTE, "minute", language)
    if seconds <= 36 * HOUR:
        return _units(seconds, HOUR, "hour", language)
    return _units(seconds, DAY, "day", language)


def weekday(at: int, language: str, offset: int = 0) -> str:
    """The name of the day; `offset` is the person's distance from UTC in seconds, where it is known."""
    return format_date(datetime.fromtimestamp(at + offset, UTC), "EEEE", locale=language)


def part_of_day(at: int, offset: int = 0) -> str:
    """One of morning, afternoon, evening, night."""
    hour = (at + offset) % DAY // HOUR
    return next(part for end, part in PARTS if hour < end)


def day(at: int, language: str) -> str:
    """A date with its month as a word: "3 November 2026"."""
    when = datetime.fromtimestamp(at, UTC)
    return format_date(when, "d MMMM y" if language == "en" else "long", locale=language)


def number(value: int, language: str) -> str:
    """A whole number in the digits of prose."""
    return format_decimal(value, locale=language)


def listed(items: Sequence[str], language: str) -> str:
    """Several phrases as one: "a, b and c"."""
    return format_list(list(items), locale=language)


def _units(seconds: int, size: int, unit: Literal["minute", "hour", "day"], language: str) -> str:
    whole = timedelta(seconds=max(1, round(seconds / size)) * size)
    # The threshold is the share of the next unit at which Babel would leave this one: never.
    return format_timedelta(whole, granularity=unit, threshold=10_000, locale=language)

"""From the tap to the first human words: each answered alert's urgency, hour and seconds, of no person and no case.

Sealed under the server key, for beside the times of alerts it would tell a thief of the database how urgent each was.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from bot import hours
from bot.casework.officers import officer_key
from bot.casework.seals import open_json, seal_json
from bot.casework.tools import Tools, new_id
from bot.store import Connection, answers
from referrals.errors import SealBroken

DAY: Final = 86_400
KEPT: Final = 30
"""Days for which answers are remembered."""
BAND: Final = 6
"""Hours of one band of the day."""
ENOUGH: Final = 5
"""Fewer answers than this are no measure."""


@dataclass(frozen=True, slots=True)
class Measured:
    """One answered alert: how urgent, in which hour it was answered, after how many seconds."""

    level: str
    at: int
    seconds: int


@dataclass(frozen=True, slots=True)
class Figure:
    """What was measured of one urgency in one band of hours, in seconds."""

    level: str
    band: str
    count: int
    median: int
    most: int
    worst: int


def note(c: Connection, tools: Tools, level: str, opened: int, now: int) -> None:
    """Remember one answer."""
    name = new_id()
    value = {"level": level, "at": now // 3600 * 3600, "seconds": max(0, now - opened)}
    sealed = seal_json(officer_key(tools), "answers", name, 0, value)
    answers.put(c, answers.Answer(name, now // DAY, tools.keyring.active.id, sealed))


def every(c: Connection, tools: Tools, now: int) -> list[Measured]:
    """The answers of the last thirty days; one that cannot be opened counts for nothing."""
    keys = {key.id: key.key for key in tools.keyring.server}
    found = []
    for row in answers.since(c, now // DAY - KEPT):
        try:
            value = open_json(keys[row.key], "answers", row.id, 0, row.sealed)
        except (KeyError, SealBroken):
            continue
        found.append(Measured(value["level"], value["at"], value["seconds"]))
    return found


def reseal(c: Connection, tools: Tools) -> int:
    """Bring every answer under the active server key."""
    keys = {key.id: key.key for key in tools.keyring.server}
    rows = [row for row in answers.since(c, 0) if row.key != tools.keyring.active.id and row.key in keys]
    for row in rows:
        value = open_json(keys[row.key], "answers", row.id, 0, row.sealed)
        sealed = seal_json(officer_key(tools), "answers", row.id, 0, value)
        answers.change(c, row._replace(key=tools.keyring.active.id, sealed=sealed))
    return len(rows)


def forget(c: Connection, now: int) -> int:
    """Let go of what is older than it counts."""
    return answers.forget(c, now // DAY - KEPT)


def band(at: int, zone: str) -> str:
    """The band of hours in which a moment lies, by the officers' clock."""
    start = hours.hour(at, zone) // BAND * BAND
    return f"{start:02}-{start + BAND:02}"


def figures(found: Iterable[Measured], zone: str) -> list[Figure]:
    """Median, 90th percentile and worst, by urgency and band of hours."""
    groups: dict[tuple[str, str], list[int]] = {}
    for one in found:
        groups.setdefault((one.level, band(one.at, zone)), []).append(one.seconds)
    return [
        Figure(level, hours_, len(all_), share(all_, 50), share(all_, 90), max(all_))
        for (level, hours_), all_ in sorted(groups.items())
    ]


def usual(found: Sequence[Measured], level: str, now: int, zone: str) -> int | None:
    """What four of five people of this urgency waited at this hour, or at any; None where too few were measured."""
    same = [one for one in found if one.level == level]
    here = [one for one in same if band(one.at, zone) == band(now, zone)]
    counted = here if len(here) >= ENOUGH else same
    return share([one.seconds for one in counted], 80) if len(counted) >= ENOUGH else None


def share(values: Sequence[int], percent: int) -> int:
    """The smallest value that so many of a hundred do not exceed."""
    ordered = sorted(values)
    return ordered[max(0, -(-len(ordered) * percent // 100) - 1)]

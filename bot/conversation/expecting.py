"""What a person may be told about time: from confirmed shifts and from the last thirty days, or nothing.

A sentence whose value is not known is left out, so silence here is never a promise. Where many call at once what was
usual before is not true, and nothing is said of it.
"""

from __future__ import annotations

from typing import Final

from bot import hours
from bot.casework import duty, measured
from bot.casework.tools import Tools
from bot.store import Connection, alerts
from referrals import rota

MANY: Final = 5
"""More open alerts than this, and what was usual is not true now."""


def values(c: Connection, tools: Tools, level: str, language: str, now: int, *, calls: bool) -> dict[str, str]:
    """`usual_wait` and `time`, as far as known; after a call (`calls`) a time is when somebody is there again."""
    rows = list(duty.rows_on(c).values())
    shifts = duty.plan(c, now)
    on = bool(duty.people(c, tools, rows, now).on_duty)
    wait = _usual(c, tools, level, now)
    since = now if on else rota.next_on(shifts, now)
    if calls:
        if on:
            return {"usual_wait": tools.words.duration(wait, language)} if wait is not None else {}
        return {} if since is None else {"time": moment(tools, since, language)}
    if wait is None or since is None:
        return {}
    return {"time": moment(tools, since + wait, language)}


def moment(tools: Tools, at: int, language: str) -> str:
    """A weekday and part of day, by the officers' clock: the person's own is not known."""
    return tools.words.moment(at, language, hours.offset(at, tools.zone))


def _usual(c: Connection, tools: Tools, level: str, now: int) -> int | None:
    if len(alerts.open_(c)) > MANY:
        return None
    return measured.usual(measured.every(c, tools, now), level, now, tools.zone)

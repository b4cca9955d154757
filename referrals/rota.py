"""The rota is the promise: shifts, of which only those count that an officer confirmed by answering a ringing test.

Here is decided who is on duty, what a shift is owed next, and where the coming days have gaps. An installation without
any shift has everyone on duty at every hour. Names and times only: who an officer is, and how a test rings, is not
known here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from referrals.ladder import HOUR, MINUTE, SLACK, People

PLANNED, ASKED, CONFIRMED, MISSED = "planned", "asked", "confirmed", "missed"
"""How a shift stands: entered; its test rings; answered; not answered in time (an answer still confirms it)."""
FIRST, SECOND = "first", "second"
"""Who is called at once, and who is called beside them when nobody answered."""

EARLY: Final = 10 * MINUTE
"""A test rings so long before its shift begins."""
AGAIN: Final = 3 * MINUTE
PATIENCE: Final = 10 * MINUTE
"""A test that nobody answered for so long rings the lead."""
AHEAD: Final = 7 * 24 * HOUR
"""So far ahead gaps are shown."""


@dataclass(frozen=True, slots=True)
class Officer:
    """One officer as the rota sees them: an opaque name, whether they are called last, and whether they can open."""

    name: str
    last: bool = False
    able: bool = True


@dataclass(frozen=True, slots=True)
class Shift:
    """One officer's hours; `asked` is when their test rang first."""

    officer: str
    starts: int
    ends: int
    state: str = PLANNED
    role: str = FIRST
    asked: int | None = None


def people(officers: Iterable[Officer], shifts: Sequence[Shift], now: int) -> People:
    """Whose bells ring at `now`, for each step of the ladder."""
    known = {one.name: one for one in sorted(officers, key=lambda one: one.name)}
    last = tuple(name for name, one in known.items() if one.last)
    everyone = tuple(name for name in known if name not in last) or last
    if not shifts:
        return People(everyone, (), everyone, last)
    on = [s for s in shifts if is_on(s, now) and s.officer in known and known[s.officer].able]
    duty = _names(one for one in on if one.role == FIRST)
    second = _names(one for one in on if one.role == SECOND)
    if not duty:
        duty, second = second, ()
    return People(duty, second or _next(shifts, known, now), everyone, last)


def is_on(shift: Shift, now: int) -> bool:
    """Whether this shift is being kept: confirmed, and not over; an early answer counts from the answer on."""
    return shift.state == CONFIRMED and shift.starts - EARLY <= now < shift.ends


def on_duty(shifts: Iterable[Shift], now: int) -> tuple[str, ...]:
    """Who keeps a confirmed shift now."""
    return _names(one for one in shifts if is_on(one, now))


def _names(shifts: Iterable[Shift]) -> tuple[str, ...]:
    return tuple(sorted({one.officer for one in shifts}))


def _next(shifts: Iterable[Shift], known: Iterable[str], now: int) -> tuple[str, ...]:
    """The officer whose shift begins next: who is called second where nobody was named."""
    coming = [one for one in shifts if one.starts > now and one.officer in known]
    return (min(coming, key=lambda one: (one.starts, one.officer)).officer,) if coming else ()


# -- what a shift is owed

ASK, RING_LEAD, NOTHING = "ask", "ring the lead", ""


def owed(shift: Shift, rang: int | None, now: int) -> str:
    """What is to be done about a shift now; `rang` is when its test rang last.

    A time that lies ahead is of a clock that was set back: the test rings again, and the wait for it begins anew.
    """
    if shift.state not in (PLANNED, ASKED) or not shift.starts - EARLY <= now < shift.ends:
        return NOTHING
    if shift.state == PLANNED or shift.asked is None or rang is None or rang > now + SLACK:
        return ASK
    if now - shift.asked >= PATIENCE:
        return RING_LEAD
    return ASK if now - rang >= AGAIN else NOTHING


# -- gaps


def gaps(shifts: Iterable[Shift], since: int, until: int) -> list[tuple[int, int]]:
    """The times between these two in which no first shift stands that may yet be kept."""
    found: list[tuple[int, int]] = []
    covered = since
    kept = (one for one in shifts if one.role == FIRST and one.state != MISSED and one.ends > since)
    for one in sorted(kept, key=lambda one: one.starts):
        if one.starts >= until:
            break
        if one.starts > covered:
            found.append((covered, one.starts))
        covered = max(covered, one.ends)
    if covered < until:
        found.append((covered, until))
    return found


def next_on(shifts: Iterable[Shift], now: int) -> int | None:
    """When somebody is next to be on duty; None if no shift stands that may be kept."""
    coming = [one.starts for one in shifts if one.starts > now and one.state in (PLANNED, ASKED, CONFIRMED)]
    return min(coming, default=None)


def overlaps(shifts: Iterable[Shift], shift: Shift) -> bool:
    """Whether this officer has another shift at that time."""
    return any(s.officer == shift.officer and s.starts < shift.ends and shift.starts < s.ends for s in shifts)

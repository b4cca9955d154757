"""When which bell rings for an alert, and what ends it: only words to the person who called.

An alert has two clocks. *Taken*, a tap, only pauses the ringing; *answered* means that words or a phrase were sent
to the defender, or an outside step was recorded, by an officer who proved who they are, and nothing else ends an
alert. Whose bells these are is told from outside (`on_duty`); how a bell sounds and travels is not known here.

Times are seconds. Whatever was missed while nobody could ring is rung once, at once, and not as many times as it was
missed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType

MINUTE = 60
HOUR = 60 * MINUTE

LEVELS = ("T0", "T1", "T2", "T3", "TX")


@dataclass(frozen=True, slots=True)
class Schedule:
    """How often each level rings (a level without an entry rings once, silently) and how long a tap pauses it."""

    every: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({"T0": 3 * MINUTE, "T1": 30 * MINUTE}))
    pause: Mapping[str, int] = field(
        default_factory=lambda: MappingProxyType(
            {"T0": 10 * MINUTE, "T1": 30 * MINUTE, "T2": 2 * HOUR, "T3": 2 * HOUR, "TX": 2 * HOUR}
        )
    )


DEFAULT = Schedule()


@dataclass(frozen=True, slots=True)
class Alert:
    """Where one alert stands: how many bells have rung, until when it is paused, whether words were sent."""

    level: str
    opened: int
    taken_until: int | None = None
    answered: bool = False
    rung: int = 0


@dataclass(frozen=True, slots=True)
class Rings:
    """Ring these officers now; `after` is the alert once that is done. `resumed`: a pause ran out without words."""

    officers: tuple[str, ...]
    silent: bool
    resumed: bool
    after: Alert


def due(
    alert: Alert, now: int, on_duty: Sequence[str] = (), schedule: Schedule = DEFAULT
) -> tuple[Rings | None, int | None]:
    """What rings now, and when to look again; `None` as next time means: not before something changes."""
    if alert.answered:
        return None, None
    if alert.taken_until is not None and now < alert.taken_until:
        return None, alert.taken_until
    resumed = alert.taken_until is not None
    every = schedule.every.get(alert.level)
    wanted = _wanted(alert, now, every, resumed)
    after = replace(alert, rung=max(wanted, alert.rung), taken_until=None)
    following = alert.opened + after.rung * every if every else None
    if wanted <= alert.rung:
        return None, following
    return Rings(tuple(on_duty), silent=every is None, resumed=resumed, after=after), following


def _wanted(alert: Alert, now: int, every: int | None, resumed: bool) -> int:
    """How many bells ought to have rung by now; a pause that ran out always owes one more."""
    by_clock = 1 if every is None else max(0, now - alert.opened) // every + 1
    return max(by_clock, alert.rung + 1) if resumed else by_clock


def take(alert: Alert, now: int, schedule: Schedule = DEFAULT) -> Alert:
    """An officer says *I take it*: the ringing pauses, and resumes by itself if no words follow."""
    if alert.answered:
        return alert
    return replace(alert, taken_until=now + schedule.pause[alert.level])


def answer(alert: Alert) -> Alert:
    """Words went to the defender, or an outside step was recorded: the alert has ended."""
    return replace(alert, answered=True, taken_until=None)


def escalate(alert: Alert, level: str, now: int, schedule: Schedule = DEFAULT) -> Alert:
    """A later answer made it more urgent: it rings anew at once, unless taken, then after the shorter pause.

    A level never falls while an alert is open: what made it ring is not undone by what came after.
    """
    if alert.answered or LEVELS.index(level) >= LEVELS.index(alert.level):
        return alert
    until = None if alert.taken_until is None else min(alert.taken_until, now + schedule.pause[level])
    return replace(alert, level=level, rung=0, taken_until=until)


def truth(alert: Alert, now: int) -> tuple[int, int | None]:
    """How many minutes of silence the person was last owed a word about (0, 10, 30, 60 …), and when the next is due.

    The defender is told at 0, 10 and 30 minutes and then every 30, for as long as nobody has written.
    """
    if alert.answered:
        return 0, None
    minutes = max(0, now - alert.opened) // MINUTE
    told = 0 if minutes < 10 else 10 if minutes < 30 else minutes // 30 * 30
    following = {0: 10, 10: 30}.get(told, told + 30)
    return told, alert.opened + following * MINUTE

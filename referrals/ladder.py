"""When which bell rings for an alert and at whom, and what ends it: only words to the person who called.

An alert has two clocks. *Taken*, a tap, only pauses the ringing; *answered* means that words or a phrase were sent
to the defender, or an outside step was recorded, by an officer who proved who they are, and nothing else ends an
alert. The steps widen: those on duty, a second, everyone, those who are called last, and then all without end. Who
these are is told from outside (`People`); how a bell sounds and travels is not known here.

Times are seconds. Whatever was missed while nobody could ring is rung once, at once, at the widest step missed. A
clock that was set back is noticed by a next time that lies farther off than the step (`rebased`).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from types import MappingProxyType
from typing import Final

MINUTE = 60
HOUR = 60 * MINUTE
DAY = 24 * HOUR

LEVELS = ("T0", "T1", "T2", "T3", "TX")

ON_DUTY, SECOND, EVERYONE, ALL = range(4)
"""Whom a step calls; a later one is wider."""
EACH: Final = 2
IN_ALL: Final = 4
"""So often one officer's tap pauses an alert, and so often anybody's; then it rings on, whoever taps."""
SLACK: Final = 30
"""So far ahead a time may lie before a clock is held to have been set back: two machines never agree to the second."""


@dataclass(frozen=True, slots=True)
class People:
    """Whose bells these are: by name, in a fixed order. With nobody on duty, every step calls everyone."""

    on_duty: tuple[str, ...] = ()
    second: tuple[str, ...] = ()
    everyone: tuple[str, ...] = ()
    last: tuple[str, ...] = ()

    def called(self, whom: int) -> tuple[str, ...]:
        """The names that a step calls; a second who is on duty anyway is not called twice."""
        if whom == ALL:
            return tuple(dict.fromkeys((*self.everyone, *self.last)))
        if whom == EVERYONE or not self.on_duty:
            return self.everyone or self.last
        return self.on_duty if whom == ON_DUTY else tuple(name for name in self.second if name not in self.on_duty)


def only(people: People, names: Collection[str]) -> People:
    """The same people without those who are not named."""
    return People(
        *(tuple(one for one in some if one in names)
          for some in (people.on_duty, people.second, people.everyone, people.last))
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Rungs:
    """The steps of one level, in seconds after it began to ring; `loud`: which of the two bells."""

    every: int
    second: int
    everyone: int
    last: int
    endless: int
    loud: bool = True


def _own(found: dict[str, Rungs]) -> Callable[[], Mapping[str, Rungs]]:
    return lambda: MappingProxyType(found)


_CALM = Rungs(DAY, 2 * DAY, 2 * DAY, 7 * DAY, DAY, loud=False)


@dataclass(frozen=True, slots=True)
class Schedule:
    """The steps of each level, how long a tap pauses it, and the moments at which the quiet bell may ring."""

    rungs: Mapping[str, Rungs] = field(
        default_factory=_own(
            {
                "T0": Rungs(3 * MINUTE, 5 * MINUTE, 10 * MINUTE, 20 * MINUTE, 15 * MINUTE),
                "T1": Rungs(30 * MINUTE, HOUR, 2 * HOUR, 4 * HOUR, HOUR),
                "T2": Rungs(6 * HOUR, 12 * HOUR, DAY, 3 * DAY, DAY, loud=False),
                "T3": _CALM,
                "TX": _CALM,
            }
        )
    )
    pause: Mapping[str, int] = field(
        default_factory=lambda: MappingProxyType(
            {"T0": 10 * MINUTE, "T1": 30 * MINUTE, "T2": 2 * HOUR, "T3": 2 * HOUR, "TX": 2 * HOUR}
        )
    )
    quiet: Callable[[int], int] = lambda at: at
    """The first quiet moment at or after a time; by default, at once."""


DEFAULT = Schedule()


@dataclass(frozen=True, slots=True)
class Alert:
    """Where one alert stands: since when it rings, how many steps are done, until when it is paused."""

    level: str
    opened: int
    taken_until: int | None = None
    answered: bool = False
    rung: int = 0
    takers: tuple[str, ...] = ()
    """Who has paused it since it rings so loud, once for each pause."""


@dataclass(frozen=True, slots=True)
class Rings:
    """Ring these officers now; `after` is the alert once that is done. `resumed`: a pause ran out without words."""

    officers: tuple[str, ...]
    silent: bool
    resumed: bool
    after: Alert


def due(alert: Alert, now: int, people: People, schedule: Schedule = DEFAULT) -> tuple[Rings | None, int | None]:
    """What rings now, and when to look again; `None` as next time means: it has been answered."""
    if alert.answered:
        return None, None
    paused = _paused(alert, schedule)
    if paused is not None and now < paused:
        return None, paused
    resumed = paused is not None
    done = max(alert.rung, _wanted(alert, now, schedule))
    if done == alert.rung and not resumed:
        return None, _moment(alert, done, schedule)
    rungs = schedule.rungs[alert.level]
    # A pause that ran out always owes one more: at the next step's people, and that step still comes at its own time.
    names = _names(rungs, alert.rung, max(done, alert.rung + 1), people)
    after = replace(alert, rung=done, taken_until=None)
    return Rings(names, silent=not rungs.loud, resumed=resumed, after=after), _moment(after, done, schedule)


def nobody(people: People) -> bool:
    """Whether there is nobody at all to ring."""
    return not people.called(ALL)


def _names(rungs: Rungs, done: int, wanted: int, people: People) -> tuple[str, ...]:
    """Everybody whom the steps from `done` on call; the last of them is among those that call all, or near it."""
    numbers = {*range(done, min(wanted, len(_steps(rungs)))), wanted - 1}
    called = sorted({whom for number in numbers for whom in _step(rungs, number)[1]})
    return tuple(dict.fromkeys(name for whom in called for name in people.called(whom)))


def _paused(alert: Alert, schedule: Schedule) -> int | None:
    if alert.taken_until is None or schedule.rungs[alert.level].loud:
        return alert.taken_until
    return schedule.quiet(alert.taken_until)


def _wanted(alert: Alert, now: int, schedule: Schedule) -> int:
    """How many steps ought to have been done by now; a quiet one waits for the next quiet moment."""
    rungs = schedule.rungs[alert.level]
    number = _passed(rungs, max(0, now - alert.opened))
    while number and _moment(alert, number - 1, schedule) > max(now, alert.opened):
        number -= 1
    return number


def _moment(alert: Alert, number: int, schedule: Schedule) -> int:
    rungs = schedule.rungs[alert.level]
    at = alert.opened + _step(rungs, number)[0]
    return at if rungs.loud else schedule.quiet(at)


@lru_cache(maxsize=64)
def _steps(rungs: Rungs) -> tuple[tuple[int, tuple[int, ...]], ...]:
    """Every step up to the one that calls all, in order: its time and whom it calls."""
    found: dict[int, tuple[int, ...]] = dict.fromkeys(range(0, rungs.last, rungs.every), (ON_DUTY,))
    for at, whom in ((rungs.second, SECOND), (rungs.everyone, EVERYONE), (rungs.last, ALL)):
        found[at] = (*found.get(at, ()), whom)
    return tuple(sorted(found.items()))


def _step(rungs: Rungs, number: int) -> tuple[int, tuple[int, ...]]:
    steps = _steps(rungs)
    if number < len(steps):
        return steps[number]
    return steps[-1][0] + (number - len(steps) + 1) * rungs.endless, (ALL,)


def _passed(rungs: Rungs, elapsed: int) -> int:
    steps = _steps(rungs)
    last = steps[-1][0]
    if elapsed >= last:
        return len(steps) + (elapsed - last) // rungs.endless
    return sum(at <= elapsed for at, _ in steps)


def take(alert: Alert, now: int, schedule: Schedule = DEFAULT, by: str = "") -> Alert:
    """An officer says *I take it*: the ringing pauses, and resumes by itself if no words follow.

    The same thumb again makes a running pause no longer; and whoever has taken it often without a word pauses nothing
    any more, for they may be asleep, or somebody else may hold their phone.
    """
    running = alert.taken_until is not None and now < alert.taken_until
    if alert.answered or (running and alert.takers[-1:] == (by,)) or not may_pause(alert, by):
        return alert
    return replace(alert, taken_until=now + schedule.pause[alert.level], takers=(*alert.takers, by))


def may_pause(alert: Alert, by: str) -> bool:
    """Whether a tap of this officer may still pause it."""
    return alert.takers.count(by) < EACH and len(alert.takers) < IN_ALL


def looked_at(alert: Alert, now: int) -> int | None:
    """When an alert that was just taken is looked at again: its person is told the truth also while it is paused."""
    times = (alert.taken_until, truth(alert, now)[1] if alert.level == "T0" else None)
    return min((one for one in times if one is not None), default=None)


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
    return replace(alert, level=level, opened=now, rung=0, taken_until=until, takers=())


def set_back(alert: Alert, by: int, now: int, schedule: Schedule = DEFAULT) -> Alert:
    """The alert on a clock that was seen to go back by so much, so that it rings at once; a pause lasts as it would."""
    opened = min(alert.opened - by, now)
    if alert.taken_until is not None:
        return replace(alert, opened=opened, taken_until=min(alert.taken_until - by, now + schedule.pause[alert.level]))
    return replace(alert, opened=opened, rung=min(alert.rung, _passed(schedule.rungs[alert.level], now - opened) - 1))


def rebased(
    alert: Alert, following: int, now: int, schedule: Schedule = DEFAULT, *, apart: int = 0
) -> Alert | None:  # fmt: skip
    """The same where nobody saw it go back: None where all times can be true, else the alert, due at once.

    `following` is when it was to be looked at again; in a crowd that may be `apart` seconds off, for one bell stands
    for many. All its times move by as much, so that what was waited is kept.
    """
    ahead = following - now
    if alert.answered or (alert.opened <= now + SLACK and ahead <= max(_longest(alert, schedule), apart) + SLACK):
        return None
    opened = alert.opened - max(0, ahead)
    if opened > now:  # nothing of it can be believed: it begins anew
        return replace(alert, opened=now, rung=0, taken_until=None)
    rung = min(alert.rung, _passed(schedule.rungs[alert.level], now - opened) - 1)
    return replace(alert, opened=opened, rung=rung, taken_until=None if alert.taken_until is None else now)


def _longest(alert: Alert, schedule: Schedule) -> int:
    """The longest that an alert may wait at the step where it stands."""
    if alert.taken_until is not None:
        step = schedule.pause[alert.level]
    else:
        rungs = schedule.rungs[alert.level]
        step = _step(rungs, alert.rung)[0] - (_step(rungs, alert.rung - 1)[0] if alert.rung else 0)
    return step if schedule.rungs[alert.level].loud else step + DAY


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

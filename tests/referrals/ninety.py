"""Ninety days of an organisation on a clock that misbehaves: the ladder and the rota over a store that is only text.

True time runs on; the clock that the code is told jumps both ways. The leader is away some hours of each night and is
restarted; what it knows after that is what lies in the store, as JSON. Officers confirm some shifts, sleep through
others, take alerts and fall asleep, leave and join. Nothing here knows how a bell is sent.
"""

from __future__ import annotations

import json
import random
from dataclasses import dataclass, field, replace
from typing import Any

from bot.casework.alertfile import standing_json, standing_of
from referrals import ladder, rota
from referrals.ladder import DAY, HOUR, MINUTE

BEAT = 15
"""Seconds of true time between two looks; a look with nothing due costs nothing."""
LEVELS = ("T0", "T0", "T1", "T2", "T3", "TX")
SLOT = 6 * HOUR
SCHEDULE = ladder.Schedule(quiet=lambda at: -(-at // SLOT) * SLOT)
LATEST = {"T0": 15 * MINUTE, "T1": HOUR, "T2": 2 * DAY, "T3": 6 * DAY, "TX": 6 * DAY}
"""The longest that an alert which nobody has taken may be silent, by its own steps."""


@dataclass
class Watched:
    """What a test sees of one alert from outside, in true time and while the leader was up."""

    name: str
    level: str
    opened: int
    up: int = 0
    """Seconds in which somebody could have rung, since it opened."""
    rang_up: int = 0
    taken_up: int | None = None
    told_up: int = 0
    told: list[int] = field(default_factory=list)
    rung: set[str] = field(default_factory=set)
    answered: bool = False
    silent: int = 0
    """The longest silence while nobody had it."""
    untold: int = 0


class Ninety:
    """One organisation, from the first day to the last."""

    def __init__(self, seed: int, days: int = 90) -> None:
        self.random = random.Random(seed)
        self.days = days
        self.true, self.skew = 20_000 * DAY, 0
        self.store: dict[str, str] = {}
        self.shifts: list[rota.Shift] = []
        self.rang: dict[int, int] = {}
        self.officers = {name: name == "director" for name in ("ana", "ben", "cy", "dee", "eva", "director")}
        self.seen: dict[str, Watched] = {}
        self.away_until = 0
        self.asleep_until: dict[str, int] = {}
        self.jumped = self.last = self.true
        self.leads_rung = 0

    @property
    def now(self) -> int:
        """What the clock says."""
        return self.true + self.skew

    # -- days

    def run(self) -> None:
        """Live through all days."""
        for day in range(self.days):
            events = self._planned(day)
            end = self.true + DAY
            while self.true < end:
                while events and events[0][0] <= self.true:
                    events.pop(0)[1]()
                self._look()
                self._pass_until(min([end, self._next_look(), *(at for at, _ in events[:1])]))

    def _planned(self, day: int) -> list[tuple[int, Any]]:
        """What comes to this day: alerts, an outage at night, perhaps a jump, a restart, somebody who goes or comes."""
        pick, begin = self.random, self.true
        found = [(begin + pick.randrange(DAY), self._call) for _ in range(pick.randrange(2, 9))]
        found.append((begin + pick.randrange(4 * HOUR), self._go_away))
        found.append((begin + pick.randrange(DAY), self._restart))
        if pick.random() < 0.3:
            found.append((begin + pick.randrange(DAY), self._jump))
        for start in range(0, 24, 8):
            self._enter(self.now + start * HOUR)
        if day == self.days // 3:
            found.append((begin + HOUR, lambda: self.officers.pop("cy")))
        if day == self.days // 2:
            found.append((begin + HOUR, lambda: self.officers.update(fay=False)))
        if day % 20 == 10:  # a day on which nobody lifts a hand
            self.asleep_until = dict.fromkeys((*self.officers, "fay"), begin + DAY)
        return sorted(found, key=lambda one: one[0])

    def _enter(self, starts: int) -> None:
        officer = self.random.choice([one for one, last in self.officers.items() if not last])
        shift = rota.Shift(officer, starts, starts + 8 * HOUR)
        if self.random.random() < 0.9 and not rota.overlaps(self.shifts, shift):
            self.shifts.append(shift)
        self.shifts = [one for one in self.shifts if one.ends > self.now - DAY]

    def _go_away(self) -> None:
        self.away_until = self.true + self.random.randrange(10 * MINUTE, 4 * HOUR)

    def _restart(self) -> None:
        self.store = json.loads(json.dumps(self.store))
        self.shifts = [replace(one) for one in self.shifts]

    def _jump(self) -> None:
        if self.true >= self.away_until:  # the leader looks every few seconds, also where nothing is due
            self.last = max(self.last, self.now - ladder.SLACK - 5)
        self.skew += self.random.choice((1, -1)) * self.random.choice((40, 5 * MINUTE, 50 * MINUTE, 9 * HOUR, 3 * DAY))
        self.jumped = self.true

    def _call(self) -> None:
        name, level = f"a{len(self.seen)}", self.random.choice(LEVELS)
        self._write(name, ladder.Alert(level, self.now), {"told": 0}, self.now)
        self.seen[name] = Watched(name, level, self.true)

    # -- the leader, in the order of its duties

    def _look(self) -> None:
        if self.true < self.away_until:
            return
        self._steady()
        self._ask()
        people = rota.people([rota.Officer(one, last) for one, last in self.officers.items()], self.shifts, self.now)
        for name, text in list(self.store.items()):
            row = json.loads(text)
            if row["due"] <= self.now:
                self._ring(name, row, people)

    def _steady(self) -> None:
        by = self.last - self.now if self.now < self.last - ladder.SLACK else 0
        if by or self.now >= self.last + ladder.SLACK:
            self.last = self.now
        for name, text in list(self.store.items()):
            row = json.loads(text)
            stands = standing_of(row)
            if by:
                after: ladder.Alert | None = ladder.set_back(stands, by, self.now, SCHEDULE)
            else:
                after = ladder.rebased(stands, row["due"], self.now, SCHEDULE)
            if after is not None:
                told = min(row["told"], ladder.truth(after, self.now)[0])
                self._write(name, after, {"told": told}, self.now)

    def _ask(self) -> None:
        for number, shift in enumerate(self.shifts):
            what = rota.owed(shift, self.rang.get(shift.starts), self.now)
            if what == rota.ASK:
                asked = shift.asked if shift.asked is not None and shift.asked <= self.now else self.now
                self.rang[shift.starts] = self.now
                yes = self.random.random() < 0.4 and self._hears(shift.officer)
                state = rota.CONFIRMED if yes else rota.ASKED
                self.shifts[number] = replace(shift, state=state, asked=asked)
            elif what == rota.RING_LEAD:
                self.leads_rung += 1
                self.shifts[number] = replace(shift, state=rota.MISSED)

    def _ring(self, name: str, row: dict[str, Any], people: ladder.People) -> None:
        rings, following = ladder.due(standing_of(row), self.now, people, SCHEDULE)
        alert = rings.after if rings is not None else standing_of(row)
        seen = self.seen[name]
        minutes, truth = ladder.truth(alert, self.now) if alert.level == "T0" else (0, None)
        told = row["told"]
        if minutes > told:
            told, seen.told_up = minutes, seen.up
            seen.told.append(minutes)
        times = [one for one in (following, truth) if one is not None]
        self._write(name, alert, {"told": told}, min(times))
        if rings is not None:
            seen.rang_up, seen.taken_up = seen.up, None
            for officer in rings.officers:
                seen.rung.add(officer)
                self._heard(name, officer)

    # -- people

    def _hears(self, officer: str) -> bool:
        return self.asleep_until.get(officer, 0) <= self.true and officer in self.officers

    def _heard(self, name: str, officer: str) -> None:
        if name not in self.store or not self._hears(officer):
            return
        chance = self.random.random()
        if chance < 0.10:
            self.seen[name].answered = True
            del self.store[name]
        elif chance < 0.16:  # takes it, and falls asleep over it
            row = json.loads(self.store[name])
            before = standing_of(row)
            alert = ladder.take(before, self.now, SCHEDULE, officer)
            due = ladder.looked_at(alert, self.now)
            if alert != before and due is not None:
                self._write(name, alert, {"told": row["told"]}, due)
                self.seen[name].taken_up = self.seen[name].up
            self.asleep_until[officer] = self.true + 6 * HOUR

    # -- time

    def _write(self, name: str, alert: ladder.Alert, more: dict[str, Any], due: int) -> None:
        self.store[name] = json.dumps({**standing_json(alert), **more, "due": due})

    def _next_look(self) -> int:
        """The next moment at which something can be due; a fresh jump is looked at within a beat."""
        if self.true < self.away_until:
            following = self.away_until
        elif self.jumped == self.true:
            following = self.true + BEAT
        else:
            dues = [json.loads(text)["due"] - self.skew for text in self.store.values()]
            following = max(self.true + BEAT, min([*dues, self.true + 3 * MINUTE]))
        return following

    def _pass_until(self, following: int) -> None:
        """Let true time pass; only what passes while the leader is up counts for anybody who waits."""
        seconds, self.true, up = following - self.true, following, self.true >= self.away_until
        for name in self.store if up else ():
            seen = self.seen[name]
            seen.up += seconds
            if seen.taken_up is None:
                seen.silent = max(seen.silent, seen.up - seen.rang_up)
            seen.untold = max(seen.untold, seen.up - seen.told_up)

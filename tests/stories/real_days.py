"""Some days of an organisation on the real store: real bells, outages, jumps of the clock, restarts, tired officers.

What `tests/referrals/ninety.py` lives through as a model of text is done here by the leader's own duties, on files that
are closed and opened again. True time runs on; the clock that the bot is told jumps both ways.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass

from test_deleting import told
from test_shifts import enter

from bot.store import alerts
from tests.phone import Message, Phone
from tests.talks import HOUR, MINUTE, Talks

DAY = 24 * HOUR
BEAT = 15
RING, SHIFT = "Something is waiting", "I am on duty"
NOT_YET, STILL = "Nobody has answered yet", "Still nobody"
LATE = 4 * MINUTE
"""A look, and what a clock may go wrong without being noticed."""
STEP = 15 * MINUTE
"""The longest that a call for life is silent by its own steps."""


@dataclass
class Watched:
    """One who called, as it looks from outside; times count only while the leader was up."""

    phone: Phone
    case: str
    alert: str
    up: int = 0
    rang_up: int = 0
    rings: int = 0
    taken: bool = False
    answered: bool = False
    silent: int = 0
    untold: int = 0


class Days:
    """One organisation, from its first day to its last."""

    def __init__(self, talks: Talks, seed: int, days: int) -> None:
        self.talks, self.random, self.days = talks, random.Random(seed), days
        self.true, self.away_until, self.beaten = 0, 0, 0
        self.seen: list[Watched] = []
        self.asleep_until: dict[str, int] = {}
        self.tapped: set[tuple[str, int]] = set()
        self.jumps = self.restarts = 0

    def live(self) -> None:
        """Live through all days."""
        for day in range(self.days):
            events = self._planned()
            end = (day + 1) * DAY
            while self.true < end:
                while events and events[0][0] <= self.true:
                    events.pop(0)[1]()
                self._look()
                self._pass_until(min([end, self._next(), *(at for at, _ in events[:1])]))

    def _planned(self) -> list[tuple[int, Callable[[], None]]]:
        pick, begin = self.random, self.true
        found: list[tuple[int, Callable[[], None]]] = [
            (begin + pick.randrange(DAY), self._call) for _ in range(pick.randrange(3, 7))
        ]
        found.append((begin + pick.randrange(4 * HOUR), self._go_away))
        found.append((begin + pick.randrange(DAY), self._restart))
        found += [(begin + pick.randrange(DAY), self._jump) for _ in range(pick.randrange(3))]
        for start in range(0, 24, 8):
            enter(
                self.talks, pick.choice(tuple(self.talks.desks)), start * HOUR + 60 + len(self.seen), (start + 8) * HOUR
            )
        return sorted(found, key=lambda one: one[0])

    # -- what happens

    def _call(self) -> None:
        phone = told(self.talks, "> danger wake any armed HN")
        case = self.talks.case_of(phone) or ""
        (alert,) = self.talks.alerts_of(case)
        self.seen.append(Watched(phone, case, alert.id))

    def _go_away(self) -> None:
        self.away_until = self.true + self.random.randrange(10 * MINUTE, 4 * HOUR)

    def _restart(self) -> None:
        self.talks.restart()
        self.restarts += 1

    def _jump(self) -> None:
        if self.true >= self.away_until:  # the leader looks every few seconds, also where nothing is due
            self.talks.duties.steady(self.talks.clock.now())
        self.talks.clock.move(self.random.choice((1, -1)) * self.random.choice((40, 5 * MINUTE, 50 * MINUTE, 9 * HOUR)))
        self.jumps += 1

    # -- the leader

    def _look(self) -> None:
        if self.true < self.away_until:
            return
        now = self.talks.clock.now()
        if self.true - self.beaten >= HOUR:
            self.beaten = self.true
            self.talks.beat()
        for duty in (self.talks.duties.steady, self.talks.duties.keep_rota, self.talks.duties.ring):
            duty(now)
        self.talks.send()
        self._watch()
        for name in self.talks.desks:
            if self.asleep_until.get(name, 0) <= self.true:
                self._hears(name)

    def _watch(self) -> None:
        """Which of those who called were rung for."""
        for one in self.seen:
            if not one.answered:
                found = self.talks.store.read(lambda c, one=one: alerts.rings_of(c, one.alert))
                rings = sum(ring.rung > 0 for ring in found)
                if rings > one.rings:
                    one.rings, one.rang_up, one.taken = rings, one.up, False

    # -- people

    def _hears(self, name: str) -> None:
        desk = self.talks.desks[name]
        for line in [one for one in desk.ours if (name, one.id) not in self.tapped and one.buttons]:
            self.tapped.add((name, line.id))
            if SHIFT in [label for label, _ in line.buttons] and self.random.random() < 0.4:
                desk.press(line.buttons[0][1], line.id)
            elif RING in line.text:
                self._bell(name, desk, line)

    def _bell(self, name: str, desk: Phone, line: Message) -> None:
        tag = line.buttons[0][1].split(".")[1]
        found = self.talks.store.read(lambda c: alerts.by_tag(c, tag))
        one = next((one for one in self.seen if found is not None and one.alert == found.id), None)
        if one is None or one.answered:
            return
        chance = self.random.random()
        if chance < 0.04:
            desk.reply(line.id, f"Words for {one.case}")
            one.answered = self.talks.store.read(lambda c: alerts.get(c, one.alert)).state == "ended"  # type: ignore[union-attr]
        elif chance < 0.08:  # takes it, and falls asleep over it
            desk.press(line.buttons[0][1], line.id)
            one.taken = True
            self.asleep_until[name] = self.true + 6 * HOUR

    # -- time

    def _next(self) -> int:
        if self.true < self.away_until:
            return self.away_until
        now = self.talks.clock.now()
        dues = [one.due - now for one in self.talks.store.read(alerts.open_) if one.due is not None]
        return self.true + max(BEAT, min([*dues, 3 * MINUTE]))

    def _pass_until(self, following: int) -> None:
        seconds, up = following - self.true, self.true >= self.away_until
        self.true = following
        self.talks.clock.move(seconds)
        for one in self.seen if up else ():
            if not one.answered:
                one.up += seconds
                one.silent = max(one.silent, 0 if one.taken else one.up - one.rang_up)
                one.untold = max(one.untold, 0 if self._is_told(one) else one.up)

    def _is_told(self, one: Watched) -> bool:
        """Whether the person knows that nobody has written, in the chat or behind the knock."""
        if one.up < 10 * MINUTE or one.untold > STEP:
            return one.up < 10 * MINUTE
        waits = " ".join(map(str, self.talks.routing(one.case).get("truth", ())))
        return any(words in f"{one.phone.text} {waits}" for words in (NOT_YET, STILL))

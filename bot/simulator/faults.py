"""Faults on demand, and Telegram's flood limits when they are switched on.

A fault is planned for the next so many calls of a method (or of any) and used up by them.
"""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass, field

from bot.simulator.clock import MovableClock
from bot.simulator.errors import Refused, too_many

KINDS = ("429", "500", "502", "hang", "drop", "garbage", "slow")
"""hang: the request is done and the answer never comes; drop: done, and the connection is cut; garbage: no JSON;
slow: done after `retry_after` seconds, as on a poor line."""
SENDING = ("send", "copy", "forward", "editmessage")
_TOLERANCE = 0.05
"""Seconds by which clocks and networks may differ before a limit counts as passed."""


@dataclass(slots=True)
class Fault:
    """One planned fault."""

    kind: str
    method: str = ""
    times: int = 1
    retry_after: int = 1
    chat: int | None = None

    def fits(self, method: str, chat: int | None) -> bool:
        """Whether it strikes this call; getUpdates is struck only when named."""
        if not self.method and method == "getupdates":
            return False
        return self.method.lower() in {"", method} and self.chat in {None, chat}


@dataclass(slots=True)
class Faults:
    """What is planned."""

    planned: list[Fault] = field(default_factory=list)

    def plan(self, fault: Fault) -> None:
        """Let it strike from the next call on."""
        if fault.kind not in KINDS:
            raise ValueError(f"a fault is one of {', '.join(KINDS)}")
        self.planned.append(fault)

    def strike(self, method: str, chat: int | None) -> Fault | None:
        """The fault of this call, if any; it is used up once."""
        for fault in self.planned:
            if fault.fits(method, chat):
                fault.times -= 1
                self.planned = [other for other in self.planned if other.times > 0]
                return fault
        return None


def refuse(fault: Fault) -> None:
    """Raise what the faults that come before the work answer."""
    if fault.kind == "429":
        raise too_many(fault.retry_after)
    if fault.kind in {"500", "502"}:
        raise Refused(int(fault.kind))


class FloodLimits:
    """About 1 message a second in a chat, 20 a minute in a group, 30 a second overall; off until switched on."""

    def __init__(self, clock: MovableClock) -> None:
        self._clock = clock
        self._sent: dict[tuple[int, int], list[float]] = defaultdict(list)
        self.on = False
        self.refusals = 0
        self.per_chat = (1, 1.0)
        self.per_group = (20, 60.0)
        self.overall = (30, 1.0)

    def check(self, bot: int, method: str, chat: int) -> None:
        """Count a sending call, or refuse it with the seconds to wait."""
        if not self.on or not method.startswith(SENDING) or method == "sendchataction":
            return
        rules = [(chat, self.per_chat), (0, self.overall)] + ([(chat, self.per_group)] if chat < 0 else [])
        wait = max(self._wait(self._sent[bot, key], *rule) for key, rule in rules)
        if wait > _TOLERANCE:
            self.refusals += 1
            raise too_many(max(1, math.ceil(wait)))
        now = self._clock.exact()
        for key in {0, chat}:
            self._sent[bot, key].append(now)
            del self._sent[bot, key][:-60]

    def _wait(self, sent: list[float], count: int, seconds: float) -> float:
        if len(sent) < count:
            return 0.0
        return max(0.0, sent[-count] + seconds - self._clock.exact())

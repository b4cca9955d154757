"""Many at once (F14): many bells become one, in an order, and many calls from one place become one incident.

More than five alerts that ring one officer within ten minutes are a crowd: then their bell rings once in five minutes
and stands for all, with the summons of the one who comes first: whoever is known by a word, then whom a partner
introduced, then the oldest. Each alert keeps its own clocks, and nobody is refused anything for being one of many.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from bot import notices
from bot.casework import alertfile, alerting, duty
from bot.casework.alone import OnFault, alone
from bot.casework.duty import Note
from bot.casework.seals import Seals
from bot.casework.tools import Tools, new_id
from bot.conversation import reaching
from bot.store import Connection, alerts, cases, counters
from bot.store.officers import Officer
from referrals.errors import KeyGone, SealBroken

Json = dict[str, Any]
CROWD: Final = 5
WINDOW: Final = 10 * 60
APART: Final = 5 * 60
TOGETHER: Final = 60 * 60
"""Calls from one place that lie no farther apart are one incident."""
A_LOOK: Final = 60
"""So many alerts are linked in one transaction at the most."""
GROUPS: Final = "crowd.groups"
INCIDENTS: Final = "crowd.incidents"
LOUD: Final = ("T0", "T1")


@dataclass(slots=True)
class Lately:
    """What rang one officer in the last ten minutes: of which alerts, and when last with a sound."""

    alerts: set[str] = field(default_factory=set)
    last: int = -APART

    @property
    def crowded(self) -> bool:
        """Whether these are too many to ring one by one."""
        return len(self.alerts) > CROWD


def lately(c: Connection, now: int) -> dict[str, Lately]:
    """What rang whom lately."""
    found: dict[str, Lately] = {}
    for ring in alerts.rung_between(c, now - WINDOW, now):
        mine = found.setdefault(ring.officer, Lately())
        mine.alerts.add(ring.alert)
        mine.last = max(mine.last, ring.at if ring.screen is not None else mine.last)
    return found


@dataclass(frozen=True, slots=True, repr=False)
class Waiting:
    """An alert that nobody has taken, opened, for the order in which officers are given them."""

    alert: alerts.Alert
    state: Json
    key: bytes
    case: cases.Case

    @property
    def order(self) -> tuple[int, int]:
        """Whoever is known first, then the oldest."""
        return self.state.get("rank", alerting.UNKNOWN), self.state["opened"]


def waiting(c: Connection, seals: Seals, now: int) -> list[Waiting]:
    """Everybody who calls loudly and whom nobody has taken, in their order."""
    found = []
    for alert in alerts.open_(c):
        case = cases.get(c, alert.case_id)
        if case is None or alert.sealed is None:
            continue
        try:
            key = seals.of(case.conversation)["case"]
            state = alertfile.open_alert(key, alert)
        except (KeyGone, SealBroken):
            continue
        if state["level"] in LOUD and (state["taken_until"] or 0) <= now:
            found.append(Waiting(alert, state, key, case))
    return sorted(found, key=lambda one: one.order)


# -- who has which


def groups(c: Connection) -> dict[str, str]:
    """The alert that stands in each officer's crowded bell."""
    found: dict[str, str] = json.loads(counters.marked(c, GROUPS) or "{}")
    return found


def keep_groups(c: Connection, found: Mapping[str, str]) -> None:
    """Write down which alert stands in whose bell."""
    counters.mark(c, GROUPS, json.dumps(dict(found)))


def is_done(c: Connection, name: str, left: list[Waiting]) -> bool:
    """Whether an alert needs no bell of its own now: it ended, or somebody has it."""
    return alerts.get(c, name) is None or all(one.alert.id != name for one in left)


# -- one incident


def link(
    c: Connection, tools: Tools, seals: Seals, rows: Mapping[str, Officer], left: list[Waiting], now: int,
    on_fault: OnFault,
) -> None:  # fmt: skip
    """Join calls of one hour from one place to one incident, and tell everybody in it the truth about waiting."""
    places: dict[str, list[Waiting]] = {}
    for one in left:
        if one.state["brief"]["place"] and now - one.state["opened"] <= TOGETHER:
            places.setdefault(one.state["brief"]["place"], []).append(one)
    for found in places.values():
        if len(found) > CROWD:
            known = next((one.state["incident"] for one in found if one.state.get("incident")), None)
            incident = known or new_id()
            fresh = [one for one in found if not one.state.get("incident")][:A_LOOK]
            for one in fresh:
                alertfile.write_alert(c, one.key, one.alert, {**one.state, "incident": incident}, one.alert.due)
                with alone(c, on_fault, "crowd.untold"):
                    _tell(c, tools, seals, one, now)
            if fresh:
                _say_incident(c, tools, rows, incident, len(fresh), now)


def _tell(c: Connection, tools: Tools, seals: Seals, one: Waiting, now: int) -> None:
    """Tell one person of an incident that many call at once; silently, as all that is only true now."""
    routing = reaching.open_routing(seals, one.case)
    if routing["safe"] != "never":
        words = tools.words.word(notices.MANY, routing["language"], {})
        reaching.tell(c, tools, seals, one.case, words, now, truth=True)


def _say_incident(c: Connection, tools: Tools, rows: Mapping[str, Officer], incident: str, more: int, now: int) -> None:
    """How many people are one incident, in one message for each officer that changes where it stands."""
    known: Json = json.loads(counters.marked(c, INCIDENTS) or "{}")
    mine = known.get(incident, {"n": 0, "screens": {}})
    count = mine["n"] + more
    shown: dict[str, int] = {}
    for name, row in rows.items():
        note = Note(notices.INCIDENT, {"n": str(count)})
        screen = mine["screens"].get(name)
        if screen is None or not duty.change(c, tools, row, screen, note, now):
            screen = duty.tell(c, tools, row, note, now)
        if screen is not None:
            shown[name] = screen
    counters.mark(c, INCIDENTS, json.dumps({incident: {"n": count, "screens": shown}}))

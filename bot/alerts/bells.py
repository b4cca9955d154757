"""The two bells: constant words, one summons each, one officer each, and the wake channel beside the loud one.

A bell that cannot be sealed to its officer rings all the same, without the summons; a row of an officer that was spoilt
keeps nobody else from being called. When which bell rings is not decided here.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from bot import notices
from bot.alerts import crowd, waking
from bot.casework import duty, officers
from bot.casework.duty import Note
from bot.casework.seals import Seals, seal_json
from bot.casework.tools import Tools
from bot.casework.turn import OFFICERS
from bot.store import Connection, alerts, record, screens
from bot.store.cases import Case
from bot.store.officers import Officer
from referrals import ladder
from referrals.errors import NoRecipient, RosterRefused, SealBroken, SealFailed
from referrals.vault import Roster, Summons, seal_summons

Json = dict[str, Any]
OnFault = Callable[[str], None]
ATTACHED: Final = "note.age"
"""One name for every summons: a file name tells nothing."""


@dataclass(frozen=True)
class Bells:
    """One look at what is due: the tools, the moment, whom each step calls, and how they are rung."""

    c: Connection
    tools: Tools
    now: int
    on_fault: OnFault
    rows: Mapping[str, Officer]
    people: ladder.People
    seals: Seals
    lately: dict[str, crowd.Lately]

    @classmethod
    def at(cls, c: Connection, tools: Tools, seals: Seals, now: int, on_fault: OnFault) -> Bells:
        """Who is called at this moment."""
        rows = duty.callable_(c, tools)
        people = duty.people(c, tools, list(rows.values()), now)
        return cls(c, tools, now, on_fault, rows, people, seals, crowd.lately(c, now))

    def called_for(self, case: Case) -> ladder.People:
        """Whom the steps call for a case: its team, who read it; everybody where the list cannot be read."""
        fewer = ladder.only(self.people, duty.readers(self.tools, self.rows, case, self.now))
        return self.people if ladder.nobody(fewer) else fewer

    def ring(self, alert: alerts.Alert, state: Json, rings: ladder.Rings) -> int | None:
        """Ring what is owed; gives when to look again where all of them were rung for others a moment ago."""
        if rings.silent:
            for name in rings.officers:
                self.one(alert, name, state, rings.after.rung, loud=False)
            return None
        told = [self._ring_loud(alert, name, state, rings.after.rung) for name in rings.officers]
        return None if not told or None in told else min(one for one in told if one is not None)

    def _ring_loud(self, alert: alerts.Alert, name: str, state: Json, rung: int) -> int | None:
        """The loud bell of one officer: one by one, or in a crowd one for all, at most once in five minutes."""
        mine = self.lately.setdefault(name, crowd.Lately())
        mine.alerts.add(alert.id)
        if not mine.crowded:
            mine.last = self.now
            self.one(alert, name, state, rung, loud=True)
            return None
        stood = mine.last >= (alert.due or 0)
        if not stood and self.now - mine.last < crowd.APART:
            return mine.last + crowd.APART
        if not stood:
            mine.last = self.now
            self.first(name, rung)
        alerts.ring(self.c, alert.id, name, rung, "group", None, self.now)
        return None

    @cached_property
    def left(self) -> list[crowd.Waiting]:
        """Everybody whom nobody has taken, in their order; opened once in a look."""
        return crowd.waiting(self.c, self.seals, self.now)

    def first(self, name: str, rung: int, *, sound: bool = True) -> None:
        """Give an officer the alert that comes first; without a sound, the first that nobody else was given.

        A bell that sounds carries the first of all to everybody, for whoever was given it may be asleep.
        """
        others = crowd.groups(self.c)
        given = set() if sound else {one for officer, one in others.items() if officer != name}
        mine = [one for one in self.left if name in self.called_for(one.case).called(ladder.ALL)]
        free = [one for one in mine if one.alert.id not in given] or mine
        if free:
            self.one(free[0].alert, name, free[0].state, max(1, rung), loud=True, sound=sound)
            others[name] = free[0].alert.id
        else:
            others.pop(name, None)
        crowd.keep_groups(self.c, others)

    def one(
        self, alert: alerts.Alert, name: str, state: Json | None, rung: int, *, loud: bool, sound: bool = True
    ) -> None:
        """One bell for one officer, with their wake channel if it is the loud one."""
        row = self.rows[name]
        try:
            body = officers.open_officer(self.tools, row)
        except SealBroken:
            return self.on_fault("officer.sealed")
        if loud and sound and waking.wake(self.c, self.tools, row, self.now):
            alerts.ring(self.c, alert.id, row.id, rung, "wake", None, self.now)
        if body.get("chat"):
            document = self._summons(alert, state, body)
            content = {**bell(self.tools, body, alert.tag, loud=loud), "document": document}
            screen = self._want(row, content if sound else {**content, "silent": True})
            channel = "telegram" if loud and sound else "quiet"
            alerts.ring(self.c, alert.id, row.id, rung, channel, screen, self.now)
        return None

    def more(self, alert: alerts.Alert, row: Officer, state: Json) -> None:
        """The person sent more: the one who took it hears of it, without a sound, with a summons that says it all."""
        body = duty.body_of(self.tools, row)
        screen = None
        if row.lane is not None and body.get("chat"):
            document = self._summons(alert, state, body) if state.get("fresh") else None
            content = duty.content(self.tools, body, Note(notices.OFFICER_MORE))
            screen = self._want(row, content | ({"document": document} if document is not None else {}))
        alerts.ring(self.c, alert.id, row.id, 0, "telegram", screen, self.now)

    def _want(self, row: Officer, content: Json) -> int:
        name, key = self.tools.epochs.present(self.now)
        return screens.put(
            self.c, row.lane or "", OFFICERS,
            lambda id_, version: seal_json(key, "screens", str(id_), version, content),
            name, screens.REST if content["silent"] else screens.BELL, self.now, keep=True,
        )  # fmt: skip

    def _summons(self, alert: alerts.Alert, state: Json | None, body: Json) -> Json | None:
        """The summons for one officer alone, or None with an alarm if it cannot be sealed to them."""
        if state is None:
            return None
        try:
            roster = self.tools.roster(self.now)
            recipient = recipient_of(roster, body["name"], self.now)
            head = record.head(self.c)
            brief = state["brief"]
            sealed = seal_summons(
                (recipient,),
                Summons(
                    alert.case_id, state["level"], asked_for(brief), state["opened"] // 3600 * 3600, brief["safe"],
                    roster.version, head.hash or "" if head is not None else "", brief["place"],
                ),
            )  # fmt: skip
        except (NoRecipient, RosterRefused, SealFailed):
            self.on_fault("summons.not_sealed")
            return None
        return {"name": ATTACHED, "base64": base64.b64encode(sealed).decode()}


def bell(tools: Tools, body: Json, tag: str, *, loud: bool) -> Json:
    """A bell's words and button: the same for every alert, but for the tag behind the button."""
    taps = [(notices.BELL_TAKE, f"a.{tag}.take"), (notices.BELL_OPEN, f"a.{tag}.open")]
    note = Note(notices.BELL_RING if loud else notices.BELL_QUIET, taps=taps, loud=loud)
    return duty.content(tools, body, note)


def recipient_of(roster: Roster, name: str, now: int) -> str:
    """The officer's own recipient on the roster; NoRecipient if nobody signed for them."""
    for entry in roster.entries:
        if entry.name == name and entry.valid(now):
            return entry.recipient
    raise NoRecipient("this officer is not on the roster")


def asked_for(brief: Json) -> str:
    """The language of the talk, and beside it the one the person asked for and we do not have."""
    return f"{brief['language']}, asks for {brief['asked']}" if brief.get("asked") else str(brief["language"])

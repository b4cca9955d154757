"""Ringing: what is due is rung at everybody on duty, each with a bell of constant words and a summons of one size.

The ladder decides when, the rota whose bells; here a ring becomes a screen of the officers' bot, recorded, in one
transaction with the alert's next time. A bell that cannot be sealed to its officer rings all the same, without the
summons: an alert is never swallowed.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from bot import notices
from bot.conversation import casework, duty, officers, reaching
from bot.conversation.seals import Seals, seal_json
from bot.conversation.tools import Tools
from bot.conversation.turn import OFFICERS
from bot.store import Connection, StoreUnavailable, alerts, cases, record, screens
from bot.store.errors import translated
from bot.store.officers import Officer
from bot.store.statements import savepoint
from referrals import ladder
from referrals.errors import KeyGone, NoRecipient, RosterRefused, SealBroken, SealFailed
from referrals.vault import Roster, Summons, seal_summons

Json = dict[str, Any]
OnFault = Callable[[str], None]
HALF_AN_HOUR: Final = 30
ATTACHED: Final = "note.age"
"""One name for every summons: a file name tells nothing."""


BLIND: Final = 30 * 60
"""Seconds between two bells of an alert that nobody can read any more."""


def ring_due(c: Connection, tools: Tools, seals: Seals, now: int, on_fault: OnFault) -> int:
    """Ring what is due now; gives how many alerts were looked at."""
    found = alerts.due(c, now)
    if not found:
        return 0
    called = Called.at(c, tools, now, on_fault)
    for alert in found:
        try:
            with savepoint(c):
                _ring(called, seals, alert)
        except SealBroken:
            on_fault("alert.sealed")
            _ring_blind(called, alert)
        except KeyGone:  # the person took the case back: nobody can open it, nothing rings for it
            alerts.delete_row(c, alert.id)
        except Exception as error:  # one alert's fault must not silence the bells of all others
            if isinstance(translated(error), StoreUnavailable):
                raise
            on_fault(f"alert.{type(error).__name__}")
            _ring_blind(called, alert)
    return len(found)


def steady(c: Connection, tools: Tools, seals: Seals, now: int, on_fault: OnFault) -> int:
    """Notice that the clock was set back, or bells would be silent for as long: whatever cannot be true is due now.

    How far off a bell may lie says the alert's level, which is sealed; so those that name a later time are opened.
    """
    moved = 0
    for alert in alerts.ahead(c, now + ladder.SLACK):
        try:
            moved += _steadied(c, tools, seals, alert, now)
        except SealBroken:
            moved += alert.due is not None and alert.due > now + BLIND
            alerts.change(c, alert._replace(due=min(alert.due or now, now + BLIND)))
        except KeyGone:
            continue
    if moved:
        on_fault("clock.set_back")
    return moved


def _steadied(c: Connection, tools: Tools, seals: Seals, alert: alerts.Alert, now: int) -> bool:
    case = cases.get(c, alert.case_id)
    if case is None or alert.due is None:
        return False
    key = seals.of(case.conversation)["case"]
    state = casework.open_alert(key, alert)
    after = ladder.rebased(casework.standing_of(state), alert.due, now, tools.schedule)
    if after is None:
        return False
    told = min(state.get("told", 0), ladder.truth(after, now)[0])
    casework.write_alert(c, key, alert, {**state, **casework.standing_json(after), "told": told}, now)
    return True


@dataclass(frozen=True)
class Called:
    """One look at what is due: the tools, the moment, and whom each step calls."""

    c: Connection
    tools: Tools
    now: int
    on_fault: OnFault
    rows: Mapping[str, Officer]
    people: ladder.People

    @classmethod
    def at(cls, c: Connection, tools: Tools, now: int, on_fault: OnFault) -> Called:
        """Who is called at this moment."""
        rows = duty.rows_on(c)
        return cls(c, tools, now, on_fault, rows, duty.people(tools, list(rows.values()), now))


def _ring(called: Called, seals: Seals, alert: alerts.Alert) -> None:
    c, tools, now = called.c, called.tools, called.now
    case = cases.get(c, alert.case_id)
    if case is None:
        return
    key = seals.of(case.conversation)["case"]
    state = casework.open_alert(key, alert)
    rings, following = ladder.due(casework.standing_of(state), now, called.people, tools.schedule)
    if rings is not None and ladder.nobody(called.people):  # it stays owed, and is looked at again soon
        called.on_fault("alert.nobody_on_duty")
        casework.write_alert(c, key, alert, state, now + BLIND)
        return
    if rings is not None:
        state = {**state, **casework.standing_json(rings.after)}
        for name in rings.officers:
            _bell(called, alert, state, called.rows[name], rings)
        if rings.resumed:
            _say_resumed(called, alert)
    if state.get("more") and rings is None and state.get("taken_by") in called.rows:
        _quiet(c, tools, alert, called.rows[state["taken_by"]], now)
    state, truth = _own_up(c, tools, seals, case, state, now)
    times = [one for one in (following, truth) if one is not None]
    casework.write_alert(c, key, alert, {**state, "more": 0}, min(times, default=None))


def _say_resumed(called: Called, alert: alerts.Alert) -> None:
    """A pause ran out without words: the leads hear that it rings again (F03)."""
    for row in duty.leads(called.tools, list(called.rows.values())):
        body = duty.body_of(called.tools, row)
        if body.get("chat"):
            words = called.tools.words.word(notices.OFFICER_PAUSE_OVER, body.get("language", "en"), {})
            content = {"chat": body["chat"], "text": words, "rows": [], "silent": True}
            screen = _want(called.c, called.tools, row, content, screens.REST, called.now)
            alerts.ring(called.c, alert.id, row.id, 0, "telegram", screen, called.now)


def _own_up(
    c: Connection, tools: Tools, seals: Seals, case: cases.Case, state: Json, now: int
) -> tuple[Json, int | None]:
    """Tell who called for life how it stands at 10 and 30 minutes, then each 30, while nobody wrote (F04)."""
    if state["level"] != "T0":
        return state, None
    minutes, following = ladder.truth(casework.standing_of(state), now)
    if minutes <= state.get("told", 0):
        return state, following
    routing = reaching.open_routing(seals, case)
    text = notices.NOT_YET if minutes < HALF_AN_HOUR else notices.STILL_NOBODY
    if routing["safe"] != "never":
        reaching.tell(c, tools, seals, case, tools.words.word(text, routing["language"], {}), now, truth=True)
    return {**state, "told": minutes}, following


def _ring_blind(called: Called, alert: alerts.Alert) -> None:
    """An alert whose row was spoilt: nobody can say how urgent it is or whose, and it rings all the same."""
    for row in called.rows.values():
        _rung(called, alert, row, screens.BELL, 0, None)
    alerts.change(called.c, alert._replace(due=called.now + BLIND))


def _bell(called: Called, alert: alerts.Alert, state: Json, row: Officer, rings: ladder.Rings) -> None:
    _rung(called, alert, row, screens.REST if rings.silent else screens.BELL, rings.after.rung, state)


def _rung(called: Called, alert: alerts.Alert, row: Officer, priority: int, rung: int, state: Json | None) -> None:
    """One bell for one officer; a row of theirs that was spoilt keeps nobody else from being called."""
    c, tools, now = called.c, called.tools, called.now
    try:
        body = officers.open_officer(tools, row)
    except SealBroken:
        return called.on_fault("officer.sealed")
    language = body.get("language", tools.languages[0])
    silent = priority == screens.REST
    text = notices.BELL_QUIET if silent else notices.BELL_RING
    content = {
        "chat": body["chat"], "text": tools.words.word(text, language, {}), "silent": silent,
        "rows": [
            [officers.button(tools, language, notices.BELL_TAKE, f"a.{alert.tag}.take")],
            [officers.button(tools, language, notices.BELL_OPEN, f"a.{alert.tag}.open")],
        ],
        "document": None if state is None else _summons(c, tools, alert, state, body, now, called.on_fault),
    }  # fmt: skip
    screen = _want(c, tools, row, content, priority, now)
    alerts.ring(c, alert.id, row.id, rung, "telegram", screen, now)
    return None


def _quiet(c: Connection, tools: Tools, alert: alerts.Alert, row: Officer, now: int) -> None:
    """The person sent more: the one who took it hears of it, without a sound."""
    body = officers.open_officer(tools, row)
    words = tools.words.word(notices.OFFICER_MORE, body.get("language", tools.languages[0]), {})
    screen = _want(c, tools, row, {"chat": body["chat"], "text": words, "rows": [], "silent": True}, screens.REST, now)
    alerts.ring(c, alert.id, row.id, 0, "telegram", screen, now)


def _want(c: Connection, tools: Tools, row: Officer, content: Json, priority: int, now: int) -> int:
    name, key = tools.epochs.present(now)
    return screens.put(
        c, row.lane or "", OFFICERS, lambda id_, version: seal_json(key, "screens", str(id_), version, content),
        name, priority, now, keep=True,
    )  # fmt: skip


def _summons(
    c: Connection, tools: Tools, alert: alerts.Alert, state: Json, body: Json, now: int, on_fault: OnFault
) -> Json | None:
    """The summons for one officer alone, or None with an alarm if it cannot be sealed to them."""
    try:
        roster = tools.roster(now)
        recipient = recipient_of(roster, body["name"], now)
        head = record.head(c)
        brief = state["brief"]
        sealed = seal_summons(
            (recipient,),
            Summons(
                alert.case_id, state["level"], brief["language"], state["opened"] // 3600 * 3600, brief["safe"],
                roster.version, head.hash or "" if head is not None else "", brief["place"],
            ),
        )  # fmt: skip
    except (NoRecipient, RosterRefused, SealFailed):
        on_fault("summons.not_sealed")
        return None
    return {"name": ATTACHED, "base64": base64.b64encode(sealed).decode()}


def recipient_of(roster: Roster, name: str, now: int) -> str:
    """The officer's own recipient on the roster; NoRecipient if nobody signed for them."""
    for entry in roster.entries:
        if entry.name == name and entry.valid(now):
            return entry.recipient
    raise NoRecipient("this officer is not on the roster")

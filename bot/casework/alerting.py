"""Calling officers: an alert is opened, made more urgent, or told that more has arrived.

One open alert per person, whatever is tapped (F14). Nothing here ends one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from bot.casework import alertfile, casefile, joining, sealing
from bot.casework.facts import call_level, level_of
from bot.casework.seals import seal_json
from bot.casework.tools import new_id
from bot.store import alerts, cases, words
from referrals import ladder, lifecycle

if TYPE_CHECKING:
    from bot.casework.turn import Turn

Json = dict[str, Any]
URGENT: Final = "T0"
KNOWN, INTRODUCED, UNKNOWN = range(3)
"""The order of many: known by a word or a case, introduced by a partner, the others."""
ASKED: Final = "T1"
"""The least urgency of a person who asks for a person."""


def raise_alert(turn: Turn, level: str) -> None:
    """Open an alert, or add to the one that is open: one open alert per person, whatever is tapped (F14)."""
    case = casefile.ensure(turn)
    level = call_level(turn.facts(), level)
    if turn.talk.alert is not None and not turn.talk.joined and escalated(turn, turn.talk.alert, level, turn.id):
        return
    row = cases.get(turn.c, case)
    if row is not None and row.state == lifecycle.State.DRAFT:
        casefile.change_routing(turn, case, casefile.routing_of(turn), lifecycle.advance(row.state, "alert"))
    sealing.write_facts(turn)
    turn.change(alert=_opened(turn, (turn.id, case), level), joined="", number=0)


def _opened(turn: Turn, place: joining.Place, level: str) -> str:
    """Open an alert of this case, and give its id."""
    conversation, case = place
    alert, tag = new_id(), new_id()[:6]
    state = {"level": level, "opened": turn.now, "taken_until": None, "answered": False, "rung": 0, "more": 0,
             "rank": rank(turn, conversation), "brief": brief(turn)}  # fmt: skip
    sealed = seal_json(turn.seals.of(conversation)["case"], "alerts", alert, 0, state)
    alerts.put(turn.c, alert, case, tag, "case", sealed, turn.now, due=turn.now)
    turn.note("alert.opened", case)
    return alert


def rank(turn: Turn, conversation: str) -> int:
    """Who comes first where many call: whose chat has a word or a case already, then the others (F14)."""
    known = words.get(turn.c, conversation) is not None or bool(turn.talk.sent) or conversation != turn.id
    return KNOWN if known else UNKNOWN


def brief(turn: Turn) -> Json:
    """What the summons may say: no story, name or contact."""
    found = turn.facts()
    return {
        "language": turn.language, "place": found.country or found.region,
        "safe": found.details.get("safe_hours", ""), "asked": found.details.get("language_asked", ""),
    }  # fmt: skip


def escalated(turn: Turn, alert: str, level: str, conversation: str) -> bool:
    """Add to the open alert; False if it has ended meanwhile."""
    row = alerts.get(turn.c, alert)
    if row is None or row.state != "open":
        turn.change(alert=None)
        return False
    key = turn.seals.of(conversation)["case"]
    state = alertfile.open_alert(key, row)
    before = alertfile.standing_of(state)
    after = ladder.escalate(before, level, turn.now, turn.tools.schedule)
    worse = after != before
    told = 0 if worse else state.get("told", 0)
    due = turn.now if worse else row.due
    changed = {**state, **alertfile.standing_json(after), "told": told, **_briefed(state, brief(turn))}
    alertfile.write_alert(turn.c, key, row, changed, due)
    return True


def tell_more(turn: Turn) -> None:
    """Join what arrived to the open alert: the present summons changes, and the one who took it hears of it quietly."""
    if turn.talk.alert is None:
        return None
    place = joining.joined(turn)
    row = alerts.get(turn.c, turn.talk.alert)
    if row is not None and row.state == "open":
        return more(turn, row, place[0] if place is not None else turn.id)
    if place is not None:  # it was answered before these words came: they call again
        return turn.change(alert=_opened(turn, place, ASKED))
    turn.change(alert=None)
    return call_for_part(turn)


def more(turn: Turn, row: alerts.Alert, conversation: str) -> None:
    """Let the alert of this conversation's case know that something arrived."""
    key = turn.seals.of(conversation)["case"]
    state = alertfile.open_alert(key, row)
    summons = brief(turn)
    if conversation != turn.id:  # from a chat that had forgotten: it only adds what was not known
        summons = {**state["brief"], "place": state["brief"]["place"] or summons["place"]}
    counted = {**state, **_briefed(state, summons), "more": state.get("more", 0) + 1}
    alertfile.write_alert(turn.c, key, row, counted, turn.now)


def _briefed(state: Json, summons: Json) -> Json:
    """What the summons says now, and whether officers hold one that says less."""
    return {"brief": summons, "fresh": bool(state.get("fresh")) or summons != state["brief"]}


def call_for_part(turn: Turn) -> None:
    """Let officers hear of what was passed on outside an alert: an alert of its own, at the urgency of the facts."""
    if turn.talk.alert is None:
        level, _ = level_of(turn.facts(), turn.tools.triage)
        raise_alert(turn, level)


def tell_officers(turn: Turn, news: str, case: str) -> None:
    """Let every officer know, by a constant sentence, what happened to a case."""
    turn.job("officers", {"news": news, "id": case, "at": turn.now})


def standing(turn: Turn) -> str:
    """How the case stands, as the person is told: one of `notices.STATES`."""
    row = cases.get(turn.c, turn.talk.case) if turn.talk.case else None
    if row is None:
        return "closed"
    alert = alerts.get(turn.c, turn.talk.alert) if turn.talk.alert else None
    if alert is not None and alert.state == "open" and alert.sealed is not None:
        state = alertfile.open_alert(turn.seals.of(turn.id)["case"], alert)
        return "taken" if state["taken_until"] else "ringing"
    names = {"open": "open", "waiting": "waiting_for_person", "quiet": "quiet", "closed": "closed"}
    return names.get(row.state, "answered" if alert is not None else "open")

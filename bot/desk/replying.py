"""Words of an officer on their way to the person: whose they are for, what must come before, and what they end.

Only words to the person end an alert, and only from an officer who has proved who they are. *I take it* needs no
proof: it only pauses.
"""

from __future__ import annotations

from typing import Final

from bot import notices
from bot.casework import alertfile, duty, holding, officers
from bot.casework.holding import Json
from bot.casework.officers import Desk
from bot.casework.turn import OFFICERS
from bot.conversation import reaching
from bot.desk import proving
from bot.store import alerts, cases, screens
from bot.store.officers import Officer
from flows.text import Text
from referrals import ladder
from referrals.errors import KeyGone, SealBroken
from referrals.lifecycle import State

GONE: Final = (State.ERASING, State.CLOSED)
"""Nothing leads to these persons any more."""
STILL: Final = 12 * 3600
"""For so long an officer's plain words go on to the person whom they answered last; a reply always does."""


# -- taking


def take_alert(desk: Desk, row: Officer, alert: alerts.Alert, *, quietly: bool = False) -> None:
    """*I take it*: the ringing pauses, for as long as its level allows; it goes on by itself if no words follow."""
    if alert.state != "open":
        return officers.stale(desk)
    state = officers.alert_state(desk, alert)
    before = alertfile.standing_of(state)
    after = ladder.take(before, desk.now, desk.tools.schedule, row.id)
    running = (after.taken_until or 0) > desk.now
    if after != before:
        paused(desk, row, alert, state, after)
    elif not running:
        rings_on(desk, row, alert, state)
    elif after.takers[-1:] != (row.id,):  # a colleague has it, and whoever taps here has had it too often
        return None if quietly else officers.say(desk, notices.OFFICER_TAKEN_BY)
    if not quietly:
        held_by(desk, row, alert, (after.taken_until or 0) - desk.now)
    if after != before and not quietly and row.id not in before.takers:
        tell_taken(desk, alert)
    return None


def paused(desk: Desk, row: Officer, alert: alerts.Alert, state: Json, after: ladder.Alert) -> None:
    """The ringing pauses; the others hear of it."""
    state = {**state, **alertfile.standing_json(after), "taken_by": row.id}
    due = ladder.looked_at(after, desk.now)
    if state.get("fresh"):  # the summons in this chat says less than is known by now: they get one that says it
        state, due = {**state, "more": max(1, state.get("more", 0))}, desk.now
    alertfile.write_alert(desk.c, officers.case_key(desk, alert), alert, state, due)
    officers.note(desk, "alert.taken", alert.case_id, row.id)
    officers.say_others(desk, row, notices.OFFICER_TAKEN_BY, {})


def rings_on(desk: Desk, row: Officer, alert: alerts.Alert, state: Json) -> None:
    """Taken often and never answered: their words go to it, and nothing pauses. The leads hear of it, once."""
    if not state.get("rings_on"):
        officers.note(desk, "alert.rings_on", alert.case_id, row.id)
        for lead in duty.leads(desk.tools, list(duty.rows_on(desk.c).values())):
            note = duty.Note(notices.OFFICER_RINGS_ON, loud=True)
            screen = duty.tell(desk.c, desk.tools, lead, note, desk.now)
            alerts.ring(desk.c, alert.id, lead.id, 0, "telegram", screen, desk.now)
    state = {**state, "taken_by": row.id, "rings_on": True}
    alertfile.write_alert(desk.c, officers.case_key(desk, alert), alert, state, alert.due)


def held_by(desk: Desk, row: Officer, alert: alerts.Alert, left: int) -> None:
    """What whoever has it is told: for how long it is silent, or that it rings on."""
    del row
    fetch = (notices.OFFICER_FETCH, {"id": alert.case_id})
    rows = rows_under(desk, alert, "open", "say")
    if left > 0:
        given = {"duration": desk.tools.words.duration(left, officers.language(desk))}
        return officers.say(desk, notices.OFFICER_TAKEN, given, more=fetch, about=alert, rows=rows)
    return officers.say(desk, notices.OFFICER_TAKEN_NO_PAUSE, more=fetch, about=alert, rows=rows)


BUTTONS: Final = {"open": notices.BELL_OPEN, "say": notices.PHRASES, "take": notices.BELL_TAKE}


def rows_under(desk: Desk, alert: alerts.Alert, *verbs: str) -> list[officers.Row]:
    """The buttons of an alert, one a row."""
    spoken = officers.language(desk)
    return [[officers.button(desk.tools, spoken, BUTTONS[verb], f"a.{alert.tag}.{verb}")] for verb in verbs]


def tell_taken(desk: Desk, alert: alerts.Alert) -> None:
    """Let a person who may be written to at any time know that somebody has it; silently."""
    case = cases.get(desk.c, alert.case_id)
    if case is None or not reaching.is_present(desk.c, case, desk.now):
        return
    routing = reaching.open_routing(desk.seals, case)
    if routing["safe"] == "any":
        words = desk.tools.words.word(notices.TAKEN, routing["language"], {})
        reaching.to_person(desk.c, desk.tools, routing, {"text": words, "rows": [], "silent": True}, desk.now)


# -- words


def said(desk: Desk, row: Officer, text: str) -> None:
    """Words of an officer: to the person of the alert they replied to, or of the one they hold."""
    alert = meant(desk, row)
    if alert is None:
        return officers.say(desk, notices.OFFICER_NOTHING_TAKEN)
    if reaching.too_long(text):
        return officers.say(desk, notices.TOO_LONG)
    return do_words(desk, row, {"do": "words", "alert": alert.id, "text": text})


def do_words(desk: Desk, row: Officer, act: Json) -> None:
    """Send words once their officer has proved who they are; until then they wait, sealed."""
    alert = alerts.get(desk.c, act["alert"])
    case = cases.get(desk.c, alert.case_id) if alert is not None else None
    if alert is None or case is None or case.state in GONE:
        return officers.say(desk, gone(case))
    if not proving.is_proved(desk, row):
        return proving.wait(desk, row, act)
    doubt = doubtful(desk, row, case, act)
    if doubt is not None and not act.get("agreed"):
        return ask_first(desk, row, alert, act, doubt)
    foreign = is_foreign(desk, row, case)
    reached = reaching.send_words(desk.c, desk.tools, desk.seals, case, act["text"], desk.now, foreign=foreign)
    return went(desk, row, alert, reached, mark(desk, case) if foreign else None)


def gone(case: cases.Case | None) -> Text:
    """Why nothing leads to a person any more."""
    return notices.OFFICER_ERASED if case is None or case.state == State.ERASING else notices.OFFICER_CLOSED


def is_foreign(desk: Desk, row: Officer, case: cases.Case) -> bool:
    """Whether the person reads another language than this officer works in."""
    read: str = reaching.open_routing(desk.seals, case)["language"]
    return read != officers.language_of(desk.tools, row)


def mark(desk: Desk, case: cases.Case) -> officers.Said:
    """What tells an officer that their own words are not translated."""
    read = reaching.open_routing(desk.seals, case)["language"]
    return notices.OFFICER_FOREIGN, {"language": desk.tools.words.language_name(read, officers.language(desk))}


def travels(desk: Desk, case: cases.Case) -> list[officers.Said]:
    """Where words of one's own would travel, said before any are written (F33)."""
    routing = reaching.open_routing(desk.seals, case)
    said: list[officers.Said] = [(notices.OFFICER_REPLY_HINT, {})]
    if reaching.is_watched(desk.seals, case):
        said.append((notices.OFFICER_WATCHED, {}))
    if routing["language"] != officers.language(desk):
        said.append(mark(desk, case))
    return said


def went(desk: Desk, row: Officer, alert: alerts.Alert, reached: bool, more: officers.Said | None = None) -> None:
    """The person was given words: the alert has ended, and everybody hears of it."""
    if alert.state == "open":
        answered(desk, row, alert)
    sent = notices.OFFICER_REPLY_SENT if reached else notices.OFFICER_REPLY_WAITS
    officers.say(desk, sent, more=more, about=alert, rows=rows_under(desk, alert, "say"))


def answered(desk: Desk, row: Officer, alert: alerts.Alert) -> None:
    """End the alert: a person has been given words. The others hear that it has ended."""
    reaching.end_with_words(desk.c, desk.tools, desk.seals, alert, desk.now, row.id)
    officers.note(desk, "alert.answered", alert.case_id, row.id)
    officers.say_others(desk, row, notices.OFFICER_ANSWERED_BY, {"name": officers.name_of(desk.tools, row)})


# -- one question before words go, only where it is needed


def doubtful(desk: Desk, row: Officer, case: cases.Case, act: Json) -> Text | None:
    """What must be asked before these words go, if anything.

    Where those whom the person fears may read along, once for each case, and again for whatever holds a figure.
    """
    if proving.may_hold_pin(act["text"]):
        return notices.OFFICER_DIGITS
    if desk.now - act.get("at", desk.now) >= proving.LATE:
        return notices.OFFICER_LATE
    if not reaching.is_watched(desk.seals, case):
        return None
    known = case.id in holding.of(desk.c, desk.tools, row.id).agreed
    return None if known and not any(one.isdecimal() for one in act["text"]) else notices.OFFICER_CAREFUL


def ask_first(desk: Desk, row: Officer, alert: alerts.Alert, act: Json, doubt: Text) -> None:
    """Hold words until the officer has said that they shall go as they are."""
    state = holding.of(desk.c, desk.tools, row.id).waiting({**act, "asked": True, "at": desk.now})
    holding.keep(desk.c, desk.tools, row.id, state, desk.now)
    language = officers.language(desk)
    rows = [
        *(rows_under(desk, alert, "say") if doubt is notices.OFFICER_CAREFUL else ()),
        [officers.button(desk.tools, language, notices.SEND_AS_IS, f"a.{alert.tag}.send:{state.number}")],
        [officers.button(desk.tools, language, notices.SEND_NOT, f"a.{alert.tag}.drop:{state.number}")],
    ]
    officers.say(desk, doubt, about=alert, rows=rows)


def asked(desk: Desk, row: Officer, alert: alerts.Alert, number: str) -> tuple[holding.Held, Json | None]:
    """The words that this button was made for: of this case, and asked about; a number may come again later."""
    state = holding.of(desk.c, desk.tools, row.id)
    after, act = state.without(int(number)) if number.isascii() and number.isdecimal() else (state, None)
    mine = act is not None and act["do"] == "words" and act.get("asked") and act["alert"] == alert.id
    return (after, act) if mine else (state, None)


def agreed(desk: Desk, row: Officer, alert: alerts.Alert, number: str) -> None:
    """*Send as it is*: once, whatever is tapped again."""
    state, act = asked(desk, row, alert, number)
    if act is None:
        return officers.stale(desk)
    state = state.with_(agreed=(*state.agreed, alert.case_id)[-holding.MOST :])
    holding.keep(desk.c, desk.tools, row.id, state, desk.now)
    return do_words(desk, row, {**act, "agreed": True, "asked": False})


def dropped(desk: Desk, row: Officer, alert: alerts.Alert, number: str) -> None:
    """*Do not send*: the words are forgotten."""
    state, act = asked(desk, row, alert, number)
    if act is None:
        return officers.stale(desk)
    holding.keep(desk.c, desk.tools, row.id, state, desk.now)
    return officers.say(desk, notices.OFFICER_DROPPED)


# -- whose words


def meant(desk: Desk, row: Officer) -> alerts.Alert | None:
    """The alert of the message replied to; without a reply the one that this officer holds, else answered last.

    A reply to a message that we do not know (a bell that arrived twice, when its sender was killed) is never guessed
    at: words for one person would go to another.
    """
    if desk.incoming.reply_to is not None:
        screen = screens.by_message(desk.c, OFFICERS, desk.lane, desk.incoming.reply_to)
        found = alerts.of_screen(desk.c, screen.id) if screen is not None else None
        return found if found is not None and found.sealed is not None else None
    held = [*_theirs(desk, alerts.open_(desk.c), "taken_by", row.id), *_waiting(desk, row)]
    answered_ = _theirs(desk, alerts.ended_since(desk.c, desk.now - STILL), "answered_by", row.id)
    known = {alert.case_id for alert in held or answered_}
    if len(known) != 1:
        return None
    return held[-1] if held else _going_on(desk, row, answered_[-1])


def _going_on(desk: Desk, row: Officer, answered_: alerts.Alert) -> alerts.Alert | None:
    """Whom they answered last, unless a bell rang here since then: of the same person that is meant, else nobody is."""
    since = [
        alert for alert in alerts.open_(desk.c)
        if any(one.officer == row.id and one.at >= (answered_.ended or 0) for one in alerts.rings_of(desk.c, alert.id))
    ]  # fmt: skip
    if any(alert.case_id != answered_.case_id for alert in since):
        return None
    return since[-1] if since else answered_


def _waiting(desk: Desk, row: Officer) -> list[alerts.Alert]:
    """The alerts for which words of this officer wait."""
    found = (alerts.get(desk.c, act["alert"]) for act in holding.of(desk.c, desk.tools, row.id).waits)
    return [alert for alert in found if alert is not None and alert.sealed is not None]


def _theirs(desk: Desk, found: list[alerts.Alert], name: str, officer: str) -> list[alerts.Alert]:
    return [alert for alert in found if alert.sealed is not None and _by(desk, alert, name) == officer]


def _by(desk: Desk, alert: alerts.Alert, name: str) -> str | None:
    """Who holds or answered an alert; of one that was spoilt nobody can say, and it keeps nobody from answering."""
    try:
        found: str | None = officers.alert_state(desk, alert).get(name)
    except (KeyGone, SealBroken):
        return None
    return found

"""Phrases on the person's side: an answer tapped or typed under one, sealed like words and told to who asked.

It counts where the officer's words would be read: in the open talk, and in a locked one that has no word. Where a word
was chosen the word comes first; before it a button says nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from bot import notices, phrases
from bot.casework import alertfile, alerting, duty, holding, locking, officers, sealing, waiting
from bot.casework.turn import DEFENDERS, Turn
from bot.store import alerts, cases, parts, screens, words
from bot.store import officers as rows_of
from flows.answers import fold, parse_numbers
from referrals import ladder
from referrals.phrases import Phrase

if TYPE_CHECKING:
    from bot.casework.tools import Tools

Json = dict[str, Any]
VERB: Final = "say"


def is_answer(choice: str) -> bool:
    """Whether a button stands under a phrase."""
    return choice.startswith(f"{VERB}:")


def tapped(turn: Turn, conversation: str, choice: str) -> None:
    """A button under a phrase was tapped."""
    id_, _, answer = choice.removeprefix(f"{VERB}:").partition(":")
    own = _talk_of(turn, conversation)
    phrase = phrases.book().phrases.get(id_)
    asked = _take_asked(own, id_) if own is not None and phrase is not None and answer in phrase.answers else None
    if own is None or phrase is None or asked is None:
        return turn.say(notices.LATE_BUTTON)
    screen = screens.by_message(turn.c, DEFENDERS, turn.lane, turn.incoming.message_id or 0)
    if screen is not None:
        turn.strip(screen.id)
    return _taken(turn, own, phrase, answer, asked)


def typed(turn: Turn, text: str, *, newest: bool) -> bool:
    """Words that are an answer of a phrase: before all else where it was said last, else after the screen's own."""
    case = cases.get(turn.c, turn.talk.case) if turn.talk.case is not None else None
    if case is None or case.sealed is None:
        return False
    asked = waiting.open_routing(turn.seals, case).get("asked", {})
    for id_ in reversed(asked):
        phrase = phrases.book().phrases.get(id_)
        last = asked[id_]["at"] >= turn.session.touched
        answer = _answer(turn, phrase, text, numbered=last) if phrase is not None and last is newest else None
        if phrase is not None and answer is not None:
            entry = _take_asked(turn, id_)
            turn.delete_message(turn.incoming.message_id)
            _taken(turn, turn, phrase, answer, entry or {})
            return True
    return False


def _answer(turn: Turn, phrase: Phrase, text: str, *, numbered: bool) -> str | None:
    numbers = parse_numbers(text) if numbered else None
    if numbers is not None and len(numbers) == 1 and 1 <= numbers[0] <= len(phrase.answers):
        return phrase.answers[numbers[0] - 1]
    wanted = fold(text)
    labels = {one: turn.tools.words.word(phrases.answer(one), turn.language, {}) for one in phrase.answers}
    return next((one for one, label in labels.items() if wanted and fold(label) == wanted), None)


def _talk_of(turn: Turn, conversation: str) -> Turn | None:
    """The talk that a button names: the open one, or a locked one without a word."""
    if turn.row is not None and turn.id.startswith(conversation):
        return turn
    for row in locking.parked(turn):
        if row.id.startswith(conversation) and words.get(turn.c, row.id) is None:
            return Turn(turn.c, turn.tools, turn.seals, turn.incoming, row.lane, turn.now)
    return None


def _take_asked(turn: Turn, phrase: str) -> Json | None:
    """Who asked this and when; an answer counts once."""
    case = cases.get(turn.c, turn.talk.case) if turn.talk.case is not None else None
    if case is None or case.sealed is None:
        return None
    return waiting.answered(turn.c, turn.seals, case, phrase, turn.now)


def _taken(turn: Turn, own: Turn, phrase: Phrase, answer: str, asked: Json) -> None:
    """Seal the answer, let it be known, and say so; some answers mean that somebody reads along."""
    case = own.talk.case or ""
    said = f"{phrase.text} - {phrases.book().answers[answer]}"
    sealing.add_part(own, parts.next_name(own.c, case, "answer"), said.encode())
    alert = _called(own, str(asked.get("by", "")))
    if own is not turn:
        own.keep()
    _tell(turn, alert, phrase, answer, str(asked.get("by", "")))
    if answer == phrase.hide_on and own is turn:
        return locking.hide(turn)
    return turn.say(notices.ANSWER_PASSED)


def _called(own: Turn, by: str) -> alerts.Alert | None:
    """The alert that this answer belongs to: the open one; else a new one, which whoever asked has taken.

    If they do not write again it rings for all, as after any pause.
    """
    row = alerts.get(own.c, own.talk.alert) if own.talk.alert else None
    if row is not None and row.state == "open":
        state = alertfile.open_alert(own.seals.of(own.id)["case"], row)
        if state.get("taken_by") != by or not state["taken_until"]:
            alerting.tell_more(own)
        return row
    own.change(alert=None)
    alerting.call_for_part(own)
    made = alerts.get(own.c, own.talk.alert or "")
    if made is not None and by:
        key = own.seals.of(own.id)["case"]
        state = alertfile.open_alert(key, made)
        after = ladder.take(alertfile.standing_of(state), own.now, own.tools.schedule, by)
        held = {**state, **alertfile.standing_json(after), "taken_by": by}
        alertfile.write_alert(own.c, key, made, held, after.taken_until)
    return made


def _tell(turn: Turn, alert: alerts.Alert | None, phrase: Phrase, answer: str, by: str) -> None:
    """Tell whoever asked, in their own language: at once within their proof, else it waits for the PIN."""
    if alert is None:
        return
    case = cases.get(turn.c, alert.case_id)
    rows = duty.rows_on(turn.c)
    mine = duty.readers(turn.tools, rows, case, turn.now) if case is not None else set()
    for name in [by] if by in mine else sorted(mine):
        _tell_one(turn, rows[name], alert, phrase, answer)


def _tell_one(turn: Turn, row: rows_of.Officer, alert: alerts.Alert, phrase: Phrase, answer: str) -> None:
    body = duty.body_of(turn.tools, row)
    if not body.get("chat"):
        return
    language = officers.language_of(turn.tools, row)
    state = holding.of(turn.c, turn.tools, row.id)
    if state.is_proved(turn.now):
        text = told(turn.tools, language, phrase.id, answer)
    else:
        act = {"do": "answer", "alert": alert.id, "phrase": phrase.id, "answer": answer, "at": turn.now}
        holding.keep(turn.c, turn.tools, row.id, state.waiting(act), turn.now)
        text = turn.tools.words.word(notices.ANSWER_WAITS, language, {})
    again = officers.button(turn.tools, language, notices.PHRASES, f"a.{alert.tag}.say")
    content = {"chat": body["chat"], "text": text, "rows": [[again]], "silent": False}
    screen = officers.want(turn.c, turn.tools, row.lane or "", content, turn.now)
    alerts.ring(turn.c, alert.id, row.id, 0, "telegram", screen, turn.now)


def told(tools: Tools, language: str, phrase: str, answer: str) -> str:
    """A question and its answer, in an officer's language."""
    known = phrases.book().phrases.get(phrase)
    asked = tools.words.word(phrases.sentence(known), language, {}) if known is not None else phrase
    tapped_ = tools.words.word(phrases.answer(answer), language, {})
    return tools.words.word(notices.ANSWER_CAME, language, {"words": asked, "answer": tapped_})

"""What a person gives to officers: answers, words, files, and the whole case when they send it.

Sealed on arrival, joined to what is open, deleted from the chat, and said so.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot import notices
from bot.casework import alerting, casefile, joining, sealing
from bot.casework.facts import level_of
from bot.store import cases, parts
from referrals import lifecycle

if TYPE_CHECKING:
    from bot.casework.talk import Unasked
    from bot.casework.turn import Turn

Json = dict[str, Any]


def join_answers(turn: Turn) -> None:
    """Answers given while an alert is open belong to it, as they come."""
    place = joining.joined(turn)
    if place is None:
        casefile.route(turn)
        sealing.write_facts(turn)
    else:
        part = f"facts-{turn.talk.number}"
        answers = sealing.as_json(sealing.document(turn))
        sealing.add_part(turn, part, answers, parts.latest(turn.c, place[1], part) + 1, place)
    alerting.tell_more(turn)


def _number(turn: Turn) -> int:
    """The number of the next part from this chat: counted, or beside those of the talk that it joined."""
    turn.change(words=turn.talk.words + 1)
    return turn.talk.number + turn.talk.words


def keep_words(turn: Turn, text: str) -> None:
    """Pass words on: sealed, joined to the case, deleted from the chat, and said so."""
    sealing.add_part(turn, f"text-{_number(turn)}", text.encode(), place=joining.joined(turn))
    turn.delete_message(turn.incoming.message_id)
    turn.say(notices.PASSED_ON)
    alerting.tell_more(turn)


def keep_story(turn: Turn, text: str) -> None:
    """Words that a question asked for: sealed to the case there is; without one nothing may be kept of them."""
    if turn.talk.case is None:
        turn.delete_message(turn.incoming.message_id)
        return turn.say(notices.TAPS_ONLY)
    keep_words(turn, text)
    return alerting.call_for_part(turn)


def keep_media(turn: Turn, one: Unasked) -> None:
    """Pass a file, voice note, place or contact on; a file is fetched by a job, and an alert never waits for it."""
    if one.words is not None:
        said = one.words if one.kind == "text" else f"{one.kind}\n{one.words}"
        sealing.add_part(turn, f"text-{_number(turn)}", said.encode(), place=joining.joined(turn))
    if one.file_id is None:
        turn.delete_message(one.message_id)
        turn.say(notices.PASSED_ON)
        return alerting.tell_more(turn)
    conversation, case = joining.joined(turn) or (turn.id, casefile.ensure(turn))
    part = f"{'voice' if one.kind == 'voice' else 'file'}-{_number(turn)}"
    turn.job(
        "file",
        {"case": case, "conversation": conversation, "part": part, "file": one.file_id, "chat": turn.talk.chat,
         "message": one.message_id, "about": {"kind": one.kind, "name": one.name or ""}, "language": turn.language,
         "sealed_only": turn.facts().age_band == "child"},
    )  # fmt: skip
    turn.say(notices.PASSED_ON)
    return alerting.tell_more(turn)


def send(turn: Turn) -> None:
    """Seal the coded answers, hand the case to the officers, and call them at its urgency."""
    case = casefile.ensure(turn)
    turn.change(stopped="")
    sealing.write_facts(turn)
    row = cases.get(turn.c, case)
    if row is not None:  # who sent it before and tells more by taps sends that too: it stays where it stands
        again = "send" not in lifecycle.steps_from(row.state)
        state = row.state if again else lifecycle.advance(row.state, "send")
        casefile.change_routing(turn, case, casefile.routing_of(turn), state)
    turn.change(sent=turn.now)
    level, _ = level_of(turn.facts(), turn.tools.triage)
    alerting.raise_alert(turn, level)
    turn.note("case.sent", case)

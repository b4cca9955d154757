"""Phrases on the officer's side: found by group, read in their own language, said by one tap (F13).

A phrase is words: it needs the proof, and it ends the alert. Looking through them needs nothing.
"""

from __future__ import annotations

from typing import Final

from bot import notices, phrases
from bot.casework import holding, officers
from bot.casework.holding import Json
from bot.casework.officers import Desk, Row
from bot.conversation import reaching, saying
from bot.desk import proving, replying
from bot.store import alerts, cases
from bot.store.officers import Officer
from flows.text import Text
from referrals.phrases import Phrase

A_ROW: Final = 4
TWO: Final = 2


def groups(desk: Desk, row: Officer, alert: alerts.Alert, what: str = "") -> None:
    """The groups, two in a row."""
    del row, what
    names = [_button(desk, phrases.group(id_), f"a.{alert.tag}.in:{id_}") for id_ in phrases.book().groups]
    rows = [names[first : first + TWO] for first in range(0, len(names), TWO)]
    officers.turn_page(desk, _word(desk, notices.PHRASES_ASK), rows, alert)


def group(desk: Desk, row: Officer, alert: alerts.Alert, id_: str) -> None:
    """The sentences of one group with the answers under each, and a number to tap."""
    del row
    case = cases.get(desk.c, alert.case_id)
    if id_ not in phrases.book().groups or case is None:
        return officers.stale(desk)
    watched = reaching.is_watched(desk.seals, case)
    found = phrases.book().of(id_, watched=watched, gone=desk.tools.withdrawals.phrase)
    lines = [f"{number}. {_shown(desk, phrase)}" for number, phrase in enumerate(found, 1)]
    numbers = [
        {"label": str(number), "data": f"a.{alert.tag}.ph:{phrase.id}"} for number, phrase in enumerate(found, 1)
    ]
    rows: list[Row] = [numbers[first : first + A_ROW] for first in range(0, len(numbers), A_ROW)]
    rows.append([_button(desk, notices.BACK, f"a.{alert.tag}.say")])
    name = _word(desk, phrases.group(id_))
    return officers.turn_page(desk, "\n\n".join([name, *lines]), rows, alert)


def _shown(desk: Desk, phrase: Phrase) -> str:
    said = _word(desk, phrases.sentence(phrase))
    answers = " / ".join(_word(desk, phrases.answer(one)) for one in phrase.answers)
    return f"{said} [{answers}]" if answers else said


def picked(desk: Desk, row: Officer, alert: alerts.Alert, id_: str) -> None:
    """A number was tapped: the sentence goes, once its officer has proved who they are."""
    if id_ not in phrases.book().phrases:
        return officers.stale(desk)
    return do_phrase(desk, row, {"do": "phrase", "alert": alert.id, "phrase": id_})


def do_phrase(desk: Desk, row: Officer, act: Json) -> None:
    """Say it in the person's language, with its answers as buttons."""
    alert = alerts.get(desk.c, act["alert"])
    case = cases.get(desk.c, alert.case_id) if alert is not None else None
    if alert is None or case is None or case.state in replying.GONE:
        return officers.say(desk, replying.gone(case))
    if not proving.is_proved(desk, row):
        return proving.wait(desk, row, act)
    phrase = phrases.book().phrases.get(act["phrase"])
    if phrase is None or desk.tools.withdrawals.phrase(phrase.id):
        return officers.say(desk, notices.PHRASE_GONE, about=alert, rows=replying.rows_under(desk, alert, "say"))
    if phrase.unwatched and reaching.is_watched(desk.seals, case):
        return officers.stale(desk)
    reached = reaching.send_phrase(desk.c, desk.tools, desk.seals, case, phrase, row.id, desk.now)
    said = _word(desk, phrases.sentence(phrase))
    return replying.went(desk, row, alert, reached, (notices.PHRASE_SAID, {"words": said}))


def show_answer(desk: Desk, row: Officer, act: Json) -> None:
    """What the person tapped, once its reader has proved who they are."""
    if not proving.is_proved(desk, row):
        state = holding.of(desk.c, desk.tools, row.id).waiting(act)
        return holding.keep(desk.c, desk.tools, row.id, state, desk.now)
    alert = alerts.get(desk.c, act["alert"])
    words = saying.told(desk.tools, officers.language(desk), act["phrase"], act["answer"])
    rows = replying.rows_under(desk, alert, "say") if alert is not None else ()
    return officers.tell(desk, words, rows, alert)


def _word(desk: Desk, text: Text) -> str:
    return desk.tools.words.word(text, officers.language(desk), {})


def _button(desk: Desk, text: Text, data: str) -> dict[str, str]:
    return officers.button(desk.tools, officers.language(desk), text, data)

"""Calling a person: for the first time, and again from a chat that has forgotten, without the word.

There is never a second alert for one person. Whoever calls again sees what everybody sees who calls; what they send
joins the alert that rings, and officers are told that it came without the word.
"""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Final

from bot.casework import alerting, casefile, joining, sealing
from bot.casework.seals import held, open_json
from bot.store import alerts, cases

if TYPE_CHECKING:
    from bot.casework.turn import Turn

UNPROVED: Final = "[The chat had locked itself; this was sent without the word.]"
"""Stands above what came without the word; officers read it in this language only, like the names of parts."""
LOST: Final = (
    "[Since {time} the earlier chat is not to be trusted: the person proved from another account who they are.]"
)


def call(turn: Turn, level: str) -> None:
    """Wake a person. Who calls again from a chat that has forgotten joins the alert that rings: never a second one.

    The screens are those of everybody who calls. Officers are told that this came without the word.
    """
    found = joining.ringing(turn) if turn.talk.alert is None else None
    if turn.talk.joined and turn.talk.alert is not None and joining.joined(turn) is not None:
        alerting.escalated(turn, turn.talk.alert, level, turn.talk.joined)
    elif found is None:
        alerting.raise_alert(turn, level)
    else:
        _join(turn, *found, level)


def _join(turn: Turn, place: joining.Place, alert: alerts.Alert, level: str) -> None:
    turn.change(joined=place[0], alert=alert.id, number=1000 + secrets.randbelow(9_000_000))
    alerting.escalated(turn, alert.id, level, place[0])
    unproved(turn, place, "")
    case = cases.get(turn.c, place[1])
    if case is not None:
        routing = open_json(turn.seals.of(place[0])["case"], "cases", case.id, case.revision, held(case.sealed))
        casefile.change_routing(turn, case.id, {**routing, "heard": turn.id})
    turn.note("alert.again", place[1])


def unproved(turn: Turn, place: joining.Place, text: str) -> None:
    """Seal what came from a chat that had forgotten, and say so above it; the alert hears of it."""
    number = 1000 + secrets.randbelow(9_000_000)
    sealing.add_part(turn, f"text-{number}", f"{UNPROVED}\n{text}".encode(), place=place)
    row = next((one for one in alerts.of_case(turn.c, place[1]) if one.state == "open"), None)
    if row is not None:
        alerting.more(turn, row, place[0])


def overhear(turn: Turn) -> None:
    """Words in a chat that has forgotten, of a person whose alert still rings, go to who is on duty.

    Nothing tells it: the answer is everybody's, and the words stay in the chat like everybody's.
    """
    found = joining.ringing(turn) if turn.talk.alert is None else None
    if found is not None and turn.incoming.text:
        unproved(turn, found[0], turn.incoming.text)


def goes_on_here(turn: Turn) -> None:
    """After *My phone was taken*: the case says so, and officers are called."""
    if turn.talk.case is None:
        return
    time = f"{turn.now // 3600 % 24:02}:{turn.now // 60 % 60:02} UTC"
    sealing.add_part(turn, f"text-{1000 + secrets.randbelow(9_000_000)}", LOST.format(time=time).encode())
    alerting.raise_alert(turn, alerting.ASKED)

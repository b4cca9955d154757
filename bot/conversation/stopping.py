"""Stopped in the middle: what a person who fell silent had agreed to for just this (F10).

The time is the due minute of the talk's own row, written with every answer, so it survives restarts and cannot be
forgotten. When it is over the draft is sealed and called at the urgency it has reached, marked with the place in the
talk; without a yes nothing here happens, and the draft is destroyed as promised.
"""

from __future__ import annotations

from typing import Final

from bot.casework import alerting, casefile
from bot.casework.facts import level_of
from bot.casework.seals import Seals
from bot.casework.tools import Tools
from bot.casework.turn import DEFENDERS, Turn
from bot.incoming import Incoming
from bot.store import Connection, cases, conversations
from referrals import lifecycle
from referrals.errors import SealBroken
from referrals.lifecycle import State

UNSENT: Final = (State.DRAFT, State.ALERT)


def send_if_agreed(
    c: Connection, tools: Tools, seals: Seals, row: conversations.Conversation, case: cases.Case, now: int
) -> bool:
    """Send the draft of a talk whose time is over, if the person agreed to that; False if not."""
    if row.key != "draft" or case.state not in UNSENT:
        return False
    try:
        turn = Turn(c, tools, seals, Incoming(DEFENDERS, 0, "other", 0, 0, "private"), row.lane, now)
    except SealBroken:
        return False
    if turn.id != row.id or turn.agreed_due() is None:
        return False
    turn.lane = case.lane or turn.lane.partition("~")[0]
    _send(turn, case)
    turn.keep(touched=row.touched)
    return True


def _send(turn: Turn, case: cases.Case) -> None:
    turn.change(stopped=turn.session.at, sent=turn.now)
    casefile.route_as(turn, lifecycle.advance(case.state, "send"))
    alerting.raise_alert(turn, level_of(turn.facts(), turn.tools.triage)[0])
    turn.note("case.stopped", case.id, who="clock")

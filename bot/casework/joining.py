"""Which locked talk of the same chat still rings, and which one a talk has joined: read here, written nowhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.casework import locking
from bot.store import alerts, cases, conversations
from referrals import lifecycle

if TYPE_CHECKING:
    from bot.casework.turn import Turn

Place = tuple[str, str]
"""A conversation, whose key seals what is meant, and its case."""


def joined(turn: Turn) -> Place | None:
    """The conversation and case of the locked talk that this one called again; None if there is none any more."""
    row = conversations.get(turn.c, turn.talk.joined) if turn.talk.joined else None
    case = cases.get(turn.c, row.case_id) if row is not None and row.case_id is not None else None
    if row is None or case is None or case.sealed is None or case.state == lifecycle.State.ERASING:
        return None
    return row.id, case.id


def ringing(turn: Turn) -> tuple[Place, alerts.Alert] | None:
    """The locked talk of this chat whose alert nobody has answered yet."""
    for row in locking.parked(turn):
        for alert in alerts.of_case(turn.c, row.case_id) if row.case_id is not None else ():
            if alert.state == "open" and alert.sealed is not None:
                return (row.id, alert.case_id), alert
    return None

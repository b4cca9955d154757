"""Who is called: the officers' rows as the ladder and the rota see them, and whom the lead's news goes to.

It decides nothing: who is on duty says `referrals.rota`, when a bell rings `referrals.ladder`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from bot.conversation.officers import ACTIVE, open_officer
from bot.conversation.tools import Tools
from bot.store import Connection, officers
from referrals import ladder, rota
from referrals.errors import SealBroken

Json = dict[str, Any]
LEAD: Final = "lead"
LAST: Final = "last"
"""Marks of an officer: hears what the rota lacks; is called only when nobody else has answered."""


def rows_on(c: Connection) -> dict[str, officers.Officer]:
    """Every active officer with a chat, by name."""
    return {row.id: row for row in officers.every(c, ACTIVE) if row.lane is not None}


def body_of(tools: Tools, row: officers.Officer) -> Json:
    """What is sealed in an officer's row; empty for one that was spoilt, who is called all the same."""
    try:
        return open_officer(tools, row)
    except SealBroken:
        return {}


def people(tools: Tools, rows: Sequence[officers.Officer], now: int) -> ladder.People:
    """Whose bells ring at this moment, for each step of the ladder."""
    marks = {row.id: body_of(tools, row).get("marks", ()) for row in rows}
    known = [rota.Officer(row.id, last=LAST in marks[row.id]) for row in rows]
    return rota.people(known, now)


def leads(tools: Tools, rows: Sequence[officers.Officer]) -> list[officers.Officer]:
    """Those who hear of what is missing: the leads; where nobody is marked as one, everybody."""
    marked = [row for row in rows if LEAD in body_of(tools, row).get("marks", ())]
    return marked or list(rows)

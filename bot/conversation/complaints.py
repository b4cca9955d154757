"""A complaint about the service itself: sealed to those who lead, apart from the person's case (R62).

It is a case of its own with its own keys, so that nothing of the person's case leads to it, and no officer who works on
that case can open it. Nobody answers it in the chat, so it holds no way back to them either. It rings quietly, for
those marked as leading; where nobody is, it goes to everybody.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot import notices
from bot.casework import feedback, teams
from bot.casework.facts import LEADS
from bot.casework.seals import seal_json
from bot.casework.tools import new_case_id, new_id
from bot.store import alerts, cases, parts
from referrals.lifecycle import State
from referrals.vault import seal_part

if TYPE_CHECKING:
    from bot.casework.turn import Turn

CALM: Final = "T3"


def keep(turn: Turn, text: str) -> None:
    """Seal the words to those who lead, call them without a sound, and take the words out of the chat."""
    conversation, case = new_id(), new_case_id()
    key = turn.seals.make(conversation)["case"]
    roster = turn.tools.roster(turn.now)
    routing = {"level": CALM, "rule": "complaint", "language": turn.language, "safe": "never", "chat": 0,
               "lane": "", "easy": turn.talk.easy, "careful": True, "chosen": []}  # fmt: skip
    cases.put(
        turn.c, case, conversation, None, teams.blinded(turn.tools.keyring, case, LEADS), "case",
        seal_json(key, "cases", case, 0, routing), turn.now, State.SENT,
    )  # fmt: skip
    sealed = seal_part(
        key, case, "text-1", 1, roster.hash, roster.readers(LEADS, turn.now), f"complaint\n{text}".encode()
    )
    parts.put(turn.c, case, "text-1", 1, sealed, roster.hash, len(sealed), turn.now)
    alert = new_id()
    state = {"level": CALM, "opened": turn.now, "taken_until": None, "answered": False, "rung": 0, "more": 0,
             "brief": {"language": turn.language, "place": "", "safe": "never"}}  # fmt: skip
    alerts.put(
        turn.c, alert, case, new_id()[:6], "case", seal_json(key, "alerts", alert, 0, state), turn.now, due=turn.now
    )
    turn.delete_message(turn.incoming.message_id)
    turn.say(notices.PASSED_ON)
    turn.note("complaint.made", case)
    feedback.add(turn.c, feedback.COMPLAINT, turn.now)

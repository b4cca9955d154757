"""The check-in: only where it was agreed, told of by one knock; a missed one is a task, no second message."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from bot.casework import agreements, casefile, knocking, referring, waiting
from bot.casework.seals import Seals
from bot.casework.tools import Tools, new_id
from bot.store import Connection, dates, tasks
from flows.events import Acted
from flows.session import facts
from referrals.consents import Act, allows
from referrals.retention import DAY

if TYPE_CHECKING:
    from bot.casework.turn import Turn

Json = dict[str, Any]
CHECKIN: Final = "checkin"
MISSED: Final = "missed"
EVERY: Final = {"day": DAY, "week": 7 * DAY}


def keep_choices(turn: Turn, acted: Acted) -> None:
    """What the person chose anew, of when to be written to and how often to be asked, goes to their case."""
    del acted
    casefile.route(turn)
    row, routing = waiting.opened(turn.c, turn.seals, turn.talk.case or "")
    every = facts(turn.release, turn.session).get("checkin_every")
    if row is None or every is None:
        return
    waiting.keep(turn.c, turn.seals, row, {**routing, "every": every}, turn.now)
    if every in EVERY:
        dates.set_(turn.c, row.id, CHECKIN, turn.now + EVERY[str(every)])
    else:
        dates.clear(turn.c, row.id, CHECKIN)


def come(c: Connection, tools: Tools, seals: Seals, due: dates.Date, now: int) -> None:
    """Ask how they are, if the agreement to that still stands."""
    dates.clear(c, due.case_id, CHECKIN)
    row, routing = waiting.opened(c, seals, due.case_id)
    if row is None or not allows(agreements.of(c, seals, row.conversation), Act(CHECKIN), now):
        return
    waiting.keep(c, seals, row, referring.asking_for(routing, CHECKIN, CHECKIN), now)
    dates.set_(c, row.id, MISSED, now + DAY)
    knocking.call(c, tools, seals, row.id, now)


def missed(c: Connection, tools: Tools, seals: Seals, due: dates.Date, now: int) -> None:
    """A day without an answer: an officer looks, and the question is taken back."""
    del tools
    dates.clear(c, due.case_id, MISSED)
    row, routing = waiting.opened(c, seals, due.case_id)
    if row is None:
        return
    if any(one["kind"] == CHECKIN for one in routing.get("asks", ())):
        tasks.put(c, new_id(), row.id, "checkin_missed", now)
        waiting.keep(c, seals, row, referring.without(routing, CHECKIN), now)
    _again(c, row.id, routing, now)


def answered(turn: Turn, acted: Acted) -> None:
    """Fine, not fine, or later: any of them is a sign of life; *not fine* is an officer's task beside the card."""
    row, routing = waiting.opened(turn.c, turn.seals, turn.talk.case or "")
    if row is None:
        return
    waiting.keep(turn.c, turn.seals, row, referring.without(routing, CHECKIN), turn.now)
    dates.clear(turn.c, row.id, MISSED)
    _again(turn.c, row.id, routing, turn.now)
    if acted.value == "not_fine":
        tasks.put(turn.c, new_id(), row.id, "not_fine", turn.now)


def _again(c: Connection, case: str, routing: Json, now: int) -> None:
    every = EVERY.get(str(routing.get("every")))
    if every is not None:
        dates.set_(c, case, CHECKIN, now + every)

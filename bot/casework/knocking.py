"""The knock: the one message that we ever start (F19), in the hours that the person chose, and never two of it.

It leaves only where they agreed to be written to, and says nothing but that something waits; what waits is sealed in
the routing record. It stands until it was answered or swept; then it comes once more in their hours, some days long.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from bot.casework import agreements, waiting
from bot.casework.seals import Seals
from bot.casework.tools import Tools, new_id
from bot.casework.turn import DEFENDERS
from bot.casework.waiting import keep, opened
from bot.store import Connection, cases, dates, messages, screens, tasks
from referrals import hours, retention
from referrals.consents import Act, allows, latest

if TYPE_CHECKING:
    from bot.casework.turn import Turn

Json = dict[str, Any]
KNOCK: Final = "knock"
SWEPT: Final = retention.MESSAGE + retention.HOUR
"""After so long a knock has left the chat, read or not."""
MOST: Final = 3
"""Knocks for one thing; then an officer hears that it was not read."""
ASKED_FOR: Final = (hours.ALWAYS, "")
"""Who called a person and has not said *only when I write first* asked for an answer at once."""


def call(c: Connection, tools: Tools, seals: Seals, case_id: str, now: int) -> bool:
    """Something waits: whether a knock stands now. It may leave later, when the person's hours begin, or never."""
    row, routing = opened(c, seals, case_id)
    if row is None or not may(c, seals, row, routing, now):
        return False
    if _stands(c, routing):
        return True
    at = hours.opens(window(routing), now)
    if at is None:
        return False
    if at > now:
        dates.set_(c, row.id, KNOCK, at)
        return False
    screen = waiting.knock(c, tools, routing, row, now)
    routing |= {"knock": screen, "knocks": routing.get("knocks", 0) + 1}
    keep(c, seals, row, routing, now)
    dates.set_(c, row.id, KNOCK, now + SWEPT)
    return True


def come(c: Connection, tools: Tools, seals: Seals, date: dates.Date, now: int) -> None:
    """The hour of a knock has come, or the last one was swept: once more, if something still waits."""
    dates.clear(c, date.case_id, KNOCK)
    row, routing = opened(c, seals, date.case_id)
    # A check-in that waited for its hours was not told of yet.
    if row is None or not waits(routing, again=routing.get("knocks", 0) > 0):
        return
    if _stands(c, routing):
        dates.set_(c, row.id, KNOCK, now + retention.HOUR)
    elif routing.get("knocks", 0) >= MOST:
        tasks.put(c, new_id(), row.id, "unread", now)
    else:
        call(c, tools, seals, row.id, now)


def answered(turn: Turn, row: cases.Case, routing: Json) -> None:
    """The person has come: the knock goes from the chat and from the record, which the caller keeps."""
    screen = routing.pop(KNOCK, None)
    routing.pop("knocks", None)
    routing.pop("here", None)
    dates.clear(turn.c, row.id, KNOCK)
    if screen is not None:
        turn.take_away(screen)


def waits(routing: Json, *, again: bool = False) -> bool:
    """Whether anything waits for the person: words, how it stands, or a question; a check-in is told of once."""
    asks = [one for one in routing.get("asks", ()) if not (again and one["kind"] == "checkin")]
    return bool(routing.get("newest") or routing.get("truth") or asks)


def may(c: Connection, seals: Seals, row: cases.Case, routing: Json, now: int) -> bool:
    """Whether a row of theirs allows a knock: to be written to, or, until they answered that, the call itself."""
    if routing["safe"] == hours.NEVER:
        return False
    found = agreements.of(c, seals, row.conversation)
    if latest(found, "contact") is None:
        return allows(found, Act("alert"), now)
    return allows(found, Act("contact"), now)


def window(routing: Json) -> hours.Window | None:
    """The hours in which this person may be written to unasked."""
    if routing["safe"] in ASKED_FOR:
        return hours.window(hours.ALWAYS, ())
    held = routing.get("hours")
    return (held[0], held[1]) if held else None


def in_hours(routing: Json, now: int) -> bool:
    """Whether their hours are now."""
    return routing["safe"] != hours.NEVER and hours.opens(window(routing), now) == now


def _stands(c: Connection, routing: Json) -> bool:
    """Whether a knock is on its way to this chat or stands in it, not swept and not hidden."""
    screen = screens.get(c, routing[KNOCK]) if KNOCK in routing else None
    if screen is None or screen.message_id is None:
        return screen is not None and screen.place is not None
    return any(one.message_id == screen.message_id for one in messages.of(c, DEFENDERS, routing["lane"]))

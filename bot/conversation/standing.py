"""How a case and its places stand, in words: what home, the list of places and each question behind the knock show.

Read anew from the routing record each time and kept nowhere. Who came through the knock without a word sees the one
question that waits and nothing of this.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from bot import notices, reasons
from bot.casework import alerting, exchanging, referring, waiting
from bot.conversation.showing import Choice
from bot.store import dates
from referrals.lifecycle import Referral

if TYPE_CHECKING:
    from bot.casework.turn import Turn

Json = dict[str, Any]
HOME: Final = "menu.home"
SHOWN: Final = ("referral", "checkin")
"""The dates that a person is told."""
MOST: Final = 8
TOLD: Final = (
    Referral.SENT, Referral.ACKNOWLEDGED, Referral.ACTED, Referral.PUBLISHED, Referral.REFUSED, Referral.NO_ANSWER,
)  # fmt: skip
"""Where a text went out."""


def values(turn: Turn, step: str) -> dict[str, str]:
    """What the placeholders of a screen behind the knock stand for."""
    if step == HOME:
        return {} if turn.talk.visit else _home(turn)
    if step == "after.status":
        return {"places": _places(turn)}
    if step == "after.exchange":
        return exchanging.values(turn)
    one = referring.asked(turn)
    return _place(turn, one) if one is not None else {}


def fitting(turn: Turn, step: str, given: Sequence[Choice]) -> list[Choice]:
    """The answers that make sense now: no messages where none wait, no yes where no place is left."""
    _, routing = _record(turn)
    one = referring.asked(turn) or {}
    said = len(routing.get("newest", ()))
    hidden = {
        "messages": not said or turn.talk.visit, "question": not routing.get("asks"),
        "asked": not routing.get("chosen") or turn.talk.visit, "yes": not one.get("next"), "read": not one.get("text"),
    }  # fmt: skip
    if step.startswith("after.every"):
        hidden = {}
    count = turn.tools.words.number(said, turn.language)
    return [replace(row, label=row.label.replace("{n}", count)) for row in given if not hidden.get(row.id)]


def _record(turn: Turn) -> tuple[Any, Json]:
    return waiting.opened(turn.c, turn.seals, turn.talk.case) if turn.talk.case is not None else (None, {})


def _home(turn: Turn) -> dict[str, str]:
    row, _ = _record(turn)
    if row is None:
        return {}
    coming = [date.due for date in dates.of(turn.c, row.id) if date.kind in SHOWN]
    return {
        "answers": turn.tools.words.word(notices.STATES[alerting.standing(turn)], turn.language),
        "date": _day(turn, row.touched),
        "next": _day(turn, coming[0]) if coming else "",
    }


def told(turn: Turn) -> str:
    """How many places have a text of this case already; empty for none. One that is only being prepared has none."""
    _, routing = _record(turn)
    return str(sum(one.get("status") in TOLD for one in routing.get("chosen", ())) or "")


def _places(turn: Turn) -> str:
    """One line for each place: its name, how it stands since when, and when somebody looks next."""
    _, routing = _record(turn)
    return "\n".join(_line(turn, one) for one in routing.get("chosen", ())[:MOST])


def _line(turn: Turn, one: Json) -> str:
    words, language = turn.tools.words, turn.language
    state = words.word(notices.STATES[one["status"]], language)
    line = {"name": _name(turn, one["id"]), "state": state, "day": _day(turn, one["at"])}
    said = words.word(notices.PLACE_LINE, language, line)
    if one["status"] in (Referral.SENT, Referral.ACKNOWLEDGED) and one.get("until"):
        said = f"{said} {words.word(notices.PLACE_NEXT, language, {'day': _day(turn, one['until'])})}"
    return f"• {said}"


def _place(turn: Turn, one: Json) -> dict[str, str]:
    words, language = turn.tools.words, turn.language
    reason = notices.SAID_NO.get(one.get("reason", ""))
    told = _listed(turn, one.get("tells", ()))
    return {
        "name": _name(turn, one["id"]),
        "reason": words.word(reason, language) if reason is not None else "",
        "next": _name(turn, one["next"]) if one.get("next") else "",
        "date": _day(turn, int(one.get("sent") or one["at"])),
        "fields": told,
        "withheld": _listed(turn, one.get("withholds", ())),
    }


def _listed(turn: Turn, codes: Sequence[str]) -> str:
    found = [turn.tools.words.word(reasons.ASKS[code], turn.language) for code in codes if code in reasons.ASKS]
    return turn.tools.words.listed(found, turn.language) if found else ""


def _name(turn: Turn, place: str) -> str:
    directory = turn.tools.directory(turn.c)
    return next((one.name for one in directory.mechanisms if one.id == place), place)


def _day(turn: Turn, at: int) -> str:
    return turn.tools.words.day(at, turn.language)

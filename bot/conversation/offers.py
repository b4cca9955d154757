"""The places that fit this talk, as the person sees them: matched anew each time, from the answers at hand.

Matching is quick and pure, so no list is stored that could go stale, or tell what was answered.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Final

from bot import notices, reasons
from bot.casework.facts import places
from flows.text import Text
from referrals.matching import Match, Offer

if TYPE_CHECKING:
    from bot.casework.turn import Turn

MOST_REASONS: Final = 3


@dataclass(frozen=True, slots=True)
class Place:
    """One line of the list."""

    id: str
    name: str


def matched(turn: Turn) -> Match:
    """The match for the answers so far."""
    return places(turn.facts(), turn.tools.directory(turn.c), today(turn))


def today(turn: Turn) -> date:
    """The day, UTC."""
    return datetime.fromtimestamp(turn.now, UTC).date()


def shown(turn: Turn) -> list[Offer]:
    """The offers as lines: mandates that share one form are one line, its lead."""
    seen: set[int] = set()
    found = []
    for offer in matched(turn).offers:
        if offer.rank not in seen and offer.id not in turn.talk.hidden:
            seen.add(offer.rank)
            found.append(offer)
    return found


def ids(turn: Turn) -> list[str]:
    """The ids of the lines."""
    return [offer.id for offer in shown(turn)]


def listed(turn: Turn) -> list[Place]:
    """The lines with their names."""
    directory = turn.tools.directory(turn.c)
    return [Place(offer.id, directory[offer.id].name) for offer in shown(turn)]


def present(turn: Turn) -> Offer | None:
    """The offer that the person looks at."""
    chosen = turn.session.answers.get("places.options")
    return next((offer for offer in matched(turn).offers if offer.id == chosen), None)


def described(turn: Turn) -> dict[str, str]:
    """Name, reason, speed, risk, what they ask, and the contact where this operator has checked it (F12)."""
    offer = present(turn)
    if offer is None:
        return {}
    word = _Worder(turn)
    return {
        "name": turn.tools.directory(turn.c)[offer.id].name,
        "reason": word.join(_reason(offer)),
        "speed": word(reasons.SPEEDS[offer.speed]) if offer.speed != "unknown" else "",
        "risk": word.join(reasons.risks(offer.risks)),
        "asks": word.join(reasons.asks(offer.asks)),
        **_contact(turn, offer, word),
    }


def _contact(turn: Turn, offer: Offer, word: _Worder) -> dict[str, str]:
    directory = turn.tools.directory(turn.c)
    contacts = directory.contacts(offer.id, today(turn))
    if not contacts:
        return {"contact": word(reasons.LIGHTS["sourced"]), "checked": ""}
    checked = datetime.combine(directory.checks[offer.id].checked_on, datetime.min.time(), UTC)
    return {
        "contact": ", ".join(contact.value for contact in contacts) + _invented(turn, word),
        "checked": turn.tools.words.day(int(checked.timestamp()), turn.language),
    }


def _reason(offer: Offer) -> tuple[Text, ...]:
    """The most telling reasons, none said twice."""
    return tuple(dict.fromkeys(reasons.why(reason.code, reason.value) for reason in offer.reasons))[:MOST_REASONS]


def _invented(turn: Turn, word: _Worder) -> str:
    """The demo's checks are invented, and say so."""
    return f" ({word(notices.INVENTED)})" if turn.tools.operator.demo else ""


class _Worder:
    def __init__(self, turn: Turn) -> None:
        self._turn = turn

    def __call__(self, text: Text) -> str:
        return self._turn.tools.words.word(text, self._turn.language, {})

    def join(self, texts: Sequence[Text]) -> str:
        return self._turn.tools.words.listed([self(text) for text in texts], self._turn.language)

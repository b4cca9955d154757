"""Exchange of a case with a partner, on the person's side: the question, the yes to one written agreement, its end.

Nothing is told to anybody here. What the partner may hear is cut out of the facts where these can be read; here is only
which agreement, which fields and until when the person said yes to (R46), and what of that still stands.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from bot import reasons
from bot.casework import agreements, knocking, referring, waiting
from bot.casework.seals import Seals
from bot.casework.tools import Tools, new_id
from bot.store import Connection, cases, record
from referrals.errors import ConsentMissing, KeyGone
from referrals.exchange import FIELDS, Agreement
from referrals.record import to_hour

if TYPE_CHECKING:
    from bot.casework.turn import Turn

Json = dict[str, Any]
EXCHANGE: Final = "exchange"
"""The purpose of the consent, and the kind of the question."""


def ask(c: Connection, tools: Tools, seals: Seals, case: cases.Case, agreement: Agreement, now: int) -> bool:
    """Let the person be asked, behind the knock; False if they may not be knocked at, so that it waits for them."""
    row, routing = waiting.opened(c, seals, case.id)
    if row is None:
        raise KeyGone("nothing leads to this case any more")
    if routing.get("stopped"):
        raise ConsentMissing("The person stopped all sharing of this case.")
    one: Json = {
        "id": agreement.id, "partner": agreement.partner, "tag": new_id(), "until": _end(agreement.until),
        "fields": [name for name in FIELDS if name in agreement.fields],
    }  # fmt: skip
    before = [other for other in routing.get("exchanges", ()) if other["id"] != agreement.id]
    for other in routing.get("exchanges", ()):
        routing = referring.without(routing, other["tag"]) if other["id"] == agreement.id else routing
    asking = referring.asking_for({**routing, "exchanges": [*before, one]}, EXCHANGE, one["tag"])
    waiting.keep(c, seals, row, asking, now)
    record.add(c, new_id(), "exchange.asked", "operator", case.id, to_hour(now))
    return knocking.call(c, tools, seals, case.id, now)


def standing(c: Connection, seals: Seals, case: cases.Case, routing: Json, now: int) -> dict[str, Json]:
    """What the person agreed to and has not taken back: by agreement, the fields and the row that allows it."""
    if routing.get("stopped"):
        return {}
    return {
        row.recipient: {"fields": list(row.fields), "consent": row.id}
        for row in agreements.of(c, seals, case.conversation)
        if row.purpose == EXCHANGE and row.stands(now)
    }


# -- what the person sees and says


def values(turn: Turn) -> dict[str, str]:
    """The partner, the fields in words, and until when the agreement counts."""
    one, words, language = _asked(turn), turn.tools.words, turn.language
    if one is None:
        return {}
    said = [words.word(reasons.EXCHANGED[name], language) for name in one["fields"]]
    return {
        "name": one["partner"], "fields": words.listed(said, language),
        "date": words.day(one["until"] - 1, language),
    }  # fmt: skip


def agree(turn: Turn, given: bool, text_id: str) -> None:
    """Write the answer down, for just this agreement and these fields; the question is gone then."""
    one = _asked(turn)
    row, routing = waiting.opened(turn.c, turn.seals, turn.talk.case or "")
    if one is None or row is None:
        return
    agreements.note(
        turn, EXCHANGE, given, text_id, agreements.digest(agreements.source_of(turn.release, text_id)),
        recipient=one["id"], fields=tuple(one["fields"]), until=one["until"],
    )  # fmt: skip
    waiting.keep(turn.c, turn.seals, row, referring.without(routing, one["tag"]), turn.now)


def _asked(turn: Turn) -> Json | None:
    ask_, (_, routing) = referring.question(turn), waiting.opened(turn.c, turn.seals, turn.talk.case or "")
    if ask_ is None or ask_["kind"] != EXCHANGE:
        return None
    return next((one for one in routing.get("exchanges", ()) if one["tag"] == ask_["tag"]), None)


def _end(day: date) -> int:
    """The moment after its last day, UTC."""
    return int(datetime.combine(day + timedelta(days=1), datetime.min.time(), UTC).timestamp())

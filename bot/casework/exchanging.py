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
from bot.store import Connection, cases, record, tasks
from referrals.consents import Agreement as Consented
from referrals.errors import ConsentMissing, KeyGone, StepNotAllowed
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
    asked, found = referring.without(routing, one["tag"]), agreements.source_of(turn.release, text_id)
    about = {"recipient": one["id"], "fields": tuple(one["fields"]), "until": one["until"]}
    if not given or turn.talk.known:
        agreements.note(turn, EXCHANGE, given, text_id, agreements.digest(found), **about)
    else:  # whoever holds the phone can tap: it allows nothing until an officer asked another way
        said = agreements.made(turn, EXCHANGE, given, text_id, agreements.digest(found), **about).to_plain()
        asked = _with(asked, {**one, referring.SAID: said})
        turn.then = referring.UNPROVED
        tasks.put(turn.c, new_id(), row.id, "confirm_yes", turn.now)
    waiting.keep(turn.c, turn.seals, row, asked, turn.now)


def unconfirmed(c: Connection, seals: Seals, case: cases.Case, agreement: str) -> bool:
    """Whether a yes to this agreement came without the word and waits for an officer to make sure of it."""
    _, routing = waiting.opened(c, seals, case.id)
    return any(one["id"] == agreement and referring.SAID in one for one in routing.get("exchanges", ()))


def confirmed(c: Connection, seals: Seals, case: cases.Case, agreement: str, by: str, how: str, now: int) -> None:
    """An officer made sure another way that the yes to this agreement was the person's own: now it counts."""
    row, routing = waiting.opened(c, seals, case.id)
    one = next((one for one in routing.get("exchanges", ()) if one["id"] == agreement and referring.SAID in one), None)
    if row is None or one is None or routing.get("stopped"):
        raise StepNotAllowed(f"Nobody has said yes to {agreement} that waits for this.")
    agreements.put(c, seals, row.conversation, row.id, Consented.from_plain(one[referring.SAID]), now)
    kept = {name: value for name, value in one.items() if name != referring.SAID}
    waiting.keep(c, seals, row, _with(routing, {**kept, "confirmed": {"by": by, "how": how}}), now)
    for task in tasks.of_case(c, row.id):
        if task.kind == "confirm_yes":
            tasks.done(c, task.id, now)
    record.add(c, new_id(), "exchange.confirmed", "operator", row.id, to_hour(now))


def _with(routing: Json, one: Json) -> Json:
    return {**routing, "exchanges": [one if other["tag"] == one["tag"] else other for other in routing["exchanges"]]}


def _asked(turn: Turn) -> Json | None:
    ask_, (_, routing) = referring.question(turn), waiting.opened(turn.c, turn.seals, turn.talk.case or "")
    if ask_ is None or ask_["kind"] != EXCHANGE:
        return None
    return next((one for one in routing.get("exchanges", ()) if one["tag"] == ask_["tag"]), None)


def _end(day: date) -> int:
    """The moment after its last day, UTC."""
    return int(datetime.combine(day + timedelta(days=1), datetime.min.time(), UTC).timestamp())

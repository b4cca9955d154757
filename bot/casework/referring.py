"""The life of each referral of a case: who moves it, what the person is asked then, and the row that allows a sending.

A referral stands in the sealed routing record, with its status, dates and the hash of its text; the text itself only
while the person reads it. Nothing here sends anything: officers do, and say so; without the person's yes to just that
text the record refuses to say *sent*.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from bot import notices
from bot.casework import agreements, doors, knocking, waiting
from bot.casework.facts import facts_of, places
from bot.casework.seals import Seals, open_bytes
from bot.casework.talk import Talk
from bot.casework.tools import Tools, new_id
from bot.store import Connection, cases, conversations, dates, record, tasks
from flows.events import Acted
from referrals.consents import Act, Agreement, allowing
from referrals.errors import ConsentMissing, KeyGone, SealBroken, StepNotAllowed
from referrals.lifecycle import Referral, advance_referral, step_to
from referrals.record import to_hour

if TYPE_CHECKING:
    from bot.casework.turn import Turn

Json = dict[str, Any]
DATE: Final = "referral"
SEND: Final = "send"
ANSWER: Final = 14 * 86_400
"""Seconds until silence counts, where no other day was agreed."""
SAID: Final = "said_yes"
"""What somebody said yes to without the word, until an officer has confirmed it."""
HOW: Final = ("call", "meeting", "other_chat", "trusted_person")
"""By which other way an officer makes sure that a yes was the person's own."""
UNPROVED: Final = "unproved"
ASKS: Final = {Referral.PREPARED: "approve", Referral.REFUSED: "refused", Referral.NO_ANSWER: "noanswer"}
"""What the person is asked when a referral comes to stand there."""
TOLD: Final = (Referral.SENT, Referral.ACKNOWLEDGED, Referral.ACTED, Referral.PUBLISHED)
"""What they are told (R28)."""


def find(routing: Json, place: str) -> Json:
    """The referral to this place, or `StepNotAllowed`: nobody moves what the person did not choose."""
    found = next((one for one in routing.get("chosen", ()) if one["id"] == place), None)
    if found is None:
        raise StepNotAllowed(f"The person did not choose {place}.")
    return dict(found)


def move(
    c: Connection, tools: Tools, seals: Seals, case: cases.Case, place: str, wanted: str, now: int, *,
    who: str = "officer", **given: Any,
) -> Json:  # fmt: skip
    """Let a referral come to stand elsewhere: written down, dated, and brought to the person behind the knock."""
    row, routing = waiting.opened(c, seals, case.id)
    if row is None:
        raise KeyGone("nothing leads to this case any more")
    one = find(routing, place)
    after = advance_referral(one["status"], step_to(one["status"], wanted), given.get("reason", ""))
    door = doors.Door.of(c, tools, seals, row, routing)
    door.may_stand(one, after)
    door.may_suggest(given.get("next", ""))
    if given.pop("same", one.get("hash")) != one.get("hash"):
        raise ConsentMissing("This is another text than the one that the person read.")
    if after == Referral.SENT:
        given["allowed_by"] = allowed(c, seals, row, routing, one, now)
        given.setdefault("until", now + ANSWER)
        given["sent"] = now
    if after in (Referral.REFUSED, Referral.NO_ANSWER) and not given.get("next"):
        found = suggested(c, tools, seals, row, routing, now)
        given["next"] = next((one for one in found if door.fits(one)), "")
    one.pop(SAID, None)  # it was of the text before
    one |= {"status": after.value, "at": now, "by": who, "tag": one.get("tag") or new_id(), **given}
    if after != Referral.PREPARED:
        one.pop("text", None)  # it waits only to be read
    waiting.keep(c, seals, row, _with(routing, one, after), now)
    _dated(c, case.id, one, after)
    detail = after.value
    record.add(c, new_id(), "referral.moved", who, case.id, to_hour(now), detail)
    _bring(c, tools, seals, row, routing, one, now)
    return one


def talked(
    c: Connection, seals: Seals, case: cases.Case, place: str, about: Sequence[str], by: str, now: int, *,
    who: str = "officer",
) -> Json:  # fmt: skip
    """Note that the risk of this place was talked of with the person: of which kind, by whom and when (R44)."""
    row, routing = waiting.opened(c, seals, case.id)
    if row is None:
        raise KeyGone("nothing leads to this case any more")
    one = find(routing, place)
    one["talks"] = {**one.get("talks", {}), **{kind: {"by": by, "at": to_hour(now)} for kind in about}}
    waiting.keep(c, seals, row, _with(routing, one, None), now)
    record.add(c, new_id(), "referral.talked", who, case.id, to_hour(now))  # of what stays sealed: it would tell whom
    return one


def allowed(c: Connection, seals: Seals, row: cases.Case, routing: Json, one: Json, now: int) -> str:
    """The id of the row by which just this text may go to just this place; `ConsentMissing` if none stands (F44)."""
    if routing.get("stopped"):
        raise ConsentMissing("The person stopped all sharing of this case.")
    act = Act(SEND, one["id"], frozenset(one.get("tells", ())), one.get("hash") or "no text")
    return allowing(agreements.of(c, seals, row.conversation), act, now).id


def suggested(c: Connection, tools: Tools, seals: Seals, row: cases.Case, routing: Json, now: int) -> list[str]:
    """The places of a new match without those asked before; none where the answers cannot be read any more."""
    talk = conversations.get(c, row.conversation)
    if talk is None or talk.sealed is None:
        return []
    try:
        key = seals.of(row.conversation)[talk.key]
        held = Talk.from_bytes(open_bytes(key, "conversations", talk.id, talk.revision, talk.sealed))
    except (KeyError, KeyGone, SealBroken):
        return []
    if not held.session.answers:
        return []
    found = places(
        facts_of(tools.releases.of(held.session.release), held.session),
        tools.directory(c),
        datetime.fromtimestamp(now, UTC).date(),
    )
    asked = {one["id"] for one in routing.get("chosen", ())} | set(held.hidden)
    return [offer.id for offer in found.offers if offer.id not in asked]


def come(c: Connection, tools: Tools, seals: Seals, due: dates.Date, now: int) -> None:
    """The day has come by which silence counts: the person hears of it, and an officer looks."""
    dates.clear(c, due.case_id, DATE, due.tag)
    row, routing = waiting.opened(c, seals, due.case_id)
    one = next((one for one in routing.get("chosen", ()) if one.get("tag") == due.tag), None)
    if row is None or one is None:
        return
    tasks.put(c, new_id(), row.id, "referral_due", now)
    if one["status"] in (Referral.SENT, Referral.ACKNOWLEDGED):
        move(c, tools, seals, row, one["id"], Referral.NO_ANSWER, now, who="clock", reason="silent")


# -- what the person says


def question(turn: Turn) -> Json | None:
    """The question that waits longest for the person."""
    _, routing = waiting.opened(turn.c, turn.seals, turn.talk.case) if turn.talk.case else (None, {})
    asks = routing.get("asks", ())
    return asks[0] if asks else None


def agree(turn: Turn, given: bool, text_id: str) -> None:
    """The tap on the text that is ready: yes or no to just this text, for just this place."""
    one = asked(turn)
    if one is None:
        return
    about = {"recipient": one["id"], "fields": tuple(one.get("tells", ()))}
    if not given or turn.talk.known:
        agreements.note(turn, SEND, given, text_id, one.get("hash", ""), **about)
        return
    said = agreements.made(turn, SEND, given, text_id, one.get("hash", ""), **about).to_plain()
    row, routing = waiting.opened(turn.c, turn.seals, turn.talk.case or "")
    if row is not None:
        waiting.keep(turn.c, turn.seals, row, _with(routing, {**one, SAID: said}, None), turn.now)


def decided(turn: Turn, acted: Acted) -> None:
    """*Send it*, *Change it* or *Do not send*: the referral moves, and an officer has something to do."""
    steps = {"send": Referral.APPROVED, "change": Referral.ASKED, "stop": Referral.WITHDRAWN}
    if acted.value == "read":
        return _read(turn)
    one = asked(turn)
    if one is None:
        return None
    if acted.value == "send" and not turn.talk.known:
        return _said_yes(turn, one)
    status = advance_referral(one["status"], step_to(one["status"], steps[str(acted.value)])).value
    harm = {"harm": "no"} if acted.value == "send" else {}  # they were asked whether it could hurt anybody (R01)
    _settle(turn, {**one, "status": status, "at": turn.now, "by": "person", **harm})
    todo = {"send": "send_text", "change": "change_text"}.get(str(acted.value))
    if todo is not None and turn.talk.case is not None:
        tasks.put(turn.c, new_id(), turn.talk.case, todo, turn.now)
    return None


def _said_yes(turn: Turn, one: Json) -> None:
    """A yes without the word: whoever holds the phone can tap. It allows nothing until an officer asked another way."""
    _settle(turn, one)
    turn.then = UNPROVED
    if turn.talk.case is not None:
        tasks.put(turn.c, new_id(), turn.talk.case, "confirm_yes", turn.now)


def confirmed(
    c: Connection, seals: Seals, case: cases.Case, place: str, by: str, how: str, now: int, *, who: str = "officer"
) -> Json:
    """An officer made sure another way that the yes to just this text was the person's own: now it allows a sending."""
    row, routing = waiting.opened(c, seals, case.id)
    if row is None:
        raise KeyGone("nothing leads to this case any more")
    one = find(routing, place)
    said = one.pop(SAID, None)
    if said is None or one["status"] != Referral.PREPARED or routing.get("stopped"):
        raise StepNotAllowed(f"Nobody has said yes to a text for {place} that waits for this.")
    agreements.put(c, seals, row.conversation, case.id, Agreement.from_plain(said), now)
    status = advance_referral(one["status"], "approve").value
    one |= {"status": status, "at": now, "by": "person", "harm": "no", "confirmed": {"by": by, "how": how}}
    waiting.keep(c, seals, row, without(_with(routing, one, None), one.get("tag", "")), now)
    for task in tasks.of_case(c, case.id):
        if task.kind == "confirm_yes":
            tasks.done(c, task.id, now)
    tasks.put(c, new_id(), case.id, "send_text", now)
    record.add(c, new_id(), "referral.confirmed", who, case.id, to_hour(now))  # by which way stays sealed
    return one


def next_place(turn: Turn, acted: Acted) -> None:
    """After a no, or silence: the place suggested instead, or not; the door that failed is offered no more."""
    one = asked(turn)
    if one is None or turn.talk.case is None:
        return
    turn.change(hidden=tuple(dict.fromkeys((*turn.talk.hidden, one["id"]))))
    _settle(turn, one)
    if acted.value == "yes" and one.get("next"):
        turn.change(chosen=tuple(dict.fromkeys((*turn.talk.chosen, one["next"]))))
        row, routing = waiting.opened(turn.c, turn.seals, turn.talk.case)
        if row is not None and all(other["id"] != one["next"] for other in routing["chosen"]):
            new = {"id": one["next"], "status": Referral.ASKED.value, "at": turn.now}
            waiting.keep(turn.c, turn.seals, row, {**routing, "chosen": [*routing["chosen"], new]}, turn.now)
        tasks.put(turn.c, new_id(), turn.talk.case, "prepare", turn.now)
        turn.note("place.asked", turn.talk.case)


def asked(turn: Turn) -> Json | None:
    """The referral that the present question is about."""
    ask = question(turn)
    if ask is None or turn.talk.case is None:
        return None
    _, routing = waiting.opened(turn.c, turn.seals, turn.talk.case)
    return next((dict(one) for one in routing.get("chosen", ()) if one.get("tag") == ask.get("tag")), None)


def _read(turn: Turn) -> None:
    """The text itself, in the chat, because the person asked to read it here; it stays until they decide."""
    one = asked(turn)
    if one is not None and one.get("text"):
        turn.say(notices.OFFICERS_TEXT, words=one["text"])
        turn.sending.new = True


def _settle(turn: Turn, one: Json) -> None:
    """Write a referral back, and take its question away."""
    row, routing = waiting.opened(turn.c, turn.seals, turn.talk.case or "")
    if row is not None:
        one.pop("text", None)
        waiting.keep(turn.c, turn.seals, row, without(_with(routing, one, None), one.get("tag", "")), turn.now)


# -- the record


def without(routing: Json, tag: str, kind: str = "") -> Json:
    """The record without the questions of a tag, or of a kind."""
    asks = [one for one in routing.get("asks", ()) if not (one.get("tag") == tag and kind in ("", one["kind"]))]
    return {**routing, "asks": asks}


def asking_for(routing: Json, kind: str, tag: str) -> Json:
    """The record with one more question for the person; the same is never asked twice at once."""
    return {**routing, "asks": [*without(routing, tag)["asks"], {"kind": kind, "tag": tag}]}


def _with(routing: Json, one: Json, after: Referral | None) -> Json:
    chosen = [one if other["id"] == one["id"] else other for other in routing.get("chosen", ())]
    made = without({**routing, "chosen": chosen}, one["tag"]) if after is not None else {**routing, "chosen": chosen}
    return asking_for(made, ASKS[after], one["tag"]) if after in ASKS else made


def _dated(c: Connection, case: str, one: Json, after: Referral) -> None:
    if one.get("until") and after in (Referral.SENT, Referral.ACKNOWLEDGED):
        dates.set_(c, case, DATE, one["until"], one["tag"])
    else:
        dates.clear(c, case, DATE, one["tag"])


def _bring(c: Connection, tools: Tools, seals: Seals, row: cases.Case, routing: Json, one: Json, now: int) -> None:
    """News of a place waits like an officer's words; a question waits by itself. Either way one knock tells of it."""
    after = Referral(one["status"])
    if after in TOLD:
        name = tools.directory(c)[one["id"]].name
        state = tools.words.word(notices.STATES[after.value], routing["language"], {})
        words = tools.words.word(notices.PLACE_NEWS, routing["language"], {"name": name, "state": state})
        waiting.let_wait(c, seals, row, words, now, truth=False)
    if after in TOLD or after in ASKS:
        knocking.call(c, tools, seals, row.id, now)

"""A case as the server may hold it: parts that it cannot open, a routing record, an alert.

Orders that a kill must not break (DESIGN 5): making is key store first, then database; erasing is a mark, the key, the
row. Nothing here is ever sent or kept in clear instead of sealed: where sealing fails, the turn fails as a whole.
"""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from bot import notices
from bot.conversation import agreements, joining, locking
from bot.conversation.facts import EVERYBODY, call_level, is_watched, level_of, team_of
from bot.conversation.seals import held, open_json, seal_json
from bot.conversation.tools import new_case_id, new_id
from bot.store import Connection, alerts, cases, codes, consents, conversations, pages, parts, record, words
from flows.session import facts
from referrals import hours, ladder, lifecycle, retention
from referrals.record import to_hour
from referrals.vault import seal_part

if TYPE_CHECKING:
    from bot.conversation.talk import Unasked
    from bot.conversation.turn import Turn
    from referrals.case import Facts

Json = dict[str, Any]
SHARING: Final = ("share_named", "share_anonymised", "state_contact", "publicity", "send")
"""What *Stop sharing* takes back."""
URGENT: Final = "T0"
LASTING: Final = (
    "newest", "truth", "watched", "stopped", "sharing_stopped", "owed", "heard", "moved", "shown", "asked", "here",
    "knock", "knocks", "asks", "every",
)  # fmt: skip
"""What stays in a routing record when the talk writes it anew: what waits, its knock, questions, a stop of sharing."""
KNOWN, INTRODUCED, UNKNOWN = range(3)
"""The order of many: known by a word or a case, introduced by a partner, the others."""
ASKED: Final = "T1"
"""The least urgency of a person who asks for a person."""


# -- making


def ensure(turn: Turn) -> str:
    """The case of this talk, made at the first yes: keys first, then its row."""
    if turn.talk.case is not None:
        return turn.talk.case
    case = new_case_id()
    keys = turn.seals.make(turn.id)
    routing = seal_json(keys["case"], "cases", case, 0, {**_routing(turn), "shown": dict(turn.talk.seen)})
    cases.put(turn.c, case, turn.id, turn.lane, team_of(turn.facts()), "case", routing, turn.now, lifecycle.State.DRAFT)
    agreements.settle(turn, case)
    turn.change(case=case, guest=False)  # who calls a person has a case, whatever they said before
    turn.note("case.made", case)
    return case


def _routing(turn: Turn) -> Json:
    """What the server may know of a case until it closes (DESIGN 5): how to reach the person, and what is under way."""
    found = turn.facts()
    level, rule = level_of(found, turn.tools.triage)
    held = _hours(turn, found)
    return {
        **({"hours": list(held)} if held else {}),
        "level": level, "rule": rule, "language": turn.language, "safe": found.details.get("safe_hours", ""),
        "chat": turn.talk.chat, "lane": turn.lane, "easy": turn.talk.easy, "careful": is_watched(found),
        "chosen": [{"id": one, "status": "asked", "at": turn.now} for one in turn.talk.chosen],
        **({"watched": True} if found.details.get("good_time") == "no" else {}),
    }  # fmt: skip


def _hours(turn: Turn, found: Facts) -> hours.Window | None:
    """The hours chosen, as minutes of the UTC day: all that is kept of where the person is."""
    safe, hour = found.details.get("safe_hours", ""), facts(turn.release, turn.session).get("local_hour")
    if safe not in hours.CHOSEN:
        return None
    at = turn.talk.hour_at or turn.now
    offsets = turn.tools.words.offsets(found.country or "", at, int(str(hour)) if hour is not None else None)
    return hours.window("school" if safe == "day" and found.age_band == "child" else safe, offsets)


def route(turn: Turn, **also: Any) -> None:
    """Write the routing record anew, with what else it is to hold from here on."""
    if turn.talk.case is not None:
        change_routing(turn, turn.talk.case, {**_routing(turn), **also})


def route_as(turn: Turn, state: str) -> None:
    """Write the routing record anew, with the case in this state."""
    change_routing(turn, ensure(turn), _routing(turn), state)


def change_routing(turn: Turn, case: str, routing: Json, state: str | None = None, due: int | None = None) -> None:
    """Replace the routing record, and the state if one is given, as one revision."""
    row = cases.get(turn.c, case)
    if row is None:
        return
    key = turn.seals.of(row.conversation)["case"]
    before = open_json(key, "cases", case, row.revision, held(row.sealed))
    sealed = seal_json(key, "cases", case, row.revision + 1, _lasting(turn, before, routing))
    team = team_of(turn.facts()) if row.team == EVERYBODY else row.team
    changed = row._replace(state=state or row.state, sealed=sealed, due=due or row.due, team=team)
    cases.change(turn.c, changed, turn.now)


def _lasting(turn: Turn, before: Json, routing: Json) -> Json:
    """The new record with what must outlast it; after the answers were forgotten here, it never says less than before.

    A person who asked not to be written to, or whose case is urgent, is not to be asked that again.
    """
    merged: Json = {**{name: before[name] for name in LASTING if name in before}, **routing}
    merged["safe"] = routing["safe"] or before["safe"]
    merged["careful"] = routing["careful"] or before.get("careful", False)
    known = {one["id"] for one in before.get("chosen", ())}
    merged["chosen"] = [*before.get("chosen", ()), *(one for one in routing["chosen"] if one["id"] not in known)]
    if not routing["safe"] and "hours" in before:
        merged["hours"] = before["hours"]
    if turn.talk.chapter and ladder.LEVELS.index(before["level"]) < ladder.LEVELS.index(routing["level"]):
        merged.update({name: before[name] for name in ("level", "rule")})
    return merged


# -- parts


def add_part(turn: Turn, part: str, data: bytes, revision: int = 1, place: joining.Place | None = None) -> None:
    """Seal one part to the team on arrival; the server cannot open it again."""
    conversation, case = place or (turn.id, ensure(turn))
    roster = turn.tools.roster(turn.now)
    row = cases.get(turn.c, case)
    readers = roster.readers(row.team if row is not None else EVERYBODY, turn.now)
    sealed = seal_part(turn.seals.of(conversation)["case"], case, part, revision, roster.hash, readers, data)
    parts.put(turn.c, case, part, revision, sealed, roster.hash, len(sealed), turn.now)
    turn.note("part.sealed", case, detail=part.partition("-")[0])


def write_facts(turn: Turn) -> None:
    """Seal the coded answers as the part `facts`; a correction is the next revision.

    Answers given after the earlier ones became unreadable here are a part beside them, or they would overwrite them.
    """
    case = ensure(turn)
    part = f"facts-{turn.talk.chapter + 1}" if turn.talk.chapter else "facts"
    add_part(turn, part, _json(_document(turn, case)), parts.latest(turn.c, case, part) + 1)


def _document(turn: Turn, case: str | None = None) -> Json:
    """The coded answers as officers read them; after *Stop sharing* they say no to all of it, whatever came before."""
    found = turn.facts()
    level, rule = level_of(found, turn.tools.triage)
    stopped = sharing_stopped(turn, case) if case is not None else None
    if stopped is not None:
        refused = replace(found.consent, share_named="no", share_anonymised=False, state_contact=False, publicity=False)
        found = replace(found, consent=refused)
    return {**found.to_json(), "triage": level, "rule": rule, "language": turn.language,
            "stopped_at": turn.talk.stopped or None, "sharing_stopped": stopped}  # fmt: skip


def sharing_stopped(turn: Turn, case: str) -> int | None:
    """The hour in which the person stopped all sharing of this case, or None."""
    row = cases.get(turn.c, case)
    if row is None or row.sealed is None:
        return None
    found: int | None = open_json(
        turn.seals.of(row.conversation)["case"], "cases", row.id, row.revision, row.sealed
    ).get("sharing_stopped")
    return found


def _json(document: Json) -> bytes:
    return json.dumps(document, ensure_ascii=False).encode()


def join_answers(turn: Turn) -> None:
    """Answers given while an alert is open belong to it, as they come."""
    place = joining.joined(turn)
    if place is None:
        route(turn)
        write_facts(turn)
    else:
        part = f"facts-{turn.talk.number}"
        add_part(turn, part, _json(_document(turn)), parts.latest(turn.c, place[1], part) + 1, place)
    tell_more(turn)


def _number(turn: Turn) -> int:
    """The number of the next part from this chat: counted, or beside those of the talk that it joined."""
    turn.change(words=turn.talk.words + 1)
    return turn.talk.number + turn.talk.words


def keep_words(turn: Turn, text: str) -> None:
    """Pass words on: sealed, joined to the case, deleted from the chat, and said so."""
    add_part(turn, f"text-{_number(turn)}", text.encode(), place=joining.joined(turn))
    turn.delete_message(turn.incoming.message_id)
    turn.say(notices.PASSED_ON)
    tell_more(turn)


def add_note(turn: Turn, text: str) -> None:
    """A line for the officers that the program writes, sealed like words of the person's."""
    number = turn.talk.words + 1
    add_part(turn, f"text-{number}", text.encode())
    turn.change(words=number)


def keep_story(turn: Turn, text: str) -> None:
    """Words that a question asked for: sealed to the case there is; without one nothing may be kept of them."""
    if turn.talk.case is None:
        turn.delete_message(turn.incoming.message_id)
        return turn.say(notices.TAPS_ONLY)
    keep_words(turn, text)
    return call_for_part(turn)


def keep_media(turn: Turn, one: Unasked) -> None:
    """Pass a file, voice note, place or contact on; a file is fetched by a job, and an alert never waits for it."""
    if one.words is not None:
        add_part(turn, f"text-{_number(turn)}", f"{one.kind}\n{one.words}".encode(), place=joining.joined(turn))
    if one.file_id is None:
        turn.delete_message(one.message_id)
        turn.say(notices.PASSED_ON)
        return tell_more(turn)
    conversation, case = joining.joined(turn) or (turn.id, ensure(turn))
    part = f"{'voice' if one.kind == 'voice' else 'file'}-{_number(turn)}"
    turn.job(
        "file",
        {"case": case, "conversation": conversation, "part": part, "file": one.file_id, "chat": turn.talk.chat,
         "message": one.message_id, "about": {"kind": one.kind, "name": one.name or ""}, "language": turn.language,
         "sealed_only": turn.facts().age_band == "child"},
    )  # fmt: skip
    turn.say(notices.PASSED_ON)
    return tell_more(turn)


# -- alerts


def raise_alert(turn: Turn, level: str) -> None:
    """Open an alert, or add to the one that is open: one open alert per person, whatever is tapped (F14)."""
    case = ensure(turn)
    level = call_level(turn.facts(), level)
    if turn.talk.alert is not None and not turn.talk.joined and escalated(turn, turn.talk.alert, level, turn.id):
        return
    row = cases.get(turn.c, case)
    if row is not None and row.state == lifecycle.State.DRAFT:
        change_routing(turn, case, _routing(turn), lifecycle.advance(row.state, "alert"))
    write_facts(turn)
    turn.change(alert=_opened(turn, (turn.id, case), level), joined="", number=0)


def _opened(turn: Turn, place: joining.Place, level: str) -> str:
    """Open an alert of this case, and give its id."""
    conversation, case = place
    alert, tag = new_id(), new_id()[:6]
    state = {"level": level, "opened": turn.now, "taken_until": None, "answered": False, "rung": 0, "more": 0,
             "rank": rank(turn, conversation), "brief": brief(turn)}  # fmt: skip
    sealed = seal_json(turn.seals.of(conversation)["case"], "alerts", alert, 0, state)
    alerts.put(turn.c, alert, case, tag, "case", sealed, turn.now, due=turn.now)
    turn.note("alert.opened", case)
    return alert


def rank(turn: Turn, conversation: str) -> int:
    """Who comes first where many call: whose chat has a word or a case already, then the others (F14)."""
    known = words.get(turn.c, conversation) is not None or bool(turn.talk.sent) or conversation != turn.id
    return KNOWN if known else UNKNOWN


def brief(turn: Turn) -> Json:
    """What the summons may say: no story, name or contact."""
    found = turn.facts()
    return {
        "language": turn.language, "place": found.country or found.region,
        "safe": found.details.get("safe_hours", ""), "asked": found.details.get("language_asked", ""),
    }  # fmt: skip


def escalated(turn: Turn, alert: str, level: str, conversation: str) -> bool:
    """Add to the open alert; False if it has ended meanwhile."""
    row = alerts.get(turn.c, alert)
    if row is None or row.state != "open":
        turn.change(alert=None)
        return False
    key = turn.seals.of(conversation)["case"]
    state = open_alert(key, row)
    before = standing_of(state)
    after = ladder.escalate(before, level, turn.now, turn.tools.schedule)
    worse = after != before
    told = 0 if worse else state.get("told", 0)
    due = turn.now if worse else row.due
    write_alert(turn.c, key, row, {**state, **standing_json(after), "told": told, "brief": brief(turn)}, due)
    return True


def tell_more(turn: Turn) -> None:
    """Join what arrived to the open alert: the present summons changes, and the one who took it hears of it quietly."""
    if turn.talk.alert is None:
        return None
    place = joining.joined(turn)
    row = alerts.get(turn.c, turn.talk.alert)
    if row is not None and row.state == "open":
        return more(turn, row, place[0] if place is not None else turn.id)
    if place is not None:  # it was answered before these words came: they call again
        return turn.change(alert=_opened(turn, place, ASKED))
    turn.change(alert=None)
    return call_for_part(turn)


def more(turn: Turn, row: alerts.Alert, conversation: str) -> None:
    """Let the alert of this conversation's case know that something arrived."""
    key = turn.seals.of(conversation)["case"]
    state = open_alert(key, row)
    summons = brief(turn)
    if conversation != turn.id:  # from a chat that had forgotten: it only adds what was not known
        summons = {**state["brief"], "place": state["brief"]["place"] or summons["place"]}
    write_alert(turn.c, key, row, {**state, "brief": summons, "more": state.get("more", 0) + 1}, turn.now)


def write_alert(c: Connection, key: bytes, row: alerts.Alert, state: Json, due: int | None) -> None:
    """Replace the sealed state of an alert, as the next revision."""
    sealed = seal_json(key, "alerts", row.id, row.revision + 1, state)
    alerts.change(c, row._replace(sealed=sealed, due=due))


def end_alert(c: Connection, key: bytes, row: alerts.Alert, state: Json, now: int) -> None:
    """End an alert: words were sent, or the person took the case back. Nothing else calls this."""
    sealed = seal_json(key, "alerts", row.id, row.revision + 1, state)
    alerts.change(c, row._replace(sealed=sealed, due=None, state="ended", ended=now))


def open_alert(key: bytes, row: alerts.Alert) -> Json:
    """Open the state of an alert."""
    return open_json(key, "alerts", row.id, row.revision, held(row.sealed))


def standing_of(state: Json) -> ladder.Alert:
    """The ladder's view of an alert's sealed state."""
    return ladder.Alert(state["level"], state["opened"], state["taken_until"], state["answered"], state["rung"])


def standing_json(alert: ladder.Alert) -> Json:
    """The inverse of `standing_of`."""
    return {
        "level": alert.level, "opened": alert.opened, "taken_until": alert.taken_until, "answered": alert.answered,
        "rung": alert.rung,
    }  # fmt: skip


# -- sending


def send(turn: Turn) -> None:
    """Seal the coded answers, hand the case to the officers, and call them at its urgency."""
    case = ensure(turn)
    turn.change(stopped="")
    write_facts(turn)
    row = cases.get(turn.c, case)
    if row is not None:  # who sent it before and tells more by taps sends that too: it stays where it stands
        again = "send" not in lifecycle.steps_from(row.state)
        change_routing(turn, case, _routing(turn), row.state if again else lifecycle.advance(row.state, "send"))
    turn.change(sent=turn.now)
    level, _ = level_of(turn.facts(), turn.tools.triage)
    raise_alert(turn, level)
    turn.note("case.sent", case)


def standing(turn: Turn) -> str:
    """How the case stands, as the person is told: one of `notices.STATES`."""
    row = cases.get(turn.c, turn.talk.case) if turn.talk.case else None
    if row is None:
        return "closed"
    alert = alerts.get(turn.c, turn.talk.alert) if turn.talk.alert else None
    if alert is not None and alert.state == "open" and alert.sealed is not None:
        state = open_alert(turn.seals.of(turn.id)["case"], alert)
        return "taken" if state["taken_until"] else "ringing"
    names = {"open": "open", "waiting": "waiting_for_person", "quiet": "quiet", "closed": "closed"}
    return names.get(row.state, "answered" if alert is not None else "open")


# -- ending


def erase_now(turn: Turn) -> None:
    """Destroy this talk's case for good: mark, destroy the key, delete the rows. The talk goes on without it."""
    erase(turn.c, turn.id, turn.talk.case)
    turn.note("case.erased", turn.talk.case or "")
    go_on_without(turn)


def erase(c: Connection, conversation: str, case: str | None) -> None:
    """Mark for erasing: from this commit on nobody reads it. The key and the rows go right after it, in this order.

    The key must not die before the mark is on the disk, so whoever holds the lead destroys it (`bot.duties`); a kill in
    between leaves the mark, which `reconcile` finishes.
    """
    conversations.mark_erasing(c, conversation)
    pages.revoke(c, conversation)
    if case is not None:
        cases.mark_erasing(c, case)
    words.forget(c, conversation)
    codes.forget(c, conversation)
    consents.forget(c, conversation)


def ask_erasure(turn: Turn) -> None:
    """Delete without the word: at once for officers, the key a day later, so that a captor cannot destroy it (F06)."""
    case = turn.talk.case
    row = cases.get(turn.c, case) if case else None
    if row is None or case is None:
        return erase_now(turn)
    state = lifecycle.advance(row.state, "ask_erasure")
    due = retention.erasure_due(turn.now, turn.tools.terms)
    change_routing(turn, case, {**_routing(turn), "stopped": True}, state, due)
    key = turn.seals.of(turn.id)["case"]
    for alert in alerts.of_case(turn.c, case):
        if alert.state == "open":
            end_alert(turn.c, key, alert, open_alert(key, alert), turn.now)
    turn.note("case.erasure_asked", case)
    tell_officers(turn, "held", case)
    turn.keep()
    turn.row = conversations.by_lane(turn.c, turn.lane)
    session = turn.session
    locking.lock(turn)
    return turn.change(session=_emptied(session))


def take_back_erasure(turn: Turn) -> bool:
    """The word, within the day, takes a deletion back: it was asked for by somebody who did not know it.

    The alert that the deletion silenced rings anew.
    """
    row = cases.get(turn.c, turn.talk.case) if turn.talk.case is not None else None
    if row is None or row.state != lifecycle.State.ERASING:
        return False
    key = turn.seals.of(turn.id)["case"]
    before = open_json(key, "cases", row.id, row.revision, held(row.sealed))
    routing = {**_lasting(turn, before, _routing(turn)), "stopped": "sharing_stopped" in before}
    sealed = seal_json(key, "cases", row.id, row.revision + 1, routing)
    state = lifecycle.advance(row.state, "take_back")
    cases.change(turn.c, row._replace(state=state, sealed=sealed, due=None), turn.now)
    turn.note("case.erasure_taken_back", row.id)
    tell_officers(turn, "taken_back", row.id)
    turn.change(alert=None)
    call_for_part(turn)
    return True


def keep_nothing(turn: Turn) -> None:
    """A no to being kept: a guest from here on. A draft that an earlier yes began goes with its key.

    What was sent, or rings, had its own consent and stays; an alert without a later yes goes after its days.
    """
    if turn.talk.sent or turn.talk.alert:
        return
    session, screen, chat = turn.session, turn.talk.screen, turn.talk.chat
    if turn.talk.case is not None:
        erase(turn.c, turn.id, turn.talk.case)
        turn.note("case.erased", turn.talk.case)
        turn.talk = turn.begun().with_(chat=chat, screen=screen, session=session)
    turn.change(guest=True)


def go_on_without(turn: Turn) -> None:
    """The talk goes on, without its case and without its answers."""
    session, chat = turn.session, turn.talk.chat
    screen = turn.talk.screen
    turn.talk = turn.begun().with_(chat=chat, screen=screen, session=_emptied(session))


def _emptied(session: Any) -> Any:
    return replace(session, answers={}, aside={}, trail=(), revising=None)


def stop(turn: Turn) -> None:
    """Take back every consent to share: in its rows, in the routing record, and in the facts that officers open."""
    case = turn.talk.case
    if case is None:
        return
    for purpose in SHARING:
        agreements.take_back(turn.c, turn.seals, turn.id, purpose, turn.now)
    change_routing(turn, case, {**_routing(turn), "stopped": True, "sharing_stopped": to_hour(turn.now)})
    turn.note("sharing.stopped", case)
    if turn.talk.sent or turn.talk.alert:
        write_facts(turn)
        tell_officers(turn, "stopped", case)


def tell_officers(turn: Turn, news: str, case: str) -> None:
    """Let every officer know, by a constant sentence, what happened to a case."""
    turn.job("officers", {"news": news, "id": case, "at": turn.now})


def call_for_part(turn: Turn) -> None:
    """Let officers hear of what was passed on outside an alert: an alert of its own, at the urgency of the facts."""
    if turn.talk.alert is None:
        level, _ = level_of(turn.facts(), turn.tools.triage)
        raise_alert(turn, level)


def note_part(c: Connection, case: str, part: str, now: int) -> None:
    """Write down that a part was sealed; of a part, only its kind."""
    record.add(c, new_id(), "part.sealed", "person", case, to_hour(now), part.partition("-")[0])

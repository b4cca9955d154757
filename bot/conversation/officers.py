"""The officers' chat, first form: press Start, take an alert, answer in words.

The enrolled account is the proof of who answers. A tap on *I take it* only pauses the ringing; words that reach
the person end it. Nothing of a case is ever written here: bells are constant, and the summons is sealed.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any, Final

from bot import notices
from bot.conversation import casework, reaching
from bot.conversation.seals import Seals, held, open_json, seal_json
from bot.conversation.tools import Tools, new_id
from bot.conversation.turn import OFFICERS
from bot.incoming import Incoming
from bot.store import Connection, alerts, cases, messages, officers, record, screens
from flows.text import Text
from referrals import ladder
from referrals.errors import KeyGone, SealBroken
from referrals.lifecycle import State
from referrals.record import to_hour

Json = dict[str, Any]
ACTIVE: Final = "active"
PENDING: Final = "pending"
DISABLED: Final = "disabled"
STILL: Final = 12 * 3600
"""For so long an officer's plain words go on to the person whom they answered last; a reply always does."""


@dataclass(frozen=True)
class Desk:
    """One officer's update, and what it needs."""

    c: Connection
    tools: Tools
    seals: Seals
    incoming: Incoming
    lane: str
    now: int


def officer_key(tools: Tools) -> bytes:
    """The key of the officers' rows: the active server key, so that a stolen database shows only how many there are."""
    return tools.keyring.active.key


def open_officer(tools: Tools, row: officers.Officer) -> Json:
    """An officer's name, recipient, account and language."""
    key = next(server.key for server in tools.keyring.server if server.id == row.key)
    return open_json(key, "officers", row.id, row.revision, held(row.sealed))


def seal_officer(tools: Tools, id_: str, revision: int, body: Json) -> tuple[str, bytes]:
    """Seal an officer's row under the active server key; gives the key's id and the sealed column."""
    return tools.keyring.active.id, seal_json(officer_key(tools), "officers", id_, revision, body)


def take(c: Connection, tools: Tools, seals: Seals, incoming: Incoming, lane: str, now: int) -> None:
    """Take one update of the officers' bot."""
    if incoming.chat_kind != "private" or incoming.kind == "member":
        return
    desk = Desk(c, tools, seals, incoming, lane, now)
    if incoming.kind != "tap":
        _note(desk)
    row = officers.by_lane(c, lane)
    if row is not None and row.state == ACTIVE and open_officer(tools, row).get("lane") != lane:
        row = None  # the row was hung on another account by somebody who can write to the database
    if row is None or row.state != ACTIVE:
        enrol(desk, row)
    elif incoming.kind == "tap":
        tapped(desk, row)
    elif incoming.text and not incoming.text.startswith("/"):
        answer(desk, row, incoming.text)
    else:
        body = open_officer(tools, row)
        say(desk, notices.OFFICER_WELCOME, {"name": body["name"]})


# -- enrolment


def enrol(desk: Desk, row: officers.Officer | None) -> None:
    """Make a pending officer active: by the account that was named, or by a one-time code from an invitation."""
    found = row if row is not None and row.state == PENDING else _invited(desk)
    if found is None or desk.incoming.start_argument is None:
        return say(desk, notices.OFFICER_UNKNOWN)
    body = open_officer(desk.tools, found)
    body = {**body, "chat": desk.incoming.chat_id, "invite": None, "lane": desk.lane}
    key, sealed = seal_officer(desk.tools, found.id, found.revision + 1, body)
    officers.change(desk.c, found._replace(state=ACTIVE, lane=desk.lane, key=key, sealed=sealed))
    note(desk, "officer.enrolled", found.id, found.id)
    return say(desk, notices.OFFICER_WELCOME, {"name": body["name"]})


def _invited(desk: Desk) -> officers.Officer | None:
    code = desk.incoming.start_argument
    if not code:
        return None
    digest = hashlib.sha256(code.encode()).hexdigest()
    for row in officers.every(desk.c, PENDING):
        body = open_officer(desk.tools, row)
        if body.get("invite") == digest and desk.now < body.get("invite_until", 0):
            return row
    return None


# -- taking


def tapped(desk: Desk, row: officers.Officer) -> None:
    """A button of a bell: only of an alert that still rings, and only from an enrolled account."""
    parts_ = (desk.incoming.data or "").split(".")
    alert = alerts.by_tag(desk.c, parts_[1]) if len(parts_) == 3 and parts_[0] == "a" else None
    if alert is None or alert.state != "open":
        return say(desk, notices.OFFICER_STALE)
    if parts_[2] == "take":
        take_alert(desk, row, alert)
    return None


def take_alert(desk: Desk, row: officers.Officer, alert: alerts.Alert) -> None:
    """*I take it*: the ringing pauses, for as long as its level allows; it goes on by itself if no words follow."""
    key = case_key(desk, alert)
    state = casework.open_alert(key, alert)
    after = ladder.take(casework.standing_of(state), desk.now, desk.tools.schedule)
    state = {**state, **casework.standing_json(after), "taken_by": row.id}
    casework.write_alert(desk.c, key, alert, state, after.taken_until)
    note(desk, "alert.taken", alert.case_id, row.id)
    language = _language(desk)
    duration = desk.tools.words.duration((after.taken_until or desk.now) - desk.now, language)
    fetch = (notices.OFFICER_FETCH, {"id": alert.case_id})
    say(desk, notices.OFFICER_TAKEN, {"duration": duration}, more=fetch, about=alert)
    name = open_officer(desk.tools, row)["name"]
    for other in officers.every(desk.c, ACTIVE):
        if other.id != row.id:
            say_to(desk, other, notices.OFFICER_TAKEN_BY, {"name": name})
    tell_taken(desk, alert)


def tell_taken(desk: Desk, alert: alerts.Alert) -> None:
    """Let a person who may be written to at any time know that somebody has it; silently."""
    case = cases.get(desk.c, alert.case_id)
    if case is None or not reaching.is_present(desk.c, case, desk.now):
        return
    routing = reaching.open_routing(desk.seals, case)
    if routing["safe"] == "any":
        words = desk.tools.words.word(notices.TAKEN, routing["language"], {})
        reaching.to_person(desk.c, desk.tools, routing, {"text": words, "rows": [], "silent": True}, desk.now)


# -- answering


def answer(desk: Desk, row: officers.Officer, text: str) -> None:
    """Words of an officer: to the person of the alert they replied to, or of the one they hold."""
    alert = _meant(desk, row)
    if alert is None:
        return say(desk, notices.OFFICER_NOTHING_TAKEN)
    if reaching.too_long(text):
        return say(desk, notices.TOO_LONG)
    case = cases.get(desk.c, alert.case_id)
    if case is None or case.state == State.ERASING:
        return say(desk, notices.OFFICER_ERASED)
    reached = reaching.send_words(desk.c, desk.tools, desk.seals, case, text, desk.now)
    if alert.state == "open":
        answered(desk, row, alert)
    return say(desk, notices.OFFICER_REPLY_SENT if reached else notices.OFFICER_REPLY_WAITS, about=alert)


def answered(desk: Desk, row: officers.Officer, alert: alerts.Alert) -> None:
    """End the alert: a person has been given words. The others hear that it has ended."""
    reaching.end_with_words(desk.c, desk.seals, alert, desk.now, row.id)
    note(desk, "alert.answered", alert.case_id, row.id)
    name = open_officer(desk.tools, row)["name"]
    for other in officers.every(desk.c, ACTIVE):
        if other.id != row.id:
            say_to(desk, other, notices.OFFICER_ANSWERED_BY, {"name": name})


def _meant(desk: Desk, row: officers.Officer) -> alerts.Alert | None:
    """The alert of the message replied to; without a reply the one that this officer holds, else answered last.

    A reply to a message that we do not know (a bell that arrived twice, when its sender was killed) is never guessed
    at: words for one person would go to another.
    """
    if desk.incoming.reply_to is not None:
        screen = screens.by_message(desk.c, OFFICERS, desk.lane, desk.incoming.reply_to)
        found = alerts.of_screen(desk.c, screen.id) if screen is not None else None
        return found if found is not None and found.sealed is not None else None
    held = _theirs(desk, alerts.open_(desk.c), "taken_by", row.id)
    answered_ = _theirs(desk, alerts.ended_since(desk.c, desk.now - STILL), "answered_by", row.id)
    known = {alert.case_id for alert in held or answered_}
    return (held or answered_)[-1] if len(known) == 1 else None


def _theirs(desk: Desk, found: list[alerts.Alert], name: str, officer: str) -> list[alerts.Alert]:
    return [alert for alert in found if alert.sealed is not None and _by(desk, alert, name) == officer]


def _by(desk: Desk, alert: alerts.Alert, name: str) -> str | None:
    """Who holds or answered an alert; of one that was spoilt nobody can say, and it keeps nobody from answering."""
    try:
        found: str | None = casework.open_alert(case_key(desk, alert), alert).get(name)
    except (KeyGone, SealBroken):
        return None
    return found


# -- small things


def case_key(desk: Desk, alert: alerts.Alert) -> bytes:
    """The key of the case that an alert rings for; KeyGone if it was erased."""
    case = cases.get(desk.c, alert.case_id)
    if case is None:
        raise KeyGone("the case of this alert was erased")
    return desk.seals.of(case.conversation)["case"]


def say(
    desk: Desk, text: Text, values: Json | None = None, more: tuple[Text, Json] | None = None,
    about: alerts.Alert | None = None,
) -> None:  # fmt: skip
    """Answer the officer who wrote; a message about an alert can be replied to."""
    texts = [(text, values or {}), *([more] if more else [])]
    language = _language(desk)
    words = "\n\n".join(desk.tools.words.word(one, language, given) for one, given in texts)
    screen = _want(desk, desk.lane, desk.incoming.chat_id, words, silent=False)
    row = officers.by_lane(desk.c, desk.lane)
    if about is not None and row is not None:
        alerts.ring(desk.c, about.id, row.id, 0, "telegram", screen, desk.now)


def say_to(desk: Desk, row: officers.Officer, text: Text, values: Json) -> None:
    """Let another officer know, quietly."""
    body = open_officer(desk.tools, row)
    if row.lane is not None and body.get("chat"):
        words = desk.tools.words.word(text, body.get("language", "en"), values)
        _want(desk, row.lane, body["chat"], words, silent=True)


def _want(desk: Desk, lane: str, chat: int, words: str, *, silent: bool) -> int:
    name, key = desk.tools.epochs.present(desk.now)
    content = {"chat": chat, "text": words, "rows": [], "silent": silent}
    return screens.put(
        desk.c, lane, OFFICERS, lambda row, version: seal_json(key, "screens", str(row), version, content),
        name, screens.ANSWER, desk.now, keep=True,
    )  # fmt: skip


def _language(desk: Desk) -> str:
    """The language in which an officer was enrolled, like their bells; a stranger's is what their phone says."""
    row = officers.by_lane(desk.c, desk.lane)
    enrolled = open_officer(desk.tools, row).get("language") if row is not None else None
    if enrolled in desk.tools.languages:
        return str(enrolled)
    known = (desk.incoming.language_code or "").partition("-")[0].lower()
    return known if known in desk.tools.languages else desk.tools.languages[0]


def _note(desk: Desk) -> None:
    message = desk.incoming.message_id
    if message is not None:
        name, key = desk.tools.epochs.present(desk.now)
        row = f"{OFFICERS}:{desk.lane}:{message}"
        address = seal_json(key, "messages", row, 0, {"chat": desk.incoming.chat_id})
        messages.note(desk.c, OFFICERS, desk.lane, message, desk.now, False, name, address)


def note(desk: Desk, kind: str, about: str, who: str) -> None:
    """Write one line of the record."""
    record.add(desk.c, new_id(), kind, who, about, to_hour(desk.now))

"""The officers' chat: press Start, choose a PIN, take an alert, answer.

Each update comes in here and is given to the file that knows what to do: digits to `proving`, words to `replying`,
buttons by their verb.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from typing import Final

from bot import notices
from bot.casework import duty, holding, officers
from bot.casework.holding import Json
from bot.casework.officers import ACTIVE, PENDING, Desk
from bot.casework.seals import Seals
from bot.casework.tools import Tools
from bot.desk import menus, opening, phrasing, proving, replying, taps
from bot.incoming import Incoming
from bot.store import Connection, alerts
from bot.store import officers as rows
from bot.store.officers import Officer
from bot.store.statements import savepoint
from referrals.errors import VaultError


def take(c: Connection, tools: Tools, seals: Seals, incoming: Incoming, lane: str, now: int) -> None:
    """Take one update of the officers' bot."""
    if incoming.chat_kind != "private":
        return None
    if incoming.kind == "member":
        return duty.refused(c, tools, lane, now) if incoming.member_status == "kicked" else None
    desk = Desk(c, tools, seals, incoming, lane, now)
    if incoming.kind != "tap":
        officers.note_message(desk)
    row = rows.by_lane(c, lane)
    if row is not None and row.state == ACTIVE:
        body = officers.open_officer(tools, row)
        # A row may be hung on another account by somebody who can write to the database.
        row = duty.back(c, tools, row, body) if body.get("lane") == lane else None
    if row is None or row.state != ACTIVE:
        return enrol(desk, row)
    if incoming.kind == "tap":
        return tapped(desk, row)
    return written(desk, row)


def written(desk: Desk, row: Officer) -> None:
    """What an officer typed: digits are a PIN, a command opens the menu, all else is for a person."""
    text = desk.incoming.text or ""
    digits = proving.digits_of(text)
    if digits is not None:
        return proved(desk, row) if proving.typed(desk, row, digits) else None
    if desk.incoming.media is not None or desk.incoming.kind == "other":
        return unreadable(desk)
    if desk.incoming.edited:
        return officers.say(desk, notices.EDITED)
    if text and not text.startswith("/"):
        return replying.said(desk, row, text)
    return menus.menu(desk, row)


def unreadable(desk: Desk) -> None:
    """A voice, a picture, a place: it is passed on to nobody, and whoever sent it must know. A PIN under it goes."""
    caption = desk.incoming.media.caption if desk.incoming.media is not None else None
    if caption and (proving.digits_of(caption) is not None or proving.may_hold_pin(caption)):
        officers.delete_message(desk)
    return officers.say(desk, notices.OFFICER_ONLY_WORDS)


# -- enrolment


def enrol(desk: Desk, row: Officer | None) -> None:
    """Make a pending officer active: by the account that was named, or by a one-time code from an invitation."""
    found = row if row is not None and row.state == PENDING else _invited(desk)
    if found is None or desk.incoming.start_argument is None:
        return officers.say(desk, notices.OFFICER_UNKNOWN)
    body = officers.open_officer(desk.tools, found)
    body = {**body, "chat": desk.incoming.chat_id, "invite": None, "lane": desk.lane}
    key, sealed = officers.seal_officer(desk.tools, found.id, found.revision + 1, body)
    rows.change(desk.c, found._replace(state=ACTIVE, lane=desk.lane, key=key, sealed=sealed))
    officers.note(desk, "officer.enrolled", found.id, found.id)
    proving.forget(desk, found)
    return proving.choose(desk, found, (notices.OFFICER_WELCOME, {"name": body["name"]}))


def _invited(desk: Desk) -> Officer | None:
    code = desk.incoming.start_argument
    if not code:
        return None
    digest = hashlib.sha256(code.encode()).hexdigest()
    for row in rows.every(desk.c, PENDING):
        body = duty.body_of(desk.tools, row)
        if body.get("invite") == digest and desk.now < body.get("invite_until", 0):
            return row
    return None


# -- after the proof


def proved(desk: Desk, row: Officer) -> None:
    """Do what waited for the proof, in its order; what waited long is shown before it goes."""
    state = holding.of(desk.c, desk.tools, row.id)
    ready = [act for act in state.waits if not act.get("asked")]
    left = tuple(act for act in state.waits if act.get("asked"))
    holding.keep(desk.c, desk.tools, row.id, state.with_(waits=left), desk.now)
    for act in ready:
        do(desk, row, act)


def do(desk: Desk, row: Officer, act: Json) -> None:
    """Do one thing that waited; what cannot be done is said, and keeps nothing else from being done."""
    if act["do"] in TOO_LATE and desk.now - act.get("at", desk.now) >= proving.LATE:
        return officers.stale(desk)
    try:
        with savepoint(desk.c):
            ACTS[act["do"]](desk, row, act)
    except VaultError:
        officers.note(desk, "officer.not_done", row.id, row.id)
        officers.say(desk, notices.OFFICER_NOT_DONE)
    return None


Act = Callable[[Desk, Officer, Json], None]
ACTS: Final[Mapping[str, Act]] = {
    "words": replying.do_words,
    "open": opening.ask_why,
    "because": opening.hand_over,
    "phrase": phrasing.do_phrase,
    "answer": phrasing.show_answer,
    "pin": menus.choose_pin,
    "done": menus.do_done,
}
"""What may wait for a proof."""
TOO_LATE: Final = ("phrase", "done", "pin")
"""What is tapped again rather than done late; words of one's own are asked about (`replying.doubtful`)."""


# -- buttons

Verb = Callable[[Desk, Officer, alerts.Alert, str], None]
ALERT_VERBS: Final[Mapping[str, Verb]] = {
    "take": lambda desk, row, alert, _: replying.take_alert(desk, row, alert),
    "open": lambda desk, row, alert, _: opening.wanted(desk, row, alert),
    "why": opening.because,
    "say": phrasing.groups,
    "in": phrasing.group,
    "ph": phrasing.picked,
    "send": replying.agreed,
    "drop": replying.dropped,
}


def tapped(desk: Desk, row: Officer) -> None:
    """A button: `a.<alert>.<verb>` of one alert, or one of the rota's."""
    if taps.tapped(desk, row):
        return None
    kind, _, rest = (desk.incoming.data or "").partition(".")
    name, _, asked = rest.partition(".")
    verb, _, what = asked.partition(":")
    if kind == "d" and verb in menus.PAGES:
        return menus.PAGES[verb](desk, row, what)
    alert = alerts.by_tag(desk.c, name) if kind == "a" else None
    if alert is None or alert.sealed is None or verb not in ALERT_VERBS:
        return officers.stale(desk)
    return ALERT_VERBS[verb](desk, row, alert, what)

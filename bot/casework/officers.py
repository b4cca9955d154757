"""Officers as the bot keeps them, and how something is said in their chat.

Rows, names and languages of officers, and messages to them; what an officer may do stands in `desk` and the files
beside it. Nothing of a case is ever written here: bells are constant, and the summons is sealed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from bot import notices
from bot.casework import alertfile
from bot.casework.seals import Seals, open_json, seal_json
from bot.casework.tools import Tools, new_id
from bot.casework.turn import OFFICERS
from bot.incoming import Incoming
from bot.store import Connection, alerts, cases, jobs, messages, officers, record, screens
from bot.store.officers import Officer
from flows.text import Text
from referrals.errors import KeyGone, SealBroken
from referrals.record import to_hour

Json = dict[str, Any]
Row = list[dict[str, str]]
Said = tuple[Text, Json]
ACTIVE: Final = "active"
PENDING: Final = "pending"
DISABLED: Final = "disabled"


@dataclass(frozen=True)
class Desk:
    """One officer's update, and what it needs."""

    c: Connection
    tools: Tools
    seals: Seals
    incoming: Incoming
    lane: str
    now: int


# -- their rows


def officer_key(tools: Tools) -> bytes:
    """The key of the officers' rows: the active server key, so that a stolen database shows only how many there are."""
    return tools.keyring.active.key


def open_officer(tools: Tools, row: Officer) -> Json:
    """An officer's name, recipient, account and language; SealBroken where nobody can open the row."""
    key = next((server.key for server in tools.keyring.server if server.id == row.key), None)
    if key is None or row.sealed is None:
        raise SealBroken("nobody can open this officer's entry")
    return open_json(key, "officers", row.id, row.revision, row.sealed)


def seal_officer(tools: Tools, id_: str, revision: int, body: Json) -> tuple[str, bytes]:
    """Seal an officer's row under the active server key; gives the key's id and the sealed column."""
    return tools.keyring.active.id, seal_json(officer_key(tools), "officers", id_, revision, body)


def name_of(tools: Tools, row: Officer) -> str:
    """The name by which officers know each other."""
    return str(open_officer(tools, row)["name"])


def language_of(tools: Tools, row: Officer) -> str:
    """The language in which an officer was enrolled, like their bells."""
    enrolled = open_officer(tools, row).get("language")
    return str(enrolled) if enrolled in tools.languages else tools.languages[0]


def language(desk: Desk) -> str:
    """The language of whoever writes: an officer's own; a stranger's is what their phone says."""
    row = officers.by_lane(desk.c, desk.lane)
    if row is not None:
        return language_of(desk.tools, row)
    known = (desk.incoming.language_code or "").partition("-")[0].lower()
    return known if known in desk.tools.languages else desk.tools.languages[0]


def case_key(desk: Desk, alert: alerts.Alert) -> bytes:
    """The key of the case that an alert rings for; KeyGone if it was erased."""
    case = cases.get(desk.c, alert.case_id)
    if case is None:
        raise KeyGone("the case of this alert was erased")
    return desk.seals.of(case.conversation)["case"]


def alert_state(desk: Desk, alert: alerts.Alert) -> Json:
    """The sealed state of an alert."""
    return alertfile.open_alert(case_key(desk, alert), alert)


# -- saying


def button(tools: Tools, language: str, label: Text, data: str) -> dict[str, str]:
    """One button of an officer's message."""
    return {"label": tools.words.word(label, language, {}), "data": data}


def say(
    desk: Desk, text: Text, values: Json | None = None, more: Said | Iterable[Said] | None = None,
    about: alerts.Alert | None = None, rows: Sequence[Row] = (), document: Json | None = None,
) -> None:  # fmt: skip
    """Answer the officer who wrote; a message about an alert can be replied to."""
    further: list[Any] = [] if more is None else [more] if isinstance(more, tuple) else list(more)
    texts = [(text, values or {}), *further]
    spoken = language(desk)
    tell(desk, "\n\n".join(desk.tools.words.word(one, spoken, given) for one, given in texts), rows, about, document)


def tell(
    desk: Desk, words: str, rows: Sequence[Row] = (), about: alerts.Alert | None = None, document: Json | None = None
) -> None:
    """Answer the officer who wrote with words as they are."""
    content = {"chat": desk.incoming.chat_id, "text": words, "rows": list(rows), "silent": False, "document": document}
    screen = want(desk.c, desk.tools, desk.lane, content, desk.now)
    row = officers.by_lane(desk.c, desk.lane)
    if about is not None and row is not None:
        alerts.ring(desk.c, about.id, row.id, 0, "telegram", screen, desk.now)


def turn_page(desk: Desk, words: str, rows: Sequence[Row], about: alerts.Alert | None = None) -> None:
    """Show this in place of the message that was tapped, if it is one of ours that can be edited; else anew."""
    tapped = desk.incoming.message_id if desk.incoming.kind == "tap" else None
    screen = screens.by_message(desk.c, OFFICERS, desk.lane, tapped) if tapped is not None else None
    content = {"chat": desk.incoming.chat_id, "text": words, "rows": list(rows), "silent": False}
    name, key = desk.tools.epochs.present(desk.now)
    if screen is None or not screens.change(
        desk.c, screen.id, lambda row, version: seal_json(key, "screens", str(row), version, content),
        name, desk.now, screens.ANSWER,
    ):  # fmt: skip
        return tell(desk, words, rows, about)
    alerts.unbind(desk.c, screen.id)  # a reply to it is for whom it shows now
    row = officers.by_lane(desk.c, desk.lane)
    if about is not None and row is not None:
        alerts.ring(desk.c, about.id, row.id, 0, "telegram", screen.id, desk.now)
    return None


def say_to(desk: Desk, row: Officer, text: Text, values: Json) -> None:
    """Let another officer know, quietly."""
    whisper(desk.c, desk.tools, row, text, values, desk.now)


def say_others(desk: Desk, row: Officer, text: Text, values: Json) -> None:
    """Let all other officers know, quietly."""
    for other in officers.every(desk.c, ACTIVE):
        if other.id != row.id:
            say_to(desk, other, text, values)


def whisper(
    c: Connection, tools: Tools, row: Officer, text: Text, values: Json, now: int, rows: Sequence[Row] = (),
    *, silent: bool = True,
) -> int | None:  # fmt: skip
    """Say something in one officer's chat, without a sound; gives its screen."""
    try:
        body = open_officer(tools, row)
    except SealBroken:  # one row that was spoilt keeps nobody else from acting
        return None
    if row.lane is None or not body.get("chat"):
        return None
    words = tools.words.word(text, language_of(tools, row), values)
    return want(
        c, tools, row.lane, {"chat": body["chat"], "text": words, "rows": list(rows), "silent": silent}, now
    )  # fmt: skip


def want(c: Connection, tools: Tools, lane: str, content: Json, now: int, priority: int = screens.ANSWER) -> int:
    """Want a new message in an officer's chat."""
    name, key = tools.epochs.present(now)
    return screens.put(
        c, lane, OFFICERS, lambda row, version: seal_json(key, "screens", str(row), version, content),
        name, priority, now, keep=True,
    )  # fmt: skip


# -- small things


def note_message(desk: Desk) -> None:
    """Remember a message of the officer's, so that it can be deleted."""
    message = desk.incoming.message_id
    if message is not None:
        name, key = desk.tools.epochs.present(desk.now)
        row = f"{OFFICERS}:{desk.lane}:{message}"
        address = seal_json(key, "messages", row, 0, {"chat": desk.incoming.chat_id})
        messages.note(desk.c, OFFICERS, desk.lane, message, desk.now, False, name, address)


def delete_message(desk: Desk) -> None:
    """Have the officer's own message leave the chat, soon and surely."""
    if desk.incoming.message_id is not None:
        name, key = desk.tools.epochs.present(desk.now)
        job = new_id()
        args = {"ids": [desk.incoming.message_id], "source": OFFICERS}
        jobs.put(desk.c, job, "delete", name, seal_json(key, "jobs", job, 0, args), desk.now, desk.lane, desk.now)


def note(desk: Desk, kind: str, about: str, who: str, detail: str = "") -> None:
    """Write one line of the record."""
    record.add(desk.c, new_id(), kind, who, about, to_hour(desk.now), detail)


def stale(desk: Desk) -> None:
    """That button leads nowhere any more."""
    say(desk, notices.OFFICER_STALE)

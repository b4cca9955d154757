"""What a person is told when their message could not be handled three times over: the truth, and what to do next."""

from __future__ import annotations

from bot import notices
from bot.casework.guests import MEMORY
from bot.casework.seals import Seals, open_bytes, seal_json
from bot.casework.tools import Tools
from bot.conversation import memory
from bot.incoming import Incoming
from bot.store import Connection, conversations, screens
from referrals.errors import KeyGone, SealBroken


def say(c: Connection, tools: Tools, incoming: Incoming, lane: str, now: int) -> None:
    """Want one plain message in the chat of the message that was lost."""
    if incoming.chat_kind != "private":
        return
    client = (incoming.language_code or "").partition("-")[0].lower()
    language = client if client in tools.languages else tools.languages[0]
    name, key = tools.epochs.present(now)
    content = {"chat": incoming.chat_id, "text": tools.words.word(notices.NOT_TAKEN, language, {}), "rows": []}
    screens.put(
        c, lane, incoming.source, lambda row, version: seal_json(key, "screens", str(row), version, content),
        name, screens.ANSWER, now, keep=True,
    )  # fmt: skip


def set_aside(c: Connection, tools: Tools, seals: Seals, lane: str) -> bool:
    """Put a talk away that was spoilt, unread and undeleted, so that the same message, sent once more, is taken."""
    row = conversations.by_lane(c, lane)
    if row is None or row.sealed is None:
        return False
    try:
        key = key_of(tools, seals, row)
        open_bytes(key, "conversations", row.id, row.revision, row.sealed)
    except (KeyGone, KeyError):
        return False
    except SealBroken:
        conversations.move(c, row.id, f"broken:{row.id}")
        return True
    return False


def key_of(tools: Tools, seals: Seals, row: conversations.Conversation) -> bytes:
    """The key that a row names, wherever it lives."""
    if row.key == MEMORY:
        return tools.guests.key(row.id)
    return tools.epochs.key(row.key) if row.key.startswith("epoch:") else seals.of(row.id)[row.key]


def closed(c: Connection, tools: Tools, incoming: Incoming, lane: str, now: int) -> bool:
    """Want the card-only screen: the roster has nobody who could open what this person would send."""
    content = memory.answer(incoming, tools, now)
    if content is None:
        return False
    name, key = tools.epochs.present(now)
    plain = dict(content)
    screens.put(
        c, lane, incoming.source, lambda row, version: seal_json(key, "screens", str(row), version, plain),
        name, screens.DANGER, now, keep=True,
    )  # fmt: skip
    return True

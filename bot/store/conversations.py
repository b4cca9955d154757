"""The one conversation of a person with a bot: a sealed session, and in clear its id, lane, seq and due minute.

Every change is a compare-and-set on the revision, which is also part of what the sealed column is bound to.
This file does not know what the session says, nor which key opens it beyond that key's name.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import delete, select, update

from bot.store.errors import RevisionConflict
from bot.store.statements import Connection, arg, execute, fields, first, insert, is_, rows
from bot.store.tables import conversations


class Conversation(NamedTuple):
    """A conversation's row; `key` names what opens `sealed`: `epoch:<hour>` or `draft`."""

    id: str
    lane: str
    bot: str
    state: str
    seq: int
    revision: int
    begun: int
    touched: int
    due: int | None
    case_id: str | None
    key: str
    sealed: bytes | None


LANES = 24
"""How many lanes are looked up at once."""

_PUT = insert(conversations)
_OF_LANE = select(*fields(conversations, Conversation)).where(
    conversations.c.lane == arg("lane"), is_(conversations.c.state, "live")
)
_IN_LANES = (
    select(*fields(conversations, Conversation))
    .where(conversations.c.lane.in_([arg(f"lane{n}") for n in range(LANES)]), is_(conversations.c.state, "live"))
    .order_by(conversations.c.touched.desc(), conversations.c.id)
)
_GET = select(*fields(conversations, Conversation)).where(conversations.c.id == arg("id"))
_OF_CASE = select(*fields(conversations, Conversation)).where(conversations.c.case_id == arg("case_id"))
_CHANGE = (
    update(conversations)
    .where(conversations.c.id == arg("id"), conversations.c.revision == arg("revision"))
    .where(is_(conversations.c.state, "live"))
    .values(
        revision=conversations.c.revision + 1, seq=arg("seq"), key=arg("key"), sealed=arg("sealed"),
        touched=arg("touched"), due=arg("due"), case_id=arg("case_id"),
    )
)  # fmt: skip
_MOVE = update(conversations).where(conversations.c.id == arg("id")).values(lane=arg("lane"))
_ERASING = (
    update(conversations)
    .where(conversations.c.id == arg("id"))
    .values(state="erasing", sealed=None, lane="erasing:" + conversations.c.id)
)
_MARKED = select(conversations.c.id).where(is_(conversations.c.state, "erasing"))
_UNDUE = update(conversations).where(conversations.c.id == arg("id")).values(due=None)
_PUT_OFF = update(conversations).where(conversations.c.id == arg("id")).values(due=arg("due"))
_DELETE = delete(conversations).where(conversations.c.id == arg("id"))
_DUE = (
    select(*fields(conversations, Conversation))
    .where(conversations.c.due <= arg("now"), is_(conversations.c.state, "live"))
    .order_by(conversations.c.due)
    .limit(arg("limit"))
)
_SILENT = (
    select(*fields(conversations, Conversation))
    .where(conversations.c.touched < arg("before"), is_(conversations.c.state, "live"))
    .order_by(conversations.c.touched)
    .limit(arg("limit"))
)


def minute(at: int | None) -> int | None:
    """Return a time rounded up to the minute: the second of a tap is nobody's business."""
    return None if at is None else -(-at // 60) * 60


def put(
    c: Connection, id_: str, lane: str, bot: str, seq: int, key: str, sealed: bytes, now: int,
    due: int | None = None, case_id: str | None = None,
) -> None:  # fmt: skip
    """Begin a conversation at revision 0; a lane has one live conversation with a bot."""
    execute(c,
        _PUT,
        {"id": id_, "lane": lane, "bot": bot, "seq": seq, "key": key, "sealed": sealed, "begun": minute(now),
         "touched": minute(now), "due": minute(due), "case_id": case_id},
    )  # fmt: skip


def by_lane(c: Connection, lane: str) -> Conversation | None:
    """Return the live conversation of a lane; one that is being erased is read by nobody."""
    return first(c, Conversation, _OF_LANE, lane_=lane)


def in_lanes(c: Connection, lanes: Sequence[str]) -> list[Conversation]:
    """Return the live conversations of at most `LANES` lanes, the one touched last first."""
    asked = {f"lane{n}_": lanes[n] if n < len(lanes) else "" for n in range(LANES)}
    return rows(c, Conversation, _IN_LANES, **asked)


def get(c: Connection, id_: str) -> Conversation | None:
    """Return a conversation, also one that is being erased."""
    return first(c, Conversation, _GET, id_=id_)


def of_case(c: Connection, case_id: str) -> Sequence[Conversation]:
    """Return the conversations that a case belongs to."""
    return rows(c, Conversation, _OF_CASE, case_id_=case_id)


def change(
    c: Connection, id_: str, revision: int, seq: int, key: str, sealed: bytes, now: int,
    due: int | None = None, case_id: str | None = None,
) -> int:  # fmt: skip
    """Replace the session that was read at `revision` and return the next; `RevisionConflict` if it has moved on."""
    args = {"id_": id_, "revision_": revision, "seq_": seq, "key_": key, "sealed_": sealed, "touched_": minute(now),
            "due_": minute(due), "case_id_": case_id}  # fmt: skip
    if execute(c, _CHANGE, args).rowcount != 1:
        raise RevisionConflict("The conversation has moved on, or is being erased.")
    return revision + 1


def move(c: Connection, id_: str, lane: str) -> None:
    """Give the conversation to another lane: the person writes from another account, or the index key was renewed."""
    execute(c, _MOVE, {"id_": id_, "lane_": lane})


def undue(c: Connection, id_: str) -> None:
    """Let a conversation live as long as its case; what is sealed in it stays as it is."""
    execute(c, _UNDUE, {"id_": id_})


def put_off(c: Connection, id_: str, due: int) -> None:
    """Look at a conversation again at another time; what is sealed in it stays as it is."""
    execute(c, _PUT_OFF, {"id_": id_, "due_": minute(due)})


def mark_erasing(c: Connection, id_: str) -> None:
    """Begin to erase: from now on nobody reads it, its lane is free, and only its id remains until the key is gone."""
    execute(c, _ERASING, {"id_": id_})


def erasing(c: Connection) -> list[str]:
    """Return the ids of conversations whose erasing was begun and not ended."""
    return [row[0] for row in execute(c, _MARKED)]


def delete_row(c: Connection, id_: str) -> None:
    """End the erasing, after the key is destroyed."""
    execute(c, _DELETE, {"id_": id_})


def silent_since(c: Connection, before: int, limit: int = 100) -> Sequence[Conversation]:
    """Return conversations untouched since then, longest first, for the retention rules."""
    return rows(c, Conversation, _SILENT, before_=before, limit_=limit)


def due(c: Connection, now: int, limit: int = 100) -> Sequence[Conversation]:
    """Return conversations whose time has come, longest due first, for the retention rules."""
    return rows(c, Conversation, _DUE, now_=now, limit_=limit)

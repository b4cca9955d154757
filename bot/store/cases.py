"""A case's row: its state and times in clear, its routing record sealed; what was said stands in its parts.

Erasing is in two steps, because the key is in another store: marked (nobody reads it any more), key destroyed by the
caller, then deleted with all that hangs on it.  This file does not know what makes a case urgent.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import bindparam, delete, select, update

from bot.store.errors import RevisionConflict
from bot.store.statements import Connection, arg, execute, fields, first, insert, is_, rows
from bot.store.tables import alerts, cases


class Case(NamedTuple):
    """A case; `conversation` also names its key, and outlives the conversation's own row."""

    id: str
    conversation: str
    lane: str | None
    state: str
    team: str
    revision: int
    opened: int
    touched: int
    due: int | None
    key: str
    sealed: bytes | None


_ALL = fields(cases, Case)
# A deletion that was only asked for stands as `erasing` too, but keeps its sealed record: it may be taken back.
_MARKED = is_(cases.c.state, "erasing") & cases.c.sealed.is_(None)
_PUT = insert(cases)
_GET = select(*_ALL).where(cases.c.id == arg("id"))
_OF_CONVERSATION = select(*_ALL).where(cases.c.conversation == arg("conversation")).order_by(cases.c.opened)
_IN = select(*_ALL).where(cases.c.state.in_(bindparam("states_", expanding=True))).order_by(cases.c.opened, cases.c.id)
_CHANGE = (
    update(cases)
    .where(cases.c.id == arg("id"), cases.c.revision == arg("revision"), ~_MARKED)
    .values(
        revision=cases.c.revision + 1, state=arg("state"), lane=arg("lane"), team=arg("team"), due=arg("due"),
        key=arg("key"), sealed=arg("sealed"), touched=arg("touched"),
    )
)  # fmt: skip
_MARK = update(cases).where(cases.c.id == arg("id")).values(state="erasing", sealed=None, lane=None, due=None)
_SILENCE = update(alerts).where(alerts.c.case_id == arg("id")).values(due=None, sealed=None, state="erasing")
_DELETE = delete(cases).where(cases.c.id == arg("id"))
_BEGUN = select(cases.c.id).where(_MARKED).order_by(cases.c.id)
_DUE = select(*_ALL).where(cases.c.due <= arg("now")).order_by(cases.c.due).limit(arg("limit"))


def put(
    c: Connection, id_: str, conversation: str, lane: str | None, team: str, key: str, sealed: bytes | None, now: int,
    state: str = "open", due: int | None = None,
) -> None:  # fmt: skip
    """Open a case at revision 0."""
    execute(c,
        _PUT,
        {"id": id_, "conversation": conversation, "lane": lane, "team": team, "key": key, "sealed": sealed,
         "opened": now, "touched": now, "state": state, "due": due},
    )  # fmt: skip


def get(c: Connection, id_: str) -> Case | None:
    """Return a case, also one that is being erased."""
    return first(c, Case, _GET, id_=id_)


def of_conversation(c: Connection, conversation: str) -> list[Case]:
    """Return the cases of a conversation, oldest first."""
    return rows(c, Case, _OF_CONVERSATION, conversation_=conversation)


def in_states(c: Connection, states: Sequence[str]) -> list[Case]:
    """Return the cases in these states, oldest first."""
    return [Case._make(row) for row in c.execute(_IN, {"states_": list(states)})]


def change(c: Connection, case: Case, now: int) -> int:
    """Write a case that was read and changed (`case._replace(…)`), and return the next revision.

    `RevisionConflict` if the row has moved on since it was read, or is being erased.
    """
    args = {
        "id_": case.id, "revision_": case.revision, "state_": case.state, "lane_": case.lane, "team_": case.team,
        "due_": case.due, "key_": case.key, "sealed_": case.sealed, "touched_": now,
    }  # fmt: skip
    if execute(c, _CHANGE, args).rowcount != 1:
        raise RevisionConflict("The case has moved on, or is being erased.")
    return case.revision + 1


def mark_erasing(c: Connection, id_: str) -> None:
    """Begin to erase: nobody reads the case or rings for it any more, and nothing leads to the person."""
    execute(c, _MARK, {"id_": id_})
    execute(c, _SILENCE, {"id_": id_})


def erasing(c: Connection) -> list[str]:
    """Return the ids of cases whose erasing was begun and not ended."""
    return [row[0] for row in execute(c, _BEGUN)]


def delete_row(c: Connection, id_: str) -> None:
    """End the erasing, after the key is destroyed: the row, its parts, alerts and rings go."""
    execute(c, _DELETE, {"id_": id_})


def due(c: Connection, now: int, limit: int = 100) -> list[Case]:
    """Return the cases whose retention date has come."""
    return rows(c, Case, _DUE, now_=now, limit_=limit)

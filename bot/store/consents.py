"""What a person agreed to, refused or took back: rows that belong to a case, each sealed under its key.

In clear stand only whose they are and how often each was written.  This file does not know what a row says, nor which
purpose allows what.
"""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import delete, select, update

from bot.store.errors import RevisionConflict
from bot.store.statements import Connection, arg, changed, execute, fields, insert, rows
from bot.store.tables import consents


class Consent(NamedTuple):
    """A sealed answer to the question for a consent."""

    id: str
    conversation: str
    case_id: str | None
    revision: int
    sealed: bytes | None


_ALL = fields(consents, Consent)
_PUT = insert(consents)
_OF = select(*_ALL).where(consents.c.conversation == arg("conversation"), consents.c.sealed.is_not(None))
_CHANGE = (
    update(consents)
    .where(consents.c.id == arg("id"), consents.c.revision == arg("revision"))
    .values(revision=consents.c.revision + 1, sealed=arg("sealed"))
)
_FORGET = delete(consents).where(consents.c.conversation == arg("conversation"))


def put(c: Connection, id_: str, conversation: str, case_id: str, sealed: bytes) -> None:
    """Write an answer down, at revision 0."""
    execute(
        c, _PUT, {"id": id_, "conversation": conversation, "case_id": case_id, "revision": 0, "sealed": sealed}
    )  # fmt: skip


def of(c: Connection, conversation: str) -> list[Consent]:
    """Return a conversation's answers, in no order: what comes first is sealed too."""
    return rows(c, Consent, _OF, conversation_=conversation)


def change(c: Connection, row: Consent, sealed: bytes) -> None:
    """Write an answer that was read and changed; `RevisionConflict` if somebody else did meanwhile."""
    if changed(c, _CHANGE, id_=row.id, revision_=row.revision, sealed_=sealed) != 1:
        raise RevisionConflict("The consent has moved on.")


def forget(c: Connection, conversation: str) -> int:
    """Delete a conversation's answers, when it is erased."""
    return changed(c, _FORGET, conversation_=conversation)

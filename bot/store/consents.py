"""What a person agreed to, refused or took back: purpose, the text's id and hash, its language, the hour; no content.

The latest answer for a purpose counts.  This file does not know which purpose allows what.
"""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import delete, select, update

from bot.store.statements import Connection, arg, changed, execute, fields, insert, rows
from bot.store.tables import consents


class Consent(NamedTuple):
    """An answer to the question for a consent; `given` is 1 or 0."""

    id: str
    conversation: str
    case_id: str | None
    purpose: str
    given: int
    text_id: str
    text_hash: str
    language: str
    hour: int
    withdrawn: int | None


_ALL = fields(consents, Consent)
_PUT = insert(consents)
_OF = select(*_ALL).where(consents.c.conversation == arg("conversation")).order_by(consents.c.hour, consents.c.id)
_OF_CASE = select(*_ALL).where(consents.c.case_id == arg("case")).order_by(consents.c.hour, consents.c.id)
_ATTACH = (
    update(consents)
    .where(consents.c.conversation == arg("conversation"), consents.c.case_id.is_(None))
    .values(case_id=arg("case"))
)
_WITHDRAW = (
    update(consents)
    .where(consents.c.conversation == arg("conversation"), consents.c.purpose == arg("purpose"))
    .where(consents.c.withdrawn.is_(None))
    .values(withdrawn=arg("now"))
)
_FORGET = delete(consents).where(consents.c.conversation == arg("conversation"))


def put(
    c: Connection, id_: str, conversation: str, purpose: str, given: bool, text_id: str, text_hash: str, language: str,
    now: int, case_id: str | None = None,
) -> None:  # fmt: skip
    """Write an answer down, and that any earlier one for this purpose no longer counts."""
    withdraw(c, conversation, purpose, now)
    execute(c,
        _PUT,
        {"id": id_, "conversation": conversation, "case_id": case_id, "purpose": purpose, "given": int(given),
         "text_id": text_id, "text_hash": text_hash, "language": language, "hour": now // 3600 * 3600},
    )  # fmt: skip


def of(c: Connection, conversation: str) -> list[Consent]:
    """Return a conversation's answers, oldest first."""
    return rows(c, Consent, _OF, conversation_=conversation)


def of_case(c: Connection, case_id: str) -> list[Consent]:
    """Return a case's answers, oldest first."""
    return rows(c, Consent, _OF_CASE, case_=case_id)


def given(c: Connection, conversation: str) -> dict[str, bool]:
    """Return what counts now: purpose and whether it was given."""
    return {each.purpose: bool(each.given) for each in of(c, conversation) if each.withdrawn is None}


def attach(c: Connection, conversation: str, case_id: str) -> int:
    """Let the conversation's answers belong to its case, once there is one."""
    return changed(c, _ATTACH, conversation_=conversation, case_=case_id)


def withdraw(c: Connection, conversation: str, purpose: str, now: int) -> bool:
    """Take the answer for a purpose back; False if there was none."""
    hour = now // 3600 * 3600
    return changed(c, _WITHDRAW, conversation_=conversation, purpose_=purpose, now_=hour) > 0


def forget(c: Connection, conversation: str) -> int:
    """Delete a conversation's answers, when it is erased."""
    return changed(c, _FORGET, conversation_=conversation)

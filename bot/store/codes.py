"""Codes that open a talk from another phone: a blind handle, and what proves the secret; never the code.

A talk has one code at the most.  This file does not know how a handle or a proof is made.
"""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import delete, select

from bot.store.statements import Connection, arg, changed, execute, fields, first, insert
from bot.store.tables import codes


class Code(NamedTuple):
    """A code of a conversation."""

    handle: str
    conversation: str
    proof: str


_PUT = insert(codes).on_conflict_do_nothing(index_elements=["handle"])
_GET = select(*fields(codes, Code)).where(codes.c.handle == arg("handle"))
_FORGET = delete(codes).where(codes.c.conversation == arg("conversation"))


def put(c: Connection, handle: str, conversation: str, proof: str) -> bool:
    """Keep a talk's new code, in place of the one before; False if another talk's code has this handle."""
    forget(c, conversation)
    return changed(c, _PUT, handle=handle, conversation=conversation, proof=proof) == 1


def get(c: Connection, handle: str) -> Code | None:
    """Return the code of a handle, or None."""
    return first(c, Code, _GET, handle_=handle)


def forget(c: Connection, conversation: str) -> None:
    """Delete a talk's code."""
    execute(c, _FORGET, {"conversation_": conversation})

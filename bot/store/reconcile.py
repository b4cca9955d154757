"""What the database says about keys, to be compared with the key store: the two cannot share a commit.

Made: key store first, then database. Erased: marked here, key destroyed, deleted here.  So a key without a row is
younger than an hour or an orphan, and a row without its key is finished as erased.  This file does not know the key
store.
"""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import select, union

from bot.store import cases as case_rows
from bot.store.statements import Connection, execute, is_
from bot.store.tables import cases, conversations

PREFIX = "conversation:"


class Erasing(NamedTuple):
    """Erasings that were begun and not ended."""

    conversations: list[str]
    cases: list[str]


_KNOWN = union(select(conversations.c.id), select(cases.c.conversation))
_CONVERSATIONS = select(conversations.c.id).where(is_(conversations.c.state, "erasing")).order_by(conversations.c.id)


def known(c: Connection) -> set[str]:
    """Return the names of the keys that rows need: `conversation:<id>`, for conversations and for cases."""
    return {PREFIX + each for (each,) in execute(c, _KNOWN)}


def erasing(c: Connection) -> Erasing:
    """Return what was marked and is not deleted."""
    return Erasing([row[0] for row in execute(c, _CONVERSATIONS)], case_rows.erasing(c))

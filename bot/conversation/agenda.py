"""What comes on its day: each date that is due is handed to whoever set it, one at a time.

A date whose case is gone or spoilt is taken back and keeps no other waiting. What follows is not known here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from bot.casework import knocking, referring
from bot.casework.seals import Seals
from bot.casework.tools import Tools
from bot.conversation import checking, closing
from bot.store import Connection, StoreUnavailable, dates
from bot.store.errors import translated
from bot.store.statements import savepoint
from referrals.errors import KeyGone

Comes = Callable[[Connection, Tools, Seals, dates.Date, int], None]
OnFault = Callable[[str], None]

KINDS: Final[Mapping[str, Comes]] = {
    knocking.KNOCK: knocking.come, referring.DATE: referring.come, checking.CHECKIN: checking.come,
    checking.MISSED: checking.missed, closing.CLOSING: closing.come,
}  # fmt: skip


def come(c: Connection, tools: Tools, seals: Seals, now: int, on_fault: OnFault) -> int:
    """Everything that is due now; gives how much that was."""
    found = dates.due(c, now)
    for date in found:
        try:
            with savepoint(c):
                KINDS[date.kind](c, tools, seals, date, now)
        except KeyGone:
            dates.clear(c, date.case_id, date.kind, date.tag)
        except Exception as error:  # one case's fault must not keep the others waiting
            if isinstance(translated(error), StoreUnavailable):
                raise
            on_fault(f"date.{type(error).__name__}")
            dates.set_(c, date.case_id, date.kind, now + dates.QUARTER, date.tag)
    return len(found)

"""What is forgotten when its time has come: talks nobody came back to, drafts, draft keys, answered alerts.

The terms stand in `referrals.retention`; here each becomes a mark, a destroyed key and a deleted row, in that order.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from bot.casework import agreements, leaving
from bot.casework.alone import OnFault, alone
from bot.casework.seals import Seals, open_bytes
from bot.casework.talk import Talk
from bot.casework.tools import Tools
from bot.conversation import stopping
from bot.store import Connection, alerts, cases, conversations
from referrals.errors import KeyGone, SealBroken
from referrals.lifecycle import State
from referrals.vault import seal_row

AT_ONCE: Final = 50
AGAIN: Final = 15 * 60
"""Seconds until a talk that could not be let go of is tried again."""


def forget_due(c: Connection, tools: Tools, seals: Seals, now: int, on_fault: OnFault) -> int:
    """Everything that is due now, a bounded number at once; what fails of one keeps no other waiting."""
    talks = conversations.due(c, now, AT_ONCE)
    for row in talks:
        done = False
        with alone(c, on_fault, "forget.talk"):
            _talk(c, tools, seals, row, now)
            done = True
        if not done:
            conversations.put_off(c, row.id, now + AGAIN)
    ended = cases.due(c, now, AT_ONCE)
    for case in ended:
        leaving.erase(c, case.conversation, case.id)
    answered = alerts.ended_before(c, now - tools.terms.seconds["alert"], AT_ONCE)
    for alert in answered:
        with alone(c, on_fault, "forget.alert"):
            _alert(c, seals, alert)
    return len(talks) + len(ended) + len(answered)


def _talk(c: Connection, tools: Tools, seals: Seals, row: conversations.Conversation, now: int) -> None:
    """A talk that is due: an unsent one goes, or to officers if that was agreed; a sent one loses its draft key."""
    case = cases.get(c, row.case_id) if row.case_id else None
    if case is not None and stopping.send_if_agreed(c, tools, seals, row, case, now):
        return
    if case is None or case.state == State.DRAFT:
        leaving.erase(c, row.id, row.case_id)
        return
    if row.key == "draft":
        _forget_answers(c, tools, seals, row, now)
    else:
        conversations.undue(c, row.id)


def _forget_answers(c: Connection, tools: Tools, seals: Seals, row: conversations.Conversation, now: int) -> None:
    """What is left of the talk is where to write back and how it stands, under the case key.

    The draft half is destroyed after this commit, by `bot.duties`: a talk under the case key needs no draft key.
    """
    keys = seals.of(row.id)
    try:
        talk = Talk.from_bytes(open_bytes(keys["draft"], "conversations", row.id, row.revision, row.sealed or b""))
    except (KeyGone, KeyError):
        return
    except SealBroken:  # it stays as unreadable as it is, and its draft key dies in time
        conversations.change(
            c, row.id, row.revision, row.seq, "case", row.sealed or b"", row.touched, None, row.case_id
        )
        return
    home = tools.releases.of(talk.session.release).globals["resumed"]
    session = replace(
        talk.session, at=home, seq=talk.session.seq + 1, answers={}, aside={}, trail=(), ticks=(), revising=None
    )
    left = talk.with_(session=session, chapter=talk.chapter + 1, screen=None, suggested=(), unasked=())
    sealed = seal_row(keys["case"], "conversations", row.id, row.revision + 1, left.to_bytes())
    conversations.change(c, row.id, row.revision, session.seq, "case", sealed, row.touched, None, row.case_id)


def _alert(c: Connection, seals: Seals, alert: alerts.Alert) -> None:
    """An alert long answered: its case goes too, unless the person agreed that it be kept, or called again (F01)."""
    case = cases.get(c, alert.case_id)
    last = [one.id for one in alerts.of_case(c, alert.case_id)] == [alert.id]
    if case is not None and case.state == State.ALERT and last and not kept(c, seals, case):
        leaving.erase(c, case.conversation, case.id)
    else:
        alerts.delete_row(c, alert.id)


def kept(c: Connection, seals: Seals, case: cases.Case) -> bool:
    """Whether the person agreed that this case be kept."""
    try:
        return agreements.kept(agreements.of(c, seals, case.conversation))
    except SealBroken:  # a row that somebody spoilt must not be what destroys a case
        return True

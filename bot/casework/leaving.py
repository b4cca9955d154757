"""What a person takes back: the case, the consents to share, or being kept at all.

Erasing is a mark, then the key, then the rows, in this order (DESIGN 5); without the word a sent case is held a day.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from bot.casework import agreements, alertfile, alerting, casefile, locking, sealing
from bot.casework.seals import held, open_json, seal_json
from bot.store import Connection, alerts, cases, codes, consents, conversations, pages, words
from referrals import lifecycle, retention
from referrals.record import to_hour

if TYPE_CHECKING:
    from bot.casework.turn import Turn

Json = dict[str, Any]
SHARING: Final = ("share_named", "share_anonymised", "state_contact", "publicity", "send", "exchange")
"""What *Stop sharing* takes back."""


def erase_now(turn: Turn) -> None:
    """Destroy this talk's case for good: mark, destroy the key, delete the rows. The talk goes on without it."""
    erase(turn.c, turn.id, turn.talk.case)
    turn.note("case.erased", turn.talk.case or "")
    go_on_without(turn)


def erase(c: Connection, conversation: str, case: str | None) -> None:
    """Mark for erasing: from this commit on nobody reads it. The key and the rows go right after it, in this order.

    The key must not die before the mark is on the disk, so whoever holds the lead destroys it (`bot.duties`); a kill in
    between leaves the mark, which `reconcile` finishes.
    """
    conversations.mark_erasing(c, conversation)
    pages.revoke(c, conversation)
    if case is not None:
        cases.mark_erasing(c, case)
    words.forget(c, conversation)
    codes.forget(c, conversation)
    consents.forget(c, conversation)


def ask_erasure(turn: Turn) -> None:
    """Delete without the word: at once for officers, the key a day later, so that a captor cannot destroy it (F06)."""
    case = turn.talk.case
    row = cases.get(turn.c, case) if case else None
    if row is None or case is None:
        return erase_now(turn)
    state = lifecycle.advance(row.state, "ask_erasure")
    due = retention.erasure_due(turn.now, turn.tools.terms)
    casefile.change_routing(turn, case, {**casefile.routing_of(turn), "stopped": True}, state, due)
    key = turn.seals.of(turn.id)["case"]
    for alert in alerts.of_case(turn.c, case):
        if alert.state == "open":
            alertfile.end_alert(turn.c, key, alert, alertfile.open_alert(key, alert), turn.now)
    turn.note("case.erasure_asked", case)
    alerting.tell_officers(turn, "held", case)
    turn.keep()
    turn.row = conversations.by_lane(turn.c, turn.lane)
    session = turn.session
    locking.lock(turn)
    return turn.change(session=_emptied(session))


def take_back_erasure(turn: Turn) -> bool:
    """The word, within the day, takes a deletion back: it was asked for by somebody who did not know it.

    The alert that the deletion silenced rings anew.
    """
    row = cases.get(turn.c, turn.talk.case) if turn.talk.case is not None else None
    if row is None or row.state != lifecycle.State.ERASING:
        return False
    key = turn.seals.of(turn.id)["case"]
    before = open_json(key, "cases", row.id, row.revision, held(row.sealed))
    routing = {**casefile.lasting(turn, before, casefile.routing_of(turn)), "stopped": "sharing_stopped" in before}
    sealed = seal_json(key, "cases", row.id, row.revision + 1, routing)
    state = lifecycle.advance(row.state, "take_back")
    cases.change(turn.c, row._replace(state=state, sealed=sealed, due=None), turn.now)
    turn.note("case.erasure_taken_back", row.id)
    alerting.tell_officers(turn, "taken_back", row.id)
    turn.change(alert=None)
    alerting.call_for_part(turn)
    return True


def keep_nothing(turn: Turn) -> None:
    """A no to being kept: a guest from here on. A draft that an earlier yes began goes with its key.

    What was sent, or rings, had its own consent and stays; an alert without a later yes goes after its days.
    """
    if turn.talk.sent or turn.talk.alert:
        return
    session, screen, chat, easy = turn.session, turn.talk.screen, turn.talk.chat, turn.talk.easy
    if turn.talk.case is not None:
        erase(turn.c, turn.id, turn.talk.case)
        turn.note("case.erased", turn.talk.case)
        turn.talk = turn.begun().with_(chat=chat, screen=screen, session=session, easy=easy)
    turn.change(guest=True)


def go_on_without(turn: Turn) -> None:
    """The talk goes on, without its case and without its answers."""
    session, chat, easy = turn.session, turn.talk.chat, turn.talk.easy
    screen = turn.talk.screen
    turn.talk = turn.begun().with_(chat=chat, screen=screen, session=_emptied(session), easy=easy)


def _emptied(session: Any) -> Any:
    return replace(session, answers={}, aside={}, trail=(), revising=None)


def stop(turn: Turn) -> None:
    """Take back every consent to share: in its rows, in the routing record, and in the facts that officers open."""
    case = turn.talk.case
    if case is None:
        return
    for purpose in SHARING:
        agreements.take_back(turn.c, turn.seals, turn.id, purpose, turn.now)
    stopped = {**casefile.routing_of(turn), "stopped": True, "sharing_stopped": to_hour(turn.now)}
    casefile.change_routing(turn, case, stopped)
    turn.note("sharing.stopped", case)
    if turn.talk.sent or turn.talk.alert:
        sealing.write_facts(turn)
        alerting.tell_officers(turn, "stopped", case)

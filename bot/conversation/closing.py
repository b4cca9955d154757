"""Closing a case: with the person where they can be reached, and what is kept of them then: nothing, or a locked link.

The link is blind: a name that only this server can make from their account, the day on which it goes, and sealed the
closed case's id and the hash of their word, whose salt would lead to their other talks (SECURITY.md). The word opens
it; who is not asked leaves nothing.
"""

from __future__ import annotations

import hmac
from typing import TYPE_CHECKING, Any, Final

from bot.casework import agreements, alertfile, alerting, casefile, knocking, leaving, referring, sealing, waiting
from bot.casework.outside import done
from bot.casework.seals import Seals, held, open_json, seal_json
from bot.casework.tools import Tools, new_id
from bot.conversation import unlocking
from bot.store import Connection, alerts, cases, conversations, dates, links, tasks, words
from flows.events import Acted
from referrals import lifecycle, retention
from referrals.errors import KeyGone, SealBroken
from referrals.vault import word_matches

if TYPE_CHECKING:
    from bot.casework.turn import Turn

Json = dict[str, Any]
CLOSING: Final = "closing"
FOR_EVER: Final = 2**62
PATIENCE: Final = 14 * retention.DAY
"""How long the question waits before an officer looks again."""


def propose(c: Connection, tools: Tools, seals: Seals, case: cases.Case, now: int) -> bool:
    """Ask the person whether their case can close; False if they cannot be reached by asking."""
    row, routing = waiting.opened(c, seals, case.id)
    if row is None or not knocking.may(c, seals, row, routing, now):
        return False
    waiting.keep(c, seals, row, referring.asking_for(routing, CLOSING, CLOSING), now)
    dates.set_(c, row.id, CLOSING, now + PATIENCE)
    knocking.call(c, tools, seals, row.id, now)
    return True


def come(c: Connection, tools: Tools, seals: Seals, due: dates.Date, now: int) -> None:
    """They have not said: the case stays open, and an officer looks."""
    del tools
    dates.clear(c, due.case_id, CLOSING)
    row, routing = waiting.opened(c, seals, due.case_id)
    if row is not None:
        waiting.keep(c, seals, row, referring.without(routing, CLOSING), now)
        tasks.put(c, new_id(), row.id, "closing_unanswered", now)


def close(c: Connection, tools: Tools, seals: Seals, case: cases.Case, now: int, answered: int) -> cases.Case:
    """Close a case: nothing here leads to the person any more, and it has a day on which it is destroyed.

    Who never agreed to be kept was promised less than a closed case's thirty days.
    """
    known = waiting.open_routing(seals, case)
    routing: Json = {name: known[name] for name in casefile.ROUTED if name in known}
    kept = agreements.kept(agreements.of(c, seals, case.conversation))
    promised = retention.alert_due(answered, kept, tools.terms)
    due = min(day for day in (retention.closed_due(now, tools.terms), promised) if day is not None)
    sealed = seal_json(seals.of(case.conversation)["case"], "cases", case.id, case.revision + 1, routing)
    state = lifecycle.advance(case.state, "close")
    closed = case._replace(state=state, due=due, lane=None, sealed=sealed)
    cases.change(c, closed, now)
    dates.end(c, case.id)
    # The talk holds the chat's id too; whoever writes again begins anew, with a key of their own.
    conversations.delete_row(c, case.conversation)
    words.forget(c, case.conversation)
    return closed


# -- with the person


def decided(turn: Turn, acted: Acted) -> None:
    """*Not yet*, or *Forget me now*."""
    if acted.value == "forget":
        return _close(turn) if turn.talk.case is not None else _drop_link(turn)
    row, routing = waiting.opened(turn.c, turn.seals, turn.talk.case or "")
    if row is not None:
        waiting.keep(turn.c, turn.seals, row, referring.without(routing, CLOSING), turn.now)
        dates.clear(turn.c, row.id, CLOSING)
        tasks.put(turn.c, new_id(), row.id, "not_yet", turn.now)
    return None


def keep_link(turn: Turn, acted: Acted) -> None:
    """*Keep it for 90 days*: a locked link, which only their word opens; who chose no word leaves none."""
    del acted
    word, case = words.get(turn.c, turn.id), turn.talk.case
    if word is not None and case is not None:
        name, key = blind(turn.tools, turn.lane), turn.tools.keyring.active
        due = retention.link_due(turn.now, True, turn.tools.terms)
        kept = {"case": case, "phc": word.phc, "shape": word.shape}
        links.put(turn.c, name, due, key.id, seal_json(key.key, "links", name, 0, kept))
    _close(turn)


def _close(turn: Turn) -> None:
    case = cases.get(turn.c, turn.talk.case or "")
    if case is None or "close" not in lifecycle.steps_from(case.state):
        return
    key = turn.seals.of(turn.id)["case"]
    for alert in alerts.of_case(turn.c, case.id):
        if alert.state == "open":  # they said themselves that it is over
            alertfile.end_alert(turn.c, key, alert, alertfile.open_alert(key, alert), turn.now)
    close(turn.c, turn.tools, turn.seals, case, turn.now, turn.now)
    turn.note("case.closed", case.id, detail="with_person")
    leaving.go_on_without(turn)


def _drop_link(turn: Turn) -> None:
    """Who is known again by their word may be forgotten at once."""
    name = blind(turn.tools, turn.lane)
    links.delete_row(turn.c, name)
    words.forget(turn.c, name)


# -- coming back


def blind(tools: Tools, lane: str) -> str:
    """The name of a person's link: nothing that stands elsewhere, and only this server can make it."""
    return f"link~{hmac.digest(tools.keyring.pepper, f'link {lane}'.encode(), 'sha256').hex()[:32]}"


def opened_by(turn: Turn, text: str) -> bool:
    """Whether this is the word of a locked link of this person; it leaves the chat, like every word."""
    name = blind(turn.tools, turn.lane)
    link = links.get(turn.c, name)
    known, plain = _word_of(turn, link), unlocking.spoken(text)
    if link is None or known is None or link.due <= turn.now or not plain:
        return False
    if words.spent(known, turn.now) >= unlocking.TRIES or not unlocking.could_be(turn, plain, known):
        return False
    pepper, phc = turn.tools.keyring.pepper, known.phc
    matches: bool = done(turn.incoming, "link", lambda: word_matches(plain.encode(), phc, pepper))
    words.tried_by(turn.c, name, turn.now)
    if not matches:
        return False
    words.clear(turn.c, name)
    turn.delete_message(turn.incoming.message_id)
    return True


def _word_of(turn: Turn, link: links.Link | None) -> words.Word | None:
    """The word of a link, with today's tries of it; the row that counts them holds no hash."""
    kept = _opened(turn.tools, link) if link is not None else None
    if link is None or kept is None or "phc" not in kept:
        return None
    counted = words.get(turn.c, link.id)
    day, tries = (counted.day, counted.tries) if counted is not None else (0, 0)
    return words.Word(link.id, kept["phc"], day, tries, kept["shape"])


def _opened(tools: Tools, link: links.Link) -> Json | None:
    """What a link holds; None if it was spoilt, or its server key is gone."""
    try:
        key = next(server.key for server in tools.keyring.server if server.id == link.key)
        return open_json(key, "links", link.id, 0, held(link.sealed))
    except (StopIteration, KeyGone, SealBroken):
        return None


def reseal(c: Connection, tools: Tools) -> int:
    """Bring every link under the active server key."""
    key, done_ = tools.keyring.active, 0
    for link in links.over(c, FOR_EVER):
        kept = _opened(tools, link)
        if kept is not None and link.key != key.id:
            links.put(c, link.id, link.due, key.id, seal_json(key.key, "links", link.id, 0, kept))
            done_ += 1
    return done_


def tell_again(turn: Turn, acted: Acted) -> None:
    """The same danger again: a new case under the same word, which names the closed one to the officers."""
    del acted
    name = blind(turn.tools, turn.lane)
    link = links.get(turn.c, name)
    known, case = _word_of(turn, link), casefile.ensure(turn)
    if link is not None:
        kept = _opened(turn.tools, link) or {}
        sealing.add_note(turn, f"earlier case: {kept.get('case', 'unreadable')}")
        links.delete_row(turn.c, name)
        words.forget(turn.c, name)
    if known is not None:
        words.set_(turn.c, turn.id, known.phc, known.shape)
    alerting.raise_alert(turn, alerting.ASKED)
    tasks.put(turn.c, new_id(), case, "again", turn.now)


def forget_over(c: Connection, now: int) -> int:
    """Let go of every link whose day has come."""
    found = links.over(c, now)
    for link in found:
        words.forget(c, link.id)
        links.delete_row(c, link.id)
    return len(found)

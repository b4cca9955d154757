"""A contact that was taken away after it was shown: who saw it in the last 72 hours is told, if they may be written to.

What was shown stands in the routing record, under the case key, and only for as long as a correction could matter; a
person without a case agreed to no message and gets none. Whether a contact was taken away, the operator's files say.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from bot import notices
from bot.casework import casefile, knocking, waiting
from bot.casework.seals import Json, Seals, seal_json
from bot.casework.tools import Tools
from bot.conversation import offers
from bot.store import Connection, cases
from referrals.errors import KeyGone
from referrals.lifecycle import State

if TYPE_CHECKING:
    from bot.casework.turn import Turn
    from flows.events import Asked

REMEMBERED: Final = 72 * 3600
LIVING: Final = (State.DRAFT, State.ALERT, State.SENT, State.OPEN, State.WAITING, State.QUIET)


def note(turn: Turn, asked: Asked) -> None:
    """Remember which contacts this screen shows: with the case, or in the talk until there is one."""
    fresh = dict.fromkeys(_shown(turn, asked), turn.now)
    if not fresh:
        return
    row = cases.get(turn.c, turn.talk.case) if turn.talk.case is not None else None
    if row is None:
        seen = {**dict(turn.talk.seen), **fresh}
        turn.change(seen=tuple(sorted((one, at) for one, at in seen.items() if at > turn.now - REMEMBERED)))
        return
    before = waiting.open_routing(turn.seals, row).get("shown", {})
    if any(at > before.get(one, 0) for one, at in fresh.items()):
        casefile.route(turn, shown={**_recent(before, turn.now), **fresh})


def _shown(turn: Turn, asked: Asked) -> Iterator[str]:
    text = " ".join(part.source for part in (asked.text, *asked.before) if part is not None)
    if "{contact}" in text:
        offer = offers.present(turn)
        directory = turn.tools.directory(turn.c)
        for contact in directory.contacts(offer.id, offers.today(turn)) if offer is not None else ():
            yield f"{offer.id}={contact.value}" if offer is not None else ""
    if "{local_numbers}" in text or "{line_number}" in text:
        yield from turn.tools.numbers(turn.c, turn.facts().country, turn.language, turn.now).subjects


def _recent(shown: Json, now: int) -> Json:
    return {one: at for one, at in shown.items() if at > now - REMEMBERED}


def due(c: Connection) -> list[str]:
    """The cases whose person may have been shown something."""
    return [case.id for case in cases.in_states(c, LIVING)]


def correct(c: Connection, tools: Tools, seals: Seals, id_: str, now: int) -> int:
    """Tell one person what was taken away of what they saw, once; gives how much that was."""
    case = cases.get(c, id_)
    if case is None or case.sealed is None or case.state not in LIVING:
        return 0
    try:
        routing = waiting.open_routing(seals, case)
    except KeyGone:  # its key was destroyed first, as it should be
        return 0
    gone = [one for one in _recent(routing.get("shown", {}), now) if tools.withdrawals.gone(one)]
    if not gone:
        return 0
    _forget(c, seals, case, routing, gone)
    language = routing["language"]
    names = dict.fromkeys(tools.withdrawals.name(one, language) for one in gone)
    words = tools.words.word(notices.WITHDRAWN, language, {"name": tools.words.listed(list(names), language)})
    row = cases.get(c, id_)
    if row is not None:  # behind the knock even while the chat stands open: it names whom they turned to
        waiting.let_wait(c, seals, row, words, now, truth=False)
        knocking.call(c, tools, seals, id_, now)
    return len(gone)


def _forget(c: Connection, seals: Seals, case: cases.Case, routing: Json, gone: list[str]) -> None:
    kept = {one: at for one, at in routing["shown"].items() if one not in gone}
    key = seals.of(case.conversation)["case"]
    sealed = seal_json(key, "cases", case.id, case.revision + 1, {**routing, "shown": kept})
    cases.change(c, case._replace(sealed=sealed), case.touched)

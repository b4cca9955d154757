"""The chat forgets: after half an hour of silence and after *Hide* it shows everybody the first screen (F06).

A talk that is worth keeping is parked under a lane that no message reaches; how it is brought back is the matter of
`unlocking`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from bot.casework import waiting
from bot.casework.seals import open_json, seal_json
from bot.store import cases, consents, conversations, pages, screens, words
from referrals.errors import KeyGone
from referrals.lifecycle import State

if TYPE_CHECKING:
    from bot.casework.turn import Turn

LATE: Final = 15
"""After so many seconds a screen that was on its way when the chat was cleared has been noted, and goes too."""


def parked_lane(lane: str, number: int) -> str:
    """Where the talk of a lane waits for its word."""
    return f"{lane}~{number}"


def account_of(lane: str) -> str:
    """The lane whose person a talk belongs to, wherever it is parked."""
    return lane.partition("~")[0]


def parked(turn: Turn, lane: str | None = None) -> list[conversations.Conversation]:
    """The locked talks of this person, or of another account; the one touched last first."""
    return conversations.in_lanes(turn.c, [parked_lane(lane or turn.lane, n) for n in range(conversations.LANES)])


def lock(turn: Turn) -> None:
    """Put this talk away, or end it if nothing in it was to be kept; the chat begins anew."""
    following = turn.talk.following
    if turn.row is not None:
        pages.revoke(turn.c, turn.id)
        if turn.talk.case is None or turn.talk.guest:
            words.forget(turn.c, turn.id)
            consents.forget(turn.c, turn.id)
            turn.tools.guests.forget(turn.id)
            conversations.mark_erasing(turn.c, turn.id)
            conversations.delete_row(turn.c, turn.id)
        else:
            _park(turn)
    turn.talk = turn.begun(following)


def _park(turn: Turn) -> None:
    """Give this talk a free place. Where none is left, the oldest that was never sent gives way to it."""
    waiting_ = parked(turn)
    taken = {row.lane for row in waiting_}
    places = (parked_lane(turn.lane, n) for n in range(conversations.LANES))
    free = next((lane for lane in places if lane not in taken), None)
    if free is None:
        oldest = next((row for row in reversed(waiting_) if _unsent(turn, row)), waiting_[-1])
        free = oldest.lane
        conversations.move(turn.c, oldest.id, f"{turn.lane}~{oldest.id}")
    conversations.move(turn.c, turn.id, free)


def _unsent(turn: Turn, row: conversations.Conversation) -> bool:
    case = cases.get(turn.c, row.case_id) if row.case_id is not None else None
    return case is None or case.state == State.DRAFT


def hide(turn: Turn) -> None:
    """Clear the chat of both sides and lock it: one tap, no question, nothing written.

    Words of an officer that were still on their way wait with the case again.
    """
    waiting.take_back(turn.c, turn.tools, turn.seals, turn.lane, turn.now)
    for screen in screens.in_flight(turn.c, "defenders", turn.lane):
        turn.take_away(screen)
    screens.drop_chat(turn.c, "defenders", turn.lane, turn.now)
    sweep(turn)
    turn.keep()
    turn.row = conversations.by_lane(turn.c, turn.lane)
    lock(turn)
    turn.over = True


def sweep(turn: Turn) -> None:
    """Have every message of this chat deleted that Telegram lets us delete."""
    _sweep(turn, turn.lane)


def _sweep(turn: Turn, lane: str) -> None:
    turn.job("sweep", {"until": turn.now}, lane=lane)
    turn.job("sweep", {"until": turn.now}, later=LATE, lane=lane)


def leave_behind(turn: Turn, lane: str, chat: int, *, lost: bool) -> None:
    """The case goes on in this chat: the old one is cleared and locked, nothing leads there any more.

    Officers hear of it at once. If the phone was taken they are called: nothing from there is to be trusted.
    """
    waiting.take_back(turn.c, turn.tools, turn.seals, lane, turn.now)
    for screen in screens.in_flight(turn.c, "defenders", lane):
        turn.take_away(screen, chat)
    screens.drop_chat(turn.c, "defenders", lane, turn.now)
    _sweep(turn, lane)
    case, routing = _routing(turn, turn.id, turn.talk.case)
    if case is None:
        return
    for gone in ("knock", "knocks", "here"):  # it stood in the old chat
        routing.pop(gone, None)
    routing = {**routing, "chat": turn.talk.chat, "lane": turn.lane, "heard": "", "moved": turn.now}
    _keep_routing(turn, case._replace(lane=turn.lane), routing)
    turn.note("case.moved", case.id)
    turn.job("officers", {"news": "lost" if lost else "moved", "id": case.id, "at": turn.now})


def _routing(turn: Turn, conversation: str, case_id: str | None) -> tuple[cases.Case | None, dict[str, Any]]:
    """The case of a talk and its routing record; None where nobody may read it any more."""
    row = cases.get(turn.c, case_id) if case_id is not None else None
    if row is None or row.sealed is None:
        return None, {}
    try:
        key = turn.seals.of(conversation)["case"]
    except KeyGone:
        return None, {}
    return row, open_json(key, "cases", row.id, row.revision, row.sealed)


def _keep_routing(turn: Turn, row: cases.Case, routing: dict[str, Any]) -> None:
    key = turn.seals.of(row.conversation)["case"]
    sealed = seal_json(key, "cases", row.id, row.revision + 1, routing)
    cases.change(turn.c, row._replace(sealed=sealed), turn.now)

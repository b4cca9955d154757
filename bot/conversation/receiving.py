"""What a person reads of what waited for them: once, and behind the word where there is one.

Without a word whoever opens the knock sees one message and nothing behind it; the talk stays locked. What is read goes
from the record; a screen that never arrives brings it back (`waiting`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.casework import knocking, locking, waiting
from bot.conversation import unlocking
from bot.store import cases, screens, words

if TYPE_CHECKING:
    from bot.casework.turn import Turn

Json = dict[str, Any]


def knocked(turn: Turn, conversation: str) -> None:
    """*Open* under the knock: where no word was chosen one message, else the word comes first."""
    if turn.row is not None and turn.id.startswith(conversation):  # it stands open here
        return read(turn, turn.talk.case)
    row = next((one for one in locking.parked(turn) if one.id.startswith(conversation)), None)
    case = row.case_id if row is not None and words.get(turn.c, row.id) is None else None
    if row is None or case is None:
        return None
    _, routing = _record(turn, case)
    if routing.get("asks") and not routing.get("newest"):
        unlocking.visit(turn, row)  # a question can only be answered in its own talk: nothing else of it is shown
    elif read_one(turn, case) or routing.get("asks"):
        _knock(turn, case)  # the next one, after its own tap
    return None


def come_back(turn: Turn) -> None:
    """The word was typed: one message now, and the others by *Messages* at home; all, where no home follows."""
    if turn.late:  # whoever looks now need not be who typed it
        return
    if turn.talk.case is not None and turn.talk.sent:
        read_one(turn, turn.talk.case)
    else:
        read(turn, turn.talk.case)


def count(turn: Turn) -> int:
    """How many messages of officers wait."""
    _, routing = _record(turn, turn.talk.case)
    return len(routing.get("newest", []))


def read(turn: Turn, case_id: str | None) -> None:
    """Say everything that waited, in its order."""
    row, routing = _record(turn, case_id)
    if row is None:
        return
    waited, truth = routing.pop("newest", []), routing.pop("truth", [])
    _say(turn, row, routing, waited, truth)
    _came(turn, row, routing)


def read_one(turn: Turn, case_id: str) -> int:
    """Say the message that has waited longest; how it stands is said with the last. Gives how many are left."""
    row, routing = _record(turn, case_id)
    if row is None:
        return 0
    waited = routing.pop("newest", [])
    rest = waited[1:]
    truth = [] if rest else routing.pop("truth", [])
    _say(turn, row, routing, waited[:1], truth)
    _came(turn, row, routing | ({"newest": rest} if rest else {}))
    return len(rest)


def say_owed(turn: Turn) -> None:
    """Whoever does something in the open chat is told what waits: what never reached it, what it was hinted at, and
    how it stands.
    """
    if turn.row is not None and turn.talk.case is not None and not (turn.incoming.data or "").endswith("._hide"):
        _, routing = _record(turn, turn.talk.case)
        if routing.get("owed") or routing.get("here") or routing.get("truth"):
            read(turn, turn.talk.case)


def owed(turn: Turn) -> None:
    """Knock again for words whose knock never reached this chat: it was hidden, or refused us."""
    for talk in locking.parked(turn):
        row, routing = _record(turn, talk.case_id)
        if row is not None and routing.pop("owed", None):
            waiting.keep(turn.c, turn.seals, row, routing, turn.now)
            _knock(turn, row.id)


def _knock(turn: Turn, case_id: str) -> None:
    """The person, or whoever holds their phone, has just written: the hours do not matter."""
    row, routing = _record(turn, case_id)
    if row is not None:
        screen = waiting.knock(turn.c, turn.tools, routing, row, turn.now)
        waiting.keep(turn.c, turn.seals, row, {**routing, knocking.KNOCK: screen}, turn.now)


def _say(turn: Turn, row: cases.Case, routing: Json, waited: list[waiting.Said], truth: list[waiting.Said]) -> None:
    said = [*waited, *truth]
    for number, one in enumerate(said, 1):
        carried = waiting.carrying(row.id, [one]) if one in waited else {}
        if isinstance(one, str) and number == len(said):
            turn.repeat(one, carried)
        else:
            turn.send({**waiting.drawn(turn.tools, row, routing, one), **carried}, screens.ANSWER, keep=True)
            turn.sending.new = turn.sending.behind = True
        if isinstance(one, dict) and one["say"] in routing.get("asked", {}):  # its numbers count from here on
            routing["asked"][one["say"]]["at"] = turn.now


def _came(turn: Turn, row: cases.Case, routing: Json) -> None:
    knocking.answered(turn, row, routing)
    routing.pop("owed", None)
    waiting.keep(turn.c, turn.seals, row, routing, turn.now)


def _record(turn: Turn, case_id: str | None) -> tuple[cases.Case | None, Json]:
    return waiting.opened(turn.c, turn.seals, case_id) if case_id is not None else (None, {})

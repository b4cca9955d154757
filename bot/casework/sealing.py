"""Parts of a case, sealed to the team on arrival: the coded answers, words, and lines that the program writes.

The server cannot open what is sealed here. The facts are revised, never overwritten.
"""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from bot.casework import casefile, joining, teams
from bot.casework.facts import level_of
from bot.casework.seals import open_json
from bot.casework.tools import new_id
from bot.store import Connection, cases, parts, record
from referrals.record import to_hour
from referrals.vault import seal_part

if TYPE_CHECKING:
    from bot.casework.turn import Turn

Json = dict[str, Any]


def add_part(turn: Turn, part: str, data: bytes, revision: int = 1, place: joining.Place | None = None) -> None:
    """Seal one part to the team on arrival; the server cannot open it again."""
    conversation, case = place or (turn.id, casefile.ensure(turn))
    roster = turn.tools.roster(turn.now)
    row = cases.get(turn.c, case)
    readers = roster.readers(teams.team_of(turn.tools.keyring, row), turn.now)
    sealed = seal_part(turn.seals.of(conversation)["case"], case, part, revision, roster.hash, readers, data)
    parts.put(turn.c, case, part, revision, sealed, roster.hash, len(sealed), turn.now)
    turn.note("part.sealed", case, detail=part.partition("-")[0])


def write_facts(turn: Turn) -> None:
    """Seal the coded answers as the part `facts`; a correction is the next revision.

    Answers given after the earlier ones became unreadable here are a part beside them, or they would overwrite them.
    """
    case = casefile.ensure(turn)
    part = f"facts-{turn.talk.chapter + 1}" if turn.talk.chapter else "facts"
    add_part(turn, part, as_json(document(turn, case)), parts.latest(turn.c, case, part) + 1)


def document(turn: Turn, case: str | None = None) -> Json:
    """The coded answers as officers read them; after *Stop sharing* they say no to all of it, whatever came before."""
    found = turn.facts()
    level, rule = level_of(found, turn.tools.triage)
    stopped = sharing_stopped(turn, case) if case is not None else None
    if stopped is not None:
        refused = replace(found.consent, share_named="no", share_anonymised=False, state_contact=False, publicity=False)
        found = replace(found, consent=refused)
    return {**found.to_json(), "triage": level, "rule": rule, "language": turn.language,
            "stopped_at": turn.talk.stopped or None, "sharing_stopped": stopped}  # fmt: skip


def sharing_stopped(turn: Turn, case: str) -> int | None:
    """The hour in which the person stopped all sharing of this case, or None."""
    row = cases.get(turn.c, case)
    if row is None or row.sealed is None:
        return None
    found: int | None = open_json(
        turn.seals.of(row.conversation)["case"], "cases", row.id, row.revision, row.sealed
    ).get("sharing_stopped")
    return found


def as_json(document: Json) -> bytes:
    """A document as the bytes of a part."""
    return json.dumps(document, ensure_ascii=False).encode()


def add_note(turn: Turn, text: str) -> None:
    """A line for the officers that the program writes, sealed like words of the person's."""
    number = turn.talk.words + 1
    add_part(turn, f"text-{number}", text.encode())
    turn.change(words=number)


def note_part(c: Connection, case: str, part: str, now: int) -> None:
    """Write down that a part was sealed; of a part, only its kind."""
    record.add(c, new_id(), "part.sealed", "person", case, to_hour(now), part.partition("-")[0])

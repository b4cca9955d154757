"""A case's routing record: what the server itself may know, to reach the person and to see what is under way.

Making is key store first, then database; a kill between the two leaves a key without a row, which `reconcile` ends. The
record is never sent or kept in clear: where sealing fails, the turn fails as a whole.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from bot.casework import agreements, teams
from bot.casework.facts import EVERYBODY, is_watched, level_of, team_of
from bot.casework.seals import held, open_json, seal_json
from bot.casework.tools import new_case_id
from bot.store import cases
from flows.session import facts
from referrals import hours, ladder, lifecycle

if TYPE_CHECKING:
    from bot.casework.turn import Turn
    from referrals.case import Facts

Json = dict[str, Any]
LASTING: Final = (
    "newest", "truth", "watched", "stopped", "sharing_stopped", "owed", "heard", "moved", "shown", "asked", "here",
    "knock", "knocks", "asks", "every", "exchanges",
)  # fmt: skip
"""What stays in a routing record when the talk writes it anew: what waits, its knock, questions, a stop of sharing."""
ROUTED: Final[tuple[str, ...]] = ("level", "rule", "language", "safe", "easy", "chosen", "stopped")
"""What officers work by, of the routing record; where the person is reached is never among it."""


def ensure(turn: Turn) -> str:
    """The case of this talk, made at the first yes: keys first, then its row."""
    if turn.talk.case is not None:
        return turn.talk.case
    case = new_case_id()
    keys = turn.seals.make(turn.id)
    routing = seal_json(keys["case"], "cases", case, 0, {**routing_of(turn), "shown": dict(turn.talk.seen)})
    team = teams.blinded(turn.tools.keyring, case, team_of(turn.facts()))
    cases.put(turn.c, case, turn.id, turn.lane, team, "case", routing, turn.now, lifecycle.State.DRAFT)
    agreements.settle(turn, case)
    turn.change(case=case, guest=False)  # who calls a person has a case, whatever they said before
    turn.note("case.made", case)
    return case


def routing_of(turn: Turn) -> Json:
    """What the server may know of a case until it closes (DESIGN 5): how to reach the person, and what is under way."""
    found = turn.facts()
    level, rule = level_of(found, turn.tools.triage)
    held = _hours(turn, found)
    return {
        **({"hours": list(held)} if held else {}),
        "level": level, "rule": rule, "language": turn.language, "safe": found.details.get("safe_hours", ""),
        "chat": turn.talk.chat, "lane": turn.lane, "easy": turn.talk.easy, "careful": is_watched(found),
        "chosen": [{"id": one, "status": "asked", "at": turn.now} for one in turn.talk.chosen],
        **({"watched": True} if found.details.get("good_time") == "no" else {}),
    }  # fmt: skip


def _hours(turn: Turn, found: Facts) -> hours.Window | None:
    """The hours chosen, as minutes of the UTC day: all that is kept of where the person is."""
    safe, hour = found.details.get("safe_hours", ""), facts(turn.release, turn.session).get("local_hour")
    if safe not in hours.CHOSEN:
        return None
    at = turn.talk.hour_at or turn.now
    offsets = turn.tools.words.offsets(found.country or "", at, int(str(hour)) if hour is not None else None)
    return hours.window("school" if safe == "day" and found.age_band == "child" else safe, offsets)


def route(turn: Turn, **also: Any) -> None:
    """Write the routing record anew, with what else it is to hold from here on."""
    if turn.talk.case is not None:
        change_routing(turn, turn.talk.case, {**routing_of(turn), **also})


def route_as(turn: Turn, state: str) -> None:
    """Write the routing record anew, with the case in this state."""
    change_routing(turn, ensure(turn), routing_of(turn), state)


def change_routing(turn: Turn, case: str, routing: Json, state: str | None = None, due: int | None = None) -> None:
    """Replace the routing record, and the state if one is given, as one revision."""
    row = cases.get(turn.c, case)
    if row is None:
        return
    key = turn.seals.of(row.conversation)["case"]
    before = open_json(key, "cases", case, row.revision, held(row.sealed))
    sealed = seal_json(key, "cases", case, row.revision + 1, lasting(turn, before, routing))
    team = teams.team_of(turn.tools.keyring, row)
    team = teams.blinded(turn.tools.keyring, case, team_of(turn.facts()) if team == EVERYBODY else team)
    changed = row._replace(state=state or row.state, sealed=sealed, due=due or row.due, team=team)
    cases.change(turn.c, changed, turn.now)


def lasting(turn: Turn, before: Json, routing: Json) -> Json:
    """The new record with what must outlast it; after the answers were forgotten here, it never says less than before.

    A person who asked not to be written to, or whose case is urgent, is not to be asked that again.
    """
    merged: Json = {**{name: before[name] for name in LASTING if name in before}, **routing}
    merged["safe"] = routing["safe"] or before["safe"]
    merged["careful"] = routing["careful"] or before.get("careful", False)
    known = {one["id"] for one in before.get("chosen", ())}
    merged["chosen"] = [*before.get("chosen", ()), *(one for one in routing["chosen"] if one["id"] not in known)]
    if not routing["safe"] and "hours" in before:
        merged["hours"] = before["hours"]
    if turn.talk.chapter and ladder.LEVELS.index(before["level"]) < ladder.LEVELS.index(routing["level"]):
        merged.update({name: before[name] for name in ("level", "rule")})
    return merged

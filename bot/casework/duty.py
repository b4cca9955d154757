"""Who is called: the officers' rows and the shifts as the ladder and the rota see them, and words to one officer.

It decides nothing: who is on duty says `referrals.rota`, when a bell rings `referrals.ladder`. What officers tap under
these messages is heard in `desk.taps`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from bot import hours, notices
from bot.casework import teams
from bot.casework.facts import EVERYBODY
from bot.casework.officers import ACTIVE, PENDING, open_officer, seal_officer
from bot.casework.seals import seal_json
from bot.casework.tools import Tools, new_id
from bot.casework.turn import OFFICERS
from bot.store import Connection, officers, record, screens, shifts
from bot.store.cases import Case
from flows.text import Text
from referrals import ladder, rota
from referrals.errors import RosterRefused, SealBroken
from referrals.record import to_hour

Json = dict[str, Any]
LEAD: Final = "lead"
LAST: Final = "last"
"""Marks of an officer: hears what the rota lacks; is called only when nobody else has answered."""
MARKS: Final = (LEAD, LAST)
PROVED: Final = 7 * 24 * 3600
"""An answered test of a wake channel counts for so long."""
ASLEEP: Final = 3 * 24 * 3600
"""Who has opened no note of the day for so long counts as unable to open (F30)."""


REFUSES: Final = "refuses"
"""Since when an officer's chat refuses our messages."""


@dataclass(frozen=True, slots=True, repr=False)
class Note:
    """One message to one officer: the words, the buttons under them, and how it sounds."""

    text: Text
    values: Json | None = None
    taps: Sequence[tuple[Text, str]] = ()
    loud: bool = False


def rows_on(c: Connection) -> dict[str, officers.Officer]:
    """Every active officer with a chat, by name."""
    return {row.id: row for row in officers.every(c, ACTIVE) if row.lane is not None}


def callable_(c: Connection, tools: Tools) -> dict[str, officers.Officer]:
    """Everybody whom a bell can reach: active officers, and those called last who have a wake channel only."""
    found = rows_on(c)
    for row in officers.every(c, PENDING):
        body = body_of(tools, row)
        if LAST in body.get("marks", ()) and body.get("wake"):
            found[row.id] = row
    return found


def body_of(tools: Tools, row: officers.Officer) -> Json:
    """What is sealed in an officer's row; empty for one that was spoilt, who is called all the same."""
    try:
        return open_officer(tools, row)
    except SealBroken:
        return {}


def readers(tools: Tools, rows: Mapping[str, officers.Officer], case: Case, now: int) -> set[str]:
    """Who of these reads this case, by its team; all of them where the list cannot be read or names none of them."""
    team = teams.team_of(tools.keyring, case)
    if team == EVERYBODY:  # also who has only a wake channel, and is on no list
        return set(rows)
    try:
        circle = {entry.name for entry in tools.roster(now).circle(team, now)}
    except RosterRefused:
        return set(rows)
    return {id_ for id_, row in rows.items() if body_of(tools, row).get("name") in circle} or set(rows)


def is_reader(c: Connection, tools: Tools, row: officers.Officer, case: Case, now: int) -> bool:
    """Whether this officer reads this case."""
    return row.id in readers(tools, rows_on(c), case, now)


def refused(c: Connection, tools: Tools, lane: str, now: int) -> None:
    """An officer's chat refuses us: they are not counted on until they write, and the leads hear of it, once."""
    row = officers.by_lane(c, lane)
    body = body_of(tools, row) if row is not None and row.state == ACTIVE else {}
    if row is None or not body or body.get(REFUSES):
        return
    write_body(c, tools, row, {**body, REFUSES: now})
    record.add(c, new_id(), "officer.unreachable", "service", row.id, to_hour(now))
    others = [one for one in rows_on(c).values() if one.id != row.id]
    for lead in leads(tools, others):
        tell(c, tools, lead, Note(notices.OFFICER_UNREACHED, {"name": body["name"]}, loud=True), now)


def back(c: Connection, tools: Tools, row: officers.Officer, body: Json) -> officers.Officer:
    """They wrote: bells reach them again. Gives the row as it stands now."""
    if not body.get(REFUSES):
        return row
    write_body(c, tools, row, {name: value for name, value in body.items() if name != REFUSES})
    return officers.get(c, row.id) or row


def write_body(c: Connection, tools: Tools, row: officers.Officer, body: Json) -> None:
    """Seal what is known of an officer anew, as the next revision."""
    key, sealed = seal_officer(tools, row.id, row.revision + 1, body)
    officers.change(c, row._replace(key=key, sealed=sealed))


def is_able(body: Json, now: int) -> bool:
    """Whether a bell reaches this officer's chat, and they opened a note of the day lately."""
    return not body.get(REFUSES) and is_awake(body, now)


def is_awake(body: Json, now: int) -> bool:
    """Whether an officer opened a note of the day lately; who was never sent one counts as awake."""
    unopened = body.get("unopened")
    return unopened is None or not now - unopened >= ASLEEP


def people(c: Connection, tools: Tools, rows: Sequence[officers.Officer], now: int) -> ladder.People:
    """Whose bells ring at this moment, for each step of the ladder."""
    known = []
    for row in rows:
        body = body_of(tools, row)
        known.append(rota.Officer(row.id, LAST in body.get("marks", ()), is_able(body, now)))
    return rota.people(known, plan(c, now), now)


def plan(c: Connection, now: int) -> list[rota.Shift]:
    """The shifts of now and later as the rota sees them; where a rota was kept and ran out, one that is over."""
    found = [shape(one) for one in shifts.since(c, now)]
    if not found and shifts.kept(c):
        return [rota.Shift("", 0, 0, rota.MISSED)]
    return found


def shape(row: shifts.Shift) -> rota.Shift:
    """A shift's row as the rota sees it."""
    return rota.Shift(row.officer, row.starts, row.ends, row.state, row.role, row.asked)


def gaps(c: Connection, tools: Tools, now: int) -> list[tuple[int, int]]:
    """The times of the next seven days without anybody who can be counted on; none where no rota is kept."""
    if not shifts.kept(c):
        return []
    asleep = {row.id for row in officers.every(c) if not is_able(body_of(tools, row), now)}
    kept = [shape(one) for one in shifts.since(c, now) if one.officer not in asleep]
    return rota.gaps(kept, now, now + rota.AHEAD)


def unwakeable(c: Connection, tools: Tools, now: int) -> list[str]:
    """Officers with a night shift in the next seven days and no wake channel that was proved within the last seven."""
    nightly = {
        one.officer
        for one in shifts.since(c, now)
        if one.starts < now + rota.AHEAD and hours.nightly(max(now, one.starts), one.ends, tools.zone)
    }
    return [row.id for row in officers.every(c) if row.id in nightly and not _proved(body_of(tools, row), now)]


def _proved(body: Json, now: int) -> bool:
    return bool(body.get("wake")) and now - (body.get("wake_proved") or 0) <= PROVED


def leads(tools: Tools, rows: Sequence[officers.Officer]) -> list[officers.Officer]:
    """Those who hear of what is missing: the leads; where nobody is marked as one, everybody."""
    marked = [row for row in rows if LEAD in body_of(tools, row).get("marks", ())]
    return marked or list(rows)


def tell(c: Connection, tools: Tools, row: officers.Officer, note: Note, now: int) -> int | None:
    """Want a message in an officer's chat; None where there is no chat to write to."""
    body = body_of(tools, row)
    if row.lane is None or not body.get("chat"):
        return None
    return _want(c, tools, row.lane, content(tools, body, note), now, loud=note.loud)


def change(c: Connection, tools: Tools, row: officers.Officer, screen: int, note: Note, now: int) -> bool:
    """Want a message that stands in an officer's chat otherwise; False if it is gone."""
    name, key = tools.epochs.present(now)
    whole = content(tools, body_of(tools, row), note)
    return screens.change(
        c, screen, lambda id_, version: seal_json(key, "screens", str(id_), version, whole), name, now, screens.REST
    )


def content(tools: Tools, body: Json, note: Note) -> Json:
    """What a message to an officer shows, in the language of their bells."""
    language = body.get("language", tools.languages[0])
    rows = [[{"label": tools.words.word(label, language, {}), "data": data}] for label, data in note.taps]
    words = tools.words.word(note.text, language, note.values or {})
    return {"chat": body.get("chat"), "text": words, "rows": rows, "silent": not note.loud}


def moment(tools: Tools, at: int) -> str:
    """A moment as officers read it, in their own zone and in UTC."""
    return hours.shown(at, tools.zone)


def _want(c: Connection, tools: Tools, lane: str, whole: Json, now: int, *, loud: bool) -> int:
    name, key = tools.epochs.present(now)
    return screens.put(
        c, lane, OFFICERS, lambda id_, version: seal_json(key, "screens", str(id_), version, whole),
        name, screens.BELL if loud else screens.REST, now, keep=True,
    )  # fmt: skip

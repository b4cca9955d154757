"""What an officer taps under a message of the rota: that they are on duty, that their bell rang, today's note.

Each tap is bound to the officer to whom the message went; a tap of anybody else, or of another time, changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from bot import notices
from bot.casework import duty
from bot.casework.duty import Note
from bot.casework.officers import Desk, note, say
from bot.store import alerts, officers, record, shifts
from referrals import rota

MARK: Final = "r"
"""What the data of these buttons begins with."""

GAPS: Final = 5
"""So many gaps are named in a note; `amparo officer rota` names all."""


def tapped(desk: Desk, row: officers.Officer) -> bool:
    """Hear a tap under a message of the rota; False if it is none."""
    parts = (desk.incoming.data or "").split(".")
    if len(parts) != 3 or parts[0] != MARK or parts[2] not in TAPS:
        return False
    TAPS[parts[2]](desk, row, parts[1])
    return True


def _on_duty(desk: Desk, row: officers.Officer, name: str) -> None:
    """*I am on duty*: from this moment on the shift counts."""
    shift = shifts.get(desk.c, name)
    if shift is None or shift.officer != row.id or desk.now >= shift.ends or shift.state == rota.PLANNED:
        return say(desk, notices.OFFICER_STALE)
    if shift.state != rota.CONFIRMED:
        shifts.change(desk.c, shift._replace(state=rota.CONFIRMED))
        note(desk, "shift.confirmed", row.id, row.id)
        _proved(desk, row, shift.asked)
    if shift.state == rota.MISSED:
        _tell_leads(desk, row)
    return say(desk, notices.SHIFT_BEGUN, {"time": duty.moment(desk.tools, shift.ends)})


def _tell_leads(desk: Desk, row: officers.Officer) -> None:
    rows = list(duty.rows_on(desk.c).values())
    for lead in duty.leads(desk.tools, rows):
        if lead.id != row.id:
            duty.tell(desk.c, desk.tools, lead, Note(notices.SHIFT_LATE), desk.now)


def _whose(desk: Desk, row: officers.Officer, name: str) -> None:
    """Whose shift it is that nobody keeps; said only to who asks, for a bell shows no name."""
    del row
    shift = shifts.get(desk.c, name)
    whose = officers.get(desk.c, shift.officer) if shift is not None else None
    if shift is None or whose is None:
        return say(desk, notices.OFFICER_STALE)
    known = duty.body_of(desk.tools, whose).get("name", "")
    return say(desk, notices.SHIFT_OF, {"name": known, "time": duty.moment(desk.tools, shift.starts)})


def _asleep(desk: Desk, row: officers.Officer, name: str) -> None:
    """Who opens no note of the day; said only to who asks."""
    del row
    whose = officers.get(desk.c, name)
    known = duty.body_of(desk.tools, whose).get("name", "") if whose is not None else ""
    return say(desk, notices.DIGEST_WHOSE, {"name": known}) if known else say(desk, notices.OFFICER_STALE)


def _note(desk: Desk, row: officers.Officer, name: str) -> None:
    """*Open the note*: the officer is counted on again, and reads how things stand."""
    del name
    body = duty.body_of(desk.tools, row)
    duty.write_body(desk.c, desk.tools, row, {**body, "unopened": None, "asleep": False})
    note(desk, "digest.opened", row.id, row.id)
    head = record.head(desk.c)
    more = [(notices.DIGEST_RECORD, {"hash": (head.hash or "")[:16]})] if head is not None else []
    coming = [one for one in shifts.since(desk.c, desk.now) if one.officer == row.id and one.starts > desk.now]
    if coming:
        more.insert(0, (notices.DIGEST_SHIFT, {"time": duty.moment(desk.tools, coming[0].starts)}))
    if row.id in {one.id for one in duty.leads(desk.tools, list(duty.rows_on(desk.c).values()))}:
        more += [
            (notices.DIGEST_GAP, {"from": duty.moment(desk.tools, start), "to": duty.moment(desk.tools, end)})
            for start, end in duty.gaps(desk.c, desk.tools, desk.now)[:GAPS]
        ]
    return say(desk, notices.DIGEST_IS, {"n": str(len(alerts.open_(desk.c)))}, more=more)


def _rang(desk: Desk, row: officers.Officer, name: str) -> None:
    """*It rang*: the officer says that the weekly test woke them."""
    del name
    body = duty.body_of(desk.tools, row)
    if body.get("tested") is None:
        return say(desk, notices.OFFICER_STALE)
    return say(desk, notices.WAKE_PROVED if _proved(desk, row, body["tested"]) else notices.WAKE_UNPROVED)


def _proved(desk: Desk, row: officers.Officer, since: int | None) -> bool:
    """The wake channel is proved where it was rung since the test began and the officer answered."""
    body = duty.body_of(desk.tools, row)
    rang = body.get("wake_rang")
    if rang is None or since is None or rang < since:
        return False
    duty.write_body(desk.c, desk.tools, row, {**body, "wake_proved": desk.now, "tested": None})
    return True


TAPS: Final[Mapping[str, Callable[[Desk, officers.Officer, str], None]]] = {
    "on": _on_duty,
    "rang": _rang,
    "who": _whose,
    "asleep": _asleep,
    "note": _note,
}

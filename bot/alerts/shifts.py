"""The ringing test: a shift begins when its officer taps that they are on duty, and never because a table says so.

The test rings ten minutes before the shift and every three; unanswered after ten, it rings the leads. Until somebody
confirms, the ladder treats the hours as nobody's and goes to everyone.
"""

from __future__ import annotations

from typing import Final

from bot import hours, notices
from bot.alerts import waking
from bot.casework import duty
from bot.casework.duty import Note
from bot.casework.tools import Tools, new_id
from bot.store import Connection, record, shifts
from bot.store.officers import Officer
from referrals import rota
from referrals.record import to_hour

WEEKLY: Final = 6 * 24 * 3600
"""A day earlier than the seven for which an answered test counts."""


def ask_due(c: Connection, tools: Tools, now: int) -> int:
    """Ring the tests that are owed now, and the leads for those that nobody answered."""
    done = 0
    rows = duty.rows_on(c)
    for shift in shifts.since(c, now):
        what = rota.owed(duty.shape(shift), shift.rang, now)
        if what == rota.ASK:
            _ask(c, tools, shift, rows.get(shift.officer), now)
        elif what == rota.RING_LEAD:
            _missed(c, tools, shift, rows, now)
        done += what != rota.NOTHING
    return done


def _ask(c: Connection, tools: Tools, shift: shifts.Shift, row: Officer | None, now: int) -> None:
    asked = shift.asked if shift.asked is not None and shift.asked <= now else now
    shifts.change(c, shift._replace(state=rota.ASKED, asked=asked, rang=now))
    if row is not None:
        tap = (notices.SHIFT_YES, f"r.{shift.id}.on")
        duty.tell(c, tools, row, Note(notices.SHIFT_TEST, taps=[tap], loud=True), now)
        waking.wake(c, tools, row, now)
    if shift.state == rota.PLANNED:
        record.add(c, new_id(), "shift.asked", "service", shift.officer, to_hour(now))


def _missed(c: Connection, tools: Tools, shift: shifts.Shift, rows: dict[str, Officer], now: int) -> None:
    shifts.change(c, shift._replace(state=rota.MISSED))
    record.add(c, new_id(), "shift.missed", "service", shift.officer, to_hour(now))
    whose = (notices.SHIFT_WHOSE, f"r.{shift.id}.who")
    for lead in duty.leads(tools, list(rows.values())):
        duty.tell(c, tools, lead, Note(notices.SHIFT_MISSED, taps=[whose], loud=True), now)
        waking.wake(c, tools, lead, now)


def test_wakes(c: Connection, tools: Tools, now: int) -> int:
    """Once a week ring each wake channel as a test, which its officer must answer; in daylight, for it is loud."""
    done = 0
    if hours.nightly(now, now + 1, tools.zone):
        return done
    for row in duty.rows_on(c).values():
        body = duty.body_of(tools, row)
        last = max(body.get("wake_proved") or 0, body.get("tested") or 0)
        if body.get("wake") and not 0 <= now - last < WEEKLY:
            duty.write_body(c, tools, row, {**body, "tested": now})
            tap = (notices.WAKE_YES, f"r.{row.id[:16]}.rang")
            duty.tell(c, tools, row, Note(notices.WAKE_TEST, taps=[tap], loud=True), now)
            done += waking.wake(c, tools, row, now)
    return done

"""The note of the day, which each officer must open: who opens none for three days is not counted on (F30).

It goes out once a day at the first quiet moment, without a sound and without content; what it says is shown to whoever
opens it. Not opening leaves confirmed shifts and takes away *Open*, and the leads hear of it.
"""

from __future__ import annotations

from bot import hours, notices
from bot.casework import duty
from bot.casework.duty import Json, Note
from bot.casework.tools import Tools, new_id
from bot.store import Connection, record
from bot.store.officers import Officer
from referrals.record import to_hour


def send_due(c: Connection, tools: Tools, now: int) -> int:
    """Send today's note to whoever has not got it, and tell the leads who opens none; gives how many were sent."""
    if not tools.digest_at or hours.clock(now, tools.zone) < tools.digest_at:
        return 0
    today = hours.day(now, tools.zone)
    rows = duty.rows_on(c)
    done = 0
    for row in rows.values():
        body = duty.body_of(tools, row)
        if body and body.get("note_day") != today:
            _send(c, tools, row, body, today, now)
            done += 1
            if not duty.is_awake(body, now) and not body.get("asleep"):
                _say_asleep(c, tools, rows, row, now)
    return done


def _send(c: Connection, tools: Tools, row: Officer, body: Json, today: str, now: int) -> None:
    tap = (notices.DIGEST_OPEN, f"r.{today}.note")
    duty.tell(c, tools, row, Note(notices.DIGEST, taps=[tap]), now)
    waited = body.get("unopened")
    since = now if waited is None or waited > now else waited
    asleep = bool(body.get("asleep")) or not duty.is_awake(body, now)
    duty.write_body(c, tools, row, {**body, "note_day": today, "unopened": since, "asleep": asleep})


def _say_asleep(c: Connection, tools: Tools, rows: dict[str, Officer], row: Officer, now: int) -> None:
    record.add(c, new_id(), "officer.asleep", "service", row.id, to_hour(now))
    whose = (notices.SHIFT_WHOSE, f"r.{row.id}.asleep")
    for lead in duty.leads(tools, list(rows.values())):
        if lead.id != row.id:
            duty.tell(c, tools, lead, Note(notices.DIGEST_ASLEEP, taps=[whose]), now)

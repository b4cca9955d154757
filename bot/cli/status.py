"""`amparo status`: ten plain lines about the service, and nothing about any person.

Whether the bot runs is asked at its own private address; all else is counted where it lies. It judges nothing: that is
`doctor`'s.
"""

from __future__ import annotations

import http.client
import json
from collections.abc import Iterator
from dataclasses import asdict
from importlib.metadata import PackageNotFoundError, version
from typing import Annotated, Any

import typer

from bot import faults
from bot.casework import duty, feedback, measured
from bot.casework.turn import DEFENDERS, OFFICERS
from bot.cli.case import LIVING
from bot.cli.shell import AsJson, Opened, opened, print_json
from bot.store import Connection, alerts, cases, inbox, jobs, officers, screens
from bot.store.keycopies import newest_copy
from referrals.errors import RosterRefused
from referrals.lifecycle import State

_PATIENCE = 2.0


def status(
    as_json: AsJson = False,
    answers: Annotated[bool, typer.Option("--answers", help="How long people waited for the first words.")] = False,
) -> None:
    """Say in ten plain lines how the service stands, and below them what went wrong since the bot started."""
    if answers:
        return answered(as_json=as_json)
    with opened(tools=True) as at:
        figures = {**_figures(at), "running": running(at.settings.private_bind)}
        lines = list(_lines(at, figures))
    if as_json:
        print_json(figures)
    else:
        for line in lines:
            typer.echo(line)
    return None


def answered(*, as_json: bool) -> None:
    """From the tap to the first human words, over thirty days: by urgency and hours of the officers' day."""
    with opened(tools=True) as at:
        found = at.store.read(lambda c: measured.every(c, at.tools, at.now))
        figures = measured.figures(found, at.tools.zone)
    if as_json:
        return print_json([asdict(one) for one in figures])
    for one in figures:
        typer.echo(f"{one.level}  {one.band} h  {one.count:4} answers: half within {_minutes(one.median)}, "
                   f"nine of ten within {_minutes(one.most)}, the longest {_minutes(one.worst)}")  # fmt: skip
    if not figures:
        typer.echo("Nothing was answered in the last thirty days.")
    return None


def _minutes(seconds: int) -> str:
    return f"{-(-seconds // 60)} min"


def running(bind: str) -> dict[str, Any] | None:
    """What the running bot says of itself at its private address; None if none answers there."""
    host, _, port = bind.rpartition(":")
    connection = http.client.HTTPConnection(host.strip("[]"), int(port), timeout=_PATIENCE)
    try:
        connection.request("GET", "/health")
        said = json.loads(connection.getresponse().read(65_536))
    except (OSError, ValueError, http.client.HTTPException):
        return None
    finally:
        connection.close()
    return said if isinstance(said, dict) and "ok" in said else None


def _figures(at: Opened) -> dict[str, Any]:
    counted = at.store.read(lambda c: {**_counted(c, at.now), **_rota(c, at), "feedback": feedback.of(c)})
    newest = newest_copy(at.installation.copies)
    try:
        last = at.installation.last_roster()
        days = max(0, last.valid_until - at.now) // 86_400
        listed: dict[str, int] | None = {"version": last.version, "officers": len(last.entries), "days_left": days}
    except RosterRefused:
        listed = None
    copy = None if newest is None else int(at.clock.now() - newest.stat().st_mtime) // 60
    return {**counted, "roster": listed, "copy_minutes": copy}


def _counted(c: Connection, now: int) -> dict[str, Any]:
    updates, oldest = inbox.waiting(c)
    tasks, _ = jobs.waiting(c)
    ringing = alerts.open_(c)
    states = [row.state for row in officers.every(c)]
    return {
        "updates_waiting": updates,
        "updates_oldest_minutes": 0 if oldest is None else max(0, now - oldest) // 60,
        "updates_dead": len(inbox.dead(c)),
        "screens_waiting": sum(n for bot in (DEFENDERS, OFFICERS) for n, _ in screens.waiting(c, bot, now).values()),
        "jobs_waiting": tasks,
        "alerts_open": len(ringing),
        "alerts_oldest_minutes": max((now - one.opened for one in ringing), default=0) // 60,
        "cases_living": len(cases.in_states(c, LIVING)),
        "cases_closed": len(cases.in_states(c, (State.CLOSED,))),
        "officers_active": states.count("active"),
        "officers_pending": states.count("pending"),
    }


def _rota(c: Connection, at: Opened) -> dict[str, Any]:
    people = duty.people(c, at.tools, list(duty.rows_on(c).values()), at.now)
    empty = sum(end - start for start, end in duty.gaps(c, at.tools, at.now))
    return {"officers_on_duty": len(people.on_duty), "gap_hours": -(-empty // 3600)}


def _lines(at: Opened, f: dict[str, Any]) -> Iterator[str]:
    ours = at.settings.organisation
    yield f"Amparo {_version()} for {ours.name or 'an organisation without a name'}, in {', '.join(ours.languages)}"
    said, way = f["running"], "by webhook" if at.settings.webhook else "by polling"
    yield (f"The bot does not run. It would run {way}, on {_kind(at)}." if said is None else
           f"The bot runs{'' if said['ok'] else ', from memory only'}, {way}, on {_kind(at)}.")  # fmt: skip
    yield (f"{f['updates_waiting']} updates wait, the oldest for {f['updates_oldest_minutes']} minutes; "
           f"{f['updates_dead']} could not be handled.")  # fmt: skip
    yield f"{f['screens_waiting']} messages wait to be sent, {f['jobs_waiting']} errands to be done."
    yield f"{f['alerts_open']} alerts ring, the oldest for {f['alerts_oldest_minutes']} minutes."
    yield f"{f['cases_living']} cases are worked on, {f['cases_closed']} are closed."
    yield (f"{f['officers_active']} officers are enrolled, {f['officers_pending']} are pending; "
           f"{f['officers_on_duty']} on duty, {f['gap_hours']} hours of seven days without anybody.")  # fmt: skip
    listed = f["roster"]
    yield ("The list of officers cannot be used: amparo doctor." if listed is None else
           f"The list of officers is at version {listed['version']}, for {listed['days_left']} days more.")  # fmt: skip
    copy = f["copy_minutes"]
    yield "There is no copy of the keys." if copy is None else f"The keys were copied {copy} minutes ago."
    now = f["feedback"].get(feedback.month(at.now), dict.fromkeys(feedback.KINDS, 0))
    yield (f"This month {now['good']} people said that our help was good, {now['bad']} that it was not; "
           f"{now['complaint']} complained.")  # fmt: skip
    for word, count in sorted((said or {}).get("faults", {}).items()):
        yield f"{count} x {word}: {faults.meaning(word)}"


def _kind(at: Opened) -> str:
    return at.settings.database_url.get_secret_value().partition(":")[0].partition("+")[0]


def _version() -> str:
    try:
        return version("amparo")
    except PackageNotFoundError:
        return "from a clone"

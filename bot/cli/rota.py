"""`amparo officer rota`: shifts, of which only those count that an officer confirms; and the gaps of the next days.

Times are written and shown in the organisation's own zone, with UTC beside it. Who is on duty is not decided here.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Annotated, Any

import typer

from bot import hours
from bot.casework import duty
from bot.casework.tools import new_id
from bot.cli.officer import named, note
from bot.cli.shell import AsJson, Opened, misused, opened, print_json, refuse
from bot.store import Connection, officers, shifts
from referrals import rota

Json = dict[str, Any]
DAY = 86_400
SHOWN = 14 * DAY
LONGEST = 36 * 3600

app = typer.Typer(help="The rota: shifts that officers confirm when they begin.")

Name = Annotated[str, typer.Argument(help="The officer's name.")]


@app.callback(invoke_without_command=True)
def main(context: typer.Context) -> None:
    """Show the shifts of two weeks, or add and remove some."""
    if context.invoked_subcommand is None:
        list_()


@app.command()
def add(
    name: Name,
    starts: Annotated[str, typer.Argument(help='When it begins, in your zone: "2026-11-23 20:00".')],
    ends: Annotated[str, typer.Argument(help='When it ends: "2026-11-24 08:00".')],
    days: Annotated[int, typer.Option("--days", min=1, max=60, help="The same hours on so many days.")] = 1,
    second: Annotated[bool, typer.Option("--second", help="Called beside the first, after some minutes.")] = False,
) -> None:
    """Enter a shift. It counts only once its officer has answered the test that rings when it begins."""
    with opened(tools=True) as at:
        spans = [_span(at, starts, ends, day) for day in range(days)]
        role = rota.SECOND if second else rota.FIRST
        for span in spans:
            if not 0 < span[1] - span[0] <= LONGEST or span[1] <= at.now:
                misused("A shift ends after it begins, within 36 hours, and not in the past.")
        at.work(lambda c: _added(c, at, name, spans, role))
        typer.echo(f"{name}: {_spoken(at, *spans[0])}" + (f", and on {days - 1} days more" if days > 1 else ""))
        _say_gaps(at)


@app.command()
def remove(
    shift: Annotated[str, typer.Argument(help="Its number, as the list shows it.")],
) -> None:
    """Take a shift out."""
    with opened(tools=True) as at:
        if not at.work(lambda c: shifts.remove(c, shift)):
            refuse("There is no such shift. See: amparo officer rota")
        typer.echo("The shift is taken out.")
        _say_gaps(at)


@app.command("list")
def list_(as_json: AsJson = False) -> None:
    """List the shifts of two weeks, and the gaps of the next seven days."""
    with opened(tools=True) as at:
        found, kept = at.store.read(lambda c: (list(_listed(c, at)), shifts.kept(c)))
        empty = gaps(at)
        if as_json:
            spans = [{"starts": start, "ends": end} for start, end in empty]
            return print_json({"kept": kept, "zone": at.tools.zone, "shifts": found, "gaps": spans})
        for one in found:
            second = " (second)" if one["role"] == rota.SECOND else ""
            typer.echo(
                f"{one['id']}  {one['name']:20} {one['state']:9} {_spoken(at, one['starts'], one['ends'])}{second}"
            )
        if not kept:
            return typer.echo("There is no rota: everybody is called at every hour. Next: amparo officer rota add")
        _say_gaps(at)
    return None


def gaps(at: Opened) -> list[tuple[int, int]]:
    """The times of the next seven days for which nobody is entered; none where no rota is kept."""
    return at.store.read(lambda c: duty.gaps(c, at.tools, at.now))


def _say_gaps(at: Opened) -> None:
    found = gaps(at)
    for start, end in found:
        typer.echo(f"Nobody: {_spoken(at, start, end)}", err=True)
    if not found:
        typer.echo("There is no gap in the next seven days.")


def _spoken(at: Opened, starts: int, ends: int) -> str:
    return f"{hours.shown(starts, at.tools.zone)} to {hours.shown(ends, at.tools.zone)}"


def _span(at: Opened, starts: str, ends: str, day: int) -> tuple[int, int]:
    try:
        first, last = (hours.later(text, at.tools.zone, timedelta(days=day)) for text in (starts, ends))
    except ValueError:
        misused('Write a time like "2026-11-23 20:00".')
    return first, last


def _added(c: Connection, at: Opened, name: str, spans: list[tuple[int, int]], role: str) -> None:
    row = named(c, at, name)
    for starts, ends in spans:
        shift = shifts.Shift(new_id(), row.id, role, rota.PLANNED, starts, ends, None, None)
        if rota.overlaps((duty.shape(one) for one in shifts.since(c, at.now)), duty.shape(shift)):
            refuse(f"{name} has another shift at that time. Nothing was entered.")
        shifts.put(c, shift)
    note(c, at, "rota.changed", row.id)


def _listed(c: Connection, at: Opened) -> Iterator[Json]:
    names = {row.id: duty.body_of(at.tools, row).get("name", row.id) for row in officers.every(c)}
    for one in shifts.since(c, at.now):
        if one.starts < at.now + SHOWN:
            yield {"id": one.id, "name": names.get(one.officer, one.officer), "state": one.state, "role": one.role,
                   "starts": one.starts, "ends": one.ends}  # fmt: skip

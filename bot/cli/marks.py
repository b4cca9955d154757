"""`amparo officer mark` and `wake`: who leads, who is called last, and what wakes an officer beside Telegram.

The address of a wake channel and the secret shared with it are sealed in the officer's row; the secret is shown once.
"""

from __future__ import annotations

from typing import Annotated, Any

import typer

from bot.alerts import waking
from bot.casework import duty
from bot.casework.facts import CHILDREN
from bot.cli.officer import Name, named, note, sign
from bot.cli.shell import opened, refuse
from bot.cli.wakes import channel_of, say_secret
from bot.store import Connection

Json = dict[str, Any]


def mark(
    name: Name,
    lead: Annotated[bool | None, typer.Option("--lead/--no-lead", help="Hears what the rota lacks.")] = None,
    last: Annotated[
        bool | None, typer.Option("--last/--no-last", help="Is called only when nobody else has answered.")
    ] = None,
    children: Annotated[
        bool | None,
        typer.Option("--children/--no-children", help="Reads what somebody under 18 tells; others then do not."),
    ] = None,
) -> None:
    """Say what an officer is beside being one."""
    with opened(tools=True) as at:
        wanted = {duty.LEAD: lead, duty.LAST: last, CHILDREN: children}

        def work(c: Connection) -> list[str]:
            row = named(c, at, name)
            body = duty.body_of(at.tools, row)
            marks = set(body.get("marks", ())) | {one for one, on in wanted.items() if on}
            marks -= {one for one, on in wanted.items() if on is False}
            duty.write_body(c, at.tools, row, {**body, "marks": sorted(marks)})
            if (children, lead) != (None, None):  # whom a part is sealed to is read in the signed list and nowhere else
                sign(c, at)
            note(c, at, "officer.marked", row.id)
            return sorted(marks)

        marks = at.work(work)
    typer.echo(f"{name}: {', '.join(marks) if marks else 'no mark'}")


def wake(
    name: Name,
    url: Annotated[str, typer.Argument(help="Where a ring is posted; empty: none any more.")] = "",
    kind: Annotated[
        str,
        typer.Option("--kind", help="push: a self-hosted push service; call: JSON, as for a gateway that telephones."),
    ] = waking.PUSH,
) -> None:
    """Set what wakes an officer beside Telegram; its secret is shown once. Every ring is the same, without content."""
    channel = channel_of(url, kind)
    with opened(tools=True) as at:

        def work(c: Connection) -> None:
            row = named(c, at, name)
            body = duty.body_of(at.tools, row)
            if not body:
                refuse("This officer's row was spoilt. Disable it, and add them anew.")
            fresh = {"wake": channel, "wake_rang": None, "wake_proved": None, "wake_failed": None, "tested": None}
            duty.write_body(c, at.tools, row, {**body, **fresh})
            note(c, at, "officer.wake", row.id)

        at.work(work)
    if channel is None:
        return typer.echo(f"{name} has no wake channel any more.")
    return say_secret(channel)

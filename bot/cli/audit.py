"""`amparo audit`: the record's chain, walked from its first entry.

The walking is `referrals.record`'s. A record that was rewritten whole is found only by a head that has left the server
before: it goes out with every summons and fetched case, and is compared here with --seen.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

import typer

from bot.cli.shell import AsJson, opened, print_json, refuse
from bot.store import Connection, record
from referrals.errors import RecordBroken
from referrals.record import GENESIS, Entry
from referrals.record import verify as walk

_PAGE = 500

app = typer.Typer(help="The record of who did what.", no_args_is_help=True)


@app.callback()
def audit() -> None:
    """The record of who did what, without content."""


@app.command()
def verify(
    seen: Annotated[
        str, typer.Option("--seen", help="A head that left the server: of a summons or a fetched case.")
    ] = "",
    as_json: AsJson = False,
) -> None:
    """Walk the whole chain; print its head, or where it breaks."""
    with opened() as at:
        hashes: list[str] = []
        head = at.store.read(lambda c: walk(_links(c, hashes)))
        waiting = len(at.store.read(record.unchained))
    known = not seen or seen == GENESIS or seen in hashes
    if as_json:
        print_json({"entries": len(hashes), "head": head, "unchained": waiting, "seen": known})
    else:
        typer.echo(f"{len(hashes)} entries hold. Head: {head}")
        if waiting:
            typer.echo(f"{waiting} more wait to be chained, as long as the bot runs.", err=True)
    if not known:
        refuse("The head that was seen is not in this record: it was rewritten after that. Keep it, and ask who could.")


def _links(c: Connection, hashes: list[str]) -> Iterator[tuple[Entry, str]]:
    """Every chained entry with its hash, in order; a number that was left out is a break too."""
    last = 0
    while page := record.after(c, last, _PAGE):
        for event in page:
            if event.seq != last + 1 or event.hash is None:
                raise RecordBroken(f"entry {last + 1} is missing")
            last = event.seq
            hashes.append(event.hash)
            yield _entry(event), event.hash


def _entry(event: record.Event) -> Entry:
    try:
        return Entry(event.id, event.at, event.kind, event.about, event.who, event.detail)
    except ValueError:
        raise RecordBroken(f"entry {event.seq} is none that we write") from None

"""`amparo retention`: what the leader forgets by itself, done once by hand.

The terms and the work are the service's own; each step may be repeated, and does no harm beside a running bot.
"""

from __future__ import annotations

import typer

from bot.cli.shell import AsJson, opened, print_json
from bot.duties import Duties

app = typer.Typer(help="What is forgotten when its time has come.", no_args_is_help=True)


@app.callback()
def retention() -> None:
    """What is forgotten when its time has come."""


@app.command()
def run(as_json: AsJson = False) -> None:
    """Destroy now whatever is due: drafts, answers, alerts, closed cases, old hours' keys, halves of erasings."""
    faults: list[str] = []
    with opened(tools=True) as at:
        duties = Duties(at.store, at.tools, at.seals, at.installation.keys, faults.append)
        done = {
            "forgotten": duties.forget(at.now),
            "answers": duties.forget_answers(at.now),
            "rows": duties.tidy(at.now),
            "hours": duties.turn_epochs(at.now),
            "reconciled": duties.reconcile(at.now),
        }
    if as_json:
        print_json(done)
    else:
        typer.echo(", ".join(f"{name} {count}" for name, count in done.items()))

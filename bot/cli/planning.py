"""`amparo referral plan` and `count`: a plan in three parts, and counts that give nobody away.

Both read files on the officer's own computer, and print. What belongs into a plan, and which count may be said,
`referrals.plan` and `referrals.counting` know.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Final

import typer

from bot import shelf
from bot.cli.dossiers import document_of, dossier_of
from bot.cli.shell import AsJson, misused, print_json, refuse
from referrals import counting
from referrals.dossier import Dossier
from referrals.errors import FactsRefused
from referrals.plan import PARTS, plan

_HELPED: Final = frozenset({"acted", "published"})
_PARTS: Final = {"body": "Body", "devices": "Devices and accounts", "gender_family": "Gender and family"}


def make_plan(
    facts: Annotated[
        Path, typer.Option("--facts", help="What `case open --json` printed, or a file of facts.", dir_okay=False)
    ],
    as_json: AsJson = False,
) -> None:
    """Make a plan in three parts, body, devices and accounts, gender and family, the soonest steps first."""
    made = plan(dossier_of(document_of(facts), facts).facts, shelf.load_steps())
    if as_json:
        return print_json(made.to_json())
    for part in PARTS:
        typer.echo(f"\n{_PARTS[part]}: {made.questions[part]}")
        for step in made.parts[part]:
            typer.echo(f"  {step.horizon:5} {step.text}")
    typer.echo(f"\nCards that fit: {', '.join(made.cards) or 'none'}.")
    return None


def count(
    folder: Annotated[Path, typer.Argument(help="A folder of opened cases (JSON).", exists=True, file_okay=False)],
    by: Annotated[list[str], typer.Option("--by", help="What to count by; twice for two together.")],
    outcomes: Annotated[bool, typer.Option("--outcomes", help="Also how often a place acted.")] = False,
    as_json: AsJson = False,
) -> None:
    """Count cases, only from ten people up and never a place together with a group."""
    if outcomes and len(by) != 1:
        misused("Give --outcomes with one --by: how often a place acted is said by one field alone.")
    found = list(_cases(folder))
    try:
        if outcomes:
            rows = counting.outcomes([(one.facts, good) for one, good in found], by[0])
        else:
            rows = counting.crossed([one.facts for one, _ in found], by)
    except FactsRefused as refused:
        refuse(str(refused))
    if as_json:
        return print_json([asdict(row) for row in rows])
    for row in rows:
        people = f"fewer than {counting.LEAST}, or held back" if row.people is None else str(row.people)
        helped = f", of them a place acted for {row.helped}" if row.helped is not None else ""
        typer.echo(f"{row.code}: {people}{helped}")
    typer.echo(f"{len(rows)} lines; a count is said from {counting.LEAST} people up.")
    return None


def _cases(folder: Path) -> Iterator[tuple[Dossier, bool]]:
    for path in sorted(folder.glob("*.json")):
        document = document_of(path)
        routing = document.get("routing")
        chosen = routing.get("chosen", []) if isinstance(routing, Mapping) else []
        yield dossier_of(document, path), any(one.get("status") in _HELPED for one in chosen)

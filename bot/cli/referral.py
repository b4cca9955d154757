"""`amparo referral`: judge facts, and keep the directory true.

Only asking, calling and printing; what the answers mean `referrals` says. The operator's own checks are read from and
written to one file here. Exit 0, 1 (refused or found wanting) or 2 (wrong usage), as everywhere.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from typing import Annotated, TypeVar

import typer

from bot import shelf
from bot.cli import checking, planning
from bot.cli.exchange import exchange
from bot.cli.packet import packet
from bot.cli.shell import this_day
from bot.wording.countries import iso_countries
from referrals.case import Facts
from referrals.directory import Check, Directory
from referrals.errors import DirectoryFault, FactsRefused
from referrals.inspection import findings, unplaced
from referrals.matching import Match, match

app = typer.Typer(
    name="referral", help="Which places fit which facts, and whether they are still true.", no_args_is_help=True
)

app.command()(checking.check)
app.command()(checking.withdraw)
app.command()(packet)
app.command("plan")(planning.make_plan)
app.command()(planning.count)
app.command()(exchange)

Read = TypeVar("Read")

FactsFile = Annotated[
    Path, typer.Option("--facts", help="A JSON file with the coded facts of one case.", dir_okay=False)
]
ChecksFile = Annotated[Path | None, typer.Option("--checks", help="The operator's own checks (YAML).", dir_okay=False)]
OwnChecks = Annotated[Path | None, typer.Option("--checks", help="The operator's own checks (YAML).", dir_okay=False)]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for scripts.")]
By = Annotated[str, typer.Option("--by", help="Who says so: the name that stands beside the check.")]
Id = Annotated[str, typer.Argument(help="The id of the place, as `match` prints it.")]


@app.command("match")
def match_facts(facts: FactsFile, checks: ChecksFile = None, as_json: AsJson = False) -> None:
    """Say how urgent these facts are, which places fit and why, and which were left out.

    Without --checks the shipped directory is judged as if every place had been checked today.
    """
    today = this_day()
    directory = _directory(checks, today)
    try:
        read = Facts.from_json(_object(facts))
        directory.vocabulary.require_place(read.country, read.region)
        found = match(read, directory, today)
    except FactsRefused as refused:
        raise _stop(f"{facts}: {refused}") from None
    if as_json:
        typer.echo(json.dumps(found.to_json(), ensure_ascii=False, indent=1))
    else:
        _print_match(found, directory)


@app.command()
def lint(as_json: AsJson = False) -> None:
    """Look for wrong codes, contacts without a source, places that no facts lead to, and countries in no region."""
    faults = [{"file": f.file, "line": f.line, "message": f.message, "hint": f.hint} for f in shelf.faults()]
    if not faults:
        directory = _directory(None, this_day())
        found = (*findings(directory), *unplaced(directory.vocabulary, iso_countries()))
        faults = [{"file": f"{f.id}.yaml", "line": 1, "message": f.message, "hint": f.hint} for f in found]
    if as_json:
        typer.echo(json.dumps(faults, ensure_ascii=False, indent=1))
    else:
        for fault in faults:
            typer.echo(f"{fault['file']}:{fault['line']}: {fault['message']} {fault['hint']}")
        typer.echo(f"{len(faults)} to mend." if faults else f"{len(shelf.texts())} places, nothing to mend.")
    raise typer.Exit(1 if faults else 0)


@app.command()
def stale(checks: ChecksFile = None, as_json: AsJson = False) -> None:
    """List the places that were never checked here, or whose check has run out."""
    today = this_day()
    directory = shelf.load_directory(_checks(checks))
    due = [{"id": id_, "light": directory.light(id_, today)} for id_ in directory.due(today)]
    if as_json:
        typer.echo(json.dumps(due, indent=1))
    else:
        for row in due:
            typer.echo(f"{row['id']}  {row['light']}")
        typer.echo(f"{len(due)} due. Run `amparo referral check`." if due else "Nothing is due.")
    raise typer.Exit(1 if due else 0)


def _print_match(found: Match, directory: Directory) -> None:
    may = "Something may be sent, each time with consent." if found.transmit_allowed else "Nothing may be sent."
    typer.echo(f"{found.triage} ({found.rule}). {may}")
    for offer in found.offers:
        why = ", ".join(f"{reason.code} {reason.value}".strip() for reason in offer.reasons[:4])
        typer.echo(f"{offer.rank:2}  {offer.horizon:5}  {offer.id}: {directory[offer.id].name}\n           {why}")
    typer.echo(f"Advice: {', '.join(found.advice) or 'none'}. Beyond eight: {', '.join(found.more) or 'none'}.")
    typer.echo(f"Left out: {len(found.left_out)}; --json names each with its reason.")


def _directory(checks: Path | None, today: date) -> Directory:
    return _reading(lambda: _judged(checks, today))


def _judged(checks: Path | None, today: date) -> Directory:
    if checks is None:
        return shelf.load_directory().as_if_checked(today)
    return shelf.load_directory(_checks(checks))


def _checks(path: Path | None) -> Iterable[Check]:
    return () if path is None else _reading(lambda: shelf.read_checks(path))


def _reading(work: Callable[[], Read]) -> Read:
    try:
        return work()
    except DirectoryFault as fault:
        raise _stop(str(fault)) from None


def _object(path: Path) -> dict[str, object]:
    try:
        plain = json.loads(path.read_text(encoding="utf-8"))
    except OSError:
        raise _stop(f"{path} cannot be read. Give the path of a JSON file.") from None
    except (ValueError, RecursionError):
        raise _stop(f"{path} is not JSON. Write one object in the shape that the README shows.") from None
    if not isinstance(plain, dict):
        raise _stop(f"{path} holds no object. Write one object in the shape that the README shows.")
    return plain


def _stop(message: str) -> typer.Exit:
    typer.echo(message, err=True)
    return typer.Exit(1)

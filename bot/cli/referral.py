"""`amparo referral`: judge facts, and keep the directory true.

Only asking, calling and printing; what the answers mean `referrals` says. The operator's own checks are read from and
written to one file here. Exit 0, 1 (refused or found wanting) or 2 (wrong usage), as everywhere.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated, TypeVar

import typer

from bot import shelf
from bot.cli.packet import packet
from bot.settings import load
from referrals.case import Facts
from referrals.directory import Check, Directory
from referrals.errors import DirectoryFault, FactsRefused
from referrals.inspection import findings
from referrals.matching import Match, match
from referrals.mechanism import Mechanism

app = typer.Typer(
    name="referral", help="Which places fit which facts, and whether they are still true.", no_args_is_help=True
)

app.command()(packet)

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
    today = _today()
    directory = _directory(checks, today)
    try:
        found = match(Facts.from_json(_object(facts)), directory, today)
    except FactsRefused as refused:
        raise _stop(f"{facts}: {refused}") from None
    if as_json:
        typer.echo(json.dumps(found.to_json(), ensure_ascii=False, indent=1))
    else:
        _print_match(found, directory)


@app.command()
def lint(as_json: AsJson = False) -> None:
    """Look for wrong codes, contacts without a source, and places that no facts lead to."""
    faults = [{"file": f.file, "line": f.line, "message": f.message, "hint": f.hint} for f in shelf.faults()]
    if not faults:
        faults = [
            {"file": f"{f.id}.yaml", "line": 1, "message": f.message, "hint": f.hint}
            for f in findings(_directory(None, _today()))
        ]
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
    today = _today()
    directory = shelf.load_directory(_checks(checks))
    due = [{"id": id_, "light": directory.light(id_, today)} for id_ in directory.due(today)]
    if as_json:
        typer.echo(json.dumps(due, indent=1))
    else:
        for row in due:
            typer.echo(f"{row['id']}  {row['light']}")
        typer.echo(f"{len(due)} due. Run `amparo referral check`." if due else "Nothing is due.")
    raise typer.Exit(1 if due else 0)


@app.command()
def check(
    by: By,
    own: OwnChecks = None,
    places: Annotated[list[str] | None, typer.Argument(help="Only these places; otherwise all that are due.")] = None,
) -> None:
    """Go through the places you rely on: reach each, and say whether it answered.

    Only a place that was seen to answer shows its contacts to a defender; it counts for 90 days.
    """
    today = _today()
    checks = own or _own_checks()
    known = {row.id: row for row in _checks(checks)}
    directory = shelf.load_directory(known.values())
    for id_ in places or directory.due(today):
        answer = _ask(_place(directory, id_))
        if answer == "q":
            break
        if answer == "y":
            hidden = known[id_].withdrawn_contacts if id_ in known else frozenset()
            known[id_] = replace(Check.made(id_, by, today), withdrawn_contacts=hidden)
        elif answer == "n":
            known[id_] = replace(Check.made(id_, by, today), answered=False, withdrawn=True)
        shelf.write_checks(checks, known.values())
    typer.echo(f"{checks} holds {len(known)} checks.")


@app.command()
def withdraw(
    id_: Id,
    by: By,
    own: OwnChecks = None,
    contact: Annotated[
        str, typer.Option(help="Only this contact, as it stands in the directory; else the place.")
    ] = "",
) -> None:
    """Take a place, or one of its contacts, away at once: one person's act. `check` brings it back."""
    checks = own or _own_checks()
    known = {row.id: row for row in _checks(checks)}
    place = _place(shelf.load_directory(), id_)
    row = known.get(id_) or replace(Check.made(id_, by, _today()), answered=False)
    if contact and contact not in {known_contact.value for known_contact in place.contacts}:
        raise _stop(f"{id_} has no such contact. Copy it from referrals/mechanisms/{id_}.yaml.")
    known[id_] = (
        replace(row, by=by, withdrawn_contacts=row.withdrawn_contacts | {contact})
        if contact
        else replace(row, by=by, withdrawn=True)
    )
    shelf.write_checks(checks, known.values())
    typer.echo(f"{'The contact' if contact else id_} is no longer shown to anybody.")


def _ask(place: Mechanism) -> str:
    typer.echo(f"\n{place.name}  ({place.id})\n  {place.status_note}")
    for contact in place.contacts:
        typer.echo(f"  {contact.kind}: {contact.value}{f'  ({contact.note})' if contact.note else ''}")
    if not place.contacts:
        typer.echo("  No source gave a contact. If you know one, it must first stand in the directory with its source.")
    question = "Did it answer you? [y]es, [n]o: show it no more, [s]kip, [q]uit"
    answer = ""
    while answer not in ("y", "n", "s", "q"):
        answer = str(typer.prompt(question, default="s")).strip().lower()[:1]
    return answer


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


def _place(directory: Directory, id_: str) -> Mechanism:
    if id_ not in directory.by_id:
        raise _stop(f"There is no place {id_!r}. `amparo referral stale` lists the ids.")
    return directory[id_]


def _object(path: Path) -> dict[str, object]:
    try:
        plain = json.loads(path.read_text(encoding="utf-8"))
    except OSError:
        raise _stop(f"{path} cannot be read. Give the path of a JSON file.") from None
    except ValueError:
        raise _stop(f"{path} is not JSON. Write one object in the shape that the README shows.") from None
    if not isinstance(plain, dict):
        raise _stop(f"{path} holds no object. Write one object in the shape that the README shows.")
    return plain


def _stop(message: str) -> typer.Exit:
    typer.echo(message, err=True)
    return typer.Exit(1)


def _today() -> date:
    return datetime.now(UTC).date()


def _own_checks() -> Path:
    """Where the bot of these settings reads them: beside the key file; else in this folder."""
    folder = load().server_key_file.parent
    return folder / "checks.yaml" if folder.is_dir() else Path("checks.yaml")

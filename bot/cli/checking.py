"""`amparo referral check` and `withdraw`: keeping places and emergency numbers true, with the telephone in hand.

Only asking and writing down: a check confirms or takes away what a source gave, and never invents a contact. Questions
are put on a terminal only; for scripts there is a list to work through (`--json`) and a file of answers (`--answers`).
What is written counts in a running bot from its next screen on.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Annotated, Any, Final

import typer

from bot import phrases, shelf
from bot.casework.tools import PHRASE
from bot.cli.shell import AsJson, json_object, misused, print_json, refuse, this_day
from bot.settings import load
from referrals.directory import CHECK_EVERY_DAYS, Check, Directory
from referrals.errors import DirectoryFault
from referrals.local import WHAT, Number
from referrals.mechanism import Mechanism

By = Annotated[str, typer.Option("--by", help="Who says so: the name that stands beside the check.")]
OwnChecks = Annotated[Path | None, typer.Option("--checks", help="The operator's own checks (YAML).", dir_okay=False)]

_WHAT: Final = {"police": "Police", "ambulance": "Ambulance", "trusted_line": "A local line that people there trust"}
_YES_NO: Final = {"yes": "y", "no": "n"}


def check(
    by: By = "",
    own: OwnChecks = None,
    places: Annotated[list[str] | None, typer.Argument(help="Only these places; otherwise all that are due.")] = None,
    countries: Annotated[
        list[str] | None, typer.Option("--country", help="Go through the emergency numbers of this country too.")
    ] = None,
    answers: Annotated[
        Path | None,
        typer.Option("--answers", help="A JSON file of what was seen, no questions.", dir_okay=False),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Go through the places and emergency numbers you rely on: reach each, and say whether it answered.

    Only a place that was seen to answer shows its contacts to a defender; it counts for 90 days, a number too.
    Without a terminal: --json lists what is to be reached, --answers FILE takes what was seen.
    """
    book = Book.at(own or own_checks())
    wanted = list(places or book.directory.due(this_day()))
    for id_ in wanted:
        book.place(id_)
    if as_json:
        print_json(_to_reach(book, wanted, _countries(book, countries or ())))
        raise typer.Exit(1 if wanted else 0)
    if not by.strip():
        misused("Say who checks: --by NAME. The name stands beside the check.")
    if answers is not None:
        _from_file(book, by, json_object(answers))
    elif _on_terminal():
        ask_places(book, by, wanted)
        ask_numbers(book, by, _countries(book, countries or ()))
    else:
        misused("Questions need a terminal. For scripts: `check --json`, reach each, then `check --answers FILE`.")
    typer.echo(f"{book.checks_file} holds {len(book.checks)} checks; {len(book.numbers)} emergency numbers.")


def withdraw(
    id_: Annotated[str, typer.Argument(metavar="ID", help="A place's id, a number's: HN/police, or phrase/ID.")],
    by: By,
    own: OwnChecks = None,
    contact: Annotated[
        str, typer.Option(help="Only this contact, as it stands in the directory; else the place.")
    ] = "",
) -> None:
    """Take a place, one of its contacts, a number or a phrase away at once: one person's act. `check` brings it back.

    A running bot shows it no more from its next screen on, and tells those who saw a contact in the last 72 hours, if
    they agreed to be written to. A phrase is offered to officers no more; the buttons under one that was sent still
    work. To bring a phrase back take its line out of the file that is named.
    """
    if id_.startswith(PHRASE):
        return _withdraw_phrase((own or own_checks()).parent / shelf.TAKEN, id_, by)
    book = Book.at(own or own_checks())
    if "/" in id_:
        return _withdraw_number(book, *id_.partition("/")[::2])
    place = book.place(id_)
    row = book.checks.get(id_) or replace(Check.made(id_, by, this_day()), answered=False)
    if contact and contact not in {known.value for known in place.contacts}:
        refuse(f"{id_} has no such contact. Copy it from referrals/mechanisms/{id_}.yaml.")
    hidden = row.withdrawn_contacts | {contact} if contact else row.withdrawn_contacts
    book.note(replace(row, by=by, withdrawn=row.withdrawn or not contact, withdrawn_contacts=hidden))
    typer.echo(f"{'The contact' if contact else id_} is no longer shown to anybody.")
    return None


def _withdraw_phrase(file: Path, name: str, by: str) -> None:
    if name.removeprefix(PHRASE) not in phrases.book().phrases:
        refuse("There is no such phrase. Their ids stand in referrals/phrases.yaml; write for example phrase/hurt.")
    if not by.strip():
        misused("Say who takes it away: --by NAME. The name stands beside it.")
    if name not in shelf.read_taken(file):
        shelf.add_taken(file, name, by, this_day())
    typer.echo(f"{name} is offered to no officer any more, in any language; {file} says who took it away.")


def _withdraw_number(book: Book, country: str, what: str) -> None:
    kept = [number for number in book.numbers if (number.country, number.what) != (country, what)]
    if len(kept) == len(book.numbers):
        refuse(f"No number stands under {country}/{what}. Write for example HN/{WHAT[0]}; `check --json` lists them.")
    book.write_numbers(country, kept)
    typer.echo(f"{country}/{what} is no longer shown to anybody.")


# -- what is written down


@dataclass
class Book:
    """This operator's checks and numbers, as they stand in their files; each change is written at once."""

    checks_file: Path
    checks: dict[str, Check]
    numbers: tuple[Number, ...]
    directory: Directory

    @classmethod
    def at(cls, checks_file: Path) -> Book:
        """Read both; a file that is wrong is named with its line."""
        local = checks_file.parent / "local"
        try:
            checks = {row.id: row for row in shelf.read_checks(checks_file)}
            numbers = shelf.local_numbers(local) if local.is_dir() else ()
        except DirectoryFault as fault:
            refuse(str(fault))
        return cls(checks_file, checks, numbers, shelf.load_directory(checks.values()))

    def place(self, id_: str) -> Mechanism:
        """The place of this id."""
        if id_ not in self.directory.by_id:
            refuse(f"There is no place {id_!r}. `amparo referral stale` lists the ids.")
        return self.directory[id_]

    def note(self, row: Check) -> None:
        """Write one check."""
        self.checks[row.id] = row
        shelf.write_checks(self.checks_file, self.checks.values())

    def saw(self, id_: str, by: str, *, answered: bool) -> None:
        """A place that answered is open for 90 days, without contacts withdrawn before; one that did not is gone."""
        hidden = self.checks[id_].withdrawn_contacts if id_ in self.checks else frozenset()
        row = replace(Check.made(id_, by, this_day()), withdrawn_contacts=hidden)
        self.note(row if answered else replace(row, answered=False, withdrawn=True))

    def rang(self, number: Number) -> None:
        """Write a number that was rung in the place of the one before."""
        kept = [one for one in self.numbers if (one.country, one.what) != (number.country, number.what)]
        self.write_numbers(number.country, [*kept, number])

    def write_numbers(self, country: str, numbers: Iterable[Number]) -> None:
        """Write one country's numbers, if they can be read back; else none of it."""
        kept = tuple(numbers)
        try:
            shelf.check_numbers(country, kept)
        except DirectoryFault as fault:
            refuse(f"Nothing was written. {fault.message} {fault.hint}")
        shelf.write_numbers(self.checks_file.parent / "local", country, kept)
        self.numbers = kept


def own_checks() -> Path:
    """Where the bot of these settings reads them: beside the key file; else in this folder."""
    folder = load().server_key_file.parent
    return folder / "checks.yaml" if folder.is_dir() else Path("checks.yaml")


# -- asking


def _on_terminal() -> bool:
    return sys.stdin.isatty()


def ask_places(book: Book, by: str, wanted: Sequence[str]) -> None:
    """Ask of each place whether it answered, and write it down at once; needs a terminal."""
    for number, id_ in enumerate(wanted, 1):
        answer = _ask(book.place(id_), f"{number} of {len(wanted)}")
        if answer == "q":
            return
        if answer in ("y", "n"):
            book.saw(id_, by, answered=answer == "y")


def _ask(place: Mechanism, position: str) -> str:
    typer.echo(f"\n{position}: {place.name}  ({place.id})\n  {place.status_note}")
    for contact in place.contacts:
        typer.echo(f"  {contact.kind}: {contact.value}{f'  ({contact.note})' if contact.note else ''}")
    if not place.contacts:
        typer.echo("  No source gave a contact. If you know one, it must first stand in the directory with its source.")
    return _one_of("Did it answer you? [y]es, [n]o: show it no more, [s]kip, [q]uit", "ynsq")


def ask_numbers(book: Book, by: str, countries: Sequence[str]) -> None:
    """Ask for each emergency number of these countries, and write it down at once; needs a terminal."""
    for country in countries:
        typer.echo(f"\nNumbers for {country}. Ring each one before you write it down.")
        for what in WHAT:
            _ask_number(book, by, country, what)


def _ask_number(book: Book, by: str, country: str, what: str) -> None:
    known = next((one for one in book.numbers if (one.country, one.what) == (country, what)), None)
    if known is None:
        return _ask_new_number(book, by, country, what)
    typer.echo(f"  {_WHAT[what]}: {known.number} (checked {known.checked_on} by {known.by})")
    answer = _one_of("Did it answer as that? [y]es, [n]o: show it no more, [s]kip", "yns")
    if answer == "y":
        book.rang(replace(known, checked_on=this_day(), by=by, invented=False))
    elif answer == "n":
        _withdraw_number(book, country, what)
    return None


def _ask_new_number(book: Book, by: str, country: str, what: str) -> None:
    question = f"  {_WHAT[what]}, the number (empty: none)"
    while fresh := str(typer.prompt(question, default="", show_default=False)).strip():
        number = Number(country, what, fresh, this_day(), by)
        try:
            shelf.check_numbers(country, (number,))
        except DirectoryFault as fault:
            typer.echo(f"  {fault.message} {fault.hint}", err=True)
        else:
            return book.rang(number)
    return None


def _one_of(question: str, letters: str) -> str:
    answer = ""
    while not answer or answer not in letters:
        answer = str(typer.prompt(question, default="s")).strip().lower()[:1]
    return answer


# -- for scripts


def _countries(book: Book, asked: Sequence[str]) -> list[str]:
    """Those asked for, those whose numbers stand here already, and the operator's own."""
    own = load().organisation.country
    wrong = [one for one in asked if one not in book.directory.vocabulary.region_of]
    if wrong:
        misused(f"{wrong[0]} is no country of the list. Write two capital letters, such as HN.")
    return sorted({*asked, *(number.country for number in book.numbers), *([own] if own else [])})


def _to_reach(book: Book, wanted: Sequence[str], countries: Sequence[str]) -> dict[str, Any]:
    today = this_day()
    rows = [
        {
            "id": id_,
            "name": book.directory[id_].name,
            "light": book.directory.light(id_, today),
            "contacts": [{"kind": c.kind, "value": c.value, "note": c.note} for c in book.directory[id_].contacts],
        }
        for id_ in wanted
    ]
    return {"places": rows, "numbers": list(_numbers_to_ring(book, countries, today))}


def _numbers_to_ring(book: Book, countries: Sequence[str], today: date) -> Iterator[dict[str, object]]:
    oldest = today - timedelta(days=CHECK_EVERY_DAYS)
    for country in countries:
        for what in WHAT:
            known = next((one for one in book.numbers if (one.country, one.what) == (country, what)), None)
            light = "missing" if known is None else "checked" if known.checked_on >= oldest else "stale"
            yield {"country": country, "what": what, "number": known.number if known else "", "light": light}


def _from_file(book: Book, by: str, told: Mapping[str, Any]) -> None:
    """`{"places": {"ID": "yes" or "no"}, "numbers": [{"country", "what", "number"}]}`; a number taken out is empty."""
    places, numbers = told.get("places", {}), told.get("numbers", [])
    if set(told) - {"places", "numbers"} or not isinstance(places, dict) or not isinstance(numbers, list):
        refuse('Write {"places": {"ID": "yes" or "no"}, "numbers": [{"country", "what", "number"}]}.')
    for id_, answer in places.items():
        book.place(id_)
        if answer not in _YES_NO:
            refuse(f'{id_}: write "yes" if it answered you, "no" if it did not; leave it out if you do not know.')
    rows = [_number(book, by, row) for row in numbers]
    for id_, answer in places.items():
        book.saw(id_, by, answered=answer == "yes")
    for row in rows:
        book.rang(row) if row.number else _withdraw_number(book, row.country, row.what)


def _number(book: Book, by: str, row: Any) -> Number:
    known = {"country", "what", "number", "languages", "hours"}
    if not isinstance(row, dict) or set(row) - known or row.get("what") not in WHAT:
        refuse(f"A number is {{country, what, number}}; `what` is one of {', '.join(WHAT)}.")
    country, languages = str(row.get("country", "")), row.get("languages", [])
    if country not in book.directory.vocabulary.region_of or not isinstance(languages, list):
        refuse("`country` is two capital letters of the list, such as HN; `languages` is a list.")
    number = Number(
        country, row["what"], str(row.get("number", "")).strip(), this_day(), by,
        languages=tuple(str(one) for one in languages), hours=str(row.get("hours", "")),
    )  # fmt: skip
    if number.number:
        try:
            shelf.check_numbers(country, (number,))
        except DirectoryFault as fault:
            refuse(f"{country}/{number.what}: {fault.message} {fault.hint}")
    return number

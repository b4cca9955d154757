"""`amparo referral packet`: one place's own questions, filled on the officer's own computer.

It reads what `amparo case open --json` printed, or a file of facts, and writes where it is told. It sends nothing, asks
no network, and keeps nothing. What the letter may say, `referrals.packet` decides.
"""

from __future__ import annotations

import os
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Final

import typer

from bot import reasons, shelf
from bot.cli.shell import AsJson, json_object, misused, print_json, refuse, this_day
from bot.installation import write_secret
from bot.settings import key_file
from bot.wording import Words
from referrals.directory import CHECKED, Directory
from referrals.dossier import Dossier
from referrals.errors import FactsRefused
from referrals.matching import risks_of
from referrals.mechanism import Mechanism
from referrals.packet import Packet, fill, language_for, refusal
from referrals.printing import as_html, as_text
from referrals.template import LANGUAGES, Forms, Template

OPENED: Final = "Give what `amparo case open --json` printed."
_WHY: Final = {
    "ended": "This programme has ended, or was withdrawn here. Run `amparo referral match` for others.",
    "no_form": "Nothing is sent to this place by us: the person turns to it alone, or no source says what it asks.",
    "stopped": "The person stopped all sharing. Nothing may be prepared for anybody until they say otherwise.",
    "not_allowed": (
        "Nothing may leave for this case: keeping or every way of sharing was refused, answers disagree, or a person "
        "has to look first. Ask the person; nothing was written."
    ),
    "state_contact": (
        "A government learns of it through this place, and the person has not agreed to that. Ask first whether they "
        "want it; nothing was written."
    ),
}


def packet(
    id_: Annotated[str, typer.Argument(metavar="ID", help="The id of the place, as `match` prints it.")],
    facts: Annotated[
        Path, typer.Option("--facts", help="What `case open --json` printed, or a file of facts.", dir_okay=False)
    ],
    answers: Annotated[
        Path | None, typer.Option("--answers", help="A second file: what the person told since.", dir_okay=False)
    ] = None,
    out: Annotated[Path | None, typer.Option("--out", help="A folder for ID.txt and ID.html.", file_okay=False)] = None,
    language: Annotated[str, typer.Option(help="The letter's language; else the one that fits place and person.")] = "",
    reader: Annotated[str, typer.Option(help="The language of the officer's own page.")] = "en",
    checks: Annotated[Path | None, typer.Option("--checks", help="Your own checks (YAML).", dir_okay=False)] = None,
    approved: Annotated[
        bool, typer.Option("--approved", help="The person has read this text and said yes: no draft, no open boxes.")
    ] = False,
    here: Annotated[bool, typer.Option("--here", help="Make it although a server's keys can be read here.")] = False,
    as_json: AsJson = False,
) -> None:
    """Fill a place's own questions from one case: a letter, a confidential sheet, and what is still to be asked."""
    if not here and os.access(key_file(), os.R_OK):
        refuse("The server's keys can be read here. A packet is made on your own computer. If this is meant: --here.")
    directory, forms = shelf.load_directory(shelf.read_checks(checks) if checks else ()), shelf.load_forms()
    if id_ not in directory.by_id:
        refuse(f"There is no place {id_!r}. `amparo referral stale` lists the ids.")
    dossier = _dossier(facts, answers)
    place = directory[id_]
    why = refusal(place, dossier, directory, forms)
    if why is not None:
        refuse(f"{id_}: {_WHY[why]}")
    spoken = _language(place, forms, language, dossier)
    own = reader if reader in LANGUAGES else "en"
    made = _made(place, dossier, directory, forms, spoken, own, approved=approved)
    _give(made, forms, out, own, as_json=as_json)


def _made(
    place: Mechanism,
    dossier: Dossier,
    directory: Directory,
    forms: Forms,
    language: str,
    reader: str,
    *,
    approved: bool,
) -> Packet:
    light = directory.light(place.id, this_day()) == CHECKED
    checked_on = str(directory.checks[place.id].checked_on) if light else ""
    words = Words.load()
    risks = [words.word(text, reader) for text in reasons.risks(risks_of(place))]
    return fill(
        place, dossier, forms, language, words.country_name, risks=risks, checked_on=checked_on, approved=approved
    )


def _language(place: Mechanism, forms: Forms, asked: str, dossier: Dossier) -> str:
    template = forms.of(place) or Template("", {"en": ""}, ())
    if asked and asked not in template.title:
        misused(f"This letter is written in: {', '.join(template.title)}.")
    return asked or language_for(place, template, dossier.language or min(dossier.facts.languages, default=""))


def _give(made: Packet, forms: Forms, out: Path | None, reader: str, *, as_json: bool) -> None:
    today = str(this_day())
    text = as_text(made, forms.say, reader, today)
    if as_json:
        print_json(asdict(made))
    elif out is None:
        typer.echo(text, nl=False)
    if out is None:
        return
    out.mkdir(mode=0o700, parents=True, exist_ok=True)
    write_secret(out / f"{made.id}.txt", text.encode(), replace=True)
    write_secret(out / f"{made.id}.html", as_html(made, forms.say, reader, today).encode(), replace=True)
    typer.echo(f"{out / made.id}.txt and .html hold what one person said. Print them, then delete them.", err=True)
    if made.questions:
        typer.echo(f"{len(made.questions)} questions are still open; they stand on the last page.", err=True)


def _dossier(facts: Path, answers: Path | None) -> Dossier:
    try:
        dossier = Dossier.from_document(json_object(facts, OPENED))
        shelf.load_directory().vocabulary.require_place(dossier.facts.country, dossier.facts.region)
        return dossier.with_more(json_object(answers)) if answers is not None else dossier
    except FactsRefused as refused:
        refuse(f"{refused} {refused.advice}")

"""`amparo case exchange` and `amparo referral exchange`: a partner hears what agreement and person both name.

The first lets the person be asked, where the key store is. The second cuts those fields, and nothing else, out of an
opened case, on the officer's own computer. Neither sends anything to anybody.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Final

import typer

from bot import shelf
from bot.casework import exchanging
from bot.cli.case import LIVING, found
from bot.cli.dossiers import document_of, dossier_of
from bot.cli.shell import opened, print_json, refuse, this_day
from bot.installation import write_secret
from referrals import consents
from referrals.errors import DirectoryFault
from referrals.exchange import Agreement, exchanged, load_agreements, refusal
from referrals.triage import judge

_WHY: Final = {
    "unknown": "There is no agreement of that id in this file. Partners hear nothing without a written agreement.",
    "not_yet": "The agreement has not begun.",
    "ended": "The agreement has ended. Renew it in writing, then ask the person about the new one.",
    "stopped": "The person stopped all sharing. No partner hears anything until they say otherwise.",
    "no_consent": (
        "The person has not said yes to this very agreement, or took it back. Ask them first: amparo case exchange ID "
        "AGREEMENT --agreements FILE. Then fetch and open the case again."
    ),
    "not_allowed": "Nothing may leave for this case: it was refused, or a person has to look first.",
}
AgreementId = Annotated[str, typer.Argument(metavar="AGREEMENT", help="The agreement's id in the file.")]
Agreements = Annotated[
    Path,
    typer.Option(
        "--agreements",
        help="Your written agreements (YAML): id, partner, signed_on, until, fields.",
        dir_okay=False,
    ),
]


def ask(
    id_: Annotated[str, typer.Argument(metavar="ID", help="The case's ten letters.")],
    agreement: AgreementId,
    agreements: Agreements,
) -> None:
    """Ask the person, behind the knock, whether a partner may hear what one written agreement names, and no more."""
    one, today = _agreements(agreements).get(agreement), this_day()
    why = refusal(one, {agreement: one.fields if one else ()}, today, stopped=False)
    if one is None or why is not None:
        refuse(f"{agreement}: {_WHY[why or 'unknown']}")
    with opened(tools=True) as at:
        case = at.store.read(lambda c: found(c, id_))
        if case.state not in LIVING:
            refuse("This case is closed. See: amparo case list.")
        told = at.work(lambda c: exchanging.ask(c, at.tools, at.seals, case, one, at.now))
    typer.echo("The person is asked." if told else "The question waits until the person comes, or until their hours.")


def exchange(
    agreement: AgreementId,
    facts: Annotated[Path, typer.Option("--facts", help="What `case open --json` printed.", dir_okay=False)],
    agreements: Agreements,
    out: Annotated[
        Path | None, typer.Option("--out", help="A file for it, else it is printed.", dir_okay=False)
    ] = None,
) -> None:
    """Cut out of an opened case what a partner may hear: fields that a written agreement and the person both name.

    Printed as one JSON object: `agreement`, `partner`, `consent` (the row that allows it) and `facts`. Nothing is sent.
    """
    document = document_of(facts)
    one, said = _agreements(agreements).get(agreement), _agreed(document)
    dossier = dossier_of(document, facts)
    consented = {id_: tuple(row["fields"]) for id_, row in said.items()}
    why = refusal(one, consented, this_day(), stopped=dossier.stopped)
    if why is None and not consents.may_transmit(dossier.facts, judge(dossier.facts, shelf.load_directory().triage)[0]):
        why = "not_allowed"
    if one is None or why is not None:
        refuse(f"{agreement}: {_WHY[why or 'unknown']}")
    told = exchanged(dossier.facts, one, consented, this_day())
    made = {"agreement": one.id, "partner": one.partner, "consent": said[one.id]["consent"], "facts": told}
    if out is None:
        return print_json(made)
    write_secret(out, json.dumps(made, ensure_ascii=False, indent=1).encode(), replace=True)
    return typer.echo(f"{out} holds {len(told)} fields for {one.partner}. Give it to them, then delete it.", err=True)


def _agreed(document: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """What the opened case says that the person agreed to, by agreement; anything else counts as nothing."""
    routing = document.get("routing")
    said = routing.get("exchanges") if isinstance(routing, Mapping) else None
    rows = said.items() if isinstance(said, Mapping) else ()
    return {
        str(id_): {"fields": [str(name) for name in row["fields"]], "consent": str(row["consent"])}
        for id_, row in rows
        if isinstance(row, Mapping) and isinstance(row.get("fields"), list) and row.get("consent")
    }


def _agreements(path: Path) -> dict[str, Agreement]:
    try:
        return load_agreements(path.read_text(encoding="utf-8"), str(path))
    except DirectoryFault as fault:
        refuse(str(fault))
    except (OSError, ValueError):
        refuse(f"{path} cannot be read. Give a YAML file with your written agreements.")

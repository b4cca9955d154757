"""`amparo case referral`, `talk` and `done`: where places of a case stand, what was talked of, what was done.

Nothing is sent from here: the command says what an officer did, and refuses to write down a sending that the person's
yes to just that text does not allow.
"""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, Final

import typer

from bot import reasons
from bot.casework import exchanging, referring
from bot.cli.case import LIVING, found
from bot.cli.shell import Opened, misused, opened, refuse
from bot.conversation import reaching
from bot.store import Connection, cases, tasks
from referrals.lifecycle import REASONS, Referral
from referrals.plan import TALKS

STATES: Final = tuple(state for state in Referral if state not in (Referral.ASKED, Referral.APPROVED))
"""What an officer may say; that a text is approved, only the person says."""

Id = Annotated[str, typer.Argument(metavar="ID", help="The case's ten letters.")]


def referral(
    id_: Id,
    mechanism: Annotated[str, typer.Argument(metavar="MECHANISM", help="The place's id in the directory.")],
    state: Annotated[str, typer.Argument(metavar="STATE", help=f"One of: {', '.join(STATES)}.")],
    reason: Annotated[str, typer.Option("--reason", help="Why, for refused and no_answer.")] = "",
    until: Annotated[str, typer.Option("--until", help="The day by which silence counts, as 2027-01-31.")] = "",
    text: Annotated[
        Path | None, typer.Option("--text", help="The text, for prepared; for sent, it must be the same.")
    ] = None,
    tells: Annotated[str, typer.Option("--tells", help="What it tells, as codes with commas.")] = "",
    withholds: Annotated[str, typer.Option("--withholds", help="What it does not tell, as codes with commas.")] = "",
    instead: Annotated[str, typer.Option("--next", help="The place to suggest instead, from a new match.")] = "",
) -> None:
    """Say where a place of a case stands; the person is told, or asked, behind the knock."""
    if state not in STATES:
        misused(f"Use one of: {', '.join(STATES)}. That a text is approved, only the person says, by a tap.")
    if state in REASONS and reason not in REASONS[Referral(state)]:
        misused(f"For {state} give --reason, one of: {', '.join(REASONS[Referral(state)])}.")
    given = {"reason": reason, "until": _day(until), "next": instead, **_text(state, text, tells, withholds)}
    with opened(tools=True) as at:
        one = at.work(lambda c: _move(c, at, id_, mechanism, state, {k: v for k, v in given.items() if v}))
    typer.echo(f"{mechanism}: {one['status']}.")
    if one.get("next"):
        typer.echo(f"The person is asked about {one['next']} instead.")
    elif state in REASONS:
        typer.echo(
            "No other place was found here. Where the facts are: amparo referral match --facts FILE, then --next"
        )


def talk(
    id_: Id,
    mechanism: Annotated[str, typer.Argument(metavar="MECHANISM", help="The place's id in the directory.")],
    about: Annotated[str, typer.Option("--about", help=f"Of what, with commas: {', '.join(TALKS)}.")],
    by: Annotated[str, typer.Option("--by", help="The officer who talked with the person, as on the list.")],
) -> None:
    """Note a talk about the risk: before a State, a bank or the public hears anything, the person has heard of it.

    `state`: a government learns of it. `bank`: the office cannot protect anybody, and the company may learn of it.
    `publicity`: some of it may become public. Until each that a place asks for is noted, it cannot be marked as sent.
    """
    kinds = [one.strip() for one in about.split(",") if one.strip()]
    if not kinds or not set(kinds) <= set(TALKS):
        misused(f"Give --about, one or more of: {', '.join(TALKS)}.")
    with opened(tools=True) as at:
        _on_list(at, by)
        at.work(lambda c: referring.talked(c, at.seals, _living(c, id_), mechanism, kinds, by, at.now, who="operator"))
    typer.echo(f"Noted: {by} talked with the person about {', '.join(kinds)}.")


def confirm(
    id_: Id,
    mechanism: Annotated[str, typer.Argument(metavar="MECHANISM", help="The place's id, or that of an agreement.")],
    how: Annotated[str, typer.Option("--how", help=f"By which other way, one of: {', '.join(referring.HOW)}.")],
    by: Annotated[str, typer.Option("--by", help="The officer who asked the person, as on the list.")],
) -> None:
    """Say that a yes which came without the word was the person's own: somebody asked them another way.

    Whoever holds a phone can tap *Send it*. Without the word such a yes allows no sending until this is noted.
    """
    if how not in referring.HOW:
        misused(f"Give --how, one of: {', '.join(referring.HOW)}.")
    with opened(tools=True) as at:
        _on_list(at, by)
        at.work(lambda c: _confirm(c, at, _living(c, id_), mechanism, by, how))
    typer.echo(f"{mechanism}: approved. {by} made sure of it.")


def _confirm(c: Connection, at: Opened, case: cases.Case, about: str, by: str, how: str) -> None:
    """A yes to a text for a place, or to a written agreement with a partner."""
    if exchanging.unconfirmed(c, at.seals, case, about):
        exchanging.confirmed(c, at.seals, case, about, by, how, at.now)
    else:
        referring.confirmed(c, at.seals, case, about, by, how, at.now, who="operator")


def done(
    id_: Id,
    kind: Annotated[str, typer.Argument(metavar="TASK", help=f"One of: {', '.join(tasks.KINDS)}.")],
) -> None:
    """Say that what a case had to be looked at for was done; `list` shows what is open."""
    with opened(tools=True) as at:
        case = at.store.read(lambda c: found(c, id_))
        open_ = [task for task in at.store.read(lambda c: tasks.of_case(c, case.id)) if task.kind == kind]
        if not open_:
            refuse(f"Nothing of that kind is open in {case.id}. See: amparo case list.")
        at.work(lambda c: tasks.done(c, open_[0].id, at.now))
    typer.echo("Done.")


def _move(c: Connection, at: Opened, id_: str, mechanism: str, state: str, given: dict[str, Any]) -> dict[str, Any]:
    case = _living(c, id_)
    return referring.move(c, at.tools, at.seals, case, mechanism, state, at.now, who="operator", **given)


def _on_list(at: Opened, by: str) -> None:
    if by not in [entry.name for entry in at.installation.last_roster().entries]:
        refuse(f"Nobody on the list is called {by}. `amparo officer list` shows the names.")


def _living(c: Connection, id_: str) -> cases.Case:
    case = found(c, id_)
    if case.state not in LIVING:
        refuse("This case is closed. See: amparo case list.")
    return case


def _text(state: str, text: Path | None, tells: str, withholds: str) -> dict[str, Any]:
    """What a prepared text is known by; the text itself waits for the person, if it fits a message."""
    if state == Referral.PREPARED and text is None:
        misused("For prepared give the text: --text FILE --tells CODES --withholds CODES")
    if text is None:
        return {}
    said = text.read_bytes()
    digest = hashlib.sha256(said).hexdigest()
    if state != Referral.PREPARED:
        return {"same": digest}
    codes = {"tells": _codes(tells), "withholds": _codes(withholds)}
    words = said.decode("utf-8", "replace").strip()
    return {"hash": digest, **codes, "text": "" if reaching.too_long(words) else words}


def _codes(listed: str) -> list[str]:
    found_ = [code.strip() for code in listed.split(",") if code.strip()]
    if not set(found_) <= set(reasons.ASKS):
        misused(f"The codes of what a text tells are: {', '.join(reasons.ASKS)}.")
    return found_


def _day(until: str) -> int:
    try:
        return int(datetime.fromisoformat(until).replace(tzinfo=UTC).timestamp()) if until else 0
    except ValueError:
        misused("Give --until as a day: 2027-01-31")

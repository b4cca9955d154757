"""`amparo case`: what an operator can do with cases where the key store is.

Nothing here can read a case: `fetch` takes off the outer layer only, and the record says so before it does. What opens
a fetched case is `opening`, on the officer's own computer.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from bot import notices
from bot.casework import leaving, officers
from bot.casework.tools import new_id
from bot.casework.turn import OFFICERS
from bot.cli.shell import AsJson, Opened, misused, opened, print_json, refuse
from bot.conversation import closing, reaching
from bot.desk.opening import fetched
from bot.incoming import Incoming
from bot.installation import write_secret
from bot.store import Connection, alerts, cases, conversations, dates, keycopies, parts, record, tasks
from bot.store import officers as people
from bot.store.cases import Case
from referrals import lifecycle
from referrals.errors import KeyGone
from referrals.lifecycle import State
from referrals.record import to_hour

Json = dict[str, Any]

LIVING = (State.ALERT, State.SENT, State.OPEN, State.WAITING, State.QUIET)
SHOWN = (*LIVING, State.CLOSED)
"""A draft is read by nobody, and what is being erased is closed to officers."""

OUTSIDE = "outside_step"
WITH_PERSON = ("helped", "referred")
"""Reasons that the person is asked about first, where they can be reached."""
FOLLOWED = ("referral", "checkin", "closing")
"""The dates that officers work by (R27)."""
REASONS = {
    "helped": "the person has what they asked for",
    "referred": "another place has taken it over",
    "person_asked": "the person wished it",
    "no_contact": "the person could not be reached for long",
    "not_for_us": "it is not about a defender, and the person was told",
    "double": "the same person has another case",
    "test": "it was a rehearsal",
    OUTSIDE: "the person was reached another way; ends an alert that rings",
}

app = typer.Typer(help="Cases: list, fetch, open, reply, close, erase.", no_args_is_help=True)

Id = Annotated[str, typer.Argument(help="The case's ten letters, as `list` prints them.")]


@app.command("list")
def list_(as_json: AsJson = False) -> None:
    """List the cases that officers may work on: where each stands, since when, and nothing of what it says."""
    with opened() as at:
        rows = at.store.read(lambda c: [_plain(c, case) for case in cases.in_states(c, SHOWN)])
    if as_json:
        print_json(rows)
        return
    for row in rows:
        bell = "rings" if row["alert_open"] else ""
        hours = (at.now - row["opened"]) // 3600
        days = f"  next in {max(0, row['next'] - at.now) // 86_400} d" if row["next"] else ""
        todo = "  " + ", ".join(row["tasks"]) if row["tasks"] else ""
        typer.echo(f"{row['id']}  {row['state']:8} {bell:6} {row['parts']:3} parts  opened {hours} h ago{days}{todo}")
    typer.echo(f"{len(rows)} cases.", err=True)


@app.command()
def fetch(
    id_: Annotated[str, typer.Argument(metavar="ID", help="The case's ten letters.")],
    out: Annotated[Path, typer.Option("--out", help="The new file; whoever is on the list can open it.")],
) -> None:
    """Write a case to a file that officers open with their own key; that you did stands in the record first."""
    if out.exists():
        refuse(f"{out} exists. Choose another name.")
    if not out.parent.is_dir():
        refuse(f"There is no folder {out.parent}. Make it first.")
    with opened(tools=True) as at:
        case = _worked_on(at.store.read(lambda c: found(c, id_)))
        recipients = at.installation.roster(at.now).recipients(None, at.now)
        at.work(lambda c: _note(c, at, "case.fetched", case.id))
        write_secret(out, at.store.read(lambda c: fetched(c, at.seals, found(c, id_), recipients, at.now)))
    typer.echo(f"{out} is sealed to {len(recipients)} officers. Next, on an officer's own computer:")
    typer.echo(f"    amparo case open {out.name} --identity KEY")


@app.command()
def reply(
    id_: Annotated[str, typer.Argument(metavar="ID", help="The case's ten letters.")],
    text: Annotated[str, typer.Option("--text", help="The words, for scripts on a computer of your own.")] = "",
) -> None:
    """Write to the person: into the open chat, or behind a knock. Words end an alert that rings.

    Without --text the words are read from standard input, which no other account of this computer can look at; a
    command line can be looked at. They travel through Telegram and are not translated: leave out names, places and
    numbers.
    """
    said = (text or _typed()).strip()
    if not said:
        misused("There are no words. Type them, or give them by --text or on standard input.")
    if reaching.too_long(said):
        refuse(f"That is longer than {reaching.LONGEST} letters. Send it in parts.")
    with opened(tools=True) as at:
        reached = at.work(lambda c: _reply(c, at, id_, said))
    typer.echo("On its way." if reached else "Kept locked until the person comes, or until the hours that they chose.")


def _typed() -> str:
    if sys.stdin.isatty():
        typer.echo("Type the words, then press Ctrl-D on a line of its own.", err=True)
    return sys.stdin.read()


@app.command()
def close(
    id_: Annotated[str, typer.Argument(metavar="ID", help="The case's ten letters.")],
    reason: Annotated[str, typer.Option("--reason", help=f"One of: {', '.join(REASONS)}.")],
    at_once: Annotated[bool, typer.Option("--now", help="Do not ask the person first.")] = False,
) -> None:
    """Close a case: from now on nothing here leads to the person, and in thirty days it is destroyed.

    Where they were helped or referred and can be reached, they are asked first, and close it themselves. While it rings
    it can only be closed as outside_step: nobody may go unanswered into a closed case.
    """
    if reason not in REASONS:
        misused("\n".join(["Use one of:", *(f"    {code:13} {meaning}" for code, meaning in REASONS.items())]))
    with opened(tools=True) as at:
        if reason in WITH_PERSON and not at_once and at.work(lambda c: _propose(c, at, id_)):
            typer.echo("The person is asked; it closes when they say so. To close it without them: the same with --now")
            return
        case = at.work(lambda c: _close(c, at, id_, reason))
        at.seals.destroy_draft(case.conversation)
    days = ((case.due or at.now) - at.now) // 86_400
    typer.echo(f"Closed. It is destroyed in {days} days; to do it now: amparo case erase {case.id} --yes")


@app.command()
def erase(
    id_: Annotated[str, typer.Argument(metavar="ID", help="The case's ten letters.")],
    yes: Annotated[bool, typer.Option("--yes", help="Really: nobody can bring it back.")] = False,
) -> None:
    """Destroy a case: its key first, so that every copy of ours is unreadable, then its rows."""
    with opened(tools=True) as at:
        case = at.store.read(lambda c: found(c, id_, erasing=True))
        if not yes:
            refuse(f"Nothing was done. Nobody can bring it back. To erase it: amparo case erase {case.id} --yes")
        at.work(lambda c: _mark(c, at, case))
        at.seals.destroy(case.conversation)
        at.work(lambda c: _delete(c, case))
        # Two generations: after two copies none of ours holds the key any more.
        for _ in keycopies.GENERATIONS if at.installation.recovery() else ():
            at.installation.copy_keys()
    typer.echo(
        "Erased: its key is destroyed, so its rows are unreadable in every backup of ours, and are deleted here."
    )
    typer.echo("Out of our reach: files that officers fetched or were sent, what Telegram keeps, what was passed on.")


# -- listing and fetching


def _plain(c: Connection, case: Case) -> Json:
    ringing = any(alert.state == "open" for alert in alerts.of_case(c, case.id))
    return {
        "id": case.id, "state": case.state, "opened": to_hour(case.opened), "touched": to_hour(case.touched),
        "parts": len(parts.heads(c, case.id)), "alert_open": ringing,
        "tasks": [task.kind for task in tasks.of_case(c, case.id)],
        "next": next((date.due for date in dates.of(c, case.id) if date.kind in FOLLOWED), None),
    }  # fmt: skip


def found(c: Connection, id_: str, *, erasing: bool = False) -> Case:
    """The case of these letters, or the command ends with what to do next."""
    # Read aloud, O is 0, and I and L are 1.
    case = cases.get(c, id_.strip().upper().translate(str.maketrans("OIL", "011")))
    if case is None or case.state == State.DRAFT:
        refuse("There is no such case. See: amparo case list.")
    if case.state == State.ERASING and not erasing:
        refuse("The person has deleted this case; it is closed to everybody.")
    return case


def _worked_on(case: Case) -> Case:
    if case.state not in SHOWN:
        refuse("This case is closed to officers. See: amparo case list.")
    return case


# -- replying


def _reply(c: Connection, at: Opened, id_: str, text: str) -> bool:
    case = found(c, id_)
    if case.state not in LIVING:
        refuse("This case is closed, and nothing here leads to the person any more. They can begin anew.")
    try:
        reached = reaching.send_words(c, at.tools, at.seals, case, text, at.now)
    except KeyGone:
        refuse("The key of this case is destroyed: the person deleted it.")
    _note(c, at, "case.replied", case.id)
    _end(c, at, case, "alert.answered")
    return reached


def _end(c: Connection, at: Opened, case: Case, kind: str) -> None:
    """End what rings for this case, and let the officers whose bells rang hear of it."""
    ringing = [alert for alert in alerts.of_case(c, case.id) if alert.state == "open"]
    for alert in ringing:
        reaching.end_with_words(c, at.tools, at.seals, alert, at.now)
        _note(c, at, kind, case.id)
    desk = officers.Desk(c, at.tools, at.seals, Incoming(OFFICERS, 0, "other", 0, 0, "private"), "", at.now)
    name = at.settings.organisation.name or "amparo case"
    for row in people.every(c, officers.ACTIVE) if ringing else ():
        officers.say_to(desk, row, notices.OFFICER_ANSWERED_BY, {"name": name})


# -- closing and erasing


def _propose(c: Connection, at: Opened, id_: str) -> bool:
    """Ask the person, unless nobody has answered them yet; False if they cannot be asked."""
    case = found(c, id_)
    quiet = not any(alert.state == "open" for alert in alerts.of_case(c, case.id))
    asked = quiet and case.state in LIVING and closing.propose(c, at.tools, at.seals, case, at.now)
    if asked:
        _note(c, at, "case.closing_asked", case.id)
    return asked


def _close(c: Connection, at: Opened, id_: str, reason: str) -> Case:
    case = found(c, id_)
    if "close" not in lifecycle.steps_from(case.state):
        refuse("This case is closed already. See: amparo case list.")
    ended = [alert.ended for alert in alerts.of_case(c, case.id) if alert.ended is not None]
    if any(alert.state == "open" for alert in alerts.of_case(c, case.id)):
        if reason != OUTSIDE:
            refuse(
                f"Nobody has answered this alert. Write first: amparo case reply {case.id}\n"
                f"Or, if you reached the person another way: amparo case close {case.id} --reason {OUTSIDE}"
            )
        _end(c, at, case, "alert.outside_step")
        ended.append(at.now)
    closed = closing.close(c, at.tools, at.seals, found(c, id_), at.now, max(ended, default=at.now))
    _note(c, at, "case.closed", case.id, reason)
    return closed


def _mark(c: Connection, at: Opened, case: Case) -> None:
    leaving.erase(c, case.conversation, case.id)
    _note(c, at, "case.erased", case.id)


def _delete(c: Connection, case: Case) -> None:
    cases.delete_row(c, case.id)
    conversations.delete_row(c, case.conversation)


def _note(c: Connection, at: Opened, kind: str, about: str, detail: str = "") -> None:
    record.add(c, new_id(), kind, "operator", about, to_hour(at.now), detail)

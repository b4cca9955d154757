"""`amparo officer`: who may open cases and be called, and the signed list of them.

The list is signed anew with every change. An officer's row is sealed like everything about a person. In state *single*
the host key signs, so this server alone can add a reader; every command that signs says so.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import replace
from typing import Annotated, Any

import typer

from bot.casework import dismissing
from bot.casework.officers import ACTIVE, DISABLED, PENDING, open_officer, seal_officer
from bot.casework.tools import CROCKFORD, new_id
from bot.cli.shell import AsJson, Opened, misused, opened, print_json, refuse
from bot.cli.wakes import channel_of, say_secret
from bot.store import Connection, officers, record, shifts
from referrals.errors import NoRecipient, RosterRefused
from referrals.record import to_hour
from referrals.vault import Roster, RosterEntry, check_recipient, lane_of

Json = dict[str, Any]

INVITED_FOR = 48 * 3600
_LONGEST_NAME = 40
_LARGEST_ID = 2**52
"""Telegram's ids have at most 52 significant bits."""

app = typer.Typer(help="Officers: who is called, and who can open cases.", no_args_is_help=True)

Name = Annotated[str, typer.Argument(help="The name by which officers know each other; a first name is enough.")]


@app.command()
def add(
    name: Name,
    recipient: Annotated[str, typer.Option("--recipient", help="Their age recipient: the age1… line of age-keygen.")],
    telegram: Annotated[
        int | None, typer.Option("--telegram", min=1, max=_LARGEST_ID, help="Their Telegram id, if known.")
    ] = None,
    language: Annotated[str, typer.Option("--language", help="The language of their bells.")] = "en",
    wake: Annotated[str, typer.Option("--wake", help="Where to post what wakes them beside Telegram.")] = "",
    lead: Annotated[bool, typer.Option("--lead", help="Hears what the rota lacks.")] = False,
    last: Annotated[bool, typer.Option("--last", help="Is called only when nobody else has answered.")] = False,
) -> None:
    """Add an officer and sign the list anew: from now on every case can be opened with this key too."""
    name = _checked_name(name)
    try:
        check_recipient(recipient)
    except NoRecipient:
        misused("That is not an age recipient. It is the line that begins with age1, as age-keygen prints it.")
    channel = channel_of(wake)
    with opened(tools=True) as at:
        if language not in at.settings.organisation.languages:
            misused(f"Use one of this bot's languages: {', '.join(at.settings.organisation.languages)}.")
        lane = None if telegram is None else lane_of(at.installation.keyring.index, "officers", telegram)
        marks = [*(["last"] if last else []), *(["lead"] if lead else [])]
        body = {"name": name, "recipient": recipient, "language": language, "chat": None, "invite": None,
                "marks": marks, "wake": channel}  # fmt: skip
        roster = at.work(lambda c: _added(c, at, body, lane))
    typer.echo(f"{name} is on version {roster.version} of the list, which this server alone has signed.")
    say_secret(channel)
    if telegram is None:
        typer.echo(f"Next: amparo officer invite {name!r}, so that bells reach them.")
    else:
        typer.echo(
            "Next: they open the officers' bot with that account and press Start. Until then no bell reaches them."
        )


@app.command()
def invite(
    name: Name,
    bot: Annotated[str, typer.Option("--bot", help="The officers' bot's @name, for a link instead of a code.")] = "",
    again: Annotated[
        bool, typer.Option("--again", help="Also one enrolled already: their earlier chat is let go.")
    ] = False,
) -> None:
    """Make a code that enrols one officer's Telegram account, once, within two days."""
    code = "".join(secrets.choice(CROCKFORD) for _ in range(16))
    with opened(tools=True) as at:
        at.work(lambda c: _invited(c, at, name, code, again=again))
    typer.echo(f"https://t.me/{bot.lstrip('@')}?start={code}" if bot else f"/start {code}")
    what = "opens this link and presses Start" if bot else "sends this line to the officers' bot"
    typer.echo(f"{name} {what} within 48 hours. Hand it over in person: whoever uses it first is {name}.", err=True)


@app.command("list")
def list_(as_json: AsJson = False) -> None:
    """List the officers and where each stands."""
    with opened(tools=True) as at:
        rows = at.store.read(lambda c: [_plain(at, row) for row in officers.every(c)])
    if as_json:
        print_json(rows)
    else:
        for row in rows:
            typer.echo(f"{row['name']:20} {row['state']:9} {row['language']:3} {row['recipient']}")
        if not any(row["state"] == ACTIVE for row in rows):
            typer.echo(
                "No bell can ring: nobody is enrolled. Next: amparo officer add, then they press Start.", err=True
            )


@app.command()
def disable(name: Name) -> None:
    """Take an officer off the list at once: no bell, nothing new is sealed to their key, and their chat is emptied.

    What they had taken rings on at once.
    """
    with opened(tools=True) as at:
        roster = at.work(lambda c: _disabled(c, at, name))
    typer.echo(f"{name} is off the list since version {roster.version}.")
    typer.echo(
        "Their key still opens what was sealed before, where they have a copy of it. Fetched files stay with them."
    )


@app.command()
def roster(what: Annotated[str, typer.Argument(help="show, or renew.")] = "show", as_json: AsJson = False) -> None:
    """Show the signed list, or renew it: the same officers for sixty days more."""
    if what not in ("show", "renew"):
        misused("Use: amparo officer roster show, or amparo officer roster renew.")
    with opened(tools=True) as at:
        found = at.work(lambda c: sign(c, at)) if what == "renew" else at.installation.last_roster()
    days = (found.valid_until - at.now) // 86_400
    if as_json:
        entries = [{"name": one.name, "recipient": one.recipient} for one in found.entries]
        print_json({"version": found.version, "valid_until": found.valid_until, "hash": found.hash, "entries": entries})
        return
    typer.echo(f"Version {found.version}, signed by this server alone, for {days} days more.")
    for one in found.entries:
        typer.echo(f"{one.name:20} {one.recipient}")
    if days < 1:
        refuse("It has expired, so nothing can be sealed. Next: amparo officer roster renew.")


# -- the work, each in one transaction, so that two persons cannot sign the same version


def sign(c: Connection, at: Opened) -> Roster:
    """Sign the next version: an entry for everybody who is not disabled."""
    bodies = [open_officer(at.tools, row) for row in officers.every(c) if row.state != DISABLED]
    entries = [RosterEntry(body["name"], body["recipient"], marks=tuple(body.get("marks", ()))) for body in bodies]
    following = _next(at, entries)
    at.installation.write_roster(following)
    note(c, at, "roster.signed", "", str(following.version))
    return following


def _next(at: Opened, entries: list[RosterEntry]) -> Roster:
    try:
        return at.installation.last_roster().successor(entries, at.now)
    except RosterRefused:
        # The file was lost or spoiled. The officers' rows are sealed, so the list can be written anew from them; its
        # number is above any ever seen, so the spoiled one can never come back; and one number is left out, so that a
        # running bot does not take it for the direct successor of the one that it remembers.
        first = Roster.first(at.installation.keyring.public, entries, at.now)
        return replace(first, version=at.installation.keys.highest_roster() + 2)


def _added(c: Connection, at: Opened, body: Json, lane: str | None) -> Roster:
    here = [open_officer(at.tools, row) for row in officers.every(c) if row.state != DISABLED]
    if body["name"].casefold() in {one["name"].casefold() for one in here}:
        refuse(f"There is an officer {body['name']} already. Choose another name, or disable that one first.")
    if body["recipient"] in {one["recipient"] for one in here}:
        refuse("Another officer has this key. Each needs their own: age-keygen on their own computer.")
    if lane is not None and officers.by_lane(c, lane) is not None:
        refuse("Another officer has this Telegram account. Leave --telegram out, and invite this one.")
    officer = new_id()
    key, sealed = seal_officer(at.tools, officer, 0, body)
    officers.put(c, officer, key, sealed, at.now, PENDING, lane)
    note(c, at, "officer.added", officer)
    return sign(c, at)


def _invited(c: Connection, at: Opened, name: str, code: str, *, again: bool) -> None:
    row = named(c, at, name)
    if row.state == ACTIVE and not again:
        refuse(f"{name} is enrolled. If they have another account now: amparo officer invite {name!r} --again.")
    digest = hashlib.sha256(code.encode()).hexdigest()
    body = {**open_officer(at.tools, row), "chat": None, "invite": digest, "invite_until": at.now + INVITED_FOR}
    _write(c, at, row._replace(state=PENDING, lane=None), body)
    note(c, at, "officer.invited", row.id)


def _disabled(c: Connection, at: Opened, name: str) -> Roster:
    row = named(c, at, name)
    dismissing.let_go(c, at.tools, at.seals, row, at.now)
    body = {**open_officer(at.tools, row), "chat": None, "invite": None}
    _write(c, at, row._replace(state=DISABLED, lane=None), body)
    shifts.leave(c, row.id, at.now)
    note(c, at, "officer.disabled", row.id)
    return sign(c, at)


def named(c: Connection, at: Opened, name: str) -> officers.Officer:
    """The officer of this name who is not disabled, or a refusal."""
    for row in officers.every(c):
        if row.state != DISABLED and open_officer(at.tools, row)["name"].casefold() == name.casefold():
            return row
    return refuse(f"There is no officer {name}. See: amparo officer list.")


def _write(c: Connection, at: Opened, row: officers.Officer, body: Json) -> None:
    key, sealed = seal_officer(at.tools, row.id, row.revision + 1, body)
    officers.change(c, row._replace(key=key, sealed=sealed))


def _plain(at: Opened, row: officers.Officer) -> Json:
    body = open_officer(at.tools, row)
    return {"id": row.id, "name": body["name"], "state": row.state, "language": body.get("language", "en"),
            "recipient": body["recipient"], "marks": body.get("marks", []), "wake": bool(body.get("wake"))}  # fmt: skip


def note(c: Connection, at: Opened, kind: str, about: str, detail: str = "") -> None:
    """Write down what the operator did."""
    record.add(c, new_id(), kind, "operator", about, to_hour(at.now), detail)


def _checked_name(name: str) -> str:
    plain = " ".join(name.split())
    if not plain or len(plain) > _LONGEST_NAME or not plain.isprintable():
        misused(f"A name has 1 to {_LONGEST_NAME} letters.")
    return plain

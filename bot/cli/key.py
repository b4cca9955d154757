"""`amparo key`: the recovery key, the sealed copies, and a new server key.

Rotation is in steps that each may be the last before a kill: a second call goes on where the first stopped. What a
running bot holds in memory would be the old key file, so it is stopped first; the leader's lease shows that it is.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from bot.casework import measured
from bot.casework.officers import open_officer, seal_officer
from bot.casework.tools import new_id
from bot.cli.init import tell_recovery
from bot.cli.opening import identity_in
from bot.cli.shell import Opened, opened, refuse
from bot.clock import SystemClock
from bot.conversation import closing
from bot.installation import COPIES, Installation, read_keyring, seal_key_file, write_secret
from bot.leader import NAME as LEADER
from bot.recovering import recover
from bot.settings import load
from bot.store import Connection, StoreError, leases, officers, record
from referrals.record import to_hour
from referrals.vault import Keyring

_HELD = 600

app = typer.Typer(help="The server's keys, their copies and their recovery.", no_args_is_help=True)


@app.command()
def recovery(
    renew: Annotated[
        bool, typer.Option("--renew", help="Make a new recovery key; the old one opens no copy of ours.")
    ] = False,
) -> None:
    """Show whose key opens the copies; with --renew make another, shown once."""
    with opened() as at:
        if renew:
            tell_recovery(at.installation.new_recovery())
            at.work(lambda c: _note(c, at, "recovery.renewed"))
        found = at.installation.recovery()
    for recipient in found:
        typer.echo(recipient)
    if not found:
        refuse("No copy of the keys can be made. Next: amparo key recovery --renew.")


@app.command()
def copy() -> None:
    """Replace the older of the two sealed copies of the key store now."""
    with opened() as at:
        if not at.installation.recovery():
            refuse("There is no recovery key to seal it to. Next: amparo key recovery --renew.")
        path = at.installation.copy_keys()
        seal_key_file(at.installation.keyring, at.installation.copies, at.installation.recovery())
    typer.echo(f"{path}. Keep {path.parent} on another medium than the database's backup.")


@app.command()
def restore(
    copies: Annotated[
        Path | None, typer.Option("--copies", help="Where the copies lie; else beside the key store.", file_okay=False)
    ] = None,
    identity: Annotated[
        Path, typer.Option("--identity", help="A file that holds the recovery key; - reads it typed.")
    ] = Path("-"),
) -> None:
    """Bring the key file and the key store back from their sealed copies, whichever of them is gone."""
    settings, clock = load(), SystemClock()
    found = recover(settings, clock, copies or settings.keystore.with_name(COPIES), identity_in(identity))
    if found.key_file:
        typer.echo(f"The key file is back: {settings.server_key_file}.")
    if found.keys is not None:
        age = max(0, clock.now() - found.copied) // 60
        typer.echo(f"{found.keys} keys are back, as they were {age} minutes ago. What began since then is lost.")
    typer.echo("Before the bot starts, put the newest backup of the database back: it destroys keys that no row names.")
    typer.echo("Next: amparo doctor")


@app.command()
def rotate() -> None:
    """Make a new server key and bring everything under it; stop the bot first. Interrupted, call it again."""
    file = load().server_key_file
    with opened() as at, _nobody_else(at):
        if len(at.installation.keyring.server) == 1:
            _write(at.installation, file, at.installation.keyring.rotated())
            typer.echo("A new server key is made.")
    # Opened anew: from here on the new key wraps, and the old one only opens.
    with opened(tools=True) as at, _nobody_else(at):
        done = 0
        while count := at.installation.keys.rewrap():
            done += count
            typer.echo(f"{done} keys are under it.")
        count = at.work(lambda c: _reseal_officers(c, at))
        typer.echo(f"{count} officers are under it.")
        at.work(lambda c: measured.reseal(c, at.tools) + closing.reseal(c, at.tools))
        _write(at.installation, file, _with_active_only(at.installation.keyring))
        at.work(lambda c: _note(c, at, "key.rotated"))
    typer.echo("The old server key is gone. Start the bot again.")


@contextmanager
def _nobody_else(at: Opened) -> Iterator[None]:
    """Hold the leader's lease, so that no bot works with the old key file meanwhile."""
    holder, now = new_id(), int(time.time())
    fence = at.work(lambda c: leases.take(c, LEADER, holder, now, _HELD))
    if fence is None:
        refuse("The bot is running, or was killed less than a minute ago. Stop it, wait a moment, and call this again.")
    try:
        yield
    finally:
        try:
            at.work(lambda c: leases.release(c, LEADER, fence))
        except StoreError:  # it ends by itself
            typer.echo("The bot may start again in ten minutes.", err=True)


def _write(installation: Installation, file: Path, keyring: Keyring) -> None:
    write_secret(file, keyring.to_json().encode(), replace=True)
    if recipients := installation.recovery():
        installation.copies.mkdir(mode=0o700, parents=True, exist_ok=True)
        seal_key_file(read_keyring(file), installation.copies, recipients)


def _with_active_only(keyring: Keyring) -> Keyring:
    for key in keyring.server:
        if key.id != keyring.active.id:
            keyring = keyring.without(key.id)
    return keyring


def _reseal_officers(c: Connection, at: Opened) -> int:
    rows = officers.every(c)
    for row in rows:
        if row.key != at.installation.keyring.active.id:
            key, sealed = seal_officer(at.tools, row.id, row.revision + 1, open_officer(at.tools, row))
            officers.change(c, row._replace(key=key, sealed=sealed))
    return len(rows)


def _note(c: Connection, at: Opened, kind: str) -> None:
    record.add(c, new_id(), kind, "operator", "", to_hour(at.now))

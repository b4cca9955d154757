"""`amparo`: every command that exists, and nothing that does not.

Only here are the commands joined to one tree. What a command does stands in its own file; `run` and `demo` are called
in `bot.wiring` and `bot.demo`.
"""

from __future__ import annotations

from typing import Annotated

import typer

from bot import logs, process, settings
from bot.cli import (
    audit,
    case,
    doctor,
    exchange,
    flow,
    init,
    key,
    locale,
    marks,
    officer,
    opening,
    referral,
    referring,
    retention,
    rota,
    status,
    telegram,
    watch,
)
from bot.cli.shell import Commands

app = typer.Typer(
    name="amparo",
    help="A secure emergency-referral chatbot for human rights defenders under threat.",
    cls=Commands,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

app.command("init")(init.init)
app.command("doctor")(doctor.doctor)
app.command("status")(status.status)
app.command("watch")(watch.watch)


@app.command()
def run() -> None:
    """Run the bot: by webhook if AMPARO_PUBLIC_URL is set, else by polling."""
    from bot import wiring  # noqa: PLC0415 - all of the network's libraries

    wiring.run(settings.load())


@app.command()
def demo(
    port: Annotated[
        int | None, typer.Option("--port", min=0, max=65535, help="The page's port; else a free one.")
    ] = None,
    no_browser: Annotated[bool, typer.Option("--no-browser", help="Only print the page's address.")] = False,
) -> None:
    """Start everything on this machine with invented phones; needs no account and no network."""
    from bot import demo as whole  # noqa: PLC0415 - the simulator and all of the network's libraries

    whole.main(port=port, browser=not no_browser)


officer.app.add_typer(rota.app, name="rota")
officer.app.command("mark")(marks.mark)
officer.app.command("wake")(marks.wake)
app.add_typer(officer.app, name="officer")
case.app.command("open")(opening.open_)
case.app.command("referral")(referring.referral)
case.app.command("talk")(referring.talk)
case.app.command("confirm")(referring.confirm)
case.app.command("exchange")(exchange.ask)
case.app.command("done")(referring.done)
app.add_typer(case.app, name="case")
app.add_typer(flow.app, name="flow")
app.add_typer(referral.app, name="referral")
app.add_typer(locale.app, name="locale")
app.add_typer(telegram.app, name="telegram")
app.add_typer(key.app, name="key")
app.add_typer(retention.app, name="retention")
app.add_typer(audit.app, name="audit")


def main() -> None:
    """The entry of the command `amparo`, by that name however it was called.

    What breaks says its type and place, never what it held.
    """
    logs.configure("ERROR")
    logs.everywhere()
    process.keep_memory()
    try:
        app(prog_name="amparo")
    except Exception as fault:  # Typer puts a hook of its own in place of ours, which prints the message
        logs.last_words(type(fault), fault, fault.__traceback__)
        raise SystemExit(1) from None

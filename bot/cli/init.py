"""`amparo init`: a new installation, asked for in plain words on a terminal, else made with safe defaults.

Only here is `amparo.toml` written, once, and never over one that exists. Making keys and files is `bot.installation`'s;
what makes a place checked is `referral check`'s, which this calls. A second call makes what is missing and no more.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, TypeVar
from zoneinfo import available_timezones

import typer

from bot.cli import checking
from bot.clock import SystemClock
from bot.installation import Made, make, secret_file, write_secret
from bot.settings import Organisation, Settings, config_path, load
from bot.wording import catalogs
from bot.wording.countries import is_country

Read = TypeVar("Read")

# Amparo names a court remedy that a policeman knows (F54); a bot's name on a phone must say nothing.
DULL_NAMES = ("Info Desk", "Notes and Links", "Daily Reader")
DEFAULT_LANGUAGES = Organisation().languages
FIRST_PLACES = ("lifeline", "front-line-defenders", "protectdefenders-eu", "accessnow-helpline")


@dataclass(frozen=True, slots=True)
class Answers:
    """What the operator said, or the safe defaults."""

    name: str = ""
    languages: tuple[str, ...] = DEFAULT_LANGUAGES
    country: str = ""
    timezone: str = "UTC"


def init(
    defaults: Annotated[bool, typer.Option("--defaults", help="Ask nothing; take the safe defaults.")] = False,
) -> None:
    """Make keys, database and the empty list of officers; a second call changes nothing.

    On a terminal it first asks who you are, and then goes with you through emergency numbers and places.
    """
    asks = not defaults and sys.stdin.isatty()
    config = config_path()
    if config.exists():
        typer.echo(f"{config} stays as it is.")
    else:
        answers = ask() if asks else Answers()
        write_secret(config, toml(answers).encode())
        typer.echo(
            f"{config}: languages {', '.join(answers.languages)}; organisation {answers.name or 'without a name'}."
        )
    settings = load()
    made = make(settings, SystemClock())
    _tell(settings, made)
    if asks:
        check_numbers_and_places(settings)
    _next_steps(settings)


def ask() -> Answers:
    """Ask who runs the bot, for whom, and in which languages."""
    typer.echo("A few questions. Enter takes what stands in brackets; everything can be changed in amparo.toml.\n")
    shipped = catalogs.languages(catalogs.folder())
    name = typer.prompt(
        "Your organisation's name, as defenders know it (may stay empty)", default="", show_default=False
    )
    languages = _until(
        f"Languages, the first one the default, of: {', '.join(shipped)}", ", ".join(DEFAULT_LANGUAGES),
        lambda text: _languages(text, shipped),
    )  # fmt: skip
    country = _until("The country where most of them are, two letters (empty: many)", "", _country)
    timezone = _until("The officers' time zone, such as America/Bogota: shifts and quiet hours go by it", "UTC", _zone)
    typer.echo(
        "\nGive both bots names that tell nothing at BotFather, in their picture too. "
        f"For example: {', '.join(DULL_NAMES)}.\n"
    )
    return Answers(name.strip(), languages, country, timezone)


def toml(answers: Answers) -> str:
    """The settings file of these answers; JSON's strings and lists are TOML's too."""
    lines = [
        "# Written by amparo init. Every setting stands in the README; secrets are better in files of their own.",
        "[organisation]",
        f"name = {json.dumps(answers.name, ensure_ascii=False)}",
        f"languages = {json.dumps(answers.languages)}",
        f"country = {json.dumps(answers.country)}",
        f"timezone = {json.dumps(answers.timezone)}",
    ]
    return "\n".join(lines) + "\n"


def check_numbers_and_places(settings: Settings) -> None:
    """Go through the emergency numbers of the country and the first places, with the telephone in hand."""
    folder = settings.server_key_file.parent
    by = typer.prompt(
        "\nYour name, to stand beside what you check (empty: check later)", default="", show_default=False
    )
    if not by.strip():
        return
    book, country = checking.Book.at(folder / "checks.yaml"), settings.organisation.country
    if country:
        checking.ask_numbers(book, by.strip(), [country])
    if typer.confirm("Go through the first places now? Each takes a call or a visit to its page", default=True):
        checking.ask_places(book, by.strip(), FIRST_PLACES)


def _tell(settings: Settings, made: Made) -> None:
    if not made.things:
        typer.echo("Everything was there already; nothing was changed.")
        return
    typer.echo(f"Made: {', '.join(made.things)}, in {settings.server_key_file.parent}.")
    if made.identities:
        tell_recovery(made.identities)


def tell_recovery(identities: tuple[str, ...]) -> None:
    """Show the recovery identities: this once, for they are kept nowhere."""
    typer.echo("\nThe recovery key. It is shown now and never again, and stands in no file of ours:\n")
    for identity in identities:
        typer.echo(f"    {identity}")
    typer.echo(
        "\nWrite it down and lock it away, not on this machine. With it and the copies of the keys a dead server\n"
        "can be restored; whoever holds both can read what the server could.\n"
    )


def _next_steps(settings: Settings) -> None:
    typer.echo("This server alone signs the list of officers, so it alone can add a reader. Whoever runs it can too.")
    if not settings.webhook:
        typer.echo(f"For a webhook set AMPARO_PUBLIC_URL, and AMPARO_WEBHOOK_SECRET_FILE={secret_file(settings)}.")
    if settings.bot_token is None:
        typer.echo("Next: put BotFather's token into a file (chmod 600) and set AMPARO_BOT_TOKEN_FILE to its path.")
    typer.echo("Next: amparo officer add NAME --recipient age1…   then: amparo doctor")


def _until(question: str, default: str, read: Callable[[str], Read]) -> Read:
    """Ask until the answer can be read; what is wrong with it is said."""
    while True:
        try:
            return read(typer.prompt(question, default=default, show_default=bool(default)))
        except ValueError as fault:
            typer.echo(str(fault))


def _languages(text: str, shipped: tuple[str, ...]) -> tuple[str, ...]:
    chosen = tuple(dict.fromkeys(text.replace(",", " ").lower().split()))
    if not chosen or not set(chosen) <= set(shipped):
        raise ValueError(f"Choose among {', '.join(shipped)}.")
    return chosen


def _country(text: str) -> str:
    code = text.strip().upper()
    if code and not is_country(code):
        raise ValueError("Write two letters, such as HN, or leave it empty.")
    return code


def _zone(text: str) -> str:
    if text.strip() not in available_timezones():
        raise ValueError("Write it as in the IANA list, such as America/Bogota; UTC is one too.")
    return text.strip()

"""`amparo case open`: a fetched case or a summons, opened and shown on the officer's own computer, offline.

The only command that holds what a person said. It prints and writes where it is told and keeps nothing. What it prints
may come from anybody, so signs that steer a terminal or turn the reading direction are taken out.
"""

from __future__ import annotations

import base64
import json
import os
import re
import sys
from collections.abc import Iterator, Mapping
from getpass import getpass
from pathlib import Path
from typing import Annotated, Any, Final

import typer

from bot import catalogue
from bot.cli.shell import AsJson, misused, print_json, refuse
from bot.installation import write_secret
from bot.settings import key_file
from bot.wording import Words
from flows.definition import Choice
from flows.text import Text
from referrals.errors import SealBroken, WrongKey
from referrals.vault import open_case, open_summons

Json = dict[str, Any]

SUMMONS: Final = 4096
"""Every summons has this many bytes, and no fetched case has so few."""

_KEY: Final = re.compile(r"AGE-SECRET-KEY-1[0-9A-Z]+")
_STEERING: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_PLAIN_NAME: Final = re.compile(r"[a-z]{1,16}(-\d{1,6})?")
_TEXTS: Final = ("text", "identity", "reply")
_SUFFIX: Final = {"voice": ".ogg", "photo": ".jpg", "video": ".mp4"}

File = Annotated[Path, typer.Argument(help="A fetched case, or the summons of a bell.", exists=True, dir_okay=False)]


def open_(
    file: File,
    identity: Annotated[
        Path, typer.Option("--identity", help="Your key file, as age-keygen wrote it; - reads it typed.")
    ],
    here: Annotated[bool, typer.Option("--here", help="Open it although a server's keys can be read here.")] = False,
    save: Annotated[Path | None, typer.Option("--save", help="A new folder for the files and voices inside.")] = None,
    language: Annotated[str, typer.Option("--language", help="The language of the facts' words.")] = "en",
    as_json: AsJson = False,
) -> None:
    """Open a fetched case or a summons with your own key. Works offline, and belongs on your own computer."""
    if not here and _server_key():
        refuse(
            "The server's keys can be read here, so this is the server. A case is opened on your own computer: copy "
            "the file there. If this is meant: --here."
        )
    document = _opened(file, identity_in(identity))
    if save is not None:
        _save(document, save)
    if as_json:
        print_json(document)
    elif "parts" in document:
        _show_case(document, language, save)
    else:
        _show_summons(document, language)


# -- opening


def _server_key() -> bool:
    return os.access(key_file(), os.R_OK)


def typed() -> str:
    """What is typed, without showing it, or what stands on standard input."""
    return getpass("The key: ") if sys.stdin.isatty() else sys.stdin.read()


def identity_in(path: Path) -> str:
    """The age identity in a file, or on standard input."""
    try:
        text = typed() if str(path) == "-" else path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        misused(f"{path} cannot be read. Give the file that holds the key.")
    found = _KEY.search(text)
    if found is None:
        misused(f"There is no age key in {path}. It is the line that begins with AGE-SECRET-KEY-1.")
    return found.group()


def _opened(file: Path, key: str) -> Json:
    sealed = file.read_bytes()
    is_summons = len(sealed) == SUMMONS and sealed.startswith(b"-----BEGIN AGE")
    try:
        found = open_summons(sealed, key) if is_summons else open_case(sealed, key)
        document: Json = json.loads(found.reveal())
    except WrongKey:
        refuse("This file is not sealed to your key. Ask which key of yours is on the list: amparo officer list.")
    except (SealBroken, ValueError):
        refuse("This file is damaged or is not one of ours. Fetch it again: amparo case fetch.")
    return document


# -- showing


def _show_case(document: Json, language: str, save: Path | None) -> None:
    words = _Codes(language)
    routing = document.get("routing", {})
    typer.echo(
        f"Case {_clean(document['case'])}: {_clean(routing.get('level', ''))}, {_clean(routing.get('state', ''))}"
    )
    typer.echo(f"    language {words.of('language', routing.get('language', ''))}, "
               f"may be written to: {words.of('safe_hours', routing.get('safe', '') or 'unknown')}")  # fmt: skip
    for purpose, given in routing.get("consents", {}).items():
        typer.echo(f"    consent {_clean(purpose)}: {'yes' if given else 'no'}")
    for part in document["parts"]:
        _show_part(part, words, save)


def _show_part(part: Json, words: _Codes, save: Path | None) -> None:
    name, kind = _clean(part["part"]), str(part["part"]).partition("-")[0]
    typer.echo(f"\n{name} (revision {int(part['revision'])})")
    if part.get("elsewhere"):
        typer.echo("    Written for another case: the person may have two, or somebody else sent it here.")
    if part.get("closed"):
        typer.echo("    Sealed before your key was on the list, or damaged. An officer of that time may open it.")
    elif part["encoding"] == "json":
        for line in _facts(part["content"], words):
            typer.echo(f"    {line}")
    elif part["encoding"] == "text" or kind in _TEXTS:
        typer.echo(_clean(text_of(part)))
    else:
        about = ", ".join(_clean(one) for one in part.get("about", {}).values())
        where = f"saved in {save}" if save is not None else "to have it: --save FOLDER"
        typer.echo(f"    {len(_bytes(part))} bytes {f'({about}) ' if about else ''}{where}")


def _facts(content: Json, words: _Codes, prefix: str = "") -> Iterator[str]:
    for field, value in content.items():
        if isinstance(value, Mapping):
            yield from _facts(dict(value), words, f"{prefix}{field}.")
        elif value not in (None, "", []):
            codes = value if isinstance(value, list) else [value]
            yield f"{prefix}{_clean(field)}: " + "; ".join(words.of(field, code) for code in codes)


def _show_summons(document: Json, language: str) -> None:
    words = _Codes(language)
    for field, value in document.items():
        if field not in ("format", "head") and value not in ("", None):
            kind = {"safe_contact": "safe_hours", "place": "country"}.get(field, field)
            typer.echo(f"{_clean(field)}: {words.of(kind, value)}")
    typer.echo(f"\nTo read it: amparo case fetch {_clean(document.get('case', ''))}, where the bot runs.", err=True)


def text_of(part: Json) -> str:
    """The words of a part, however its kind is written."""
    return str(part["content"]) if part["encoding"] == "text" else _bytes(part).decode("utf-8", "replace")


class _Codes:
    """The words of coded answers, as the buttons had them."""

    def __init__(self, language: str) -> None:
        self._language, self._words = language, Words.load()
        self._labels: dict[tuple[str, str], Text] = {}
        for step in catalogue.release().steps.values():
            for choice in step.ask.choices if step.ask is not None else ():
                self._learn(choice)

    def _learn(self, choice: Choice) -> None:
        # Where a button means several codes, its words are those of none of them alone.
        if len(choice.means) == 1:
            ((field, means),) = choice.means.items()
            codes = means if isinstance(means, list | tuple) else [means]
            if len(codes) == 1:
                self._labels.setdefault((field, str(codes[0])), choice.label)

    def of(self, field: str, code: object) -> str:
        """Words and code; the code alone where no button said just that."""
        if isinstance(code, bool):
            return "yes" if code else "no"
        plain = _clean(code)
        if field == "country" and re.fullmatch("[A-Z]{2}", plain):
            return f"{self._words.country_name(plain, self._language)} [{plain}]"
        label = self._labels.get((field, plain))
        return plain if label is None else f"{self._words.word(label, self._language)} [{plain}]"


def _clean(text: object) -> str:
    return _STEERING.sub("", str(text))


# -- saving


def _save(document: Json, folder: Path) -> None:
    """Write every file inside under a name of ours: the sender's own name for it might be a path, or a trap."""
    if folder.exists():
        refuse(f"{folder} exists. Name a new folder.")
    folder.mkdir(mode=0o700)
    for part in document.get("parts", ()):
        kind = str(part["part"]).partition("-")[0]
        if part.get("closed") or part["encoding"] == "json" or kind in _TEXTS:
            continue
        name = part["part"] if _PLAIN_NAME.fullmatch(str(part["part"])) else "part"
        suffix = _SUFFIX.get(str(part.get("about", {}).get("kind", kind)), ".bin")
        write_secret(folder / f"{name}{suffix}", _bytes(part))


def _bytes(part: Json) -> bytes:
    return base64.b64decode(part["content"])

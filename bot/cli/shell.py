"""What every command shares: the opened installation, faults in plain words, and the three exits 0 / 1 / 2.

Only here do an error and an exit meet: 1 for what was refused or found wanting, 2 for wrong usage. It does not know
any single command.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn, TypeVar

import typer
from typer.core import TyperGroup

from bot import logs
from bot.clock import Clock, SystemClock
from bot.installation import Installation, open_
from bot.settings import Settings, SettingsRefused, load
from bot.store import Connection, Store, StoreError
from referrals.errors import ReferralError

if TYPE_CHECKING:
    from bot.casework.seals import Seals
    from bot.casework.tools import Tools
    from bot.wiring import Parts

T = TypeVar("T")

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for scripts.")]


class Commands(TyperGroup):
    """Commands whose faults are told in plain words, with the next step, and end with 1."""

    def invoke(self, ctx: Any) -> Any:
        """Run a command; only faults that we know are told, and none of them holds content."""
        try:
            return super().invoke(ctx)
        except SettingsRefused as fault:
            refuse(str(fault))
        except ReferralError as fault:
            refuse(f"{sentence(str(fault))} {fault.advice}")
        except StoreError as fault:
            refuse(str(fault))
        except BrokenPipeError:  # whoever read our output has gone
            raise
        except OSError as fault:
            refuse(f"A file could not be read or written ({fault.strerror}). Check the disk and the folder's rights.")


def refuse(words: str) -> NoReturn:
    """Say what was refused or found wanting and what to do next, and end with 1."""
    typer.echo(words, err=True)
    raise typer.Exit(1)


def misused(words: str) -> NoReturn:
    """Say how the command is used, and end with 2."""
    typer.echo(words, err=True)
    raise typer.Exit(2)


def sentence(words: str) -> str:
    """A fault's words as a sentence."""
    return words[:1].upper() + words[1:].rstrip(".") + "."


def this_day() -> date:
    """The day by which checks and papers are dated."""
    return datetime.now(UTC).date()


def json_object(path: Path, advice: str = "") -> dict[str, Any]:
    """The object in a JSON file; refused where there is none, with this advice."""
    try:
        plain = json.loads(path.read_text(encoding="utf-8"))
    except OSError:
        refuse(f"{path} cannot be read. Give the path of a JSON file.")
    except (ValueError, RecursionError):
        refuse(f"{path} is not JSON. {advice}".rstrip())
    if not isinstance(plain, dict):
        refuse(f"{path} holds no object. {advice}".rstrip())
    return plain


def print_json(value: object) -> None:
    """Print JSON for scripts."""
    typer.echo(json.dumps(value, ensure_ascii=False, indent=1))


@dataclass(frozen=True)
class Opened:
    """An opened installation at one moment; the conversation's tools are there for commands that asked for them."""

    installation: Installation
    clock: Clock
    now: int
    parts: Parts | None = None

    @property
    def settings(self) -> Settings:
        """The settings."""
        return self.installation.settings

    @property
    def store(self) -> Store:
        """The database."""
        return self.installation.store

    def work(self, task: Callable[[Connection], T]) -> T:
        """Run `task` in one transaction; when this returns, it is on the disk."""
        return self.store.transact(task).result()

    @property
    def tools(self) -> Tools:
        """The conversation's tools."""
        return self._built().tools

    @property
    def seals(self) -> Seals:
        """What opens and seals rows."""
        return self._built().seals

    def _built(self) -> Parts:
        if self.parts is None:
            raise RuntimeError("this command opened the installation without tools")
        return self.parts


def _unheard(_word: str) -> None:
    """Leave a fault of the service to the service: the command that meets it fails by itself."""


@contextmanager
def opened(settings: Settings | None = None, *, tools: bool = False) -> Iterator[Opened]:
    """Open the installation that the settings name; the database must be there and at this program's tables.

    The tools are built before any transaction begins, for building them takes one of its own.
    """
    logs.configure("ERROR")
    clock = SystemClock()
    installation = open_(settings or load(), clock)
    try:
        installation.store.require_head()
        yield Opened(installation, clock, clock.now(), _parts(installation, clock) if tools else None)
    finally:
        installation.close()


def _parts(installation: Installation, clock: Clock) -> Parts:
    from bot import wiring  # noqa: PLC0415 - a second of imports that most commands do not need

    return wiring.parts_of(installation, clock, _unheard)

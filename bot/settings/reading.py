"""Where settings come from: arguments, the environment, secret files, `amparo.toml`; the only reader of them all.

`load` gives one frozen, safe value or refuses. This file does not know what any setting is used for.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final, Self

from pydantic import ValidationError, model_validator
from pydantic_settings import (
    BaseSettings,
    EnvSettingsSource,
    PydanticBaseSettingsSource,
    SettingsError,
    TomlConfigSettingsSource,
)

from bot.settings import rules
from bot.settings.errors import Problem, SettingsRefused
from bot.settings.fields import FILE, PREFIX, Fields
from bot.settings.files import SecretFiles, is_open, secret_variables
from bot.settings.table import settings_table

_IN_FILE: Final = re.compile(r"^\s*(bot_token|officer_bot_token|webhook_secret|password)\s*=", re.MULTILINE)


class Settings(Fields):
    """All settings, read, checked and frozen."""

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The environment goes before secret files, and both before the configuration file."""
        toml = TomlConfigSettingsSource(settings_cls, config_path())
        if isinstance(env_settings, EnvSettingsSource):
            files = {name.lower() for name in secret_variables(settings_cls)}
            env_settings.env_vars = {k: v for k, v in env_settings.env_vars.items() if k.lower() not in files}
        return init_settings, env_settings, SecretFiles(settings_cls), toml

    @model_validator(mode="after")
    def _safe(self) -> Self:
        _refuse(rules.faults(self))
        return self

    def check_run(self, *, single: bool) -> None:
        """Refuse to run a bot that lacks what it needs; `single` allows one bot for defenders and officers."""
        _refuse([*rules.missing(self, single=single), *_readable_secrets(self)])


def _refuse(faults: Iterable[rules.Fault]) -> None:
    problems = [Problem(PREFIX + name.upper(), what, fix) for name, what, fix in faults]
    if problems:
        raise SettingsRefused(problems)


def _readable_secrets(settings: Fields) -> Iterator[rules.Fault]:
    if is_open(settings.server_key_file):
        yield "server_key_file", "the keys can be read by others.", f"Run: chmod 600 {settings.server_key_file}"
    config = config_path()
    if is_open(config) and _IN_FILE.search(_text(config)):
        yield "config", f"{config} holds a secret and can be read by others.", f"Run: chmod 600 {config}"


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return ""


def config_path() -> Path:
    """The configuration file: `AMPARO_CONFIG`, or `amparo.toml` here."""
    return Path(os.environ.get(PREFIX + "CONFIG") or FILE)


def key_file() -> Path:
    """Where a server's keys would lie here, even where other settings are refused."""
    try:
        return load().server_key_file
    except SettingsRefused:
        return Path(os.environ.get(PREFIX + "SERVER_KEY_FILE") or Fields.model_fields["server_key_file"].default)


def load(**given: Any) -> Settings:
    """Read and check all settings; `given` goes before all else (the demo and tests use it)."""
    named = os.environ.get(PREFIX + "CONFIG")
    if named and not Path(named).is_file():
        raise SettingsRefused([Problem(PREFIX + "CONFIG", "there is no such file.", "Correct the path or unset it.")])
    if unknown := list(_unknown()):
        raise SettingsRefused(unknown)
    try:
        return Settings(**given)
    except ValidationError as fault:
        raise SettingsRefused(
            [_problem(error) for error in fault.errors(include_input=False, include_url=False)]
        ) from None
    except SettingsRefused:
        raise
    except ValueError as fault:  # broken TOML, or JSON in an environment variable
        raise SettingsRefused([_unreadable(fault)]) from None


def _unreadable(fault: ValueError) -> Problem:
    """A file that is no TOML, or a variable that is no JSON; of what stands there, only the line is told."""
    if isinstance(fault, SettingsError):
        field = re.search(r'field "(\w+)"', str(fault))
        name = PREFIX + (field[1].upper() if field else "")
        return Problem(name, "its value cannot be read.", 'A list is written like ["en", "es"].')
    line = re.search(r"at line (\d+), column \d+", str(fault))
    where = f"{config_path()}, line {line[1]}" if line else str(config_path())
    return Problem(where, "it cannot be read as TOML.", "Check quotes and brackets there; text is UTF-8.")


def _unknown() -> Iterator[Problem]:
    """Variables of our name that are no setting: one letter wrong, and a promise would not be kept."""
    known = {row.name for row in settings_table()} | {PREFIX + name.upper() for name in Fields.model_fields}
    known |= {*secret_variables(Fields), PREFIX + "CONFIG"}
    for name in sorted(os.environ):
        if name.upper().startswith(PREFIX) and name.upper() not in known:
            yield Problem(name, "there is no such setting.", "Unset it, or see the table in the README.")


def _problem(error: Any) -> Problem:
    """Pydantic's finding in our words; never the value, which may be a secret."""
    names = [str(part) for part in error["loc"]]
    if error["type"] == "extra_forbidden":
        return Problem(".".join(names), "there is no such setting.", "Remove it, or see the table in the README.")
    return Problem(PREFIX + "__".join(names).upper(), f"{error['msg']}.", "See the table in the README.")

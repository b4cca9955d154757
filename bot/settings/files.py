"""Secrets that stand in files: `AMPARO_X_FILE` names one that holds the value of `AMPARO_X`.

Only here are such files opened and their modes judged. It does not know what a secret is for.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from pydantic import BaseModel
from pydantic.fields import FieldInfo
from pydantic_settings import PydanticBaseSettingsSource

from bot.settings.errors import Problem, SettingsRefused
from bot.settings.fields import PREFIX

# Others' eyes on a secret, or a group's hand on it. A group may read: that is how Kubernetes hands secrets in.
_OPEN_MODES: Final = stat.S_IRWXO | stat.S_IWGRP


class SecretFiles(PydanticBaseSettingsSource):
    """`AMPARO_X_FILE` names a file that holds the value of `AMPARO_X`."""

    def get_field_value(self, field: FieldInfo, field_name: str) -> tuple[Any, str, bool]:
        """Give one value; the base class wants it, `__call__` does the work."""
        return None, field_name, False

    def __call__(self) -> dict[str, Any]:
        """Read every secret that a file holds, nested as the settings are."""
        found: dict[str, Any] = {}
        for names in _secret_names(self.settings_cls):
            variable = PREFIX + "__".join(names).upper()
            path = os.environ.get(variable + "_FILE")
            if path is None:
                continue
            if variable in os.environ:
                raise SettingsRefused([Problem(variable, f"it and {variable}_FILE are both set.", "Remove one.")])
            *groups, last = names
            place = found
            for group in groups:
                place = place.setdefault(group, {})
            place[last] = _secret_file(variable + "_FILE", Path(path))
        return found


def secret_variables(model: type[BaseModel]) -> list[str]:
    """The variables that name a secret's file."""
    return [f"{PREFIX}{'__'.join(names).upper()}_FILE" for names in _secret_names(model)]


def _secret_names(model: type[BaseModel]) -> Iterator[tuple[str, ...]]:
    for name, field in model.model_fields.items():
        kind = field.annotation
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            yield from ((name, *inner) for inner in _secret_names(kind))
        elif "SecretStr" in str(kind):
            yield (name,)


def _secret_file(variable: str, path: Path) -> str:
    try:
        text = path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as fault:
        what = f"the file cannot be read ({type(fault).__name__})."
        raise SettingsRefused(
            [Problem(variable, what, "Give the path of a text file that this user may read.")]
        ) from None
    if is_open(path):
        raise SettingsRefused([Problem(variable, "the file can be read by others.", f"Run: chmod 600 {path}")])
    return text


def is_open(path: Path) -> bool:
    """Whether a secret's file can be read by others, or changed by its group."""
    try:
        return bool(path.stat().st_mode & _OPEN_MODES)
    except OSError:
        return False

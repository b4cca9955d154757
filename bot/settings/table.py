"""The table of settings as the README prints it, read from the declarations themselves."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from pydantic import BaseModel, SecretStr

from bot.settings.fields import FILE, PREFIX, Fields


class TableRow(NamedTuple):
    """One line of the README's table."""

    name: str
    default: str
    description: str


def settings_table() -> list[TableRow]:
    """Every setting with its default and meaning, in the order in which they stand here."""
    rows = [TableRow(f"{PREFIX}CONFIG", FILE, "path of the configuration file")]
    rows += _rows(Fields, PREFIX)
    return rows


def _rows(model: type[BaseModel], prefix: str) -> Iterator[TableRow]:
    for name, field in model.model_fields.items():
        kind = field.annotation
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            yield from _rows(kind, f"{prefix}{name.upper()}__")
        else:
            yield TableRow(prefix + name.upper(), _shown(field.default), field.description or "")


def _shown(default: Any) -> str:
    if isinstance(default, SecretStr):
        default = default.get_secret_value()
    return ", ".join(default) if isinstance(default, tuple) else "" if default is None else str(default)


def settings_markdown() -> str:
    """The table as the README prints it."""
    lines = ["| setting | default | meaning |", "|---|---|---|"]
    lines += [
        f"| `{row.name}` | {f'`{row.default}`' if row.default else '-'} | {row.description} |"
        for row in settings_table()
    ]
    return "\n".join(lines) + "\n"

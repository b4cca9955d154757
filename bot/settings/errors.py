"""How settings are refused: every problem at once, each with its fix, and no value of a secret."""

from __future__ import annotations

from typing import NamedTuple


class Problem(NamedTuple):
    """One fault of the settings: where, what happened, and the fix."""

    setting: str
    what: str
    fix: str


class SettingsRefused(Exception):
    """The settings are not safe or not readable; it prints every problem with its fix and no secret."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("\n".join(f"{p.setting}: {p.what} {p.fix}".rstrip() for p in problems))
        self.problems = tuple(problems)

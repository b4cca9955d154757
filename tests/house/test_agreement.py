"""Lists that stand in two places are one list: actions, notices, fields, recipes of the check."""

from __future__ import annotations

import re
from dataclasses import fields as fields_of

import pytest

from bot import notices
from bot.conversation.acting import ACTIONS
from flows.inspection.structure import ACTIONS as KNOWN_TO_THE_ENGINE
from referrals.case import FIELDS, Facts
from tests.house.drawing import ROOT, ROOTS
from tests.house.papers import sources

# Said by parts that are not built yet; the translators have them already. Take a name off when its part speaks.
LATER = {
    "OFFICER_PENDING",  # officers' chat
    "LINE_CLOSED",  # the end of a line
    "FIND_OUT", "NOTHING_KEPT", "PHONES", "SAFE_NOW",
}  # fmt: skip


def test_every_action_of_the_engine_is_done_by_somebody() -> None:
    """The closed list of actions that a flow may name is the table of functions that carry them out."""
    assert set(ACTIONS) == set(KNOWN_TO_THE_ENGINE)


def test_every_notice_is_said_somewhere() -> None:
    """No sentence is translated that nobody ever hears, and the list of those to come has no stale name."""
    code = "\n".join(path.read_text(encoding="utf-8") for path in sources("bot") if path.name != "notices.py")
    names = {name for name in vars(notices) if name.isupper() and not name.startswith("_")}
    unsaid = {name for name in names if not re.search(rf"\bnotices\.{name}\b|\bimport .*\b{name}\b", code)}

    assert unsaid == LATER


def test_what_rules_read_names_nobody() -> None:
    """Facts, which triage and matching read, hold no field that only the sealed page may ask: no name, no contact."""
    hidden = {field.id for field in FIELDS.values() if not field.chat}
    assert {"name", "contact"} <= hidden

    assert hidden & {field.name for field in fields_of(Facts)} == set()


@pytest.mark.parametrize(
    "command",
    ["ruff format --check", "ruff check", "mypy", "lint-imports", "amparo flow lint", "amparo referral lint",
     "amparo locale coverage --strict", "pytest -q tests/house"],
)  # fmt: skip
def test_the_check_runs_every_check(command: str) -> None:
    """`make check` runs lint, types, contracts, flows, directory, catalogs and these tests."""
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    recipe = re.search(r"^check:.*\n(?:\t.*\n)+", makefile, re.M)

    assert recipe is not None
    assert command in recipe.group()


def test_every_check_sees_every_package() -> None:
    """Lint, types and import contracts look at each folder of code."""
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")

    assert f"CODE := {' '.join(ROOTS)}" in makefile
    assert project.count('"bot", "flows", "referrals"') >= 3

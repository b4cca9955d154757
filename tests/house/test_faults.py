"""Every word of fault that the code can say has a meaning for its operator, and no meaning is left over."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from bot.faults import KINDS, MEANINGS, meaning

BOT = Path(__file__).resolve().parents[2] / "bot"
SAYERS = ("fault", "_on_fault", "on_fault", "_miss")


def words() -> Iterator[str]:
    """Each word that is handed to whoever counts faults, or stands in an outcome; `{}` where a name is filled in."""
    for path in BOT.rglob("*.py"):
        if "simulator" in path.parts or "node_modules" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                named = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                given = [*node.args] if named in SAYERS else []
                given += [one.value for one in node.keywords if one.arg == "fault"]
                yield from (word for one in given for word in _said(one))
    yield from (word for word in _said_in_drift() if word.startswith("webhook."))


def _said_in_drift() -> Iterator[str]:
    for node in ast.walk(ast.parse((BOT / "chat" / "drift.py").read_text(encoding="utf-8"))):
        yield from _said(node)


def _said(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from (*_said(node.body), *_said(node.orelse))
    elif isinstance(node, ast.JoinedStr):
        yield "".join(str(one.value) if isinstance(one, ast.Constant) else "{}" for one in node.values)


def test_every_word_has_a_meaning_and_every_meaning_a_word() -> None:
    """What an operator could read in a log or in `amparo status` says what to do."""
    said = set(words())
    whole = {word for word in said if "{" not in word}
    assert {word for word in whole if word not in MEANINGS} == set()
    assert set(MEANINGS) - whole == set()
    begun = {word.partition("{")[0] for word in said - whole}
    assert {word for word in begun if word not in KINDS} == set()
    assert set(KINDS) - begun == set()


def test_the_longest_beginning_counts() -> None:
    """A word of a kind has its kind's meaning, and one that nobody knows is told to the maintainers."""
    assert meaning("update.failed.KeyError") == KINDS["update.failed."]
    assert meaning("update.dead") == MEANINGS["update.dead"]
    assert "maintainers" in meaning("never.heard")

"""Rules about the tests: each says in one sentence what holds, and each can fail."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping

from tests.house.drawing import ROOT
from tests.house.papers import sources, tree

Test = ast.FunctionDef | ast.AsyncFunctionDef

# A test whose assertion is that nothing is raised, or that a helper of its folder asserts; each with its reason.
WITHOUT = {
    "tests/test_settings.py::test_what_is_safe_passes": "what is unsafe raises; the table beside it shows that",
    "tests/chat/test_limits.py::test_what_is_within_the_limits_passes": "what breaks a limit raises, as the next shows",
}
ASSERTS = {"raises", "warns", "fail", "sees", "wait_for", "wait_until", "waits_for", "check_requests", "play"}


def each() -> Iterator[tuple[str, Test, Mapping[str, ast.AST]]]:
    """Every test by its name, with the functions of its own file that it may call."""
    for path in sources("tests"):
        if not path.name.startswith("test_"):
            continue
        code = tree(path)
        helpers = {node.name: node for node in ast.walk(code) if isinstance(node, Test)}
        for node in helpers.values():
            if node.name.startswith("test_"):
                yield f"{path.relative_to(ROOT).as_posix()}::{node.name}", node, helpers


def can_fail(node: ast.AST, helpers: Mapping[str, ast.AST], seen: frozenset[str] = frozenset()) -> bool:
    """Whether this code, or a function of the same file that it calls, asserts something or waits for something."""
    for inner in ast.walk(node):
        if isinstance(inner, ast.Assert):
            return True
        if isinstance(inner, ast.Call):
            name = inner.func.attr if isinstance(inner.func, ast.Attribute) else getattr(inner.func, "id", "")
            if name in ASSERTS or name.startswith(("assert_", "expect")):
                return True
            if name in helpers and name not in seen and can_fail(helpers[name], helpers, seen | {name}):
                return True
    return False


def test_every_test_says_in_a_sentence_what_holds() -> None:
    """The docstring of a test is a sentence."""
    wrong = [
        name
        for name, node, _ in each()
        if not (ast.get_docstring(node) or "").rstrip().endswith((".", ".`", ".)", "?"))
    ]

    assert wrong == []


def test_every_test_can_fail() -> None:
    """Every test asserts something, by itself or by a helper, or stands on the list with its reason."""
    without = {name for name, node, helpers in each() if not can_fail(node, helpers)}

    assert without == set(WITHOUT)


def test_no_test_sleeps_long() -> None:
    """No test waits a fixed time of more than 50 ms: it waits for what it wants to see."""
    wrong = []
    for name, node, _ in each():
        for call in (one for one in ast.walk(node) if isinstance(one, ast.Call)):
            slept = ast.unparse(call.func) in ("time.sleep", "asyncio.sleep") and call.args
            if slept and isinstance(call.args[0], ast.Constant) and call.args[0].value > 0.05:
                wrong.append(name)

    assert wrong == []

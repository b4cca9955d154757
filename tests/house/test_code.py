"""Rules about the code itself that neither the linter nor the import contracts can hold."""

from __future__ import annotations

import ast
import dataclasses
import importlib
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.main import get_command

from bot import logs
from bot.cli import app
from tests.house.drawing import ROOT
from tests.house.papers import sources, tree

# Who may take a plaintext out of its wrapper. One more is a decision for SECURITY.md, not a convenience.
REVEALS = {
    "bot/casework/seals.py": "sessions, screens, routing records: what the server itself sealed for itself",
    "bot/cli/opening.py": "on the officer's own computer: `case open` shows what their identity opened",
    "bot/demo/opening.py": "the demo's invented officer reads; the one program with an officer's key beside the rows",
}
# Who may import by name or run text as code: no import contract sees it.
DYNAMIC: dict[str, str] = {}
HOSTS = {"api.telegram.org", "t.me", "127.0.0.1", "localhost", "www.w3.org", "example.org", "page.example.org"}
# Commands that a sentence names already, and that are not built yet.
COMING = set()
SPEAKS = {"debug", "info", "warning", "error", "exception", "critical"}
EVENT = re.compile(r"[a-z][a-z0-9_. -]*")


def name_of(path: Path) -> str:
    """A file by its path in the clone."""
    return path.relative_to(ROOT).as_posix()


def calls(path: Path) -> Iterator[ast.Call]:
    """Every call of a file."""
    yield from (node for node in ast.walk(tree(path)) if isinstance(node, ast.Call))


def called(call: ast.Call) -> str:
    """The last name of what is called."""
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def test_only_these_files_take_a_plaintext_out() -> None:
    """`.reveal(` stands in the files listed here and nowhere else, and each listed file still needs it."""
    found = {name_of(path) for path in sources() for call in calls(path) if called(call) == "reveal"}

    assert found == set(REVEALS)


def test_nothing_is_imported_by_name_or_run_from_text() -> None:
    """`importlib`, `__import__`, `exec`, `eval` and `compile` are in no file but the listed ones."""
    words = {"__import__", "exec", "eval", "import_module", "compile"}
    found = set()
    for path in (*sources(), *sources("migrations")):
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Name) and node.id in words:
                found.add(name_of(path))
            if isinstance(node, ast.Import | ast.ImportFrom) and re.search(
                r"importlib(?!\.metadata)", ast.unparse(node)
            ):
                found.add(name_of(path))

    assert found == set(DYNAMIC)


def test_only_commands_print() -> None:
    """`print` is called nowhere: commands speak through Typer, everything else through the log or the chat."""
    found = {name_of(path) for path in sources() for call in calls(path) if ast.unparse(call.func) == "print"}

    assert {name for name in found if not name.startswith(("bot/cli/", "bot/demo/", "bot/simulator/__main__"))} == set()


def log_calls() -> Iterator[tuple[str, ast.Call]]:
    """Every line that the program writes into the log."""
    for path in sources():
        for call in calls(path):
            if isinstance(call.func, ast.Attribute) and call.func.attr in SPEAKS:
                speaker = ast.unparse(call.func.value)
                if "get_log" in speaker or speaker.rpartition(".")[2].strip("_") in ("log", "logger"):
                    yield f"{name_of(path)}:{call.lineno}", call


def test_a_log_line_is_a_constant_with_listed_fields() -> None:
    """No line is put together from values, and no field is given that the log would drop in silence."""
    wrong = []
    seen = 0
    for place, call in log_calls():
        seen += 1
        event = call.args[0] if len(call.args) == 1 else None
        plain = isinstance(event, ast.Constant) and isinstance(event.value, str) and EVENT.fullmatch(event.value)
        fields = {word.arg for word in call.keywords if word.arg} - {"exc_info"}
        if not plain or not fields <= logs.ALLOWED:
            wrong.append(f"{place}: {ast.unparse(call)}")

    assert wrong == []
    assert seen > 0


def test_the_standard_logging_is_set_up_in_one_file() -> None:
    """Nobody but `bot.logs` asks the standard library for a logger, save to silence or watch a library's."""
    found = {
        name_of(path)
        for path in sources()
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Import | ast.ImportFrom) and re.match(r"(import|from) logging\b", ast.unparse(node))
    }

    assert found <= {"bot/logs.py", "flows/machine.py", "bot/simulator/server.py"}


def texts(path: Path) -> Iterator[tuple[int, str]]:
    """Every constant text of a file, docstrings too."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.lineno, node.value


def test_the_only_host_in_the_code_is_telegrams() -> None:
    """No address of a real machine stands in the code: where to send is Telegram's default, or a setting."""
    found = {
        f"{name_of(path)}:{line} {host}"
        for path in sources()
        for line, text in texts(path)
        for host in re.findall(r"(?:https?|socks5h?|wss?)://([\w.-]+\.[a-z]{2,}|\d+\.[\d.]+)", text)
        if host not in HOSTS
    }

    assert found == set()


@pytest.mark.parametrize("word", ["TODO", "FIXME", "XXX", "HACK", "breakpoint("])
def test_nothing_is_left_for_later_in_the_code(word: str) -> None:
    """What is not done is an issue or a sentence in the papers, never a note in the code."""
    here = Path(__file__)
    found = [
        f"{name_of(path)}:{number}"
        for path in sources("bot", "flows", "referrals", "migrations", "tests")
        if path != here
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if re.search(rf"(?<![\w/\"'|]){re.escape(word)}", line)
    ]

    assert found == []


def test_no_file_knows_a_place_on_one_machine() -> None:
    """No path of a home, a work folder or a temporary folder is written down in what is shipped."""
    # Put together here so that this file does not hold what it forbids.
    places = [f"/{name}/" for name in ("home", "Users", "root", "work", "mnt", "tmp")]
    papers = (*ROOT.glob("*.md"), *ROOT.glob("*.toml"), ROOT / "Makefile", *ROOT.glob("flows/catalogue/*.yaml"))
    found = [
        f"{name_of(path)} {place}"
        for path in (*sources(), *sources("migrations"), *papers)
        for place in places
        if re.search(rf"(?<![\w.<}}]){re.escape(place)}\w", path.read_text(encoding="utf-8"))
    ]

    assert found == []


def test_every_file_opens_with_its_rules() -> None:
    """Every file of code begins with a docstring whose first line is a sentence that can stand alone."""
    wrong = []
    for path in (*sources(), *sources("migrations")):
        first = (ast.get_docstring(tree(path)) or "").partition("\n")[0].strip()
        if not first.endswith((".", ":")) or not re.match(r"[A-Z`/]|uvicorn ", first):
            wrong.append(f"{name_of(path)}: {first}")

    assert wrong == []


def test_every_command_that_the_program_names_exists() -> None:
    """No sentence sends an operator to a command that is not there."""
    known = set(get_command(app).commands)
    named = {
        (name_of(path), word)
        for path in sources("bot")
        for _, text in texts(path)
        for word in re.findall(r"(?<![/\w-])amparo ([a-z]+)\b(?! is\b)", text)
    }

    assert sorted((place, word) for place, word in named if word not in known | COMING) == []
    assert COMING & {word for _, word in named} == COMING


HELD = {
    "words", "caption", "payload", "aside", "session", "chat", "accounts", "token", "facts", "identity", "story",
    "answers", "key", "pepper", "value", "values", "about", "chosen", "agreed", "place", "text",
}  # fmt: skip
"""Names under which values hold what a person said, who they are, or a secret."""
SHIPPED = {
    "bot.casework.tools.Tools", "bot.casework.officers.Desk", "bot.cli.findings.Finding", "bot.wording",
    "bot.simulator", "bot.demo",
    "flows.conditions", "flows.definition", "flows.events.Asked", "flows.inspection", "flows.strict", "flows.text",
    "referrals.fields", "referrals.matching.Reason", "referrals.mechanism", "referrals.phrases", "referrals.plan",
    "referrals.reading", "referrals.template", "referrals.vault.sealing.Place", "referrals.counting",
}  # fmt: skip
"""Values of what ships, of the operator's, and of places where things belong."""


def shown_fields() -> Iterator[tuple[str, str]]:
    """Every field of a dataclass that its generated repr shows."""
    for root in ("bot", "flows", "referrals"):
        for found in pkgutil.walk_packages(importlib.import_module(root).__path__, f"{root}."):
            if found.name.endswith("__main__"):
                continue
            module = importlib.import_module(found.name)
            for name, kind in vars(module).items():
                own = getattr(kind, "__module__", "") == found.name and dataclasses.is_dataclass(kind)
                if own and kind.__dataclass_params__.repr:
                    yield from ((f"{found.name}.{name}", one.name) for one in dataclasses.fields(kind) if one.repr)


def test_no_repr_shows_what_a_person_said_or_a_secret() -> None:
    """A value that holds words, answers, a chat or a key prints as nothing but its name, wherever it ends up."""
    shown = [(kind, name) for kind, name in shown_fields() if name in HELD and not kind.startswith(tuple(SHIPPED))]

    assert shown == []

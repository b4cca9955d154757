"""The parts of the papers that are made from the code, between two marks each; a test compares, this file writes.

`python -m tests.house.papers --write` makes them anew after a change of settings, commands, modules or catalogs.
Everything outside the marks is written by people and left alone.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from typer.main import get_command

from bot.cli import app
from bot.settings import settings_markdown
from bot.settings.fields import Fields
from bot.wording import catalogs
from tests.house.drawing import ROOT, ROOTS, mermaid

WORDS = {"en": "English", "es": "Spanish", "ar": "Arabic"}


def sources(*roots: str) -> Iterator[Path]:
    """Every file of code under these folders, or of the whole program, in a fixed order."""
    for root in roots or ROOTS:
        yield from sorted((ROOT / root).rglob("*.py"))


def tree(path: Path) -> ast.Module:
    """A file of code as a tree."""
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def commands() -> str:
    """Every command with the first sentence of its `--help`."""
    lines = ["| command | does |", "|---|---|"]
    lines += [f"| `{name}` | {sentence} |" for name, sentence in _walk(get_command(app), "amparo")]
    return "\n".join(lines) + "\n"


def _walk(command: Any, name: str) -> Iterator[tuple[str, str]]:
    inner = getattr(command, "commands", None)
    if inner is None:
        yield name, command.get_short_help_str(300).replace("|", "\\|")
        return
    for word, one in inner.items():
        yield from _walk(one, f"{name} {word}")


def languages() -> str:
    """Which languages ship, and who has read each."""
    folder = catalogs.folder()
    lines = []
    for code in catalogs.languages(folder):
        readers = catalogs.readers(catalogs.read(folder, code))
        lines.append(f"* {WORDS.get(code, code)} (`{code}`): read by {', '.join(readers) or 'nobody'}.")
    return "\n".join(lines) + "\n"


def unread_settings() -> list[str]:
    """Settings that no part of the program asks for: who sets one would believe in what does not happen."""
    asked = {found for path in sources("bot") if "settings" not in path.parts for found in _asked(tree(path))}
    return [name for name in _settings() if name not in asked]


def _settings() -> Iterator[str]:
    for name, field in Fields.model_fields.items():
        inner = getattr(field.annotation, "model_fields", None)
        yield from (f"{name}.{one}" for one in inner) if inner else (name,)


def _asked(code: ast.Module) -> Iterator[str]:
    """Names read from a settings value: `settings.x`, `settings.group.x`, and `group.x` of a group handed on."""
    for node in ast.walk(code):
        if isinstance(node, ast.Attribute):
            chain = ast.unparse(node).split(".")
            yield node.attr if node.attr != "webhook" else "public_url"
            yield ".".join(chain[-2:])


def modules() -> str:
    """Every file of code with the first line of its docstring, package by package."""
    lines: list[str] = []
    for door in (path for path in sources() if path.name == "__init__.py"):
        lines += [f"**`{door.parent.relative_to(ROOT)}/`** {first_line(door)}", ""]
        rest = [path for path in sorted(door.parent.glob("*.py")) if path != door]
        lines += [*(f"* `{path.stem}`: {first_line(path)}" for path in rest), *([""] if rest else [])]
    return "\n".join(lines).strip() + "\n"


def first_line(path: Path) -> str:
    """The first line of a file's docstring."""
    return re.sub(r"\s+", " ", (ast.get_docstring(tree(path)) or "").partition("\n")[0])


BLOCKS: Mapping[str, tuple[str, Callable[[], str]]] = {
    "commands": ("README.md", commands),
    "languages": ("README.md", languages),
    "settings": ("README.md", settings_markdown),
    "drawing": ("ARCHITECTURE.md", mermaid),
    "modules": ("ARCHITECTURE.md", modules),
}


def paper(name: str) -> str:
    """The text of one paper."""
    return (ROOT / name).read_text(encoding="utf-8")


def put(text: str, block: str, content: str) -> str:
    """Put a block between its marks; both must stand there once."""
    begin, end = f"<!-- made: {block} -->\n", f"<!-- end: {block} -->"
    if text.count(begin) != 1 or text.count(end) != 1:
        raise ValueError(f"the marks of {block!r} do not stand once each")
    before, _, rest = text.partition(begin)
    return f"{before}{begin}{content}{end}{rest.partition(end)[2]}"


def write() -> None:
    """Make every block anew."""
    for block, (name, made) in BLOCKS.items():
        (ROOT / name).write_text(put(paper(name), block, made()), encoding="utf-8")


if __name__ == "__main__" and "--write" in sys.argv:
    write()

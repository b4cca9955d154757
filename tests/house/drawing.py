"""The drawing of ARCHITECTURE.md, made from the imports; `python -m tests.house.papers --write` puts it there.

A box is a package, or the single files of the bot that share a layer of the import contracts; an arrow means *knows*.
An arrow that follows from two others is left out, so what is drawn is the least from which all the rest can be read.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import grimp

ROOT = Path(__file__).resolve().parents[2]
ROOTS = ("bot", "flows", "referrals")
ENTRY = "bot.__main__"

Edges = Mapping[str, frozenset[str]]


def contracts() -> list[dict[str, Any]]:
    """The import contracts of pyproject.toml."""
    found: list[dict[str, Any]] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"][
        "importlinter"
    ]["contracts"]
    return found


def boxes() -> dict[str, str]:
    """Each package or single file of the bot to the box it is drawn in."""
    layers = next(one["layers"] for one in contracts() if one.get("containers") == ["bot"])
    found = {}
    for layer in layers:
        names = [name.strip() for name in layer.split("|")]
        single = [name for name in names if (ROOT / "bot" / f"{name}.py").exists()]
        found |= {f"bot.{name}": f"bot.{name}" for name in names if name not in single}
        found |= {f"bot.{name}": "bot." + " · ".join(sorted(single)) for name in single}
    return found


def libraries() -> dict[str, str]:
    """Each library that one package alone may import, as the contracts protect them."""
    return {module: module for one in contracts() if one["type"] == "protected" for module in one["protected_modules"]}


def box_of(module: str, known: Mapping[str, str]) -> str | None:
    """The box of a module; None for what is not drawn."""
    if module in known:
        return known[module]
    if module.startswith("referrals.vault"):
        return "referrals.vault"
    top, _, rest = module.partition(".")
    if top in ("flows", "referrals"):
        return top
    return known.get(f"{top}.{rest.partition('.')[0]}")


def edges() -> Edges:
    """Which box knows which, from every import of the program."""
    graph = grimp.build_graph(*ROOTS, include_external_packages=True, cache_dir=None)
    known = {**boxes(), **libraries()}
    found: dict[str, set[str]] = {}
    for module in graph.modules:
        here = box_of(module, known)
        if here is None or module == ENTRY:
            continue
        there = {box_of(other, known) for other in graph.find_modules_directly_imported_by(module)}
        found.setdefault(here, set()).update(one for one in there if one is not None and one != here)
    return {box: frozenset(others) for box, others in found.items()}


def reduced(whole: Edges) -> Edges:
    """Without every arrow that follows from others; the contracts allow no cycle, so this is one and the same graph."""
    return {
        box: frozenset(one for one in others if not any(one in _beyond(whole, other) for other in others - {one}))
        for box, others in whole.items()
    }


def _beyond(whole: Edges, box: str) -> frozenset[str]:
    """Every box that can be reached from this one."""
    found: set[str] = set()
    waiting = [box]
    while waiting:
        fresh = whole.get(waiting.pop(), frozenset()) - found
        found |= fresh
        waiting += fresh
    return frozenset(found)


def mermaid() -> str:
    """The drawing as Mermaid, the same for the same imports."""
    return "```mermaid\n" + "\n".join(_lines(reduced(edges()))) + "\n```\n"


def _lines(drawn: Edges) -> Iterator[str]:
    yield "flowchart TD"
    outside = set(libraries())
    for box in sorted(drawn):
        open_, close = ("([", "])") if box in outside else ("[", "]")
        yield f'  {_id(box)}{open_}"{box.removeprefix("bot.")}"{close}'
    for box in sorted(drawn):
        for other in sorted(drawn[box]):
            arrow = "-.->" if other in outside else "-->"
            yield f"  {_id(box)} {arrow} {_id(other)}"


def _id(box: str) -> str:
    return box.replace(".", "_").replace(" · ", "_")

"""What the papers say is what the code does: generated parts are compared, named tests and libraries looked up."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator

import pytest

from tests.house.drawing import ROOT, edges, reduced
from tests.house.papers import BLOCKS, paper, put, tree, unread_settings

PAPERS = ("README.md", "ARCHITECTURE.md", "SECURITY.md", "CONTRIBUTING.md", "CHANGELOG.md", "locales/glossary.md")
SHOWN = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")


@pytest.mark.parametrize("name", PAPERS)
def test_the_paper_stands_here(name: str) -> None:
    """Each paper exists and begins with its title."""
    assert paper(name).startswith("# ")


@pytest.mark.parametrize("block", BLOCKS)
def test_a_generated_part_is_that_of_the_code(block: str) -> None:
    """What stands between the marks is what the code says now; after a change: python -m tests.house.papers --write."""
    name, made = BLOCKS[block]

    assert put(paper(name), block, made()) == paper(name)


def test_a_block_is_put_between_its_marks_or_not_at_all() -> None:
    """Only what stands between the two marks is replaced, and a paper without them is refused."""
    text = "a\n<!-- made: x -->\nold\n<!-- end: x -->\nb\n"

    assert put(text, "x", "new\n") == text.replace("old", "new")
    with pytest.raises(ValueError, match="marks"):
        put("nothing", "x", "new")


def test_the_drawing_leaves_out_only_what_follows() -> None:
    """From the arrows drawn every import of the program can be reached again."""
    whole = edges()
    drawn = reduced(whole)

    def reach(box: str) -> set[str]:
        found: set[str] = set()
        waiting = [box]
        while waiting:
            fresh = drawn.get(waiting.pop(), frozenset()) - found
            found |= fresh
            waiting += fresh
        return found

    assert all(others <= reach(box) for box, others in whole.items())
    assert sum(map(len, drawn.values())) < sum(map(len, whole.values()))


def shown() -> Iterator[tuple[str, str, str]]:
    """Every (paper, file, test) that a paper names as its proof."""
    for name in PAPERS:
        for file, test in SHOWN.findall(paper(name)):
            yield name, file, test


def test_every_test_that_a_paper_names_exists() -> None:
    """A claim stands on a test by its file and name; one that was renamed or taken away is found here."""
    named = sorted(set(shown()))
    missing = []
    for name, file, test in named:
        path = ROOT / file
        functions = {getattr(node, "name", "") for node in tree(path).body} if path.exists() else set()
        if test not in functions:
            missing.append(f"{name}: {file}::{test}")

    assert missing == []
    assert len(named) > 40


def rows(heading: str) -> list[list[str]]:
    """The cells of the first table under a heading of SECURITY.md."""
    after = paper("SECURITY.md").partition(f"## {heading}\n")[2]
    table = re.search(r"(?:^\|.*\|\n)+", after, re.M)
    lines = table.group().splitlines()[2:] if table else []
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


@pytest.mark.parametrize("heading", ["Who can read what", "Five safeguards"])
def test_every_row_of_the_table_is_shown_by_a_test_or_says_that_it_is_not(heading: str) -> None:
    """A row names a test, or says in words that what it promises does not exist yet or was never tried."""
    found = rows(heading)

    assert len(found) >= 5
    for row in found:
        told = row[-1]
        assert SHOWN.search(told) or "[" in told or "not yet" in told, row[0]


def test_every_mark_of_the_table_leads_to_a_test() -> None:
    """Each [n] in a cell has its line of tests under the table, and each line is asked for by a cell."""
    text = paper("SECURITY.md")
    cells = {mark for row in rows("Who can read what") for cell in row for mark in re.findall(r"\[(\w+)\]", cell)}
    lines = dict(re.findall(r"^\* \[(\w+)\] (.*)$", text, re.M))

    assert cells == set(lines)
    assert all(SHOWN.search(line) or "not yet" in line for line in lines.values())


def test_every_library_has_its_reason() -> None:
    """ARCHITECTURE.md says of each library of pyproject.toml and of the page why it is there, and of no other."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    wanted = [*project["project"]["dependencies"], *project["dependency-groups"]["dev"]]
    named = {re.split(r"[<>=;\[ ]", one)[0] for one in wanted}
    section = paper("ARCHITECTURE.md").partition("## Why each library\n")[2].partition("\n## ")[0]
    told = set(re.findall(r"^\| `([@\w/-]+)` \|", section, re.M))
    page = json.loads((ROOT / "bot/web/page/package.json").read_text(encoding="utf-8"))

    assert told == named | set(page["dependencies"]) | set(page["devDependencies"])


def test_the_locks_hold_hashes_and_no_addresses() -> None:
    """Whoever installs chooses where from; what comes must be what was locked."""
    lock = json.loads((ROOT / "bot/web/page/package-lock.json").read_text(encoding="utf-8"))
    packages = {name: one for name, one in lock["packages"].items() if name}

    assert packages
    assert all(one["integrity"].startswith("sha512-") and "resolved" not in one for one in packages.values())
    for path in ROOT.glob("requirements*.lock"):
        assert not re.search(r"https?://|--index-url|--find-links", path.read_text(encoding="utf-8")), path.name


def test_decisions_are_numbered_and_short() -> None:
    """Each decision has the next number and at most eight lines."""
    section = paper("ARCHITECTURE.md").partition("## Decisions\n")[2].partition("\n## ")[0]
    decisions = re.split(r"^(?=\d+\. )", section.strip(), flags=re.M)[1:]

    assert [int(one.partition(".")[0]) for one in decisions] == list(range(1, len(decisions) + 1))
    assert [one.partition("\n")[0] for one in decisions if len(one.strip().splitlines()) > 8] == []


def test_the_licence_is_the_one_that_is_named() -> None:
    """LICENSE is the GNU Affero General Public License, version 3, and pyproject.toml and README.md name it."""
    licence = (ROOT / "LICENSE").read_text(encoding="utf-8")
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]

    assert "GNU AFFERO GENERAL PUBLIC LICENSE" in licence[:200]
    assert "Version 3, 19 November 2007" in licence[:200]
    assert project["license"] == "AGPL-3.0-or-later"
    assert "AGPL-3.0-or-later" in paper("README.md")


def test_every_recipe_and_command_that_the_papers_name_exists() -> None:
    """`make x` is a recipe, and `amparo x` is a command or is said to come later."""
    recipes = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M))
    told = "".join(paper(name) for name in PAPERS)
    commands = {row.split()[1] for row in re.findall(r"^\| `(amparo [^`]+)`", paper("README.md"), re.M)}
    later = set(re.findall(r"`amparo ([a-z]+)[^`]*` \(not yet\)", told))

    assert set(re.findall(r"`make ([a-z]+)", told)) <= recipes
    assert set(re.findall(r"`amparo ([a-z]+)", told)) <= commands | later
    assert not commands & later


def test_no_setting_is_offered_that_nothing_reads() -> None:
    """Who sets one must be able to rely on it."""
    assert unread_settings() == []

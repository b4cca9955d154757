"""`amparo flow`: what it prints, and with what it exits."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli.flow import app

run = CliRunner().invoke

SMALL = """
format: 1
flow: extra
steps:
  hello:
    ask: go
    text: "Hello."
    choices:
      - {id: end, label: "End", means: {}, to: bye}
  bye: {end: quiet, text: "Bye."}
"""
STORY = "flow: extra\nstart: extra.hello\ncases: [{name: ends, steps: [{send: end, expect: {at: extra.bye}}]}]"


@pytest.fixture
def extra(tmp_path: Path) -> Path:
    """A flow file that joins the shipped ones."""
    file = tmp_path / "extra.yaml"
    file.write_text(SMALL, encoding="utf-8")
    return file


def test_the_shipped_flows_have_no_errors() -> None:
    """What ships passes its own inspection, in all languages."""
    result = run(app, ["lint"])
    assert result.exit_code == 0, result.output
    assert "0 errors" in result.output


def test_findings_exit_with_one_and_print_as_json(extra: Path) -> None:
    """A fault is told for people and for programs."""
    result = run(app, ["lint", str(extra), "--json"])
    assert result.exit_code == 1
    codes = {(one["code"], one["flow"], one["step"]) for one in json.loads(result.output)}
    assert ("E121", "extra", "hello") in codes


def test_unreadable_files_exit_with_two(extra: Path) -> None:
    """A file that is no flow is told with its line."""
    extra.write_text("format: 1\nflow: extra\nsteps: {a: {end: no}}", encoding="utf-8")
    result = run(app, ["lint", str(extra)])
    assert result.exit_code == 2
    assert "extra.yaml, line 3: L007" in result.output
    assert run(app, ["graph", "--file", str(extra)]).exit_code == 2
    assert run(app, ["lint", str(extra.parent / "missing.yaml")]).exit_code == 2


def test_drawings_are_printed_or_written(tmp_path: Path) -> None:
    """Mermaid for all, SVG for one."""
    assert run(app, ["graph"]).output.startswith("flowchart TD")
    assert run(app, ["graph", "core", "--svg"]).output.startswith("<svg")
    out = tmp_path / "core.mmd"
    assert run(app, ["graph", "core", "--mermaid", "--out", str(out)]).exit_code == 0
    assert out.read_text(encoding="utf-8").startswith("flowchart TD")
    assert run(app, ["graph", "--svg"]).exit_code == 2
    assert run(app, ["graph", "nothing"]).exit_code == 2


def test_stories_are_played(extra: Path) -> None:
    """A true story exits with 0, a false one with 1."""
    story = extra.parent / "extra.test.yaml"
    story.write_text(STORY, encoding="utf-8")
    good = run(app, ["test", str(extra), str(story), "--json"])
    assert good.exit_code == 0, good.output
    assert json.loads(good.output)["extra.test.yaml"] == {
        "cases": 1, "failures": [], "missing_steps": [], "missing_edges": [],
    }  # fmt: skip
    story.write_text(
        STORY.replace("extra.bye", "extra.hello", 1).replace("{at: extra.bye}", "{at: x}"), encoding="utf-8"
    )
    assert run(app, ["test", str(extra), str(story)]).exit_code == 1


def test_a_talk_can_be_played_in_the_terminal() -> None:
    """Labels, numbers and names of countries are typed; at the end the facts are printed."""
    typed = "get help\n2\nMe\n1\nyes\n1\nHonduras\n???\nq\n"
    result = run(app, ["play", "--json"], input=typed)
    assert result.exit_code == 0, result.output
    assert "[consent keep: given]" in result.output
    assert "[not understood, 1]" in result.output
    facts = json.loads(result.output.splitlines()[-1].removeprefix("> "))
    assert (facts["country"], facts["imminence"]) == ("HN", "days")


def test_play_begins_where_asked_and_in_any_language() -> None:
    """A step, a language; and no step is told."""
    result = run(app, ["play", "--at", "danger", "--language", "es"], input="q\n")
    assert result.exit_code == 0
    assert "Wake a person" not in result.output
    assert run(app, ["play", "--at", "nowhere"], input="q\n").exit_code == 2

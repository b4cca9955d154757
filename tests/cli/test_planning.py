"""`amparo referral plan` and `count`, as an officer and a lead use them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli.referral import app

run = CliRunner()
FACTS = {"country": "KE", "groups": ["women"], "threat_types": ["doxxing"], "consent": {"store": True}}


def test_a_plan_has_three_parts(tmp_path: Path) -> None:
    """In words for a person, and as JSON with all three parts."""
    path = tmp_path / "facts.json"
    path.write_text(json.dumps(FACTS), encoding="utf-8")
    shown = run.invoke(app, ["plan", "--facts", str(path)])
    assert shown.exit_code == 0
    assert all(name in shown.stdout for name in ("Body", "Devices and accounts", "Gender and family"))
    found = json.loads(run.invoke(app, ["plan", "--facts", str(path), "--json"]).stdout)
    assert set(found["parts"]) == {"body", "devices", "gender_family"}
    path.write_text("{", encoding="utf-8")
    assert run.invoke(app, ["plan", "--facts", str(path)]).exit_code == 1


def test_counts_come_from_ten_up_and_never_place_with_group(tmp_path: Path) -> None:
    """Nine cases say nothing, ten say a number; place with group is refused with 1."""
    for number in range(12):
        document = {"parts": [{"part": "facts", "encoding": "json", "content": FACTS}],
                    "routing": {"chosen": [{"id": "cpj", "status": "acted"}]}}  # fmt: skip
        (tmp_path / f"{number}.json").write_text(json.dumps(document), encoding="utf-8")
    found = json.loads(run.invoke(app, ["count", str(tmp_path), "--by", "groups", "--json"]).stdout)
    assert found == [{"code": "women", "people": 12, "helped": None}]
    shown = run.invoke(app, ["count", str(tmp_path), "--by", "groups", "--outcomes"])
    assert "women: 12" in shown.stdout
    for number in range(3):
        (tmp_path / f"{number}.json").unlink()
    assert "fewer than 10" in run.invoke(app, ["count", str(tmp_path), "--by", "groups"]).stdout
    assert run.invoke(app, ["count", str(tmp_path), "--by", "groups", "--by", "country"]).exit_code == 1


def folder_of(tmp_path: Path, acted: int, idle: int) -> str:
    for number in range(acted + idle):
        status = "acted" if number < acted else "sent"
        document = {"parts": [{"part": "facts", "encoding": "json", "content": FACTS}],
                    "routing": {"chosen": [{"id": "cpj", "status": status}]}}  # fmt: skip
        (tmp_path / f"{number}.json").write_text(json.dumps(document), encoding="utf-8")
    return str(tmp_path)


def test_outcomes_by_group_for_the_lead(tmp_path: Path) -> None:
    """How many of a group, and for how many a place acted: said where both sides are ten or more (R19)."""
    found = run.invoke(app, ["count", folder_of(tmp_path, 10, 12), "--by", "groups", "--outcomes", "--json"])
    assert json.loads(found.stdout) == [{"code": "women", "people": 22, "helped": 10}]
    shown = run.invoke(app, ["count", str(tmp_path), "--by", "groups", "--outcomes"])
    assert "women: 22, of them a place acted for 10" in shown.stdout


@pytest.mark.parametrize(
    ("more", "code", "said"),
    [
        (["--by", "groups", "--by", "threat_types", "--outcomes"], 2, "one --by"),
        (["--outcomes"], 2, "--by"),
        (["--by", "name"], 1, "Use: country"),
        (["--by", "country", "--outcomes", "--by", "groups"], 2, "one --by"),
        (["--by", "country", "--by", "work_themes"], 1, "never counted together"),
        (["--by", "region", "--by", "languages"], 1, "never counted together"),
        (["--by", "groups", "--by", "groups"], 1, "counted once"),
    ],
)
def test_what_may_not_be_counted_is_refused(tmp_path: Path, more: list[str], code: int, said: str) -> None:
    """Place with group, an unknown field, a field twice, outcomes across: each is refused with what to do instead."""
    done = run.invoke(app, ["count", folder_of(tmp_path, 12, 12), *more])
    assert (done.exit_code, done.stdout) == (code, "")
    assert said in done.stderr


def test_a_folder_with_a_faulty_file_counts_nothing(tmp_path: Path) -> None:
    """One file that is no case stops the count and is named: a number that leaves somebody out is a wrong number."""
    folder_of(tmp_path, 12, 0)
    (tmp_path / "bad.json").write_text("[]", encoding="utf-8")
    done = run.invoke(app, ["count", str(tmp_path), "--by", "groups"])
    assert (done.exit_code, done.stdout, "bad.json" in done.stderr) == (1, "", True)

"""`amparo referral plan` and `count`, as an officer and a lead use them."""

from __future__ import annotations

import json
from pathlib import Path

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

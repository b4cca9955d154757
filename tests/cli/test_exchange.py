"""`amparo case exchange` and `amparo referral exchange`: who is asked, what a partner gets, and each refusal."""

from __future__ import annotations

import json
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from bot.cli.referral import app
from bot.clock import FrozenClock
from bot.installation import Installation
from bot.store import cases
from tests.cli.casemaking import CASE, Officer, enrol, make_case

run = CliRunner()
TODAY = datetime.now(UTC).date()
PAPER = """format: 1
agreements:
  - {{id: a-1, partner: Partner Desk, signed_on: "{signed}", until: "{until}", fields: [country, threat_types]}}
"""
FACTS: dict[str, Any] = {
    "country": "HN", "kind": "individual", "threat_types": ["death_threat"], "groups": ["lgbtqi"],
    "needs": ["security"], "consent": {"store": True, "share_anonymised": True},
}  # fmt: skip


def paper(tmp_path: Path, signed: int = -9, until: int = 9) -> str:
    path = tmp_path / "agreements.yaml"
    days = {"signed": TODAY + timedelta(days=signed), "until": TODAY + timedelta(days=until)}
    path.write_text(PAPER.format(**days), encoding="utf-8")
    return str(path)


def case(tmp_path: Path, facts: dict[str, Any] | None = None, **routing: Any) -> str:
    """What `case open --json` prints."""
    path = tmp_path / "case.json"
    part = {"part": "facts", "revision": 1, "encoding": "json", "content": facts or FACTS}
    said = {"a-1": {"fields": ["country", "threat_types", "groups"], "consent": "f" * 16}}
    document = {"case": CASE, "parts": [part], "routing": {"exchanges": said, **routing}, "head": ""}
    path.write_text(json.dumps(document), encoding="utf-8")
    return str(path)


def test_a_partner_gets_what_both_name_and_nothing_else(tmp_path: Path) -> None:
    """The fields, the agreement and the row that allows it; a file of it is for its owner alone."""
    command = ["exchange", "a-1", "--facts", case(tmp_path), "--agreements", paper(tmp_path)]
    made = run.invoke(app, command)
    assert made.exit_code == 0, made.output
    assert json.loads(made.stdout) == {
        "agreement": "a-1", "partner": "Partner Desk", "consent": "f" * 16,
        "facts": {"country": "HN", "threat_types": ["death_threat"]},
    }  # fmt: skip
    out = tmp_path / "partner.json"
    assert run.invoke(app, [*command, "--out", str(out)]).exit_code == 0
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    assert json.loads(out.read_text(encoding="utf-8")) == json.loads(made.stdout)


@pytest.mark.parametrize(
    ("id_", "days", "routing", "said"),
    [
        ("b-2", (-9, 9), {}, "no agreement of that id"),
        ("a-1", (3, 9), {}, "not begun"),
        ("a-1", (-9, -1), {}, "has ended"),
        ("a-1", (-9, 9), {"stopped": True}, "stopped all sharing"),
        ("a-1", (-9, 9), {"exchanges": {}}, "has not said yes"),
        ("a-1", (-9, 9), {"exchanges": {"b-2": {"fields": ["country"], "consent": "x"}}}, "has not said yes"),
        ("a-1", (-9, 9), {"exchanges": {"a-1": {"fields": ["country"]}}}, "has not said yes"),
        ("a-1", (-9, 9), {"exchanges": "yes"}, "has not said yes"),
        ("a-1", (-9, 9), {"consents": {"keep": False}}, "may leave"),
    ],
)
def test_without_paper_or_yes_a_partner_hears_nothing(
    tmp_path: Path, id_: str, days: tuple[int, int], routing: dict[str, Any], said: str
) -> None:
    """No agreement, one not begun or ended, a stop, no yes to it, or nothing kept: refused, with what to do."""
    command = ["exchange", id_, "--facts", case(tmp_path, **routing), "--agreements", paper(tmp_path, *days)]
    refused = run.invoke(app, command)
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert said in refused.stderr


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("format: 1\nagreements:\n  - {id: a-1}\n", "agreements.yaml:3"),
        ("agreements: [", "agreements.yaml:"),
        (PAPER.format(signed="2026-01-01", until="2026-09-09").replace("country", "groups"), "'groups'"),
        (PAPER.format(signed="2026-01-01", until="2025-09-09"), "ends before it begins"),
        (PAPER.format(signed="soon", until="2025-09-09"), "agreements.yaml:3"),
    ],
)
def test_a_faulty_agreement_is_refused_with_its_line(tmp_path: Path, text: str, said: str) -> None:
    """File, line and what to write instead, and no partner hears a word."""
    path = tmp_path / "agreements.yaml"
    path.write_text(text, encoding="utf-8")
    refused = run.invoke(app, ["exchange", "a-1", "--facts", case(tmp_path), "--agreements", str(path)])
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert said in refused.stderr
    gone = run.invoke(app, ["exchange", "a-1", "--facts", case(tmp_path), "--agreements", str(tmp_path / "none")])
    assert (gone.exit_code, "cannot be read" in gone.stderr) == (1, True)


@pytest.fixture
def officer(installation: Installation, clock: FrozenClock) -> Officer:
    return enrol(installation, clock.now())


def test_the_person_is_asked_where_the_keys_are(
    shell: Any, installation: Installation, clock: FrozenClock, officer: Officer, tmp_path: Path
) -> None:
    """One question behind one knock; what ended, what is unknown and a case that is closed are refused."""
    make_case(installation, clock.now(), ringing=False)
    done = shell("case", "exchange", CASE, "a-1", "--agreements", paper(tmp_path))
    assert done.exit_code == 0, done.output
    assert "asked" in done.output or "waits" in done.output
    assert shell("case", "exchange", CASE, "b-2", "--agreements", paper(tmp_path)).exit_code == 1
    assert "has ended" in shell("case", "exchange", CASE, "a-1", "--agreements", paper(tmp_path, -9, -1)).stderr
    row = installation.store.read(lambda c: cases.get(c, CASE))
    assert row is not None
    installation.store.transact(lambda c: cases.change(c, row._replace(state="closed"), clock.now())).result()
    closed = shell("case", "exchange", CASE, "a-1", "--agreements", paper(tmp_path))
    assert (closed.exit_code, "closed" in closed.stderr) == (1, True)

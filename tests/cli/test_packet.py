"""`amparo referral packet`: on the officer's own computer, from an opened case to paper."""

from __future__ import annotations

import json
import stat
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from bot.cli import packet as command
from bot.cli.referral import app

run = CliRunner()
FACTS: dict[str, Any] = {
    "country": "HN", "kind": "individual", "threat_types": ["death_threat"], "imminence": "days",
    "perpetrator": "armed_group", "languages": ["es"], "needs": ["security"],
    "consent": {"store": True, "share_named": "yes", "share_anonymised": True},
}  # fmt: skip


@pytest.fixture(autouse=True)
def own_computer(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(command, "key_file", lambda: tmp_path / "no-server-here")


@pytest.fixture
def facts(tmp_path: Path) -> Path:
    path = tmp_path / "facts.json"
    path.write_text(json.dumps(FACTS), encoding="utf-8")
    return path


def test_a_packet_is_printed_and_written_for_its_owner_alone(facts: Path, tmp_path: Path) -> None:
    """Without --out it is text on the screen; with it two files that nobody else on the computer can read."""
    shown = run.invoke(app, ["packet", "front-line-defenders", "--facts", str(facts)])
    assert shown.exit_code == 0
    assert "Solicitud" in shown.stdout or "Request" in shown.stdout
    out = tmp_path / "out"
    assert run.invoke(app, ["packet", "front-line-defenders", "--facts", str(facts), "--out", str(out)]).exit_code == 0
    files = sorted(out.iterdir())
    assert [file.name for file in files] == ["front-line-defenders.html", "front-line-defenders.txt"]
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}
    assert files[1].read_text(encoding="utf-8") == shown.stdout


def test_answers_fill_the_gaps(facts: Path, tmp_path: Path) -> None:
    """What the person told since, in a second file, stands where a question stood."""
    more = tmp_path / "more.json"
    more.write_text(json.dumps({"answers": {"costs": "lamps, 90"}, "language": "es"}), encoding="utf-8")
    base = ["packet", "front-line-defenders", "--facts", str(facts), "--json"]
    before, after = (json.loads(run.invoke(app, row).stdout) for row in (base, [*base, "--answers", str(more)]))
    assert len(after["questions"]) == len(before["questions"]) - 1
    assert "lamps, 90" in json.dumps(after)


@pytest.mark.parametrize(
    ("id_", "consent", "message"),
    [
        ("fh-eap", {}, "has ended"),
        ("local-emergency-services", {}, "turns to it alone"),
        ("un-sr-hrd", {}, "government learns"),
        ("lifeline", {"store": False}, "Nothing may leave"),
        ("nowhere", {}, "no place"),
    ],
)
def test_what_may_not_be_made_is_refused_with_the_next_step(
    tmp_path: Path, id_: str, consent: dict[str, bool], message: str
) -> None:
    """Ended, unknown, refused or unasked: exit 1, the reason, and nothing printed of the case."""
    path = tmp_path / "facts.json"
    path.write_text(json.dumps({**FACTS, "consent": {**FACTS["consent"], **consent}}), encoding="utf-8")
    result = run.invoke(app, ["packet", id_, "--facts", str(path)])
    assert result.exit_code == 1
    assert message in result.stderr
    assert result.stdout == ""


def test_never_where_a_server_is(facts: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the server's keys can be read a packet is refused, unless it is meant."""
    key = tmp_path / "key.json"
    key.write_text("{}", encoding="utf-8")
    monkeypatch.setattr(command, "key_file", lambda: key)
    base = ["packet", "front-line-defenders", "--facts", str(facts)]
    assert run.invoke(app, base).exit_code == 1
    assert run.invoke(app, [*base, "--here"]).exit_code == 0


def test_a_language_that_the_form_lacks_is_named(facts: Path) -> None:
    """Asked for a language without a form, the command says which there are."""
    result = run.invoke(app, ["packet", "lifeline", "--facts", str(facts), "--language", "ar"])
    assert result.exit_code == 2
    assert "en, es" in result.stderr


def test_broken_files_are_named_and_repeat_nothing(tmp_path: Path) -> None:
    """A file that is none ends with 1 and holds no value of it in the message."""
    path = tmp_path / "facts.json"
    for text in ("{", "[]", '{"facts": {"kind": "x-marker"}}', '{"facts": {}, "answers": {"a": 1}}'):
        path.write_text(text, encoding="utf-8")
        result = run.invoke(app, ["packet", "lifeline", "--facts", str(path)])
        assert result.exit_code == 1
        assert "marker" not in result.stderr

"""`amparo referral packet`: on the officer's own computer, from an opened case to paper."""

from __future__ import annotations

import json
import re
import stat
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from bot.cli import packet as command
from bot.cli.referral import app
from referrals.case import Facts
from referrals.dossier import Dossier
from referrals.exchange import load_agreements
from referrals.packet import Packet
from tests.referrals.people_made import people

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


# -- what the README says of the files

README = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
FACTS_SHOWN, PACKET_SHOWN = (json.loads(block) for block in re.findall(r"```json\n(.*?)```", README, re.DOTALL)[:2])


def test_the_readme_shows_every_key_of_the_facts_and_match_takes_them(tmp_path: Path) -> None:
    """What the README shows is read as it stands, and names each key but the one that a country implies."""
    path = tmp_path / "facts.json"
    path.write_text(json.dumps(FACTS_SHOWN), encoding="utf-8")
    assert run.invoke(app, ["match", "--facts", str(path), "--json"]).exit_code == 0
    facts = Facts.from_json(FACTS_SHOWN)
    assert set(FACTS_SHOWN) == set(facts.to_json()) - {"region"}
    assert Facts.from_json(json.loads(json.dumps(facts.to_json()))) == facts


def test_the_readme_shows_every_key_of_a_packets_file(tmp_path: Path) -> None:
    """What the README shows is read as it stands, and no key of a packet's file is missing from it."""
    dossier = Dossier.from_document(PACKET_SHOWN)
    assert set(PACKET_SHOWN) == set(dossier.to_document())
    path = tmp_path / "facts.json"
    path.write_text(json.dumps(PACKET_SHOWN), encoding="utf-8")
    assert run.invoke(app, ["packet", "front-line-defenders", "--facts", str(path)]).exit_code == 0
    (agreements,) = re.findall(r"```yaml\n(format: 1\nagreements:.*?)```", README, re.DOTALL)
    assert load_agreements(agreements)["partner-2026"].fields


words = st.dictionaries(st.sampled_from(("name", "contact", "dates", "account")), st.text(max_size=30).map(str.strip))


@given(
    facts=people, tables=st.tuples(words, words, words, words), story=st.text().map(str.strip), stopped=st.booleans()
)
def test_a_packets_file_is_read_back_as_it_was_written(
    facts: Facts, tables: tuple[dict[str, str], ...], story: str, stopped: bool
) -> None:
    """Written as JSON and read again it is the same, whatever anybody wrote."""
    dossier = Dossier(facts, "es", *tables, story, stopped)
    assert Dossier.from_document(json.loads(json.dumps(dossier.to_document()))) == dossier


def test_a_packet_as_json_has_the_shape_that_is_documented(facts: Path) -> None:
    """Every key stands in the README, and sections, lines and contacts have only theirs."""
    made = json.loads(run.invoke(app, ["packet", "front-line-defenders", "--facts", str(facts), "--json"]).stdout)
    assert all(f"`{key}`" in README for key in made)
    assert list(made) == [row.name for row in fields(Packet)]
    for section in made["letter"]:
        assert set(section) == {"heading", "lines"}
        assert all(set(line) == {"label", "answer", "gap", "original"} for line in section["lines"])
    assert all(
        set(line) == {"label", "answer", "gap", "original"} for line in (*made["confidential"], *made["consents"])
    )
    assert all(set(one) == {"kind", "value", "note"} for one in made["contacts"])

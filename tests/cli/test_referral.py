"""`amparo referral`: the commands as a person and a script use them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot import shelf
from bot.cli import checking
from bot.cli.referral import app
from bot.places import Places
from bot.wording import Words

FACTS = {
    "country": "HN",
    "kind": "individual",
    "threat_types": ["death_threat"],
    "imminence": "now",
    "consent": {"store": True},
}

run = CliRunner()


@pytest.fixture
def facts(tmp_path: Path) -> Path:
    path = tmp_path / "facts.json"
    path.write_text(json.dumps(FACTS), encoding="utf-8")
    return path


def test_match_prints_json_for_scripts(facts: Path) -> None:
    """The JSON holds the level, the offers in their light, and what was left out."""
    result = run.invoke(app, ["match", "--facts", str(facts), "--json"])
    found = json.loads(result.stdout)
    assert result.exit_code == 0
    assert found["triage"] == "T0"
    assert found["offers"][0]["id"] == "local-emergency-services"
    assert {offer["light"] for offer in found["offers"]} == {"checked"}


def test_match_speaks_to_people(facts: Path) -> None:
    """Without --json the level, the places and the advice stand in words."""
    result = run.invoke(app, ["match", "--facts", str(facts)])
    assert result.exit_code == 0
    assert "T0 (life_or_liberty_now)" in result.stdout
    assert "Front Line Defenders" in result.stdout


@pytest.mark.parametrize(
    ("text", "message"),
    [("{", "is not JSON"), ("[]", "no object"), ('{"kind": "x-marker"}', "'kind'"), ('{"colour": 1}', "'colour'")],
)
def test_match_says_what_is_wrong_with_the_facts(tmp_path: Path, text: str, message: str) -> None:
    """Broken facts end with 1, a message that says what to do, and no value repeated."""
    path = tmp_path / "facts.json"
    path.write_text(text, encoding="utf-8")
    result = run.invoke(app, ["match", "--facts", str(path)])
    assert result.exit_code == 1
    assert message in result.stderr
    assert "marker" not in result.stderr


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    """Facts or checks that cannot be read end with 1 and the path."""
    result = run.invoke(app, ["match", "--facts", str(tmp_path / "none.json")])
    assert result.exit_code == 1
    assert "none.json" in result.stderr


def test_lint_is_green() -> None:
    """The shipped directory has nothing to mend."""
    assert run.invoke(app, ["lint"]).exit_code == 0
    assert json.loads(run.invoke(app, ["lint", "--json"]).stdout) == []


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checking, "_on_terminal", lambda: True)


@pytest.mark.usefixtures("terminal")
def test_check_writes_what_a_person_saw(tmp_path: Path, facts: Path) -> None:
    """Yes makes a place checked, no withdraws it, skip leaves it; matching follows at once."""
    checks = tmp_path / "checks.yaml"
    asked = ["check", "--by", "Ana", "--checks", str(checks), "front-line-defenders", "protectdefenders-eu", "omct"]
    assert run.invoke(app, asked, input="y\nn\ns\n").exit_code == 0
    rows = {row.id: row for row in shelf.read_checks(checks)}
    assert set(rows) == {"front-line-defenders", "protectdefenders-eu"}
    assert rows["protectdefenders-eu"].withdrawn
    found = json.loads(run.invoke(app, ["match", "--facts", str(facts), "--checks", str(checks), "--json"]).stdout)
    lights = {offer["id"]: offer["light"] for offer in found["offers"]}
    assert lights["front-line-defenders"] == "checked"
    assert "protectdefenders-eu" not in lights


def test_stale_lists_what_is_due(tmp_path: Path) -> None:
    """What was never checked is due, and being due is found wanting."""
    result = run.invoke(app, ["stale", "--checks", str(tmp_path / "none.yaml"), "--json"])
    assert result.exit_code == 1
    assert {"id": "cpj", "light": "sourced"} in json.loads(result.stdout)


def test_withdraw_takes_a_place_or_a_contact_away(tmp_path: Path) -> None:
    """One person's act hides the place or the contact; a contact that is not there is refused."""
    checks = tmp_path / "checks.yaml"
    base = ["withdraw", "cpj", "--by", "Ana", "--checks", str(checks)]
    assert run.invoke(app, [*base, "--contact", "emergencies@cpj.org"]).exit_code == 0
    assert not shelf.read_checks(checks)[0].withdrawn
    assert run.invoke(app, base).exit_code == 0
    row = shelf.read_checks(checks)[0]
    assert (row.withdrawn, row.withdrawn_contacts) == (True, {"emergencies@cpj.org"})
    assert run.invoke(app, [*base, "--contact", "nobody@example.org"]).exit_code == 1
    assert run.invoke(app, ["withdraw", "nowhere", "--by", "Ana", "--checks", str(checks)]).exit_code == 1


@pytest.mark.usefixtures("terminal")
def test_check_goes_through_the_numbers_of_a_country(tmp_path: Path) -> None:
    """A number that was rung is written, seen again it is dated anew, and one that answered as another is gone."""
    checks = tmp_path / "checks.yaml"
    asked = ["check", "--by", "Ana", "--checks", str(checks), "--country", "HN", "cpj"]
    assert run.invoke(app, asked, input="s\n000 1\n\n000 3\n").exit_code == 0
    numbers = {number.what: number for number in shelf.local_numbers(tmp_path / "local")}
    assert {what: one.number for what, one in numbers.items()} == {"police": "000 1", "trusted_line": "000 3"}
    again = run.invoke(app, [*asked[:4], str(checks), "--country", "HN", "cpj"], input="s\nn\n000 2\ny\n")
    assert again.exit_code == 0
    assert {one.what for one in shelf.local_numbers(tmp_path / "local")} == {"ambulance", "trusted_line"}


def test_questions_are_put_on_a_terminal_only(tmp_path: Path) -> None:
    """A script that calls `check` is told of --json and --answers, and nothing is written."""
    checks = tmp_path / "checks.yaml"
    result = run.invoke(app, ["check", "--by", "Ana", "--checks", str(checks)], input="y\n")
    assert result.exit_code == 2
    assert "--answers" in result.stderr
    assert not checks.exists()
    assert run.invoke(app, ["check", "--checks", str(checks)]).exit_code == 2


def test_a_script_gets_the_list_and_gives_the_answers(tmp_path: Path) -> None:
    """--json lists what is to be reached, places and numbers; --answers writes what was seen."""
    checks, answers = tmp_path / "checks.yaml", tmp_path / "seen.json"
    base = ["check", "--checks", str(checks)]
    listed = json.loads(run.invoke(app, [*base, "--json", "--country", "HN", "cpj"]).stdout)
    assert [row["id"] for row in listed["places"]] == ["cpj"]
    assert {row["what"] for row in listed["numbers"] if row["country"] == "HN"} == {
        "police",
        "ambulance",
        "trusted_line",
    }
    seen = {
        "places": {"cpj": "yes", "omct": "no"},
        "numbers": [{"country": "HN", "what": "police", "number": "000", "languages": ["es"], "hours": "day, night"}],
    }
    answers.write_text(json.dumps(seen), encoding="utf-8")
    assert run.invoke(app, [*base, "--by", "Ana", "--answers", str(answers)]).exit_code == 0
    rows = {row.id: row for row in shelf.read_checks(checks)}
    assert (rows["cpj"].answered, rows["omct"].withdrawn) == (True, True)
    (number,) = shelf.local_numbers(tmp_path / "local")
    assert (number.number, number.languages, number.hours) == ("000", ("es",), "day, night")
    assert run.invoke(app, ["withdraw", "HN/police", "--by", "Ana", "--checks", str(checks)]).exit_code == 0
    assert shelf.local_numbers(tmp_path / "local") == ()
    assert run.invoke(app, ["withdraw", "HN/police", "--by", "Ana", "--checks", str(checks)]).exit_code == 1


@pytest.mark.parametrize(
    "seen",
    [
        {"places": {"nowhere": "yes"}}, {"places": {"cpj": "maybe"}}, {"colour": 1}, {"numbers": [{"country": "HN"}]},
        {"numbers": [{"country": "XX", "what": "police", "number": "1"}]},
        {"numbers": [{"country": "HN", "what": "police", "number": "call Ana"}]},
        {"numbers": [{"country": "HN", "what": "police", "number": "1", "languages": ["klingon"]}]},
    ],
)  # fmt: skip
def test_answers_that_cannot_be_are_refused_whole(tmp_path: Path, seen: dict[str, object]) -> None:
    """One wrong row, and nothing of the file is written."""
    checks, answers = tmp_path / "checks.yaml", tmp_path / "seen.json"
    answers.write_text(
        json.dumps({"places": {"rsf": "yes"}, **seen} if "places" not in seen else seen), encoding="utf-8"
    )
    result = run.invoke(app, ["check", "--checks", str(checks), "--by", "Ana", "--answers", str(answers)])
    assert result.exit_code == 1
    assert not checks.exists()
    assert not (tmp_path / "local").exists()


def test_a_broken_file_of_checks_is_named_with_its_line(tmp_path: Path, facts: Path) -> None:
    """A checks file with a fault ends with 1, its file and line."""
    checks = tmp_path / "checks.yaml"
    checks.write_text("format: 1\nchecks:\n  - {id: cpj}\n", encoding="utf-8")
    result = run.invoke(app, ["match", "--facts", str(facts), "--checks", str(checks)])
    assert result.exit_code == 1
    assert "checks.yaml:3" in result.stderr


def test_withdraw_takes_a_phrase_away(tmp_path: Path) -> None:
    """One person's act, written down with name and day, once; a running bot reads it from its next screen on."""
    taken = tmp_path / shelf.TAKEN
    base = ["withdraw", "phrase/hurt", "--by", "Ana", "--checks", str(tmp_path / "checks.yaml")]
    places = Places(tmp_path, Words.load())
    assert not places.gone("phrase/hurt")
    assert run.invoke(app, base).exit_code == 0
    assert run.invoke(app, base).exit_code == 0
    assert places.gone("phrase/hurt")
    assert not places.gone("phrase/near")
    assert taken.read_text().count("phrase/hurt") == 1
    assert "Ana" in taken.read_text()
    assert run.invoke(app, ["withdraw", "phrase/nothing", *base[2:]]).exit_code == 1
    taken.write_bytes(b"phrase/near\n\xff\xfe spoilt\n\n")
    assert places.gone("phrase/near")

"""`amparo init`, with nobody to ask and with somebody."""

from __future__ import annotations

import re
import stat
import tomllib
from pathlib import Path

import pytest

from bot import shelf
from bot.cli import init
from bot.settings import load
from tests.cli.conftest import Shell

IDENTITY = re.compile(r"AGE-SECRET-KEY-1\w{58}")


def test_defaults_ask_nothing_and_say_what_was_chosen(shell: Shell, home: Path) -> None:
    """Without a terminal every default is safe, and printed."""
    done = shell("init")
    assert done.exit_code == 0, done.output
    assert "languages en, es, ar" in done.output
    assert load().organisation.languages == ("en", "es", "ar")
    assert stat.S_IMODE((home / "amparo.toml").stat().st_mode) == 0o600


def test_the_recovery_key_is_shown_once(shell: Shell, home: Path) -> None:
    """The first call shows the recovery key, the second does not, and no file holds it."""
    first, second = shell("init", "--defaults"), shell("init", "--defaults")
    (shown,) = IDENTITY.findall(first.output)
    assert not IDENTITY.findall(second.output)
    assert "nothing was changed" in second.output
    assert not any(shown.encode() in file.read_bytes() for file in home.rglob("*") if file.is_file())


def test_a_settings_file_that_exists_is_left_alone(shell: Shell, home: Path) -> None:
    """What the operator wrote stays."""
    text = '[organisation]\nname = "Casa"\n'
    (home / "amparo.toml").write_text(text)
    assert shell("init", "--defaults").exit_code == 0
    assert (home / "amparo.toml").read_text() == text


@pytest.mark.parametrize("name", ['The "Casa"', "Back\\slash", "بيت", ""])
def test_answers_become_settings(name: str) -> None:
    """Whatever a name holds, the settings file gives it back."""
    made = tomllib.loads(init.toml(init.Answers(name, ("es", "en"), "HN", "America/Tegucigalpa")))
    ours = {"name": name, "languages": ["es", "en"], "country": "HN", "timezone": "America/Tegucigalpa"}
    assert made["organisation"] == ours


def test_questions_are_asked_until_they_can_be_read(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A person is asked again for what cannot be read, and finds dull names for the bots, none of them ours."""
    lines = iter(["Casa", "klingon", "es en", "Honduras", "hn", "Honduras", "America/Tegucigalpa"])
    monkeypatch.setattr("typer.prompt", lambda *_a, **_k: next(lines))
    assert init.ask() == init.Answers("Casa", ("es", "en"), "HN", "America/Tegucigalpa")
    said = capsys.readouterr().out
    assert all(name in said and "amparo" not in name.lower() for name in init.DULL_NAMES)


def test_numbers_asked_for_are_numbers_of_the_card(shell: Shell, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was typed stands where the bot reads it, with who checked it and when."""
    (home / "amparo.toml").write_text('[organisation]\ncountry = "HN"\n')
    shell("init", "--defaults")
    answers = iter(["Rosa", "911", "", "+504 1234"])
    monkeypatch.setattr("typer.prompt", lambda *_a, **_k: next(answers))
    monkeypatch.setattr("typer.confirm", lambda *_a, **_k: False)
    init.check_numbers_and_places(load())
    found = shelf.local_numbers(home / "data" / "local")
    assert {(one.what, one.number, one.by) for one in found} == {
        ("police", "911", "Rosa"),
        ("trusted_line", "+504 1234", "Rosa"),
    }


def test_a_number_that_cannot_be_dialled_is_not_kept(
    shell: Shell, home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nobody in danger is shown words where a number should be."""
    (home / "amparo.toml").write_text('[organisation]\ncountry = "HN"\n')
    shell("init", "--defaults")
    answers = iter(["Rosa", "ask the neighbour", "", "", ""])
    monkeypatch.setattr("typer.prompt", lambda *_a, **_k: next(answers))
    monkeypatch.setattr("typer.confirm", lambda *_a, **_k: False)
    init.check_numbers_and_places(load())
    assert shelf.local_numbers(home / "data" / "local") == ()
    assert "cannot be dialled" in capsys.readouterr().err


def test_without_the_file_that_init_makes_every_command_says_so(shell: Shell, home: Path) -> None:
    """A command before init ends with 1 and names init."""
    done = shell("officer", "list")
    assert done.exit_code == 1
    assert "amparo init" in done.output

"""`amparo officer rota`, `mark` and `wake`, and what doctor and status say of them."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.installation import Installation
from referrals.vault import age_keypair
from tests.cli.conftest import Shell

KEY = age_keypair()[1]
TOML = '[organisation]\ntimezone = "America/Tegucigalpa"\n'


def day(ahead: int, hour: int) -> str:
    return (datetime.now(UTC) + timedelta(days=ahead)).strftime("%Y-%m-%d ") + f"{hour:02}:00"


@pytest.fixture
def ana(shell: Shell, installation: Installation) -> None:
    assert shell("officer", "add", "Ana", "--recipient", KEY, "--telegram", "77").exit_code == 0


def test_shifts_are_entered_listed_and_taken_out(shell: Shell, ana: None) -> None:
    """The same night on three days; the list has each, with the gaps of seven days; one can be taken out."""
    done = shell("officer", "rota", "add", "Ana", day(1, 20), day(2, 8), "--days", "3")
    assert done.exit_code == 0, done.output
    assert "Nobody:" in done.output
    found = json.loads(shell("officer", "rota", "list", "--json").stdout)
    assert [one["name"] for one in found["shifts"]] == ["Ana"] * 3
    assert found["kept"]
    assert len(found["gaps"]) == 4
    assert {one["state"] for one in found["shifts"]} == {"planned"}
    assert shell("officer", "rota", "remove", found["shifts"][0]["id"]).exit_code == 0
    assert len(json.loads(shell("officer", "rota", "list", "--json").stdout)["shifts"]) == 2
    assert shell("officer", "rota", "remove", "none").exit_code == 1


def test_times_are_the_organisations_and_utc_stands_beside_them(shell: Shell, ana: None, home: Path) -> None:
    """Eight in the evening in Tegucigalpa is two in the morning in UTC; both are shown (F62)."""
    (home / "amparo.toml").write_text(TOML, encoding="utf-8")
    done = shell("officer", "rota", "add", "Ana", day(1, 20), day(2, 8), "--second")
    assert "20:00 America/Tegucigalpa" in done.output
    assert "02:00 UTC" in done.output
    (shift,) = json.loads(shell("officer", "rota", "list", "--json").stdout)["shifts"]
    assert shift["starts"] % 86_400 == 2 * 3600
    assert shift["role"] == "second"
    assert "(second)" in shell("officer", "rota").output


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("Ana", "tomorrow", "2027-01-01 08:00"), 2),
        (("Ana", "2020-01-01 08:00", "2020-01-01 16:00"), 2),
        (("Ana", day(2, 8), day(1, 20)), 2),
        (("Ana", day(1, 8), day(4, 8)), 2),
        (("Eva", day(1, 8), day(1, 16)), 1),
        (("Ana", day(1, 8), day(1, 16), "--days", "0"), 2),
    ],
)
def test_what_is_no_shift_is_refused(shell: Shell, ana: None, words: tuple[str, ...], code: int) -> None:
    """Unreadable, over, the wrong way round, too long, or nobody's: nothing is entered."""
    done = shell("officer", "rota", "add", *words)
    assert done.exit_code == code, done.output
    assert not json.loads(shell("officer", "rota", "list", "--json").stdout)["kept"]


def test_nobody_has_two_shifts_at_once(shell: Shell, ana: None) -> None:
    """A second shift over the first is refused as a whole, also where only its third day collides."""
    shell("officer", "rota", "add", "Ana", day(3, 8), day(3, 16))
    done = shell("officer", "rota", "add", "Ana", day(1, 10), day(1, 12), "--days", "3")
    assert done.exit_code == 1
    assert len(json.loads(shell("officer", "rota", "list", "--json").stdout)["shifts"]) == 1


def test_a_disabled_officer_leaves_the_rota(shell: Shell, ana: None) -> None:
    """No shift stands in the name of somebody who is gone."""
    shell("officer", "rota", "add", "Ana", day(1, 8), day(1, 16))
    assert shell("officer", "disable", "Ana").exit_code == 0
    assert json.loads(shell("officer", "rota", "list", "--json").stdout)["shifts"] == []


def test_marks_and_a_wake_channel_are_set_and_taken_away(
    shell: Shell, ana: None, installation: Installation, home: Path
) -> None:
    """A lead, called last, woken by an address that stands nowhere in clear; its secret is shown once."""
    assert "lead" in shell("officer", "mark", "Ana", "--lead", "--last").output
    assert shell("officer", "mark", "Ana", "--no-last").output.strip() == "Ana: lead"
    done = shell("officer", "wake", "Ana", "https://bell.example.org/topic-of-ana", "--kind", "call")
    assert done.exit_code == 0, done.output
    assert "shown once" in done.output
    (row,) = json.loads(shell("officer", "list", "--json").stdout)
    assert (row["marks"], row["wake"]) == (["lead"], True)
    installation.store.close()
    assert b"topic-of-ana" not in b"".join(file.read_bytes() for file in (home / "data").glob("amparo.db*"))
    assert shell("officer", "wake", "Ana").exit_code == 0
    (row,) = json.loads(shell("officer", "list", "--json").stdout)
    assert not row["wake"]


@pytest.mark.parametrize(
    ("words", "says"),
    [(("http://bell.example.org/x",), "https"), (("ftp://x",), "https"), (("https://x.org", "--kind", "x"), "push")],
)
def test_a_channel_that_is_unsafe_is_refused(shell: Shell, ana: None, words: tuple[str, ...], says: str) -> None:
    """No ring travels readably; http is for this machine and onion."""
    done = shell("officer", "wake", "Ana", *words)
    assert done.exit_code == 2
    assert says in done.output
    assert shell("officer", "wake", "Ana", "http://abc.onion/x").exit_code == 0


def test_doctor_and_status_say_what_the_rota_lacks(shell: Shell, ana: None) -> None:
    """Without shifts a note; with a night shift: nobody confirmed, gaps, and no wake channel, each with its fix."""
    before = {one["check"]: one for one in json.loads(shell("doctor", "--json").stdout)}
    assert (before["rota"]["state"], before["wake channels"]["state"]) == ("note", "ok")
    shell("officer", "rota", "add", "Ana", day(1, 20), day(2, 8))
    after = {one["check"]: one for one in json.loads(shell("doctor", "--json").stdout)}
    assert {after[name]["state"] for name in ("rota", "gaps", "wake channels")} == {"wrong"}
    figures = json.loads(shell("status", "--json").stdout)
    assert figures["officers_on_duty"] == 0
    assert figures["gap_hours"] > 140
    assert shell("status", "--answers", "--json").stdout.strip() == "[]"

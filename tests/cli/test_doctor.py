"""`amparo doctor` and `status`: each guarantee spoiled once, and found."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from bot import faults
from bot.casework import feedback
from bot.casework.seals import open_json, seal_json
from bot.clock import FrozenClock
from bot.installation import Installation
from bot.store import Connection, alerts, messages, officers, record
from bot.store.keycopies import GENERATIONS
from bot.wording import catalogs
from referrals.vault import RosterEntry, age_keypair
from tests.cli.casemaking import add_alert, enrol, make_case
from tests.cli.conftest import Shell

DAY = 86_400
CHECK = 'format: 1\nchecks:\n  - id: lifeline\n    by: "Rosa"\n    checked_on: "{0}"\n    check_again_by: "{1}"\n'
NUMBER = (
    'format: 1\ncountry: HN\nnumbers:\n  - what: police\n    number: "911"\n    checked_on: "{0}"\n    by: "Rosa"\n'
)


def findings(shell: Shell) -> tuple[int, dict[str, dict[str, str]]]:
    done = shell("doctor", "--json")
    found: dict[str, dict[str, str]] = {}
    for one in json.loads(done.stdout):
        worse = found.get(one["check"], {}).get("state")
        if worse != "wrong":
            found[one["check"]] = one
    return done.exit_code, found


@pytest.fixture
def sound(
    installation: Installation, clock: FrozenClock, home: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Installation]:
    """An installation with nothing wrong."""
    monkeypatch.setenv("AMPARO_BOT_TOKEN", "223456789:AAHnotARealTokenButLongEnough_ABCDEFGHI")
    monkeypatch.setenv("AMPARO_OFFICER_BOT_TOKEN", "323456789:AAJnotARealTokenButLongEnough_JKLMNOPQR")
    enrol(installation, clock.now())
    enrol(installation, clock.now(), "Eva", 78)
    today = datetime.fromtimestamp(clock.now(), UTC).date()
    later = datetime.fromtimestamp(clock.now() + 90 * DAY, UTC).date()
    (home / "data" / "checks.yaml").write_text(CHECK.format(today, later))
    (home / "data" / "local").mkdir()
    (home / "data" / "local" / "HN.yaml").write_text(NUMBER.format(today))
    return installation


def test_a_sound_installation_is_told_so(shell: Shell, sound: Installation) -> None:
    """With nothing wrong it ends with 0, and still says that this server alone can add a reader."""
    code, found = findings(shell)
    assert (code, [one for one in found.values() if one["state"] == "wrong"]) == (0, [])
    assert "this server alone can add a reader" in found["signers"]["found"]
    assert found["languages"]["found"].endswith("en, es, ar")


def test_a_fresh_installation_is_found_wanting(shell: Shell, installation: Installation) -> None:
    """Nobody to call, nothing checked, no token: all wrong, each with the command that mends it."""
    code, found = findings(shell)
    wrong = {name: one["fix"] for name, one in found.items() if one["state"] == "wrong"}
    assert code == 1
    assert set(wrong) == {"bot", "officers' bot", "officers", "places", "numbers"}
    assert all(wrong.values())
    assert "WRONG places" in shell("doctor").stdout


Spoil = Callable[[Installation, FrozenClock], object]


def expire(installation: Installation, clock: FrozenClock) -> None:
    installation.write_roster(
        installation.last_roster().successor(installation.last_roster().entries, clock.now() - 61 * DAY)
    )


def nearly_expire(installation: Installation, clock: FrozenClock) -> None:
    installation.write_roster(
        installation.last_roster().successor(installation.last_roster().entries, clock.now() - 50 * DAY)
    )


def sign_a_stranger(installation: Installation, clock: FrozenClock) -> None:
    last = installation.last_roster()
    installation.write_roster(last.successor((*last.entries, RosterEntry("Mallory", age_keypair()[1])), clock.now()))


def age_copies(installation: Installation, clock: FrozenClock) -> None:
    for name in GENERATIONS:
        os.utime(installation.copies / name, (clock.now() - 2 * 3600,) * 2)


def lose_copies(installation: Installation, _clock: FrozenClock) -> None:
    for name in GENERATIONS:
        (installation.copies / name).unlink()


def leave_messages(installation: Installation, clock: FrozenClock) -> None:
    at = clock.now() - 30 * 3600
    installation.store.transact(lambda c: messages.note(c, "defenders", "aa", 7, at, False, "epoch:1", b"x")).result()


def let_ring(installation: Installation, clock: FrozenClock) -> None:
    key = make_case(installation, clock.now() - 2 * 3600, ringing=False)
    installation.store.transact(lambda c: add_alert(c, key, clock.now() - 2 * 3600)).result()


def let_nobody_be_enrolled(installation: Installation, _clock: FrozenClock) -> None:
    key = installation.keyring.active.key

    def work(c: Connection) -> None:
        for row in officers.every(c):
            body = open_json(key, "officers", row.id, row.revision, row.sealed or b"")
            fresh = seal_json(key, "officers", row.id, row.revision + 1, body)
            officers.change(c, row._replace(state="pending", sealed=fresh))

    installation.store.transact(work).result()


@pytest.mark.parametrize(
    ("spoil", "check", "fix"),
    [
        (expire, "list of officers", "roster renew"),
        (sign_a_stranger, "list of officers", "audit verify"),
        (lambda i, c: i.roster_file.write_text("{}"), "list of officers", "roster renew"),
        (lambda i, c: i.roster_file.unlink(), "list of officers", "roster renew"),
        (age_copies, "recovery", "key copy"),
        (lose_copies, "recovery", "key copy"),
        (lambda i, c: i.recovery_file.unlink(), "recovery", "recovery --renew"),
        (leave_messages, "sweep", "Start the bot"),
        (let_ring, "alerts", "case reply"),
        (let_nobody_be_enrolled, "officers", "press Start"),
        (lambda i, c: (i.settings.server_key_file.with_name("checks.yaml")).unlink(), "places", "referral check"),
        (lambda i, c: (i.settings.server_key_file.parent / "local" / "HN.yaml").unlink(), "numbers", "HN|COUNTRY|init"),
        (
            lambda i, c: (i.settings.server_key_file.parent / "local" / "HN.yaml").write_text("a: ["),
            "numbers",
            "Correct",
        ),
        (lambda i, c: i.settings.server_key_file.chmod(0o644), "installation", "chmod 600"),
        (lambda i, c: i.settings.server_key_file.unlink(), "installation", "key restore"),
        (lambda i, c: i.settings.keystore.chmod(0o644), "installation", "chmod 600"),
        (lambda i, c: i.settings.keystore.unlink(), "installation", "back"),
        (lambda i, c: Path("amparo.toml").write_text("["), "settings", "quotes"),
    ],
)
def test_what_is_spoiled_is_found(
    shell: Shell, sound: Installation, clock: FrozenClock, spoil: Spoil, check: str, fix: str
) -> None:
    """Each fault is named wrong, with its fix, and ends with 1."""
    spoil(sound, clock)
    code, found = findings(shell)
    assert (code, found[check]["state"]) == (1, "wrong"), found
    assert any(word in found[check]["fix"] for word in fix.split("|")), found[check]


@pytest.mark.parametrize(
    ("spoil", "check"),
    [
        (nearly_expire, "list of officers"),
        (lambda i, c: i.settings.server_key_file.parent.chmod(0o755), "folder"),
        (
            lambda i, c: i.store.transact(
                lambda d: record.add(d, "a" * 16, "case.sent", "person", "", (c.now() - 3 * 3600) // 3600 * 3600)
            ).result(),
            "record",
        ),
    ],
)
def test_what_may_be_chosen_is_noted(
    shell: Shell, sound: Installation, clock: FrozenClock, spoil: Spoil, check: str
) -> None:
    """What is not wrong yet is said, and ends with 0."""
    spoil(sound, clock)
    code, found = findings(shell)
    assert (code, found[check]["state"]) == (0, "note"), found[check]


def test_a_database_that_others_made_newer_is_named(shell: Shell, sound: Installation) -> None:
    """Tables of another program version are wrong, and no check is made on them."""
    sound.store.migrate("base")
    code, found = findings(shell)
    assert (code, found["database"]["state"]) == (1, "wrong")


# -- status


class Health(BaseHTTPRequestHandler):
    """Answers as the private address of a running bot does."""

    def do_GET(self) -> None:
        body = b'{"ok": true, "leads": true, "faults": {"telegram.away": 2}}'
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_args: object) -> None:
        """Say nothing."""


def test_status_is_ten_plain_lines(shell: Shell, sound: Installation, clock: FrozenClock) -> None:
    """Ten lines, and none of them holds what a person said or where they are."""
    let_ring(sound, clock)
    done = shell("status")
    assert (done.exit_code, len(done.stdout.splitlines())) == (0, 10)
    assert "1 alerts ring, the oldest for 120 minutes." in done.stdout
    assert "The bot does not run. It would run by polling, on sqlite." in done.stdout
    assert "HN" not in done.stdout
    figures = json.loads(shell("status", "--json").stdout)
    assert (figures["alerts_open"], figures["cases_living"], figures["officers_active"]) == (1, 1, 2)


def test_a_running_bot_is_seen(shell: Shell, sound: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    """The private address is asked whether somebody works there."""
    server = HTTPServer(("127.0.0.1", 0), Health)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    monkeypatch.setenv("AMPARO_PRIVATE_BIND", f"127.0.0.1:{server.server_port}")
    lines = shell("status").stdout.splitlines()
    assert "The bot runs, by polling, on sqlite." in lines
    assert lines[10:] == [f"2 x telegram.away: {faults.meaning('telegram.away')}"]
    server.shutdown()
    server.server_close()


def test_what_people_say_of_our_help_is_counted(shell: Shell, sound: Installation, clock: FrozenClock) -> None:
    """The lead sees the month in one line, and every month in JSON; last month's counts are not this one's."""
    said = [(feedback.GOOD, 0), (feedback.GOOD, 0), (feedback.BAD, 0), (feedback.COMPLAINT, 40)]
    for kind, days in said:
        sound.store.transact(lambda c, k=kind, d=days: feedback.add(c, k, clock.now() - d * 86400)).result()  # type: ignore[misc]
    line = "This month 2 people said that our help was good, 1 that it was not; 0 complained."
    assert line in shell("status").stdout.splitlines()
    found = json.loads(shell("status", "--json").stdout)["feedback"]
    assert list(found.values()) == [{"good": 0, "bad": 0, "complaint": 1}, {"good": 2, "bad": 1, "complaint": 0}]


def test_a_language_without_texts_is_found(shell: Shell, sound: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    """A bot would go on without it; whoever switched it on must hear of that."""
    monkeypatch.setenv("AMPARO_ORGANISATION__LANGUAGES", '["en", "xx"]')
    found = [one for one in json.loads(shell("doctor", "--json").stdout) if one["check"] == "languages"]
    assert (found[0]["state"], "no texts in: xx" in found[0]["found"]) == ("wrong", True)


def test_a_spoiled_list_does_not_stop_status(shell: Shell, sound: Installation) -> None:
    """Status goes on and points to doctor."""
    sound.roster_file.write_text("{}")
    done = shell("status")
    assert (done.exit_code, "amparo doctor" in done.stdout) == (0, True)
    assert len(sound.store.read(alerts.open_)) == 0


def test_it_says_whether_a_screen_leads_to_the_locked_page(monkeypatch: pytest.MonkeyPatch) -> None:
    """Not built, without an address, or at the address that is set: one line says which, and how to change it."""
    from bot.cli import doctor
    from bot.settings import load

    bare, set_ = load(bot_token="1" * 9 + ":" + "a" * 35), load(page_origin="https://page.example.org")
    monkeypatch.setattr(doctor.bundle, "is_built", lambda: False)
    assert "make setup" in doctor.page(bare).fix
    monkeypatch.setattr(doctor.bundle, "is_built", lambda: True)
    assert "AMPARO_PAGE_ORIGIN" in doctor.page(bare).fix
    assert doctor.page(set_).found == "at https://page.example.org/page/"


def test_a_language_that_is_half_done_is_found(
    shell: Shell, sound: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever met it would read two languages in one talk."""
    read = catalogs.read

    def without_one(root: Path, language: str) -> catalogs.Catalog:
        found = read(root, language)
        if language == "es":
            next(message for message in found if message.id and message.context).string = ""
        return found

    monkeypatch.setattr(catalogs, "read", without_one)
    found = [one for one in json.loads(shell("doctor", "--json").stdout) if one["check"] == "languages"]
    assert (found[0]["state"], found[0]["found"][:19]) == ("wrong", "1 texts in es are m")

"""`amparo case` where the key store is: what it says, what it records, and what it never does."""

from __future__ import annotations

import json
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import get_type_hints

import pytest
import typer

from bot.casework.seals import open_json
from bot.clock import FrozenClock
from bot.installation import Installation
from bot.store import alerts, cases, conversations, officers, parts, record, screens
from referrals.errors import KeyGone, NoRecipient
from referrals.vault import age_decrypt, open_case
from tests.cli.casemaking import CASE, CHAT, CONVERSATION, LANE, Officer, add_alert, enrol, make_case
from tests.cli.conftest import Shell, StockAge

KEY_NAME = f"conversation:{CONVERSATION}"


@pytest.fixture
def officer(installation: Installation, clock: FrozenClock) -> Officer:
    return enrol(installation, clock.now())


def row_of(installation: Installation) -> cases.Case:
    row = installation.store.read(lambda c: cases.get(c, CASE))
    assert row is not None
    return row


def kinds(installation: Installation) -> list[tuple[str, str]]:
    return [(e.kind, e.detail) for e in installation.store.read(lambda c: record.about(c, CASE)) if e.who == "operator"]


def alert_of(installation: Installation) -> alerts.Alert:
    return installation.store.read(lambda c: alerts.of_case(c, CASE))[0]


# -- list


def test_a_list_says_where_cases_stand_and_nothing_of_them(
    shell: Shell, installation: Installation, clock: FrozenClock, officer: Officer
) -> None:
    """Each case has its id, state, hour, number of parts and whether it rings; neither place nor urgency nor words."""
    make_case(installation, clock.now())
    done = shell("case", "list", "--json")
    (row,) = json.loads(done.stdout)
    assert (row["id"], row["state"], row["parts"], row["alert_open"]) == (CASE, "sent", 4, True)
    assert row["opened"] % 3600 == 0
    assert set(row) == {"id", "state", "opened", "touched", "parts", "alert_open", "tasks", "next"}
    assert CASE in shell("case", "list").stdout


@pytest.mark.parametrize("state", ["draft", "taken_back"])
def test_what_officers_may_not_see_is_not_there(
    shell: Shell, installation: Installation, clock: FrozenClock, officer: Officer, home: Path, state: str
) -> None:
    """Drafts and cases that the person deleted are neither listed nor fetched nor written to."""
    make_case(installation, clock.now(), state=state)
    assert json.loads(shell("case", "list", "--json").stdout) == []
    for words in (
        ["fetch", CASE, "--out", "x.age"],
        ["reply", CASE],
        ["close", CASE, "--reason", "test"],
    ):
        assert shell("case", *words, input="T").exit_code == 1
    assert not (home / "x.age").exists()
    assert kinds(installation) == []


# -- fetch


def test_a_fetched_case_opens_with_stock_age_in_both_layers(
    shell: Shell, installation: Installation, clock: FrozenClock, officer: Officer, home: Path, stock_age: StockAge
) -> None:
    """Stock `age -d` opens the file, and then each part inside it."""
    make_case(installation, clock.now())
    done = shell("case", "fetch", CASE, "--out", "case.age")
    assert done.exit_code == 0, done.output
    document = json.loads(stock_age((home / "case.age").read_bytes(), officer.identity))
    assert [part["part"] for part in document["parts"]] == ["facts", "reply-1", "text-1", "voice-2"]
    inner = json.loads(stock_age(document["parts"][2]["age"].encode(), officer.identity))
    assert inner["content"].startswith("They came on Tuesday.")
    assert (inner["case"], inner["part"], inner["revision"]) == (CASE, "text-1", 1)


def test_a_fetched_case_says_what_officers_need_and_not_who_it_is(
    shell: Shell, installation: Installation, clock: FrozenClock, officer: Officer, home: Path
) -> None:
    """Urgency, language, consents and chosen places are in it; the chat and the lane never are."""
    make_case(installation, clock.now())
    shell("case", "fetch", CASE, "--out", "case.age")
    text = age_decrypt((home / "case.age").read_bytes(), officer.identity).decode()
    routing = json.loads(text)["routing"]
    assert (routing["level"], routing["language"], routing["consents"]) == ("T1", "es", {"keep": True, "contact": True})
    assert str(CHAT) not in text
    assert LANE not in text


def test_a_fetch_is_recorded_even_if_the_file_cannot_be_written(
    shell: Shell, installation: Installation, clock: FrozenClock, officer: Officer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The record is on the disk before the first outer layer comes off."""
    make_case(installation, clock.now())
    seen: list[list[tuple[str, str]]] = []

    def looking(*_args: object, **_named: object) -> bytes:
        seen.append(kinds(installation))
        raise OSError("no room")

    monkeypatch.setattr("bot.desk.opening.strip_part", looking)
    shell("case", "fetch", CASE, "--out", "case.age")
    assert seen == [[("case.fetched", "")]]


def test_a_fetched_file_is_its_owners_alone_and_replaces_nothing(
    shell: Shell, installation: Installation, clock: FrozenClock, officer: Officer, home: Path
) -> None:
    """The file has mode 0600, and one that exists is refused before anything is recorded."""
    make_case(installation, clock.now())
    (home / "old.age").write_text("mine")
    refused = shell("case", "fetch", CASE, "--out", "old.age")
    assert (refused.exit_code, (home / "old.age").read_text(), kinds(installation)) == (1, "mine", [])
    shell("case", "fetch", CASE.lower(), "--out", "new.age")
    assert stat.S_IMODE((home / "new.age").stat().st_mode) == 0o600


def test_a_case_is_sealed_to_everybody_on_the_list_now(
    shell: Shell, installation: Installation, clock: FrozenClock, officer: Officer, home: Path
) -> None:
    """An officer added later opens the fetched file, and finds earlier parts closed to them."""
    make_case(installation, clock.now())
    later = enrol(installation, clock.now(), "Eva", 78)
    shell("case", "fetch", CASE, "--out", "case.age")
    fetched = (home / "case.age").read_bytes()

    opened = [json.loads(open_case(fetched, one.identity).reveal())["parts"] for one in (officer, later)]

    assert [{part.get("closed", False) for part in found} for found in opened] == [{False}, {True}]


def test_with_nobody_on_the_list_nothing_is_fetched(
    shell: Shell, installation: Installation, clock: FrozenClock, officer: Officer, home: Path
) -> None:
    """A case is never written for nobody, and the refusal names the next step."""
    make_case(installation, clock.now())
    installation.write_roster(installation.last_roster().successor((), clock.now()))
    done = shell("case", "fetch", CASE, "--out", "case.age")
    assert (done.exit_code, (home / "case.age").exists()) == (1, False)
    assert "officer add" in done.output
    with pytest.raises(NoRecipient):
        installation.roster(clock.now()).recipients(None, clock.now())


# -- reply


def screens_of(installation: Installation, clock: FrozenClock, bot: str) -> list[dict[str, object]]:
    def opened(c: object) -> list[dict[str, object]]:
        found = []
        for row in screens.due(c, bot, clock.now() + 5, 10):  # type: ignore[arg-type]
            assert row.content is not None
            assert row.key is not None
            key = installation.keys.get(row.key)["epoch"]
            found.append(open_json(key, "screens", str(row.id), row.wanted, row.content))
        return found

    return installation.store.read(opened)


def test_words_end_the_ringing_and_are_kept_sealed(
    shell: Shell, installation: Installation, clock: FrozenClock, officer: Officer
) -> None:
    """A reply ends the alert, opens the case, stands in it as a part, and the officers hear of it."""
    make_case(installation, clock.now(), present=True)
    done = shell("case", "reply", CASE, input="We are coming")
    assert done.exit_code == 0, done.output
    assert (alert_of(installation).state, row_of(installation).state) == ("ended", "open")
    assert [one.part for one in installation.store.read(lambda c: parts.heads(c, CASE))].count("reply-2") == 1
    (person,) = screens_of(installation, clock, "defenders")
    assert (person["chat"], "We are coming" in str(person["text"])) == (CHAT, True)
    (other,) = screens_of(installation, clock, "officers")
    assert (other["chat"], other["silent"]) == (77, True)
    assert kinds(installation) == [("case.replied", ""), ("alert.answered", "")]


def test_an_absent_person_is_only_knocked_at(
    shell: Shell, installation: Installation, clock: FrozenClock, officer: Officer
) -> None:
    """The words wait behind the knock; they do not stand in the message."""
    make_case(installation, clock.now())
    assert shell("case", "reply", CASE, input="Four words for you\n").exit_code == 0
    (knock,) = screens_of(installation, clock, "defenders")
    assert "Four words" not in str(knock["text"])


def test_who_asked_not_to_be_written_to_is_not(
    shell: Shell, installation: Installation, clock: FrozenClock, officer: Officer
) -> None:
    """Nothing is sent, and the operator is told that the words wait."""
    make_case(installation, clock.now(), safe="never")
    done = shell("case", "reply", CASE, input="Words")
    assert (done.exit_code, screens_of(installation, clock, "defenders")) == (0, [])
    assert "locked" in done.output


def test_no_command_but_one_takes_words_or_a_secret_on_its_line() -> None:
    """Everybody on the machine can read a command line while it runs: those come by a file, or as one's own choice."""
    from bot.cli import app

    def every(group: typer.Typer) -> Iterator[tuple[str, str]]:
        for command in group.registered_commands:
            yield from get_type_hints(command.callback).items()  # type: ignore[misc]
        for under in group.registered_groups:
            yield from every(under.typer_instance or typer.Typer())

    secret = {"text", "words", "message", "story", "identity", "pin", "secret", "token", "password"}
    found = [(name, str(kind)) for name, kind in every(app) if secret & set(name.split("_"))]
    assert len(list(every(app))) > 100
    assert ("identity", "<class 'pathlib.Path'>") in found
    assert [name for name, kind in found if "Path" not in kind] == ["text"]


def test_words_may_stand_in_the_command_for_scripts(
    shell: Shell, installation: Installation, clock: FrozenClock, officer: Officer
) -> None:
    """`--text` says the same as standard input; its help says who else can see it."""
    make_case(installation, clock.now(), present=True)
    done = shell("case", "reply", CASE, "--text", "We are coming")
    assert done.exit_code == 0, done.output
    assert alert_of(installation).state == "ended"
    assert "a command line can be looked at" in " ".join(shell("case", "reply", "--help").output.split())


@pytest.mark.parametrize(("text", "code"), [("", 2), ("  \n", 2), ("x" * 3501, 1)])
def test_no_words_and_too_many_are_refused(
    shell: Shell, installation: Installation, clock: FrozenClock, officer: Officer, text: str, code: int
) -> None:
    """Nothing is sent and the alert goes on ringing."""
    make_case(installation, clock.now())
    assert shell("case", "reply", CASE, input=text).exit_code == code
    assert (alert_of(installation).state, kinds(installation)) == ("open", [])


# -- close


def test_a_ringing_case_is_not_closed(
    shell: Shell, installation: Installation, clock: FrozenClock, officer: Officer
) -> None:
    """Nobody goes unanswered into a closed case: the refusal shows both ways on."""
    make_case(installation, clock.now())
    done = shell("case", "close", CASE, "--reason", "helped", "--now")
    assert (done.exit_code, row_of(installation).state, alert_of(installation).state) == (1, "sent", "open")
    assert "case reply" in done.output
    assert "outside_step" in done.output


def test_an_outside_step_ends_the_ringing_and_is_recorded(
    shell: Shell, installation: Installation, clock: FrozenClock, officer: Officer
) -> None:
    """Whoever reached the person another way says so, and that ends the alert."""
    make_case(installation, clock.now())
    assert shell("case", "close", CASE, "--reason", "outside_step").exit_code == 0
    assert (row_of(installation).state, alert_of(installation).state) == ("closed", "ended")
    assert kinds(installation) == [("alert.outside_step", ""), ("case.closed", "outside_step")]


def test_nothing_in_a_closed_case_leads_to_the_person(
    shell: Shell, installation: Installation, clock: FrozenClock, officer: Officer
) -> None:
    """Lane, chat, talk and draft key are gone; what was sealed to officers stays for thirty days."""
    key = make_case(installation, clock.now(), state="open", ringing=False)
    done = shell("case", "close", CASE, "--reason", "helped", "--now")
    assert done.exit_code == 0, done.output
    row = row_of(installation)
    assert row.sealed is not None
    routing = open_json(key, "cases", CASE, row.revision, row.sealed)
    assert (row.lane, "chat" in routing, "lane" in routing, routing["level"]) == (None, False, False, "T1")
    assert installation.store.read(lambda c: conversations.get(c, CONVERSATION)) is None
    assert installation.keys.halves(KEY_NAME) == {"case"}
    assert row.due is not None
    assert 29 * 86_400 < row.due - clock.now() <= 30 * 86_400 + 60
    assert shell("case", "fetch", CASE, "--out", "closed.age").exit_code == 0
    assert shell("case", "reply", CASE, input="More").exit_code == 1


def test_closing_never_keeps_longer_than_was_promised(
    shell: Shell, installation: Installation, clock: FrozenClock, officer: Officer
) -> None:
    """Who called a person and never agreed to be kept is gone 72 hours after the answer, closed or not."""
    make_case(installation, clock.now(), state="alert", keep=False)
    shell("case", "reply", CASE, input="Here")
    assert shell("case", "close", CASE, "--reason", "helped", "--now").exit_code == 0
    due = row_of(installation).due
    assert due is not None
    assert due - clock.now() <= 72 * 3600 + 60


def test_an_unknown_reason_is_wrong_usage(
    shell: Shell, installation: Installation, clock: FrozenClock, officer: Officer
) -> None:
    """A reason is a code, so that no story enters the record."""
    make_case(installation, clock.now(), ringing=False, state="open")
    done = shell("case", "close", CASE, "--reason", "she is safe in Tegucigalpa")
    assert (done.exit_code, row_of(installation).state) == (2, "open")
    assert "referred" in done.output


# -- erase


def test_erasing_asks_for_a_yes(shell: Shell, installation: Installation, clock: FrozenClock, officer: Officer) -> None:
    """Without --yes nothing happens."""
    make_case(installation, clock.now())
    assert shell("case", "erase", CASE).exit_code == 1
    assert row_of(installation).state == "sent"
    assert installation.keys.halves(KEY_NAME)


def test_an_erased_case_is_gone_from_rows_keys_and_copies(
    shell: Shell, installation: Installation, clock: FrozenClock, officer: Officer
) -> None:
    """Rows and key are gone, no sealed copy holds the key, and the command says what it cannot reach."""
    recovery = installation.new_recovery()[0]
    make_case(installation, clock.now())
    installation.copy_keys()
    done = shell("case", "erase", CASE, "--yes")
    assert done.exit_code == 0, done.output
    assert installation.store.read(lambda c: cases.get(c, CASE)) is None
    assert installation.store.read(lambda c: parts.heads(c, CASE)) == []
    assert installation.store.read(lambda c: conversations.get(c, CONVERSATION)) is None
    with pytest.raises(KeyGone):
        installation.keys.get(KEY_NAME)
    copies = [age_decrypt(file.read_bytes(), recovery) for file in installation.copies.glob("keys-*.age")]
    assert len(copies) == 2
    assert not any(CONVERSATION.encode() in copy for copy in copies)
    assert kinds(installation) == [("case.erased", "")]
    assert "Out of our reach" in done.output


def test_the_mark_is_on_the_disk_before_the_key_dies(
    shell: Shell, installation: Installation, clock: FrozenClock, officer: Officer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A kill between the steps leaves a marked row, finished later, and never an unmarked one without a key."""
    make_case(installation, clock.now())
    seen: list[str] = []

    def killed(_self: object, _conversation: str) -> None:
        seen.append(row_of(installation).state)
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("bot.casework.seals.Seals.destroy", killed)
        shell("case", "erase", CASE, "--yes")
    assert (seen, row_of(installation).state) == (["erasing"], "erasing")
    assert shell("case", "erase", CASE, "--yes").exit_code == 0
    assert installation.store.read(lambda c: cases.get(c, CASE)) is None


def test_an_unknown_case_is_refused_everywhere(shell: Shell, installation: Installation, officer: Officer) -> None:
    """Each command ends with 1 and says where ids come from."""
    for words in (
        ["fetch", "0000000000", "--out", "x.age"],
        ["reply", "0000000000"],
        ["close", "0000000000", "--reason", "test"],
        ["erase", "0000000000", "--yes"],
    ):
        done = shell("case", *words, input="T")
        assert (done.exit_code, "case list" in done.output) == (1, True), words


def test_a_second_alert_of_the_same_case_ends_too(
    shell: Shell, installation: Installation, clock: FrozenClock, officer: Officer
) -> None:
    """Words to the person end whatever rings for them."""
    key = make_case(installation, clock.now())
    installation.store.transact(lambda c: add_alert(c, key, clock.now(), "b" * 16)).result()
    shell("case", "reply", CASE, input="Here")
    assert {one.state for one in installation.store.read(lambda c: alerts.of_case(c, CASE))} == {"ended"}
    assert len(installation.store.read(officers.every)) == 1

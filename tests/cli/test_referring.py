"""`amparo case referral`, `done`, and a closing that begins with the person: what is said, and what is refused."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bot.casework import waiting
from bot.casework.seals import Seals, seal_json
from bot.clock import FrozenClock
from bot.installation import Installation
from bot.store import cases, consents, screens, tasks
from referrals.consents import Agreement
from tests.cli.casemaking import CASE, CONVERSATION, Officer, enrol, make_case

PLACE = "ohchr-field"


@pytest.fixture
def officer(installation: Installation, clock: FrozenClock) -> Officer:
    return enrol(installation, clock.now())


def chosen(installation: Installation) -> dict[str, Any]:
    row = installation.store.read(lambda c: cases.get(c, CASE))
    assert row is not None
    return dict(waiting.open_routing(Seals(installation.keys), row)["chosen"][0])


def approve(installation: Installation, now: int) -> None:
    """The person's tap, as the conversation writes it."""
    one, seals = chosen(installation), Seals(installation.keys)
    key = seals.of(CONVERSATION)["case"]
    agreed = Agreement(
        "a" * 16,
        "send",
        True,
        "after/approve/text",
        one["hash"],
        "es",
        now,
        recipient=PLACE,
        fields=tuple(one["tells"]),
    ).to_plain()

    def work(c: Any) -> None:
        consents.put(c, "a" * 16, CONVERSATION, CASE, seal_json(key, "consents", "a" * 16, 0, {"n": 9, **agreed}))
        row, routing = waiting.opened(c, seals, CASE)
        assert row is not None
        waiting.keep(c, seals, row, {**routing, "chosen": [{**one, "status": "approved"}]}, now)

    installation.store.transact(work).result()


def test_a_referral_goes_from_text_to_silence(
    shell: Any, installation: Installation, clock: FrozenClock, officer: Officer, tmp_path: Path
) -> None:
    """Prepared with its text, sent only after the yes, with its day, and refused with a reason."""
    make_case(installation, clock.now(), ringing=False, to_states=True)
    text = tmp_path / "letter.txt"
    text.write_text("A short letter.")
    done = shell("case", "referral", CASE, PLACE, "prepared", "--text", str(text), "--tells", "danger,urgency")
    assert done.exit_code == 0, done.output
    assert chosen(installation)["tells"] == ["danger", "urgency"]
    refused = shell("case", "referral", CASE, PLACE, "sent")
    assert refused.exit_code == 1
    approve(installation, clock.now())
    text.write_text("Another letter.")
    assert shell("case", "referral", CASE, PLACE, "sent", "--text", str(text)).exit_code == 1
    untold = shell("case", "referral", CASE, PLACE, "sent", "--until", "2027-03-01")
    assert (untold.exit_code, "amparo case talk" in untold.stderr) == (1, True)
    assert chosen(installation)["status"] == "approved"
    assert shell("case", "talk", CASE, PLACE, "--about", "state,publicity", "--by", "Ana").exit_code == 0
    assert shell("case", "referral", CASE, PLACE, "sent", "--until", "2027-03-01").exit_code == 0
    sent = chosen(installation)
    assert (sent["status"], sent["allowed_by"]) == ("sent", "a" * 16)
    assert "text" not in sent
    (row,) = json.loads(shell("case", "list", "--json").stdout)
    assert row["next"] == 1803859200 or row["next"] > clock.now()
    assert shell("case", "referral", CASE, PLACE, "refused").exit_code == 2
    done = shell("case", "referral", CASE, PLACE, "refused", "--reason", "no_funds", "--next", "accessnow-helpline")
    assert (done.exit_code, chosen(installation)["next"]) == (0, "accessnow-helpline")


@pytest.mark.parametrize(
    ("more", "code"),
    [
        (["approved"], 2), (["asked"], 2), (["prepared"], 2), (["no_answer", "--reason", "no_funds"], 2),
        (["sent"], 1), (["acted"], 1), (["sent", "--until", "soon"], 2),
    ],
)  # fmt: skip
def test_what_may_not_be_said_is_refused(
    shell: Any, installation: Installation, clock: FrozenClock, officer: Officer, more: list[str], code: int
) -> None:
    """A yes is the person's alone; a text, a reason of the list and the right order are asked for."""
    make_case(installation, clock.now())
    done = shell("case", "referral", CASE, PLACE, *more)
    assert done.exit_code == code
    assert done.output.strip()
    assert chosen(installation)["status"] == "asked"


def test_a_place_that_was_not_chosen_is_refused(
    shell: Any, installation: Installation, clock: FrozenClock, officer: Officer
) -> None:
    """Nobody prepares what the person did not ask for."""
    make_case(installation, clock.now())
    assert shell("case", "referral", CASE, "accessnow-helpline", "sent").exit_code == 1


@pytest.mark.parametrize(
    ("place", "more", "code", "said"),
    [
        (PLACE, ["--about", "weather", "--by", "Ana"], 2, "state, bank, publicity"),
        (PLACE, ["--about", ",", "--by", "Ana"], 2, "state, bank, publicity"),
        (PLACE, ["--about", "state", "--by", "Nobody"], 1, "amparo officer list"),
        (PLACE, ["--about", "state"], 2, "--by"),
        ("lifeline", ["--about", "state", "--by", "Ana"], 1, "did not choose"),
    ],
)  # fmt: skip
def test_a_talk_is_noted_of_a_known_risk_by_a_known_officer(
    shell: Any, installation: Installation, clock: FrozenClock, officer: Officer, place: str, more: list[str],
    code: int, said: str,
) -> None:  # fmt: skip
    """A kind of risk, an officer on the list and a chosen place; else nothing is written, and what to do is said."""
    make_case(installation, clock.now())
    done = shell("case", "talk", CASE, place, *more)
    assert (done.exit_code, said in done.output) == (code, True), done.output
    assert "talks" not in chosen(installation)


def test_without_the_wish_a_state_hears_nothing(
    shell: Any, installation: Installation, clock: FrozenClock, officer: Officer, tmp_path: Path
) -> None:
    """A text for a place through which a government learns is refused before the person is even asked about it."""
    make_case(installation, clock.now())
    text = tmp_path / "letter.txt"
    text.write_text("A short letter.")
    done = shell("case", "referral", CASE, PLACE, "prepared", "--text", str(text), "--tells", "danger")
    assert (done.exit_code, "government" in done.stderr) == (1, True)
    assert chosen(installation)["status"] == "asked"


def test_a_closing_begins_with_the_person(
    shell: Any, installation: Installation, clock: FrozenClock, officer: Officer
) -> None:
    """Who was helped and can be reached is asked first; who may not be written to is not."""
    make_case(installation, clock.now(), ringing=False, state="open")
    done = shell("case", "close", CASE, "--reason", "helped")
    assert (done.exit_code, "asked" in done.output) == (0, True)
    row = installation.store.read(lambda c: cases.get(c, CASE))
    assert row is not None
    assert row.state == "open"
    assert installation.store.read(lambda c: screens.waiting(c, "defenders", clock.now()))
    assert shell("case", "close", CASE, "--reason", "helped", "--now").exit_code == 0


def test_a_task_is_done(shell: Any, installation: Installation, clock: FrozenClock, officer: Officer) -> None:
    """It stands in the list until somebody says that it was done."""
    make_case(installation, clock.now())
    installation.store.transact(lambda c: tasks.put(c, "t1", CASE, "unread", clock.now())).result()
    assert "unread" in shell("case", "list").stdout
    assert shell("case", "done", CASE, "unread").exit_code == 0
    assert "unread" not in shell("case", "list").stdout
    assert shell("case", "done", CASE, "unread").exit_code == 1


def test_a_yes_without_the_word_is_confirmed_by_name(
    shell: Any, installation: Installation, clock: FrozenClock, officer: Officer, tmp_path: Path
) -> None:
    """Only an officer of the list, by a way of the list, and only where somebody said yes to this text."""
    make_case(installation, clock.now(), ringing=False, to_states=True)
    text = tmp_path / "letter.txt"
    text.write_text("A short letter.")
    assert shell("case", "referral", CASE, PLACE, "prepared", "--text", str(text), "--tells", "danger").exit_code == 0
    sure = ["case", "confirm", CASE, PLACE, "--how", "call", "--by", "Ana"]
    assert shell(*sure).exit_code == 1
    one, seals = chosen(installation), Seals(installation.keys)
    yes = Agreement("b" * 16, "send", True, "after/approve/text", one["hash"], "es", clock.now(), recipient=PLACE)

    def work(c: Any) -> None:
        row, routing = waiting.opened(c, seals, CASE)
        assert row is not None
        said = {**one, "said_yes": yes.to_plain()}
        waiting.keep(c, seals, row, {**routing, "chosen": [said]}, clock.now())

    installation.store.transact(work).result()
    assert shell("case", "referral", CASE, PLACE, "sent").exit_code == 1
    assert shell(*sure[:-1], "Nobody").exit_code == 1
    assert shell(*sure[:-3], "guess", "--by", "Ana").exit_code == 2
    assert shell(*sure).exit_code == 0
    assert chosen(installation)["status"] == "approved"
    assert shell(*sure).exit_code == 1

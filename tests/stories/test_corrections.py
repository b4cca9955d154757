"""A contact that is withdrawn while the bot runs: gone from the next screen on, and those who saw it are told."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from test_deleting import told

from bot import shelf
from referrals.directory import Check
from referrals.local import Number
from tests.talks import HOUR, MINUTE, Talks

PLACE = "accessnow-helpline"
ADDRESS = "help@accessnow.org"
ASKED = "> help weeks me adult agree drop NG media online unknown first phone {safe} none send places"


def data(talks: Talks) -> Path:
    return talks.installation.settings.server_key_file.parent


def checked(talks: Talks, **changes: object) -> None:
    today = datetime.fromtimestamp(talks.clock.now(), UTC).date()
    shelf.write_checks(data(talks) / "checks.yaml", [replace(Check.made(PLACE, "Ana", today), **changes)])  # type: ignore[arg-type]


def numbers(talks: Talks, *dialled: str) -> None:
    today = datetime.fromtimestamp(talks.clock.now(), UTC).date()
    shelf.write_numbers(data(talks) / "local", "NG", [Number("NG", "police", one, today, "Ana") for one in dialled])


def test_a_withdrawn_contact_is_gone_from_the_next_screen_on(talks: Talks) -> None:
    """Without a restart, and in every talk: the place shows its contact, and a moment later it does not."""
    checked(talks)
    first = told(talks, ASKED.format(safe="any"), f"> {PLACE} alone")
    assert ADDRESS in first.text
    checked(talks, withdrawn_contacts=frozenset({ADDRESS}))
    second = told(talks, ASKED.format(safe="any"), f"> {PLACE} alone")
    assert ADDRESS not in second.text
    checked(talks, withdrawn=True)
    third = told(talks, ASKED.format(safe="any"))
    assert "Access Now" not in third.screen.text


@pytest.mark.parametrize("changes", [{"withdrawn": True}, {"withdrawn_contacts": frozenset({ADDRESS})}])
def test_who_saw_it_is_told_once(talks: Talks, changes: dict[str, object]) -> None:
    """Behind the knock, with the place's name and never the contact itself."""
    checked(talks)
    phone = told(talks, ASKED.format(safe="any"), f"> {PLACE} alone")
    other = told(talks, ASKED.format(safe="any"))
    talks.beat()
    talks.wait(HOUR, every=600)
    before = len(other.ours)
    checked(talks, **changes)
    talks.beat()
    knock = phone.ours[-1]
    assert knock.text == "You have a message."
    phone.press(knock.buttons[0][1], knock.id)
    assert "It was: \u2068Access Now Digital Security Helpline" in phone.text
    assert ADDRESS not in phone.ours[-1].text
    after = len(phone.ours)
    talks.beat()
    talks.restart()
    talks.beat()
    assert len(phone.ours) == after
    assert len(other.ours) == before


def test_who_asked_not_to_be_written_to_finds_it_when_they_come(talks: Talks) -> None:
    """*Only when I write first* holds for a correction too."""
    checked(talks)
    phone = told(talks, ASKED.format(safe="never"), f"> {PLACE} alone")
    talks.wait(HOUR, every=600)
    before = len(phone.ours)
    checked(talks, withdrawn=True)
    talks.beat()
    assert len(phone.ours) == before


def test_after_72_hours_nobody_is_told(talks: Talks) -> None:
    """What was shown four days ago is no longer remembered for this."""
    checked(talks)
    phone = told(talks, ASKED.format(safe="any"), f"> {PLACE} alone")
    talks.wait(73 * HOUR, every=6 * HOUR)
    before = len(phone.ours)
    checked(talks, withdrawn=True)
    talks.beat()
    assert len(phone.ours) == before


def test_a_number_seen_on_the_card_is_corrected_too(talks: Talks) -> None:
    """A number answered by the wrong people is taken off the card, and who saw it before their case began is told."""
    numbers(talks, "000 1")
    phone = told(talks, "> danger wake any armed NG phones")
    assert "000 1" in phone.text
    talks.wait(45 * MINUTE, every=600)
    numbers(talks)
    talks.beat()
    knock = phone.ours[-1]
    phone.press(knock.buttons[0][1], knock.id)
    assert "It was: \u2068police (Nigeria)" in phone.text


def test_what_was_shown_stands_nowhere_in_clear(talks: Talks) -> None:
    """Which contacts a person saw is in their sealed records alone."""
    checked(talks)
    told(talks, ASKED.format(safe="any"), f"> {PLACE} alone")
    talks.beat()
    talks.close()
    stored = b"".join(file.read_bytes() for file in data(talks).rglob("*") if file.is_file() and file.suffix != ".yaml")
    talks._open()
    assert ADDRESS.encode() not in stored

"""A clock that is set back or jumps ahead silences no bell and opens no chat."""

from __future__ import annotations

import pytest
from test_deleting import SENT, told

from tests.talks import HOUR, MINUTE, Talks

RING = "Something is waiting"
DANGER = "> danger wake any armed HN"


def rung(talks: Talks) -> int:
    return sum(RING in one.text for one in talks.desks["Ana"].ours)


@pytest.mark.parametrize("back", [5 * MINUTE, 50 * MINUTE, 30 * 24 * HOUR])
def test_a_clock_set_back_rings_at_once_and_goes_on(talks: Talks, back: int) -> None:
    """The time server corrects the clock by five minutes, or by a month: the next look rings, then every 3 minutes."""
    told(talks, DANGER)
    talks.wait(2 * MINUTE, every=30)
    before = rung(talks)
    talks.clock.move(-back)
    talks.beat()
    assert rung(talks) == before + 1
    assert "clock.set_back" in talks.faults
    talks.wait(4 * MINUTE, every=30)
    assert rung(talks) > before + 1


@pytest.mark.parametrize("back", [5 * MINUTE, 30 * 24 * HOUR])
def test_a_pause_lasts_as_long_as_it_would_have(talks: Talks, back: int) -> None:
    """Who took it keeps their ten minutes, and not a month more."""
    told(talks, DANGER)
    talks.wait(2 * MINUTE, every=30)
    talks.desks["Ana"].tap("take")
    before = rung(talks)
    talks.wait(4 * MINUTE, every=30)
    talks.clock.move(-back)
    talks.beat()
    assert rung(talks) == before
    talks.wait(7 * MINUTE, every=30)
    assert rung(talks) == before + 1


def test_after_a_restart_it_is_noticed_too(talks: Talks) -> None:
    """Nothing that must notice it lives in memory."""
    told(talks, DANGER)
    talks.beat()
    before = rung(talks)
    talks.clock.move(-3 * HOUR)
    talks.restart()
    talks.beat()
    assert rung(talks) == before + 1


def test_the_person_is_told_the_truth_on_whatever_clock(talks: Talks) -> None:
    """Ten minutes of waiting count, also where the clock went back in between, and back again after a jump ahead."""
    phone = told(talks, DANGER)
    talks.wait(6 * MINUTE, every=30)
    talks.clock.move(-20 * MINUTE)
    talks.wait(6 * MINUTE, every=30)
    assert "Nobody has answered yet" in phone.text
    talks.clock.move(9 * HOUR)
    talks.beat()
    talks.clock.move(-9 * HOUR)
    before = len(phone.ours) + len(phone.chat)
    talks.wait(31 * MINUTE, every=30)
    assert "Still nobody" in phone.text or len(phone.ours) + len(phone.chat) > before


def test_what_waits_long_by_right_is_left_alone(talks: Talks) -> None:
    """Less urgent alerts name far times and are no sign of anything."""
    told(talks, SENT)
    talks.wait(2 * HOUR, every=10 * MINUTE)
    assert talks.faults == []


def test_a_chat_does_not_stay_open_because_the_clock_went_back(talks: Talks) -> None:
    """A last sign that lies hours ahead is no sign of presence: the chat shows the first screen."""
    phone = told(talks, SENT)
    at = phone.at
    talks.clock.move(-3 * HOUR)
    phone.write("hello")
    assert phone.at != at


def test_who_is_taken_again_and_again_is_told_the_truth(talks: Talks) -> None:
    """Two officers who only tap keep it from ringing, but not the person from knowing that nobody has written."""
    phone = told(talks, DANGER)
    talks.beat()
    for officer in ("Ana", "Ben"):
        talks.desks[officer].tap("take")
        talks.wait(9 * MINUTE, every=30)
    assert "Nobody has answered yet" in phone.text

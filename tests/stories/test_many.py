"""Four hundred call within ten minutes: six officers, few bells, a known word first, the truth for everybody (F14)."""

from __future__ import annotations

from pathlib import Path

import pytest
from test_deleting import SENT, told

from bot.alerts.crowd import waiting
from bot.store import alerts, counters
from tests.phone import Phone
from tests.talks import MINUTE, Talks

RING, MANY, ONE = "Something is waiting", "Many people are calling", "people call at once"
MOST = 8


def loud(desk: Phone) -> int:
    return sum(RING in one.text and not one.silent for one in desk.ours)


def first_of(talks: Talks, desk: Phone) -> str:
    """The alert behind the newest bell of an officer."""
    bell = [one for one in desk.ours if RING in one.text and one.buttons][-1]
    tag = bell.buttons[0][1].split(".")[1]
    found = talks.store.read(lambda c: alerts.by_tag(c, tag))
    assert found is not None
    return found.id


def crowd(talks: Talks, people: int, minutes: int) -> list[Phone]:
    """So many people in one country, one after the other, while the leader beats."""
    phones = []
    step = max(1, minutes * MINUTE // people)
    for number in range(people):
        phones.append(told(talks, "> danger wake any armed HN"))
        talks.clock.move(step)
        if number % 10 == 0:
            talks.beat()
    return phones


@pytest.fixture
def six(talks: Talks) -> Talks:
    for name in ("Cy", "Dee", "Eva", "Fay"):
        talks.officer(name)
    return talks


def test_four_hundred_ring_nobody_more_than_eight_times(six: Talks, tmp_path: Path) -> None:
    """At most eight loud bells each, the one with a word first, one event for the officers, a true word for each."""
    known = told(six, SENT)
    six.beat()
    phones = crowd(six, 399, 10)
    known.write("danger")
    known.tap("wake")
    six.beat()
    assert max(loud(desk) for desk in six.desks.values()) <= MOST
    six.wait(5 * MINUTE + 30, every=30)
    case = six.case_of(known)
    assert case is not None
    (alert,) = six.alerts_of(case)
    assert {first_of(six, desk) for desk in six.desks.values()} == {alert.id}
    open_ = six.store.read(alerts.open_)
    assert len(open_) == 400, "nobody was refused"
    for desk in six.desks.values():
        assert sum(ONE in one.text for one in desk.ours) == 1
    assert all(MANY in phone.text for phone in phones if phone is not known)


def test_a_bell_that_stands_for_many_is_no_clock_set_back(talks: Talks) -> None:
    """Five minutes between two bells of a crowd are their own step: nothing is reported, no alert opened earlier."""
    crowd(talks, 20, 1)
    talks.wait(2 * MINUTE, every=10)
    assert "clock.set_back" not in talks.faults
    opened = [one.opened for one in talks.store.read(alerts.open_)]
    talks.wait(10 * MINUTE, every=10)
    assert talks.faults == []
    assert (
        talks.store.read(lambda c: [one.state["opened"] for one in waiting(c, talks.seals, talks.clock.now())])
        == opened
    )


def test_who_is_done_gets_the_next_without_a_sound(talks: Talks) -> None:
    """In a crowd each answer brings the next alert at once, another one for each officer; at the end none."""
    phones = crowd(talks, 12, 1)
    talks.wait(6 * MINUTE, every=30)
    ana, ben = talks.desks["Ana"], talks.desks["Ben"]
    seen = set()
    for _ in range(6):
        for desk in (ana, ben):
            bell = [one for one in desk.ours if RING in one.text and one.buttons][-1]
            seen.add(first_of(talks, desk))
            desk.reply(bell.id, "I am here. Can you write?")
            talks.beat()
    assert len(seen) == 12
    assert all("I am here" in phone.text for phone in phones)
    assert talks.store.read(alerts.open_) == []
    talks.beat()
    assert talks.store.read(lambda c: counters.marked(c, "crowd.groups")) == "{}"


def test_five_are_no_crowd(talks: Talks) -> None:
    """Each has a bell of its own, every three minutes, and nobody is told of many."""
    phones = crowd(talks, 5, 1)
    talks.wait(3 * MINUTE, every=30)
    assert loud(talks.desks["Ana"]) == 10
    assert not any(MANY in phone.text for phone in phones)


def test_both_bells_are_always_the_same_bytes(talks: Talks) -> None:
    """Words and buttons of a bell, loud or quiet, in a crowd or alone, differ in the tag only."""
    told(talks, SENT)
    crowd(talks, 8, 1)
    talks.wait(6 * MINUTE, every=30)
    for words in (RING, "Something arrived"):
        found = [one for one in talks.desks["Ana"].ours if words in one.text]
        assert found
        assert len({one.text for one in found}) == 1
        shapes = {tuple((label, len(data), data[-5:]) for label, data in one.buttons) for one in found}
        assert len(shapes) == 1
        assert len({len(one.document or "") for one in found}) == 1

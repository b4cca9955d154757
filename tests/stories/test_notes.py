"""The note of the day, the quiet moments, and what people are told about time: all by the officers' own clock."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from test_deleting import SENT, told
from test_shifts import count, enter, mark

from bot import hours
from bot.casework import duty, measured
from bot.duties import Duties
from bot.store import shifts
from referrals import rota
from tests.talks import HOUR, MINUTE, Talks

NOTE, ASLEEP, QUIET, MORE = "Today's note", "Somebody has opened no note", "Something arrived", "The person sent more"
DANGER = "> danger wake any armed HN"
ZONE = "America/Tegucigalpa"
SLOTS = ("08:00", "12:00", "16:00", "20:00")
DAY = 24 * HOUR


@pytest.fixture
def daily(talks: Talks) -> Talks:
    """With the quiet hours that ship, in a zone six hours behind UTC; it is two in the morning there."""
    quiet = hours.next_quiet(SLOTS, ZONE)
    talks.tools = replace(
        talks.tools, digest_at=SLOTS[0], zone=ZONE, schedule=replace(talks.tools.schedule, quiet=quiet)
    )
    talks.duties = Duties(talks.store, talks.tools, talks.seals, talks.installation.keys, talks.faults.append)
    return talks


def body(talks: Talks, officer: str) -> dict[str, Any]:
    return duty.body_of(talks.tools, talks.store.read(duty.rows_on)[officer])


def test_a_note_goes_out_each_day_and_must_be_opened(daily: Talks) -> None:
    """At eight, to each; who opens none for three days is not counted on, and the lead hears whose it is."""
    mark(daily, "Ben", marks=[duty.LEAD])
    daily.wait(5 * HOUR, every=HOUR)
    assert count(daily, "Ana", NOTE) == 0
    for _ in range(4):
        daily.wait(2 * HOUR, every=HOUR)
        assert count(daily, "Ana", NOTE) >= 1
        daily.desks["Ben"].tap("note")
        daily.wait(22 * HOUR, every=HOUR)
    assert duty.is_able(body(daily, "Ben"), daily.clock.now())
    assert not duty.is_able(body(daily, "Ana"), daily.clock.now())
    assert (count(daily, "Ben", ASLEEP), count(daily, "Ana", ASLEEP)) == (1, 0)
    daily.desks["Ben"].tap("asleep")
    assert "Ana" in daily.desks["Ben"].ours[-1].text
    daily.desks["Ana"].tap("note")
    assert duty.is_able(body(daily, "Ana"), daily.clock.now())


def test_who_opens_none_leaves_the_confirmed_shifts_and_cannot_open(daily: Talks) -> None:
    """The shift stands in the table and counts for nobody, so everyone is called; *Open* asks for the note first."""
    enter(daily, "Ana", 0, 30 * HOUR)
    daily.beat()
    daily.desks["Ana"].tap("on")
    rows = list(daily.store.read(duty.rows_on).values())
    assert daily.store.read(lambda c: duty.people(c, daily.tools, rows, daily.clock.now())).on_duty == ("Ana",)
    mark(daily, "Ana", unopened=daily.clock.now() - duty.ASLEEP)
    rows = list(daily.store.read(duty.rows_on).values())
    assert daily.store.read(lambda c: duty.people(c, daily.tools, rows, daily.clock.now())).on_duty == ()
    assert daily.store.read(lambda c: duty.gaps(c, daily.tools, daily.clock.now()))[0][0] == daily.clock.now()
    told(daily, DANGER)
    daily.beat()
    daily.desks["Ana"].tap("open")
    assert "Open today's note first" in daily.desks["Ana"].text


def test_the_quiet_bell_waits_for_its_moments(daily: Talks) -> None:
    """A case that can wait rings at eight, not at two at night, and goes on at quiet moments."""
    told(daily, SENT)
    daily.wait(5 * HOUR, every=HOUR)
    assert count(daily, "Ana", QUIET) == 0
    daily.wait(2 * HOUR, every=HOUR)
    assert count(daily, "Ana", QUIET) == 1
    daily.wait(4 * HOUR, every=HOUR)
    assert count(daily, "Ana", QUIET) == 1, "not at noon"
    daily.wait(4 * HOUR, every=HOUR)
    assert count(daily, "Ana", QUIET) == 2


def test_what_is_usual_is_said_only_when_it_was_measured(talks: Talks) -> None:
    """Without data the sentence is left out; with it, what four of five waited; with nobody on duty, until when."""
    assert "usually takes" not in told(talks, "> danger wake").text
    now = talks.clock.now()
    for seconds in (60, 120, 240, 600, 3000):
        talks.do(lambda c, s=seconds: measured.note(c, talks.tools, "T0", now - s, now))  # type: ignore[misc]
    phone = told(talks, "> danger wake")
    assert "usually takes" in phone.text
    assert "10 minutes" in phone.text
    assert "Nobody is on duty until" not in phone.text
    enter(talks, "Ana", 5 * HOUR, 9 * HOUR)
    phone = told(talks, "> danger wake")
    assert "usually takes" not in phone.text
    assert "Nobody is on duty until" in phone.text


def test_every_answer_is_measured_and_nothing_else_of_it_is_kept(talks: Talks) -> None:
    """From the tap to the words, by urgency; sealed, and of nobody."""
    told(talks, DANGER)
    talks.wait(4 * MINUTE, every=30)
    talks.desks["Ana"].tap("take")
    talks.desks["Ana"].write("I am here")
    (one,) = talks.store.read(lambda c: measured.every(c, talks.tools, talks.clock.now()))
    assert (one.level, one.seconds) == ("T0", 4 * MINUTE)
    (row,) = talks.every("answers")
    assert set(row) == {"id", "day", "key", "sealed"}
    talks.wait(32 * DAY, every=8 * DAY)
    assert talks.every("answers") == []


def test_figures_are_by_urgency_and_part_of_the_day() -> None:
    """Median, ninetieth of a hundred, worst; too few are no measure."""
    found = [measured.Measured("T0", hour * HOUR, minutes * 60) for hour, minutes in ((1, 2), (2, 4), (3, 9), (13, 60))]
    night, noon = measured.figures(found, "UTC")
    assert (night.band, night.count, night.median, night.most, night.worst) == ("00-06", 3, 240, 540, 540)
    assert (noon.band, noon.worst) == ("12-18", 3600)
    assert measured.usual(found, "T0", HOUR, "UTC") is None
    assert measured.usual([*found, found[0]], "T0", HOUR, "UTC") == 540
    assert measured.usual([*found, found[0]], "T1", HOUR, "UTC") is None


def test_shifts_of_an_early_answer_count_at_once(talks: Talks) -> None:
    """Who answers ten minutes before the shift is called from then on."""
    name = enter(talks, "Ana", 10 * MINUTE, 9 * HOUR)
    talks.beat()
    talks.desks["Ana"].tap("on")
    found = talks.store.read(lambda c: shifts.get(c, name))
    assert found is not None
    assert rota.is_on(duty.shape(found), talks.clock.now())

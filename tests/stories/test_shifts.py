"""Shifts on the movable clock: a test rings, a tap begins the shift, silence rings the lead and everyone (F04)."""

from __future__ import annotations

import pytest
from test_deleting import told

from bot.casework import duty
from bot.store import officers, shifts
from referrals import rota
from tests.talks import HOUR, MINUTE, Talks

RING, TEST, MISSED = "Something is waiting", "Your shift begins", "A shift has nobody"
DANGER = "> danger wake any armed HN"


def enter(talks: Talks, officer: str, starts: int, ends: int, role: str = rota.FIRST) -> str:
    """Enter a shift that begins and ends so many seconds from now."""
    now = talks.clock.now()
    name = f"{officer}{starts}{role}".lower().ljust(16, "0")[:16]
    shift = shifts.Shift(name, officer, role, rota.PLANNED, now + starts, now + ends, None, None)
    talks.do(lambda c: shifts.put(c, shift))
    return name


def mark(talks: Talks, officer: str, **body: object) -> None:
    def work(c: object) -> None:
        row = officers.get(c, officer)  # type: ignore[arg-type]
        assert row is not None
        duty.write_body(c, talks.tools, row, {**duty.body_of(talks.tools, row), **body})  # type: ignore[arg-type]

    talks.do(work)


def count(talks: Talks, officer: str, words: str) -> int:
    return sum(words in one.text for one in talks.desks[officer].ours)


def state(talks: Talks, name: str) -> str:
    found = talks.store.read(lambda c: shifts.get(c, name))
    assert found is not None
    return found.state


def test_a_shift_begins_when_its_officer_taps(talks: Talks) -> None:
    """The test rings ten minutes before, loudly; after the tap only they are called at first."""
    name = enter(talks, "Ana", HOUR, 9 * HOUR)
    talks.wait(49 * MINUTE, every=MINUTE)
    assert count(talks, "Ana", TEST) == 0
    talks.wait(2 * MINUTE, every=MINUTE)
    assert count(talks, "Ana", TEST) == 1
    assert not next(one for one in talks.desks["Ana"].ours if TEST in one.text).silent
    talks.desks["Ana"].tap("on")
    assert state(talks, name) == rota.CONFIRMED
    assert "You are on duty until" in talks.desks["Ana"].text
    told(talks, DANGER)
    talks.beat()
    assert (count(talks, "Ana", RING), count(talks, "Ben", RING)) == (1, 0)
    talks.wait(11 * MINUTE, every=30)
    assert count(talks, "Ben", RING) >= 1, "everyone at ten minutes"


def test_an_unanswered_test_rings_the_lead_and_the_ladder_goes_to_everyone(talks: Talks) -> None:
    """Three rings, then the lead; the shift counts as nobody's, until a late tap."""
    mark(talks, "Ben", marks=[duty.LEAD])
    name = enter(talks, "Ana", 10 * MINUTE, 9 * HOUR)
    talks.wait(11 * MINUTE, every=MINUTE)
    assert count(talks, "Ana", TEST) == 4
    assert (count(talks, "Ben", MISSED), count(talks, "Ana", MISSED)) == (1, 0)
    assert not next(one for one in talks.desks["Ben"].ours if MISSED in one.text).silent
    talks.desks["Ben"].tap("who")
    assert "Ana" in talks.desks["Ben"].ours[-1].text
    talks.wait(10 * MINUTE, every=MINUTE)
    assert count(talks, "Ben", MISSED) == 1
    told(talks, DANGER)
    talks.beat()
    assert (count(talks, "Ana", RING), count(talks, "Ben", RING)) == (1, 1)
    talks.desks["Ana"].tap("on")
    assert state(talks, name) == rota.CONFIRMED
    assert count(talks, "Ben", "has somebody now") == 1


def test_nobody_answers_the_test_of_another(talks: Talks) -> None:
    """A button that was forwarded, or of a shift that is over, begins nothing."""
    name = enter(talks, "Ana", 5 * MINUTE, HOUR)
    talks.beat()
    bell = next(one for one in talks.desks["Ana"].ours if TEST in one.text)
    talks.desks["Ben"].press(bell.buttons[0][1], bell.id)
    assert state(talks, name) == rota.ASKED
    talks.clock.move(2 * HOUR)
    talks.desks["Ana"].tap("on")
    assert state(talks, name) == rota.ASKED
    talks.desks["Ana"].press("r.nothing.on", bell.id)
    assert "earlier bell" in talks.desks["Ana"].text


def test_a_rota_that_ran_out_is_not_everybody_on_duty(talks: Talks) -> None:
    """Where shifts were kept once, an empty table means nobody, and so everyone at once."""
    enter(talks, "Ana", -9 * HOUR, -HOUR)
    rows = list(talks.store.read(duty.rows_on).values())
    found = talks.store.read(lambda c: duty.people(c, talks.tools, rows, talks.clock.now()))
    assert found.on_duty == ()
    assert found.everyone == ("Ana", "Ben")
    assert talks.store.read(lambda c: duty.gaps(c, talks.tools, talks.clock.now())) != []


@pytest.mark.parametrize("back", [HOUR, 40 * 24 * HOUR])
def test_a_clock_set_back_asks_again(talks: Talks, back: int) -> None:
    """A test that rang in a time that is to come rings anew when its time comes."""
    enter(talks, "Ana", 0, 9 * HOUR)
    talks.beat()
    talks.clock.move(-back)
    talks.beat()
    before = count(talks, "Ana", TEST)
    talks.clock.move(back - 9 * MINUTE)
    talks.beat()
    assert count(talks, "Ana", TEST) == before + 1


def test_who_is_called_last_is_called_at_twenty_minutes(talks: Talks) -> None:
    """Everyone at ten, those marked last at twenty, then all each fifteen."""
    mark(talks, "Ben", marks=[duty.LAST])
    told(talks, DANGER)
    talks.wait(19 * MINUTE, every=30)
    assert count(talks, "Ben", RING) == 0
    talks.wait(2 * MINUTE, every=30)
    assert count(talks, "Ben", RING) == 1
    talks.wait(31 * MINUTE, every=30)
    assert count(talks, "Ben", RING) == 3


def test_who_blocked_the_officers_chat_is_not_counted_on(talks: Talks) -> None:
    """Their shift keeps nobody from being called at once; the others hear it once, until they write again."""
    enter(talks, "Ana", 0, 9 * HOUR)
    talks.wait(MINUTE)
    ana, ben = talks.desks["Ana"].tap("on"), talks.desks["Ben"]
    for _ in range(3):
        ana._take(kind="member", member_status="kicked")
    assert sum("another way" in one.text and "Ana" in one.text for one in ben.ours) == 1
    told(talks, DANGER)
    talks.beat()
    assert count(talks, "Ben", RING) == 1
    ana.write("/start")
    ben.tap("take").write("We are here")
    before = count(talks, "Ben", RING)
    told(talks, DANGER)
    talks.beat()
    assert count(talks, "Ben", RING) == before


def test_a_chat_that_refuses_a_bell_is_told_of(talks: Talks) -> None:
    """As when Telegram answers 403 to the bell itself."""
    lane = talks.desks["Ana"].lane
    talks.do(lambda c: duty.refused(c, talks.tools, lane, talks.clock.now()))
    talks.send()
    assert "Ana" in talks.desks["Ben"].ours[-1].text
    assert not duty.is_able(talks.do(lambda c: duty.body_of(talks.tools, officers.by_lane(c, lane))), talks.clock.now())

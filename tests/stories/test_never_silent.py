"""Whatever is missing, spoilt or wrong about one row, the others ring, and who waits for life is told the truth."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import text
from test_deleting import told

from bot.alerts import crowd, ringing
from bot.casework.officers import ACTIVE, DISABLED
from bot.handling import Handling
from bot.store import alerts, jobs, screens
from bot.store import officers as rows_of
from referrals.errors import RosterRefused
from tests.phone import Phone
from tests.served import FRAME, Page, address, served
from tests.talks import HOUR, MINUTE, Talks

RING = "Something is waiting"
DANGER = "> danger wake any armed HN"


def bells(talks: Talks, name: str = "Ana") -> int:
    return sum(RING in one.text for one in talks.desks[name].ours)


def spoil(talks: Talks, statement: str, **values: Any) -> None:
    """Change a row as a fault, or somebody with the database, would."""
    talks.do(lambda c: c.execute(text(statement), values))


def everybody(talks: Talks, state: str) -> None:
    for row in talks.store.read(rows_of.every):
        talks.do(lambda c, row=row: rows_of.change(c, rows_of.get(c, row.id)._replace(state=state)))
        if state == ACTIVE:  # the seal is bound to the revision
            spoil(talks, "UPDATE officers SET revision = revision - 2 WHERE id = :id", id=row.id)


# -- nobody, and everybody


def test_where_nobody_is_left_to_ring_the_person_is_told_the_truth(talks: Talks) -> None:
    """All officers are disabled while it rings: at ten and thirty minutes the person hears that nobody has answered."""
    phone = told(talks, DANGER)
    talks.beat()
    everybody(talks, DISABLED)
    talks.wait(12 * MINUTE, every=30)
    assert "Nobody has answered yet" in phone.text
    talks.wait(20 * MINUTE, every=30)
    case = talks.case_of(phone)
    assert case is not None
    assert any("Still nobody" in words for words in talks.routing(case)["truth"]), (
        "behind the knock, after half an hour"
    )
    assert "You have a message" in phone.text
    assert "alert.nobody_on_duty" in talks.faults


def test_who_comes_back_is_rung_within_a_minute(talks: Talks) -> None:
    """What was owed while nobody could be called is rung as soon as somebody can, and not half an hour later."""
    everybody(talks, DISABLED)
    told(talks, DANGER)
    talks.wait(3 * MINUTE, every=30)
    before = bells(talks)
    everybody(talks, ACTIVE)
    talks.wait(MINUTE, every=30)
    assert bells(talks) == before + 1


# -- rows of officers


@pytest.mark.parametrize("how", ["sealed = NULL", "key = 'lost'", "sealed = x'00'"])
def test_an_officer_who_cannot_be_opened_keeps_nobody_from_being_called(talks: Talks, how: str) -> None:
    """A row that is empty, spoilt, or under a key that is gone: the other officer is rung, with the summons."""
    spoil(talks, f"UPDATE officers SET {how} WHERE id = 'Ana'")
    told(talks, DANGER)
    talks.beat()
    assert bells(talks, "Ben") == 1
    assert next(one for one in talks.desks["Ben"].ours if RING in one.text).document
    talks.wait(4 * MINUTE, every=30)
    assert bells(talks, "Ben") > 1


@pytest.mark.parametrize("how", ["sealed = NULL", "key = 'lost'", "sealed = x'00'"])
def test_nor_from_answering(talks: Talks, how: str) -> None:
    """Who takes and answers tells the others; that one of these cannot be opened stops neither."""
    phone = told(talks, DANGER)
    talks.beat()
    spoil(talks, f"UPDATE officers SET {how} WHERE id = 'Ana'")
    ben = talks.desks["Ben"]
    ben.tap("take")
    ben.write("We are here")
    assert "We are here" in phone.text


# -- alerts


def test_a_key_that_is_gone_takes_no_alert_with_it(talks: Talks) -> None:
    """The key of a case is lost, and nobody asked for that: it rings for all, and the operator hears why."""
    lost, other = told(talks, DANGER), told(talks, DANGER)
    case = talks.case_of(lost)
    assert case is not None
    (alert,) = talks.alerts_of(case)
    row = lost.row
    assert row is not None
    talks.seals.destroy(row.id)
    talks.duties.ring(talks.clock.now())
    talks.send()
    assert bells(talks) == 2, "each of them rang"
    assert talks.store.read(lambda c: alerts.get(c, alert.id)) is not None
    assert "alert.key_gone" in talks.faults
    talks.beat()
    assert "rows.keyless" in talks.faults, "an hour later at the most it is ended, and the operator hears of that too"
    assert [one.state for one in talks.store.read(alerts.open_)] == ["open"]
    assert other.chat


def test_a_case_that_cannot_be_opened_rings_by_its_own_steps(talks: Talks) -> None:
    """Where the person is reached was spoilt: nobody can be told there, and it rings on by its steps."""
    phone = told(talks, DANGER)
    talks.beat()
    spoil(talks, "UPDATE cases SET sealed = x'00' WHERE id = :id", id=talks.case_of(phone))
    talks.wait(15 * MINUTE, every=30)
    before = bells(talks)
    talks.wait(6 * MINUTE, every=30)
    assert bells(talks) > before
    assert [one for one in talks.desks["Ana"].ours if RING in one.text][-1].document, "with its summons"


def test_blind_bells_of_one_silence_no_other(talks: Talks, monkeypatch: pytest.MonkeyPatch) -> None:
    """An alert that cannot even be rung blind does not undo the bells of the others."""
    first, _ = told(talks, DANGER), told(talks, DANGER)
    (alert,) = talks.alerts_of(talks.case_of(first) or "")
    spoil(talks, "UPDATE alerts SET sealed = x'00' WHERE id = :id", id=alert.id)
    blind = ringing._ring_blind

    def fails(called: Any, one: Any) -> None:
        blind(called, one)
        raise ValueError

    monkeypatch.setattr(ringing, "_ring_blind", fails)
    talks.beat()
    assert bells(talks) == 1
    assert "alert.sealed" in talks.faults


def test_an_open_alert_without_a_time_is_found_and_rings(talks: Talks) -> None:
    """An alert that nobody has answered and that names no next time is due."""
    told(talks, DANGER)
    talks.beat()
    before = bells(talks)
    spoil(talks, "UPDATE alerts SET due = NULL")
    talks.wait(2 * MINUTE, every=30)
    assert bells(talks) > before
    assert "alert.without_time" in talks.faults


def test_one_alert_keeps_no_clock_from_being_set_right(talks: Talks, monkeypatch: pytest.MonkeyPatch) -> None:
    """The clock went back three hours; whatever goes wrong for the first alert, the second rings at once."""
    first = told(talks, DANGER)
    (alert,) = talks.alerts_of(talks.case_of(first) or "")
    told(talks, DANGER)
    talks.beat()
    before = bells(talks)
    steadied = ringing._steadied

    def spoilt(c: Any, tools: Any, seals: Any, one: Any, by: int, now: int) -> bool:
        if one.id == alert.id:
            raise ValueError
        return steadied(c, tools, seals, one, by, now)

    monkeypatch.setattr(ringing, "_steadied", spoilt)
    talks.clock.move(-3 * HOUR)
    talks.beat()
    assert bells(talks) > before


# -- clocks


def test_a_chat_that_waited_for_a_moment_does_not_wait_for_hours(talks: Talks) -> None:
    """A bell was put off by thirty seconds, then the clock went back by three hours: it leaves within five minutes."""
    told(talks, DANGER)
    talks.duties.ring(talks.clock.now())
    now = talks.clock.now()
    (row,) = [one for one in talks.every("screens") if one["lane"] == talks.desks["Ana"].lane and one["place"]]
    talks.do(lambda c: screens.failed(c, row["id"], now + 30, now))
    talks.duties.steady(now)
    talks.clock.move(-3 * HOUR)
    talks.duties.steady(talks.clock.now())
    talks.wait(5 * MINUTE, every=30)
    assert bells(talks) >= 1


def test_an_errand_that_was_put_off_does_not_wait_for_hours(talks: Talks) -> None:
    """The same of errands: what is to be deleted, and a file to be fetched, do not wait for the old time to come."""
    now = talks.clock.now()
    talks.duties.steady(now)
    talks.do(lambda c: jobs.put(c, "one", "delete", None, None, now, due=now + 60))
    talks.clock.move(-3 * HOUR)
    talks.duties.steady(talks.clock.now())
    talks.clock.move(2 * MINUTE)
    assert talks.do(lambda c: jobs.claim(c, talks.clock.now())) is not None


# -- what runs beside the bells


def test_a_date_that_fails_undoes_no_bell(talks: Talks, monkeypatch: pytest.MonkeyPatch) -> None:
    """Dates and timers share the leader's look with the bells, and nothing else."""

    def broken(*_: Any) -> int:
        raise ValueError

    monkeypatch.setattr("bot.duties.agenda.come", broken)
    monkeypatch.setattr("bot.duties.timers.fire", broken)
    told(talks, DANGER)
    talks.beat()
    assert bells(talks) == 1


def test_a_spoilt_case_in_a_crowd_keeps_no_shift_from_being_asked(
    talks: Talks, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One of many who call from one place cannot be told of it; the others are, and the rota goes on."""
    phones = crowded(talks)
    spoil(talks, "UPDATE cases SET sealed = x'00' WHERE id = :id", id=talks.case_of(phones[0]))
    talks.wait(9 * MINUTE, every=30)
    assert all("Many people are calling" in phone.text for phone in phones[1:])
    assert "Many people are calling" not in phones[0].text


def crowded(talks: Talks) -> list[Phone]:
    phones = [told(talks, DANGER) for _ in range(crowd.CROWD + 3)]
    talks.duties.ring(talks.clock.now())
    return phones


def test_a_talk_that_fails_keeps_no_silence_from_being_heard(talks: Talks, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody fell silent and had agreed that an officer sees it; another's talk, due before, cannot be taken."""
    from bot.conversation import stopping, thrift

    first, second = (told(talks, "> help days me adult agree day KE") for _ in range(2))
    row = first.row
    assert row is not None
    send = stopping.send_if_agreed

    def spoilt(c: Any, tools: Any, seals: Any, talk: Any, *more: Any) -> bool:
        if talk.id == row.id:
            raise ValueError
        return send(c, tools, seals, talk, *more)

    monkeypatch.setattr(thrift.stopping, "send_if_agreed", spoilt)
    talks.wait(49 * HOUR, every=HOUR)
    case = talks.case_of(second)
    assert case is not None
    assert talks.alerts_of(case), "officers were called"
    assert talks.faults


# -- the locked page


def handled(talks: Talks, tools: Any) -> None:
    """Handle what waits, as the running bot does."""

    def one(c: Any) -> Any:
        return handling.one(c)

    handling = Handling(
        talks.store, tools, talks.seals, talks.clock, on_fault=talks.faults.append, on_tap=lambda *_: None,
        on_done=lambda _: None,
    )  # fmt: skip
    while talks.do(one) is not None:
        pass


def test_what_the_page_brought_calls_officers_when_there_are_any_again(talks: Talks) -> None:
    """The list of officers has expired just when somebody's page arrives: once it is renewed, it rings."""

    def expired(now: int) -> Any:
        raise RosterRefused("expired")

    with served(talks, FRAME):
        phone = told(talks, "> help days me adult agree drop KE land attack armed first lawyer any none send")
        case = talks.case_of(phone)
        assert case is not None
        talks.beat()
        talks.desks["Ana"].tap("take").write("We are here")
        assert [one.state for one in talks.alerts_of(case)] == ["ended"]
        phone.tap("story")
        page = Page(talks, address(phone))
        assert page.sends(page.locked())
        handled(talks, replace(talks.tools, roster=expired))
    assert [one.state for one in talks.alerts_of(case)] == ["ended"]
    assert "page.unheard" in talks.faults
    for _ in range(3):
        talks.clock.move(5 * MINUTE)
        talks.duties.ring(talks.clock.now())
        handled(talks, talks.tools)
    assert [one.state for one in talks.alerts_of(case)] == ["ended", "open"]
    assert {"facts", "page-1"} <= set(talks.read_by("Ana", case))

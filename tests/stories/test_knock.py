"""The knock: in the hours that the person chose, one at a time, until it was answered; never where it may not be."""

from __future__ import annotations

import pytest
from test_deleting import told

from bot import notices
from bot.casework import knocking, waiting
from bot.store import cases, tasks
from tests.phone import Phone
from tests.talks import HOUR, MINUTE, Talks

SENT = "> help weeks me adult agree drop {country} labour attack armed first advice {hours} river send"
WORDS = "We found a lawyer"
DAY = 24 * HOUR


def away(talks: Talks, hours: str, country: str = "HN", word: str = "river", language: str = "en") -> Phone:
    """A case is sent, half an hour passes, and the chat has forgotten."""
    phone = told(talks, SENT.replace("river", word).format(hours=hours, country=country), language=language)
    talks.beat()
    talks.wait(31 * MINUTE, every=600)
    return phone


def at(talks: Talks, hour: int, minute: int = 0) -> None:
    """Let it become this hour, UTC, today or tomorrow, a beat each quarter of an hour."""
    wanted = hour * HOUR + minute * MINUTE
    talks.wait((wanted - talks.clock.now()) % DAY or DAY, every=15 * MINUTE)


def says(talks: Talks, *words: str) -> None:
    ana = talks.desks["Ana"]
    for one in words:
        ana.reply(next(m.id for m in ana.ours if m.document), one)


def knocks(talks: Talks, phone: Phone) -> int:
    text = talks.tools.words.word(notices.KNOCK, phone.language, {})
    return sum(one.text == text for one in phone.ours)


@pytest.mark.parametrize("language", ["en", "es", "ar"])
@pytest.mark.parametrize(("hours", "opens"), [("day", 15), ("evening", 0)])
def test_it_leaves_within_the_hours_chosen(talks: Talks, hours: str, opens: int, language: str) -> None:
    """In Honduras the day begins at 15 and the evening at 0 UTC; before, nothing stands in the chat."""
    phone = away(talks, hours, language=language)
    if hours == "evening":
        at(talks, 20)
    says(talks, WORDS)
    assert knocks(talks, phone) == 0
    at(talks, (opens - 1) % 24, 45)
    assert knocks(talks, phone) == 0
    at(talks, opens, 15)
    assert knocks(talks, phone) == 1
    assert phone.ours[-1].silent
    assert WORDS not in phone.text


def test_what_waits_survives_restarts_and_the_turning_of_keys(talks: Talks) -> None:
    """Words wait under the case key: a restart and many dead hours later the knock leaves and the word brings them."""
    phone = away(talks, "day")
    at(talks, 3)
    says(talks, WORDS)
    talks.restart()
    at(talks, 15, 15)
    assert knocks(talks, phone) == 1
    talks.restart()
    phone.write("river")
    assert WORDS in phone.text
    assert knocks(talks, phone) == 0


def test_however_many_messages_wait_one_knock_stands(talks: Talks) -> None:
    """Four messages are one knock, and read one at a time behind the word."""
    phone = away(talks, "any")
    says(talks, "One", "Two", "Three", "Four")
    assert knocks(talks, phone) == 1
    phone.write("river")
    assert "One" in phone.text
    assert "Two" not in phone.text
    assert knocks(talks, phone) == 0


def test_a_swept_knock_comes_again_and_then_an_officer_hears_of_it(talks: Talks) -> None:
    """Each sweep takes it away; it comes three times in the hours chosen, and then stands as a task."""
    phone = away(talks, "day")
    at(talks, 15, 30)
    says(talks, WORDS)
    seen = []
    for _ in range(5):
        seen.append(knocks(talks, phone))
        talks.wait(DAY, every=HOUR)
    assert seen == [1, 1, 1, 0, 0]
    found = talks.store.read(tasks.open_)
    assert [task.kind for task in found] == ["unread"]
    phone.write("river")
    assert WORDS in phone.text


def test_a_hidden_knock_is_not_taken_for_one_that_stands(talks: Talks) -> None:
    """Hide cleared it; the next words knock anew."""
    phone = away(talks, "any")
    says(talks, WORDS)
    phone.write("/start")
    phone.tap("_hide")
    talks.wait(MINUTE)
    assert knocks(talks, phone) == 0
    says(talks, "And more")
    assert knocks(talks, phone) == 1


@pytest.mark.parametrize("hours", ["never", "day"])
def test_who_may_not_be_written_to_is_not(talks: Talks, hours: str) -> None:
    """Only when I write first, or hours in a country with many clocks without the hour: nothing leaves for days."""
    phone = away(talks, "day _skip" if hours == "day" else hours, country="RU")
    before = [one.id for one in phone.ours]
    says(talks, WORDS)
    talks.wait(3 * DAY, every=4 * HOUR)
    assert not [one for one in phone.ours if one.id not in before]
    phone.write("river")
    assert WORDS in phone.text


def test_the_hour_said_by_tap_is_the_person_s(talks: Talks) -> None:
    """In Russia the hours are those of the clock that the person named."""
    phone = told(talks, "> help weeks me adult agree drop RU labour attack armed first advice evening")
    assert phone.at == "core.hour"
    labels = {data.split(".", 2)[2]: label for label, data in phone.screen.buttons}
    assert "11" in labels["11"]  # 08:00 UTC is 11 in Moscow
    phone.tap("11", "river", "send")
    talks.beat()
    talks.wait(31 * MINUTE, every=600)
    says(talks, WORDS)
    at(talks, 14, 45)
    assert knocks(talks, phone) == 0
    at(talks, 15, 15)
    assert knocks(talks, phone) == 1


@pytest.mark.parametrize(("said", "taken"), [("24", False), ("99", False), ("late", False), ("0", True), ("23", True)])
def test_an_hour_is_from_0_to_23(shared: Talks, said: str, taken: bool) -> None:
    """What is no hour is asked again."""
    phone = told(shared, "> help weeks me adult agree drop none labour attack armed first advice day")
    assert phone.at == "core.hour"
    phone.write(said)
    assert (phone.at == "core.word") is taken


def test_nothing_of_where_they_are_is_kept_but_the_window(talks: Talks) -> None:
    """The routing record holds minutes of the UTC day, no country, zone or hour."""
    phone = told(talks, SENT.format(hours="evening", country="HN"))
    routing = talks.routing(talks.case_of(phone) or "")
    assert routing["hours"] == [0, 4 * 60]
    assert "HN" not in str(routing)


def test_no_knock_without_the_row_that_allows_it(talks: Talks) -> None:
    """Where the agreement to be written to was taken back, nothing leaves, whatever the routing record says."""
    phone = away(talks, "any")
    from bot.casework import agreements

    row = next(iter(talks.store.read(lambda c: cases.in_states(c, ["sent"]))))
    talks.do(lambda c: agreements.take_back(c, talks.seals, row.conversation, "contact", talks.clock.now()))
    talks.do(lambda c: waiting.let_wait(c, talks.seals, row, WORDS, talks.clock.now(), truth=False))
    assert not talks.do(lambda c: knocking.call(c, talks.tools, talks.seals, row.id, talks.clock.now()))
    assert knocks(talks, phone) == 0


def test_in_their_hours_somebody_present_gets_the_knock_and_no_words(talks: Talks) -> None:
    """Hours were chosen so that nobody else reads: even in the open chat the words come after a tap."""
    at(talks, 15, 30)
    phone = told(talks, SENT.format(hours="day", country="HN"))
    talks.beat()
    says(talks, WORDS)
    assert WORDS not in phone.text
    phone.tap("knock")
    assert WORDS in phone.text

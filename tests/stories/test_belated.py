"""What waited out an outage: taken as it was sent, and answered as to somebody who may have left the chat since."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from test_deleting import SENT, told
from test_officers import DANGER, RING

from bot.conversation import reaching
from bot.store import cases
from tests.phone import Phone
from tests.talks import HOUR, MINUTE, Talks


def wrote(talks: Talks, phone: Phone, text: str, ago: int) -> None:
    """The person wrote this so long ago; it arrives now."""
    take = talks.take

    def late(source: str, incoming: Any, lane: str) -> None:
        take(source, replace(incoming, date=incoming.date - ago), lane)

    talks.take = late  # type: ignore[method-assign]
    phone.write(text)
    talks.take = take  # type: ignore[method-assign]


def test_a_word_typed_in_an_outage_opens_nothing_for_who_looks_now(talks: Talks) -> None:
    """It leaves the chat; the case stays locked, and what waits goes on waiting."""
    phone = told(talks, SENT)
    talks.beat()
    talks.wait(31 * MINUTE)
    talks.desks["Ana"].tap("take").write("We found a lawyer")
    talks.clock.move(6 * HOUR)
    before = {one.id for one in phone.ours}
    wrote(talks, phone, "river", 5 * HOUR)
    talks.beat()
    fresh = "\n".join(one.text for one in phone.ours if one.id not in before)
    assert "lawyer" not in fresh
    assert "We were not reachable" in fresh
    assert not any(one.text == "river" for one in phone.chat.values())
    assert phone.start().at == "first.welcome"
    assert "lawyer" not in phone.text
    phone.write("river")
    assert "We found a lawyer" in phone.text


def test_words_sent_into_an_outage_are_heard_in_the_talk_as_it_stood(talks: Talks) -> None:
    """The line was open when they were sent: they are kept and call anew, and the chat shows the first screen."""
    phone = told(talks, DANGER)
    talks.beat()
    case = talks.case_of(phone) or ""
    talks.desks["Ana"].tap("take").write("We are here")
    rings = talks.desks["Ben"].text.count(RING)
    talks.clock.move(5 * HOUR)
    before = {one.id for one in phone.ours}
    wrote(talks, phone, "They are at the north door", 5 * HOUR - MINUTE)
    talks.beat()
    assert any("north door" in str(one) for one in talks.read_by("Ana", case).values())
    assert talks.desks["Ben"].text.count(RING) > rings
    fresh = [one.text for one in phone.ours if one.id not in before]
    assert all("Passed on" not in one for one in fresh)
    assert any("We were not reachable" in one for one in fresh)
    row = talks.store.read(lambda c: cases.get(c, case))
    assert row is not None
    assert not talks.store.read(lambda c: reaching.is_present(c, row, talks.clock.now()))


def test_who_wrote_a_while_ago_was_here_a_while_ago(talks: Talks) -> None:
    """Half an hour is counted from when it was sent, not from when it arrived."""
    phone = told(talks, DANGER)
    talks.beat()
    row = talks.store.read(lambda c: cases.get(c, talks.case_of(phone) or ""))
    assert row is not None
    talks.clock.move(25 * MINUTE)
    wrote(talks, phone, "They are two", 20 * MINUTE)
    assert "Passed on" in phone.text
    for later, here in ((5 * MINUTE, True), (10 * MINUTE, False)):
        talks.clock.move(later)
        assert talks.store.read(lambda c: reaching.is_present(c, row, talks.clock.now())) is here


def test_to_who_never_was_here_a_late_answer_is_the_first_screen(talks: Talks) -> None:
    """The same for a stranger: the truth about the outage, and where everybody begins."""
    known, new = told(talks, SENT), talks.phone()
    talks.clock.move(6 * HOUR)
    seen = []
    for phone in (known, new):
        before = {one.id for one in phone.ours}
        wrote(talks, phone, "hello", 5 * HOUR)
        seen.append([(one.text, [label for label, _ in one.buttons]) for one in phone.ours if one.id not in before])
    assert seen[0] == seen[1]


def test_after_an_outage_the_first_tap_counts(talks: Talks) -> None:
    """All that was sent into it is kept and answered once; *danger* under that answer opens the card at once."""
    phone = told(talks, DANGER)
    talks.beat()
    case = talks.case_of(phone) or ""
    talks.desks["Ana"].tap("take").write("We are here")
    talks.clock.move(5 * HOUR)
    before = {one.id for one in phone.ours}
    for number, text in enumerate(("one at the door", "two at the door", "three at the door")):
        wrote(talks, phone, text, 5 * HOUR - (1 + number) * MINUTE)
    said = str(talks.read_by("Ana", case))
    assert all(one in said for one in ("one at", "two at", "three at"))
    (answer,) = [one for one in phone.ours if one.id not in before]
    phone.press(answer.named("danger") or "", answer.id)
    assert phone.at == "danger.card"
    assert "earlier question" not in phone.text


class Cut:
    """Nothing can be sent until the line is mended."""

    def __init__(self, talks: Talks) -> None:
        self.talks, self.send = talks, talks.send
        talks.send = lambda: None  # type: ignore[method-assign]

    def mend(self) -> None:
        self.talks.send = self.send  # type: ignore[method-assign]
        self.talks.beat()
        self.talks.beat()


def test_words_that_could_not_be_sent_for_long_become_a_knock(talks: Talks) -> None:
    """Written to somebody who was there; hours later the line is back, and the chat shows no word of it."""
    phone = told(talks, DANGER)
    talks.beat()
    desk = talks.desks["Ana"].tap("take")
    bell = next(one.id for one in desk.ours if RING in one.text)
    cut = Cut(talks)
    desk.reply(bell, "We found a lawyer")
    talks.clock.move(3 * HOUR)
    before = {one.id for one in phone.ours}
    cut.mend()
    assert [one.text for one in phone.ours if one.id not in before] == ["You have a message."]
    phone.tap("knock")
    assert phone.text.count("We found a lawyer") == 1


def test_a_screen_that_could_not_be_sent_for_long_is_the_first_one(talks: Talks) -> None:
    """The question that was to stand there says nothing to who looks now, and one tap of the first screen counts."""
    phone = told(talks, "> help weeks me adult agree drop NP")
    cut = Cut(talks)
    phone.write("journalist")
    phone.write("menu")
    talks.clock.move(3 * HOUR)
    before = {one.id for one in phone.ours}
    cut.mend()
    fresh = [one for one in phone.ours if one.id not in before]
    first = talks.phone().start().screen
    assert [(one.text, len(one.buttons)) for one in fresh] == [(first.text, len(first.buttons))]
    assert fresh[0].silent
    phone.press(fresh[0].named("danger") or "", fresh[0].id)
    assert phone.at == "danger.card"


def test_what_could_not_be_sent_for_a_short_while_goes_out(talks: Talks) -> None:
    """Within the half hour the person may be waiting for just that."""
    phone = told(talks, DANGER)
    talks.beat()
    desk = talks.desks["Ana"].tap("take")
    bell = next(one.id for one in desk.ours if RING in one.text)
    cut = Cut(talks)
    desk.reply(bell, "We found a lawyer")
    talks.clock.move(20 * MINUTE)
    cut.mend()
    assert "We found a lawyer" in phone.text

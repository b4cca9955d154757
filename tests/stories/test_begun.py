"""Every message that the bot starts by itself is the knock, over all languages, hours and ways to start one.

The one exception is the live line of the person's own alert, where they said *at any time* and are in the chat.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from telling import LANGUAGES
from test_after import CASE, CHOSEN, TELLS, back, case_row, moved
from test_deleting import told

from bot import notices
from bot.conversation import closing, reaching
from tests.phone import Message, Phone
from tests.talks import HOUR, MINUTE, Talks

DAY = 24 * HOUR
HOURS = ("any", "day", "evening", "never")


class Watch:
    """Which messages came into a chat while its person did nothing, and what stood in them when they came."""

    def __init__(self, talks: Talks, phone: Phone) -> None:
        self.talks, self.phone = talks, phone
        self.known = {one.id for one in phone.ours}
        self.begun: list[Message] = []
        draw = talks._draw

        def drawn(content: dict[str, object], message: int | None) -> int:
            made = draw(content, message)
            if content["chat"] == phone.account and made not in self.known and made in phone.chat:
                self.known.add(made)
                self.begun.append(Message(made, True, str(content["text"]), list(phone.chat[made].buttons)))
            return made

        talks._draw = drawn  # type: ignore[method-assign]

    def own(self, act: Callable[[], object]) -> None:
        """What the person does themselves may be answered in any words."""
        before = len(self.begun)
        act()
        del self.begun[before:]

    def only_knocks(self) -> bool:
        knock = self.talks.tools.words.word(notices.KNOCK, self.phone.language, {})
        label = self.talks.tools.words.word(notices.OPEN, self.phone.language, {})
        said = [(one.text, [label_ for label_, _ in one.buttons]) for one in self.begun]
        assert said == [(knock, [label])] * len(said), said
        return True


def officer_writes(talks: Talks, phone: Phone, watch: Watch) -> None:
    row, now = case_row(talks), talks.clock.now()
    talks.do(lambda c: reaching.send_words(c, talks.tools, talks.seals, row, "We found a lawyer", now))
    talks.send()


def prepared(talks: Talks, phone: Phone, watch: Watch) -> None:
    moved(talks, "prepared", **TELLS)


def answered_by_the_place(talks: Talks, phone: Phone, watch: Watch) -> None:
    moved(talks, "prepared", **TELLS)
    watch.own(lambda: back(phone).tap("send"))
    talks.wait(31 * MINUTE, every=600)
    moved(talks, "sent")
    talks.wait(DAY, every=2 * HOUR)
    moved(talks, "acted")


def silence_counts(talks: Talks, phone: Phone, watch: Watch) -> None:
    moved(talks, "prepared", **TELLS)
    watch.own(lambda: back(phone).tap("send"))
    moved(talks, "sent")
    talks.wait(15 * DAY, every=12 * HOUR)


def checks_in(talks: Talks, phone: Phone, watch: Watch) -> None:
    watch.own(lambda: back(phone).tap("choices", "every", "day", "home"))
    talks.wait(2 * DAY, every=HOUR)


def closes(talks: Talks, phone: Phone, watch: Watch) -> None:
    row = case_row(talks)
    talks.do(lambda c: closing.propose(c, talks.tools, talks.seals, row, talks.clock.now()))
    talks.wait(DAY, every=HOUR)
    talks.wait(15 * DAY, every=12 * HOUR)


PATHS = (officer_writes, prepared, answered_by_the_place, silence_counts, checks_in, closes)


@pytest.mark.parametrize("path", PATHS, ids=[one.__name__ for one in PATHS])
@pytest.mark.parametrize("language", LANGUAGES)
def test_to_somebody_away_the_bot_starts_the_knock_alone(
    talks: Talks, language: str, path: Callable[..., None]
) -> None:
    """Whatever happens to their case, and however long: the same constant words, and none in the hours not chosen."""
    for hours in HOURS:
        phone = told(talks, CASE.format(hours=hours, word="river"), CHOSEN, language=language)
        talks.beat()
        talks.wait(31 * MINUTE, every=600)
        watch = Watch(talks, phone)
        path(talks, phone, watch)
        talks.wait(DAY, every=HOUR)
        assert watch.only_knocks()
        assert bool(watch.begun) is (hours != "never")
        watch.own(lambda phone=phone: back(phone).tap("_menu", "delete", "case", "erase"))  # type: ignore[misc]
        talks.wait(HOUR)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("hours", HOURS)
def test_in_the_open_chat_only_the_live_line_speaks_in_its_own_words(talks: Talks, language: str, hours: str) -> None:
    """At any time, and an alert of their own: words at once. Else the knock in their hours, or a hint by an edit."""
    phone = told(talks, CASE.format(hours=hours, word="river"), CHOSEN, language=language)
    talks.beat()
    watch = Watch(talks, phone)
    officer_writes(talks, phone, watch)
    if hours == "any":
        assert ["We found a lawyer" in one.text for one in watch.begun] == [True]
    else:
        assert watch.only_knocks()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("safe", ["any", "never", "_skip"])
def test_the_truth_is_the_live_line_s_or_nothing(talks: Talks, language: str, safe: str) -> None:
    """While nobody answers: its own words at ten minutes where *at any time* was said, the knock afterwards."""
    phone = told(talks, f"> danger wake {safe} armed HN", language=language)
    talks.beat()
    watch = Watch(talks, phone)
    talks.wait(28 * MINUTE, every=60)
    truth = talks.tools.words.word(notices.NOT_YET, language, {})
    assert [one.text for one in watch.begun] == ([truth] if safe != "never" else [])
    watch.begun.clear()
    talks.wait(3 * HOUR, every=300)
    assert watch.only_knocks()
    assert len(watch.begun) == (0 if safe == "never" else 1)

"""An officer's words are never lost with a screen, and what a person sends is never dropped in silence."""

from __future__ import annotations

import pytest
from test_deleting import SENT, told
from test_forgetting import ids

from bot import notices
from bot.casework import waiting
from bot.conversation import reaching
from bot.store import cases, screens
from tests.phone import Phone
from tests.talks import MINUTE, Talks

WORDS = "We found a lawyer"


def unsent(talks: Talks, phone: Phone) -> None:
    """An officer writes while nothing can be sent."""
    talks.beat()
    send, talks.send = talks.send, lambda: None  # type: ignore[method-assign]
    talks.desks["Ana"].tap("take")
    talks.desks["Ana"].write(WORDS)
    talks.send = send  # type: ignore[method-assign]


def test_hide_keeps_words_that_were_on_their_way(talks: Talks) -> None:
    """They are not written into the hidden chat, and are read when the word opens it again."""
    phone = told(talks, SENT.replace("weeks", "days"))
    unsent(talks, phone)
    phone.tap("_hide")
    talks.wait(MINUTE)
    assert not phone.chat
    phone.write("river")
    assert WORDS in phone.text


def test_without_a_word_they_are_knocked_for_when_the_person_comes_back(talks: Talks) -> None:
    """Hide says nothing; whoever writes next is told that a message waits, and Open shows it."""
    phone = told(talks, SENT.replace("weeks", "days").replace("river", "none"))
    unsent(talks, phone)
    phone.tap("_hide")
    talks.wait(MINUTE)
    assert not phone.chat
    phone.write("/start")
    assert talks.tools.words.word(notices.KNOCK, "en", {}) in phone.text
    assert WORDS not in phone.text
    phone.tap("knock")
    assert WORDS in phone.text
    phone.write("/start")
    assert talks.tools.words.word(notices.KNOCK, "en", {}) not in phone.text  # read: it is told no second time


def test_a_block_keeps_words_that_were_on_their_way(talks: Talks) -> None:
    """Who blocked the chat and comes back reads them."""
    phone = told(talks, SENT.replace("weeks", "days"))
    unsent(talks, phone)
    phone._take(kind="member", member_status="kicked")
    talks.beat()
    assert WORDS not in phone.text
    phone.write("/start")
    assert WORDS in phone.text


def test_opened_words_that_were_not_sent_yet_survive_hide(talks: Talks) -> None:
    """Open moves the words from the case to a screen; Hide before it left moves them back."""
    phone = told(talks, SENT.replace("weeks", "days"))
    talks.beat()
    talks.wait(31 * MINUTE)
    talks.desks["Ana"].tap("take")
    talks.desks["Ana"].write(WORDS)
    send, talks.send = talks.send, lambda: None  # type: ignore[method-assign]
    phone.write("river")
    talks.send = send  # type: ignore[method-assign]
    phone._take(kind="tap", message_id=phone.ours[-1].id, data=f"{phone.row.id[:8]}.0._hide" if phone.row else "")
    talks.wait(MINUTE)
    assert not phone.chat
    phone.write("river")
    assert phone.text.count(WORDS) == 1


def test_words_return_in_their_order(talks: Talks) -> None:
    """What was said first is read first, and a screen that nobody can open is passed over."""
    phone = told(talks, SENT.replace("weeks", "days"))
    unsent(talks, phone)
    _, case = ids(phone)
    row = talks.store.read(lambda c: cases.get(c, case))
    assert row is not None
    talks.do(lambda c: waiting.let_wait(c, talks.seals, row, "Later words", talks.clock.now(), truth=False))
    talks.do(lambda c: waiting.take_back(c, talks.tools, talks.seals, phone.lane, talks.clock.now()))
    said = talks.routing(case)["newest"]
    assert len(said) == 2
    assert WORDS in said[0]
    assert said[1] == "Later words"


def test_a_chat_that_may_have_forgotten_is_not_written_to(talks: Talks) -> None:
    """In the last minute of the thirty the words wait behind the knock: never a second too late."""
    talks.clock.move(60 - talks.clock.now() % 60 + 1)
    phone = told(talks, SENT.replace("weeks", "days"))
    _, case = ids(phone)
    row = talks.store.read(lambda c: cases.get(c, case))
    assert row is not None
    touched = talks.clock.now()
    for later, open_ in ((28 * MINUTE, True), (30 * MINUTE, False), (30 * MINUTE + 58, False)):
        at = touched + later
        assert talks.store.read(lambda c, at=at: reaching.is_present(c, row, at)) is open_


@pytest.mark.parametrize("language", ["en", "es", "ar"])
def test_an_eleventh_thing_is_refused_aloud(talks: Talks, language: str) -> None:
    """Ten things wait for one answer; the next is not taken, and the first is still there."""
    phone = told(talks, "> help", language=language)
    for _ in range(10):
        phone.send("voice")
    assert phone.talk is not None
    first = phone.talk.unasked[0]
    phone.send("voice")
    assert phone.talk.unasked[0] == first
    assert len(phone.talk.unasked) == 10
    assert talks.tools.words.word(notices.MANY_FILES, language, {"n": "10"}) in phone.ours[-1].text


def test_what_an_officer_may_write_is_what_the_refusal_says(talks: Talks) -> None:
    """The limit that is named is the limit."""
    assert str(reaching.LONGEST) in notices.TOO_LONG.source
    phone = told(talks, "> danger wake any armed HN")
    talks.beat()
    ana = talks.desks["Ana"]
    ana.tap("take")
    ana.write("a" * (reaching.LONGEST + 1))
    assert notices.TOO_LONG.source in ana.ours[-1].text
    ana.write("a" * reaching.LONGEST)
    assert "a" * reaching.LONGEST in phone.text
    assert not talks.do(lambda c: screens.unsent(c, "defenders", phone.lane))

"""After twenty hours nothing stands in a chat; after an outage the person is told what still does."""

from __future__ import annotations

import pytest
from test_deleting import SENT, told

from bot import notices
from bot.store import messages
from bot.web import health
from tests.talks import HOUR, MINUTE, Talks


def figure(talks: Talks) -> int:
    """What health says of the oldest message, in minutes."""
    return talks.store.read(lambda c: health.figures(c, talks.clock.now()))["messages_oldest_minutes"]


@pytest.mark.parametrize("language", ["en", "es", "ar"])
def test_after_twenty_hours_nothing_is_left(talks: Talks, language: str) -> None:
    """Messages of both sides go, also those said meanwhile by the bot alone, though it was restarted in between."""
    phone = told(talks, SENT, language=language)
    phone.write("hello")
    phone.send("sticker")
    talks.wait(10 * HOUR)
    assert phone.chat
    talks.restart()
    talks.wait(10 * HOUR + MINUTE, every=HOUR)
    assert not phone.chat
    assert figure(talks) == 0
    assert not talks.every("messages") or {one["bot"] for one in talks.every("messages")} == {"officers"}


def test_the_oldest_message_is_a_figure_of_health(talks: Talks) -> None:
    """In whole minutes, of defenders' chats alone."""
    told(talks, "> danger")
    assert figure(talks) == 0
    talks.clock.move(3 * HOUR)
    assert figure(talks) == 180


async def test_a_message_ten_hours_late_alarms_the_operator(talks: Talks) -> None:
    """Nothing is said at twenty-nine hours, and the alarm is given at thirty."""
    told(talks, "> danger")
    talks.clock.move(29 * HOUR)
    await talks.sweeping.look("defenders")
    assert talks.faults == []
    talks.clock.move(HOUR)
    await talks.sweeping.look("defenders")
    assert talks.faults == ["sweep.behind"]


@pytest.mark.parametrize("language", ["en", "es", "ar"])
def test_after_a_long_outage_the_first_answer_says_what_to_delete_by_hand(talks: Talks, language: str) -> None:
    """Once, and only to whom something stays."""
    phone = told(talks, "> danger", language=language)
    other = talks.phone(language)
    talks.clock.move(49 * HOUR)
    talks.beat()
    assert "sweep.too_late" in talks.faults
    said = talks.tools.words.word(notices.DELETE_BY_HAND, language, {})
    assert said in phone.start().ours[-1].text
    assert said not in phone.write("/start").ours[-1].text
    assert said not in other.start().text
    assert not talks.store.read(lambda c: messages.of(c, "defenders", "nobody"))

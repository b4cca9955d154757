"""The keys of an hour die two hours later, and whatever still waits goes on under the next (DESIGN 5)."""

from __future__ import annotations

from test_deleting import told

from bot.casework.epochs import epoch_of
from bot.store import jobs
from tests.talks import HOUR, Talks


def epochs(talks: Talks) -> set[str]:
    return {name for name, _ in talks.tools.epochs.every()}


def test_a_talk_that_stands_waits_beyond_its_hour(talks: Talks) -> None:
    """A first question, a media note and a message: their rows are sealed anew and open after the old key is gone."""
    phone = told(talks, "> help", "! voice")
    first = epoch_of(talks.clock.now())
    assert first in epochs(talks)
    talks.clock.move(20 * 60)
    phone.write("/start")
    held = talks.do(lambda c: jobs.put(c, "0" * 16, "sweep", None, None, talks.clock.now()))
    assert held is None
    talks.wait(4 * HOUR, every=HOUR)
    assert first not in epochs(talks)
    talks.restart()
    assert first not in epochs(talks)
    phone.write("/start")
    assert phone.at == "first.welcome"


def test_a_screen_that_could_not_be_sent_goes_out_after_its_key_is_gone(talks: Talks) -> None:
    """The sender was away for hours; the screen is opened under the present hour's key."""
    sending, talks.send = talks.send, lambda: None  # type: ignore[method-assign]
    phone = talks.phone().start()
    first = epoch_of(talks.clock.now())
    talks.wait(4 * HOUR, every=HOUR)
    talks.restart()
    assert first not in epochs(talks)
    talks.send = sending  # type: ignore[method-assign]
    talks.send()
    assert "Hello." in phone.text


def test_the_messages_of_both_sides_are_swept_at_twenty_hours(talks: Talks) -> None:
    """Although the keys that sealed their addresses are gone by then."""
    phone = told(talks, "> help weeks", "< nonsense words")
    talks.wait(19 * HOUR, every=HOUR)
    assert phone.chat
    talks.wait(2 * HOUR, every=HOUR)
    assert not phone.chat


def test_only_a_few_hours_keys_ever_live(talks: Talks) -> None:
    """Two hours beyond their own, while the service is up."""
    for _ in range(12):
        told(talks, "> help")
        talks.wait(HOUR)
    assert len(epochs(talks)) <= 4

"""A tap changes the screen that was tapped; what is typed, or asked for in new messages, comes below."""

from __future__ import annotations

from test_deleting import told

from tests.talks import Talks

WALK = "> help weeks me adult agree"


def test_a_tap_edits_the_screen_that_was_tapped(talks: Talks) -> None:
    """Six taps leave one message, so that a phone at night lights up once."""
    phone = told(talks, WALK)
    assert len(phone.ours) == 1


def test_a_page_of_places_turns_in_its_place(talks: Talks) -> None:
    """More places is an edit too: the list does not grow down the chat."""
    phone = told(talks, f"{WALK} drop NG media online unknown first phone any none send places")
    before = [message.id for message in phone.ours]
    text = phone.screen.buttons
    phone.tap("_more")
    assert [message.id for message in phone.ours] == before
    assert phone.screen.buttons != text


def test_a_typed_answer_comes_below(talks: Talks) -> None:
    """What was typed stands between, so the next question is a new message."""
    phone = told(talks, WALK)
    before = len(phone.ours)
    phone.write("menu")
    assert len(phone.ours) == before + 1

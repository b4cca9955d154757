"""Taps that waited while nobody of ours was there: the person is told once, danger first (F35)."""

from __future__ import annotations

import pytest
from telling import LANGUAGES, news
from test_deleting import told

from tests.phone import Phone
from tests.talks import MINUTE, Talks


def said(phone: Phone) -> bool:
    """Whether the newest message says that we were away."""
    text = phone.talks.tools.releases.current.step("faults.outage").text
    assert text is not None
    words = phone.talks.tools.words.word(text, phone.language, {"from": "|", "to": "|"})
    return news(phone).startswith(words.split("\u2068")[0])


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_tap_that_waited_is_answered_with_the_truth_once(talks: Talks, language: str) -> None:
    """The call goes out, the person hears that we were away, and hears it once."""
    phone = told(talks, "> danger", language=language)
    talks.away(20 * MINUTE)
    phone.tap("wake")
    assert phone.at == "danger.d_may"
    assert said(phone)
    phone.tap("any")
    assert not said(phone)


def test_a_tap_before_anybody_leads_again_hears_it_too(talks: Talks) -> None:
    """What waited is handled before the first beat after an outage."""
    phone = told(talks, "> help")
    talks.beat()
    talks.clock.move(15 * MINUTE)
    phone.tap("days")
    assert said(phone)


def test_a_late_tap_on_a_chat_that_has_forgotten_hears_it(talks: Talks) -> None:
    """After an hour the button does nothing any more; why is said."""
    phone = told(talks, "> danger")
    card = phone.screen
    talks.away(60 * MINUTE)
    phone.press(card.named("wake") or "", card.id)
    assert phone.at == "first.welcome"
    assert said(phone)


def test_whoever_taps_later_or_after_a_short_gap_hears_nothing(talks: Talks) -> None:
    """An outage of minutes is none; who taps long after the end of one was not kept waiting by it."""
    phone = told(talks, "> help")
    talks.away(9 * MINUTE)
    phone.tap("days")
    assert not said(phone)
    talks.away(12 * MINUTE)
    talks.wait(11 * MINUTE)
    phone.tap("me")
    assert not said(phone)

"""As frightened people use a cheap phone: words at the card, the review on pages, the word typed twice."""

from __future__ import annotations

import pytest
from phones import Screen, words
from playwright.sync_api import expect

from bot import notices

pytestmark = pytest.mark.browser

CRY = {"en": "help me they are outside", "es": "ayuda stan afuera ay gente armada", "ar": "النجدة هم عند الباب"}
NEAR = {"en": "KE", "es": "HN", "ar": "SD"}
WORD = {"en": "blue window", "es": "ventana azul", "ar": "نافذة زرقاء"}


@pytest.mark.parametrize("language", ["es", "en", "ar"])
def test_a_cry_for_help_waits_at_the_card(screen: Screen, language: str) -> None:
    """Words in no button lead to the card, wait there in sight, and go with the call."""
    screen.speak(language)
    person = screen.defender
    person.become_somebody_new()
    person.speak(language)
    person.start()
    person.at("first.welcome")
    person.write(CRY[language])
    person.reads(notices.HELD)
    person.at("danger.card")
    screen.picture(f"frightened-{language}-1-held")
    person.choose("danger.card", "wake")
    person.reads(notices.PASSED_ON)
    person.at("danger.d_may")
    assert person.taps == 2
    expect(person.root.locator(".said.me").filter(has_text=CRY[language])).to_have_count(0)
    screen.picture(f"frightened-{language}-2-rings")


@pytest.mark.parametrize("language", ["es", "en", "ar"])
def test_the_review_is_read_on_a_small_screen(screen: Screen, language: str) -> None:
    """Each question stands over its answer, six on a page; the word typed twice is answered, and nothing shares it."""
    screen.speak(language)
    person = screen.defender
    person.become_somebody_new()
    person.speak(language)
    person.start()
    road = (
        ("first.welcome", "help"), ("core.when", "days"), ("core.who", "me"), ("core.age", "adult"),
        ("core.consent", "agree"), ("core.silence", "hour"), ("core.country", NEAR[language]), ("core.work", "land"),
        ("core.happened", "attack"), ("core.whom", "armed"), ("core.worse", "first"), ("core.need", "advice"),
        ("core.contact", "never"),
    )  # fmt: skip
    for step, choice in road:
        person.choose(step, choice)
    person.at("core.word")
    person.write(WORD[language])
    person.reads(notices.WORD_KEPT)
    screen.picture(f"frightened-{language}-3-review")
    person.tap(words().word(notices.MORE, language))
    screen.picture(f"frightened-{language}-4-review-more")
    person.choose("core.check", "change")
    screen.picture(f"frightened-{language}-5-change")
    person.choose("core.change", "keep")
    person.write(WORD[language].upper())
    person.reads(notices.WORD_HERE)
    person.choose("core.check", "send")
    person.at("core.sent")
    assert person.taps == 18
    expect(person.root.locator(".said.me").filter(has_text=WORD[language])).to_have_count(0)
    screen.picture(f"frightened-{language}-6-sent")

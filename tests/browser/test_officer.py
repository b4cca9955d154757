"""The officer at 03:00 on the demo's page: PIN, *Open* with a reason, a phrase that the person reads in Arabic."""

from __future__ import annotations

import pytest
from phones import Screen, words
from playwright.sync_api import expect

from bot import notices, phrases

pytestmark = pytest.mark.browser


def label(answer: str, language: str) -> str:
    return words().word(phrases.answer(answer), language)


def sentence(id_: str, language: str) -> str:
    return words().word(phrases.sentence(phrases.book().phrases[id_]), language)


@pytest.mark.parametrize("language", ["ar", "es"])
def test_an_officer_proves_opens_and_asks_by_a_phrase(screen: Screen, language: str) -> None:
    """Each reads their own language; the answer tapped in Arabic is read in English; no PIN stays in the chat."""
    screen.speak("en")
    defender, officer = screen.defender, screen.officer
    defender.become_somebody_new()
    defender.speak(language)
    officer.become("Lena")
    defender.start()
    defender.choose("first.welcome", "danger")
    defender.choose("danger.card", "wake")
    defender.choose("danger.d_may", "any")
    defender.choose("danger.d_who", "armed")
    defender.choose("danger.d_where", "SD" if language == "ar" else "HN")
    defender.at("danger.line")
    officer.tap(words().word(notices.BELL_OPEN, "en"))
    screen.picture(f"officer-{language}-1-pin", narrow="officer")
    officer.proves()
    expect(officer.root.locator(".said.me", has_text="270418")).to_have_count(0)
    officer.reads(notices.OPEN_WHY)
    screen.picture(f"officer-{language}-2-why", narrow="officer")
    officer.tap(words().word(notices.WHY_SHIFT, "en"))
    officer.reads(notices.OPEN_HERE)
    defender.reads(notices.OPENED)
    screen.picture(f"officer-{language}-3-opened", narrow="officer")
    officer.root.locator(".file").last.locator("xpath=following-sibling::*").get_by_role("button").last.click()
    dialog = screen.page.locator("dialog[open]")
    expect(dialog).to_contain_text("Answers")
    dialog.locator(".ends button").click()
    officer.tap(words().word(notices.PHRASES, "en"))
    officer.reads(notices.PHRASES_ASK)
    screen.picture(f"officer-{language}-4-groups", narrow="officer")
    officer.tap(words().word(phrases.group("now"), "en"))
    officer.sees(sentence("with_you", "en"))
    screen.picture(f"officer-{language}-5-phrases", narrow="officer")
    officer.tap("4")
    defender.sees(sentence("with_you", language))
    screen.picture(f"officer-{language}-6-asked", narrow="defender")
    defender.tap(label("children", language))
    defender.reads(notices.ANSWER_PASSED)
    answer = officer.bubbles.filter(has_text="Their answer").last
    expect(answer).to_contain_text(sentence("with_you", "en"))
    expect(answer).to_contain_text(label("children", "en"))
    screen.picture(f"officer-{language}-7-answered", narrow="officer")
    officer.write("/start")
    officer.sees("Ringing now")
    screen.picture(f"officer-{language}-8-menu", narrow="officer")

"""From START to an officer's words, tapped on both phones of the demo's page, with taps counted and pictures taken."""

from __future__ import annotations

import pytest
from phones import Screen, words
from playwright.sync_api import Locator, expect

from bot import notices

pytestmark = pytest.mark.browser

STORY = {
    "en": "They stand at my door. I am in the back room.",
    "es": "Están en mi puerta. Estoy en el cuarto de atrás.",
    "ar": "هم عند بابي. أنا في الغرفة الخلفية.",
}
ANSWER = {
    "en": "I have read you. Can you leave by the back door? I stay here.",
    "es": "Te he leído. ¿Puedes salir por la puerta de atrás? Sigo aquí.",
    "ar": "قرأتُ رسالتك. هل يمكنك الخروج من الباب الخلفي؟ أنا باقية هنا.",
}
NEAR = {"en": "KE", "es": "HN", "ar": "SD"}
COMMON = (
    ("first.welcome", "help"), ("core.when", "days"), ("core.who", "me"), ("core.age", "adult"),
    ("core.consent", "agree"), ("core.silence", "hour"), ("core.country", "KE"), ("core.work", "land"),
    ("core.happened", "attack"),
)  # fmt: skip
REST = (
    ("core.worse", "first"), ("core.need", "lawyer"), ("core.contact", "any"), ("core.word", "none"),
    ("core.check", "send"),
)  # fmt: skip


def takes_of(screen: Screen) -> Locator:
    """The buttons *I take it* of this officer: one under each bell."""
    label = words().word(notices.BELL_TAKE, screen.officer.language)
    return screen.officer.root.locator(".keys button", has_text=label)


def takes_and_answers(screen: Screen, language: str, *, careful: bool = False) -> None:
    """The officer takes the newest bell, and writes words that the defender reads; asked first where others may."""
    officer, defender = screen.officer, screen.defender
    officer.tap(words().word(notices.BELL_TAKE, officer.language))
    officer.reads(notices.OFFICER_TAKEN)
    officer.proves()
    officer.write(ANSWER[language])
    if careful:
        officer.reads(notices.OFFICER_CAREFUL)
        officer.tap(words().word(notices.SEND_AS_IS, officer.language))
    defender.sees(ANSWER[language])
    officer.reads(notices.OFFICER_REPLY_SENT)


@pytest.mark.parametrize("language", ["en", "es", "ar"])
def test_the_danger_path_ends_with_an_officers_words(screen: Screen, language: str) -> None:
    """The card after two taps, the alert at the third, and words in both directions while it rings."""
    screen.speak(language)
    defender, officer = screen.defender, screen.officer
    defender.become_somebody_new()
    defender.speak(language)
    officer.become("Omar" if language == "ar" else "Lena")
    takes = takes_of(screen)
    bells = takes.count()
    defender.start()
    defender.at("first.welcome")
    screen.picture(f"{language}-1-first")
    defender.choose("first.welcome", "danger")
    defender.at("danger.card")
    assert defender.taps == 2
    expect(takes).to_have_count(bells)
    screen.picture(f"{language}-2-card")
    defender.choose("danger.card", "wake")
    assert defender.taps == 3
    expect(takes).to_have_count(bells + 1)
    screen.picture(f"{language}-3-rings", narrow="officer")
    defender.choose("danger.d_may", "any")
    defender.choose("danger.d_who", "armed")
    defender.choose("danger.d_where", NEAR[language])
    defender.at("danger.line")
    defender.write(STORY[language])
    defender.reads(notices.PASSED_ON)
    expect(defender.root.locator(".said.me", has_text=STORY[language])).to_have_count(0)
    screen.picture(f"{language}-4-line")
    opened(screen, language)
    takes_and_answers(screen, language)
    screen.picture(f"{language}-6-answered", narrow="officer")
    screen.picture(f"{language}-7-server", narrow="server")


def opened(screen: Screen, language: str) -> None:
    """What the officer's own key reads: the summons, and the words that the chat no longer shows."""
    officer = screen.officer
    officer.root.locator(".file").last.locator("xpath=following-sibling::*").get_by_role("button").last.click()
    dialog = screen.page.locator("dialog[open]")
    expect(dialog).to_contain_text("T0")
    expect(dialog).to_contain_text(STORY[language])
    screen.picture(f"{language}-5-opened")
    dialog.locator(".ends button").click()
    expect(dialog).to_have_count(0)
    assert STORY[language] not in screen.panel.inner_text()


@pytest.mark.parametrize(("whom", "most"), [("armed", 16), ("forces", 17)])
def test_the_core_case_ends_with_an_officers_words(screen: Screen, whom: str, most: int) -> None:
    """The commonest case takes at most sixteen taps, one more where other sessions are asked about."""
    defender = screen.defender
    defender.become_somebody_new()
    defender.speak("en")
    takes = takes_of(screen)
    bells = takes.count()
    defender.start()
    asked = (*COMMON, ("core.whom", whom), *([("core.sessions", "done")] if whom == "forces" else []), *REST)
    for step, choice in asked:
        if step in ("core.happened", "core.check"):
            defender.at(step)
            screen.picture(f"core-{whom}-{step.partition('.')[2]}")
        defender.choose(step, choice)
    defender.at("core.sent")
    assert defender.taps <= most
    expect(takes).to_have_count(bells + 1)
    takes_and_answers(screen, "en", careful=whom == "forces")
    screen.picture(f"core-{whom}-answered")

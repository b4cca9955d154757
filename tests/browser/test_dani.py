"""Dani: a phone that was seized. The chat forgets, the word opens it, and another account locks the old phone."""

from __future__ import annotations

import re

import pytest
from phones import Phone, Screen, words
from playwright.sync_api import expect
from test_main_job import COMMON, REST
from test_rosa import NEAR, ask

from bot import notices

pytestmark = pytest.mark.browser

WORD = {"en": "blue window", "es": "ventana azul", "ar": "نافذة زرقاء"}
HOUR = 3600
CODE = re.compile(r"(?:[0-9A-Z]{5} ){4}[0-9A-Z]{5}")
SWEPT = 60_000
"""Milliseconds in which the sweep comes round."""


def empty(phone: Phone) -> None:
    expect(phone.root.locator(".said")).to_have_count(0, timeout=SWEPT)


def menu(phone: Phone) -> None:
    phone.tap(words().word(notices.MENU, phone.language))


def name_of(phone: Phone) -> str:
    """Who holds this phone now."""
    return str(phone.root.locator(".who select").first.evaluate("one => one.options[one.selectedIndex].label"))


def sends_a_case(dani: Phone, language: str) -> None:
    for step, choice in (*COMMON, ("core.whom", "armed"), *REST):
        if step == "core.word":
            dani.at(step)
            dani.write(WORD[language])
            continue
        dani.choose(step, NEAR[language] if step == "core.country" else choice)
    dani.at("core.sent")


def code_of(dani: Phone, language: str) -> str:
    dani.choose("core.sent", "code")
    dani.at("menu.code")
    dani.write(WORD[language])
    dani.reads(notices.CODE)
    found = CODE.search("\n".join(dani.bubbles.all_inner_texts()))
    assert found is not None
    return found.group()


@pytest.mark.parametrize("language", ["en", "es", "ar"])
def test_dani(screen: Screen, language: str) -> None:
    """A stranger after 31 minutes, the word, the old phone locked from another account, nothing left after 20 hours."""
    screen.speak(language)
    dani, officer = screen.defender, screen.officer
    dani.become_somebody_new()
    dani.speak(language)
    first = name_of(dani)
    dani.start()
    sends_a_case(dani, language)
    code = code_of(dani, language)
    screen.picture(f"dani-{language}-1-code")
    ask(screen, "/sim/clock", {"forward": 31 * 60})
    expect(dani.bubbles.filter(has_text=code)).to_have_count(0, timeout=SWEPT)
    dani.write("hello")
    dani.at("first.welcome")
    screen.picture(f"dani-{language}-2-stranger")
    dani.write(WORD[language])
    dani.at("menu.home")
    expect(dani.root.locator(".said.me", has_text=WORD[language])).to_have_count(0)
    dani.become_somebody_new()
    dani.speak(language)
    second = name_of(dani)
    dani.start()
    menu(dani)
    dani.choose("menu.menu", "lost")
    dani.choose("menu.lost_sessions", "done")
    dani.at("menu.lost")
    dani.write(code.lower())
    dani.at("menu.lost_ok")
    officer.reads(notices.OFFICER_LOST)
    screen.picture(f"dani-{language}-3-taken", narrow="officer")
    dani.become(first)
    empty(dani)
    screen.picture(f"dani-{language}-4-old-phone")
    dani.write("hello")
    dani.at("first.welcome")
    dani.become(second)
    ask(screen, "/sim/clock", {"forward": 20 * HOUR + 60})
    empty(dani)
    dani.write("hello")
    dani.at("first.welcome")
    dani.write(WORD[language])
    dani.at("menu.home")
    screen.picture(f"dani-{language}-5-here")

"""Rosa: gunmen outside, a slow line, everybody asleep. What she sends reaches a person, and she is told the truth."""

from __future__ import annotations

import json
import re

import pytest
from phones import Phone, Screen, words
from playwright.sync_api import expect

from bot import notices

pytestmark = pytest.mark.browser

PLACE = {
    "en": "The yellow house behind the mill at Las Lomas.",
    "es": "La casa amarilla detrás del molino, en Las Lomas.",
    "ar": "البيت الأصفر خلف الطاحونة في لاس لوماس.",
}
NEAR = {"en": "KE", "es": "HN", "ar": "SD"}
SLOW = {"kind": "slow", "method": "", "times": 12, "retry_after": 1}


def ask(screen: Screen, path: str, body: object) -> None:
    """What the page's own tools do: plan a fault, move the clock."""
    script = "([path, body]) => fetch(path, {method: 'POST', headers: {'Content-Type': 'application/json'}, body})"
    assert screen.page.evaluate(f"async (given) => (await ({script})(given)).ok", [path, json.dumps(body)])


def sends(phone: Phone, kind: str) -> None:
    """Open the clip, choose what to send, and send what the page invents for it."""
    phone.root.locator(".compose button").first.click()
    dialog = phone.page.locator("dialog[open]")
    dialog.locator(".list button").nth(["voice", "photo", "place", "contact", "file"].index(kind)).click()
    phone.page.locator("dialog[open] button.primary").click()


@pytest.mark.parametrize("language", ["es", "en", "ar"])
def test_rosa(screen: Screen, language: str) -> None:
    """Card, alert, place, voice: gone from the chat, read by a person, and the truth is told at 0, 10, 30 minutes."""
    screen.speak(language)
    rosa, officer = screen.defender, screen.officer
    rosa.become_somebody_new()
    rosa.speak(language)
    ask(screen, "/sim/faults", SLOW)
    rosa.start()
    rosa.choose("first.welcome", "danger")
    rosa.at("danger.card")
    assert rosa.taps == 2
    rosa.choose("danger.card", "wake")
    assert rosa.taps == 3
    rosa.at("danger.d_may")
    screen.picture(f"rosa-{language}-1-rings")
    rosa.choose("danger.d_may", "any")
    rosa.choose("danger.d_who", "armed")
    rosa.choose("danger.d_where", NEAR[language])
    rosa.at("danger.line")
    rosa.write(PLACE[language])
    rosa.reads(notices.PASSED_ON)
    sends(rosa, "voice")
    own = rosa.root.locator(".said.me")
    expect(own.filter(has=screen.page.locator(".voice"))).to_have_count(0)
    expect(own.filter(has_text=PLACE[language])).to_have_count(0)
    screen.picture(f"rosa-{language}-2-line")
    ask(screen, "/sim/clock", {"forward": 10 * 60 + 5})
    rosa.reads(notices.NOT_YET)
    sends(rosa, "place")
    expect(own.filter(has=screen.page.locator(".voice, .map"))).to_have_count(0)
    ask(screen, "/sim/clock", {"forward": 20 * 60})
    rosa.reads(notices.STILL_NOBODY)
    screen.picture(f"rosa-{language}-3-truth")
    officer.root.locator(".file").last.locator("xpath=following-sibling::*").get_by_role("button").last.click()
    case = screen.page.locator("dialog[open]")
    expect(case).to_contain_text(PLACE[language])
    expect(case).to_contain_text(re.compile(r"\b17\b"))
    expect(case).to_contain_text("14.0723")
    screen.picture(f"rosa-{language}-4-read")
    case.locator(".ends button").click()
    assert PLACE[language] not in screen.panel.inner_text()
    assert words().word(notices.KNOCK, language) not in rosa.bubbles.all_inner_texts()
    officer.tap(words().word(notices.BELL_TAKE, officer.language))  # an open alert would ring into the next night
    officer.proves()
    officer.writes("I am here.", notices.OFFICER_REPLY_SENT)

"""What a page owes its readers: names for controls, contrast, room for thumbs, no sideways scroll; both directions."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from phones import Screen

pytestmark = pytest.mark.browser

SCRIPT = Path(__file__).with_name("basics.js").read_text(encoding="utf-8")


def ask(screen: Screen, question: str, *about: Any) -> Any:
    return screen.page.evaluate(f"({SCRIPT.strip()})[{json.dumps(question)}](...{json.dumps(about)})")


def width_of(screen: Screen) -> int:
    return int(screen.page.evaluate("document.documentElement.scrollWidth"))


@pytest.mark.parametrize(("language", "direction"), [("en", "ltr"), ("es", "ltr"), ("ar", "rtl")])
def test_the_page_can_be_used_by_everybody(screen: Screen, language: str, direction: str) -> None:
    """Controls have names and room, words have contrast in light and dark, and nothing scrolls sideways at 320 px."""
    screen.speak(language)
    screen.defender.become_somebody_new()
    screen.defender.speak(language)
    screen.defender.start()
    screen.defender.at("first.welcome")
    html = screen.page.locator("html")
    assert (html.get_attribute("lang"), html.get_attribute("dir")) == (language, direction)
    assert ask(screen, "nameless") == []
    assert ask(screen, "twice") == []
    assert ask(screen, "small", 44, ".keys button, .compose button, .start") == []
    assert ask(screen, "small", 24, "button, input, select, summary") == []
    for scheme in ("light", "dark"):
        screen.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        assert ask(screen, "faint") == []
    for width in (1280, 768, 360, 320):
        screen.page.set_viewport_size({"width": width, "height": 740})
        assert width_of(screen) <= width


def test_keys_alone_reach_an_answer(screen: Screen) -> None:
    """START and an answer can be pressed without a mouse, and the focus is where the eye is."""
    screen.defender.become_somebody_new()
    screen.defender.speak("en")
    screen.defender.root.locator(".start").focus()
    screen.page.keyboard.press("Enter")
    screen.defender.at("first.welcome")
    answer = screen.defender.root.get_by_role("button", name="I am in danger now")
    answer.focus()
    screen.page.keyboard.press("Space")
    screen.defender.at("danger.card")
    assert screen.page.evaluate("document.activeElement !== document.body")


def test_a_long_text_stays_inside_its_bubble(screen: Screen) -> None:
    """A word of four hundred letters is broken, not cut, and pushes nothing aside."""
    screen.defender.become_somebody_new()
    screen.defender.start()
    screen.defender.at("first.welcome")
    screen.defender.write("a" * 400)
    said = screen.defender.root.locator(".said.me .text").last
    assert said.evaluate("node => node.scrollWidth <= node.clientWidth + 1")
    assert screen.defender.root.locator(".chat").evaluate("node => node.scrollWidth <= node.clientWidth")

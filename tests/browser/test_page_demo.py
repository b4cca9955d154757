"""The sealed page where anybody first meets it: beside the phones of `amparo demo`."""

from __future__ import annotations

import pytest
from phones import Screen, words
from playwright.sync_api import expect

from bot import notices
from bot.page_words import WORDS
from bot.web import bundle

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not bundle.is_built(), reason="the sealed page was not built: make setup"),
]
STORY = "They took my brother from the market."


def test_the_button_opens_the_page_and_an_officer_reads_what_was_written(screen: Screen) -> None:
    """From the line to the page, back to the chat that thanks, and on to what the officer's key reads."""
    defender, language = screen.defender, "en"
    defender.become_somebody_new()
    defender.speak(language)
    defender.start()
    defender.choose("first.welcome", "danger")
    defender.tap("Wake a person now")
    for step, choice in (("danger.d_may", "any"), ("danger.d_who", "officials"), ("danger.d_where", "none")):
        defender.choose(step, choice)
    defender.root.locator(".keys button").filter(has_text="Locked page").last.click()
    with screen.page.context.expect_page() as opened:
        screen.page.locator("dialog[open] a").click()
    page = opened.value
    page.locator("#story").fill(STORY)
    page.get_by_role("button", name=words().word(WORDS["send"], language)).click()
    expect(page.locator("h1")).to_have_text(words().word(WORDS["sent"], language))
    page.close()
    screen.page.locator("dialog[open] .ends button").click()
    defender.reads(notices.PAGE_ARRIVED)
    assert STORY not in screen.panel.inner_text()

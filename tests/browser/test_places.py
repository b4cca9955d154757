"""The places on a phone, in every shipped language: a page of them at a time, each with its reasons, and back again."""

from __future__ import annotations

import re

import pytest
from phones import Phone, Screen, release, words
from playwright.sync_api import expect
from test_main_job import COMMON, NEAR, REST

from bot import notices
from bot.conversation.asking import A_PAGE
from referrals.ordering import MOST

pytestmark = pytest.mark.browser

ANSWERS, LABEL = 8, 64
"""The most answers under one question, and the most letters of a button."""


NEWEST = """root => {
  const all = [...root.querySelectorAll('.said.bot, .keys button')];
  const last = all.findLastIndex(one => one.matches('.said.bot'));
  return all.slice(last + 1).map(one => one.innerText.trim());
}"""


def labels(phone: Phone) -> list[str]:
    """The buttons under the newest message, from the top."""
    found: list[str] = phone.root.evaluate(NEWEST)
    return found


def numbered(phone: Phone) -> dict[int, str]:
    """The places on this page: their numbers and names."""
    found = (re.match(r"\D?(\d+)\.\s(.+)", label) for label in labels(phone))
    return {int(one[1]): one[2] for one in found if one is not None}


@pytest.mark.parametrize("language", words().languages)
def test_the_places_are_read_page_by_page(screen: Screen, language: str) -> None:
    """Three a page and at most eight in all; each opens with why, how fast and the risk; a long list comes round."""
    phone = screen.defender
    phone.become_somebody_new()
    phone.speak(language)
    phone.start()
    for step, choice in (*COMMON, ("core.whom", "armed"), *REST):
        phone.choose(step, NEAR[language] if step == "core.country" else choice)
    phone.choose("core.sent", "places")
    phone.at("places.options")
    more, seen = words().word(notices.MORE_PLACES, language), dict[int, str]()
    screen.picture(f"{language}-places-1")
    for _ in range(MOST):
        page = numbered(phone)
        assert 0 < len(page) <= A_PAGE, labels(phone)
        assert len(labels(phone)) <= ANSWERS + 3  # Back, and the two of every screen
        assert all(len(label) <= LABEL for label in labels(phone))
        if set(page) <= set(seen):
            break
        seen |= page
        before = phone.bubbles.count()
        phone.tap(more)
        expect(phone.root.locator(".keys button", has_text=f"{min(page)}.")).to_have_count(0)
        assert phone.bubbles.count() == before, "a page turned is no new message"
    assert sorted(seen) == list(range(1, len(seen) + 1))
    assert A_PAGE < len(seen) <= MOST
    assert len(set(seen.values())) == len(seen)
    phone.tap(next(label for label in labels(phone) if label.endswith(min(numbered(phone).items())[1])))
    phone.at("places.offer")
    screen.picture(f"{language}-places-2-offer")
    back = words().word(notices.BACK, language)
    phone.tap(back)
    phone.at("places.options")
    assert release().step("places.options").ask is not None


@pytest.mark.parametrize("language", words().languages)
def test_a_plan_and_its_cards_are_read(screen: Screen, language: str) -> None:
    """From *Only information* to the three parts, the five cards, and what is done to people online."""
    phone = screen.defender
    phone.become_somebody_new()
    phone.speak(language)
    phone.start()
    phone.choose("first.welcome", "info")
    phone.choose("first.info", "plan")
    phone.at("plan.start")
    screen.picture(f"{language}-plan-1")
    phone.choose("plan.start", "cards")
    phone.choose("plan.cards", "screen")
    for card in ("card_screen", "card_accounts", "card_links", "card_proof"):
        phone.choose(f"plan.{card}", "next")
    phone.at("plan.card_images")
    assert len(labels(phone)) <= ANSWERS + 3
    screen.picture(f"{language}-plan-2-card")

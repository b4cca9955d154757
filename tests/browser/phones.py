"""Thumbs and eyes on the demo's page: phones that are tapped by what a step calls its answers, in any language.

Labels and questions are looked up in the shipped flows and catalogs, so a phone that speaks another language than it
was told fails here. Every wait is for something to be seen.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from bot import catalogue, notices
from bot.wording import Words
from flows.definition import Release
from flows.text import Text
from tests.phone import PIN

_IDS = "all => all.map(said => said.dataset.id)"
_NEWER = """([side, wholes, last]) => {
  const all = [...document.querySelectorAll(`[data-side=${side}] .said.bot`)];
  const news = all.filter(said => Number(said.dataset.id) > last);
  return wholes.findIndex(whole => news.some(said => said.innerText.includes(whole))) + 1;
}"""
"""Which of these texts stands in a message that came after a number, counted from one; 0 while none does."""
PICTURES = Path(__file__).resolve().parents[1] / "pictures"
_HOLE = re.compile(r"\{\w+\}")
_SENTENCE = re.compile(r"(?<=[.?!؟])\s")


@lru_cache(maxsize=1)
def release() -> Release:
    return catalogue.release()


@lru_cache(maxsize=1)
def words() -> Words:
    return Words.load()


def said(text: Text, language: str) -> str:
    """The longest sentence of a text that holds no value: what must be seen of it, whatever the values are."""
    whole = words().word(text, language, dict.fromkeys(_HOLE.findall(text.source), ""))
    source = words().catalog(language).get((text.id, text.source), text.source) if "{" in text.source else whole
    plain = [line for line in _SENTENCE.split(source.replace("\n", " ")) if "{" not in line]
    return max(plain, key=len, default="")


@dataclass
class Phone:
    """One phone of the page, in the hands of one person."""

    page: Page
    side: str
    language: str = "en"
    taps: int = field(default=0)

    @property
    def root(self) -> Locator:
        return self.page.locator(f"[data-side={self.side}]")

    @property
    def bubbles(self) -> Locator:
        return self.root.locator(".said.bot .text")

    def speak(self, language: str) -> None:
        """Change the phone's language, as in its settings."""
        self.root.locator(".who select").last.select_option(language)
        self.language = language
        expect(self.root.locator(".phone")).to_have_attribute("lang", language)

    def become(self, name: str) -> None:
        """Take the phone of another person on this side."""
        self.root.locator(".who select").first.select_option(label=name)
        lang = self.root.locator(".phone").get_attribute("lang")
        self.language = lang or "en"

    def become_somebody_new(self) -> None:
        """Another person, with an empty chat."""
        people = self.root.locator(".who select").first.locator("option")
        count = people.count()
        self.root.locator(".who .quiet").click()
        expect(people).to_have_count(count + 1)
        expect(self.root.locator(".said")).to_have_count(0)
        self.taps = 0

    def start(self) -> None:
        """Tap START."""
        self.root.locator(".start").click()
        self.taps += 1

    def tap(self, label: str) -> None:
        """Tap the newest button that reads so, and see that it was taken: the keyboard it stood in is gone."""
        key = self.root.locator(".keys button").filter(has_text=re.compile(rf"^\s*{re.escape(label)}\s*$")).last
        handle = key.element_handle()
        key.click()
        self.taps += 1
        self.page.wait_for_function("key => !key.isConnected || key.getAttribute('aria-busy') === null", arg=handle)

    def sees(self, text: str) -> None:
        """Wait until a message of the bot holds these words."""
        expect(self.bubbles.filter(has_text=text).last).to_be_visible()

    def choose(self, step: str, choice: str) -> None:
        """See the question of a step in this phone's language, then tap one of its answers."""
        asked = release().step(step)
        assert asked.text is not None
        assert asked.ask is not None
        self.sees(said(asked.text, self.language))
        found = next((one for one in asked.ask.choices if one.id == choice), None)
        label = found.label if found is not None else None
        self.tap(words().word(label, self.language) if label else words().country_name(choice, self.language))

    def at(self, step: str) -> None:
        """See that the chat stands at a step."""
        text = release().step(step).text
        assert text is not None
        self.sees(said(text, self.language))

    def write(self, text: str) -> None:
        """Type words and send them."""
        field_ = self.root.locator(".compose textarea")
        field_.fill(text)
        field_.press("Enter")

    def proves(self) -> None:
        """Type the officer's PIN, twice where none was chosen yet."""
        if self.writes(PIN, notices.PIN_RIGHT, notices.PIN_AGAIN) == notices.PIN_AGAIN:
            self.writes(PIN, notices.PIN_KEPT)

    def writes(self, text: str, *then: Text) -> Text:
        """Send words and see one of these notices in a newer message; gives which."""
        wholes = [words().word(one, self.language, dict.fromkeys(_HOLE.findall(one.source), "")) for one in then]
        last = max((int(one) for one in self.root.locator(".said").evaluate_all(_IDS)), default=0)
        self.write(text)
        found = self.page.wait_for_function(_NEWER, arg=[self.side, wholes, last], timeout=60_000)
        return then[int(found.json_value()) - 1]

    def reads(self, notice: Text) -> None:
        """See one of the bot's short notices."""
        whole = words().word(notice, self.language)
        self.sees(said(notice, self.language) if "{" in notice.source else whole)


@dataclass
class Screen:
    """The demo's page: two phones and what the server can read."""

    page: Page

    def __post_init__(self) -> None:
        self.defender = Phone(self.page, "defender")
        self.officer = Phone(self.page, "officer")
        expect(self.officer.bubbles.first).to_be_visible()

    @property
    def panel(self) -> Locator:
        return self.page.locator("[data-side=server]")

    def speak(self, language: str) -> None:
        """The page itself in another language."""
        self.page.locator("#language").select_option(language)

    def picture(self, name: str, narrow: str = "defender") -> None:
        """Take the page at 1280 and 360 px, light and dark; where it is narrow, with one part in front."""
        PICTURES.mkdir(exist_ok=True)
        self.page.evaluate("side => document.getElementById(`tab-${side}`).click()", narrow)
        for width, height, scheme in (
            (1280, 900, "light"),
            (360, 740, "dark"),
            (360, 740, "light"),
            (1280, 900, "dark"),
        ):
            self.page.set_viewport_size({"width": width, "height": height})
            self.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            assert self.page.evaluate("document.documentElement.scrollWidth") <= width
            self.page.screenshot(path=PICTURES / f"{name}-{width}-{scheme}.png")
        self.page.set_viewport_size({"width": 1280, "height": 900})
        self.page.emulate_media(color_scheme="light")

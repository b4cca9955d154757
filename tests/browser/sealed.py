"""Hands and eyes on the sealed page: what is written on it, and everything that leaves the browser meanwhile."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Locator, Page, Request, expect

from bot.page_words import WORDS
from bot.wording import Words
from tests.phone import Phone
from tests.served import Served, address, arrive
from tests.talks import Talks

PICTURES = Path(__file__).resolve().parents[1] / "pictures"
AXE = Path(__file__).resolve().parents[2] / "bot/web/page/built/axe.min.js"
MARKS = {
    "story": "Quagmirelantern at the river",
    "name": "Xylotomistina",
    "contact": "+504 9988 7766 Wobbegong",
    "file": "Brimstoneferret.txt",
    "bytes": "Pdfbytesgallimaufry",
}


@dataclass
class Sealed:
    """One person with the chat and a browser; whatever leaves the browser is written down."""

    talks: Talks
    at: Served
    browser: Browser
    language: str = "en"
    requests: list[Request] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    words: Words = field(default_factory=Words.load)

    def __post_init__(self) -> None:
        self.phone: Phone = self.talks.phone(self.language).start().tap("danger", "wake", "any", "officials", "none")
        self.context: BrowserContext = self.browser.new_context(
            viewport={"width": 360, "height": 740}, locale="en-GB", accept_downloads=True
        )
        self.page: Page = self.context.new_page()
        self.context.on("request", self._noted)
        self.page.on("console", lambda line: self.said.append(f"{line.type}: {line.text}"))
        self.page.on("pageerror", lambda fault: self.said.append(f"error: {fault}"))
        self.page.add_init_script(
            "addEventListener('securitypolicyviolation', (e) => console.error(`policy: ${e.violatedDirective}`))"
        )

    def _noted(self, request: Request) -> None:
        self.requests.append(request)

    def word(self, name: str, **values: Any) -> str:
        """The page's words in this person's language."""
        text = WORDS[name]
        found = self.words.catalog(self.language).get((text.id, text.source), text.source)
        for key, value in values.items():
            found = found.replace(f"{{{key}}}", str(value))
        return found

    def visit(self) -> Sealed:
        """Open the link that stands in the chat."""
        self.page.goto(address(self.phone))
        return self

    @property
    def heading(self) -> Locator:
        return self.page.locator("h1")

    def stands(self, name: str) -> None:
        """See this screen, with its heading in focus."""
        expect(self.heading).to_have_text(self.word(name))
        expect(self.heading).to_be_focused()

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=self.word(name), exact=True)

    def box(self, name: str) -> Locator:
        return self.page.locator(f"#{name}")

    def write(self, *names: str) -> None:
        """Write the marks into these boxes, or into all."""
        for name in names or ("story", "name", "contact"):
            self.box(name).fill(MARKS[name])
        if not names or "file" in names:
            self.box("file").set_input_files(
                {"name": MARKS["file"], "mimeType": "text/plain", "buffer": MARKS["bytes"].encode()}
            )

    def send(self) -> None:
        self.button("send").click()

    def posts(self) -> list[Request]:
        return [one for one in self.requests if one.method == "POST"]

    def left(self) -> Iterator[bytes]:
        """Everything that left the browser, as bytes: addresses, headers, bodies."""
        for one in self.requests:
            yield one.url.encode()
            yield repr(one.all_headers()).encode()
            yield one.post_data_buffer or b""

    def nothing_left(self) -> None:
        """No mark is in what left, and the page asked for nothing but its own origin."""
        assert self.requests
        assert {one.url.split("/page/")[0] for one in self.requests if "favicon" not in one.url} == {self.at.origin}
        for sent in self.left():
            for mark in MARKS.values():
                for form in (mark.encode(), mark.encode().hex().encode(), _base64(mark)):
                    assert form not in sent, mark

    def arrived(self) -> dict[str, Any]:
        """What an officer reads of what came, by the case's parts."""
        arrive(self.talks)
        return self.talks.read_by("Ana", self.talks.case_of(self.phone) or "")

    def picture(self, name: str) -> None:
        """Take the whole page at 320, 360 and 1280 px, light and dark; nothing scrolls sideways."""
        PICTURES.mkdir(exist_ok=True)
        for width, scheme in ((320, "light"), (360, "dark"), (1280, "light"), (1280, "dark")):
            self.page.set_viewport_size({"width": width, "height": 740})
            self.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            assert self.page.evaluate("document.documentElement.scrollWidth") <= width
            self.page.screenshot(path=PICTURES / f"page-{name}-{width}-{scheme}.png", full_page=True)
        self.page.set_viewport_size({"width": 360, "height": 740})
        self.page.emulate_media(color_scheme="light")


def _base64(mark: str) -> bytes:
    import base64

    return base64.b64encode(mark.encode())[:-4]


def stock_age(identity: str, sealed: bytes, folder: Path) -> bytes:
    """Open with the `age` that everybody has."""
    key = folder / "key.txt"
    key.write_text(identity + "\n")
    return subprocess.run(["age", "-d", "-i", str(key)], input=sealed, capture_output=True, check=True).stdout

"""A packet of each kind on paper, printed by Chromium: nothing cut, each part a sheet of its own, and a picture."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from phones import PICTURES
from playwright.sync_api import Browser, Page
from printed import HIDDEN, PLACES, READERS, intakes, page, spoken_by

pytestmark = pytest.mark.browser

WIDTH, HEIGHT = 794, 1123
"""A4 at 96 dots an inch."""
CUT = """() => [...document.querySelectorAll('body *')]
  .filter(one => one.scrollWidth > one.clientWidth + 1 && getComputedStyle(one).display !== 'inline')
  .map(one => one.className || one.tagName)"""
MOST_PAGES = 8


@pytest.fixture(scope="module")
def paper(chromium: Browser) -> Iterator[Page]:
    """A sheet of A4, as the printer sees it."""
    sheet = chromium.new_page(viewport={"width": WIDTH, "height": HEIGHT})
    sheet.emulate_media(media="print")
    yield sheet
    sheet.close()


def put(paper: Page, html: str, tmp_path: Path) -> Page:
    file = tmp_path / "packet.html"
    file.write_text(html, encoding="utf-8")
    asked: list[str] = []
    paper.on("request", lambda request: asked.append(request.url))
    paper.goto(file.as_uri())
    assert set(asked) == {file.as_uri()}, "the page asks for something"
    return paper


def pages(paper: Page) -> int:
    return len(re.findall(rb"/Type\s*/Page[^s]", paper.pdf(prefer_css_page_size=True)))


@pytest.mark.parametrize("place", PLACES)
def test_a_packet_prints_whole(paper: Page, tmp_path: Path, place: str) -> None:
    """Told or untold, in each language of the letter: nothing runs over the edge, and each part begins a sheet."""
    PICTURES.mkdir(exist_ok=True)
    for number, language in enumerate(spoken_by(place)):
        reader = READERS[number % len(READERS)]
        for name in ("told-en", "poor", f"told-{language}"):
            put(paper, page(place, intakes().get(name, intakes()["told-en"]), language, reader), tmp_path)
            assert paper.evaluate(CUT) == []
            assert paper.evaluate("document.documentElement.scrollWidth") <= WIDTH
            assert paper.evaluate("getComputedStyle(document.querySelectorAll('.sheet')[1]).breakBefore") == "page"
            paper.screenshot(path=PICTURES / f"packet-{place}-{name}-{language}-{reader}.png", full_page=True)
        assert 3 <= pages(paper) <= MOST_PAGES


@pytest.mark.parametrize("place", PLACES)
def test_the_letter_on_paper_tells_neither_the_source_nor_a_secret(paper: Page, tmp_path: Path, place: str) -> None:
    """With every consent given and the source's name in every story, what is printed as the letter holds none of it."""
    put(paper, page(place, intakes()["told-en"], spoken_by(place)[0], "en"), tmp_path)
    letter, rest = (paper.locator(".sheet").nth(number).inner_text() for number in (0, 1))
    hidden = (*HIDDEN[1:], "where the children are", "who signed", "Vera", "Solano")
    assert [one for one in hidden if one in letter] == []
    assert "Vera Solano" in rest

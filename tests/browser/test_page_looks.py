"""The sealed page as it is seen, heard and used: three languages, narrow and wide, light and dark, by keys alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect
from sealed import AXE, MARKS, Sealed

from bot.web import bundle
from tests.served import Served, served
from tests.talks import Talks

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not AXE.exists() or not bundle.is_built(), reason="the sealed page was not built: make test"),
]
LANGUAGES = ("en", "es", "ar")
LIMIT = 60 * 1024


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    talks = Talks.made(tmp_path_factory.mktemp("page"))
    talks.officer("Ana")
    talks.officer("Ben")
    with served(talks) as at:
        yield at
    talks.close()


@pytest.fixture(params=LANGUAGES)
def sealed(request: pytest.FixtureRequest, door: Served, chromium: Browser) -> Iterator[Sealed]:
    made = Sealed(door.talks, door, chromium, request.param)
    yield made
    made.context.close()
    assert [line for line in made.said if not line.startswith("error: Failed to load resource")] == []


def at_the_form(sealed: Sealed) -> None:
    sealed.visit().stands("title")


def with_a_complaint(sealed: Sealed) -> None:
    sealed.visit().stands("title")
    sealed.send()
    expect(sealed.page.get_by_role("alert")).to_have_text(sealed.word("empty"))


def with_words(sealed: Sealed) -> None:
    sealed.visit().stands("title")
    sealed.write()


def not_sent(sealed: Sealed) -> None:
    with_words(sealed)
    sealed.page.route("**/page/part", lambda route: route.abort())
    sealed.send()
    sealed.stands("not_sent")


def on_its_way(sealed: Sealed) -> None:
    with_words(sealed)
    sealed.page.route("**/page/part", lambda route: None)
    sealed.send()
    sealed.stands("sending")


def sent(sealed: Sealed) -> None:
    with_words(sealed)
    sealed.send()
    sealed.stands("sent")


def spent(sealed: Sealed) -> None:
    sealed.page.goto(f"{sealed.at.origin}/page/#t={'x' * 32}&l={sealed.language}")
    sealed.stands("spent")


def changed(sealed: Sealed) -> None:
    sealed.page.route("**/page/open", lambda route: route.fulfill(json={"readers": "nonsense", "most": 1}))
    sealed.visit().stands("changed")


def cannot(sealed: Sealed) -> None:
    sealed.page.add_init_script("Object.defineProperty(crypto, 'subtle', {value: undefined})")
    sealed.visit().stands("cannot")


def offline(sealed: Sealed) -> None:
    sealed.page.route("**/page/open", lambda route: route.abort())
    sealed.visit().stands("offline")


SCREENS: dict[str, Callable[[Sealed], None]] = {
    "form": at_the_form, "complaint": with_a_complaint, "written": with_words, "sending": on_its_way,
    "not_sent": not_sent, "sent": sent, "spent": spent, "changed": changed, "cannot": cannot, "offline": offline,
}  # fmt: skip


@pytest.mark.parametrize("screen", SCREENS)
def test_a_screen_can_be_read_by_everybody(sealed: Sealed, screen: str) -> None:
    """Axe finds nothing, in light and dark; nothing scrolls sideways at 320 px; language and direction are right."""
    SCREENS[screen](sealed)
    html = sealed.page.locator("html")
    expect(html).to_have_attribute("lang", sealed.language)
    expect(html).to_have_attribute("dir", "rtl" if sealed.language == "ar" else "ltr")
    sealed.picture(f"{screen}-{sealed.language}")
    sealed.page.evaluate(f"(() => {{ {AXE.read_text(encoding='utf-8')} }})()")
    for scheme in ("light", "dark"):
        sealed.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        found: Any = sealed.page.evaluate("axe.run(document).then((all) => all.violations)")
        assert [(one["id"], [node["html"] for node in one["nodes"]]) for one in found] == []


def test_the_page_is_used_by_keys_alone(sealed: Sealed) -> None:
    """Tab goes in the order of reading, what is focused is seen, and Ctrl+Enter sends."""
    at_the_form(sealed)
    press = sealed.page.keyboard.press
    order = []
    for _ in range(6):
        press("Tab")
        order.append(sealed.page.evaluate("document.activeElement.id || document.activeElement.className"))
        outline = sealed.page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert outline == "solid"
    assert order == ["story", "name", "contact", "file", "main", "quiet"]
    sealed.box("story").focus()
    press("Shift+Tab")
    expect(sealed.page.locator("#close")).to_be_focused()
    sealed.box("story").focus()
    sealed.page.keyboard.type(MARKS["story"])
    press("Control+Enter")
    sealed.stands("sent")


def test_every_box_has_its_label_and_hint(sealed: Sealed) -> None:
    """A screen reader says what each is for; news stand in a live region; nothing is remembered or looked up."""
    at_the_form(sealed)
    for name in ("story", "name", "contact", "file"):
        box = sealed.box(name)
        expect(box).to_have_accessible_name(sealed.word(name))
        for what, value in (("autocomplete", "off"), ("spellcheck", "false"), ("autocorrect", "off")):
            expect(box).to_have_attribute(what, value)
    expect(sealed.box("story")).to_have_accessible_description(sealed.word("story_hint"))
    expect(sealed.page.get_by_role("status")).to_have_count(1)
    expect(sealed.page.locator("html")).to_have_attribute("translate", "no")
    assert sealed.page.locator("form").count() == 0


def test_buttons_are_large_enough_for_a_thumb(sealed: Sealed) -> None:
    """Every button, box and link is at least 44 px high, and no label is cut."""
    not_sent(sealed)
    sizes = "(all) => all.map((one) => [one.offsetHeight, one.scrollWidth - one.clientWidth])"
    for height, over in sealed.page.locator("button, a, textarea, input").evaluate_all(sizes):
        assert height >= 44
        assert over <= 0


def test_without_script_it_says_that_nothing_can_be_sent(door: Served, chromium: Browser) -> None:
    """In every language, for it is not known which one is read."""
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{door.origin}/page/")
    from bot.page_words import WORDS
    from bot.wording import Words

    text = WORDS["no_script"]
    for language in LANGUAGES:
        expect(page.locator(f"p[lang={language}]", has_text=Words.load().word(text, language))).to_be_visible()
    context.close()


def test_a_child_is_offered_no_file(door: Served, chromium: Browser) -> None:
    """A child's pictures may be unlawful to hold; words can be written all the same."""
    made = Sealed(door.talks, door, chromium)
    made.page.goto(made.phone.screen.buttons[0][1] + "&f=0")
    made.stands("title")
    expect(made.box("story")).to_be_visible()
    expect(made.box("file")).to_have_count(0)
    made.context.close()


def test_everything_together_is_small(door: Served) -> None:
    """Frame, sheet and script, as gzip sends them, are at most 60 KB; brotli needs less."""
    import httpx

    found = {}
    for coding in ("gzip", "gzip, br"):
        with httpx.Client(base_url=door.origin, headers={"Accept-Encoding": coding}, trust_env=False) as client:
            sizes = [int(client.get(f"/page/{name}").headers["content-length"]) for name in ("", "page.css", "page.js")]
            found[coding] = sum(sizes)
    assert 0 < found["gzip, br"] < found["gzip"] <= LIMIT


def test_the_page_can_be_built_again_alike() -> None:
    """What is served is what these sources give: each built file is younger than all of them."""
    here = Path(bundle.BUILT).parent
    newest = max(one.stat().st_mtime for one in here.glob("*") if one.suffix in (".js", ".css", ".html"))
    assert newest <= (bundle.BUILT / "page.html").stat().st_mtime

"""The page and /sim: strict headers, only this computer, people acted from JSON, and both phones in a browser."""

from __future__ import annotations

import asyncio
import base64
import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from playwright.async_api import Page, async_playwright, expect

from bot.simulator import Simulator
from bot.simulator.config import PageConfig, Side
from bot.simulator.pages import FOLDER

DEFENDERS, OFFICERS = "700001:AAInventedTokenOfTheDefendersBot_0001", "700002:AAInventedTokenOfTheOfficersBot__0002"
PANEL = "http://127.0.0.1:9/rows"
CHROMIUM = "/usr/bin/chromium"


@pytest.fixture
async def demo() -> AsyncIterator[Simulator]:
    sides = (Side("defender", "defenders", "Ana", "es"), Side("officer", "officers", "Lena"))
    page = PageConfig("Demo on this computer", sides, PANEL)
    made = await Simulator({"defenders": DEFENDERS, "officers": OFFICERS}, page).start()
    yield made
    await made.stop()


@pytest.fixture
async def web() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


async def act(web: aiohttp.ClientSession, demo: Simulator, action: str, **body: Any) -> Any:
    async with web.post(f"{demo.url}/sim/chat/defenders/700000001/{action}", json=body) as response:
        return await response.json()


async def test_the_page_comes_with_a_strict_policy(demo: Simulator, web: aiohttp.ClientSession) -> None:
    """Own scripts and styles only, Trusted Types without a policy, and the panel as the one other origin."""
    async with web.get(demo.url) as response:
        policy = response.headers["Content-Security-Policy"].split("; ")
    assert policy[0] == "default-src 'none'"
    assert "script-src 'self'" in policy
    assert "connect-src 'self' http://127.0.0.1:9" in policy
    assert "trusted-types 'none'" in policy


async def test_only_this_computer_may_ask(demo: Simulator, web: aiohttp.ClientSession) -> None:
    """A foreign host name, a foreign origin and a form are refused by /sim; a path outside the folder by the page."""
    state = f"{demo.url}/sim/state"
    for headers in ({"Host": "evil.example"}, {"Origin": "https://evil.example"}):
        async with web.get(state, headers=headers) as response:
            assert response.status == 403
    async with web.post(f"{demo.url}/sim/clock", data={"forward": "60"}) as response:
        assert response.status == 415
    async with web.get(f"{demo.url}/page/..%2Fworld.py") as response:
        assert response.status == 404


def test_a_panel_elsewhere_is_refused() -> None:
    """The page may read from loopback only."""
    with pytest.raises(ValueError, match="loopback"):
        PageConfig(panel="https://example.org/rows")


def test_scripts_build_no_markup_from_text() -> None:
    """No script of the page uses a sink that Trusted Types guards, and nothing is loaded from elsewhere."""
    sinks = re.compile(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(|DOMParser|setAttribute\(.style")
    for path in FOLDER.iterdir():
        text = path.read_text("utf-8")
        assert not sinks.search(text), path.name
        assert not re.search(r"https?://(?!www\.w3\.org/2000/svg)", text), path.name


def test_styles_use_logical_sides() -> None:
    """The style sheet names no left and no right, so that it mirrors by itself."""
    assert not re.search(r"[\s{;-](left|right)\s*[:;-]", (FOLDER / "phones.css").read_text("utf-8"))


def test_words_are_complete_in_all_languages() -> None:
    """Each language of the page has the same words."""
    words = (FOLDER / "words.js").read_text("utf-8").partition("export const")[0]
    blocks = re.split(r"^  (?:en|es|ar): \{$", words, flags=re.MULTILINE)[1:]
    keys = [set(re.findall(r"(\w+): \"", block)) for block in blocks]
    assert len(keys) == 3
    assert keys[0] == keys[1] == keys[2]


async def test_people_act_through_json(demo: Simulator, web: aiohttp.ClientSession) -> None:
    """Start, say, every attachment, edit, delete, block, language and a new person, all over /sim."""
    await act(web, demo, "start")
    said = await act(web, demo, "say", text="hola")
    assert (await act(web, demo, "edit", message=said["id"], text="hola!"))["text"] == "hola!"
    content = base64.b64encode(b"bytes").decode()
    for kind in ("voice", "document", "photo"):
        assert (await act(web, demo, kind, base64=content, name="a.bin", seconds=3))["media"]["kind"] == kind
    await act(web, demo, "location", latitude="14.07", longitude="-87.19")
    await act(web, demo, "contact", phone="+504 5555 0100", name="Luz")
    await act(web, demo, "sticker")
    await act(web, demo, "forward", text="read", origin="Luz")
    await act(web, demo, "delete", message=said["id"])
    await act(web, demo, "language", language="ar")
    await act(web, demo, "block")
    assert "presses START" in (await act(web, demo, "say", text="x"))["error"]
    async with web.post(f"{demo.url}/sim/people", json={"name": "Luz", "bot": "defenders", "side": "defender"}) as made:
        assert (await made.json())["side"] == "defender"
    kinds = [update.kind for update in demo.bot("defenders").updates.pending]
    assert kinds == ["message"] * 2 + ["edited_message"] + ["message"] * 7 + ["my_chat_member"]


async def test_a_state_with_since_holds_only_what_changed(demo: Simulator, web: aiohttp.ClientSession) -> None:
    """The page's long poll answers as soon as something changed, with the changed messages alone."""
    await act(web, demo, "say", text="one")
    async with web.get(f"{demo.url}/sim/state") as response:
        count = (await response.json())["count"]
    waiting = asyncio.create_task(web.get(f"{demo.url}/sim/state?since={count}&wait=20"))
    await act(web, demo, "say", text="two")
    chats = (await (await waiting).json())["chats"]
    assert [message["text"] for chat in chats for message in chat["messages"]] == ["two"]


async def test_the_clock_can_be_read_and_moved(demo: Simulator, web: aiohttp.ClientSession) -> None:
    """Whoever asks with the offset they know gets the new one as soon as it is moved."""
    waiting = asyncio.create_task(web.get(f"{demo.url}/sim/clock?known=0&wait=20"))
    async with web.post(f"{demo.url}/sim/clock", json={"forward": 600}) as response:
        assert (await response.json())["offset"] == 600
    assert (await (await waiting).json())["offset"] == 600


HAS_CHROMIUM = Path(CHROMIUM).exists()


@pytest.fixture
async def browser_page(demo: Simulator) -> AsyncIterator[Page]:
    if not HAS_CHROMIUM:
        pytest.skip(f"{CHROMIUM} is missing: install Debian's chromium")
    flags = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
    async with async_playwright() as play:
        browser = await play.chromium.launch(executable_path=CHROMIUM, args=flags)
        page = await browser.new_page(viewport={"width": 1280, "height": 800})
        complaints: list[str] = []
        page.on("console", lambda line: complaints.append(line.text) if "Security Policy" in line.text else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        await page.goto(demo.url)
        yield page
        await browser.close()
        assert complaints == []


@pytest.mark.browser
async def test_phones_look_and_behave_like_chats(
    demo: Simulator, web: aiohttp.ClientSession, browser_page: Page
) -> None:
    """START, words, a button, an edit that drops it, a ring and a deletion are seen on the phone they belong to."""

    async def bot(method: str, **params: Any) -> Any:
        async with web.post(f"{demo.url}/bot{DEFENDERS}/{method}", json={"chat_id": 700000001, **params}) as response:
            return (await response.json())["result"]

    phone = browser_page.locator("[data-side=defender]")
    await phone.get_by_role("button", name="INICIAR").click()
    await expect(phone.locator(".said.me .text")).to_have_text("/start")
    keyboard = {"inline_keyboard": [[{"text": "Sí", "callback_data": "yes"}]]}
    sent = await bot("sendMessage", text="¿Ahora?", reply_markup=keyboard)
    await expect(phone.locator(".bell")).to_have_text("Suena")
    await phone.get_by_role("button", name="Sí", exact=True).click()
    await demo.wait_until(lambda: any(one.kind == "callback_query" for one in demo.bot("defenders").updates.pending))
    await bot("editMessageText", message_id=sent["message_id"], text="<listo> & ya")
    await expect(phone.locator(".said.bot .text")).to_have_text("<listo> & ya")
    await expect(phone.locator(".keys button")).to_have_count(0)
    await phone.get_by_label("Mensaje", exact=True).fill("gracias")
    await phone.get_by_label("Mensaje", exact=True).press("Enter")
    await expect(phone.locator(".said.me .text").last).to_have_text("gracias")
    await bot("deleteMessages", message_ids=[1, 2, 3])
    await expect(phone.locator(".said")).to_have_count(0)
    await expect(browser_page.locator("[data-side=officer] .said")).to_have_count(0)


@pytest.mark.browser
async def test_narrow_pages_show_one_phone_and_mirror_in_arabic(demo: Simulator, browser_page: Page) -> None:
    """At 360 px there are tabs and no sideways scroll, also in Arabic, where the page runs from right to left."""
    await browser_page.set_viewport_size({"width": 360, "height": 740})
    for language, direction in (("en", "ltr"), ("ar", "rtl")):
        await browser_page.goto(f"{demo.url}/?lang={language}")
        await expect(browser_page.locator("html")).to_have_attribute("dir", direction)
        await expect(browser_page.locator("[data-side=officer]")).to_be_hidden()
        await browser_page.get_by_role("tab").nth(1).click()
        await expect(browser_page.locator("[data-side=officer]")).to_be_visible()
        assert await browser_page.evaluate("document.documentElement.scrollWidth") == 360

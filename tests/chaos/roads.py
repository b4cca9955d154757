"""What people do while the bot is killed again and again, each of them in a chat of their own.

A road ends when its person has seen what they were to see, or, where somebody else may hold the phone by then, when
what they did was taken.
"""

from __future__ import annotations

import asyncio
import json
from typing import Final
from urllib.parse import parse_qs, urlsplit

import httpx

from bot.simulator.driver import Person
from bot.simulator.views import Bubble
from bot.web.pages import PATH
from tests.chaos.living import FOR_EVER, in_danger
from tests.chaos.walking import CORE, DANGER, tap, turn_of, walk
from tests.served import locked

KNOCK: Final = "You have a message."
WATCHED: Final = "The people you fear may be able to read Telegram"
ANSWER: Final = "Only taps"
STORY: Final = "told on the page by"


async def erases(person: Person) -> None:
    """The danger path, and then everything is deleted; without its word it is closed at once, and goes a day later."""
    await in_danger(person)
    await person.say("delete")
    await tap(person, "What shall we delete?", "The case and the chat", FOR_EVER)
    await tap(person, "We destroy the key now", "Delete now", FOR_EVER)
    await person.sees("Our people do not see it any more", FOR_EVER)


async def tells_all(person: Person) -> None:
    """The core case, sent."""
    await person.start()
    await walk(person, CORE, FOR_EVER)
    await tap(person, "Whoever takes this phone", "No word", FOR_EVER)
    await tap(person, "Read it once more", "Yes, send it", FOR_EVER)
    await person.sees("Locked and sent", FOR_EVER)


async def has_a_word(person: Person) -> None:
    """The core case under a word; hidden, opened again by the word, and a check-in each day is agreed."""
    await person.start()
    await walk(person, CORE, FOR_EVER)
    asked = await person.sees("Whoever takes this phone", FOR_EVER)
    word = asked.labels[0]
    await tap(person, "Whoever takes this phone", word, FOR_EVER)
    await tap(person, "Read it once more", "Yes, send it", FOR_EVER)
    await tap(person, "Locked and sent", "Hide", FOR_EVER)
    await person.wait_for(lambda shown: not any("Locked and sent" in line.text for line in shown), FOR_EVER)
    await turn_of(person)
    await person.say(word)
    await tap(person, "Your case is here", "Change my choices", FOR_EVER)
    await tap(person, "What shall change?", "A regular check-in", FOR_EVER)
    await tap(person, "Shall we ask you now and then", "Each day", FOR_EVER)
    await person.sees("Noted.", FOR_EVER)


async def blocks(person: Person) -> None:
    """The danger path, and then the phone is taken: the bot is blocked before it can say that it was sent."""
    await person.start()
    await walk(person, DANGER, FOR_EVER)
    await person.block()


async def writes_on_the_page(person: Person) -> None:
    """The danger path where officials are the danger; what is told goes by the locked page, as often as it takes."""
    await person.start()
    await walk(person, DANGER[:3], FOR_EVER)
    await tap(person, "Who is the danger?", "Police, army, officials", FOR_EVER)
    await walk(person, DANGER[4:], FOR_EVER)
    page = f"{person.id}".rjust(32, "p")
    async with httpx.AsyncClient(timeout=5) as browser:
        while True:
            if await _brings(person, browser, page):
                return
            await asyncio.sleep(0.05)


async def _brings(person: Person, browser: httpx.AsyncClient, page: str) -> bool:
    """Show the newest link and send what was told; False if the door was not there, or the link is another by now."""
    address = next((one for line in reversed(person.from_bot()) for one in _links(line)), None)
    if address is None:
        return False
    parts = urlsplit(address)
    origin = f"{parts.scheme}://{parts.netloc}"
    token = parse_qs(parts.fragment)["t"][0]
    same = {"Origin": origin, "Sec-Fetch-Site": "same-origin"}
    try:
        asked = json.dumps({"token": token, "page": page})
        told = await browser.post(
            f"{origin}{PATH}open", content=asked, headers={**same, "Content-Type": "application/json"}
        )
        if told.status_code != 200:
            return False
        body = locked(told.json(), {"story": f"{STORY} {person.id}"})
        headers = {**same, "Content-Type": "application/octet-stream", "X-Page": page}
        while True:
            try:
                kept = await browser.post(f"{origin}{PATH}part", content=body, headers=headers)
            except httpx.TransportError:
                await asyncio.sleep(0.05)
                continue
            if kept.status_code != 503:
                assert kept.status_code == 200, kept.status_code
                return True
            await asyncio.sleep(0.05)
    except httpx.TransportError:
        return False


def _links(line: Bubble) -> list[str]:
    return [button["url"] for row in line.rows for button in row if PATH in button.get("url", "")]


# -- what each of them does beside their road


async def looks_up(person: Person) -> None:
    """Whoever is told of a message after a long silence opens it, and who is asked by a phrase answers by a tap."""
    seen: set[tuple[int, str]] = set()
    while True:
        for line in person.from_bot():
            for label, words in (("Open", KNOCK), (ANSWER, "Can you write now?")):
                if words in line.text and label in line.labels and (line.id, label) not in seen:
                    seen.add((line.id, label))
                    person.began_anew = person.began_anew or label == "Open"  # type: ignore[attr-defined]
                    person.tapped_more = person.tapped_more + 1  # type: ignore[attr-defined]
                    await person.press(label, message_id=line.id)
        await asyncio.sleep(0.05)

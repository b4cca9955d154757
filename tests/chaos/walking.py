"""Roads through the chats that the tests of this folder walk, each tap on the question it belongs to."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Final

from bot.simulator.driver import Person
from bot.simulator.views import Bubble

Road = tuple[tuple[str, str], ...]
PATIENCE: Final = 20.0

DANGER: Final[Road] = (
    ("Hello. We help people", "I am in danger now"),
    ("Your safety first.", "Wake a person now"),
    ("May the person write to you here?", "Yes, at any time"),
    ("Who is the danger?", "Skip"),
    ("Which country are you in?", "Rather not say"),
)
CORE: Final[Road] = (
    ("Hello. We help people", "Get help"),
    ("Could someone hurt you", "Yes, in the next days"),
    ("Who needs help?", "Me"),
    ("How old is the person", "18 or more"),
    ("May we lock your answers away", "Yes"),
    ("If you stop in the middle", "No, delete it"),
    ("Which country is this about?", "Rather not say"),
    ("What do you do for others?", "Land, water, nature"),
    ("What is the worst thing", "Threats or attack"),
    ("Who is behind it", "A company"),
    ("Did such things happen before?", "First time"),
    ("What do you need most?", "A lawyer"),
    ("When may an officer write", "At any time"),
)
LINE: Final = "Sent. You can write here now"


async def turn_of(person: Person) -> None:
    """Wait until this person may act, where a test hands out turns."""
    turns: asyncio.Semaphore | None = getattr(person, "turns", None)
    if turns is not None:
        await turns.acquire()


async def tap(person: Person, question: str, label: str, seconds: float = PATIENCE) -> None:
    """Press this answer of this question, once it can be seen."""

    def there(shown: list[Bubble]) -> int | None:
        return next(
            (line.id for line in reversed(shown) if line.by_bot and question in line.text and label in line.labels),
            None,
        )

    await person.wait_for(there, seconds)
    await turn_of(person)
    message = await person.wait_for(there, seconds)  # an officer's words may have moved the buttons meanwhile
    await person.press(label, message_id=message)


async def walk(person: Person, road: Road, seconds: float = PATIENCE) -> None:
    """Tap along a road."""
    for question, label in road:
        await tap(person, question, label, seconds)


async def to_the_line(person: Person, seconds: float = PATIENCE) -> None:
    """From Start to the open line of the danger path."""
    await person.start()
    await walk(person, DANGER, seconds)
    await person.sees(LINE, seconds)


async def until(look: Callable[[], object], seconds: float = PATIENCE) -> None:
    """Return once this is true of the service, which rings no bell of the simulator's when it changes."""
    end = time.monotonic() + seconds
    while not look():
        assert time.monotonic() < end, "it did not happen"
        await asyncio.sleep(0.02)

"""Tap to bell: how long an officer waits for the document after a person in danger tapped *Wake a person now*.

From the moment the tap is handed out to the moment the last officer's document is in, while ten thousand screens of
other defenders wait on the defenders' token at thirty a second.
"""

from __future__ import annotations

import asyncio
import signal
import time
from pathlib import Path

from tests.bench import serve_ours, updates
from tests.bench.children import Child, child
from tests.bench.stub import Api, Stub

CROWD = 12_000
"""More than ten thousand, so that so many still wait at the last tap."""
OFFICERS = 2
APART = 1.1
"""Seconds between two alerts: an officer's chat takes one message a second."""
FIRST_PERSON = 7_000_000
TO_THE_CARD = "danger"


async def measured(stub: Stub, folder: Path, alerts: int) -> tuple[list[float], int]:
    """Give the seconds from each tap to its last bell, and how many screens still waited at the end."""
    defenders, officers = serve_ours.bots(stub)
    arguments = (stub.url, str(folder), "paced", str(OFFICERS), str(CROWD))
    async with child("serve_ours", *arguments) as service:
        people = [FIRST_PERSON + number for number in range(alerts)]
        await _brought_to_the_card(service, defenders, people)
        await asyncio.to_thread(_crowded, service, folder)
        seconds = []
        for person in people:
            seconds.append(await _bell(service, defenders, officers, person))
            await asyncio.sleep(max(0.0, APART - seconds[-1]))
        served = sum(chat >= serve_ours.FIRST_WAITING for chat in defenders.chats)
        return seconds, CROWD - served


async def _brought_to_the_card(service: Child, api: Api, people: list[int]) -> None:
    """Everybody stands before the danger card, at the pace that Telegram allows."""
    count = api.calls["sendMessage"]
    await service.deliver([updates.start(one) for one in people])
    await api.until("sendMessage", count + len(people))
    await service.deliver([updates.tap(one, api.chats[one], api.chats[one].data(TO_THE_CARD)) for one in people])
    await api.until("sendMessage", count + 2 * len(people))


def _crowded(service: Child, folder: Path) -> None:
    """Let the crowd in, and wait until all of it stands there."""
    service.process.send_signal(signal.SIGUSR1)
    while not (folder / serve_ours.CROWDED).exists():
        time.sleep(0.05)


async def _bell(service: Child, defenders: Api, officers: Api, person: int) -> float:
    card = defenders.chats[person]
    wanted = officers.calls["sendDocument"] + OFFICERS
    began = time.perf_counter()
    await service.post(updates.tap(person, card, card.data("wake")))
    await officers.until("sendDocument", wanted)
    return time.perf_counter() - began

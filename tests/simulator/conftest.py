"""A started simulator with one bot, a person who never wrote to it, and a bare client of the Bot API."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest

from bot.simulator import Person, Simulator

TOKEN = "123456789:AAFakeTokenForTests_0123456789abcdef"


@pytest.fixture
async def sim() -> AsyncIterator[Simulator]:
    """A simulator on a free port."""
    made = await Simulator(TOKEN).start()
    yield made
    await made.stop()


@pytest.fixture
def ana(sim: Simulator) -> Person:
    """A person with an English phone."""
    return sim.person(name="Ana", language="en")


class Client:
    """Calls methods as JSON and returns the whole answer."""

    def __init__(self, sim: Simulator, session: aiohttp.ClientSession) -> None:
        self.sim, self.session = sim, session
        self.base = f"{sim.url}/bot{TOKEN}"

    async def __call__(self, method: str, **params: Any) -> dict[str, Any]:
        async with self.session.post(f"{self.base}/{method}", json=params) as response:
            answer: dict[str, Any] = await response.json()
            assert answer["ok"] == (response.status == 200)
            return answer

    async def result(self, method: str, **params: Any) -> Any:
        answer = await self(method, **params)
        assert answer["ok"], answer
        return answer["result"]

    async def refusal(self, method: str, **params: Any) -> str:
        answer = await self(method, **params)
        assert not answer["ok"], answer
        return f"{answer['error_code']} {answer['description']}"

    async def kinds(self, offset: int = 0, **params: Any) -> list[str]:
        updates = await self.result("getUpdates", offset=offset, **params)
        return [next(key for key in update if key != "update_id") for update in updates]


@pytest.fixture
async def call(sim: Simulator) -> AsyncIterator[Client]:
    """A bare client."""
    async with aiohttp.ClientSession() as session:
        yield Client(sim, session)

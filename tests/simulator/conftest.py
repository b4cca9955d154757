"""A started simulator with one bot, and a person who never wrote to it."""

from __future__ import annotations

from collections.abc import AsyncIterator

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

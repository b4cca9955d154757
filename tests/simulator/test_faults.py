"""Faults on demand, and Telegram's speed limits."""

from __future__ import annotations

import asyncio
from typing import Any

import aiohttp
import pytest

from bot.simulator import Person, Simulator


@pytest.fixture
async def started(ana: Person) -> Person:
    await ana.start()
    return ana


@pytest.mark.parametrize("kind", ["429", "500", "502"])
async def test_refusing_faults_strike_once_and_do_nothing(
    sim: Simulator, started: Person, call: Any, kind: str
) -> None:
    """A planned refusal answers its number, stores nothing, and is used up."""
    sim.fail(kind, "sendMessage", retry_after=7)
    answer = await call("sendMessage", chat_id=started.id, text="x")
    assert answer["error_code"] == int(kind)
    assert answer.get("parameters", {}).get("retry_after") == (7 if kind == "429" else None)
    assert started.from_bot() == []
    await call.result("sendMessage", chat_id=started.id, text="x")


@pytest.mark.parametrize("kind", ["drop", "hang"])
async def test_lost_answers_leave_the_message_stored(sim: Simulator, started: Person, call: Any, kind: str) -> None:
    """A dropped line or an answer that never comes: the client fails, the phone has the message."""
    sim.fail(kind, "sendMessage")
    sending = asyncio.create_task(call("sendMessage", chat_id=started.id, text="arrived"))
    await started.sees("arrived")
    if kind == "hang":
        sending.cancel()
    with pytest.raises((aiohttp.ClientError, asyncio.CancelledError)):
        await sending
    assert sim.calls("sendMessage")[0].fault == kind


async def test_faults_can_be_for_one_chat(sim: Simulator, started: Person, call: Any) -> None:
    """A fault that names a chat lets the others pass."""
    other = sim.person(name="Luz")
    await other.start()
    sim.fail("500", chat=started.id)
    await call.result("sendMessage", chat_id=other.id, text="x")
    assert (await call("sendMessage", chat_id=started.id, text="x"))["error_code"] == 500


async def test_one_a_second_in_a_chat(sim: Simulator, started: Person, call: Any) -> None:
    """With the limits on, a second message within a second is refused with the seconds to wait."""
    sim.limits.on = True
    await call.result("sendMessage", chat_id=started.id, text="a")
    answer = await call("sendMessage", chat_id=started.id, text="b")
    assert (answer["error_code"], answer["parameters"]) == (429, {"retry_after": 1})
    sim.forward_clock(1)
    await call.result("sendMessage", chat_id=started.id, text="b")
    assert sim.limits.refusals == 1


async def test_thirty_a_second_overall(sim: Simulator, call: Any) -> None:
    """With the limits on, the 31st message of a second is refused, whoever it is for."""
    sim.limits.on = True
    sim.limits.overall = (30, 60.0)
    crowd = [sim.person(name=f"P{number}") for number in range(31)]
    for person in crowd:
        await person.start()
    answers = [await call("sendMessage", chat_id=person.id, text="x") for person in crowd]
    assert [answer["ok"] for answer in answers] == [True] * 30 + [False]

"""Delivery to a webhook: secret, order within a queue, retries, Retry-After, replies in the body, 410."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.simulator import Person, Simulator
from bot.simulator.server import LoopServer


class Hook:
    """A webhook that records what comes and answers what it is told."""

    def __init__(self) -> None:
        self.got: list[dict[str, Any]] = []
        self.secrets: list[str] = []
        self.respond: Callable[[dict[str, Any]], Response] = lambda _update: Response()
        self.gate: asyncio.Event | None = None
        self.server = LoopServer(Starlette(routes=[Route("/hook", self.take, methods=["POST"])]))

    async def take(self, request: Request) -> Response:
        update = json.loads(await request.body())
        self.got.append(update)
        self.secrets.append(request.headers.get("X-Telegram-Bot-Api-Secret-Token", ""))
        if self.gate is not None and "message" in update:
            await self.gate.wait()
        return self.respond(update)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.port}/hook"

    def texts(self) -> list[str]:
        return [update["message"]["text"] for update in self.got if "message" in update]


@pytest.fixture
async def hook() -> AsyncIterator[Hook]:
    made = Hook()
    await made.server.start()
    yield made
    await made.server.stop()


@pytest.fixture
async def set_up(call: Any, hook: Hook) -> Any:
    await call.result("setWebhook", url=hook.url, secret_token="s3cret_-")
    return call


async def test_updates_come_with_the_secret_and_in_order(sim: Simulator, ana: Person, set_up: Any, hook: Hook) -> None:
    """Each update of a chat is posted after the one before was taken, with the secret header."""
    for text in "abc":
        await ana.say(text)
    await sim.wait_until(lambda: len(hook.got) == 3)
    assert hook.texts() == ["a", "b", "c"]
    assert hook.secrets == ["s3cret_-"] * 3
    await sim.wait_until(lambda: not sim.bot().updates.pending)
    assert (await set_up.result("getWebhookInfo"))["pending_update_count"] == 0


async def test_polling_conflicts_with_a_webhook(set_up: Any) -> None:
    """GetUpdates gets 409 while a webhook is set, and works again when it is deleted."""
    assert (await set_up.refusal("getUpdates")).startswith("409 Conflict: can't use getUpdates method while webhook")
    await set_up.result("deleteWebhook")
    assert await set_up.result("getUpdates") == []


async def test_setting_a_webhook_ends_a_poll(sim: Simulator, call: Any, hook: Hook) -> None:
    """A held poll ends with 409 when a webhook takes its place."""
    poll = asyncio.create_task(call.refusal("getUpdates", timeout=50))
    await sim.wait_for_held("getUpdates")
    await call.result("setWebhook", url=hook.url)
    assert await poll == "409 Conflict: terminated by setWebhook request"


async def test_retries_at_once_then_backs_off_on_the_movable_clock(
    sim: Simulator, ana: Person, set_up: Any, hook: Hook
) -> None:
    """The first retry comes at once, the next when the clock was moved, and the queue behind it waits."""
    hook.respond = lambda _update: Response(status_code=500)
    await ana.say("a")
    await ana.say("b")
    await sim.wait_until(lambda: hook.texts() == ["a", "a"])
    info = await set_up.result("getWebhookInfo")
    assert info["last_error_message"].startswith("Wrong response from the webhook: 500")
    hook.respond = lambda _update: Response()
    sim.forward_clock(2)
    await sim.wait_until(lambda: hook.texts() == ["a", "a", "a", "b"])


async def test_retry_after_is_honoured(sim: Simulator, ana: Person, set_up: Any, hook: Hook) -> None:
    """A 503 with Retry-After is tried again when so many seconds have passed, not before."""
    hook.respond = lambda _update: Response(status_code=503, headers={"Retry-After": "600"})
    await ana.say("a")
    await sim.wait_until(lambda: sim.deliveries["bot"].attempts)
    hook.respond = lambda _update: Response()
    sim.forward_clock(590)
    assert hook.texts() == ["a"]
    sim.forward_clock(11)
    await sim.wait_until(lambda: hook.texts() == ["a", "a"])


async def test_a_press_overtakes_a_message_that_is_stuck(sim: Simulator, ana: Person, call: Any, hook: Hook) -> None:
    """Messages and presses of one person travel in different queues."""
    await ana.start()
    keyboard = {"inline_keyboard": [[{"text": "Go", "callback_data": "go"}]]}
    await call.result("sendMessage", chat_id=ana.id, text="x", reply_markup=keyboard)
    await call.result("getUpdates", offset=-1)
    hook.gate = asyncio.Event()
    await call.result("setWebhook", url=hook.url, drop_pending_updates=True)
    await ana.say("stuck")
    await ana.press("Go")
    await sim.wait_until(lambda: any("callback_query" in update for update in hook.got))
    assert len(sim.bot().updates.pending) >= 1
    hook.gate.set()
    await sim.wait_until(lambda: not sim.bot().updates.pending)


async def test_a_reply_in_the_body_is_called(sim: Simulator, ana: Person, set_up: Any, hook: Hook) -> None:
    """A method in the 200's body is run; one that gets something is not."""
    hook.respond = lambda update: JSONResponse(
        {"method": "sendMessage", "chat_id": update["message"]["chat"]["id"], "text": "from the body"}
    )
    await ana.say("a")
    await ana.sees("from the body")


async def test_an_update_can_come_twice(sim: Simulator, ana: Person, set_up: Any, hook: Hook) -> None:
    """Duplicate delivery on demand posts an update again though it was taken."""
    sim.repeat_next()
    await ana.say("a")
    await sim.wait_until(lambda: hook.texts() == ["a", "a"])
    assert hook.got[0] == hook.got[1]


async def test_gone_for_23_hours_removes_the_webhook(sim: Simulator, ana: Person, set_up: Any, hook: Hook) -> None:
    """410 for more than 23 hours ends the webhook."""
    hook.respond = lambda _update: Response(status_code=410)
    await ana.say("a")
    await sim.wait_until(lambda: hook.texts() == ["a", "a"])
    sim.forward_clock(23 * 3600 + 60)
    await sim.wait_until(lambda: not sim.bot().webhook.url)


@pytest.mark.parametrize(
    ("params", "refusal"),
    [
        ({"url": "http://example.org/h"}, "400 Bad Request: bad webhook: An HTTPS URL must be provided for webhook"),
        ({"url": "ftp://127.0.0.1/h"}, "400 Bad Request: invalid webhook URL specified"),
        (
            {"url": "http://127.0.0.1/h", "secret_token": "a b"},
            "400 Bad Request: secret token contains unallowed characters",
        ),
        ({"url": "http://127.0.0.1/h", "secret_token": "a" * 257}, "400 Bad Request: secret token is too long"),
    ],
)
async def test_bad_webhooks_are_refused(call: Any, params: dict[str, Any], refusal: str) -> None:
    """Plain HTTP beyond loopback, odd schemes and bad secrets get Telegram's words."""
    assert await call.refusal("setWebhook", **params) == refusal

"""The webhook keeps an update before it says so, and lets nobody else in."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from starlette.applications import Starlette

from bot.chat.hook import LARGEST, hook_route
from bot.clock import FrozenClock
from bot.simulator.server import LoopServer
from bot.store import inbox
from tests.chat.rig import Rig

SECRET = "k3Jq8_vN2wZr7TxB5mLpQ9sD"
HEADER = "X-Telegram-Bot-Api-Secret-Token"


class Door:
    """A served webhook and somebody who knocks."""

    def __init__(self, rig: Rig, url: str, session: aiohttp.ClientSession) -> None:
        self.rig, self.url, self._session = rig, url, session

    async def knock(self, body: Any, secret: str | None = SECRET) -> tuple[int, dict[str, str]]:
        """Deliver as Telegram does."""
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        headers = {} if secret is None else {HEADER: secret}
        async with self._session.post(self.url, data=data, headers=headers) as answer:
            await answer.read()
            return answer.status, {name.lower(): value for name, value in answer.headers.items()}

    def waiting(self) -> int:
        """How many rows wait to be handled."""
        return self.rig.store.read(inbox.waiting)[0]


@pytest.fixture
async def door(tmp_path: Path) -> AsyncIterator[Door]:
    """The endpoint on loopback; nothing handles what it keeps."""
    rig = Rig(tmp_path, "http://127.0.0.1:9", FrozenClock().now)
    server = LoopServer(Starlette(routes=[hook_route("/telegram/defenders", rig.keeper, SECRET)]))
    port = await server.start()
    async with aiohttp.ClientSession() as session:
        yield Door(rig, f"http://127.0.0.1:{port}/telegram/defenders", session)
    await server.stop()
    await rig.stop()


async def test_an_update_is_kept_and_acknowledged(door: Door, updates: Any) -> None:
    """A good delivery is a row and a 200 without a body."""
    status, headers = await door.knock(updates.message(text="hola"))
    assert (status, headers["content-length"]) == (200, "0")
    assert door.waiting() == 1
    door.rig.handle()
    assert [one.text for one in door.rig.seen] == ["hola"]


@pytest.mark.parametrize("secret", [None, "", "wrong", SECRET[:-1], SECRET + "x"])
async def test_without_the_secret_nothing_is_kept(door: Door, updates: Any, secret: str | None) -> None:
    """A forged delivery is refused before it is read."""
    status, _ = await door.knock(updates.message(text="hola"), secret)
    assert status == 403
    assert door.waiting() == 0


async def test_the_same_update_twice_is_one_row(door: Door, updates: Any) -> None:
    """Telegram repeats a delivery whose 200 was lost; both are acknowledged and one is kept."""
    for _ in range(2):
        assert (await door.knock(updates.message(text="hola")))[0] == 200
    assert door.waiting() == 1


async def test_two_that_come_in_the_wrong_order_are_both_taken_lowest_first(door: Door, updates: Any) -> None:
    """Taps and texts travel apart; what is stored is handled by its number."""
    tap, text = updates.tap(), updates.message(text="hola")
    for update in (tap, text):
        assert (await door.knock(update))[0] == 200
    door.rig.handle()
    assert [one.kind for one in door.rig.seen] == ["text", "tap"]


@pytest.mark.parametrize("body", [b"", b"not json", b"\xff\xff", b"[]", {"update_id": 7, "message": 3}])
async def test_what_cannot_be_read_is_kept_and_acknowledged(door: Door, body: Any) -> None:
    """A poisoned delivery must not come again for ever, nor be lost: it is kept on nobody's lane."""
    for _ in range(2):
        assert (await door.knock(body))[0] == 200
    assert door.waiting() == 1
    door.rig.handle()
    assert door.rig.unreadable == 1


@pytest.mark.parametrize("chunked", [False, True])
async def test_what_is_too_large_is_refused(door: Door, chunked: bool) -> None:
    """Neither an announced nor an unannounced flood is read to its end."""

    async def flood() -> AsyncIterator[bytes]:
        for _ in range(LARGEST // 1024 + 2):
            yield b"x" * 1024

    data: Any = flood() if chunked else b"x" * (LARGEST + 1)
    async with (
        aiohttp.ClientSession() as session,
        session.post(door.url, data=data, headers={HEADER: SECRET}) as answer,
    ):
        assert answer.status == 413
    assert door.waiting() == 0


async def test_while_the_store_is_away_telegram_is_asked_to_come_again(door: Door, updates: Any) -> None:
    """503 with Retry-After, an answer from memory once, and the row when the store is back."""
    door.rig.away = True
    for _ in range(3):
        status, headers = await door.knock(updates.message(text="danger"))
        assert (status, headers["retry-after"]) == (503, "5")
    assert len(door.rig.answered_from_memory) == 1
    door.rig.away = False
    assert (await door.knock(updates.message(text="danger")))[0] == 200
    assert door.waiting() == 1


def test_a_webhook_without_a_secret_cannot_be_made() -> None:
    """The constructor refuses, with the fix."""
    with pytest.raises(ValueError, match="set webhook_secret"):
        hook_route("/x", None, "")  # type: ignore[arg-type]

"""The sealed page for tests: served on loopback beside whole talks, as `amparo run` serves it."""

from __future__ import annotations

import asyncio
import json
import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, cast
from urllib.parse import parse_qs, urlsplit

from bot.casework import links
from bot.conversation import arriving
from bot.simulator.server import LoopServer
from bot.store import inbox
from bot.web import bundle
from bot.web.bundle import File
from bot.web.pages import PATH, Door
from referrals.vault import age_encrypt
from tests.phone import Phone
from tests.talks import Talks

FRAME = {"": File("text/html", {"": b"<!doctype html>"})}
"""The page's files, for whoever only speaks to the door."""


class Served:
    """One door, in a thread with a loop of its own."""

    def __init__(self, talks: Talks, files: dict[str, File] | None = None) -> None:
        self.talks = talks
        self._loop = asyncio.new_event_loop()
        self._server = LoopServer(self)
        self._door: Any = None
        self._files = files
        threading.Thread(target=self._loop.run_forever, daemon=True).start()
        self.port = self._do(self._server.start())
        self.open()

    def open(self) -> None:
        """Lead to the talks' present tools; again after they were restarted."""
        talks = self.talks
        tools = talks.tools = replace(talks.tools, page=f"{self.origin}{PATH}")
        files = self._files or bundle.files(tools.keyring.public, tools.words, tools.languages)
        self._door = Door(talks.store, tools, talks.seals, talks.clock, files).routes()

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        await self._door(scope, receive, send)

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def stop(self) -> None:
        self._do(self._server.stop())
        self._loop.call_soon_threadsafe(self._loop.stop)

    def _do(self, work: Any) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(10)


@contextmanager
def served(talks: Talks, files: dict[str, File] | None = None) -> Iterator[Served]:
    made = Served(talks, files)
    try:
        yield made
    finally:
        made.stop()


def address(phone: Phone) -> str:
    """The address behind the newest button that leads to the page."""
    found = [data for message in phone.chat.values() for _, data in message.buttons if PATH in data]
    assert found, phone.chat
    return found[-1]


def shown(talks: Talks, address: str, page: str = "p" * 32) -> dict[str, Any]:
    """Show a link as a page does."""
    token = parse_qs(urlsplit(address).fragment)["t"][0]
    return cast(
        dict[str, Any],
        talks.do(lambda c: links.shown(c, talks.tools, talks.seals, token, page, talks.clock.now())),
    )


def locked(told: dict[str, Any], content: dict[str, Any]) -> bytes:
    """Lock as the page does."""
    list_ = json.loads(told["readers"].partition("\n")[0])
    place = {"case": told["case"], "part": told["part"], "revision": 1, "roster": list_["roster"]}
    body = {"format": 1, **place, "about": {}, "encoding": "json", "content": content}
    return age_encrypt(json.dumps(body).encode(), tuple(list_["recipients"]))


class Page:
    """An open page without a browser: it has shown its link."""

    def __init__(self, talks: Talks, address: str) -> None:
        self.talks, self.secret = talks, secrets.token_urlsafe(24)
        self.told = shown(talks, address, self.secret)

    def locked(self, **content: str) -> bytes:
        self.talks.said.update(content.values())
        return locked(self.told, content or {"story": "told on the page"})

    def sends(self, body: bytes) -> bool:
        """Send this, and say whether it was kept; a link that ended raises."""
        talks, now = self.talks, self.talks.clock.now()
        place = talks.do(lambda c: links.place_of(c, talks.tools, talks.seals, self.secret, now))
        return bool(talks.do(lambda c: links.keep(c, place, body, links.wrapped(place, body), now)))

    def brings(self, **content: str) -> None:
        """Send something, and let the lane hear of it."""
        assert self.sends(self.locked(**content))
        arrive(self.talks)


def arrive(talks: Talks) -> int:
    """Let each person's lane hear of what came, as the handling does; gives how much came."""
    heard = 0

    def one(c: Any) -> bool:
        row = inbox.claim(c, talks.clock.now())
        if row is None:
            return False
        assert row.timer == links.ARRIVED
        arriving.take(c, talks.tools, talks.seals, str(row.conversation), talks.clock.now())
        inbox.done(c, row.id, talks.clock.now())
        return True

    while talks.do(one):
        heard += 1
    talks.send()
    return heard

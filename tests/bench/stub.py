"""A Bot API that answers at once, in the driver's process: it counts calls, and remembers each chat's last message.

It judges nothing and keeps no limits; the simulator does. Only what a bench must know is here: how many calls came,
what a person would see and could tap.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections import Counter
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs

import httptools

Json = dict[str, Any]
CHAT_ID = re.compile(rb'name="chat_id"\r\n(?:[^\r\n]+\r\n)*\r\n(-?\d+)')
LATEST = 1_800_000_000


@dataclass
class Shown:
    """The latest message of a chat, as it stands now."""

    message: int
    text: str
    keyboard: list[list[Json]]

    def data(self, choice: str) -> str:
        """What the button of this choice sends."""
        every = [button["callback_data"] for row in self.keyboard for button in row]
        found: dict[str, str] = {data.rpartition(".")[2]: data for data in every}
        if choice not in found:
            raise LookupError(f"no button {choice} here, only {', '.join(found)}")
        return found[choice]


@dataclass
class Api:
    """What one bot has done."""

    token: str
    webhook: str = ""
    calls: Counter[str] = field(default_factory=Counter)
    chats: dict[int, Shown] = field(default_factory=dict)
    changed: asyncio.Event = field(default_factory=asyncio.Event)

    def do(self, method: str, args: Json) -> Any:
        """Make the call, and give its result."""
        self.calls[method] += 1
        self.changed.set()
        if method.startswith(("send", "edit")):
            return self._message(method, args)
        if method == "getMe":
            return {"id": int(self.token.partition(":")[0]), "is_bot": True, "first_name": "B", "username": "b_bot"}
        if method == "getWebhookInfo":
            return {"url": self.webhook, "has_custom_certificate": False, "pending_update_count": 0}
        return True

    def _message(self, method: str, args: Json) -> Json:
        chat = int(args["chat_id"])
        message = int(args.get("message_id") or self.calls.total() + 1000)
        markup = args.get("reply_markup") or {}
        markup = json.loads(markup) if isinstance(markup, str) else markup
        shown = Shown(message, args.get("text", ""), markup.get("inline_keyboard", []))
        latest = self.chats.get(chat)
        if method == "sendMessage" or (latest is not None and latest.message == message):
            self.chats[chat] = shown
        return message_of(chat, shown, int(self.token.partition(":")[0]))

    async def until(self, method: str, count: int, seconds: float = 120.0) -> None:
        """Wait until a method was called so often in all."""
        async with asyncio.timeout(seconds):
            while self.calls[method] < count:
                self.changed.clear()
                await self.changed.wait()


def message_of(chat: int, shown: Shown, bot: int) -> Json:
    """A message as Telegram tells it, with its words and its buttons."""
    return {
        "message_id": shown.message,
        "date": LATEST,
        "chat": {"id": chat, "type": "private", "first_name": "Amina"},
        "from": {"id": bot, "is_bot": True, "first_name": "B", "username": "b_bot"},
        "text": shown.text,
        "reply_markup": {"inline_keyboard": shown.keyboard},
    }


class Stub:
    """The server; every token gets an `Api` of its own."""

    def __init__(self) -> None:
        self.apis: dict[str, Api] = {}
        self.url = ""
        self._server: asyncio.Server | None = None

    def api(self, token: str) -> Api:
        if token not in self.apis:
            self.apis[token] = Api(token)
        return self.apis[token]

    async def start(self) -> None:
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(lambda: _Line(self), "127.0.0.1", 0)
        self.url = f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"

    async def stop(self) -> None:
        if self._server is not None:
            self._server.close()


class _Line(asyncio.Protocol):
    """One connection."""

    def __init__(self, stub: Stub) -> None:
        self._stub = stub
        self._begin()

    def _begin(self) -> None:
        self._parser = httptools.HttpRequestParser(self)
        self._url, self._type, self._body = b"", b"", b""

    def connection_made(self, transport: Any) -> None:
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._parser.feed_data(data)

    def on_url(self, url: bytes) -> None:
        self._url += url

    def on_header(self, name: bytes, value: bytes) -> None:
        if name.lower() == b"content-type":
            self._type = value

    def on_body(self, body: bytes) -> None:
        self._body += body

    def on_message_complete(self) -> None:
        bot, _, method = self._url.decode().removeprefix("/bot").partition("/")
        result = self._stub.api(bot).do(method, _args(self._type, self._body))
        body = json.dumps({"ok": True, "result": result}).encode()
        self._transport.write(
            b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(body) + body
        )
        self._begin()


def _args(kind: bytes, body: bytes) -> Json:
    if kind.startswith(b"application/json"):
        args: Json = json.loads(body)
        return args
    if kind.startswith(b"multipart"):
        found = CHAT_ID.search(body)
        return {"chat_id": int(found[1])} if found else {}
    return {name: values[0] for name, values in parse_qs(body.decode()).items()}

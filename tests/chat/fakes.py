"""For the tests of the chat: the real outbox with strings to pull, and a transport by script under the real library."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from telegram import Bot
from telegram.request import BaseRequest, RequestData

from bot.store import Connection, Store, StoreUnavailable, screens

T = TypeVar("T")

TOKEN = "123456789:AAFakeTokenForTests_0123456789abcdef"


class Outbox:
    """The real store in a file of its own, with the strings that a test pulls; `away` makes every transaction fail."""

    def __init__(self, folder: Path, now: Callable[[], int]) -> None:
        self.store = Store(f"sqlite:///{folder}/amparo.db")
        self.store.migrate()
        self._now = now
        self.noted: list[tuple[str, int, int]] = []
        self.lost: list[str] = []
        self.away = False
        self.commits = 0

    def put(self, lane: str, priority: int = screens.REST, message_id: int | None = None, **content: Any) -> int:
        """Want a screen; with a message id, it is one that stands in the chat and is wanted otherwise."""
        body = json.dumps({"chat": 1000 + len(lane), "text": "T", "rows": [], **content}).encode()

        def work(c: Connection) -> int:
            id_ = screens.put(c, lane, "defenders", body, "epoch:1", priority, self._now(), keep=True)
            if message_id is not None:
                screens.sending(c, id_)
                screens.sent(c, id_, 1, message_id, self._now())
                screens.change(c, id_, body, "epoch:1", self._now())
            return id_

        return self.store.transact(work).result()

    def change(self, id_: int, **content: Any) -> None:
        """Want it otherwise."""
        body = json.dumps({"chat": 1001, "text": "T", "rows": [], **content}).encode()
        self.store.transact(lambda c: screens.change(c, id_, body, "epoch:1", self._now())).result()

    def row(self, id_: int) -> screens.Screen:
        """The row as it stands."""
        found = self.store.read(lambda c: screens.get(c, id_))
        assert found is not None
        return found

    def state(self, id_: int) -> str:
        """The state as it stands."""
        return self.row(id_).state

    def transact(self, work: Callable[[Connection], T]) -> Future[T]:
        """The store's door, which a test can shut."""
        if self.away:
            future: Future[T] = Future()
            future.set_exception(StoreUnavailable("the disk is full"))
            return future
        self.commits += 1
        return self.store.transact(work)

    def note(self, c: Connection, row: Any, chat: int, message_id: int, at: int) -> None:
        """Keep that a message stands in a chat."""
        self.noted.append((row.lane, chat, message_id))


@dataclass
class Call:
    """One call that the library made."""

    method: str
    parameters: dict[str, Any]
    files: bool


class FakeRequest(BaseRequest):
    """A transport that keeps each call and answers by the script: success, an error, or a fault to raise."""

    def __init__(self) -> None:
        self.calls: list[Call] = []
        self.script: dict[str, list[Any]] = {}
        self.next_id = 500
        self.gate: asyncio.Event | None = None
        self.most_at_once = self._at_once = 0

    @property
    def read_timeout(self) -> float | None:
        return 5.0

    async def initialize(self) -> None: ...

    async def shutdown(self) -> None: ...

    def answer(self, method: str, *answers: Any) -> None:
        """Answer the next calls of a method so; afterwards it succeeds again."""
        self.script.setdefault(method, []).extend(answers)

    def methods(self) -> list[str]:
        """The methods called, in order."""
        return [call.method for call in self.calls]

    async def do_request(
        self, url: str, method: str, request_data: RequestData | None = None, **_: Any
    ) -> tuple[int, bytes]:
        name = url.rsplit("/", 1)[-1]
        assert request_data is not None
        self.calls.append(Call(name, request_data.parameters, request_data.contains_files))
        if self.gate is not None:
            self._at_once += 1
            self.most_at_once = max(self.most_at_once, self._at_once)
            await self.gate.wait()
            self._at_once -= 1
        return self._answer(name, request_data.parameters)

    def _answer(self, name: str, parameters: dict[str, Any]) -> tuple[int, bytes]:
        scripted = self.script.get(name)
        if scripted:
            answer = scripted.pop(0)
            if isinstance(answer, BaseException):
                raise answer
            return answer[0], json.dumps(answer[1]).encode()
        return 200, json.dumps({"ok": True, "result": self._result(name, parameters)}).encode()

    def _result(self, name: str, parameters: dict[str, Any]) -> Any:
        if name.startswith("send") and name != "sendChatAction":
            self.next_id += 1
            return {"message_id": self.next_id, "date": 1, "chat": {"id": parameters["chat_id"], "type": "private"}}
        if name.startswith("edit"):
            return {"message_id": parameters["message_id"], "date": 1, "chat": {"id": 1, "type": "private"}}
        return True


def refusal(code: int, description: str, **parameters: Any) -> tuple[int, dict[str, Any]]:
    """An error as Telegram words it."""
    body: dict[str, Any] = {"ok": False, "error_code": code, "description": description}
    return code, {**body, "parameters": parameters} if parameters else body


def fake_bot(request: FakeRequest) -> Bot:
    """The real library over the scripted transport."""
    return Bot(TOKEN, request=request, get_updates_request=request)


class FakeTime:
    """A clock that stands still until it is moved."""

    def __init__(self, start: float = 1_000_000.0) -> None:
        self.seconds = start

    def __call__(self) -> float:
        return self.seconds

    def now(self) -> int:
        return int(self.seconds)

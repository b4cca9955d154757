"""Adapters for the tests of the chat: an outbox in memory with the store's rules, and a transport by script.

The outbox keeps what `bot.chat.ports` promises; the transport stands under the real library, so its parsing is real.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from typing import Any

from telegram import Bot
from telegram.request import BaseRequest, RequestData

TOKEN = "123456789:AAFakeTokenForTests_0123456789abcdef"


@dataclass
class Row:
    """A screen as the outbox keeps it."""

    id: int
    lane: str
    content: dict[str, Any]
    priority: int = 2
    wanted_version: int = 1
    sent_version: int = 0
    message_id: int | None = None
    state: str = "wanted"
    until: int = 0


@dataclass
class FakeOutbox:
    """`Screens` and `Transactor` over a list; `away` makes every transaction fail."""

    rows: list[Row] = field(default_factory=list)
    noted: list[tuple[str, int, int]] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    away: bool = False
    commits: int = 0

    def put(self, lane: str, priority: int = 2, **content: Any) -> Row:
        """Want a screen."""
        row = Row(len(self.rows) + 1, lane, {"chat": 1000 + len(lane), "text": "T", "rows": [], **content}, priority)
        self.rows.append(row)
        return row

    def change(self, row: Row, **content: Any) -> None:
        """Want it otherwise."""
        row.content = {**row.content, **content}
        row.wanted_version += 1
        if row.state == "sent":
            row.state = "wanted"

    def transact(self, work: Callable[[Any], Any]) -> Future[Any]:
        """Run at once, as one commit."""
        future: Future[Any] = Future()
        if self.away:
            future.set_exception(OSError("the disk is full"))
            return future
        self.commits += 1
        future.set_result(work(self))
        return future

    def due(self, c: Any, bot: str, now: int, limit: int) -> list[Row]:
        """The oldest wanted screen of each chat, by priority."""
        busy = {row.lane for row in self.rows if row.state == "sending"}
        first: dict[str, Row] = {}
        for row in self.rows:
            if row.state == "wanted" and row.lane not in busy:
                first.setdefault(row.lane, row)
        ready = [row for row in first.values() if row.until <= now]
        return [replace(row) for row in sorted(ready, key=lambda row: (row.priority, row.id))[:limit]]

    def sending(self, c: Any, id: int) -> None:  # noqa: A002
        self._row(id).state = "sending"

    def sent(self, c: Any, id: int, version: int, message_id: int | None) -> None:  # noqa: A002
        row = self._row(id)
        row.sent_version, row.message_id = version, message_id
        row.state = "sent" if row.wanted_version == version else "wanted"

    def failed(self, c: Any, id: int, until: int) -> None:  # noqa: A002
        self._row(id).state, self._row(id).until = "wanted", until

    def unknown(self, c: Any, id: int) -> None:  # noqa: A002
        self._row(id).state = "unknown"

    def gone(self, c: Any, id: int) -> None:  # noqa: A002
        self._row(id).state = "gone"

    def unreachable(self, c: Any, lane: str) -> None:
        for row in self.rows:
            if row.lane == lane:
                row.state = "unreachable"

    def note(self, c: Any, row: Row, chat: int, message_id: int, at: int) -> None:
        """Keep that a message stands in a chat."""
        self.noted.append((row.lane, chat, message_id))

    def _row(self, id: int) -> Row:  # noqa: A002
        return self.rows[id - 1]


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

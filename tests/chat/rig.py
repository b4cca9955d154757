"""The chat put together as wiring does it, over the real store and the simulator, with an echo where the talk would be.

Nothing is sealed here: the seals are another package's, and so are its tests.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bot.chat.keeping import Keeper
from bot.chat.pacing import Pace
from bot.chat.polling import Poller
from bot.chat.reading import Unreadable, read
from bot.chat.request import make_bot
from bot.chat.sending import Sender
from bot.incoming import Incoming
from bot.store import Connection, Store, inbox, messages, screens

TOKEN = "123456789:AAFakeTokenForTests_0123456789abcdef"
KEY = "epoch:1"


class Rig:
    """One bot's receiving and sending in one process."""

    def __init__(self, folder: Path, api: str, now: Callable[[], int], *, overall: float = 1000.0) -> None:
        self.store = Store(f"sqlite:///{folder}/amparo.db")
        self.store.migrate()
        self.bot = make_bot(TOKEN, api, call_seconds=0.5)
        self.now = now
        self.seen: list[Incoming] = []
        self.unreadable = 0
        self.faults: list[str] = []
        self.answered_from_memory: list[bytes] = []
        self.offsets: list[int] = []
        self.lost: list[str] = []
        self.losing = asyncio.Event()
        loop = asyncio.get_running_loop()
        self.away = False
        clock = asyncio.get_running_loop().time
        self.keeper = Keeper(
            "defenders", store=self, lane_of=lambda source, user: f"lane{user}", seal=lambda s, n, body: (KEY, body),
            now=now, on_away=lambda source, body: self.answered_from_memory.append(body),
        )  # fmt: skip
        self.poller = Poller(
            self.bot, self.keeper, offset=0, note_offset=lambda c, offset: self.offsets.append(offset),
            on_kept=self.handle, on_fault=self.faults.append, hold=1,
        )  # fmt: skip
        self.sender = Sender(
            self.bot, "defenders", store=self, open_screen=self._open, note=self._note, now=now,
            pace=Pace(clock, overall=overall, burst=100), on_fault=self.faults.append,
            on_unreachable=lambda c, lane: (self.lost.append(lane), loop.call_soon_threadsafe(self.losing.set)),
        )  # fmt: skip
        self._tasks: list[asyncio.Task[None]] = []

    async def start(self) -> Rig:
        """Poll and send in the background."""
        await self.bot.initialize()
        self._tasks = [asyncio.create_task(self.poller.run()), asyncio.create_task(self.sender.run())]
        return self

    async def stop(self) -> None:
        """End both, and the store."""
        for task in self._tasks:
            task.cancel()
        await self.sender.drain()
        await self.bot.shutdown()
        self.store.close()

    def transact(self, work: Callable[[Connection], Any]) -> Any:
        """The store's door, which a test can shut."""
        if self.away:
            raise OSError("the disk is full")
        return self.store.transact(work)

    def handle(self) -> None:
        """Read every waiting row in its own transaction and answer it: a tap edits, a text is answered anew."""
        while self.store.transact(self._handle_one).result():
            pass
        self.sender.wake()

    def _handle_one(self, c: Connection) -> bool:
        row = inbox.claim(c, self.now())
        if row is None:
            return False
        assert row.body is not None
        try:
            incoming = read("defenders", row.body)
        except Unreadable:
            self.unreadable += 1
        else:
            self.seen.append(incoming)
            self._answer(c, row.lane, incoming)
        inbox.done(c, row.id, self.now())
        return True

    def _answer(self, c: Connection, lane: str, incoming: Incoming) -> None:
        if incoming.kind == "member":
            return
        content = {
            "chat": incoming.chat_id,
            "text": f"you: {incoming.text or incoming.data or incoming.kind}",
            "rows": [[{"label": "Yes", "data": "0badcafe.1.yes"}, {"label": "No", "data": "0badcafe.1.no"}]],
        }
        tapped = None
        if incoming.kind == "tap" and incoming.message_id is not None:
            tapped = screens.by_message(c, "defenders", lane, incoming.message_id)
        if tapped is not None:
            screens.change(c, tapped.id, json.dumps(content).encode(), KEY, self.now())
        else:
            self.want(c, lane, content)

    def want(self, c: Connection, lane: str, content: dict[str, Any], priority: int = screens.ANSWER) -> int:
        """Put a screen that must arrive."""
        return screens.put(c, lane, "defenders", json.dumps(content).encode(), KEY, priority, self.now(), keep=True)

    def show(self, chat: int, text: str, **more: Any) -> int:
        """Want a screen from outside a turn."""
        content = {"chat": chat, "text": text, "rows": [], **more}
        made = self.store.transact(lambda c: self.want(c, f"lane{chat}", content)).result()
        self.sender.wake()
        return int(made)

    def _open(self, row: screens.Screen) -> dict[str, Any]:
        assert row.content is not None
        opened: dict[str, Any] = json.loads(row.content)
        return opened

    def _note(self, c: Connection, row: screens.Screen, chat: int, message_id: int, at: int) -> None:
        messages.note(c, "defenders", row.lane, message_id, at, True, KEY, str(chat).encode())

"""Playing people in tests: a `Person` does what a thumb does and waits for what eyes see. Nothing here sleeps."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal, TypeVar

from bot.simulator import people
from bot.simulator.errors import NoSuchThing
from bot.simulator.people import Attached
from bot.simulator.views import Bubble, bubble
from bot.simulator.world import JSON, Account, BotAccount, Chat, Press, World

T = TypeVar("T")
PATIENCE = 5.0
"""Seconds of real time that a helper waits before it says what it saw instead."""


async def eventually(
    world: World, look: Callable[[], T | Literal[False] | None], seconds: float, complaint: Callable[[], str]
) -> T:
    """The first true thing that `look` returns, looking again after each change."""
    end = time.monotonic() + seconds
    while True:
        known = world.changes.count
        if seen := look():
            return seen
        if time.monotonic() >= end:
            raise AssertionError(complaint())
        await world.changes.after(known, end - time.monotonic())


@dataclass(frozen=True, slots=True)
class Pressed:
    """A press on its way."""

    world: World
    press: Press

    async def answered(self, seconds: float = PATIENCE) -> JSON:
        """The bot's answer: its `text` and whether it is an `alert`."""
        await eventually(
            self.world, lambda: self.press.answer is not None, seconds, lambda: "the press was never answered"
        )
        return self.press.answer or {}


class Person:
    """A person in one chat with one bot (or in a group)."""

    def __init__(self, world: World, chat: Chat, account: Account) -> None:
        self.world, self._chat, self.account = world, chat, account

    @property
    def id(self) -> int:
        """The account's number, which is the private chat's number too."""
        return self.account.id

    @property
    def raw(self) -> Chat:
        """The chat as the world keeps it."""
        return self._chat

    def with_bot(self, bot: BotAccount) -> Person:
        """The same account, in its chat with another bot."""
        return Person(self.world, self.world.private_chat(bot, self.account), self.account)

    def chat(self, *, everything: bool = False) -> list[Bubble]:
        """What the phone shows, oldest first; with `everything`, also what was deleted."""
        kept = self._chat.messages.values() if everything else self._chat.visible()
        return [bubble(self.world, message) for message in kept]

    def from_bot(self) -> list[Bubble]:
        """The bot's visible messages."""
        return [message for message in self.chat() if message.by_bot]

    def last(self) -> Bubble:
        """The bot's newest visible message."""
        found = self.from_bot()
        if not found:
            raise NoSuchThing("the bot has said nothing that is still shown")
        return found[-1]

    def transcript(self) -> str:
        """The chat as text, for a failing test to show."""
        lines = [
            f"  {'bot' if line.by_bot else 'me '} {line.id}: {line.text!r} {line.media or ''} {line.labels or ''}"
            for line in self.chat()
        ]
        return "\n".join(lines) or "  (empty)"

    async def wait_for(
        self, predicate: Callable[[list[Bubble]], T | Literal[False] | None], seconds: float = PATIENCE
    ) -> T:
        """The first true thing that the predicate returns for what the phone shows."""
        complaint = f"not seen in {seconds} s; the phone of {self.account.first_name} shows:\n"
        return await eventually(
            self.world, lambda: predicate(self.chat()), seconds, lambda: complaint + self.transcript()
        )

    async def sees(self, words: str, seconds: float = PATIENCE) -> Bubble:
        """The newest message of the bot that holds these words."""
        return await self.wait_for(
            lambda shown: next((line for line in reversed(shown) if line.by_bot and words in line.text), None), seconds
        )

    async def start(self, payload: str = "") -> Bubble:
        """Press START."""
        return bubble(self.world, people.start(self.world, self._chat, payload))

    async def say(self, text: str, *, reply_to: int | None = None) -> Bubble:
        """Write."""
        sent = people.say(self.world, self._chat, text, by=self.account, reply_to=reply_to)
        return bubble(self.world, sent)

    async def press(
        self,
        label: str | None = None,
        *,
        data: str | None = None,
        message_id: int | None = None,
        seconds: float = PATIENCE,
    ) -> Pressed:
        """Press the newest button with this label or data, waiting until it is there."""
        await self.wait_for(lambda shown: _shown(shown, label, data, message_id), seconds)
        message, button = people.find_button(self._chat, label, data, message_id)
        if "callback_data" not in button:
            raise NoSuchThing("this button opens something; it is not a press that the bot hears of")
        return Pressed(self.world, people.press(self.world, self._chat, message, button["callback_data"], self.account))

    async def press_old(self, message_id: int, data: str) -> Pressed:
        """Press what this phone still shows though it is gone, as after an outage."""
        message = self._chat.messages[message_id]
        return Pressed(self.world, people.press(self.world, self._chat, message, data, self.account))

    async def send(self, kind: str, content: bytes | None = b"sample", **about: object) -> Bubble:
        """Send a voice, document, photo, video or audio; `size` with no content makes a large one for free."""
        what = replace(Attached(kind, content=content), **about)  # type: ignore[arg-type]
        return bubble(self.world, people.attach(self.world, self._chat, what, self.account))

    async def voice(self, content: bytes = b"OggS voice", *, duration: int = 7) -> Bubble:
        """Send a voice note."""
        return await self.send("voice", content, seconds=duration)

    async def document(self, name: str, content: bytes | None, *, size: int = 0, caption: str = "") -> Bubble:
        """Send a file."""
        return await self.send("document", content, name=name, size=size, caption=caption)

    async def photo(self, content: bytes = b"\xff\xd8\xff photo", *, caption: str = "") -> Bubble:
        """Send a photo."""
        return await self.send("photo", content, caption=caption)

    async def location(self, latitude: float, longitude: float) -> Bubble:
        """Send a place."""
        return bubble(self.world, people.place(self.world, self._chat, latitude, longitude))

    async def contact(self, phone: str, name: str, account: int | None = None) -> Bubble:
        """Send a contact, of somebody on Telegram with their account."""
        return bubble(self.world, people.contact(self.world, self._chat, phone, name, account))

    async def sticker(self, emoji: str = "🙂") -> Bubble:
        """Send a sticker."""
        return bubble(self.world, people.sticker(self.world, self._chat, emoji))

    async def forward(self, text: str, origin: str) -> Bubble:
        """Forward somebody's text."""
        return bubble(self.world, people.forward(self.world, self._chat, text, origin))

    async def edit(self, message_id: int, text: str) -> Bubble:
        """Change one's own message."""
        return bubble(self.world, people.edit(self.world, self._chat, message_id, text))

    async def delete(self, message_id: int, *, for_both: bool = True) -> None:
        """Delete a message; the bot is never told."""
        people.delete(self.world, self._chat, message_id, for_both=for_both)

    async def block(self) -> None:
        """Block the bot."""
        people.block(self.world, self._chat)

    async def unblock(self) -> None:
        """Unblock the bot without writing."""
        people.unblock(self.world, self._chat)

    async def deactivate(self) -> None:
        """Delete the account."""
        people.deactivate(self.world, self.account)

    async def download(self, message: Bubble) -> bytes:
        """The bytes of a message's file."""
        if not message.media or "file" not in message.media:
            raise NoSuchThing("this message holds no file")
        return b"".join(self.world.files.by_id(message.media["file"]).chunks())


def _shown(shown: list[Bubble], label: str | None, data: str | None, message_id: int | None) -> bool:
    return any(
        button["text"] == label or (data is not None and button.get("callback_data") == data)
        for message in shown
        if message_id in {None, message.id}
        for row in message.rows
        for button in row
    )

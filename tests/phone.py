"""A phone in a test of whole talks: one person's chat as it looks, and what they do in it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, cast

from bot.casework.seals import open_bytes
from bot.casework.talk import Talk
from bot.conversation import sorry
from bot.incoming import Incoming, Media
from bot.store import conversations
from referrals.errors import KeyGone
from referrals.vault import lane_of

if TYPE_CHECKING:
    from tests.talks import Talks


PIN = "270418"
"""The PIN of every officer in these tests."""


@dataclass(slots=True)
class Message:
    """A message as it stands in a chat."""

    id: int
    ours: bool
    text: str = ""
    buttons: list[tuple[str, str]] = field(default_factory=list)
    silent: bool = False
    document: str | None = None

    def named(self, choice: str) -> str | None:
        """The data of the button with this choice id or these words."""
        for label, data in self.buttons:
            if choice in (data.split(".", 2)[2], label.removeprefix("✓︎ ")):
                return data
        return None


def _texts_of(media: Media) -> list[str]:
    held = [media.name, media.caption, media.file_id, *(media.payload or {}).values()]
    return [str(one) for one in held if one is not None]


@dataclass
class Phone:
    """A person, or an officer, with one chat."""

    talks: Talks
    source: str
    account: int
    language: str = "en"
    taps: int = 0
    word: str = ""
    """The word on the last button that offered one."""
    proves: bool = True
    """Whether an officer types the PIN by themselves when it is asked for."""

    @property
    def lane(self) -> str:
        return lane_of(self.talks.tools.keyring.index, self.source, self.account)

    @property
    def chat(self) -> dict[int, Message]:
        return self.talks.chats.setdefault(self.account, {})

    # -- doing

    def start(self) -> Phone:
        return self.write("/start")

    def tap(self, *choices: str) -> Phone:
        """Tap buttons, each by its choice or its words, on the newest message that has them."""
        for choice in choices:
            found = next((one for one in reversed(self.ours) if one.named(choice)), None)
            assert found is not None, f"no button {choice!r} under: {self.screen.text!r} {self.labels}"
            self.press(found.named(choice) or "", found.id)
        return self

    def press(self, data: str, message: int) -> Phone:
        """Press a button with this data, live or not."""
        return self._take(kind="tap", message_id=message, data=data, callback_id="1")

    def write(self, *texts: str) -> Phone:
        for text in texts:
            argument = text.partition(" ")[2] if text.startswith("/start") else None
            self._take(kind="text", message_id=self._own(text), text=text, start_argument=argument)
        return self

    def reply(self, to: int, text: str) -> Phone:
        return self._take(kind="text", message_id=self._own(text), text=text, reply_to=to)

    def send(self, kind: str = "voice", **more: Any) -> Phone:
        """Send something nobody asked for."""
        here = kind in ("location", "contact")
        media = Media(kind, **({} if here else {"file_id": f"file of {self.account}", "size": 1000}) | more)  # type: ignore[arg-type]
        return self._take(kind="media", message_id=self._own(f"<{kind}>"), media=media)

    def _own(self, text: str) -> int:
        self.talks.message_ids += 1
        self.chat[self.talks.message_ids] = Message(self.talks.message_ids, False, text)
        return self.talks.message_ids

    def _take(self, kind: str, chat_kind: str = "private", **given: Any) -> Phone:
        self.talks.updates += 1
        offered = [label for label, data in self.screen.buttons if data.endswith(".river")]
        self.word = offered[0] if offered else self.word
        self.taps += 1
        media = given.get("media")
        self.talks.said |= {given.get("text") or "", *(_texts_of(media) if media is not None else ())}
        incoming = Incoming(
            self.source, self.talks.updates, cast(Any, kind), self.account, self.account, cast(Any, chat_kind),
            date=self.talks.clock.now(), language_code=self.language, **given,
        )  # fmt: skip
        asked = self._asked()
        self.talks.take(self.source, incoming, self.lane)
        if self.source == "officers" and self.proves and self._asked() > asked:
            self.write(PIN)
        return self

    def _asked(self) -> int:
        """How often this chat has asked for a PIN."""
        return sum("Type your PIN, 6 digits" in one.text for one in self.ours)

    # -- seeing

    @property
    def ours(self) -> list[Message]:
        return [one for one in self.chat.values() if one.ours]

    @property
    def screen(self) -> Message:
        """The newest message with buttons; without one, the newest."""
        live = [one for one in self.ours if one.buttons]
        return (live or self.ours or [Message(0, True)])[-1]

    @property
    def labels(self) -> list[str]:
        return [label for label, _ in self.screen.buttons]

    @property
    def choices(self) -> list[str]:
        return [data.split(".", 2)[2] for _, data in self.screen.buttons]

    @property
    def text(self) -> str:
        """All that stands in the chat from the bot."""
        return "\n".join(one.text for one in self.ours)

    # -- what is kept

    @property
    def row(self) -> conversations.Conversation | None:
        return self.talks.store.read(lambda c: conversations.by_lane(c, self.lane))

    @property
    def talk(self) -> Talk | None:
        row = self.row
        if row is None or row.sealed is None:
            return None
        try:
            key = sorry.key_of(self.talks.tools, self.talks.seals, row)
        except KeyGone:
            return None
        return Talk.from_bytes(open_bytes(key, "conversations", row.id, row.revision, row.sealed))

    @property
    def at(self) -> str:
        talk = self.talk
        return talk.session.at if talk is not None else ""

"""The things of this world: bots, people, chats, messages. Values and lookups only; `people` and `methods` act on them.

A message is kept as the Bot API's JSON, with beside it what only a phone knows: that it was silent, that it is gone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.simulator.clock import Changes, MovableClock
from bot.simulator.errors import NoSuchThing
from bot.simulator.files import Files
from bot.simulator.updates import UpdateQueue

JSON = dict[str, Any]

_FIRST_PERSON = 700_000_001
_FIRST_GROUP = -4_000_001
_FIRST_UPDATE = 500_000_001


@dataclass(slots=True)
class Account:
    """A person with a Telegram account."""

    id: int
    first_name: str
    language: str
    username: str | None = None
    side: str = ""
    """Whose phone of the page shows this person."""
    deactivated: bool = False

    def user(self) -> JSON:
        """The Bot API's User; the language is left out where the client tells none."""
        said = {"id": self.id, "is_bot": False, "first_name": self.first_name}
        if self.username:
            said["username"] = self.username
        return said | ({"language_code": self.language} if self.language else {})


@dataclass(slots=True)
class Webhook:
    """What setWebhook asked for, and how it went lately."""

    url: str = ""
    secret: str = ""
    connections: int = 40
    address: str | None = None
    certificate: bool = False
    error_date: int = 0
    error_message: str = ""


@dataclass(slots=True)
class BotAccount:
    """A bot: its token, what it told about itself, and its updates."""

    key: str
    token: str
    id: int
    name: str
    username: str
    updates: UpdateQueue
    webhook: Webhook = field(default_factory=Webhook)
    commands: dict[tuple[str, str], list[JSON]] = field(default_factory=dict)
    words: dict[tuple[str, str], str] = field(default_factory=dict)
    """description, short_description and name, by (which, language)."""
    menu: JSON = field(default_factory=lambda: {"type": "commands"})
    last_message: int = 0

    def user(self) -> JSON:
        """The Bot API's User."""
        return {
            "id": self.id,
            "is_bot": True,
            "first_name": self.said("name", "") or self.name,
            "username": self.username,
        }

    def said(self, which: str, language: str) -> str:
        """A text of the bot for a client's language, or the one without a language."""
        return self.words.get((which, language)) or self.words.get((which, ""), "")


@dataclass(slots=True)
class Message:
    """One message of a chat."""

    id: int
    body: JSON
    by_bot: bool
    silent: bool
    sent: float
    change: int
    """The world's count when it last changed."""
    gone: bool = False
    hidden: bool = False
    """The person removed it on their own phone only."""
    service: bool = False


@dataclass(slots=True)
class Chat:
    """One chat that a bot takes part in."""

    bot: BotAccount
    id: int
    title: str = ""
    members: dict[int, Account] = field(default_factory=dict)
    messages: dict[int, Message] = field(default_factory=dict)
    started: bool = False
    blocked: bool = False
    left: bool = False
    doing: tuple[str, float] = ("", 0.0)
    """What the bot says it does ("typing"), and until when."""

    @property
    def private(self) -> bool:
        """Whether this is one person's chat with the bot."""
        return self.id > 0

    def describe(self) -> JSON:
        """The Bot API's Chat."""
        if not self.private:
            return {"id": self.id, "type": "group", "title": self.title}
        person = self.members[self.id]
        about: JSON = {"id": self.id, "type": "private", "first_name": person.first_name}
        return about | ({"username": person.username} if person.username else {})

    def visible(self) -> list[Message]:
        """What the phones show, oldest first."""
        return [message for message in self.messages.values() if not message.gone and not message.hidden]


@dataclass(slots=True)
class Press:
    """A press of a button, waiting for its answer."""

    id: str
    bot: BotAccount
    chat: Chat
    pressed: float
    answer: JSON | None = None


class World:
    """Everything there is, on one event loop."""

    def __init__(self, tokens: Mapping[str, str]) -> None:
        self.changes = Changes()
        self.clock = MovableClock(self.changes)
        self.files = Files()
        self.bots: dict[str, BotAccount] = {}
        self.people: dict[int, Account] = {}
        self.chats: dict[tuple[int, int], Chat] = {}
        self.presses: dict[str, Press] = {}
        for number, (key, token) in enumerate(tokens.items()):
            queue = UpdateQueue(self.clock, self.changes, _FIRST_UPDATE + number * 1_000_000)
            username = f"{key.lower()}_bot"
            self.bots[token] = BotAccount(key, token, int(token.partition(":")[0]), key.title(), username, queue)

    def bot(self, key: str) -> BotAccount:
        """A bot by its key or its token."""
        for bot in self.bots.values():
            if key in {bot.key, bot.token}:
                return bot
        raise NoSuchThing(f"no bot is called {key!r}")

    def add_person(self, name: str, language: str, username: str | None = None, side: str = "") -> Account:
        """A new account."""
        account = Account(_FIRST_PERSON + len(self.people), name, language, username, side)
        self.people[account.id] = account
        self.changes.note()
        return account

    def private_chat(self, bot: BotAccount, person: Account) -> Chat:
        """A person's chat with a bot; it exists on the phone before it is started."""
        if (bot.id, person.id) not in self.chats:
            self.chats[bot.id, person.id] = Chat(bot, person.id, members={person.id: person})
            self.changes.note()
        return self.chats[bot.id, person.id]

    def add_group(self, bot: BotAccount, title: str, members: list[Account]) -> Chat:
        """A new group that holds the bot."""
        number = _FIRST_GROUP - len(self.chats)
        chat = Chat(bot, number, title, {person.id: person for person in members}, started=True)
        self.chats[bot.id, number] = chat
        return chat

    def chats_of(self, bot: BotAccount) -> Iterator[Chat]:
        """All chats of a bot."""
        return (chat for (owner, _), chat in self.chats.items() if owner == bot.id)

    def add_message(
        self, chat: Chat, sender: JSON, content: JSON, *, silent: bool = False, service: bool = False
    ) -> Message:
        """Store a message; ids count up over all chats of a bot, as in one account's message box."""
        chat.bot.last_message += 1
        number = chat.bot.last_message
        body = {"message_id": number, "from": sender, "chat": chat.describe(), "date": self.clock.now()} | content
        message = Message(
            number, body, bool(sender["is_bot"]), silent, self.clock.exact(), self.changes.count + 1, service=service
        )
        chat.messages[number] = message
        self.changes.note()
        return message

    def touch(self, message: Message) -> None:
        """The message changed: say so to whoever looks."""
        message.change = self.changes.note()

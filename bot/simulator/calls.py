"""One call of a Bot API method, and the table of the methods that this simulator has."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from bot.simulator import errors
from bot.simulator.errors import Refused, bad_request
from bot.simulator.parameters import Parameters
from bot.simulator.world import BotAccount, Chat, Message, World


@dataclass(frozen=True, slots=True)
class Call:
    """A bot asks for something."""

    world: World
    bot: BotAccount
    given: Parameters

    def chat(self, *, to_write: bool = False) -> Chat:
        """The chat of `chat_id`, if the bot may act in it."""
        if not self.given.has("chat_id"):
            raise bad_request("chat_id is empty")
        found = self.world.chats.get((self.bot.id, self.given.integer("chat_id")))
        if found is None:
            raise self._unknown_chat()
        if to_write:
            _check_may_write(found)
        return found

    def _unknown_chat(self) -> Refused:
        known = self.given.integer("chat_id") in self.world.people
        return Refused(403, errors.NEVER_STARTED) if known else bad_request("chat not found")

    def message(self, chat: Chat, purpose: str) -> Message:
        """The message of `message_id`."""
        if not self.given.has("message_id"):
            raise bad_request("message identifier is not specified")
        found = chat.messages.get(self.given.integer("message_id"))
        if found is None or found.gone:
            raise bad_request(f"message to {purpose} not found")
        return found


def _check_may_write(chat: Chat) -> None:
    if chat.left:
        raise Refused(403, "bot is not a member of the group chat")
    if not chat.private:
        return
    if chat.members[chat.id].deactivated:
        raise Refused(403, errors.DEACTIVATED)
    if chat.blocked:
        raise Refused(403, errors.BLOCKED)
    if not chat.started:
        raise Refused(403, errors.NEVER_STARTED)


Method = Callable[[Call], Any] | Callable[[Call], Awaitable[Any]]

METHODS: dict[str, Method] = {}
"""By name in lower case, since Telegram takes any case."""


def method(name: str) -> Callable[[Callable[[Call], Any]], Callable[[Call], Any]]:
    """Enter a function into the table under the Bot API's name."""

    def enter(function: Callable[[Call], Any]) -> Callable[[Call], Any]:
        METHODS[name.lower()] = function
        return function

    return enter

"""Updates as Telegram writes them, for the tests of the chat; every person and word is invented."""

from __future__ import annotations

import copy
from typing import Any

import pytest

USER = {"id": 555000111, "is_bot": False, "first_name": "Олена", "username": "olena", "language_code": "uk"}
CHAT = {"id": 555000111, "type": "private", "first_name": "Олена"}
BOT = {"id": 123456789, "is_bot": True, "first_name": "T", "username": "t_bot"}
HEAD = {"message_id": 7, "date": 1795356156, "chat": CHAT, "from": USER}
FILE = {"file_id": "BQAC", "file_unique_id": "AgAD", "file_size": 70000}


def message(**fields: Any) -> dict[str, Any]:
    """An update with one message."""
    return copy.deepcopy({"update_id": 100, "message": {**HEAD, **fields}})


def tap(**fields: Any) -> dict[str, Any]:
    """An update with one tap on a message of ours."""
    shown = {"message_id": 8, "date": 1795356150, "chat": CHAT, "from": BOT, "text": "?", "reply_markup": {
        "inline_keyboard": [[{"text": "Так", "callback_data": "0badcafe.7.yes"}]]}}  # fmt: skip
    query = {"id": "438", "from": USER, "chat_instance": "-3", "data": "0badcafe.7.yes", "message": shown, **fields}
    return copy.deepcopy({"update_id": 101, "callback_query": query})


def blocked() -> dict[str, Any]:
    """An update in which the person blocks the bot."""
    member = {"user": BOT, "status": "member"}
    change = {"chat": CHAT, "from": USER, "date": 1795356157, "old_chat_member": member,
              "new_chat_member": {"user": BOT, "status": "kicked", "until_date": 0}}  # fmt: skip
    return copy.deepcopy({"update_id": 102, "my_chat_member": change})


@pytest.fixture
def updates() -> Any:
    """The makers of updates, by name."""

    class Makers:
        message = staticmethod(message)
        tap = staticmethod(tap)
        blocked = staticmethod(blocked)
        user, chat, file = USER, CHAT, FILE

    return Makers

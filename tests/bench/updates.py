"""Updates as Telegram writes them: a /start and a tap, with the tapped message, its words and its buttons echoed."""

from __future__ import annotations

import json
from itertools import count

from tests.bench.stub import LATEST, Shown, message_of

NUMBERS = count(1)


def start(person: int) -> bytes:
    """The first message of a person."""
    command = {"offset": 0, "length": 6, "type": "bot_command"}
    message = {"message_id": 1, "date": LATEST, "chat": _chat(person), "from": _user(person), "text": "/start",
               "entities": [command]}  # fmt: skip
    return json.dumps({"update_id": next(NUMBERS), "message": message}).encode()


def tap(person: int, shown: Shown, data: str) -> bytes:
    """A tap on a button of the message that stands in the chat."""
    number = next(NUMBERS)
    query = {"id": f"43825{number}", "from": _user(person), "chat_instance": "-3", "data": data,
             "message": message_of(person, shown, 100001)}  # fmt: skip
    return json.dumps({"update_id": number, "callback_query": query}).encode()


def _user(person: int) -> dict[str, object]:
    return {"id": person, "is_bot": False, "first_name": "Amina", "language_code": "en"}


def _chat(person: int) -> dict[str, object]:
    return {"id": person, "type": "private", "first_name": "Amina"}

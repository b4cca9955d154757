"""The checker of recorded requests lets good calls pass and catches planted faults."""

from __future__ import annotations

import json
from typing import Any

import pytest

from bot.simulator import Recorded
from tests.simulator.schema import check_requests, schema_path


def request(method: str, files: dict[str, Any] | None = None, **params: Any) -> Recorded:
    return Recorded(1, 0.0, "bot", method, "form", params, files or {})


def keyboard(**button: Any) -> dict[str, Any]:
    return {"inline_keyboard": [[{"text": "a", **button}]]}


GOOD = [
    request("getMe"),
    request("getUpdates", offset="5", timeout="50", allowed_updates=["message"]),
    request(
        "sendMessage", chat_id="5", text="1", protect_content="true", reply_markup=keyboard(callback_data="x" * 64)
    ),
    request("SENDMESSAGE", chat_id=5, text="{}", link_preview_options={"is_disabled": True}),
    request("editMessageText", chat_id="5", message_id="6", text="x", reply_markup={"inline_keyboard": []}),
    request("answerCallbackQuery", callback_query_id="123456", text="t" * 200, show_alert="false"),
    request("deleteMessages", chat_id="5", message_ids=list(range(1, 101))),
    request("setMyCommands", commands=[{"command": "start", "description": "с"}], language_code="uk"),
    request("setMyDescription", description="д" * 512),
    request("sendDocument", {"document": {"name": "a", "size": 3}}, chat_id="5", caption="c"),
    request("sendDocument", {"x1": {"name": "a", "size": 3}}, chat_id="5", document="attach://x1"),
    request("setWebhook", url="https://e.org/h", secret_token="a_-", max_connections="10"),
    request("getFile", file_id="abc"),
]

BAD = {
    "4097 characters": request("sendMessage", chat_id=5, text="x" * 4097),
    "4098 UTF-16 units": request("sendMessage", chat_id=5, text="😀" * 2049),
    "empty text": request("sendMessage", chat_id=5, text=""),
    "no chat": request("sendMessage", text="x"),
    "66 bytes of data": request("sendMessage", chat_id=5, text="x", reply_markup=keyboard(callback_data="я" * 33)),
    "unknown field of a button": request("sendMessage", chat_id=5, text="x", reply_markup=keyboard(data="x")),
    "answer of 201": request("answerCallbackQuery", callback_query_id="1", text="t" * 201),
    "unknown parameter": request("sendMessage", chat_id=5, text="x", protect_contents="true"),
    "wrong type": request("sendMessage", chat_id=5, text="x", protect_content="maybe"),
    "unknown method": request("sendMesage", chat_id=5, text="x"),
    "101 deletes": request("deleteMessages", chat_id=5, message_ids=list(range(101))),
    "description of 513": request("setMyDescription", description="d" * 513),
    "caption of 1025 with a file": request("sendDocument", {"document": {}}, chat_id=5, caption="c" * 1025),
    "message id that is no number": request("deleteMessage", chat_id=5, message_id="six"),
}


def test_schema_is_here() -> None:
    """`make setup` has fetched the schema."""
    assert schema_path() is not None, "run python tests/simulator/fetch_schema.py"


def test_good_calls_pass() -> None:
    """What the Bot API allows raises no alarm."""
    assert check_requests(GOOD) == []


@pytest.mark.parametrize("planted", BAD.values(), ids=BAD.keys())
def test_planted_faults_are_caught(planted: Recorded) -> None:
    """Each planted fault gives a sentence."""
    assert check_requests([planted]) != []


def test_sentences_hold_no_content() -> None:
    """A fault names the parameter, never its text."""
    assert "secret words" not in json.dumps(
        check_requests([request("sendMessage", chat_id=5, text="secret words" * 500)])
    )

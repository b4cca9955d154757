"""What Telegram refuses and in which words, in all four ways to send parameters."""

from __future__ import annotations

from typing import Any

import aiohttp
import pytest

from bot.simulator import Person, Simulator

SAME = (
    "400 Bad Request: message is not modified: specified new message content and reply markup are exactly the same as "
    "a current content and reply markup of the message"
)
OLD_QUERY = "400 Bad Request: query is too old and response timeout expired or query ID is invalid"


def keyboard(**button: Any) -> dict[str, Any]:
    return {"inline_keyboard": [[{"text": "Go", **button}]]}


@pytest.fixture
async def started(ana: Person) -> Person:
    await ana.start()
    return ana


async def test_parameters_come_in_any_form(sim: Simulator, started: Person, call: Any) -> None:
    """Query, form, multipart and JSON mean the same, and method names come in any case."""
    address, values = f"{call.base}/SendMESSAGE", {"chat_id": str(started.id), "text": "é"}
    multipart = aiohttp.FormData(values, default_to_multipart=True)
    async with call.session.get(address, params=values) as by_query:
        assert by_query.status == 200
    for body in ({"data": values}, {"data": multipart}, {"json": values}):
        async with call.session.post(address, **body) as response:
            assert (await response.json())["result"]["text"] == "é"
    assert [line.form for line in sim.calls("sendmessage")] == ["query", "form", "multipart", "json"]


@pytest.mark.parametrize(
    ("params", "refusal"),
    [
        ({"text": ""}, "400 Bad Request: message text is empty"),
        ({"text": " \n"}, "400 Bad Request: message text is empty"),
        ({"text": "x" * 4097}, "400 Bad Request: message is too long"),
        ({"text": "😀" * 2049}, "400 Bad Request: message is too long"),
        ({"text": "x", "reply_markup": keyboard(callback_data="я" * 33)}, "400 Bad Request: BUTTON_DATA_INVALID"),
        (
            {"text": "x", "reply_markup": keyboard()},
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
        ),
        ({"text": "x", "reply_markup": "null"}, "400 Bad Request: object expected as reply markup"),
        ({"text": "<b>x", "parse_mode": "HTML"}, "can't parse entities: Can't find end tag"),
        ({"text": "a < b", "parse_mode": "HTML"}, "can't parse entities: Unsupported start tag"),
        ({"text": "x", "reply_parameters": {"message_id": 99}}, "400 Bad Request: message to be replied not found"),
        ({"text": "x", "chat_id": 5}, "400 Bad Request: chat not found"),
    ],
)
async def test_sends_that_are_refused(started: Person, call: Any, params: dict[str, Any], refusal: str) -> None:
    """Each bad send gets Telegram's sentence, and nothing appears on the phone."""
    assert refusal in await call.refusal("sendMessage", **{"chat_id": started.id, **params})
    assert started.from_bot() == []


async def test_limits_are_reached_not_passed(started: Person, call: Any) -> None:
    """4096 UTF-16 units and 64 bytes of data are allowed; entities do not count."""
    text = "<b>" + "😀" * 2048 + "</b>"
    await call.result(
        "sendMessage", chat_id=started.id, text=text, parse_mode="HTML", reply_markup=keyboard(callback_data="x" * 64)
    )
    assert started.last().entities == [{"type": "bold", "offset": 0, "length": 4096}]


async def test_edits(started: Person, call: Any) -> None:
    """An edit changes text and keyboard, drops a keyboard not sent again, and is refused where nothing changes."""
    sent = await call.result("sendMessage", chat_id=started.id, text="one", reply_markup=keyboard(callback_data="go"))
    where = {"chat_id": started.id, "message_id": sent["message_id"]}
    assert await call.refusal("editMessageText", text="one", reply_markup=keyboard(callback_data="go"), **where) == SAME
    await call.result("editMessageText", text="one", **where)
    assert started.last().rows == []
    assert started.last().edited
    await call.result("editMessageReplyMarkup", reply_markup=keyboard(callback_data="x"), **where)
    assert started.last().labels == ["Go"]
    where["message_id"] = 99
    assert await call.refusal("editMessageText", text="x", **where) == "400 Bad Request: message to edit not found"
    where["message_id"] = started.chat()[0].id
    assert await call.refusal("editMessageText", text="x", **where) == "400 Bad Request: message can't be edited"


async def test_deletes_within_48_hours(sim: Simulator, started: Person, call: Any) -> None:
    """A bot deletes its own and the person's messages, up to 100 at once, for 48 hours of this world's clock."""
    sent = await call.result("sendMessage", chat_id=started.id, text="one")
    first = started.chat()[0].id
    sim.forward_clock(48 * 3600 - 5)
    numbers = [sent["message_id"], first, 777]
    assert await call.result("deleteMessages", chat_id=started.id, message_ids=numbers)
    assert started.chat() == []
    assert len(started.chat(everything=True)) == 2
    old = await call.result("sendMessage", chat_id=started.id, text="two")
    sim.forward_clock(48 * 3600)
    refusal = await call.refusal("deleteMessage", chat_id=started.id, message_id=old["message_id"])
    assert refusal == "400 Bad Request: message can't be deleted"
    refusal = await call.refusal("deleteMessage", chat_id=started.id, message_id=777)
    assert refusal == "400 Bad Request: message to delete not found"
    refusal = await call.refusal("deleteMessages", chat_id=started.id, message_ids=list(range(1, 102)))
    assert refusal == "400 Bad Request: too many message identifiers specified"


async def test_a_press_is_answered_once_and_in_time(sim: Simulator, started: Person, call: Any) -> None:
    """An answer reaches the thumb once; a second or one after 150 seconds is refused."""
    await call.result("sendMessage", chat_id=started.id, text="x", reply_markup=keyboard(callback_data="go"))
    press = await started.press("Go")
    query = (await call.result("getUpdates"))[-1]["callback_query"]
    assert query["data"] == "go"
    assert query["chat_instance"]
    await call.result("answerCallbackQuery", callback_query_id=query["id"], text="seen")
    assert (await press.answered())["text"] == "seen"
    assert await call.refusal("answerCallbackQuery", callback_query_id=query["id"]) == OLD_QUERY
    late = await started.press(data="go")
    sim.forward_clock(151)
    assert await call.refusal("answerCallbackQuery", callback_query_id=late.press.id) == OLD_QUERY


async def test_a_press_on_a_deleted_message_is_inaccessible(started: Person, call: Any) -> None:
    """A slow phone presses what is gone: the update's message has date 0."""
    sent = await call.result("sendMessage", chat_id=started.id, text="x", reply_markup=keyboard(callback_data="go"))
    await call.result("deleteMessage", chat_id=started.id, message_id=sent["message_id"])
    await started.press_old(sent["message_id"], "go")
    message = (await call.result("getUpdates"))[-1]["callback_query"]["message"]
    assert message["date"] == 0
    assert "text" not in message


async def test_files_go_both_ways(sim: Simulator, started: Person, call: Any) -> None:
    """An upload arrives as the same bytes; downloads end at 20 MB; an empty file is refused."""
    content = b"\r\n--boundary\r\n" + bytes(range(256))
    form = aiohttp.FormData(
        {"chat_id": str(started.id), "caption": "c", "disable_notification": "true"}, quote_fields=False
    )
    form.add_field("document", content, filename="ñ.age", content_type="text/plain")
    async with call.session.post(f"{call.base}/sendDocument", data=form) as response:
        file_id = (await response.json())["result"]["document"]["file_id"]
    shown = started.last()
    assert await started.download(shown) == content
    assert shown.silent
    assert shown.media is not None
    assert shown.media["name"] == "ñ.age"
    await call.result("sendDocument", chat_id=started.id, document=file_id)
    await started.document("film.mp4", None, size=60_000_000)
    large = (await call.result("getUpdates"))[-1]["message"]["document"]
    assert large["file_size"] == 60_000_000
    assert await call.refusal("getFile", file_id=large["file_id"]) == "400 Bad Request: file is too big"


async def test_people_who_cannot_be_reached(sim: Simulator, started: Person, call: Any) -> None:
    """Blocked, deactivated and never started each have their 403; START lifts a block."""
    await started.block()
    assert (
        await call.refusal("sendMessage", chat_id=started.id, text="x") == "403 Forbidden: bot was blocked by the user"
    )
    await started.start()
    await call.result("sendMessage", chat_id=started.id, text="back")
    assert (await call.kinds()) == ["message", "my_chat_member", "my_chat_member", "message"]
    await started.deactivate()
    assert await call.refusal("sendMessage", chat_id=started.id, text="x") == "403 Forbidden: user is deactivated"
    stranger = sim.person(name="Luz")
    assert "can't initiate conversation" in await call.refusal("sendMessage", chat_id=stranger.id, text="x")


async def test_unknown_tokens_and_methods(sim: Simulator, call: Any) -> None:
    """A wrong token gets 401, a wrong method 404."""
    async with call.session.get(f"{sim.url}/bot1:wrong/getMe") as response:
        assert (response.status, (await response.json())["description"]) == (401, "Unauthorized")
    assert await call.refusal("sendMesage") == "404 Not Found: method not found"


async def test_typing_shows_until_the_next_message(sim: Simulator, started: Person, call: Any) -> None:
    """A chat action is seen for five seconds or until the bot says something."""
    await call.result("sendChatAction", chat_id=started.id, action="typing")
    assert started.raw.doing[0] == "typing"
    await call.result("sendMessage", chat_id=started.id, text="x")
    assert started.raw.doing[0] == ""

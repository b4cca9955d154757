"""Polling as Telegram's server does it: confirmation, order, holding, conflicts, expiry, subscriptions, disorder."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from bot.simulator import Person, Simulator


async def test_ids_are_sequential_and_unconfirmed_updates_come_again(ana: Person, call: Any) -> None:
    """Updates stay until an offset confirms them, and their ids count up by one."""
    for text in ("a", "b", "c"):
        await ana.say(text)
    first = await call.result("getUpdates")
    ids = [update["update_id"] for update in first]
    assert ids == [ids[0], ids[0] + 1, ids[0] + 2]
    again = await call.result("getUpdates", offset=ids[0] + 1)
    assert [update["message"]["text"] for update in again] == ["b", "c"]
    assert (await call.result("getUpdates", offset=ids[0] + 1, limit=1))[0]["message"]["text"] == "b"


async def test_negative_offset_forgets_what_is_older(ana: Person, call: Any) -> None:
    """Offset -1 returns the last update and drops the others for ever."""
    for text in ("a", "b", "c"):
        await ana.say(text)
    assert [one["message"]["text"] for one in await call.result("getUpdates", offset=-1)] == ["c"]
    assert [one["message"]["text"] for one in await call.result("getUpdates", offset=0)] == ["c"]


async def test_long_poll_is_held_until_something_comes(ana: Person, call: Any) -> None:
    """A poll with a timeout answers as soon as a person writes, not before and not at its end."""
    poll = asyncio.create_task(call.result("getUpdates", timeout=50))
    await call.sim.wait_for_held("getUpdates")
    assert not poll.done()
    await ana.say("here")
    assert (await poll)[0]["message"]["text"] == "here"


async def test_second_poller_ends_the_first(sim: Simulator, ana: Person, call: Any) -> None:
    """Two polls of one token conflict: the first gets 409."""
    first = asyncio.create_task(call.refusal("getUpdates", timeout=50))
    await sim.wait_for_held("getUpdates")
    second = asyncio.create_task(call.result("getUpdates", offset=1, timeout=50))
    assert (await first).startswith("409 Conflict: terminated by other getUpdates request")
    await ana.say("x")
    assert len(await second) == 1


async def test_hasty_polls_get_one_update(ana: Person, call: Any) -> None:
    """The same offset asked again within half a second is cut to one update."""
    await ana.say("a")
    await ana.say("b")
    assert len(await call.result("getUpdates")) == 2
    assert len(await call.result("getUpdates")) == 1


async def test_presses_live_150_seconds_and_messages_a_day(sim: Simulator, ana: Person, call: Any) -> None:
    """An outage of three minutes loses presses, one of a day loses messages."""
    await ana.start()
    keyboard = {"inline_keyboard": [[{"text": "Go", "callback_data": "go"}]]}
    await call.result("sendMessage", chat_id=ana.id, text="x", reply_markup=keyboard)
    await ana.press("Go")
    assert await call.kinds() == ["message", "callback_query"]
    sim.forward_clock(151)
    assert await call.kinds(offset=1) == ["message"]
    sim.forward_clock(86400)
    assert await call.kinds(offset=2, timeout=0) == []


async def test_only_what_was_subscribed_to_arrives(ana: Person, call: Any) -> None:
    """`allowed_updates` is remembered from one poll to the next."""
    await call.result("getUpdates", offset=1, allowed_updates=["callback_query"])
    await ana.say("unheard")
    assert await call.kinds(offset=2) == []
    await call.result("getUpdates", offset=3, allowed_updates=[])
    await ana.say("heard")
    assert await call.kinds(offset=4) == ["message"]


async def test_a_batch_can_come_twice_though_confirmed(sim: Simulator, ana: Person, call: Any) -> None:
    """Duplicate delivery on demand repeats a confirmed batch once."""
    sim.repeat_next()
    await ana.say("a")
    first = await call.result("getUpdates")
    number = first[0]["update_id"] + 1
    assert await call.result("getUpdates", offset=number) == first
    assert await call.result("getUpdates", offset=number + 1, timeout=0) == []


async def test_two_updates_can_swap(sim: Simulator, ana: Person, call: Any) -> None:
    """Out of order on demand puts the next update behind the one that follows."""
    sim.swap_next()
    await ana.say("a")
    await ana.say("b")
    assert [one["message"]["text"] for one in await call.result("getUpdates")] == ["b", "a"]


async def test_an_unparsable_update_can_be_injected(sim: Simulator, call: Any) -> None:
    """An update that no client can build arrives as given."""
    number = sim.inject({"callback_query": {"id": 7, "from": "nobody"}})
    assert await call.result("getUpdates") == [{"update_id": number, "callback_query": {"id": 7, "from": "nobody"}}]


async def test_groups_follow_privacy_mode_and_can_be_left(sim: Simulator, ana: Person, call: Any) -> None:
    """A bot added to a group hears of it, hears commands but not talk, and can leave for good."""
    (member,) = sim.group("bot", "Committee", ana)
    await member.say("between us")
    await member.say("/start")
    updates = await call.result("getUpdates")
    assert [next(key for key in one if key != "update_id") for one in updates] == [
        "my_chat_member",
        "message",
        "message",
    ]
    assert updates[1]["message"]["new_chat_members"][0]["is_bot"]
    assert updates[2]["message"]["chat"]["type"] == "group"
    group = updates[2]["message"]["chat"]["id"]
    assert await call.result("leaveChat", chat_id=group)
    assert await call.refusal("sendMessage", chat_id=group, text="x") == (
        "403 Forbidden: bot is not a member of the group chat"
    )


@pytest.mark.parametrize("what", ["voice", "document", "photo", "video", "audio"])
async def test_media_arrive_with_a_file_that_downloads(sim: Simulator, ana: Person, call: Any, what: str) -> None:
    """Each kind of file carries an id whose download is the same bytes."""
    content = bytes(range(256)) * 3
    await ana.send(what, content)
    update = (await call.result("getUpdates"))[0]["message"][what]
    about = update[-1] if isinstance(update, list) else update
    path = (await call.result("getFile", file_id=about["file_id"]))["file_path"]
    async with call.session.get(f"{sim.url}/file/bot{call.base.partition('/bot')[2]}/{path}") as response:
        assert await response.read() == content


async def test_other_kinds_of_message_arrive(ana: Person, call: Any) -> None:
    """Place, contact, sticker, forward, reply and edit arrive as the Bot API writes them; a deletion does not."""
    said = await ana.say("one")
    await ana.location(14.07, -87.19)
    await ana.contact("+504 5555 0100", "Luz")
    await ana.sticker()
    await ana.forward("read this", "Somebody")
    await ana.say("two", reply_to=said.id)
    await ana.edit(said.id, "one, better")
    await ana.delete(said.id)
    updates = await call.result("getUpdates")
    seen = [one.get("message") or one["edited_message"] for one in updates]
    assert seen[1]["location"] == {"latitude": 14.07, "longitude": -87.19}
    assert seen[2]["contact"]["first_name"] == "Luz"
    assert seen[3]["sticker"]["type"] == "regular"
    assert seen[4]["forward_origin"]["sender_user_name"] == "Somebody"
    assert seen[5]["reply_to_message"]["text"] == "one"
    assert updates[6]["edited_message"]["text"] == "one, better"
    assert len(updates) == 7


async def test_an_edit_after_a_day_is_not_told(sim: Simulator, ana: Person, call: Any) -> None:
    """Edits of messages older than a day change the phone only."""
    said = await ana.say("one")
    sim.forward_clock(86401)
    await ana.edit(said.id, "two")
    assert await call.kinds() == []
    assert ana.chat()[-1].text == "two"


async def test_a_long_text_arrives_cut(ana: Person, call: Any) -> None:
    """A phone cuts 5,000 characters into messages of at most 4096 UTF-16 units."""
    await ana.say("😀" * 2500)
    assert [len(one["message"]["text"]) for one in await call.result("getUpdates")] == [2048, 452]

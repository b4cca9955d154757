"""The chat against the Bot API of the simulator: what a person does arrives once, and every answer reaches them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.chat import drift, hygiene, profile
from bot.chat.answering import Answerer
from bot.chat.files import FileGone, FileTooBig, fetch
from bot.simulator import Simulator
from bot.store import inbox, messages, screens
from tests.chaos.walking import until
from tests.chat.rig import TOKEN, Rig


@pytest.fixture
async def sim() -> AsyncIterator[Simulator]:
    """A Bot API on loopback."""
    made = await Simulator(TOKEN).start()
    yield made
    await made.stop()


@pytest.fixture
async def rig(sim: Simulator, tmp_path: Path) -> AsyncIterator[Rig]:
    """The chat, running."""
    made = await Rig(tmp_path, sim.url, sim.world.clock.now).start()
    yield made
    await made.stop()


async def test_a_text_is_answered_and_a_tap_edits(sim: Simulator, rig: Rig) -> None:
    """A text gets a new message with buttons, and a tap changes that very message."""
    ana = sim.person()
    await ana.say("hola")
    first = await ana.sees("you: hola")
    assert first.labels == ["Yes", "No"]
    pressed = await ana.press("Yes")
    await ana.sees("you: 0badcafe.1.yes")
    assert [bubble.id for bubble in ana.from_bot()] == [first.id]
    tap = rig.seen[-1]
    assert tap.callback_id is not None
    answerer = Answerer(rig.bot)
    assert answerer.answer(tap.callback_id)
    await pressed.answered()
    assert answerer.typing(ana.id)
    await answerer.close()
    assert sim.calls("sendChatAction")


async def test_an_edit_a_file_a_place_and_a_block_arrive_as_what_they_are(sim: Simulator, rig: Rig) -> None:
    """Each sort of thing that a person does is told apart."""
    ana = sim.person()
    said = await ana.say("hola")
    await ana.sees("you: hola")
    await ana.edit(said.id, "hola!")
    await sim.wait_until(lambda: any(one.edited for one in rig.seen))
    await ana.voice(b"OggS words")
    await ana.location(4.6, -74.1)
    await ana.contact("+571234", "Luz")
    await ana.sticker()
    await sim.wait_until(lambda: len(rig.seen) == 6)
    await ana.block()
    await sim.wait_until(lambda: len(rig.seen) == 7)
    kinds = [(one.kind, one.media.kind if one.media else None) for one in rig.seen]
    assert kinds == [
        ("text", None), ("text", None), ("media", "voice"), ("media", "location"), ("media", "contact"),
        ("media", "sticker"), ("member", None),
    ]  # fmt: skip
    assert rig.seen[-1].member_status == "kicked"


async def test_a_file_comes_into_memory_and_a_large_one_is_refused(sim: Simulator, rig: Rig) -> None:
    """The bytes are those that were sent; 60 MB is refused before and after asking; an unknown one is gone."""
    ana = sim.person()
    await ana.document("años # 1.pdf", b"%PDF evidence")
    await sim.wait_until(lambda: rig.seen)
    media = rig.seen[0].media
    assert media is not None
    assert media.file_id is not None
    assert await fetch(rig.bot, media.file_id, media.size) == b"%PDF evidence"
    with pytest.raises(FileTooBig):
        await fetch(rig.bot, media.file_id, media.size, limit=5)
    with pytest.raises(FileTooBig):
        await fetch(rig.bot, media.file_id, None, limit=5)
    await ana.document("film.mp4", None, size=60 * 1024 * 1024)
    await sim.wait_until(lambda: len(rig.seen) == 2)
    large = rig.seen[1].media
    assert large is not None
    assert large.file_id is not None
    asked = len(sim.calls("getFile"))
    with pytest.raises(FileTooBig):
        await fetch(rig.bot, large.file_id, large.size)
    assert len(sim.calls("getFile")) == asked
    with pytest.raises(FileTooBig):
        await fetch(rig.bot, large.file_id)
    with pytest.raises(FileGone):
        await fetch(rig.bot, "AgAD-no-such-file")


async def test_a_document_and_a_silent_message_reach_the_phone(sim: Simulator, rig: Rig) -> None:
    """A document arrives with its bytes and caption, and silence is kept."""
    ana = sim.person()
    await ana.start()
    rig.show(ana.id, "Note", document={"name": "note.age", "base64": "YWdlLWZpbGU="}, silent=True)
    shown = await ana.sees("Note")
    assert shown.silent
    assert await ana.download(shown) == b"age-file"


async def test_updates_brought_twice_are_taken_once(sim: Simulator, rig: Rig) -> None:
    """A batch that comes again is not taken again."""
    ana = sim.person()
    sim.repeat_next()
    await ana.say("one")
    await ana.sees("you: one")
    await ana.say("two")
    await ana.sees("you: two")
    assert [one.text for one in rig.seen] == ["one", "two"]


async def test_an_update_that_nobody_can_read_stops_nobody(sim: Simulator, rig: Rig) -> None:
    """The poison that stops the library's own loop is one unread row."""
    ana = sim.person()
    sim.inject({"callback_query": {"id": "1", "from": {"id": 99, "is_bot": False, "first_name": "X"}, "data": "x"}})
    sim.inject({"message": "not an object"})
    await ana.say("hola")
    await ana.sees("you: hola")
    assert rig.unreadable == 2
    assert rig.faults == []


async def test_a_429_delays_and_loses_nothing(sim: Simulator, rig: Rig) -> None:
    """A refused message comes when Telegram allows it."""
    ana, luz = sim.person(name="Ana"), sim.person(name="Luz")
    await ana.start()
    await luz.start()
    await ana.sees("you: /start")
    await luz.sees("you: /start")
    sim.fail("429", "sendMessage", retry_after=1, chat=ana.id)
    rig.show(ana.id, "for Ana")
    rig.show(luz.id, "for Luz")
    await luz.sees("for Luz")
    sim.forward_clock(2)
    await ana.sees("for Ana")
    assert [bubble.text for bubble in ana.from_bot()].count("for Ana") == 1


async def test_who_blocked_the_bot_is_unreachable_until_they_write(sim: Simulator, rig: Rig) -> None:
    """A 403 marks the chat once, and the person's next word takes it back."""
    ana = sim.person()
    await ana.say("hola")
    await ana.sees("you: hola")
    await ana.block()
    await sim.wait_until(lambda: rig.seen[-1].kind == "member")
    rig.show(ana.id, "lost")
    await sim.wait_for_call("sendMessage", 2)
    await asyncio.wait_for(rig.losing.wait(), 30)
    lane = f"lane{ana.id}"
    assert rig.lost == [lane]
    await until(lambda: rig.store.read(lambda c: screens.unreachable_since(c, lane)) is not None)
    await ana.unblock()
    await ana.say("again")
    await ana.sees("you: again")
    assert rig.store.read(lambda c: screens.unreachable_since(c, lane)) is None


@pytest.mark.parametrize("kind", ["hang", "drop", "garbage"])
async def test_a_message_whose_answer_never_came_goes_again(sim: Simulator, rig: Rig, kind: str) -> None:
    """Where nobody knows whether it arrived, twice is better than never."""
    ana = sim.person()
    await ana.start()
    await ana.sees("you: /start")
    sim.fail(kind, "sendMessage")
    rig.show(ana.id, "card")
    await ana.wait_for(lambda shown: sum(bubble.text == "card" for bubble in shown) == 2)
    lane = f"lane{ana.id}"
    for _ in range(200):
        if rig.store.read(lambda c: screens.newest(c, "defenders", lane)).state == "sent":  # type: ignore[union-attr]
            break
        await asyncio.sleep(0.005)
    assert rig.store.read(lambda c: screens.newest(c, "defenders", lane)).state == "sent"  # type: ignore[union-attr]


async def test_a_line_that_fails_comes_back(sim: Simulator, rig: Rig) -> None:
    """500 and 502 on both ways delay and lose nothing."""
    ana = sim.person()
    sim.fail("502", "sendMessage", times=1)
    sim.fail("500", "getUpdates", times=1)
    await ana.say("hola")
    await ana.sees("you: hola")
    assert [bubble.text for bubble in ana.from_bot()] == ["you: hola"]


async def test_while_the_store_is_away_nothing_is_confirmed_and_each_update_is_answered_once(
    sim: Simulator, rig: Rig
) -> None:
    """Polling does not confirm what is not committed; memory answers once; later it is all handled."""
    ana = sim.person()
    rig.away = True
    await ana.say("danger")
    await sim.wait_until(lambda: rig.answered_from_memory)
    count = len(sim.calls("getUpdates"))
    await sim.wait_for_call("getUpdates", count + 1)
    assert len(rig.answered_from_memory) == 1
    assert rig.offsets == []
    assert rig.poller.offset == 0
    rig.away = False
    await ana.sees("you: danger")
    assert rig.poller.offset == rig.seen[-1].update_id + 1


async def test_an_offset_is_never_ahead_of_what_is_committed(sim: Simulator, tmp_path: Path) -> None:
    """Who dies between asking and committing gets the same updates again; who dies after it takes none twice."""
    ana = sim.person()
    await ana.say("one")
    await ana.say("two")
    dying = Rig(tmp_path, sim.url, sim.world.clock.now)
    await dying.bot.initialize()
    dying.away = True
    await dying.poller.turn()
    await dying.stop()
    (tmp_path / "second").mkdir()
    living = await Rig(tmp_path / "second", sim.url, sim.world.clock.now).start()
    await sim.wait_until(lambda: len(living.seen) == 2)
    # The commit is made, but the confirming request never goes out: everything is brought again.
    await living.stop()
    again = Rig(tmp_path / "second", sim.url, sim.world.clock.now)
    await again.bot.initialize()
    await again.poller.turn()
    assert again.seen == []
    assert again.store.read(inbox.waiting)[0] == 0
    await again.stop()


async def test_screens_in_flight_when_the_last_sender_died_go_again(sim: Simulator, rig: Rig) -> None:
    """A new sender treats what it finds as sending as unknown."""
    ana = sim.person()
    await ana.start()
    await ana.sees("you: /start")
    sim.fail("hang", "sendMessage")
    rig.show(ana.id, "card")
    await sim.wait_for_call("sendMessage", 1)
    await ana.sees("card")
    for task in rig._tasks:
        task.cancel()
    await rig.sender.drain(0.0)
    rig.sender._flying.clear()
    rig._tasks = [asyncio.create_task(rig.sender.run())]
    await ana.wait_for(lambda shown: sum(bubble.text == "card" for bubble in shown) == 2)


async def test_a_chat_is_emptied_of_both_sides(sim: Simulator, rig: Rig) -> None:
    """What is younger than two days is deleted in one call, what is older is counted as left."""
    ana = sim.person()
    for number in range(3):
        said = await ana.say(f"word {number}")
        await ana.sees(f"you: word {number}")
        lane = f"lane{ana.id}"
        rig.store.transact(
            lambda c, said=said, lane=lane: messages.note(  # type: ignore[misc]
                c, "defenders", lane, said.id, rig.now(), False, "epoch:1", str(ana.id).encode()
            )
        ).result()
    lane = f"lane{ana.id}"
    for _ in range(200):
        if len(rig.store.read(lambda c: messages.of(c, "defenders", lane))) == 6:
            break
        await asyncio.sleep(0.005)
    rows = rig.store.read(lambda c: messages.of(c, "defenders", lane))
    assert len(rows) == 6

    def address(row: messages.Message) -> int:
        assert row.address is not None
        return int(row.address)

    old = [row._replace(at=rig.now() - 49 * 3600) for row in rows[:1]]
    swept = await hygiene.delete(rig.bot, old, store=rig, open_address=address, now=rig.now())
    assert swept == (0, 1, 0)
    swept = await hygiene.empty_chat(rig.bot, "defenders", lane, store=rig, open_address=address, now=rig.now())
    assert swept == (5, 0, 0)
    assert len(sim.calls("deleteMessages")) == 1
    assert len(ana.chat()) == 1
    assert rig.store.read(lambda c: messages.of(c, "defenders", lane)) == []


async def test_the_profile_shows_two_commands_in_each_language(sim: Simulator, rig: Rig) -> None:
    """Commands and descriptions are set per language and once for all others."""
    words = {
        language: profile.Profile(f"long {language}", f"short {language}", {"start": "s", "menu": "m"})
        for language in ("en", "es")
    }
    await profile.apply(rig.bot, words, "en")
    given = [call.params.get("language_code") for call in sim.calls("setMyDescription")]
    assert given == ["en", "es", None]
    commands = sim.calls("setMyCommands")[0].params["commands"]
    assert [name in str(commands) for name in ("start", "menu")] == [True, True]
    with pytest.raises(ValueError, match="too long"):
        await profile.apply(rig.bot, {"en": profile.Profile("x" * 513, "s", words["en"].commands)}, "en")


async def test_a_webhook_that_points_elsewhere_is_found(sim: Simulator, tmp_path: Path) -> None:
    """Setting, missing, moving and leaving a webhook are each told by a constant word with words for the operator."""
    rig = Rig(tmp_path, sim.url, sim.world.clock.now)
    await rig.bot.initialize()
    ours, now = "https://bot.example.org/telegram/defenders", rig.now()
    assert await drift.look(rig.bot, "", now) == []
    assert await drift.look(rig.bot, ours, now) == ["webhook.missing"]
    await profile.use_webhook(rig.bot, ours, "k3Jq8_vN2wZr7TxB5mLpQ9sD")
    assert await drift.look(rig.bot, ours, now) == []
    assert await drift.look(rig.bot, "", now) == ["webhook.unasked"]
    assert await drift.look(rig.bot, "https://other.example.org/", now) == ["webhook.elsewhere"]
    assert await rig.poller.turn() > 0
    assert rig.faults == ["polling.conflict"]
    await profile.use_polling(rig.bot)
    assert await drift.look(rig.bot, "", now) == []
    await rig.stop()

"""What nobody should send and somebody does, on the whole product: each has a clear answer, and nothing is lost."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from bot import installation as installing
from bot.settings import SettingsRefused
from bot.simulator.driver import Person
from bot.store import inbox
from tests.chaos.opening import opened_cases, texts_of
from tests.chaos.walking import CORE, PATIENCE, tap, to_the_line, until, walk
from tests.world import SimClock, World, settings_for, world


@pytest.fixture
async def made(tmp_path: Path) -> AsyncIterator[World]:
    async with world(tmp_path / "bot") as running:
        await running.officer("Olga")
        yield running


async def settled(made: World) -> None:
    """Return when nothing waits in the inbox."""
    for _ in range(600):
        arrived = not any(made.sim.bot(bot).updates.alive() for bot in ("bot", "desk"))
        if arrived and not made.service.parts.store.read(inbox.waiting)[0]:
            return
        await asyncio.sleep(0.02)
    raise AssertionError(f"updates are still waiting; faults: {made.service.faults}")


async def words_kept(made: World) -> list[str]:
    """The words of every case, as an officer reads them."""
    opened = await asyncio.to_thread(opened_cases, made.service, made.identities["Olga"])
    return [text for case in opened.values() for text in texts_of(case)]


# -- what a person may send


async def test_five_thousand_letters_are_all_passed_on(made: World) -> None:
    """A long text, which a phone sends in two, reaches the officer whole and in order."""
    ana = made.defender()
    await to_the_line(ana)
    said = "".join(f"{number:05d}" for number in range(1000))
    await ana.say(said)
    await ana.sees("Passed on", PATIENCE)
    await settled(made)
    assert "".join(await words_kept(made)) == said


async def test_five_thousand_letters_where_a_tap_was_asked_ask_again(made: World) -> None:
    """A long text is no answer to a question with buttons: it is asked again, and nothing of it is kept."""
    ana = made.defender()
    await ana.start()
    await walk(ana, CORE[:1])
    await ana.sees("Could someone hurt you", PATIENCE)
    await ana.say("x" * 4096)
    await ana.sees("We did not understand that", PATIENCE)
    await tap(ana, "Could someone hurt you", "Not sure")
    await ana.sees("Who needs help?", PATIENCE)


async def test_a_large_file_is_refused_with_what_to_do(made: World) -> None:
    """A file of 60 MB is answered with the size that can be taken, and the line stays open."""
    ana = made.defender()
    await to_the_line(ana)
    await ana.document("film.mp4", None, size=60 * 1024 * 1024)
    await ana.sees("at most 20 MB", PATIENCE)
    await ana.say("words instead")
    await ana.sees("Passed on", PATIENCE)
    assert await words_kept(made) == ["words instead"]


async def test_a_sticker_is_answered(made: World) -> None:
    """A sticker carries no message to pass on, and the person is told so."""
    ana = made.defender()
    await to_the_line(ana)
    await ana.sticker()
    await ana.sees("We cannot pass on stickers", PATIENCE)


async def test_an_edited_message_does_not_replace_what_was_said(made: World) -> None:
    """What was sent first counts; an edit is answered with how to correct it."""
    ana = made.defender()
    await to_the_line(ana)
    said = await ana.say("first")
    await ana.edit(said.id, "second")
    await ana.sees("We use what you sent first", PATIENCE)
    await settled(made)
    assert await words_kept(made) == ["first"]


async def test_a_deleted_message_was_passed_on_all_the_same(made: World) -> None:
    """Telegram tells nobody of a deletion: the words are with the officer, and the bot does not stumble over them."""
    ana = made.defender()
    await to_the_line(ana)
    said = await ana.say("deleted at once")
    await ana.delete(said.id)
    await ana.sees("Passed on", PATIENCE)
    await settled(made)
    assert await words_kept(made) == ["deleted at once"]


async def test_a_forwarded_message_is_passed_on_from_the_line(made: World) -> None:
    """A threat that was forwarded is what officers must see."""
    ana = made.defender()
    await to_the_line(ana)
    await ana.forward("we know where you live", "Stranger")
    await ana.sees("Passed on", PATIENCE)
    await settled(made)
    assert await words_kept(made) == ["we know where you live"]


async def test_a_forwarded_text_answers_no_question(made: World) -> None:
    """Somebody else's words are not this person's answer, even if they sound like a button."""
    ana = made.defender()
    await ana.start()
    await walk(ana, CORE[:1])
    await ana.sees("Could someone hurt you", PATIENCE)
    await ana.forward("Not sure", "Stranger")
    await ana.sees("This was forwarded, so we do not take it as your answer", PATIENCE)
    assert "Could someone hurt you" in ana.last().text


async def test_a_button_of_last_week_shows_the_present_question(made: World) -> None:
    """An old button changes nothing and is answered with what stands now."""
    ana = made.defender()
    await ana.start()
    first = await ana.sees("Hello. We help people", PATIENCE)
    data = next(button["callback_data"] for row in first.rows for button in row if button["text"] == "Get help")
    await walk(ana, CORE[:2])
    await ana.sees("Who needs help?", PATIENCE)
    made.move(7 * 86_400)
    pressed = await ana.press_old(first.id, data)
    await pressed.answered(PATIENCE)
    await ana.sees("That button belongs to an earlier question", PATIENCE)
    assert "Hello. We help people" in ana.last().text, "after a week the chat shows everybody the first screen"


async def test_two_taps_at_once_are_one_answer(made: World) -> None:
    """A double tap answers one question, never the next one too."""
    ana = made.defender()
    await ana.start()
    await walk(ana, CORE[:1])
    asked = await ana.sees("Could someone hurt you", PATIENCE)
    await asyncio.gather(ana.press("Not sure", message_id=asked.id), ana.press("Not sure", message_id=asked.id))
    await ana.sees("Who needs help?", PATIENCE)
    await settled(made)
    assert "Who needs help?" in ana.last().text


async def test_an_update_that_comes_twice_is_taken_once(made: World) -> None:
    """What Telegram delivers again is known by its number."""
    ana = made.defender()
    await to_the_line(ana)
    made.sim.repeat_next("bot", 3)
    for word in ("one", "two", "three"):
        await ana.say(word)
    await ana.sees("Passed on", PATIENCE)
    await settled(made)
    assert await words_kept(made) == ["one", "two", "three"]


async def test_updates_out_of_order_are_all_taken(made: World) -> None:
    """Telegram promises no order between deliveries: none is lost, and none is taken twice."""
    ana = made.defender()
    await to_the_line(ana)
    made.sim.swap_next("bot")
    await ana.say("one")
    await ana.say("two")
    await ana.sees("Passed on", PATIENCE)
    await settled(made)
    assert sorted(await words_kept(made)) == ["one", "two"]


UNREADABLE: list[dict[str, Any]] = [
    {"message": 7},
    {"message": {"from": {"id": "many"}, "text": "x"}},
    {"callback_query": {"id": "1", "from": {"id": 5}}},
    {"nothing that exists": {"from": {"id": 5}}},
    {"message": {"message_id": 1, "date": "yesterday", "chat": None, "from": {"id": 5}, "text": ["x"]}},
]


async def test_what_cannot_be_read_stops_nobody(made: World) -> None:
    """Poisoned updates, also in a person's own lane, are put aside; what follows is handled."""
    ana = made.defender()
    await to_the_line(ana)
    for body in UNREADABLE:
        made.sim.inject(body)
    made.sim.inject({"message": {"message_id": 2, "date": 1, "chat": 3, "from": {"id": ana.id}, "text": 4}})
    await ana.say("after the poison")
    await ana.sees("Passed on", PATIENCE)
    await settled(made)
    assert await words_kept(made) == ["after the poison"]
    assert any(word.startswith("update.failed") for word in made.service.faults), "the operator hears of it"


# -- keys and seals


async def test_another_key_file_is_refused_at_the_start_with_the_fix(tmp_path: Path) -> None:
    """The key file of another installation opens nothing, and the refusal says what to put back."""
    async with world(tmp_path / "one") as one:
        settings, clock = one.settings, SimClock(one.sim)
        await one.defender().start()
        other = settings_for(tmp_path / "two", one.sim.url)
        await asyncio.to_thread(installing.make, other, clock)
        other.server_key_file.replace(settings.server_key_file)
        with pytest.raises(SettingsRefused) as refused:
            installing.open_(settings, clock)
    assert "another key file made it" in str(refused.value)
    assert "Put the key file back that belongs to it" in str(refused.value)


def raw(made: World) -> sqlite3.Connection:
    """The database as somebody with the disk in their hands has it."""
    return sqlite3.connect(made.folder / "amparo.db", isolation_level=None, timeout=20)


@pytest.mark.parametrize("way", ["truncated", "swapped", "emptied"])
async def test_a_talk_that_was_tampered_with_is_refused_and_its_person_told(made: World, way: str) -> None:
    """A sealed talk that does not open is never guessed at: the person hears it, and the operator too."""
    ana, ben = made.defender("Ana"), made.defender("Ben")
    for person in (ana, ben):
        await to_the_line(person)
    await settled(made)
    with raw(made) as c:
        rows = c.execute("SELECT id, sealed FROM conversations ORDER BY begun, id").fetchall()
        spoilt = {"truncated": lambda mine, other: mine[:-1], "swapped": lambda mine, other: other,
                  "emptied": lambda mine, other: b""}[way]  # fmt: skip
        for (id_, mine), (_, other) in zip(rows, reversed(rows), strict=True):
            c.execute("UPDATE conversations SET sealed = ? WHERE id = ?", (spoilt(mine, other), id_))
    await ana.say("do you hear me")
    await ana.sees("did not reach us. This is our fault. Send it once more", PATIENCE)
    assert {"update.dead", "talk.sealed"} <= made.service.faults.keys()
    await ana.say("in danger")
    await ana.sees("Your safety first.", PATIENCE)


@pytest.mark.parametrize("way", ["truncated", "swapped"])
async def test_a_spoilt_alert_still_rings_and_stops_no_other(made: World, way: str) -> None:
    """Nobody can read how urgent it is, so it rings at everybody, and so does the next person's."""
    ana, ben = made.defender("Ana"), made.defender("Ben")
    for person in (ana, ben):
        await to_the_line(person)
    olga = made.officers["Olga"]
    await made.sim.wait_until(lambda: bells(olga) == 2, PATIENCE)
    spoil(made, "alerts", way)
    made.move(200)
    await made.sim.wait_until(lambda: bells(olga) == 4, PATIENCE)
    assert "alert.sealed" in made.service.faults
    made.move(1800)
    await made.sim.wait_until(lambda: bells(olga) >= 6, PATIENCE)


@pytest.mark.parametrize("way", ["truncated", "swapped"])
async def test_a_spoilt_officer_keeps_nobody_else_from_being_called(made: World, way: str) -> None:
    """The row of one officer does not open: the operator hears of it and the other officer is rung."""
    otto = await made.officer("Otto")
    spoil(made, "officers", way)
    await to_the_line(made.defender())
    await made.sim.wait_until(lambda: bells(otto) == 1, PATIENCE)
    assert "officer.sealed" in made.service.faults
    assert not bells(made.officers["Olga"])


@pytest.mark.parametrize("way", ["truncated", "swapped"])
async def test_words_for_a_case_that_was_spoilt_are_given_back_to_the_officer(made: World, way: str) -> None:
    """Where to write to cannot be read: the officer is told that the words did not go, and the alert rings on."""
    ana, ben = made.defender("Ana"), made.defender("Ben")
    for person in (ana, ben):
        await to_the_line(person)
    olga = made.officers["Olga"]
    await made.sim.wait_until(lambda: bells(olga) == 2, PATIENCE)
    spoil(made, "cases", way)
    first = next(line for line in olga.from_bot() if "Something is waiting" in line.text)
    await olga.say("I am with you", reply_to=first.id)
    await olga.sees("did not reach us", PATIENCE)
    second = [line for line in olga.from_bot() if "Something is waiting" in line.text][1]
    await olga.say("And I with you", reply_to=second.id)
    await ben.sees("And I with you", PATIENCE)


async def test_a_spoilt_row_does_not_keep_an_old_key_alive(made: World) -> None:
    """The key of an hour is destroyed in time, though a row under it can no longer be sealed anew."""
    ana = made.defender()
    await ana.start()
    await ana.sees("Hello. We help people", PATIENCE)
    await settled(made)
    names = {name for name, _ in made.service.parts.tools.epochs.every()}
    spoil(made, "conversations", "truncated")
    made.move(4 * 3600)
    await asyncio.to_thread(made.service.duties.turn_epochs, made.service.clock.now())
    assert not names & {name for name, _ in made.service.parts.tools.epochs.every()}


def bells(officer: Person) -> int:
    """How often it rang at this officer."""
    return len([line for line in officer.from_bot() if "Something is waiting" in line.text])


def spoil(made: World, table: str, way: str) -> None:
    """Shorten the sealed column of the first row, or put the second one's there."""
    with raw(made) as c:
        rows = c.execute(f"SELECT id, sealed FROM {table} ORDER BY rowid").fetchall()
        content = rows[0][1][:-1] if way == "truncated" else rows[1][1]
        c.execute(f"UPDATE {table} SET sealed = ? WHERE id = ?", (content, rows[0][0]))


async def test_a_screen_that_was_tampered_with_is_not_sent(made: World) -> None:
    """A screen that does not open is never sent and is reported; its chat and the others go on."""
    ana, ben = made.defender("Ana"), made.defender("Ben")
    await made.service.senders["defenders"].drain(0.1)
    await to_the_line(ben)
    with_fault = made.service.senders["defenders"]._open

    def spoilt(row: Any) -> Any:
        return with_fault(row._replace(content=(row.content or b"")[:-1]) if row.lane == lane else row)

    from referrals.vault import lane_of  # the lane of Ana alone

    lane = lane_of(made.service.parts.tools.keyring.index, "defenders", ana.id)
    made.service.senders["defenders"]._open = spoilt
    await ana.start()
    await until(lambda: "screen.spoilt" in made.service.faults, PATIENCE)
    assert not ana.from_bot()
    await ben.say("goes on")
    await ben.sees("Passed on", PATIENCE)
    made.service.senders["defenders"]._open = with_fault
    await ana.start()
    await ana.sees("Hello. We help people", PATIENCE)


async def test_a_kept_update_that_was_tampered_with_is_a_dead_letter(made: World) -> None:
    """A row of the inbox that does not open is put aside after three tries; the next one of that person is handled."""
    ana = made.defender()
    await to_the_line(ana)
    await settled(made)
    place = made.service.keepers["defenders"]
    seal = place._seal
    place._seal = lambda source, number, body: (seal(source, number, body)[0], seal(source, number + 1, body)[1])
    await ana.say("spoilt")
    await until(lambda: "update.dead" in made.service.faults, PATIENCE)
    place._seal = seal
    await ana.say("whole")
    await ana.sees("Passed on", PATIENCE)
    assert await words_kept(made) == ["whole"]


# -- stores that are away


async def answered_from_memory(made: World, person: Person) -> None:
    """The honest sentence and the card, with no store."""
    await person.sees("cannot", PATIENCE)
    assert made.service.faults


def away(made: World, name: str) -> None:
    for end in ("", "-wal", "-shm"):
        file = made.folder / f"{name}{end}"
        if file.exists():
            file.rename(made.folder / f"{name}{end}.away")


def back(made: World, name: str) -> None:
    for end in ("", "-wal", "-shm"):
        file = made.folder / f"{name}{end}.away"
        if file.exists():
            file.rename(made.folder / f"{name}{end}")


# -- words for the wrong person


async def test_an_answer_to_a_bell_that_is_not_known_goes_to_nobody_else(made: World) -> None:
    """A bell that came twice is known once: words under its twin are given back, though another alert is held."""
    ana, ben = made.defender("Ana"), made.defender("Ben")
    olga = made.officers["Olga"]
    await to_the_line(ana)
    first = await olga.sees("Something is waiting", PATIENCE)
    await to_the_line(ben)
    await until(lambda: bells(olga) == 2)
    second = next(line for line in reversed(olga.from_bot()) if "Something is waiting" in line.text)
    await olga.press("I take it", message_id=second.id)
    await olga.sees("You have it for", PATIENCE)
    forgotten = "UPDATE screens SET message_id = message_id + 1000000 WHERE bot = 'officers' AND message_id = ?"
    with raw(made) as c:
        c.execute(forgotten, (first.id,))
    await olga.say("for Ana alone", reply_to=first.id)
    await olga.sees("These words went nowhere", PATIENCE)
    assert not any("for Ana alone" in line.text for line in (*ana.from_bot(), *ben.from_bot()))
    await olga.say("for Ben", reply_to=second.id)
    await ben.sees("for Ben", PATIENCE)

"""Stores that fill up or disappear under the running bot: card, numbers, one honest sentence, and nothing lost."""

from __future__ import annotations

import asyncio
import contextlib
import resource
import secrets
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from bot.chat import profile
from bot.simulator.driver import Person
from bot.simulator.server import LoopServer
from bot.store import inbox, leases
from tests.chaos.opening import opened_cases, texts_of
from tests.chaos.walking import CORE, PATIENCE, tap, to_the_line, until, walk
from tests.world import World, world

HONEST = "We cannot take your case right now. This is our fault."
SECRET = secrets.token_urlsafe(32)


@pytest.fixture
async def made(tmp_path: Path) -> AsyncIterator[World]:
    async with world(tmp_path / "bot") as running:
        await running.officer("Olga")
        yield running


@pytest.fixture(autouse=True)
def quick_leases(monkeypatch: pytest.MonkeyPatch) -> None:
    """An outage here lasts longer than a lease."""
    monkeypatch.setattr(leases, "HELD", 1)
    monkeypatch.setattr(leases, "RENEWED", 0.2)


async def words_kept(made: World) -> list[str]:
    """The words of every case, as an officer reads them."""
    opened = await asyncio.to_thread(opened_cases, made.service, made.identities["Olga"])
    return [text for case in opened.values() for text in texts_of(case)]


@contextlib.contextmanager
def full_disk() -> Iterator[None]:
    """No file may grow beyond a page, as on a disk without room; Python turns the signal for it into an error."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@contextlib.contextmanager
def gone(made: World, name: str) -> Iterator[None]:
    """A store's files are somewhere else for a while."""
    files = [made.folder / f"{name}{end}" for end in ("", "-wal", "-shm")]
    moved = [file.rename(f"{file}.away") for file in files if file.exists()]
    assert moved
    try:
        yield
    finally:
        for file in moved:
            file.rename(str(file).removesuffix(".away"))


async def is_served_from_memory(person: Person, word: str) -> None:
    """A word, the honest sentence, and behind its button the card."""
    await person.say(word)
    await person.sees(HONEST, PATIENCE)
    await tap(person, HONEST, "I am in danger now")
    await person.sees("nobody here can answer now", PATIENCE)


async def test_on_a_full_disk_people_are_answered_from_memory_and_nothing_is_lost(made: World) -> None:
    """While nothing can be written each update is answered once from memory; with room again all of them are taken."""
    ana, new = made.defender("Ana"), made.defender("New")
    await to_the_line(ana)
    with full_disk():
        await is_served_from_memory(ana, "in the dark")
        await new.start()
        await new.sees(HONEST, PATIENCE)
        await until(lambda: made.service.faults.get("store.away", 0) >= 3)
        for person in (ana, new):
            shown = [line for line in person.chat(everything=True) if line.by_bot and HONEST in line.text]
            assert len(shown) == 1, "each update is answered once, however often Telegram brings it"
    await ana.sees("Passed on", PATIENCE)
    assert await words_kept(made) == ["in the dark"]
    await new.sees("Hello. We help people", PATIENCE)


async def test_a_database_that_goes_away_is_bridged_however_long(made: World) -> None:
    """The database disappears for longer than a lease: the bot goes on answering, and takes all of it afterwards."""
    ana, new = made.defender("Ana"), made.defender("New")
    await to_the_line(ana)
    with gone(made, "amparo.db"):
        await is_served_from_memory(ana, "in the dark")
        await asyncio.to_thread(_pass, 1.5)
        await new.start()
        await new.sees(HONEST, PATIENCE)
        assert not (made.folder / "amparo.db").exists(), "no empty database takes the place of the lost one"
    await ana.sees("Passed on", PATIENCE)
    assert await words_kept(made) == ["in the dark"]
    await new.sees("Hello. We help people", PATIENCE)


def _pass(seconds: float) -> None:
    """Let real time pass: a lease is held in it."""
    asyncio.run(asyncio.sleep(seconds))


async def test_a_start_without_the_database_answers_from_memory(made: World) -> None:
    """Started while the database is away, the bot is not silent; when it is there again, everything is handled."""
    ana = made.defender("Ana")
    await to_the_line(ana)
    await made.stop()
    with gone(made, "amparo.db"):
        await made.restart()
        await is_served_from_memory(ana, "in the dark")
    await ana.sees("Passed on", PATIENCE)
    assert await words_kept(made) == ["in the dark"]


async def test_a_key_store_that_goes_away_is_bridged(made: World) -> None:
    """Without the key store no case can be begun: the person hears it, and their answer is taken when it is back."""
    ana = made.defender("Ana")
    await ana.start()
    await walk(ana, CORE[:4])
    await ana.sees("May we lock your answers away", PATIENCE)
    with gone(made, "keys.db"):
        await tap(ana, "May we lock your answers away", "Yes")
        await ana.sees(HONEST, PATIENCE)
        assert not (made.folder / "keys.db").exists(), "no empty key store takes the place of the lost one"
    await ana.sees("If you stop in the middle", PATIENCE)
    assert made.service.parts.store.read(inbox.waiting)[0] == 0


async def test_a_webhook_says_503_and_is_brought_the_update_again(tmp_path: Path) -> None:
    """While the store is away the door says 503 with Retry-After, the person is answered, the next delivery is kept."""
    more = {"public_url": "https://bot.example.org", "webhook_secret": SECRET}
    async with world(tmp_path / "bot", **more) as made:
        await made.service.start()
        server = LoopServer(made.service.hooks())
        port = await server.start()
        for source, path in (("defenders", "/hook/a"), ("officers", "/hook/b")):
            await profile.use_webhook(made.service.bots[source], f"http://127.0.0.1:{port}{path}", SECRET)
        await made.officer("Olga")
        ana = made.defender("Ana")
        await to_the_line(ana)
        tried = made.sim.deliveries["bot"].attempts
        with gone(made, "amparo.db"):
            await ana.say("in the dark")
            await ana.sees(HONEST, PATIENCE)
            await until(lambda: tried[-1][1] == 503)
            made.sim.forward_clock(4)
            assert sum(status == 503 for _, status in tried) == 1, "Retry-After is five seconds"
            made.sim.forward_clock(2)
            await until(lambda: sum(status == 503 for _, status in tried) == 2)
        made.sim.forward_clock(6)
        await ana.sees("Passed on", PATIENCE)
        assert tried[-1][1] == 200
        assert len([line for line in ana.chat(everything=True) if line.by_bot and HONEST in line.text]) == 1
        assert await words_kept(made) == ["in the dark"]
        await server.stop()

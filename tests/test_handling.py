"""What happens to the rows of one transaction when one of them cannot be handled."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from bot import handling as module
from bot import installation as installing
from bot.casework import outside
from bot.clock import FrozenClock
from bot.incoming import Incoming
from bot.store import Connection, StoreUnavailable, inbox
from bot.wiring import Service
from referrals.errors import NoRecipient, SealBroken
from referrals.vault import RosterEntry, age_keypair
from tests.world import settings_for

NOW = 1_800_000_000
PEOPLE = 3


class Scene:
    """A service whose talks are replaced: person `failing` meets `fault`, the others write their name down."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        settings = settings_for(folder, "http://127.0.0.1:9")
        clock = FrozenClock(NOW)
        installing.make(settings, clock)
        opened = installing.open_(settings, clock)
        entry = RosterEntry("Olga", age_keypair()[1], ("all",))
        opened.write_roster(opened.last_roster().successor((entry,), NOW))
        self.service = Service(opened, clock)
        self.handling = self.service.handling
        self.failing, self.fault, self.patch = 0, Exception(), monkeypatch
        self.taken: list[int] = []
        self.woken: list[set[str]] = []
        self.away: list[int] = []
        monkeypatch.setitem(module.TAKERS, "defenders", self.take)
        monkeypatch.setattr(self.handling, "_on_done", self.woken.append)
        monkeypatch.setattr(self.handling, "_on_away", self.went_away)

    def take(self, c: Connection, tools: Any, seals: Any, incoming: Incoming, lane: str, now: int) -> None:
        self.taken.append(incoming.user_id)
        if incoming.user_id == self.failing:
            raise self.fault

    def went_away(self, source: str, body: bytes) -> None:
        self.away.append(json.loads(body)["message"]["from"]["id"])

    def write(self, people: int = PEOPLE) -> None:
        keeper = self.service.keepers["defenders"]
        keeper.keep([said(person) for person in range(1, people + 1)]).result(5)

    def waiting(self) -> int:
        return self.service.parts.store.read(inbox.waiting)[0]


def said(person: int) -> bytes:
    who = {"id": person, "is_bot": False, "first_name": "A"}
    chat = {"id": person, "type": "private"}
    message = {"message_id": 1, "date": NOW, "chat": chat, "from": who, "text": "hello"}
    return json.dumps({"update_id": person, "message": message}).encode()


@pytest.fixture
def scene(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    made = Scene(tmp_path, monkeypatch)
    yield made
    made.service.installation.close()


async def test_more_rows_than_one_transaction_takes_are_all_handled(scene: Scene) -> None:
    """Whatever waits is handled before anybody sleeps, and whoever sends is told whose it was."""
    scene.write(2 * module.AT_ONCE + 1)
    assert await scene.handling.drain() == 2 * module.AT_ONCE + 1
    assert sorted(scene.taken) == list(range(1, 2 * module.AT_ONCE + 2))
    assert (scene.waiting(), scene.woken[0]) == (0, {"defenders"})


async def test_a_row_that_fails_stops_no_other(scene: Scene) -> None:
    """A fault of one talk is counted, and the others of its transaction are kept."""
    scene.write()
    scene.failing, scene.fault = 2, KeyError()
    assert await scene.handling.drain() == PEOPLE + 2, "three tries of the one, one of each other"
    assert (scene.waiting(), scene.away) == (0, [])
    assert scene.service.faults["update.dead"] == 1


async def test_a_store_that_is_away_for_one_undoes_no_other(scene: Scene) -> None:
    """The key store fails for one person: those before are handled, that one is answered from memory and stays."""
    scene.write()
    order = sorted(range(1, PEOPLE + 1), key=lambda one: scene.service.keepers["defenders"]._lane_of("defenders", one))
    scene.failing, scene.fault = order[-1], StoreUnavailable("away")
    with pytest.raises(StoreUnavailable):
        await scene.handling.drain()
    assert (scene.waiting(), scene.away) == (1, [scene.failing])
    assert scene.woken == [{"defenders"}]
    scene.failing = 0
    assert await scene.handling.drain() == 1


async def test_a_store_that_is_away_for_all_keeps_all(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    """A full disk undoes the whole transaction: each of its people is answered from memory, and nothing is told."""
    scene.write()
    done = inbox.done

    def broken(c: Connection, id_: int, now: int) -> None:
        done(c, id_, now)
        if len(scene.taken) == PEOPLE:
            c.connection.dbapi_connection.execute("ROLLBACK")  # type: ignore[union-attr]
            raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr(inbox, "done", broken)
    with pytest.raises(StoreUnavailable):
        await asyncio.wait_for(scene.handling.drain(), 5)
    assert (scene.waiting(), sorted(scene.away), scene.woken) == (PEOPLE, [1, 2, 3], [])


async def test_long_work_is_done_between_two_transactions(scene: Scene) -> None:
    """A row that needs it is taken again with what came of it, once, and nobody else waits for it."""
    scene.write()
    seen: list[tuple[int, object]] = []

    def takes(c: Connection, tools: Any, seals: Any, incoming: Incoming, lane: str, now: int) -> None:
        seen.append((incoming.user_id, incoming.done.get("hash")))
        if incoming.user_id == 2:
            outside.done(incoming, "hash", lambda: "worked out")

    scene.patch.setitem(module.TAKERS, "defenders", takes)
    await scene.handling.drain()
    assert scene.waiting() == 0
    assert sorted(seen, key=str).count((2, "worked out")) == 1
    assert seen.count((2, None)) == 1
    assert {person for person, _ in seen} == {1, 2, 3}
    assert scene.handling._worked == {}


async def test_work_that_never_ends_is_a_dead_letter(scene: Scene) -> None:
    """A turn that asks for more and more is failed like any other, and stops nobody."""
    scene.write()

    def takes(c: Connection, tools: Any, seals: Any, incoming: Incoming, lane: str, now: int) -> None:
        if incoming.user_id == 2:
            raise outside.LongWork(f"more {len(incoming.done)}", lambda: None)

    scene.patch.setitem(module.TAKERS, "defenders", takes)
    await scene.handling.drain()
    assert scene.waiting() == 0
    assert "update.failed.LongWork" in scene.service.faults


async def test_work_that_breaks_fails_its_own_turn_alone(scene: Scene) -> None:
    """What is done outside the transaction fails for one: that row is a dead letter, the others are handled."""
    scene.write()

    def breaks() -> None:
        raise StopIteration

    def takes(c: Connection, tools: Any, seals: Any, incoming: Incoming, lane: str, now: int) -> None:
        if incoming.user_id == 2:
            outside.done(incoming, "hash", breaks)

    scene.patch.setitem(module.TAKERS, "defenders", takes)
    await asyncio.wait_for(scene.handling.drain(), 5)
    assert scene.waiting() == 0
    assert scene.service.faults["update.dead"] == 1


async def test_whatever_stops_the_regrets_stops_nothing_else(scene: Scene) -> None:
    """A talk that was spoilt cannot even be set aside: its row is a dead letter all the same."""
    scene.write()
    scene.failing, scene.fault = 2, SealBroken("spoilt")

    def breaks(*_: object) -> bool:
        raise KeyError

    scene.patch.setattr(module.sorry, "set_aside", breaks)
    await scene.handling.drain()
    assert scene.waiting() == 0
    assert scene.service.faults["update.dead"] == 1


async def test_a_closed_list_that_cannot_be_told_of_stops_nothing_else(scene: Scene) -> None:
    """Nobody can be sealed to, and the card cannot be wanted either: the row fails as any other."""
    scene.write()
    scene.failing, scene.fault = 2, NoRecipient("nobody")

    def breaks(*_: object) -> bool:
        raise KeyError

    scene.patch.setattr(module.sorry, "closed", breaks)
    await scene.handling.drain()
    assert scene.waiting() == 0


async def test_the_loop_outlives_any_fault(scene: Scene) -> None:
    """A fault that nobody foresaw is reported, and what waits is handled after it."""
    scene.patch.setattr(module, "AWAY", 0.01)
    drain, tried = scene.handling.drain, 0

    async def breaks() -> int:
        nonlocal tried
        tried += 1
        if tried == 1:
            raise KeyError
        return await drain()

    scene.patch.setattr(scene.handling, "drain", breaks)
    scene.write()
    running = asyncio.create_task(scene.handling.run())
    for _ in range(500):
        await asyncio.sleep(0 if len(scene.taken) >= PEOPLE else 0.01)
    running.cancel()
    assert scene.service.faults["handling.KeyError"] == 1

"""The bot is killed again and again at named points, in the middle of traffic; afterwards nothing is missing or double.

The simulator and the people live here; the bot lives in a process of its own, for some milliseconds at a time.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import random
import signal
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from bot import installation as installing
from bot.alerts import crowd
from bot.duties import Duties
from bot.leader import STEADY
from bot.simulator.driver import Person
from bot.simulator.simulator import Simulator
from bot.store import Connection, alerts, cases, jobs, reconcile, screens
from bot.wiring import Service
from referrals.vault import lane_of, open_summons
from tests.chaos.living import FOR_EVER, TEXTS, enrolled, environment, in_danger, updates_are_all_handled, words_of
from tests.chaos.opening import json_text, opened_cases, texts_of
from tests.chaos.points import NAMES, ON_EVERY_ROAD
from tests.chaos.walking import CORE, tap, walk
from tests.phone import PIN
from tests.world import TOKENS, SimClock, settings_for

AT_ONCE = 24
"""People in the chat at one time: more would be silent for so long between two turns that the chat locks."""
LONGEST = 5 * 3600
"""Seconds by which the clock goes on in all: hours end, and nothing is due yet that would erase a case."""
LATE = ("erase.mark_case.before", "erase.mark_case.after", "keys.destroy.before", "keys.destroy.after",
        "erase.case_row.before", "erase.case_row.after", "keys.destroy_half.before",
        "keys.destroy_half.after", "epoch.turn.after", "epoch.destroy.before", "epoch.destroy.after")  # fmt: skip
"""What a day brings; a life dies at whichever comes first, and each of them has its turn."""
ERASED = 9
"""Alerts of one person at most that an erasing took away with the answers to them."""
ROUNDS = 12
"""Bells of a crowd, five minutes apart, within which each alert of it must have been answered."""
BELL = "Something is waiting"
KNOCK = "You have a message."


@dataclass
class Lives:
    """Asks the fork server for one life after the other."""

    process: asyncio.subprocess.Process
    settings: dict[str, str]
    sim: Simulator
    chance: random.Random
    deaths: Counter[str] = field(default_factory=Counter)
    turns: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(3))
    """Each death lets one person act, so that every life has something to do."""

    async def _say(self) -> dict[str, Any]:
        assert self.process.stdout is not None
        line = await self.process.stdout.readline()
        assert line, "the fork server ended"
        said: dict[str, Any] = json.loads(line)
        return said

    async def one(self, points: dict[str, int], seconds: float, over: asyncio.Future[Any] | None = None) -> None:
        """One life: it ends at one of its points, or wherever it stands when its time is over."""
        life = {"settings": self.settings, "points": points, "offset": self.sim.world.clock.offset}
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps(life).encode() + b"\n")
        await self.process.stdin.drain()
        child = (await self._say())["pid"]
        ended = asyncio.ensure_future(self._say())
        await asyncio.wait({ended, *([over] if over else [])}, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        if not ended.done():
            with contextlib.suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)
        said = await ended
        assert said["signal"] == signal.SIGKILL, "a bot that was not killed has ended by itself"
        self.deaths[said["point"] or "anywhere"] += 1

    async def many(self, count: int, *, move: float) -> None:
        """So many deaths, each at a point chosen by lot, the clock going on between them."""
        for _ in range(count):
            chosen = {self.chance.choice(NAMES): 1, self.chance.choice(NAMES): self.chance.randint(1, 2)}
            chosen[self.chance.choice(ON_EVERY_ROAD)] = self.chance.choices((1, 2, 3, 6), (4, 3, 2, 1))[0]
            await self.one(chosen, self.chance.uniform(0.2, 0.8))
            # Telegram forgets a tap that nobody fetched in time; that one would be the person's to repeat.
            if not any(update.kind == "callback_query" for update in self.sim.bot().updates.alive()):
                self.sim.forward_clock(move)
            self.turns.release()

    async def whole(self, until: asyncio.Future[Any], seconds: float) -> None:
        """One life without a point, until this has happened or its time is over."""
        over = asyncio.ensure_future(asyncio.wait({until}, timeout=seconds))
        await self.one({}, seconds, over)


@dataclass
class Killed:
    """A bot that is only ever alive for a moment, and the people who write to it."""

    sim: Simulator
    settings: Any
    lives: Lives
    olga: Person
    identity: str
    answered: dict[int, str] = field(default_factory=dict)
    summoned: set[str] = field(default_factory=set)

    @property
    def clock(self) -> SimClock:
        return SimClock(self.sim)

    def opened(self) -> Service:
        """The same installation, looked at from here while no bot lives."""
        return Service(installing.open_(self.settings, self.clock), self.clock, demo=True)


@pytest.fixture
async def killed(tmp_path: Path) -> AsyncIterator[Killed]:
    """An installation with one officer, the simulator, and a warm fork server."""
    seed = int(os.environ.get("AMPARO_CHAOS_SEED", "0")) or int(time.time())
    print(f"AMPARO_CHAOS_SEED={seed}")
    async with Simulator(TOKENS) as sim:
        await sim.start()
        folder = tmp_path / "bot"
        settings = settings_for(folder, sim.url)
        clock = SimClock(sim)
        await asyncio.to_thread(installing.make, settings, clock)
        olga = sim.person("desk", "Olga", "en")
        identity = await asyncio.to_thread(enrolled, settings, clock, olga.id)
        process = await asyncio.create_subprocess_exec(
            sys.executable, str(Path(__file__).with_name("fork_server.py")), stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE, env={**os.environ, "PYTHONUNBUFFERED": "1"},
        )  # fmt: skip
        assert process.stdout is not None
        assert await process.stdout.readline() == b"warm\n"
        made = Killed(
            sim, settings, Lives(process, environment(folder, sim.url), sim, random.Random(seed)), olga, identity
        )
        try:
            yield made
        finally:
            assert process.stdin is not None
            process.stdin.close()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(process.wait(), 5)


# -- the people


async def erases(person: Person) -> None:
    """The danger path, and then everything is deleted; without its word it is closed at once, and goes a day later."""
    await in_danger(person)
    await person.say("delete")
    await tap(person, "What shall we delete?", "The case and the chat", FOR_EVER)
    await tap(person, "We destroy the key now", "Delete now", FOR_EVER)
    await person.sees("Our people do not see it any more", FOR_EVER)


async def tells_all(person: Person) -> None:
    """The core case, sent."""
    await person.start()
    await walk(person, CORE, FOR_EVER)
    await tap(person, "Whoever takes this phone", "No word", FOR_EVER)
    await tap(person, "Read it once more", "Yes, send it", FOR_EVER)
    await person.sees("Locked and sent", FOR_EVER)


PIN_ASKED = ("Choose a PIN", "Type the same PIN", "The two were not the same", "Type your PIN")


async def on_duty(killed: Killed) -> None:
    """Olga replies to each bell: to one that was sent twice because of a kill, she may have to do it twice.

    She types her PIN as often as she is asked for it; words of hers that look like one she sends all the same.
    """
    asked: set[int] = set()
    while True:
        known = killed.sim.world.changes.count
        for line in killed.olga.from_bot():
            if line.id not in asked and any(words in line.text for words in PIN_ASKED):
                asked.add(line.id)
                await killed.olga.say(PIN)
            if line.id not in asked and "Send as it is" in line.labels:
                asked.add(line.id)
                await killed.olga.press("Send as it is", message_id=line.id)
            if BELL not in line.text or line.media is None:
                continue
            if line.id not in killed.answered:
                opened = open_summons(await killed.olga.download(line), killed.identity)
                case = json.loads(opened.reveal())["case"]
                killed.summoned.add(case)
                killed.answered[line.id] = f"Answer {len(killed.answered)} to {case}"
                await killed.olga.say(killed.answered[line.id], reply_to=line.id)
        await killed.sim.world.changes.after(known, 5)


async def comes_back(person: Person) -> None:
    """Whoever is told of a message after a long silence opens it."""
    opened: set[int] = set()
    while True:
        for line in person.from_bot():
            if KNOCK in line.text and "Open" in line.labels and line.id not in opened:
                opened.add(line.id)
                person.began_anew = True  # type: ignore[attr-defined]
                await person.press("Open", message_id=line.id)
        await asyncio.sleep(0.05)


async def traffic(killed: Killed, lives: int) -> dict[str, list[Person]]:
    """People come one after another while the bot is killed and comes back."""
    people = max(6, lives // 12)
    kinds = {"danger": in_danger, "erases": erases, "core": tells_all}
    made: dict[str, list[Person]] = {name: [] for name in kinds}
    tasks: list[asyncio.Task[None]] = []
    room = asyncio.Semaphore(AT_ONCE)
    await killed.olga.start()
    duty = asyncio.ensure_future(on_duty(killed))
    for number in range(people):
        kind = ("danger", "erases", "danger", "core", "danger")[number % 5]
        person = killed.sim.person("bot", f"Person {number}", "en")
        person.turns = killed.lives.turns  # type: ignore[attr-defined]
        made[kind].append(person)
        tasks.append(asyncio.ensure_future(_present(room, kinds[kind], person)))
    back = [asyncio.ensure_future(comes_back(one)) for kind in made.values() for one in kind]
    await killed.lives.many(lives, move=min(20, LONGEST / lives))
    for _ in range(100 * people):
        killed.lives.turns.release()
    assert not duty.done(), duty.exception()
    everything = asyncio.gather(*tasks)
    quiet = asyncio.ensure_future(_quiet(killed, everything))
    for _ in range(10 + lives // 20):
        await killed.lives.whole(quiet, 30)
        if quiet.done():
            break
        if not everything.done():
            killed.sim.forward_clock(jobs.LEASE + 10)  # what a dead bot had begun to delete is free again
    assert quiet.done(), "not handled in a quiet life either:\n" + "\n\n".join(
        person.transcript() for person in (killed.olga, *(one for kind in made.values() for one in kind))
    )
    await in_a_crowd(killed)
    for one in (duty, *back):
        assert not one.done(), one.exception()
        one.cancel()
    return made


async def in_a_crowd(killed: Killed) -> None:
    """More than five alerts share one bell in five minutes: each of the others still gets one of its own after that."""
    for _ in range(ROUNDS):
        service = killed.opened()
        left = service.parts.store.read(alerts.open_)
        service.installation.close()
        if not left:
            return
        killed.sim.forward_clock(crowd.APART)
        await killed.lives.whole(asyncio.ensure_future(_quiet(killed, asyncio.sleep(STEADY + 1))), 60)


async def _present(room: asyncio.Semaphore, road: Callable[[Person], Awaitable[None]], person: Person) -> None:
    async with room:
        await road(person)


async def _quiet(killed: Killed, everything: Awaitable[Any]) -> None:
    """All that people wait for has come, every alert that rang was answered, and nothing is on its way."""
    await everything
    still = 0
    while still < 60:
        before = len([call for call in killed.sim.requests if call.method != "getUpdates"])
        await asyncio.sleep(0.05)
        pending = any(killed.sim.bot(bot).updates.alive() for bot in ("bot", "desk"))
        calls = len([call for call in killed.sim.requests if call.method != "getUpdates"])
        still = 0 if pending or calls != before else still + 1


# -- the test


async def test_nothing_is_lost_or_doubled_however_often_the_bot_is_killed(killed: Killed, lives: int) -> None:
    """Hundreds of deaths at named points: each update is handled once, in order; each alert rings and is answered."""
    began = time.monotonic()
    people = await traffic(killed, lives)
    service = killed.opened()
    try:
        read = service.parts.store.read
        updates_are_all_handled(killed.sim, service)
        kept = {case: texts_of(one) for case, one in opened_cases(service, killed.identity).items()}
        wanted = [[words_of(person, n) for n in range(1, TEXTS + 1)] for person in people["danger"]]
        assert sorted(texts for texts in kept.values() if texts) == sorted(wanted), "each word once, in its order"
        assert len(kept) == len(people["danger"]) + len(people["core"]), "one case for each person who kept one"
        assert kept.keys() <= killed.summoned, "each case rang"
        assert not read(alerts.open_), "each alert that rang was answered"
        answers_arrived(killed, service, people)
        assert read(turns_of(service, people["danger"])) == {1}, "each update moved its talk by one revision"
        await asyncio.to_thread(keys_and_rows_agree, service)
        await the_day_after(killed, service, len(people["erases"]))
    finally:
        service.installation.close()
    spent = time.monotonic() - began
    total = sum(killed.lives.deaths.values())
    updates = sum(killed.sim.bot(bot).updates._next_id for bot in ("bot", "desk")) - _first_ids(killed)
    print(f"{total} deaths, {updates} updates, {len(killed.answered)} alerts answered, {spent:.0f} s")
    print(", ".join(f"{point} {count}" for point, count in killed.lives.deaths.most_common()))


def _first_ids(killed: Killed) -> int:
    return sum(killed.sim.bot(bot).updates._next_id // 1_000_000 * 1_000_000 + 1 for bot in ("bot", "desk"))


def answers_arrived(killed: Killed, service: Service, people: dict[str, list[Person]]) -> None:
    """Each answer of the officer stands once with its case and was seen by its person; all that must be shown was."""
    replies: Counter[str] = Counter()
    for case, one in opened_cases(service, killed.identity).items():
        found = [json_text(part) for part in one["parts"] if part["part"].startswith("reply-")]
        assert all(answer.endswith(case) for answer in found), "words for one person went to another"
        replies.update(found)
    assert set(replies.values()) <= {1}, "no answer was taken twice"
    seen = "\n".join(line.text for kind in people.values() for one in kind for line in one.chat(everything=True))
    unseen = {answer.rpartition(" ")[2] for answer in replies if answer not in seen}
    assert not unseen, [one.transcript() for kind in people.values() for one in kind][:3]
    living = {case.id for case in service.parts.store.read(lambda c: cases.in_states(c, ("alert", "sent", "open")))}
    assert living == {answer.rpartition(" ")[2] for answer in replies}, "each case was answered"
    told = [line.text for line in killed.olga.from_bot()]
    nowhere = sum("These words went nowhere" in text or "deleted this" in text for text in told)
    assert len(killed.answered) <= len(replies) + nowhere + ERASED * len(people["erases"]), (
        "she hears what went nowhere"
    )
    for source in ("defenders", "officers"):
        waiting = service.parts.store.read(lambda c, source=source: screens.waiting(c, source, killed.clock.now()))
        assert not waiting, "no screen is left behind"


def turns_of(service: Service, people: list[Person]) -> Any:
    """How many updates each talk took for one revision of it; whoever opened a knock stands in a newer talk."""

    def work(c: Connection) -> set[float]:
        found = set()
        for person in people:
            if getattr(person, "began_anew", False):
                continue
            lane = lane_of(service.installation.keyring.index, "defenders", person.id)
            done = c.exec_driver_sql("SELECT count(*) FROM inbox WHERE lane = ?", (lane,)).scalar_one()
            revision = c.exec_driver_sql("SELECT revision FROM conversations WHERE lane = ?", (lane,)).scalar_one()
            found.add((revision + 1) / done)
        return found

    return work


def keys_and_rows_agree(service: Service) -> None:
    """After reconciling, each key has its row and each row its key."""
    duties: Duties = service.duties
    duties.finish_erasing(service.clock.now())
    service.parts.store.transact(lambda c: None).result()
    duties.reconcile(service.clock.now() + 2 * 3600)
    named = {name for name, _ in service.parts.tools.keys.list() if name.startswith("conversation:")}
    rows = service.parts.store.read(reconcile.known)
    cased = service.parts.store.read(
        lambda c: {f"conversation:{row[0]}" for row in c.exec_driver_sql("SELECT conversation FROM cases").fetchall()}
    )
    assert named <= rows, "no key without a row"
    assert cased <= named, "no case without its key"
    assert not any(service.parts.store.read(reconcile.erasing)), "every erasing was ended"


async def the_day_after(killed: Killed, service: Service, erased: int) -> None:
    """A day later the coded answers of what was sent are forgotten, killed in the middle of it too."""
    read = service.parts.store.read
    taken = read(lambda c: cases.in_states(c, ("taken_back",)))
    assert len(taken) == erased, "whatever was deleted is closed to officers, each once"
    killed.sim.forward_clock(25 * 3600)
    left = set(LATE)
    for _ in LATE:
        before = killed.lives.deaths.copy()
        await killed.lives.one(dict.fromkeys(left, 1), 3)
        left -= (killed.lives.deaths - before).keys()
    assert not left, "each step of forgetting was killed once"
    now = killed.clock.now()
    for _ in range(3):
        await asyncio.to_thread(_all_duties, service, now)
    kept = service.parts.tools.keys
    assert not read(lambda c: cases.in_states(c, ("taken_back",))), "what was deleted without its word is gone"
    sent = service.parts.store.read(lambda c: cases.in_states(c, ("sent", "open")))
    assert sent
    for case in sent:
        assert kept.halves(f"conversation:{case.conversation}") == {"case"}, "only the case's own key is left"
    hours = [int(name.partition(":")[2]) for name, _ in service.parts.tools.epochs.every()]
    assert min(hours) * 3600 >= now - 4 * 3600, "no hour's key outlives its time"
    await asyncio.to_thread(keys_and_rows_agree, service)


def _all_duties(service: Service, now: int) -> None:
    duties = service.duties
    duties.finish_erasing(now)
    for duty in (duties.forget, duties.forget_answers, duties.turn_epochs, duties.link):
        duty(now)
    duties.finish_erasing(now)

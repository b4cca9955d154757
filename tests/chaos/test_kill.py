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
import socket
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Collection
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from bot import installation as installing
from bot.alerts import crowd
from bot.casework import waiting
from bot.duties import Duties
from bot.leader import STEADY
from bot.simulator.driver import Person
from bot.simulator.simulator import Simulator
from bot.store import Connection, alerts, cases, jobs, reconcile, screens, shifts
from bot.wiring import Service
from referrals import rota
from referrals.vault import lane_of
from tests.chaos.living import TEXTS, enrolled, environment, in_danger, updates_are_all_handled, words_of
from tests.chaos.on_duty import PHRASE, Olga
from tests.chaos.opening import json_text, opened_cases, texts_of
from tests.chaos.points import HASHED, LATER, NAMES, ON_EVERY_ROAD
from tests.chaos.roads import ANSWER, STORY, blocks, erases, has_a_word, looks_up, tells_all, writes_on_the_page
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
ROADS = {
    "danger": in_danger, "page": writes_on_the_page, "erases": erases, "word": has_a_word, "blocks": blocks,
    "core": tells_all,
}  # fmt: skip
"""Who comes, one after the other."""
LATER_NAMES = {f"{name}.{when}" for name in (*LATER, HASHED) for when in ("before", "after")}
SHIFT = "a" * 16
MOST_OF_THEM = 0.9
"""Of the places that came later, so many must have seen a death, where there were deaths enough."""
ROUNDS = 12
"""Bells of a crowd, five minutes apart, within which each alert of it must have been answered."""


@dataclass
class Lives:
    """Asks the fork server for one life after the other."""

    process: asyncio.subprocess.Process
    settings: dict[str, str]
    sim: Simulator
    chance: random.Random
    deaths: Counter[str] = field(default_factory=Counter)
    turns: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(3))
    """Each death lets two people act, so that every life has something to do."""
    first: float = 0.1
    """Seconds until a life's first commit, on this machine and beside whatever else it does now."""

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
        for number in range(count):
            if number % 20 == 0:
                await self.measure()
            chosen = {self.chance.choice(NAMES): 1, self.chance.choice(NAMES): self.chance.randint(1, 2)}
            chosen[self.chance.choice(ON_EVERY_ROAD)] = self.chance.choices((1, 2, 3, 6), (4, 3, 2, 1))[0]
            if number % 2:  # or where nobody has died yet of the places that only some roads lead to
                chosen = dict.fromkeys(LATER_NAMES - self.deaths.keys(), 1)
            await self.one(chosen, self.first + self.chance.uniform(0.2, 0.8) * max(1.0, 5 * self.first))
            self.forward(move)
            self.turns.release()
            self.turns.release()

    def forward(self, seconds: float) -> None:
        """Move the clock, unless a tap waits: Telegram forgets one that nobody fetched in time, and so would we."""
        queues = [self.sim.bot(bot).updates for bot in ("bot", "desk")]
        if not any(update.kind == "callback_query" for queue in queues for update in queue.alive()):
            self.sim.forward_clock(seconds)

    async def measure(self) -> None:
        """See how long a life needs to begin, so that on a busy machine too it comes to do something."""
        began = time.monotonic()
        await self.one({"db.commit.after": 1}, 30)
        self.first = time.monotonic() - began

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
    olga: Olga

    @property
    def clock(self) -> SimClock:
        return SimClock(self.sim)

    def opened(self) -> Service:
        """The same installation, looked at from here while no bot lives."""
        return Service(installing.open_(self.settings, self.clock), self.clock, demo=True)


@pytest.fixture
async def killed(tmp_path: Path) -> AsyncIterator[Killed]:
    """An installation with one officer, the simulator, and a warm fork server."""
    seed = int(os.environ.get("CHAOS_SEED", "0")) or int(time.time())
    print(f"CHAOS_SEED={seed}")
    async with Simulator(TOKENS) as sim:
        await sim.start()
        folder = tmp_path / "bot"
        settings = settings_for(folder, sim.url)
        clock = SimClock(sim)
        await asyncio.to_thread(installing.make, settings, clock)
        olga = sim.person("desk", "Olga", "en")
        identity = await asyncio.to_thread(enrolled, settings, clock, olga.id)
        await asyncio.to_thread(a_shift, settings, clock)
        more = {"page_origin": f"http://127.0.0.1:{free_port()}"}
        process = await asyncio.create_subprocess_exec(
            sys.executable, str(Path(__file__).with_name("fork_server.py")), stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE, env={**os.environ, "PYTHONUNBUFFERED": "1"},
        )  # fmt: skip
        assert process.stdout is not None
        assert await process.stdout.readline() == b"warm\n"
        lives = Lives(process, environment(folder, sim.url, **more), sim, random.Random(seed))
        made = Killed(sim, settings, lives, Olga(olga, identity))
        try:
            yield made
        finally:
            assert process.stdin is not None
            process.stdin.close()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(process.wait(), 5)


# -- the people


async def traffic(killed: Killed, lives: int) -> dict[str, list[Person]]:
    """People come one after another while the bot is killed and comes back."""
    people = max(2 * len(ROADS), lives // 8)
    made: dict[str, list[Person]] = {name: [] for name in ROADS}
    tasks: list[asyncio.Task[None]] = []
    room = asyncio.Semaphore(AT_ONCE)
    await killed.olga.phone.start()
    duty = asyncio.ensure_future(killed.olga.keep())
    for number in range(people):
        kind = tuple(ROADS)[number % len(ROADS)]
        person = killed.sim.person("bot", f"Person {number}", "en")
        person.turns, person.began_anew, person.tapped_more = killed.lives.turns, False, 0  # type: ignore[attr-defined]
        made[kind].append(person)
        tasks.append(asyncio.ensure_future(_present(room, ROADS[kind], person)))
    back = [asyncio.ensure_future(looks_up(one)) for name, kind in made.items() for one in kind if name != "blocks"]
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
            killed.lives.forward(jobs.LEASE + 10)  # what a dead bot had begun to delete is free again
    assert quiet.done(), "not handled in a quiet life either:\n" + "\n\n".join(
        person.transcript() for person in (killed.olga.phone, *(one for kind in made.values() for one in kind))
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
        killed.lives.forward(crowd.APART)
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
        kept = {case: texts_of(one) for case, one in opened_cases(service, killed.olga.identity).items()}
        wanted = [[words_of(person, n) for n in range(1, TEXTS + 1)] for person in people["danger"]]
        assert sorted(texts for texts in kept.values() if texts) == sorted(wanted), "each word once, in its order"
        keepers = sum(len(found) for name, found in people.items() if name != "erases")
        assert len(kept) == keepers, "one case for each person who kept one"
        assert kept.keys() <= killed.olga.summoned, "each case rang"
        assert not read(alerts.open_), "each alert that rang was answered"
        answers_arrived(killed, service, people)
        what_came_later(killed, service, people)
        assert read(turns_of(service, people["danger"])) == {1}, "each update moved its talk by one revision"
        await asyncio.to_thread(keys_and_rows_agree, service)
        await the_day_after(killed, service, len(people["erases"]))
    finally:
        service.installation.close()
    spent = time.monotonic() - began
    total = sum(killed.lives.deaths.values())
    updates = sum(killed.sim.bot(bot).updates._next_id for bot in ("bot", "desk")) - _first_ids(killed)
    print(f"{total} deaths, {updates} updates, {len(killed.olga.answered)} bells answered, {spent:.0f} s")
    print(f"{killed.lives.first:.2f} s until a life's first commit")
    print(", ".join(f"{point} {count}" for point, count in killed.lives.deaths.most_common()))
    print("nobody died at:", ", ".join(sorted(set(NAMES) - killed.lives.deaths.keys())))
    died = {point.rpartition(".")[0] for point in killed.lives.deaths}
    print(f"of {len(LATER)} later places, deaths at all but:", ", ".join(sorted(set(LATER) - died)))
    assert len(set(LATER) & died) >= min(MOST_OF_THEM * len(LATER), lives / 10), sorted(set(LATER) - died)


def _first_ids(killed: Killed) -> int:
    return sum(killed.sim.bot(bot).updates._next_id // 1_000_000 * 1_000_000 + 1 for bot in ("bot", "desk"))


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def a_shift(settings: Any, clock: SimClock) -> None:
    """One shift of the officer's, whose test rings some minutes after the first life."""
    place, now = installing.open_(settings, clock), clock.now()
    shift = shifts.Shift(SHIFT, "Olga", rota.FIRST, rota.PLANNED, now + rota.EARLY + 60, now + LONGEST, None, None)
    place.store.transact(lambda c: shifts.put(c, shift)).result()
    place.close()


def answers_arrived(killed: Killed, service: Service, people: dict[str, list[Person]]) -> None:
    """Each answer of the officer stands once with its case and was seen by its person, or waits for them."""
    replies: Counter[str] = Counter()
    answered = set()
    opened = opened_cases(service, killed.olga.identity)
    for case, one in opened.items():
        found = [json_text(part) for part in one["parts"] if part["part"].startswith("reply-")]
        words = [text for text in found if text != PHRASE]
        assert all(answer.endswith(case) for answer in words), "words for one person went to another"
        replies.update(words)
        answered |= {case} if found else set()
    assert set(replies.values()) <= {1}, "no answer was taken twice"
    # Also what was edited since: words read with the word go from the screen at the next tap.
    shown = [call for call in killed.sim.requests if call.bot == "bot" and call.status == 200]
    seen = "\n".join(str(call.params.get("text", "")) for call in shown)
    waits = waiting_words(service, opened)
    unseen = {answer for answer in replies if answer not in seen and answer not in waits}
    assert not unseen, [one.transcript() for kind in people.values() for one in kind][:3]
    assert set(opened) == answered, "each case was answered"
    told = [line.text for line in killed.olga.phone.from_bot()]
    nowhere = sum("These words went nowhere" in text or "deleted this" in text for text in told)
    said = [answer for answer in killed.olga.answered.values() if answer]
    assert len(said) <= len(replies) + nowhere + ERASED * len(people["erases"]), "she hears what went nowhere"
    for source in ("defenders", "officers"):
        left = service.parts.store.read(lambda c, source=source: screens.waiting(c, source, killed.clock.now()))
        assert not left, "no screen is left behind"


def plain(text: str) -> str:
    """A text without what keeps its directions apart."""
    return text.replace("\u2068", "").replace("\u2069", "")


def waiting_words(service: Service, opened: Collection[str]) -> str:
    """Everything that waits for people, as text."""

    def work(c: Connection) -> str:
        found = [waiting.opened(c, service.parts.seals, case)[1].get("newest", []) for case in opened]
        return json.dumps(found, ensure_ascii=False)

    return service.parts.store.read(work)


def what_came_later(killed: Killed, service: Service, people: dict[str, list[Person]]) -> None:
    """The locked page brought each story once; a phrase's answer counts once; tasks and the shift were done once."""
    opened = opened_cases(service, killed.olga.identity)
    parts_of = [[(part["part"], json_text(part)) for part in one["parts"]] for one in opened.values()]
    stories = sorted(text for found in parts_of for name, text in found if name.startswith("page-"))
    wanted = sorted(f"{STORY} {one.id}" for one in people["page"])
    assert [one["story"] for one in map(json.loads, stories)] == wanted, "each page arrived once"
    for found in parts_of:
        phrases = sum(text == PHRASE for name, text in found if name.startswith("reply-"))
        taps = sum(name.startswith("answer-") for name, _ in found)
        assert taps <= phrases, "an answer counts once"
    asked = [case for case in killed.olga.asked if case in opened]
    tapped = [json_text(part) for case in asked for part in opened[case]["parts"] if part["part"].startswith("answer-")]
    assert tapped, "somebody answered a phrase by a tap"
    assert set(tapped) == {f"{PHRASE} - {ANSWER}"}
    told = "\n".join(plain(line.text) for line in killed.olga.phone.chat(everything=True))
    assert told.count(f"Their answer: {ANSWER}") >= len(tapped), "whoever asked was told"

    def rows(c: Connection) -> tuple[list[Any], list[Any], Any, Any]:
        every = c.exec_driver_sql("SELECT case_id, done FROM tasks WHERE kind = 'unreachable'").fetchall()
        kept = c.exec_driver_sql("SELECT about FROM record WHERE kind = 'task.done'").fetchall()
        shift = shifts.get(c, SHIFT)
        return every, kept, shift, c.exec_driver_sql("SELECT count(*) FROM dates WHERE kind = 'checkin'").scalar_one()

    every, kept, shift, checkins = service.parts.store.read(rows)
    assert len(every) >= len(people["blocks"]), "who blocked us is a task"
    open_ = Counter(case for case, done in every if done is None)
    assert set(open_.values()) <= {1}, "the same task stands open once"
    # A tap that was sent before the block and handled after the refusal is a sign too, and ends its task by itself.
    assert len(kept) <= sum(done is not None for _, done in every), "each task was done once"
    assert kept, "tasks were done"
    assert shift is not None
    assert shift.state == rota.CONFIRMED
    assert checkins == len(people["word"]), "who agreed to it is asked"


def turns_of(service: Service, people: list[Person]) -> Any:
    """How many updates each talk took for one revision of it; whoever opened a knock stands in a newer talk."""

    def work(c: Connection) -> set[float]:
        found = set()
        for person in people:
            if person.began_anew or person.tapped_more:  # type: ignore[attr-defined]
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

"""CPU of one update, webhook to reply, in interleaved rounds: ours, the peer twice, and the floor.

A tap: one update in, one edit and one callback answer out. A text: a new person's /start in, one message out. The taps
walk the core case from the country to the last answer but two and back, in a talk whose case is kept under its own key.
"""

from __future__ import annotations

import json
from collections import defaultdict
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

from tests.bench import serve_floor, serve_ours, serve_ptb, updates
from tests.bench.children import Child, child
from tests.bench.stub import Api, Shown, Stub

TO_THE_CASE = ("help", "days", "me", "adult", "agree", "drop")
LAP = ("KE", "land", "land", "company", "same", "_back", "_back", "_back", "_back", "_back")
"""Ten taps that end where they began, so a round can be as long as it likes."""
OURS, PTB, PTB_MANY, FLOOR = "ours", "PTB stock", "PTB stock, 64 at once", "floor"
PEOPLE = {OURS: 80, PTB: 64, PTB_MANY: 64, FLOOR: 80}
TEXTS = {OURS: 500, PTB: 300, PTB_MANY: 500, FLOOR: 500}
NEWCOMERS = count(5_000_000)


@dataclass
class Costs:
    """Microseconds of CPU for an update: one figure a round, by side, for taps and for texts."""

    taps: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    texts: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))


@dataclass
class Side:
    """One of those compared: its process, what it did, and its people."""

    name: str
    child: Child
    api: Api
    people: list[int]
    replies: tuple[str, ...] = ("editMessageText", "answerCallbackQuery")

    async def wave(self, choice: str) -> None:
        """Everybody taps this choice once, and sees what follows."""
        wanted = {method: self.api.calls[method] + len(self.people) for method in self.replies}
        chats = self.api.chats
        await self.child.deliver([updates.tap(one, chats[one], chats[one].data(choice)) for one in self.people])
        for method, number in wanted.items():
            await self.api.until(method, number)

    async def newcomers(self, number: int) -> list[int]:
        """So many new people press Start, and see the first screen."""
        people = [next(NEWCOMERS) for _ in range(number)]
        wanted = self.api.calls["sendMessage"] + number
        await self.child.deliver([updates.start(one) for one in people])
        await self.api.until("sendMessage", wanted)
        return people

    async def lap(self) -> float:
        """CPU of a tap."""
        before = self.child.cpu()
        for choice in LAP:
            await self.wave(choice)
        await self.child.settle()
        return (self.child.cpu() - before) / len(self.people) / len(LAP) * 1e6

    async def texts(self) -> float:
        """CPU of a text."""
        before = self.child.cpu()
        await self.newcomers(TEXTS[self.name])
        await self.child.settle()
        return (self.child.cpu() - before) / TEXTS[self.name] * 1e6


class Floor(Side):
    """The floor sends one message, whatever came, and shows nothing that could be tapped."""

    shown: Shown

    async def wave(self, choice: str) -> None:
        wanted = self.api.calls["sendMessage"] + len(self.people)
        await self.child.deliver([updates.tap(one, self.shown, "a.1.land") for one in self.people])
        await self.api.until("sendMessage", wanted)


async def recorded(side: Side) -> dict[str, object]:
    """Walk our people to the case, and record one person's screens of a lap for the peers."""
    side.people = await side.newcomers(PEOPLE[side.name])
    one = side.people[0]
    screens: dict[str, object] = {"start": vars(side.api.chats[one])}
    for choice in (*TO_THE_CASE, *LAP):
        await side.wave(choice)
    screens["before"] = vars(side.api.chats[one])
    after = {}
    last = vars(side.api.chats[one])
    for choice in LAP:
        data = side.api.chats[one].data(choice)
        await side.wave(choice)
        after[data] = last = vars(side.api.chats[one])
    before = screens["before"]
    assert isinstance(before, dict)
    assert before["text"] == last["text"], "a lap must end where it began"
    # The lap is closed: its last screen carries the buttons that its first tap needs.
    after[list(after)[-1]] = before
    return {**screens, "after": after}


async def sides(stack: AsyncExitStack, stub: Stub, folder: Path) -> list[Side]:
    """Start every process, and bring its people to where the laps begin."""
    (folder / "ours").mkdir()
    defenders, _ = serve_ours.bots(stub)
    process = await stack.enter_async_context(child("serve_ours", stub.url, str(folder / "ours"), "quick"))
    ours = Side(OURS, process, defenders, [])
    screens = await recorded(ours)
    file = folder / "screens.json"
    file.write_text(json.dumps(screens), encoding="utf-8")
    found = [ours]
    before = Shown(**screens["before"])  # type: ignore[arg-type]
    for name, concurrent in ((PTB, "0"), (PTB_MANY, "64")):
        process = await stack.enter_async_context(child("serve_ptb", stub.url, str(file), concurrent))
        found.append(Side(name, process, stub.api(serve_ptb.TOKEN), []))
        found[-1].people = _seeded(found[-1], before)
    process = await stack.enter_async_context(child("serve_floor", stub.url, str(folder)))
    floor = Floor(FLOOR, process, stub.api(serve_floor.TOKEN), [])
    floor.people, floor.shown = _seeded(floor, before), before
    return [*found, floor]


def _seeded(side: Side, before: Shown) -> list[int]:
    people = [next(NEWCOMERS) for _ in range(PEOPLE[side.name])]
    for one in people:
        side.api.chats[one] = before
    return people


async def measured(stub: Stub, folder: Path, rounds: int) -> Costs:
    """Measure every side in every round; the first round only warms up."""
    costs = Costs()
    async with AsyncExitStack() as stack:
        compared = await sides(stack, stub, folder)
        for number in range(rounds + 1):
            for side in compared:
                tap, text = await side.lap(), await side.texts()
                if number:
                    costs.taps[side.name].append(tap)
                    costs.texts[side.name].append(text)
    return costs

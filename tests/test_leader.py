"""The leader works on whatever one duty does: bells wait for nothing, and whoever leads without ringing is known."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, cast

import pytest

from bot import leader as module
from bot.clock import FrozenClock
from bot.duties import Duties
from bot.leader import Leader
from bot.store import Store


class Made:
    """A leader over a real store, whose duties only count."""

    def __init__(self, store: Store, **how: Callable[[], int]) -> None:
        self.done: list[str] = []
        self.faults: list[str] = []
        self.how = how
        duties = cast(Duties, self)
        self.leader = Leader(
            store, FrozenClock(1_800_000_000), duties, [], on_fault=self.faults.append, on_rung=lambda: None,
            copy=how.get("copy"),
        )  # fmt: skip

    def __getattr__(self, name: str) -> Any:
        def duty(now: int) -> int:
            self.done.append(name)
            return self.how[name]() if name in self.how else 0

        return duty

    async def count(self, name: str, times: int = 3) -> None:
        """Wait until this duty was done so often from now on."""
        before = self.done.count(name)
        await until(lambda: self.done.count(name) >= before + times)


async def until(look: Callable[[], bool]) -> None:
    """Wait for what another task does, with an end."""
    for _ in range(1000):
        if look():
            return
        await asyncio.sleep(0.01)
    pytest.fail("it did not happen")


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "BEAT", 0.01)


@asynccontextmanager
async def leading(folder: Path, **how: Callable[[], int]) -> AsyncIterator[Made]:
    """One that leads."""
    with Store(f"sqlite:///{folder}/amparo.db") as store:
        store.migrate()
        made = Made(store, **how)
        running = asyncio.create_task(made.leader.run())
        try:
            yield made
        finally:
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)


@pytest.mark.parametrize("slow", ["copy", "forget_answers", "reconcile", "correct", "finish_erasing", "keep_rota"])
async def test_a_duty_that_hangs_keeps_no_bell_from_ringing(tmp_path: Path, slow: str) -> None:
    """A copy on a disk that does not answer, or a walk through ten thousand keys: the bells go on beside it."""
    began, free = threading.Event(), threading.Event()

    def hangs() -> int:
        began.set()
        free.wait(20)
        return 0

    async with leading(tmp_path, **{slow: hangs}) as made:
        try:
            assert await asyncio.to_thread(began.wait, 5)
            await made.count("ring")
        finally:
            free.set()


@pytest.mark.parametrize("fault", [StopIteration, KeyError, RecursionError])
async def test_a_duty_that_fails_in_whatever_way_comes_again(tmp_path: Path, fault: type[Exception]) -> None:
    """Also one that ends with what an event loop cannot carry."""

    def fails() -> int:
        raise fault

    async with leading(tmp_path, steady=fails, ring=fails) as made:
        await made.count("ring", 2)
        assert "duty.steady" in {word.rpartition(".")[0] for word in made.faults}


async def test_who_leads_and_cannot_ring_is_stuck(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Bells that fail at every beat for a minute are told to whoever watches, and so is it when they ring again."""
    monkeypatch.setattr(module, "STUCK", 0.05)
    failing = True

    def fails() -> int:
        if failing:
            raise KeyError
        return 0

    async with leading(tmp_path, ring=fails) as made:
        await made.count("ring", 8)
        await until(lambda: made.leader.is_stuck)
        failing = False
        await made.count("ring", 2)
        assert not made.leader.is_stuck


async def test_a_task_that_is_cut_off_from_within_comes_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A cancellation that nobody asked for ends no sender and no poller."""
    monkeypatch.setattr(module, "AGAIN", 0.01)
    begun = 0

    async def cut_off() -> None:
        nonlocal begun
        begun += 1
        raise asyncio.CancelledError

    async with leading(tmp_path) as made:
        running = asyncio.create_task(made.leader._kept(cut_off))
        await until(lambda: begun >= 3)
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        assert running.cancelled()

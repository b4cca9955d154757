"""What a turn left to do: slow files hold up nothing else, and nothing is given up before its time."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from bot import errands as errands_of
from bot.casework.seals import seal_json
from bot.chat import TelegramError
from bot.errands import GIVEN_UP, GIVEN_UP_ELSE
from bot.store import jobs
from tests.chaos.walking import until
from tests.talks import HOUR, Talks


@pytest.fixture
def talks(tmp_path: Path) -> Iterator[Talks]:
    made = Talks.made(tmp_path)
    yield made
    made.close()


def put(talks: Talks, id_: str, kind: str, args: dict[str, Any]) -> None:
    now = talks.clock.now()

    def work(c: Any) -> None:
        name, key = talks.tools.epochs.present(now)
        jobs.put(c, id_, kind, name, seal_json(key, "jobs", id_, 0, args), now, lane="l")

    talks.do(work)


def waiting(talks: Talks) -> int:
    return talks.store.read(jobs.waiting)[0]


async def test_a_file_that_never_ends_holds_up_no_deletion(talks: Talks, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two files hang; the group is left all the same."""
    hanging = asyncio.Event()

    async def never(job: Any, args: Any) -> None:
        await hanging.wait()

    monkeypatch.setitem(talks.errands._kinds, "file", never)  # type: ignore[index]
    put(talks, "f1", "file", {})
    put(talks, "f2", "file", {})
    talks.clock.move(1)
    put(talks, "x", "leave", {"chat": -7})
    running = asyncio.ensure_future(talks.errands.run())
    await until(lambda: -7 in talks.line.left)
    running.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await running
    assert waiting(talks) == 2, "what hung is still owed"


@pytest.mark.parametrize(("kind", "ends"), [("leave", GIVEN_UP_ELSE), ("file", GIVEN_UP["file"])])
async def test_an_errand_is_tried_until_it_cannot_matter(
    talks: Talks, monkeypatch: pytest.MonkeyPatch, kind: str, ends: int
) -> None:
    """A dead line makes it come again, at most every half hour, and given up it is told to the operator."""
    times: list[int] = []

    async def dead(job: Any, args: Any) -> None:
        times.append(talks.clock.now())
        raise TelegramError("no line")

    monkeypatch.setitem(talks.errands._kinds, kind, dead)  # type: ignore[index]
    put(talks, "e", kind, {"chat": 1, "language": "en"})
    began = talks.clock.now()
    while waiting(talks):
        await talks.errands.one()
        talks.clock.move(60)
        assert talks.clock.now() < began + ends + 2 * HOUR, "it is given up in the end"
    assert times[-1] - began >= ends, "and not before"
    assert max(after - before for before, after in pairwise(times)) <= 1860
    assert f"errand.{kind}.given_up" in talks.faults


async def test_an_errand_that_cannot_even_be_put_off_ends_no_other(
    talks: Talks, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What fails while a failure is written down stops neither its runner nor those beside it."""
    monkeypatch.setattr(errands_of, "IDLE", 0.01)
    put(talks, "x", "nothing that anybody knows", {})
    talks.clock.move(1)
    put(talks, "y", "leave", {"chat": -7})

    async def breaks(job: Any) -> None:
        raise KeyError

    monkeypatch.setattr(talks.errands, "_again", breaks)
    running = asyncio.ensure_future(talks.errands.run())
    await until(lambda: -7 in talks.line.left)
    assert not running.done()
    running.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await running

"""Prints what one update costs the store: CPU of the whole process per update, each statement group by itself too.

    python tests/bench/store_path.py [updates] [directory]

Not a test: it asserts no time.  The road measured is arrival (its own commit) and then claim, read and change of the
conversation, one screen, done (another commit), one update at a time and forty at a time.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from bot.store import Connection, Store, conversations, inbox, screens

NOW = 1_800_000_000
SESSION = b"s" * 1024
SCREEN = b"c" * 600
LANES = 500


def lane_of(number: int) -> str:
    """Return one of the made lanes."""
    return f"{number % LANES:032x}"


def prepare(c: Connection) -> None:
    """Begin a conversation in every lane."""
    for number in range(LANES):
        conversations.put(c, f"{number:016x}", lane_of(number), "defenders", 0, "draft", SESSION, NOW)


def arrive(number: int) -> Callable[[Connection], bool]:
    """Return the work of the webhook."""
    return lambda c: inbox.put(c, "defenders", number, lane_of(number), "callback", b"b" * 400, "epoch:1", NOW)


def handle(c: Connection) -> None:
    """Do the work of a lane, but for the thinking."""
    row = inbox.claim(c, NOW)
    assert row is not None
    talk = conversations.by_lane(c, row.lane)
    assert talk is not None
    conversations.change(c, talk.id, talk.revision, talk.seq + 1, talk.key, SESSION, NOW, case_id=talk.case_id)
    screens.put(c, row.lane, "defenders", SCREEN, "epoch:1", screens.REST, NOW)
    inbox.done(c, row.id, NOW)


def measured(name: str, store: Store, works: Sequence[Callable[[Connection], object]], size: int) -> None:
    """Print the CPU and the wall time of these works, handed over in groups, for each of them."""
    cpu, wall = time.process_time(), time.perf_counter()
    together(store, works, size)
    cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
    print(f"{name:34} {cpu / len(works) * 1e6:7.0f} µs CPU {wall / len(works) * 1e6:7.0f} µs wall")


def together(store: Store, works: Sequence[Callable[[Connection], object]], size: int) -> None:
    """Hand works over in groups and wait for each group."""
    for start in range(0, len(works), size):
        for future in [store.transact(work) for work in works[start : start + size]]:
            future.result()


def main(updates: int, place: Path) -> None:
    """Measure on a fresh database."""
    store = Store(f"sqlite:///{place}/bench.db")
    store.migrate()
    store.transact(prepare).result()
    numbers = iter(range(1, 10**9))
    for size in (1, 40):
        for what, count in (("warm", 500), ("measured", updates)):
            arrivals = [arrive(next(numbers)) for _ in range(count)]
            measured(f"{what}: arrival, {size} at a time", store, arrivals, size)
            measured(f"{what}: handling, {size} at a time", store, [handle] * count, size)
    for size in (1, 40):
        measured(f"an empty work, {size} at a time", store, [lambda c: None] * updates, size)
    store.close()


if __name__ == "__main__":
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 4000
    with tempfile.TemporaryDirectory(dir=sys.argv[2] if len(sys.argv) > 2 else None) as made:
        main(count, Path(made))

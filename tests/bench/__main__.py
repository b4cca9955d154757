"""`make bench`: what one update costs beside a peer and a floor, and how soon an officer hears; a table, never a test.

    python -m tests.bench [--rounds 6] [--alerts 40]

Ratios carry from machine to machine, microseconds do not. Goals are printed beside what was found; one that is missed
is shown as the ratio that it is.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import uvloop

from bot.web import bundle
from bot.wording import Words
from referrals.vault import public_line
from tests.bench import bell, costs, parts, places
from tests.bench.children import cores
from tests.bench.stub import Stub

LINE = "{:28}{:>8}{:>16}{:>14}{:>14}{:>10}"
GOAL_PTB, GOAL_FLOOR, GOAL_BELL, GOAL_PAGE = 1 / 4, 9.0, 1.0, 60.0

ABOUT = """
  PTB stock is its Application, queue, handlers and HTTPX transport as they come; its own tornado server is not locked
  here, so its updates come through uvicorn and Starlette like ours. It stores, seals and decides nothing. As it comes
  it handles one update at a time, where HTTPX holds one connection and costs least; 64 at once is what a busy bot sets.
  Where a quarter of it is missed: that is two or three floors, and the library's own types and parameters, which
  both sides use for the same calls, cost as much before anything is stored, sealed or decided."""


def print_costs(found: costs.Costs) -> None:
    """One line for each side, for taps and texts."""
    for what, figures in (
        ("tap in; one edit, one callback answer out", found.taps),
        ("text in (/start of a new person); one send out", found.texts),
    ):
        print(f"\n{what}")
        print(LINE.format("", "µs CPU", "spread", "of PTB stock", "of PTB, 64", "x floor"))
        middle = {side: statistics.median(micros) for side, micros in figures.items()}
        for side, micros in figures.items():
            spread = f"{min(micros):.0f} to {max(micros):.0f}"
            one, many = middle[side] / middle[costs.PTB], middle[side] / middle[costs.PTB_MANY]
            floor = middle[side] / middle[costs.FLOOR]
            row = (side, f"{middle[side]:.0f}", spread, f"{one:.2f}", f"{many:.2f}", f"{floor:.1f}")
            print(LINE.format(*row))
        ours = middle[costs.OURS]
        print(f"  goal, PTB stock, 64 at once: {_goal(ours / middle[costs.PTB_MANY], GOAL_PTB, '{:.2f}')}")
        print(f"  goal, PTB stock:             {_goal(ours / middle[costs.PTB], GOAL_PTB, '{:.2f}')}")
        print(f"  goal, floor:                 {_goal(ours / middle[costs.FLOOR], GOAL_FLOOR, '{:.1f}')}")
    print(ABOUT)


def _goal(found: float, most: float, form: str) -> str:
    word = "met" if found <= most else "MISSED"
    return f"{form.format(found)}, at most {form.format(most)} wanted: {word}"


def print_bell(seconds: Sequence[float], waiting: int) -> None:
    """The bell's line."""
    ordered = sorted(seconds)
    rank = -(-99 * len(ordered) // 100)
    p50, p99 = statistics.median(ordered), ordered[rank - 1]
    print(
        f"\ntap to the last of {bell.OFFICERS} officers' documents, {waiting} screens of others still waiting at 30/s"
    )
    print(f"  {len(ordered)} alerts: p50 {p50 * 1000:.0f} ms, p99 {p99 * 1000:.0f} ms, max {ordered[-1] * 1000:.0f} ms")
    slowest = "; the p99 of so few is the slowest" if rank == len(ordered) else ""
    print(f"  goal: p99 in seconds {_goal(p99, GOAL_BELL, '{:.2f}')}{slowest}")


def print_parts(found: Sequence[parts.Part]) -> None:
    """A line for each part."""
    print()
    print(LINE.format("parts", "µs CPU", "bytes", "x json.loads", "", ""))
    for one in found:
        print(LINE.format(one.name, f"{one.micros:.0f}", one.bytes, f"{one.times_json:.1f}", "", ""))


def print_places(found: Sequence[places.Found]) -> None:
    """A line for each size of the directory."""
    print("\na match over the whole directory")
    print(LINE.format("", "µs CPU", "of an SQL peer", "x floor", "", ""))
    for one in found:
        row = (f"{one.entries} places", f"{one.ours:.0f}", f"{one.ours / one.peer:.2f}", f"{one.ours / one.floor:.1f}")
        print(LINE.format(*row, "", ""))
    shipped = found[0]
    print(f"  goal, {shipped.entries} places in µs: {_goal(shipped.ours, places.GOAL, '{:.0f}')}")
    print("  Floor and peer only ask who, where and which threat; they give no reason, no order and no consent.")


def print_page() -> None:
    """The sealed page's files, as a phone fetches them on a slow line."""
    print("\nthe sealed page: frame, sheet and script")
    if not bundle.is_built():
        return print("  it was not built here: make setup")
    words = Words.load()
    found = bundle.files(public_line(b"\5" * 32), words, words.languages)
    for coding in ("gzip", "br"):
        sizes = [len(one.codings.get(coding, one.codings["gzip"])) for name, one in found.items() if "txt" not in name]
        seconds = sum(sizes) * 8 / 40_000
        print(f"  {coding}: {sum(sizes):,} bytes, about {seconds:.0f} s at 40 kbit/s")
        print(f"  goal in KB {_goal(sum(sizes) / 1024, GOAL_PAGE, '{:.1f}')}")
    return None


async def bench(rounds: int, alerts: int) -> None:
    """Everything, one after the other: nothing may disturb what is being measured."""
    began = time.monotonic()
    print(f"{cores()} processors; {rounds} interleaved rounds after one to warm up; median of the rounds", flush=True)
    stub = Stub()
    await stub.start()
    with tempfile.TemporaryDirectory() as folder:
        print_costs(await costs.measured(stub, Path(folder), rounds))
    print_parts(parts.measured())
    print_page()
    print_places(places.measured())
    with tempfile.TemporaryDirectory() as folder:
        print_bell(*await bell.measured(stub, Path(folder), alerts))
    await stub.stop()
    print(f"\n{time.monotonic() - began:.0f} s in all")


def main() -> None:
    asked = argparse.ArgumentParser(prog="python -m tests.bench", description="The cost of one update, as ratios.")
    asked.add_argument("--rounds", type=int, default=6)
    asked.add_argument("--alerts", type=int, default=40, help="at the bell: about a second and a third each")
    given = asked.parse_args()
    uvloop.run(bench(given.rounds, given.alerts))


if __name__ == "__main__":
    main()

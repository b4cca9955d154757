"""One door, one writer, one commit for all that waits."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from bot.store import Connection, StatementRefused, Store, StoreUnavailable, counters, inbox

NOW = 1_800_000_000


def marked(store: Store, name: str) -> str | None:
    return store.read(lambda c: counters.marked(c, name))


def held(store: Store) -> tuple[threading.Event, threading.Event]:
    """Keep the writer busy, so that what is handed over now waits for the next group."""
    begun, go = threading.Event(), threading.Event()

    def wait(c: Connection) -> None:
        begun.set()
        assert go.wait(5)

    store.transact(wait)
    assert begun.wait(5)
    return begun, go


def test_what_waits_shares_one_commit(store: Store, path: Path) -> None:
    """Works that wait together see each other's changes and become visible to readers at the same moment."""
    _, go = held(store)
    seen: list[str | None] = []

    def second(c: Connection) -> str | None:
        seen.append(marked(store, "one"))  # another connection: nothing is committed yet
        return counters.marked(c, "one")

    first = store.transact(lambda c: counters.mark(c, "one", "1"))
    then = store.transact(second)
    assert not first.done()
    go.set()
    assert then.result(5) == "1"
    assert first.done(), "the first is resolved by the commit that the second waited for"
    assert seen == [None]
    assert marked(store, "one") == "1"


def test_a_failing_work_takes_back_only_its_own(store: Store) -> None:
    """A work that raises leaves nothing behind; those before and after it in the same commit stay."""
    _, go = held(store)

    def fails(c: Connection) -> None:
        counters.mark(c, "failed", "1")
        raise KeyError("story")

    futures = [store.transact(lambda c: counters.mark(c, "before", "1")), store.transact(fails)]
    futures.append(store.transact(lambda c: counters.mark(c, "after", "1")))
    go.set()
    futures[0].result(5)
    futures[2].result(5)
    with pytest.raises(KeyError):
        futures[1].result(5)
    assert [marked(store, name) for name in ("before", "failed", "after")] == ["1", None, "1"]


def test_a_refused_statement_says_no_content(store: Store) -> None:
    """A broken constraint is `StatementRefused`, and its words hold nothing of the row."""

    def twice(c: Connection) -> None:
        for _ in range(2):
            c.exec_driver_sql("INSERT INTO lanes (lane, served, idle) VALUES ('secret-lane', 0, 0)")

    with pytest.raises(StatementRefused) as refused:
        store.transact(twice).result(5)
    assert "secret" not in f"{refused.value!r} {refused.value.__cause__!r}"


def test_the_writer_outlives_everything_a_work_can_raise(store: Store) -> None:
    """Not even an order to exit, raised inside a work, ends the thread that writes."""

    def leaves(c: Connection) -> None:
        raise SystemExit(3)

    with pytest.raises(SystemExit):
        store.transact(leaves).result(5)
    store.transact(lambda c: counters.mark(c, "alive", "1")).result(5)
    assert marked(store, "alive") == "1"


def test_a_work_that_ends_the_transaction_fails_the_group(store: Store) -> None:
    """If the transaction is gone under a work, nobody in the group is told that they were kept."""
    _, go = held(store)
    first = store.transact(lambda c: counters.mark(c, "first", "1"))
    second = store.transact(lambda c: c.exec_driver_sql("ROLLBACK"))
    go.set()
    for future in (first, second):
        with pytest.raises(StoreUnavailable):
            future.result(5)
    assert marked(store, "first") is None
    store.transact(lambda c: counters.mark(c, "next", "1")).result(5)


def test_a_cancelled_work_is_not_run(store: Store) -> None:
    """Whoever takes a work back before its turn finds that it was not done."""
    _, go = held(store)
    future = store.transact(lambda c: counters.mark(c, "cancelled", "1"))
    assert future.cancel()
    go.set()
    store.transact(lambda c: None).result(5)
    assert marked(store, "cancelled") is None


def test_a_reader_cannot_write(store: Store) -> None:
    """`read` is for looking: the database refuses anything else."""
    with pytest.raises(StoreUnavailable):
        store.read(lambda c: counters.mark(c, "read", "1"))


def test_a_closed_store_says_so(store: Store) -> None:
    """After `close` what waited is done, and new work is refused at once."""
    future = store.transact(lambda c: counters.mark(c, "last", "1"))
    store.close()
    assert future.result(0) is None
    with pytest.raises(StoreUnavailable):
        store.transact(lambda c: None).result(0)


CHILD = """
import os, signal, sys
from bot.store import Store, inbox
store = Store(f"sqlite:///{sys.argv[1]}")
def die(c):
    inbox.put(c, "defenders", 10_000, "lane", "message", b"x", "epoch:1", 1)
    os.kill(os.getpid(), signal.SIGKILL)
for number in range(200):
    store.transact(lambda c, n=number: inbox.put(c, "defenders", n, "lane", "message", b"x", "epoch:1", 1)).result()
    os.write(1, b"%d\\n" % number)
    if number == 150:
        store.transact(die).result()
"""


def test_a_killed_process_loses_nothing_that_it_confirmed(path: Path) -> None:
    """After SIGKILL in the middle of a commit, exactly what was confirmed is there."""
    child = subprocess.run(
        [sys.executable, "-c", CHILD, str(path)], capture_output=True, cwd=Path(__file__).parents[2], check=False
    )
    assert child.returncode == -signal.SIGKILL, child.stderr
    with Store(f"sqlite:///{path}") as store:
        count, _ = store.read(inbox.waiting)
    assert count == 1 + int(child.stdout.split()[-1]) == 151


def test_two_processes_wait_for_each_other(store: Store, path: Path) -> None:
    """A second process that writes to the same file is served too, and both works are there."""
    script = "import sys; from bot.store import Store, counters\n"
    script += "Store(f'sqlite:///{sys.argv[1]}').transact(lambda c: counters.mark(c, 'theirs', '1')).result()"
    store.transact(lambda c: counters.mark(c, "ours", "1")).result(5)
    subprocess.run([sys.executable, "-c", script, str(path)], check=True, cwd=Path(__file__).parents[2], env=os.environ)
    assert (marked(store, "ours"), marked(store, "theirs")) == ("1", "1")

"""What runs on SQLite runs on PostgreSQL: tables, guarantees, lanes beside one another, a whole talk, both bots."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text

from bot.store import Connection, Store, counters, inbox, schema
from bot.store.errors import StatementRefused, UnsafeDatabase
from bot.store.tables import metadata
from tests.chaos.opening import opened_cases, texts_of
from tests.chaos.walking import PATIENCE, to_the_line
from tests.talks import HOUR, MINUTE, Talks
from tests.world import world

NOW = 1_800_000_000
STEPS = [each.revision for each in reversed(list(ScriptDirectory.from_config(schema.config()).walk_revisions()))]


def test_the_head_is_the_tables(store: Store) -> None:
    """A migrated database has the tables, columns, constraints and indexes of the program, and nothing else."""
    found = store.transact(lambda c: compare_metadata(MigrationContext.configure(c), metadata)).result()
    assert found == []
    store.require_head()


def test_each_step_goes_up_down_and_up_with_data(url: str) -> None:
    """Every revision can be left and come back to, with a row in every table that it has."""
    with Store(url) as store:
        for below, step in zip(["base", *STEPS], STEPS, strict=False):
            for to in (step, below, step):
                store.migrate(to)
            store.transact(_fill).result()
        store.require_head()
        store.migrate("base")
        assert store.transact(lambda c: set(inspect(c).get_table_names()) <= {"alembic_version"}).result()


def _fill(c: Connection) -> None:
    """One row in each table that has none; whose row it belongs to is not asked."""
    c.execute(text("SET LOCAL session_replication_role = replica"))
    for table in set(inspect(c).get_table_names()) - {"alembic_version"}:
        columns = [one for one in inspect(c).get_columns(table) if not one.get("identity") and not one["default"]]
        names = ", ".join(one["name"] for one in columns)
        values = ", ".join(_value(str(one["type"])) for one in columns)
        c.execute(text(f"INSERT INTO {table} ({names}) SELECT {values} WHERE NOT EXISTS (SELECT 1 FROM {table})"))


def _value(kind: str) -> str:
    return "1" if "INT" in kind else "'\\x31'" if kind == "BYTEA" else "'1'"


def test_a_server_that_may_lose_a_commit_is_refused(url: str, execute: Callable[[str], None]) -> None:
    """Without a commit that waits for the disk the store says what to set, and does no work."""
    execute("ALTER SYSTEM SET synchronous_commit = off")
    execute("SELECT pg_reload_conf()")
    try:
        with Store(url) as store, pytest.raises(UnsafeDatabase, match="synchronous_commit"):
            store.migrate()
    finally:
        execute("ALTER SYSTEM RESET synchronous_commit")
        execute("SELECT pg_reload_conf()")


def test_a_failing_work_leaves_nothing(store: Store) -> None:
    """What a work wrote before it failed is gone, and the refusal holds nothing of the row."""

    def fails(c: Connection) -> None:
        counters.mark(c, "failed", "secret")
        c.exec_driver_sql("INSERT INTO lanes (lane, served, idle) VALUES ('secret', 0, 0), ('secret', 0, 0)")

    with pytest.raises(StatementRefused) as refused:
        store.transact(fails).result()
    assert "secret" not in f"{refused.value!r} {refused.value.__cause__!r}"
    assert store.read(lambda c: counters.marked(c, "failed")) is None


def test_two_who_change_the_same_row_both_count(store: Store) -> None:
    """Works that meet on one row are repeated by the store till each was done once."""

    def one(c: Connection) -> None:
        before = int(counters.marked(c, "sum") or 0)
        c.execute(text("SELECT pg_sleep(0.02)"))
        counters.mark(c, "sum", str(before + 1))

    def locked(c: Connection) -> None:
        c.execute(text("SELECT pg_advisory_xact_lock(1)"))
        one(c)

    for each in [store.transact(locked) for _ in range(8)]:
        each.result()
    assert store.read(lambda c: counters.marked(c, "sum")) == "8"


def test_lanes_are_handled_beside_one_another_and_each_in_order(store: Store) -> None:
    """Four workers take forty people's updates: no lane by two at once, each person's in Telegram's order."""

    def arrive(c: Connection) -> None:
        for number in range(200):
            inbox.put(c, "defenders", number, f"lane-{number % 40:02}", "message", b"body", "epoch:1", NOW)

    store.transact(arrive).result()
    busy, seen, order = set[str](), threading.Lock(), dict[str, list[int]]()

    def take(c: Connection) -> bool:
        row = inbox.claim(c, NOW)
        if row is None:
            return False
        with seen:
            assert row.lane not in busy, "one lane was taken twice at once"
            busy.add(row.lane)
            order.setdefault(row.lane, []).append(row.update_id or 0)
        c.execute(text("SELECT pg_sleep(0.002)"))
        inbox.done(c, row.id, NOW)
        with seen:
            busy.discard(row.lane)
        return True

    while any(each.result() for each in [store.transact(take) for _ in range(8)]):
        pass
    assert order == {f"lane-{one:02}": list(range(one, 200, 40)) for one in range(40)}
    assert store.read(inbox.waiting) == (0, None)


def test_a_person_calls_is_answered_hides_and_deletes(tmp_path: Path, url: str) -> None:
    """The danger path with an officer's words, a night and a deletion, on one and the same database."""
    talks = Talks.made(tmp_path / "bot", url)
    talks.officer("Ana")
    phone = talks.phone().start().tap("danger", "wake", "any", "armed")
    talks.beat()
    talks.desks["Ana"].tap("take")
    talks.desks["Ana"].write("A lawyer calls you now")
    assert "A lawyer calls you now" in phone.text
    talks.wait(31 * MINUTE, every=600)
    phone.write("are you there?")
    phone.tap("_hide")
    talks.wait(25 * HOUR, every=HOUR)
    assert phone.text == ""
    other = talks.phone().start().tap("help", "weeks", "me", "adult", "agree", "drop")
    assert _cases(talks) == 2
    other.tap("_menu", "delete", "case", "erase")
    talks.wait(10 * MINUTE, every=MINUTE)
    assert _cases(talks) == 1
    assert talks.faults == []
    talks.close()


def _cases(talks: Talks) -> int:
    return int(talks.do(lambda c: c.execute(text("SELECT count(*) FROM cases")).scalar()))


async def test_both_bots_run_on_it(tmp_path: Path, url: str) -> None:
    """Twenty people write to the running service at once, and every word reaches a case."""
    async with world(tmp_path / "bot", database_url=url) as made:
        await made.officer("Olga")
        people = [made.defender() for _ in range(20)]
        await asyncio.gather(*(to_the_line(one) for one in people))
        await asyncio.gather(*(one.say(f"word-{number}") for number, one in enumerate(people)))
        await asyncio.gather(*(one.sees("Passed on", PATIENCE) for one in people))
        opened = await asyncio.to_thread(opened_cases, made.service, made.identities["Olga"])
        assert sorted(said for case in opened.values() for said in texts_of(case)) == sorted(
            f"word-{number}" for number in range(20)
        )
        assert made.service.faults == {}

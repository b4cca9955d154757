"""The migrations lead to exactly the tables of the program, and each step can be gone back, with data in the tables."""

from __future__ import annotations

import re
import sqlite3
from pathlib import Path

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.schema import CreateIndex, CreateTable

from bot.store import Store, schema
from bot.store.tables import metadata

STEPS = [each.revision for each in reversed(list(ScriptDirectory.from_config(schema.config()).walk_revisions()))]


def shape(path: Path) -> dict[str, str]:
    """What the database says its tables and indexes are, without regard to spaces and the order of columns' clauses."""
    with sqlite3.connect(path) as raw:
        found = raw.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL").fetchall()
    return {
        name: " ".join(sorted(re.sub(r"[\s\"(),]+", " ", sql).split()))
        for name, sql in found
        if not name.startswith(("alembic", "sqlite"))
    }


def fill(path: Path) -> dict[str, int]:
    """Put a row into every table that is there, whatever its columns, and return how many rows each has."""
    with sqlite3.connect(path) as raw:
        tables = [row[0] for row in raw.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        for table in tables:
            columns = raw.execute(f"PRAGMA table_info({table})").fetchall()
            values = [1 if "INT" in kind.upper() else b"1" if kind == "BLOB" else "1" for _, _, kind, *_ in columns]
            if not table.startswith(("alembic", "sqlite")):
                raw.execute(f"INSERT OR IGNORE INTO {table} VALUES ({', '.join('?' * len(values))})", values)
        return {table: raw.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in tables}


def counts(path: Path) -> dict[str, int]:
    with sqlite3.connect(path) as raw:
        tables = [row[0] for row in raw.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {table: raw.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in tables}


def test_the_head_is_the_tables(path: Path, tmp_path: Path) -> None:
    """A migrated database has the same tables, columns, constraints and indexes as the program's own."""
    direct = tmp_path / "direct.db"
    engine = create_engine(f"sqlite:///{direct}")
    metadata.create_all(engine)
    engine.dispose()
    assert shape(path) == shape(direct)


@pytest.mark.parametrize(("below", "step"), list(zip(["base", *STEPS], STEPS, strict=False)))
def test_each_step_goes_up_down_and_up_with_data(tmp_path: Path, below: str, step: str) -> None:
    """Going up keeps every row of the step before; down and up again gives the same tables."""
    path = tmp_path / "store.db"
    with Store(f"sqlite:///{path}") as store:
        store.migrate(below)
        before, rows_before = shape(path), fill(path)
        store.migrate(step)
        after = shape(path)
        assert {name: counts(path)[name] for name in rows_before} | {"alembic_version": 0} == rows_before | {
            "alembic_version": 0
        }
        fill(path)
        store.migrate(below)
        assert shape(path) == before
        assert all(counts(path)[name] == rows for name, rows in rows_before.items() if name != "alembic_version")
        store.migrate(step)
        assert shape(path) == after
        assert store.read(schema.revision) == step


def test_a_migration_that_breaks_leaves_the_tables_as_they_were(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A migration is one transaction: half of one is never seen."""
    path = tmp_path / "store.db"
    with Store(f"sqlite:///{path}") as store:
        store.migrate("0001")
        before = shape(path)
        original = schema.move

        def breaks(connection: object, to: str) -> None:
            original(connection, to)  # type: ignore[arg-type]
            raise RuntimeError("the power went")

        monkeypatch.setattr(schema, "move", breaks)
        with pytest.raises(RuntimeError):
            store.migrate()
        monkeypatch.undo()
        assert shape(path) == before
        store.migrate()
        store.require_head()


def test_the_tables_can_be_made_on_both_databases() -> None:
    """No table or index uses what only one of the databases has."""
    for table in metadata.sorted_tables:
        for dialect in (postgresql.dialect(), sqlite.dialect()):
            assert str(CreateTable(table).compile(dialect=dialect))
            for index in table.indexes:
                where = str(CreateIndex(index).compile(dialect=dialect)).partition("WHERE")[2]
                assert bool(where) == (index.dialect_options["sqlite"]["where"] is not None)

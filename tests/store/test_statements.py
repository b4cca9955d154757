"""Every statement is a constant that both databases understand, and none on the hot road reads a whole table."""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection as CoreConnection
from sqlalchemy import Executable, bindparam
from sqlalchemy.dialects import postgresql, sqlite

import bot.store
from bot.store import Store, statements

ROOT = Path(bot.store.__file__).parent
MODULES = [each.name for each in pkgutil.iter_modules([str(ROOT)]) if each.name not in ("keystore", "tables")]


def constants() -> Iterator[tuple[str, Any]]:
    for name in MODULES:
        for constant, value in vars(importlib.import_module(f"bot.store.{name}")).items():
            found = value.items() if isinstance(value, dict) else [("", value)]
            for part, statement in found:
                if isinstance(statement, Executable) and hasattr(statement, "compile"):
                    yield f"{name}.{constant}{part and '.'}{part}", statement


STATEMENTS = dict(constants())
# What the leader asks at most once a minute, or a person on the command line, may read a table that is kept small.
COLD = re.compile(
    r"^(epochs|reconcile|glass|officers|releases|checks|counters|record|cases\._IN|screens\._(COUNT|FORGET)|"
    r"conversations\._SILENT|links\._OVER|tasks\._OPEN|inbox\._(WAITING|FORGET|FORGET_LANES|WAKE_ALL)|jobs\._WAITING)"
)


def test_there_are_statements() -> None:
    """The collection finds what it is to judge."""
    assert len(STATEMENTS) > 100


@pytest.mark.parametrize("name", STATEMENTS)
def test_a_statement_compiles_for_both_databases(name: str) -> None:
    """Each constant is SQL of PostgreSQL as well as of SQLite."""
    for dialect in (postgresql.dialect(), sqlite.dialect()):
        text = str(STATEMENTS[name].compile(dialect=dialect, compile_kwargs={"render_postcompile": False}))
        assert not re.search(r"\b(rowid|ifnull|randomblob|strftime|now\(|current_timestamp|glob)\b", text.lower()), text


@pytest.mark.parametrize("name", [name for name in STATEMENTS if not COLD.match(name)])
def test_a_hot_statement_searches_by_an_index(store: Store, name: str) -> None:
    """SQLite's own plan holds no scan of a table, whatever the table's size."""
    dialect = sqlite.dialect(paramstyle="named")
    compiled = STATEMENTS[name].compile(dialect=dialect, compile_kwargs={"render_postcompile": True})

    def explain(c: CoreConnection) -> list[str]:
        raw: Any = c.connection.dbapi_connection
        args = dict.fromkeys(compiled.params) | compiled.construct_params(_check=False)
        return [row[3] for row in raw.execute(f"EXPLAIN QUERY PLAN {compiled}", args)]

    plan = store.read(explain)
    # Reading a partial index of what is waiting, in its order, is a walk along what there is to do.
    scans = [line for line in plan if line.startswith("SCAN") and "USING" not in line and "CONSTANT ROW" not in line]
    assert not scans, plan
    walks = [line for line in plan if line.startswith("SCAN") and "INDEX" in line]
    assert all(re.search(r"waiting|open|erasing|dead|unchained|INDEX ix_timers_due", line) for line in walks), plan


def test_no_statement_is_made_in_a_function() -> None:
    """A statement built at each call would be compiled at each call."""
    for path in ROOT.glob("*.py"):
        if path.stem in ("keystore", "statements"):
            continue
        for function in [each for each in ast.walk(ast.parse(path.read_text())) if isinstance(each, ast.FunctionDef)]:
            calls = {
                each.func.id for each in ast.walk(function) if isinstance(each, ast.Call) and hasattr(each.func, "id")
            }
            assert not calls & {"select", "insert", "update", "delete", "text"}, f"{path.name}: {function.name}"


def test_a_plan_keeps_its_constants_apart_from_its_parameters(store: Store) -> None:
    """The compiled text is used again with other values, and a value from before is never used in its place."""
    from bot.store.tables import marks

    put = statements.insert(marks).values(name=bindparam("name_"), value="fixed")
    for name in ("a", "b"):
        store.transact(lambda c, name=name: statements.execute(c, put, {"name_": name})).result()
    found = store.read(lambda c: c.exec_driver_sql("SELECT name, value FROM marks ORDER BY name").all())
    assert found == [("a", "fixed"), ("b", "fixed")]

"""A database that is lost, full, locked, torn or unsafe, and what the callers of the store hear of it."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.store import SchemaBehind, Store, StoreUnavailable, UnsafeDatabase, counters, sqlite


def mark(store: Store, name: str) -> None:
    store.transact(lambda c: counters.mark(c, name, "1")).result(5)


def marks(store: Store) -> list[str]:
    return store.read(lambda c: [row[0] for row in c.exec_driver_sql("SELECT name FROM marks ORDER BY name")])


def move_away(path: Path) -> None:
    for each in (path, Path(f"{path}-wal"), Path(f"{path}-shm")):
        if each.exists():
            each.rename(f"{each}.away")


def put_back(path: Path) -> None:
    for each in (path, Path(f"{path}-wal"), Path(f"{path}-shm")):
        if Path(f"{each}.away").exists():
            Path(f"{each}.away").rename(each)


def test_a_removed_file_is_noticed_and_its_return_too(store: Store, path: Path) -> None:
    """Writing into a file that nobody will find is no writing; when the file is back, work goes on by itself."""
    mark(store, "before")
    move_away(path)
    with pytest.raises(StoreUnavailable):
        mark(store, "lost")
    with pytest.raises(StoreUnavailable):
        marks(store)
    assert not path.exists(), "a lost database is never replaced by an empty one"
    put_back(path)
    mark(store, "after")
    assert marks(store) == ["after", "before"]


def test_a_replaced_file_is_noticed(store: Store, path: Path, template: Path) -> None:
    """A restore under our feet: the old file takes nothing more, the new one is opened instead."""
    mark(store, "old")
    move_away(path)
    shutil.copy(template, path)
    with pytest.raises(StoreUnavailable):
        mark(store, "between")
    mark(store, "new")
    assert marks(store) == ["new"]


def test_a_removed_log_is_noticed(store: Store, path: Path) -> None:
    """The write-ahead log is part of the database: a commit into a removed one would be lost."""
    mark(store, "before")
    Path(f"{path}-wal").unlink()
    with pytest.raises(StoreUnavailable):
        mark(store, "lost")


def test_a_file_removed_during_a_commit_fails_it(store: Store, path: Path) -> None:
    """The look after the commit catches what the look before it could not."""

    def pull(c: object) -> None:
        move_away(path)

    with pytest.raises(StoreUnavailable):
        store.transact(pull).result(5)
    put_back(path)


def test_a_full_database_refuses_one_and_serves_the_next(store: Store) -> None:
    """What does not fit is refused as unavailable and leaves nothing; what fits goes on; room heals it."""

    def limit(pages: str) -> Callable[[object], object]:
        return lambda c: c.exec_driver_sql(f"PRAGMA max_page_count = {pages}").scalar()  # type: ignore[attr-defined]

    pages = store.read(lambda c: c.exec_driver_sql("PRAGMA page_count").scalar_one())
    store.transact(limit(pages + 2)).result(5)
    heard: list[StoreUnavailable] = []
    store._writer._lost = heard.append
    with pytest.raises(StoreUnavailable) as full:
        store.transact(lambda c: counters.mark(c, "story", "x" * 100_000)).result(5)
    assert "SQLITE_FULL" in str(full.value)
    assert heard == [full.value]
    assert "story" not in marks(store)
    store.transact(limit("1000000")).result(5)
    mark(store, "after")
    assert marks(store) == ["after"]


def test_a_locked_database_is_unavailable_and_recovers(store: Store, path: Path) -> None:
    """A lock that does not go away within the patience given is an outage, not a wait without end."""
    mark(store, "before")
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreUnavailable):
        mark(store, "during")
    other.execute("ROLLBACK")
    other.close()
    mark(store, "after")
    assert marks(store) == ["after", "before"]


@pytest.mark.parametrize("content", [b"", b"not a database at all, only some words" * 400], ids=["empty", "foreign"])
def test_a_file_that_is_no_database_of_ours_is_unavailable(tmp_path: Path, content: bytes) -> None:
    """An empty or foreign file at the path is an outage in the store's own words."""
    path = tmp_path / "store.db"
    path.write_bytes(content)
    with Store(f"sqlite:///{path}") as store:
        with pytest.raises(StoreUnavailable):
            mark(store, "x")
        with pytest.raises(StoreUnavailable):
            marks(store)


def test_a_torn_file_is_unavailable(path: Path) -> None:
    """Pages overwritten with noise are reported, never read as rows."""
    size = path.stat().st_size
    with path.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xa5" * (size - 4096))
    with Store(f"sqlite:///{path}") as store, pytest.raises(StoreUnavailable):
        mark(store, "x")


def test_every_connection_holds_the_guarantees(store: Store) -> None:
    """The writer and the readers answer each guarantee as it is wanted."""

    def answers(c: object) -> dict[str, object]:
        ask = c.exec_driver_sql  # type: ignore[attr-defined]
        return {name: ask(f"PRAGMA {name}").scalar() for name in sqlite.GUARANTEES}

    wanted = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "secure_delete": 1, "temp_store": 2}
    assert wanted == sqlite.GUARANTEES
    assert store.transact(answers).result(5) == wanted
    assert store.read(answers) == wanted


def test_a_database_without_a_guarantee_is_refused() -> None:
    """Where the write-ahead log cannot be had (here: in memory), the connection is refused with the reason."""
    raw = sqlite3.connect(":memory:")
    with pytest.raises(UnsafeDatabase, match="journal_mode"):
        sqlite.guarantee(raw)
    raw.close()


def test_a_new_file_is_its_owners_alone(tmp_path: Path) -> None:
    """`migrate` makes the file, and nobody else on the machine may read it."""
    path = tmp_path / "deep" / "store.db"
    with Store(f"sqlite:///{path}") as store:
        with pytest.raises(StoreUnavailable):
            mark(store, "x")
        assert not path.exists()
        store.migrate()
        store.require_head()
    assert path.stat().st_mode & 0o777 == 0o600


def test_older_tables_are_refused_with_the_way_out(tmp_path: Path) -> None:
    """A program newer than its database names the command that helps."""
    with Store(f"sqlite:///{tmp_path / 'store.db'}") as store:
        store.migrate("0001")
        with pytest.raises(SchemaBehind, match="amparo init"):
            store.require_head()

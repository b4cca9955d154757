"""A part of a work that may fail alone: what it wrote goes, what stood before it stays."""

from __future__ import annotations

import pytest

from bot.store import Connection, Store, StoreUnavailable, counters
from bot.store.statements import savepoint


def failing(c: Connection) -> None:
    with savepoint(c):
        counters.mark(c, "part", "1")
        raise KeyError


def marks(store: Store) -> list[str | None]:
    return [store.read(lambda c, name=name: counters.marked(c, name)) for name in ("before", "part", "after")]  # type: ignore[misc]


def test_a_part_that_fails_takes_only_its_own_writing_with_it(store: Store) -> None:
    """The error goes on to whoever called, who may write again in the same work."""

    def work(c: Connection) -> None:
        counters.mark(c, "before", "1")
        with pytest.raises(KeyError):
            failing(c)
        counters.mark(c, "after", "1")

    store.transact(work).result(5)
    assert marks(store) == ["1", None, "1"]


def test_a_part_that_ends_well_is_kept(store: Store) -> None:
    """A part inside a part too."""

    def work(c: Connection) -> None:
        with savepoint(c):
            counters.mark(c, "before", "1")
            with savepoint(c):
                counters.mark(c, "part", "1")

    store.transact(work).result(5)
    assert marks(store) == ["1", "1", None]


def test_a_part_in_which_the_transaction_ended_is_nobodys(store: Store) -> None:
    """A full disk rolls back everything by itself: whoever goes on would write outside of any transaction."""

    def work(c: Connection) -> None:
        with savepoint(c):
            c.connection.dbapi_connection.execute("ROLLBACK")  # type: ignore[union-attr]
            raise KeyError

    with pytest.raises(StoreUnavailable):
        store.transact(work).result(5)
    assert marks(store) == [None, None, None]

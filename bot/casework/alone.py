"""One row's fault stops that row: what fails in a part of a longer work is undone and reported, and the rest goes on.

Only a store that is away stops everything: then nothing of the work would be kept. What failed is told as a word with
the fault's sort, never with its text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from bot.store import Connection, StoreUnavailable
from bot.store.errors import translated
from bot.store.statements import savepoint

OnFault = Callable[[str], None]


@contextmanager
def alone(c: Connection, on_fault: OnFault, word: str) -> Iterator[None]:
    """Do this by itself: if it fails, what it wrote is undone, `word` is reported, and what follows is done."""
    try:
        with savepoint(c):
            yield
    except Exception as error:
        if isinstance(translated(error), StoreUnavailable):
            raise
        on_fault(f"part.{word}.{type(error).__name__}")

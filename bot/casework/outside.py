"""Long CPU of a turn, done before its transaction: a word's hash takes 20 ms, and a store has one writer.

A turn that needs such work raises `LongWork`; nothing of that turn is kept. Whoever handles it does the work outside
and takes the same update again with what came of it. What the work is about stays in memory, and nowhere else.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final

from bot.incoming import Incoming

MOST: Final = 4
"""Pieces of long work that one update may ask for."""


class LongWork(Exception):
    """Do `work` outside of any transaction, then take the update again; it holds words, so it is never logged."""

    def __init__(self, name: str, work: Callable[[], Any]) -> None:
        super().__init__("long work")
        self.name, self.work = name, work


class _Failed:
    """Work that could not be done: its turn fails of it, like of any other fault, and nothing else does."""

    def __init__(self, error: Exception) -> None:
        self.error = error


def worked(work: Callable[[], Any]) -> Any:
    """Do the work, on whatever thread; what it fails of is kept for the turn that asked for it."""
    try:
        return work()
    except Exception as error:
        return _Failed(error)


def done(incoming: Incoming, name: str, work: Callable[[], Any]) -> Any:
    """What came of this work, or `LongWork` if it was not done yet."""
    if name not in incoming.done:
        raise LongWork(name, work)
    found = incoming.done[name]
    if isinstance(found, _Failed):
        raise found.error
    return found


def with_done(incoming: Incoming, results: dict[str, Any]) -> Incoming:
    """The same update with what was worked out for it."""
    return replace(incoming, done=results) if results else incoming

"""What the chat is handed: the door to the store, the opening of sealed screens, and whom to tell of faults.

Only signatures live here, for what wiring hands in; the store's tables are called by their own modules. Nothing here
knows SQL, keys or Telegram.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import Future
from typing import Any, Protocol, TypeVar

from bot.store import Connection
from bot.store.screens import Screen

T = TypeVar("T")
Content = Mapping[str, Any]
OnFault = Callable[[str], None]
"""Told a constant word of what went wrong (`screen.refused`, `token.refused`), for the log and the operator's alarm."""


class Transactor(Protocol):
    """The store's one door."""

    def transact(self, work: Callable[[Connection], T], /) -> Future[T]:
        """Run `work` in a transaction; the future ends after the commit."""


class SealGone(Exception):
    """The key of a sealed thing was destroyed with its conversation or its hour: nobody can open it any more."""


class TooLate(Exception):
    """A screen waited for the line until it is not to be sent as it is; what is sent instead, others say."""


class Opener(Protocol):
    """Opens a sealed screen; raises `SealGone` where its key was destroyed, `TooLate` where it waited too long."""

    def __call__(self, row: Screen, /) -> Content:
        """Give the content of a row that is due."""


class MessageNoter(Protocol):
    """Notes that a message of ours stands in a chat, so that it can be deleted in time."""

    def __call__(self, c: Connection, row: Screen, chat: int, message_id: int, at: int, /) -> object:
        """Write the note in the transaction that records the sending."""

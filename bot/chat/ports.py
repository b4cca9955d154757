"""What the chat needs of the store, named by the shape of it.

Only signatures live here. `bot.store`'s modules fit them; tests bring fakes that pass the same tests. Nothing here
knows SQL or Telegram.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

if TYPE_CHECKING:
    from bot.store import Connection

T = TypeVar("T")
Content = Mapping[str, Any]
OnFault = Callable[[str], None]
"""Told a constant word of what went wrong (`screen.refused`, `token.refused`), for the log and the operator's alarm."""


class Transactor(Protocol):
    """The store's one door."""

    def transact(self, work: Callable[[Connection], T], /) -> Future[T]:
        """Run `work` in a transaction; the future ends after the commit."""


class ScreenRow(Protocol):
    """A screen that wants sending, as the store lists it."""

    @property
    def id(self) -> int:
        """The screen."""

    @property
    def lane(self) -> str:
        """Whose chat it is in."""

    @property
    def wanted_version(self) -> int:
        """The version of the content that was read; a later one makes the screen due again."""

    @property
    def message_id(self) -> int | None:
        """The message to edit; None while nothing was sent."""


class Screens(Protocol):
    """The outbox: the wanted state of screens."""

    def due(self, c: Connection, bot: str, now: int, limit: int, /) -> Sequence[ScreenRow]:
        """What to send now: first in first out in a chat, priority between chats, one call in flight in a chat."""

    def sending(self, c: Connection, id: int, /) -> object:  # noqa: A002 - the row's own word
        """Mark the call as begun, so that a kill leaves a trace."""

    def sent(self, c: Connection, id: int, version: int, message_id: int | None, /) -> object:  # noqa: A002
        """The version is what the chat shows."""

    def failed(self, c: Connection, id: int, until: int, /) -> object:  # noqa: A002
        """Nothing was sent; due again at `until`."""

    def unknown(self, c: Connection, id: int, /) -> object:  # noqa: A002
        """Nobody knows whether it was sent."""

    def gone(self, c: Connection, id: int, /) -> object:  # noqa: A002
        """This screen is never to be sent."""

    def unreachable(self, c: Connection, lane: str, /) -> object:
        """The person blocked the bot or is no more."""


class ScreenGone(Exception):
    """The key of a screen was destroyed with its conversation: there is nothing to show any more."""


class Opener(Protocol):
    """Opens a sealed screen; raises `ScreenGone` where its key was destroyed."""

    def __call__(self, row: Any, /) -> Content:
        """Give the content of a row of `Screens.due`."""


class MessageNoter(Protocol):
    """Notes that a message of ours stands in a chat, so that it can be deleted in time."""

    def __call__(self, c: Connection, row: Any, chat: int, message_id: int, at: int, /) -> object:
        """Write the note in the transaction that records the sending."""

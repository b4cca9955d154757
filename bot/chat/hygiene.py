"""Emptying a chat: the messages of both sides that stand in it, by the ids that the store kept.

Telegram lets a bot delete for 48 hours, a hundred at a time. What could not be deleted is counted and said, never
claimed gone: "delete the chat yourself as well". It does not know why a chat is emptied.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from itertools import groupby
from typing import NamedTuple

from telegram import Bot
from telegram.error import BadRequest, Forbidden, TelegramError

from bot.chat import limits
from bot.chat.ports import SealGone, Transactor
from bot.store import Connection, messages
from bot.store.messages import Message

AddressOpener = Callable[[Message], int]
"""Opens the sealed number of a message's chat; raises `SealGone` where its key was destroyed."""


class Swept(NamedTuple):
    """How many messages were deleted, how many never can be, and how many wait for a better line."""

    deleted: int
    left: int
    later: int

    def __add__(self, other: object) -> Swept:
        if not isinstance(other, Swept):
            return NotImplemented
        return Swept(self.deleted + other.deleted, self.left + other.left, self.later + other.later)


class _Done(NamedTuple):
    deleted: list[int]
    left: list[int]
    later: list[int]


async def empty_chat(
    bot: Bot, source: str, lane: str, *, store: Transactor, open_address: AddressOpener, now: int
) -> Swept:
    """Delete everything that stands in one person's chat."""
    rows = await asyncio.wrap_future(store.transact(lambda c: messages.of(c, source, lane)))
    return await delete(bot, rows, store=store, open_address=open_address, now=now)


async def sweep(
    bot: Bot, source: str, *, before: int, store: Transactor, open_address: AddressOpener, now: int
) -> Swept:
    """Delete what has stood since before then in any chat, at most a hundred messages a call."""
    rows = await asyncio.wrap_future(store.transact(lambda c: messages.older(c, source, before, limits.DELETE_BATCH)))
    return await delete(bot, rows, store=store, open_address=open_address, now=now)


async def delete(
    bot: Bot, rows: Iterable[Message], *, store: Transactor, open_address: AddressOpener, now: int
) -> Swept:
    """Delete these messages, and forget those of which nothing more can come."""
    total = Swept(0, 0, 0)
    for _, group in groupby(sorted(rows, key=lambda row: row.lane), key=lambda row: row.lane):
        of_chat = list(group)
        for start in range(0, len(of_chat), limits.DELETE_BATCH):
            done = await _delete_batch(bot, of_chat[start : start + limits.DELETE_BATCH], open_address, now)
            await asyncio.wrap_future(store.transact(partial(_settle, done=done, of=of_chat[0])))
            total += Swept(len(done.deleted), len(done.left), len(done.later))
    return total


def _settle(c: Connection, done: _Done, of: Message) -> None:
    """Forget what is settled; where something stays for good, the person is to be told once."""
    messages.forget(c, [*done.deleted, *done.left])
    if done.left:
        messages.leave(c, of.bot, of.lane)


async def _delete_batch(bot: Bot, rows: Sequence[Message], open_address: AddressOpener, now: int) -> _Done:
    old = [row.id for row in rows if now - row.at >= limits.DELETE_WITHIN]
    young = [row for row in rows if now - row.at < limits.DELETE_WITHIN]
    if not young:
        return _Done([], old, [])
    ids = [row.id for row in young]
    chat = _chat_of(young, open_address)
    if chat is None:  # nobody can say any more where these stand
        return _Done([], [*old, *ids], [])
    try:
        await bot.delete_messages(chat, [row.message_id for row in young])
    except Forbidden:
        return _Done([], [*old, *ids], [])
    except BadRequest:
        return await _one_by_one(bot, chat, young, old)
    except TelegramError:
        return _Done([], old, ids)
    return _Done(ids, old, [])


def _chat_of(rows: Sequence[Message], open_address: AddressOpener) -> int | None:
    """The chat that all of these stand in, by the first that still says it."""
    for row in rows:
        with contextlib.suppress(SealGone):
            return open_address(row)
    return None


async def _one_by_one(bot: Bot, chat: int, rows: Sequence[Message], old: list[int]) -> _Done:
    """One message that cannot be deleted must not keep the others."""
    done = _Done([], list(old), [])
    for row in rows:
        try:
            await bot.delete_message(chat, row.message_id)
        except BadRequest as fault:
            (done.deleted if "not found" in fault.message.lower() else done.left).append(row.id)
        except TelegramError:
            done.later.append(row.id)
        else:
            done.deleted.append(row.id)
    return done

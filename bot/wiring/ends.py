"""What hangs on each bot's line to Telegram: the library's bot, what keeps, sends and polls, each with its seals.

Only here is it said which key a kept update, a screen and a message's address are sealed under, and to what each is
bound. What is kept and sent is not known here.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from typing import Any, Final

from bot.casework import duty, waiting
from bot.casework.seals import open_json, seal_json
from bot.casework.turn import DEFENDERS, OFFICERS
from bot.chat import Bot, profile
from bot.chat.keeping import Keeper, OnAway
from bot.chat.polling import Poller
from bot.chat.ports import SealGone, TooLate
from bot.chat.request import make_bot
from bot.chat.sending import Sender
from bot.conversation import belated, signs
from bot.settings import Settings
from bot.store import Connection, StoreUnavailable, counters, messages
from bot.store.screens import Screen
from bot.wiring.parts import Parts
from referrals.errors import KeyGone, SealBroken
from referrals.vault import lane_of, seal_row

SOURCES: Final = (DEFENDERS, OFFICERS)
HOOKS: Final = {DEFENDERS: "/hook/a", OFFICERS: "/hook/b"}


def bots_of(settings: Settings) -> dict[str, Bot]:
    """The library's bots, one for each token."""
    tokens = {DEFENDERS: settings.bot_token, OFFICERS: settings.officer_bot_token}
    return {
        source: make_bot(token.get_secret_value(), settings.telegram_api, proxy_of(settings))
        for source, token in tokens.items()
        if token is not None
    }


def proxy_of(settings: Settings) -> str | None:
    """The proxy of both bots."""
    return settings.proxy.get_secret_value() if settings.proxy is not None else None


def keeper_of(source: str, parts: Parts, on_away: OnAway) -> Keeper:
    """What seals and keeps the updates of one bot."""
    tools, clock = parts.tools, parts.clock

    def seal(source: str, update: int, body: bytes) -> tuple[str, bytes]:
        name, key = tools.epochs.present(clock.now())
        return name, seal_row(key, "inbox", f"{source}:{update}", 0, body)

    def lane(source: str, user: int) -> str:
        return lane_of(tools.keyring.index, source, user)

    return Keeper(source, store=parts.store, lane_of=lane, seal=seal, now=clock.now, on_away=on_away)


def sender_of(source: str, bot: Bot, parts: Parts) -> Sender:
    """What brings the chats of one bot to their wanted screens."""
    tools = parts.tools

    def open_screen(row: Screen) -> Mapping[str, Any]:
        try:
            key = tools.epochs.key(row.key or "")
            content = open_json(key, "screens", str(row.id), row.wanted, row.content or b"")
        except KeyGone:
            raise SealGone from None
        except SealBroken:  # it will never open, and must not hold up its chat for ever
            parts.on_fault("screen.spoilt")
            raise SealGone from None
        if belated.is_late(row, content, parts.clock.now()):
            raise TooLate
        return content

    def note(c: Connection, row: Screen, chat: int, message: int, at: int) -> None:
        name, key = tools.epochs.present(at)
        address = seal_json(key, "messages", f"{row.bot}:{row.lane}:{message}", 0, {"chat": chat})
        messages.note(c, row.bot, row.lane, message, at, True, name, address)

    def unreachable(c: Connection, lane: str) -> None:
        if source == OFFICERS:  # bells reach nobody there: an operator must hear of it
            parts.on_fault("officer.unreachable")
            duty.refused(c, tools, lane, parts.clock.now())
        else:
            waiting.take_back(c, tools, parts.seals, lane, parts.clock.now())
            signs.refused(c, tools, parts.seals, lane, parts.clock.now())

    def late(c: Connection, row: Screen) -> None:
        key = tools.epochs.key(row.key or "")
        content = open_json(key, "screens", str(row.id), row.wanted, row.content or b"")
        belated.put_off(c, tools, parts.seals, row, content, parts.clock.now())

    return Sender(
        bot, source, store=parts.store, open_screen=open_screen, note=note, now=parts.clock.now,
        on_fault=parts.on_fault, on_unreachable=unreachable, on_late=late,
    )  # fmt: skip


def polling_of(source: str, bot: Bot, keeper: Keeper, parts: Parts, wake: Callable[[], None]) -> Callable[[], Any]:
    """What asks for the updates of one bot, from where it stood."""
    name = f"offset:{source}"

    async def run() -> None:
        try:
            start = await asyncio.to_thread(parts.store.read, lambda c: counters.marked(c, name))
        except StoreUnavailable:  # nothing is confirmed by 0: Telegram brings whatever waits
            start = None
        poller = Poller(
            bot, keeper, offset=int(start or 0), note_offset=lambda c, offset: counters.mark(c, name, str(offset)),
            on_kept=wake, on_fault=parts.on_fault, before=profile.use_polling,
        )  # fmt: skip
        await poller.run()

    return run

"""The bot under tg-auto-test: a stand-in for Telegram that nobody here wrote, with its own idea of a chat.

It brings each update to a PTB application and answers its calls itself. Here that application hands the update to the
real service, which keeps, handles and sends as ever, through the stand-in's request instead of the network's.
"""

from __future__ import annotations

import asyncio
import time
from pathlib import Path
from typing import Any

import pytest
from telegram import Update
from telegram.ext import Application, ApplicationBuilder, ContextTypes, ExtBot, TypeHandler

from bot import installation as installing
from bot.casework.turn import DEFENDERS
from bot.chat.pacing import Pace
from bot.clock import FrozenClock
from bot.store import screens
from bot.wiring import Service
from referrals.vault import RosterEntry, age_keypair
from tests.world import settings_for

LOOKS = 100
tgauto = pytest.importorskip("tg_auto_test.test_utils.serverless_telegram_client")


class Bridge:
    """Builds the application that the stand-in asks for, around our service."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.service: Service | None = None
        self.clock = FrozenClock()

    def build(
        self, builder: ApplicationBuilder[Any, Any, Any, Any, Any, Any]
    ) -> Application[Any, Any, Any, Any, Any, Any]:
        settings = settings_for(self.folder, "http://127.0.0.1:9")
        clock = self.clock
        installing.make(settings, clock)
        app = builder.build()
        opened = installing.open_(settings, clock)
        _, recipient = age_keypair()
        entry = RosterEntry("ana", recipient, ("all",))
        opened.write_roster(opened.last_roster().successor((entry,), clock.now()))
        self.service = Service(opened, clock, bots={DEFENDERS: app.bot})
        self.service.senders[DEFENDERS]._pace = Pace(time.monotonic, per_chat=1000, overall=1000, burst=1000)
        app.add_handler(TypeHandler(Update, self.take))
        return app

    async def take(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        assert self.service is not None
        await asyncio.wrap_future(self.service.keepers[DEFENDERS].keep([update.to_json().encode()]))
        await self.service.handling.drain()
        sender = self.service.senders[DEFENDERS]
        for _ in range(LOOKS):
            if not self.waits():
                break
            await sender.turn()
            await sender.drain(2)
            self.clock.move(1)
        await self.service.answerers[DEFENDERS].close()

    def waits(self) -> bool:
        assert self.service is not None
        now = self.service.clock.now()
        return bool(self.service.parts.store.read(lambda c: screens.waiting(c, DEFENDERS, now)))


async def test_the_danger_path_under_a_stand_in_that_nobody_here_wrote(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """START, the card and the alert look the same to an independent fake of Telegram."""

    async def taken(*_: object, **__: object) -> bool:
        return True

    # The one method of ours that the stand-in does not know: taking an old keyboard away.
    monkeypatch.setattr(ExtBot, "edit_message_reply_markup", taken)
    bridge = Bridge(tmp_path)
    client = tgauto.ServerlessTelegramClient(build_application=bridge.build)
    await client.connect()
    try:
        async with client.conversation("test_bot", timeout=10) as talk:
            await talk.send_message("/start")
            first = await talk.get_response()
            assert "This chat is not secret" in first.text
            labels = [button.text for row in first.buttons for button in row]
            assert labels[0] == "I am in danger now"
            await first.click(text="I am in danger now")
            card = await talk.get_response()
            assert card.text.startswith("Your safety first.")
            await card.click(text="Wake a person now")
            rung = await talk.get_edit()
            assert "We are calling a person now." in rung.text
    finally:
        await client.disconnect()
        if bridge.service is not None:
            assert bridge.service.faults == {}
            bridge.service.installation.close()

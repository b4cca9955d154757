"""`amparo run` from its first second: what ends it with a fix, and what it goes on without."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from bot import installation as installing
from bot.clock import SystemClock
from bot.installation import open_
from bot.settings import Settings, SettingsRefused, load
from bot.simulator.simulator import Simulator
from bot.wiring import Service, serve
from tests.world import TOKENS

NOBODY = "http://127.0.0.1:9"


def settings_at(folder: Path, api: str, **more: str) -> Settings:
    given = {"bot_token": TOKENS["bot"], "officer_bot_token": TOKENS["desk"], **more}
    found = load(
        telegram_api=api, database_url=f"sqlite:///{folder}/amparo.db", keystore=folder / "keys.db",
        server_key_file=folder / "server-keys.json", private_bind="127.0.0.1:0", **given,
    )  # fmt: skip
    installing.make(found, SystemClock())
    return found


async def test_a_bot_starts_while_telegram_is_away(tmp_path: Path) -> None:
    """Both lines are away, and the service runs on: it leads, and says what is missing."""
    service = Service(open_(settings_at(tmp_path, NOBODY), SystemClock(), running=True))
    running = asyncio.create_task(service.run())
    try:
        async with asyncio.timeout(20):
            while not (service.leader.leads and service.faults.get("telegram.away", 0) >= 2):
                assert not running.done(), "it ended"
                await asyncio.sleep(0.01)
    finally:
        running.cancel()
        await asyncio.wait({running})
        service.installation.close()


@pytest.mark.parametrize(("setting", "name"), [
    ("bot_token", "AMPARO_BOT_TOKEN"), ("officer_bot_token", "AMPARO_OFFICER_BOT_TOKEN"),
])  # fmt: skip
async def test_a_token_that_telegram_refuses_ends_it_with_the_fix(setting: str, name: str, tmp_path: Path) -> None:
    """The setting is named and not its value."""
    wrong = "100009:" + "z" * 35
    async with Simulator(TOKENS) as sim:
        await sim.start()
        settings = settings_at(tmp_path, sim.url, **{setting: wrong})
        service = Service(open_(settings, SystemClock(), running=True))
        with pytest.raises(SettingsRefused, match=f"{name}: Telegram refuses it. Copy it again") as told:
            await serve(service)
        service.installation.close()
    assert wrong not in str(told.value)

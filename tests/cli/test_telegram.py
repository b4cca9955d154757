"""`amparo telegram apply` against the simulator: what a stranger sees of both bots."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.casework.turn import DEFENDERS, OFFICERS
from bot.chat.introducing import profiles
from bot.installation import Installation, secret_file
from bot.simulator import Simulator
from bot.wording import Words
from tests.cli.conftest import Shell

FIRST, SECOND = (f"{n}23456789:AAFakeTokenForTests_0123456789abcdef" for n in (1, 2))


@pytest.fixture
def sim(home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Simulator]:
    """Both bots at a simulator that runs in a thread of its own, as the command runs its own loop."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()

    async def started() -> Simulator:
        return await Simulator({"defenders": FIRST, "officers": SECOND}).start()

    made = asyncio.run_coroutine_threadsafe(started(), loop).result(10)
    monkeypatch.setenv("AMPARO_TELEGRAM_API", made.url)
    monkeypatch.setenv("AMPARO_BOT_TOKEN", FIRST)
    monkeypatch.setenv("AMPARO_OFFICER_BOT_TOKEN", SECOND)
    yield made
    asyncio.run_coroutine_threadsafe(made.stop(), loop).result(10)
    loop.call_soon_threadsafe(loop.stop)
    thread.join(10)
    loop.close()


def test_both_bots_are_presented_and_polled(shell: Shell, sim: Simulator) -> None:
    """Commands and descriptions are set in each language, and no webhook is left."""
    done = shell("telegram", "apply")
    assert done.exit_code == 0, done.output
    assert len(sim.calls("setMyCommands")) == len(sim.calls("setMyDescription")) == 2 * 4
    assert len(sim.calls("deleteWebhook")) == 2
    assert not sim.calls("setWebhook")
    assert FIRST not in done.output


def test_a_public_address_becomes_two_webhooks(
    shell: Shell, sim: Simulator, installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each bot gets an address of its own, with the secret that init made."""
    monkeypatch.setenv("AMPARO_PUBLIC_URL", "https://a.example.org/")
    monkeypatch.setenv("AMPARO_WEBHOOK_SECRET_FILE", str(secret_file(installation.settings)))
    done = shell("telegram", "apply")
    assert done.exit_code == 0, done.output
    assert len(sim.calls("setWebhook")) == 2
    assert "by webhook" in done.output


def test_a_refusal_holds_no_token(shell: Shell, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where nobody answers it ends with 1 and names neither address nor token."""
    monkeypatch.setenv("AMPARO_TELEGRAM_API", "http://127.0.0.1:9")
    monkeypatch.setenv("AMPARO_BOT_TOKEN", FIRST)
    done = shell("telegram", "apply")
    assert (done.exit_code, FIRST in done.output, "Check the token" in done.output) == (1, False, True)


def test_without_a_token_the_setting_is_named(shell: Shell, home: Path) -> None:
    """The refusal says which setting is missing."""
    done = shell("telegram", "apply")
    assert (done.exit_code, "AMPARO_BOT_TOKEN_FILE" in done.output) == (1, True)


@pytest.mark.parametrize("source", [DEFENDERS, OFFICERS])
def test_no_profile_tells_what_the_bot_is(source: str) -> None:
    """Neither bot says help for defenders, officers or cases to whoever finds it on a phone."""
    words = Words.load()
    for one in profiles(words, source, words.languages).values():
        said = f"{one.description} {one.short_description} {' '.join(one.commands.values())}".lower()
        assert not [word for word in ("amparo", "defender", "officer", "human rights", "case") if word in said.split()]

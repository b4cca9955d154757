"""The demo: what its two readers show and to whom, what it refuses, and that nothing of it is left."""

from __future__ import annotations

import os
import select
import signal
import socket
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot.demo import stage
from bot.demo.running import played
from bot.settings import SettingsRefused
from bot.simulator import Person, Simulator
from bot.wiring import Service

ROOT = Path(__file__).resolve().parents[2]
MARKER = "Zq7-marker-words-of-a-defender"


@pytest.fixture
async def sim(tmp_path: Path) -> AsyncIterator[Simulator]:
    async with played(tmp_path) as (made, _):
        yield made


@pytest.fixture
async def web() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


def officer(sim: Simulator, name: str) -> Person:
    account = next(one for one in sim.world.people.values() if one.first_name == name)
    return Person(sim.world, sim.world.private_chat(sim.bot(stage.DESK), account), account)


async def rang(sim: Simulator) -> None:
    """A defender wakes a person and writes to them."""
    ana = sim.person(stage.NOTES, "Ana")
    await ana.start()
    for label in ("I am in danger now", "Wake a person now", "Yes, at any time", "An armed group", "Kenya"):
        await ana.press(label, seconds=20)
    await ana.sees("You can write here now", seconds=20)
    await ana.say(MARKER)
    await ana.sees("Passed on, locked", seconds=20)


async def opened(sim: Simulator, web: aiohttp.ClientSession, name: str, **more: str) -> tuple[int, Any]:
    phone = officer(sim, name)
    bell = await phone.wait_for(lambda shown: next((line for line in shown if line.media), None), 20)
    asked = {"bot": stage.DESK, "chat": str(phone.id), "message": str(bell.id)} | more
    async with web.get(str(sim.page.opener), params=asked) as response:
        return response.status, await response.json()


async def test_officers_are_enrolled_and_both_are_rung(sim: Simulator) -> None:
    """Both officers are welcome in their own language, and both phones ring."""
    assert "enrolled" in officer(sim, "Lena").last().text
    assert "Omar" in officer(sim, "Omar").last().text
    await rang(sim)
    for name in ("Lena", "Omar"):
        assert await officer(sim, name).wait_for(lambda shown: any(line.media for line in shown), 20)


async def test_the_server_has_rows_and_an_officer_has_words(sim: Simulator, web: aiohttp.ClientSession) -> None:
    """The panel holds sizes and no answer; the same case opens whole with each officer's own key."""
    await rang(sim)
    for name in ("Lena", "Omar"):
        status, read = await opened(sim, web, name)
        assert status == 200
        assert read["The summons"]["Urgency"] == "T0, now"
        assert read["The case, fetched and opened"]["What they wrote"] == [MARKER]
        assert read["The case, fetched and opened"]["Answers"]["Country"] == "Kenya"
    async with web.get(str(sim.page.panel)) as response:
        text, tables = await response.text(), (await response.json())["tables"]
    assert not [word for word in (MARKER, "Kenya", '"KE"', "armed_group", "T0", "Ana") if word in text]
    assert {tuple(row["sealed"]) for row in tables["parts"]} == {("sealed",)}
    assert any(row["name"].startswith("conversation:") for row in tables["keys"])
    assert "case.fetched" in {row["kind"] for row in tables["record"]}


async def test_a_document_of_nobody_is_not_opened(sim: Simulator, web: aiohttp.ClientSession) -> None:
    """Another bot, another chat, or a message without a document gives 404 and no word."""
    await rang(sim)
    for wrong in ({"bot": stage.NOTES}, {"chat": "700000001"}, {"message": "1"}, {"message": "x"}):
        assert (await opened(sim, web, "Lena", **wrong))[0] == 404


async def test_only_the_demos_page_may_read(sim: Simulator, web: aiohttp.ClientSession) -> None:
    """A foreign origin or host name is refused; the page's own origin is the only one that is allowed."""
    for address in (str(sim.page.panel), str(sim.page.opener)):
        for headers in ({"Origin": "https://evil.example"}, {"Host": "evil.example"}):
            async with web.get(address, headers=headers) as response:
                assert response.status == 403
                assert response.headers["Access-Control-Allow-Origin"] == sim.url
        async with web.post(address) as response:
            assert response.status == 405


async def test_the_bot_says_in_each_language_what_it_is(sim: Simulator) -> None:
    """An empty chat shows the description in the phone's language."""
    said = {sim.bot(stage.NOTES).said("description", language) for language in ("en", "es", "ar")}
    assert len(said) == 3


async def test_numbers_are_marked_as_invented(sim: Simulator) -> None:
    """A defender who asks for telephone numbers reads that they were made up."""
    ana = sim.person(stage.NOTES, "Ana")
    await ana.start()
    for label in ("I am in danger now", "Wake a person now", "Yes, at any time", "An armed group", "Kenya"):
        await ana.press(label, seconds=20)
    await ana.press("Phone numbers", seconds=20)
    shown = await ana.sees("555 0103", seconds=20)
    assert shown.text.count("invented for this demo") == 3


def test_a_real_bots_token_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A token in the environment is not used and not passed over: the demo says what to do, without the token."""
    token = "987654321:" + "Zz9" * 12
    monkeypatch.setenv("AMPARO_BOT_TOKEN", token)
    with pytest.raises(SettingsRefused, match="AMPARO_BOT_TOKEN") as refused:
        stage.settings_for(tmp_path, "http://127.0.0.1:9", stage.invented_tokens())
    assert token not in str(refused.value)


def test_nothing_of_the_environment_reaches_the_demo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A public address, a proxy or an organisation that is set for a real bot is left where it is."""
    monkeypatch.setenv("AMPARO_PUBLIC_URL", "https://bot.example.org")
    monkeypatch.setenv("AMPARO_WEBHOOK_SECRET", "k3J9-fQ2_mZ7xP1wB8sT5vN4")
    monkeypatch.setenv("AMPARO_PROXY", "socks5h://127.0.0.1:9050")
    monkeypatch.setenv("AMPARO_ORGANISATION__NAME", "Somebody real")
    made = stage.settings_for(tmp_path, "http://127.0.0.1:9", stage.invented_tokens())
    assert (made.webhook, made.proxy, made.organisation.name) == (False, None, "Demo")


async def test_a_port_in_use_is_said(tmp_path: Path) -> None:
    """Another program on the port is named as the reason, with what to do."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(SettingsRefused, match="--port"):
            async with played(tmp_path, taken.getsockname()[1]):
                pass


async def test_a_service_that_fails_ends_the_demo_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The service's own failure is what is raised, and not that officers were waited for in vain."""

    async def fails(service: Service) -> None:
        await service.stop()
        raise OSError("the disk is gone")

    monkeypatch.setattr(Service, "run", fails)
    with pytest.raises(OSError, match="the disk is gone"):
        async with played(tmp_path):
            pass


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM])
def test_the_command_says_where_it_is_and_leaves_nothing(tmp_path: Path, ending: signal.Signals) -> None:
    """It prints the page's address; at the end its folder is gone, and nothing was logged."""
    running = subprocess.Popen(
        [sys.executable, "-m", "bot", "demo", "--no-browser"], cwd=ROOT, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, env={**os.environ, "TMPDIR": str(tmp_path)},
    )  # fmt: skip
    assert running.stdout is not None
    said = b""
    while b"Ctrl-C" not in said and select.select([running.stdout], [], [], 60)[0]:
        said += os.read(running.stdout.fileno(), 4096) or b"Ctrl-C: it ended by itself"
    assert b"http://127.0.0.1:" in said
    (folder,) = tmp_path.iterdir()
    assert folder.stat().st_mode & 0o777 == 0o700
    running.send_signal(ending)
    rest = running.communicate(timeout=30)[0].decode()
    assert (running.returncode, list(tmp_path.iterdir())) == (0, [])
    assert rest.strip().endswith("Nothing of it is left.")
    assert '"event"' not in said.decode() + rest

"""The heartbeat and its other end: signed beats, silence that rings, card-only mode that is told."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot import beating as module
from bot.alerts import letters
from bot.beating import Beating
from bot.clock import FrozenClock, SystemClock
from bot.settings import Mail
from bot.simulator.server import LoopServer
from bot.web.watching import AGAIN, SILENCE, Watch, watch_app
from referrals.errors import SealBroken
from referrals.vault import CARD_ONLY, WELL, Keyring, beat, heard, public_line, random_key_bytes

NOW = 1_800_000_000
SEED = random_key_bytes(32)
PUBLIC = public_line(SEED)


def test_only_the_bots_own_key_makes_a_beat() -> None:
    """Another key, another time, another word, a cut line: none of them is a beat."""
    line = beat(SEED, NOW, WELL)
    assert heard(line, PUBLIC) == (NOW, WELL)
    at, state, signature = line.split(" ")
    forged = (
        beat(random_key_bytes(32), NOW, WELL), f"{NOW + 60} {state} {signature}", f"{at} {CARD_ONLY} {signature}",
        line[:-9], f"{at} {state}", "", f"{line} ", f"{at} fine {signature}",
    )  # fmt: skip
    for one in forged:
        with pytest.raises(SealBroken):
            heard(one, PUBLIC)


def test_silence_rings_after_five_minutes_and_again_until_a_beat_comes() -> None:
    """At the start too; what was heard before, is old or of another key keeps nobody asleep."""
    clock = FrozenClock(NOW)
    watch = Watch(PUBLIC, clock)
    clock.move(SILENCE - 1)
    assert watch.due() is None
    first = beat(SEED, clock.now(), WELL)
    assert watch.hear(first)
    clock.move(SILENCE)
    assert not watch.hear(first), "a beat that somebody kept is none"
    assert not watch.hear(beat(random_key_bytes(32), clock.now(), WELL))
    assert watch.due() == "silent"
    assert watch.due() is None
    clock.move(AGAIN)
    assert watch.due() == "silent"
    assert watch.hear(beat(SEED, clock.now(), WELL))
    assert (watch.due(), watch.due()) == (WELL, None)


def test_a_bot_that_can_only_show_the_card_rings_at_once() -> None:
    """It is alive and says so, and somebody must come."""
    clock = FrozenClock(NOW)
    watch = Watch(PUBLIC, clock)
    assert watch.hear(beat(SEED, NOW, CARD_ONLY))
    assert watch.due() == CARD_ONLY
    clock.move(60)
    assert watch.hear(beat(SEED, clock.now(), WELL))
    assert watch.due() == WELL


def test_a_beat_of_another_day_is_none() -> None:
    """Clocks may differ by two minutes, not by more."""
    watch = Watch(PUBLIC, FrozenClock(NOW))
    assert not watch.hear(beat(SEED, NOW + 3600, WELL))
    assert not watch.hear(beat(SEED, NOW - 3600, WELL))
    assert watch.hear(beat(SEED, NOW + 60, WELL))


@pytest.fixture
async def second_place() -> AsyncIterator[tuple[str, list[Request]]]:
    """An address that takes anything."""
    heard_: list[Request] = []

    async def take(request: Request) -> Response:
        await request.body()
        heard_.append(request)
        return Response(status_code=200)

    server = LoopServer(Starlette(routes=[Route("/{any:path}", take, methods=["POST"])]))
    port = await server.start()
    yield f"http://127.0.0.1:{port}/token", heard_
    await server.stop()


def beating(url: str | None, well: bool, faults: list[str], mail: Any = None) -> Beating:
    async def is_well() -> bool:
        return well

    return Beating(url, None, SEED, FrozenClock(NOW), is_well=is_well, mail=mail, on_fault=faults.append)


async def test_a_beat_has_no_content_and_tells_how_it_stands(second_place: tuple[str, list[Request]]) -> None:
    """An empty body; the header holds time, one word and the signature."""
    url, requests = second_place
    faults: list[str] = []
    for well in (True, False):
        await beating(url, well, faults).once()
    assert [await one.body() for one in requests] == [b"", b""]
    assert [heard(one.headers["beat"], PUBLIC) for one in requests] == [(NOW, WELL), (NOW, CARD_ONLY)]
    assert faults == ["card_only"]


async def test_a_second_place_that_is_away_is_a_fault_and_no_more() -> None:
    """The operator hears of it; the address, which may be secret, is in no word."""
    faults: list[str] = []
    await beating("http://127.0.0.1:9/very-secret", True, faults).once()
    assert faults == ["heartbeat.lost"]


async def test_a_check_that_hangs_is_card_only(
    second_place: tuple[str, list[Request]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A store that answers nobody must not stop the beats."""
    monkeypatch.setattr(module, "SECONDS", 0.05)
    url, requests = second_place

    async def hangs() -> bool:
        await asyncio.Event().wait()
        return True

    await Beating(url, None, SEED, FrozenClock(NOW), is_well=hangs, mail=None, on_fault=lambda _: None).once()
    monkeypatch.undo()
    assert [heard(one.headers["beat"], PUBLIC)[1] for one in requests] in ([CARD_ONLY], [])


async def test_operators_are_mailed_once_about_the_same_trouble() -> None:
    """And again when it came anew; a mail that failed is tried with the next beat."""
    sent: list[int] = []
    answers = iter((False, True, True))

    def mail() -> bool:
        sent.append(1)
        return next(answers)

    faults: list[str] = []
    bell = beating(None, False, faults, mail)
    await bell.once()
    await bell.once()
    await bell.once()
    assert len(sent) == 2
    assert faults.count("mail.failed") == 1


def test_a_mail_goes_over_tls_or_not_at_all() -> None:
    """A server that offers no TLS gets no mail; constant words in any case."""
    with _plain_server() as (port, said):
        mail = Mail(host="127.0.0.1", port=port, sender="bot@example.org")
        assert not letters.send(mail, ("ops@example.org",))
    assert not any("MAIL" in line or "ops@" in line for line in said)
    letter = letters._letter("bot@example.org", "ops@example.org")
    assert (letter["Subject"], letter.get_content()) == (letters.SUBJECT, letters.BODY)


@contextlib.contextmanager
def _plain_server() -> Iterator[tuple[int, list[str]]]:
    """A mail server of the old kind."""
    import threading

    door = socket.create_server(("127.0.0.1", 0))
    said: list[str] = []

    def serve() -> None:
        line, _ = door.accept()
        with line, line.makefile("rw", newline="\r\n") as talk:
            talk.write("220 old\r\n")
            talk.flush()
            for heard_ in talk:
                said.append(heard_)
                talk.write("250 old\r\n")
                talk.flush()

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    yield door.getsockname()[1], said
    door.close()


async def test_the_watch_tells_strangers_nothing() -> None:
    """Any request but a beat is not found."""
    transport = httpx.ASGITransport(watch_app(Watch(PUBLIC, SystemClock())))
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
        good = beat(SEED, SystemClock().now(), WELL)
        assert (await client.post("/", headers={"Beat": "1 well x"})).status_code == 404
        assert (await client.post("/any", headers={"Beat": good})).status_code == 204
        assert (await client.post("/any", headers={"Beat": good})).status_code == 404


def test_two_processes_one_dies_and_the_other_rings(tmp_path: Path) -> None:
    """A heart and `amparo watch` as real processes: quiet while it beats, a ring after a kill, `well` when back."""
    rung, port = tmp_path / "rung", _free_port()
    key = Keyring.generate()
    (tmp_path / "keys.json").write_text(key.to_json())
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[1])}
    watch = subprocess.Popen(
        [
            sys.executable, "-m", "bot", "watch", "--key", key.public, "--bind", f"127.0.0.1:{port}", "--silence", "3",
            "--command", f"echo $1 >> {rung}",
        ],
        env=environment, stdout=subprocess.DEVNULL,
    )  # fmt: skip
    heart = None
    try:
        _until(lambda: _listens(port))
        heart = _heart(tmp_path, port, environment)
        _until((tmp_path / "beats").exists)
        heart.send_signal(signal.SIGKILL)
        heart.wait()
        _until(lambda: rung.exists() and rung.read_text().split()[-1:] == ["silent"])
        heart = _heart(tmp_path, port, environment)
        _until(lambda: rung.read_text().split()[-1:] == ["well"])
    finally:
        for one in (watch, heart):
            if one is not None:
                one.kill()
                one.wait()


HEART = """
import asyncio, pathlib, sys
from bot import beating
from bot.clock import SystemClock
from referrals.vault import Keyring
folder, port = pathlib.Path(sys.argv[1]), sys.argv[2]
beating.EVERY = 0.5
async def is_well():
    (folder / "beats").touch()
    return True
keys = Keyring.from_json((folder / "keys.json").read_text())
url = f"http://127.0.0.1:{port}/"
asyncio.run(beating.Beating(url, None, keys.signing, SystemClock(), is_well=is_well, mail=None, on_fault=print).run())
"""


def _heart(folder: Path, port: int, environment: dict[str, str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-c", HEART, str(folder), str(port)], env=environment, stdout=subprocess.DEVNULL
    )


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def _listens(port: int) -> bool:
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
        return True
    return False


def _until(true: Any, seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not come"
        time.sleep(0.05)

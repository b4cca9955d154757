"""What the kernel saw between an update's arrival and the answer to Telegram: a power cut would show it."""

from __future__ import annotations

import asyncio
import json
import os
import re
import secrets
import shutil
import signal
import socket
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from bot import installation as installing
from bot.clock import SystemClock
from bot.store import Connection
from bot.store.keyfile import PRAGMAS
from bot.store.sqlite import GUARANTEES
from tests.chaos.living import environment
from tests.world import settings_for, world

CALLS = "read,readv,recvfrom,recvmsg,write,writev,sendto,sendmsg,pwrite64,fdatasync,fsync"


def may_trace() -> bool:
    """Whether strace is here and the kernel lets us use it."""
    strace = shutil.which("strace")
    if strace is None:
        return False
    return subprocess.run([strace, "-e", "trace=none", "true"], capture_output=True, check=False).returncode == 0


@pytest.mark.skipif(not may_trace(), reason="strace is not installed, or the kernel forbids ptrace")
async def test_an_update_is_on_the_disk_before_telegram_is_told(tmp_path: Path) -> None:
    """Between reading the webhook's body and writing its 200 the log is written and an fdatasync of it has returned."""
    folder, secret = tmp_path / "bot", secrets.token_urlsafe(32)
    settings = settings_for(folder, "http://127.0.0.1:9")
    await asyncio.to_thread(installing.make, settings, SystemClock())
    public, private = free_port(), free_port()
    names = {f"AMPARO_{name.upper()}": value for name, value in environment(folder, "http://127.0.0.1:9").items()}
    names |= {
        "AMPARO_PUBLIC_URL": "https://bot.example.org", "AMPARO_WEBHOOK_SECRET": secret, "AMPARO_LOG_LEVEL": "ERROR",
        "AMPARO_PUBLIC_BIND": f"127.0.0.1:{public}", "AMPARO_PRIVATE_BIND": f"127.0.0.1:{private}",
    }  # fmt: skip
    trace = tmp_path / "trace"
    process = await asyncio.create_subprocess_exec(
        "strace", "-f", "-y", "-s", "800", "-e", f"trace={CALLS}", "-o", str(trace), sys.executable,
        str(Path(__file__).with_name("hook_only.py")), cwd=folder, env={**os.environ, **names},
    )  # fmt: skip
    try:
        for number in range(1, 4):
            assert await delivered(public, secret, number) == 200
    finally:
        for traced in children(process.pid):  # strace itself lets nobody stop it while it traces
            os.kill(traced, signal.SIGKILL)
        await asyncio.wait_for(process.wait(), 30)
    lines = trace.read_text(errors="replace").splitlines()
    for number in range(1, 4):
        assert_durable(lines, f"sentence {number} of the trace")


def assert_durable(lines: list[str], words: str) -> None:
    """Read, written to the log, synced, answered: in this order."""
    came = next(n for n, line in enumerate(lines) if words in line and "pwrite64" not in line)
    told = next(n for n, line in enumerate(lines[came:], came) if "HTTP/1.1 200" in line)
    between = lines[came:told]
    written = [n for n, line in enumerate(between) if re.search(r"pwrite64\(\d+<[^>]*amparo\.db-wal>", line)]
    synced = [n for n, line in enumerate(between) if re.search(r"f(data)?sync\(\d+<[^>]*amparo\.db-wal>", line)]
    assert written, "the update was written before the answer"
    assert synced, "and reached the disk before the answer"
    assert max(written) < max(synced)
    ended = next(line for line in between[max(synced) :] if "sync" in line and "= 0" in line)
    assert ended, "the sync had returned"
    assert not any(words in line for line in between if "pwrite64" in line), "and not in clear"


async def delivered(port: int, secret: str, number: int) -> int:
    """Bring one update as Telegram does; wait for the door to open first."""
    person = {"id": 5_000_000_001, "is_bot": False, "first_name": "Ana", "language_code": "en"}
    update = {
        "update_id": number,
        "message": {"message_id": number, "date": 1, "from": person, "chat": {"id": person["id"], "type": "private"},
                    "text": f"sentence {number} of the trace"},
    }  # fmt: skip
    headers = {"X-Telegram-Bot-Api-Secret-Token": secret, "Content-Type": "application/json"}
    async with httpx.AsyncClient() as client:
        for _ in range(600):
            try:
                answer = await client.post(
                    f"http://127.0.0.1:{port}/hook/a", content=json.dumps(update), headers=headers
                )
            except httpx.TransportError:
                await asyncio.sleep(0.05)
                continue
            return answer.status_code
    raise AssertionError("the door never opened")


def children(parent: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{parent}/task/{parent}/children").read_text().split()]


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


async def test_the_running_bot_holds_every_pragma(tmp_path: Path) -> None:
    """Both files answer, in the running product, with what durability and shredding stand on."""

    def asked(c: Connection) -> dict[str, object]:
        return {name: c.exec_driver_sql(f"PRAGMA {name}").scalar_one() for name in GUARANTEES}

    async with world(tmp_path / "bot") as made:
        store = made.service.parts.store
        assert await asyncio.to_thread(lambda: store.transact(asked).result()) == GUARANTEES
        assert store.read(asked) == GUARANTEES
        with made.service.parts.tools.keys._file.writing() as connection:
            found = {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar_one() for name in PRAGMAS}
        assert found == PRAGMAS
        assert GUARANTEES["synchronous"] == PRAGMAS["synchronous"] == 2
        assert GUARANTEES["journal_mode"] == "wal"
        assert PRAGMAS["journal_mode"] == "persist"

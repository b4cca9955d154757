"""The processes that are measured: started, spoken to by webhook, and their CPU read from /proc."""

from __future__ import annotations

import asyncio
import contextlib
import os
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import aiohttp

SECRET = "kT4wQz8LmN2xRv7Ybh3cPd9s"
AT_ONCE = 40
"""Deliveries at one time: what Telegram does unless it is told otherwise."""


@dataclass
class Child:
    """One process that takes updates on a port."""

    name: str
    process: subprocess.Popen[bytes]
    port: int
    session: aiohttp.ClientSession

    def cpu(self) -> float:
        """Seconds of CPU that all its threads have used."""
        threads = Path(f"/proc/{self.process.pid}/task").iterdir()
        return sum(int((thread / "schedstat").read_text().split()[0]) for thread in threads) / 1e9

    async def post(self, body: bytes, path: str = "/hook/a") -> None:
        """Deliver one update as Telegram does."""
        headers = {"Content-Type": "application/json", "X-Telegram-Bot-Api-Secret-Token": SECRET}
        async with self.session.post(f"http://127.0.0.1:{self.port}{path}", data=body, headers=headers) as answer:
            assert answer.status == 200, f"{self.name} answered {answer.status}"

    async def deliver(self, bodies: Iterable[bytes]) -> None:
        """Deliver many, several at a time."""
        waiting: Iterator[bytes] = iter(bodies)

        async def one() -> None:
            for body in waiting:
                await self.post(body)

        await asyncio.gather(*(one() for _ in range(AT_ONCE)))

    async def settle(self) -> None:
        """Wait until what was begun is done: the process rests."""
        used = self.cpu()
        while True:
            await asyncio.sleep(0.15)
            before, used = used, self.cpu()
            if used - before < 0.01:
                return


@contextlib.asynccontextmanager
async def child(name: str, *arguments: str) -> AsyncIterator[Child]:
    """Run `python -m tests.bench.<name> PORT …` until the block ends."""
    port = _free_port()
    process = _begun(name, str(port), *arguments)
    try:
        async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=AT_ONCE)) as session:
            await _listening(process, port)
            yield Child(name, process, port, session)
    finally:
        process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(10)
        if process.poll() is None:
            process.kill()


def _begun(name: str, *arguments: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-m", f"tests.bench.{name}", *arguments])


async def _listening(process: subprocess.Popen[bytes], port: int) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        if process.poll() is not None:
            raise RuntimeError("a process of the bench ended before it listened; its words stand above")
        with contextlib.suppress(OSError):
            _, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.close()
            return
        await asyncio.sleep(0.05)
    raise RuntimeError("a process of the bench does not listen")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def cores() -> int:
    """How many processors the bench may use."""
    return len(os.sched_getaffinity(0))

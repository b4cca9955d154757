"""The floor: the least that a durable webhook bot on the same libraries can do for an update.

    python -m tests.bench.serve_floor PORT API FOLDER

uvicorn and Starlette; the secret is checked; one INSERT by sqlite3 in a writer thread, synchronous=FULL, what waits
sharing a commit as ours does; 200; one bare aiohttp POST. No JSON is read, nothing is sealed or decided.
"""

from __future__ import annotations

import asyncio
import hmac
import sqlite3
import sys
import threading
from pathlib import Path
from queue import Empty, SimpleQueue

import aiohttp
import uvicorn
import uvloop
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tests.bench.children import SECRET

TOKEN = "100004:" + "d" * 35
CALL = b'{"chat_id": 1, "text": "Hello."}'
Row = tuple[bytes, "asyncio.Future[None]"]


class Writer:
    """The one thread that writes."""

    def __init__(self, file: Path) -> None:
        self._file, self._waiting = file, SimpleQueue[Row]()
        self._loop = asyncio.get_running_loop()
        threading.Thread(target=self._run, daemon=True).start()

    def put(self, body: bytes) -> asyncio.Future[None]:
        future: asyncio.Future[None] = self._loop.create_future()
        self._waiting.put((body, future))
        return future

    def _run(self) -> None:
        raw = sqlite3.connect(self._file, isolation_level=None)
        raw.execute("PRAGMA journal_mode = wal")
        raw.execute("PRAGMA synchronous = FULL")
        raw.execute("CREATE TABLE inbox (id INTEGER PRIMARY KEY, body BLOB)")
        while True:
            rows = [self._waiting.get(), *self._others()]
            raw.execute("BEGIN IMMEDIATE")
            for body, _ in rows:
                raw.execute("INSERT INTO inbox (body) VALUES (?)", (body,))
            raw.execute("COMMIT")
            for _, future in rows:
                self._loop.call_soon_threadsafe(future.set_result, None)

    def _others(self) -> list[Row]:
        found: list[Row] = []
        try:
            while True:
                found.append(self._waiting.get_nowait())
        except Empty:
            return found


async def serve(port: int, api: str, folder: Path) -> None:
    writer, calls = Writer(folder / "floor.db"), set[asyncio.Task[None]]()
    headers = {"Content-Type": "application/json"}
    secret = SECRET.encode()
    async with aiohttp.ClientSession() as session:

        async def call() -> None:
            async with session.post(f"{api}/bot{TOKEN}/sendMessage", data=CALL, headers=headers) as answer:
                await answer.read()

        async def hook(request: Request) -> Response:
            if not hmac.compare_digest(request.headers["x-telegram-bot-api-secret-token"].encode(), secret):
                return Response(status_code=403)
            await writer.put(await request.body())
            task = asyncio.ensure_future(call())
            calls.add(task)
            task.add_done_callback(calls.discard)
            return Response(status_code=200)

        web = Starlette(routes=[Route("/hook/a", hook, methods=["POST"])])
        await uvicorn.Server(uvicorn.Config(web, port=port, log_config=None, access_log=False)).serve()


if __name__ == "__main__":
    uvloop.run(serve(int(sys.argv[1]), sys.argv[2], Path(sys.argv[3])))

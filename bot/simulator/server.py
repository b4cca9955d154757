"""uvicorn inside the running event loop: ready when `start` returns, gone when `stop` does.

Signals and logging stay with whoever owns the process.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import socket
from collections.abc import Iterator
from typing import Any, cast

import uvicorn


@contextlib.contextmanager
def _unheard() -> Iterator[None]:
    """Let no line say that an answer was cut off: whoever stops the server meant it."""
    log = logging.getLogger("uvicorn.error")
    before = log.level
    log.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        log.setLevel(before)


class LoopServer:
    """Serves one ASGI application on loopback."""

    def __init__(self, application: Any, host: str = "127.0.0.1") -> None:
        self._application, self._host = application, host
        self._server: uvicorn.Server | None = None
        self._listening: socket.socket | None = None
        self._ended = asyncio.Event()
        self.port = 0

    async def start(self, port: int = 0) -> int:
        """Listen; the port is the one asked for, or a free one for 0."""
        self._listening = socket.socket()
        self._listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self._listening.bind((self._host, port))
        self.port = int(self._listening.getsockname()[1])
        config = uvicorn.Config(
            self._application,
            http="httptools",
            ws="none",
            lifespan="off",
            log_config=None,
            access_log=False,
            server_header=False,
            date_header=False,
            timeout_keep_alive=75,
        )
        config.load()
        self._server = uvicorn.Server(config)
        self._server.lifespan = config.lifespan_class(config)
        await self._server.startup([self._listening])
        return self.port

    async def stop(self) -> None:
        """Stop listening and cut what is open, at once."""
        if self._server is None or self._listening is None:
            return
        server, self._server = self._server, None
        for listener in server.servers:
            listener.close()
        for connection in list(server.server_state.connections):
            cast(Any, connection).transport.abort()
        with _unheard():
            for task in list(server.server_state.tasks):
                task.cancel()
            await asyncio.gather(*server.server_state.tasks, return_exceptions=True)
        self._listening.close()
        self._ended.set()

    async def wait(self) -> None:
        """Return when the server was stopped."""
        await self._ended.wait()

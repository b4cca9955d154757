"""A port of this machine with an application behind it: opened before anything else begins, or refused with the fix.

Only here does a server of ours listen; what it serves is handed in.
"""

from __future__ import annotations

import contextlib
import os
import socket
from collections.abc import Iterator

import uvicorn
from starlette.applications import Starlette

from bot.settings import Problem, SettingsRefused


class Listener(uvicorn.Server):
    """A server on a port that is ours already; without `signals` it leaves them to whoever runs it.

    The library's own handling of them would end a bot a second time, half done.
    """

    def __init__(self, app: Starlette, bind: str, setting: str, *, signals: bool = False) -> None:
        self._socket, self._signals = _opened(bind, setting), signals
        super().__init__(
            uvicorn.Config(app, log_config=None, access_log=False, server_header=False, proxy_headers=False)
        )

    async def serve(self, sockets: list[socket.socket] | None = None) -> None:
        """Serve until `should_exit`."""
        await super().serve(sockets or [self._socket])

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Take the signals only where that was asked for."""
        with super().capture_signals() if self._signals else contextlib.nullcontext():
            yield


def _opened(bind: str, setting: str) -> socket.socket:
    host, _, port = bind.rpartition(":")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host.strip("[]"), int(port)), family=family, backlog=2048)
    except OSError as fault:
        why = os.strerror(fault.errno).lower() if fault.errno and fault.errno > 0 else "no such address"
        what = f"{bind} cannot be opened ({why})."
        raise SettingsRefused([Problem(setting, what, "End what uses it, or name another address.")]) from None

"""The sealed page's place in the demo: a port of its own on loopback, open before the service is there to answer.

The service must know its page's address when it is built, so the port comes first.
"""

from __future__ import annotations

from starlette.applications import Starlette
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from bot.simulator.server import LoopServer


class Door:
    """Listens, and passes everything on to the page once it is known."""

    def __init__(self) -> None:
        self._server = LoopServer(self)
        self._page: Starlette | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on; where there is no page, there is nothing here."""
        await (self._page or Response(status_code=404))(scope, receive, send)

    async def start(self) -> str:
        """Listen on a free port, and give its origin."""
        return f"http://127.0.0.1:{await self._server.start()}"

    def lead_to(self, page: Starlette | None) -> None:
        """From now on this page answers, if there is one."""
        self._page = page

    async def stop(self) -> None:
        """Stop listening."""
        await self._server.stop()

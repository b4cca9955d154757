"""The webhook's door: checks who knocks, keeps the update, and only then says 200.

Its promises, in order: the secret is compared in constant time; nothing is read beyond the limit; the update is
committed; Telegram is answered. Where the store is away it says 503 with `Retry-After`, so Telegram brings the update
again, and the person is answered from memory meanwhile. A bare ASGI endpoint, for this is the busiest line of the
house. It does not know what an update means.
"""

from __future__ import annotations

import asyncio
import hmac
from collections.abc import Callable
from typing import Any, Final

from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from bot.chat.keeping import Keeper

# Telegram's server keeps at most 64 kB of one update.
LARGEST: Final = 256 * 1024
_RETRY_SECONDS: Final = b"5"
_SECRET_HEADER: Final = b"x-telegram-bot-api-secret-token"
_TOO_LARGE: Final = 413


def hook_route(path: str, keeper: Keeper, secret: str, on_kept: Callable[[], None] = lambda: None) -> Route:
    """The route of one bot's webhook; `on_kept` is called after each commit, to wake whoever handles."""
    return Route(path, Hook(keeper, secret, on_kept), methods=["POST"])


class Hook:
    """The endpoint."""

    def __init__(self, keeper: Keeper, secret: str, on_kept: Callable[[], None]) -> None:
        if not secret:
            raise ValueError("a webhook without a secret takes forged updates: set webhook_secret")
        self._keeper, self._secret, self._on_kept = keeper, secret.encode(), on_kept

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one delivery."""
        status, extra = await self._status(scope, receive)
        await send({"type": "http.response.start", "status": status, "headers": [(b"content-length", b"0"), *extra]})
        await send({"type": "http.response.body", "body": b""})

    async def _status(self, scope: Scope, receive: Receive) -> tuple[int, list[tuple[bytes, bytes]]]:
        if not hmac.compare_digest(_header(scope, _SECRET_HEADER), self._secret):
            return 403, []
        length = _header(scope, b"content-length")
        if length.isdigit() and int(length) > LARGEST:
            return _TOO_LARGE, []
        body = await _body(receive)
        if body is None:
            return _TOO_LARGE, []
        try:
            await asyncio.wrap_future(self._keeper.keep([body]))
        except Exception:  # whatever kept it from being stored, Telegram must bring it again
            self._keeper.away([body])
            return 503, [(b"retry-after", _RETRY_SECONDS)]
        self._on_kept()
        return 200, []


def _header(scope: Scope, name: bytes) -> bytes:
    headers: list[tuple[bytes, bytes]] = scope["headers"]
    return next((value for key, value in headers if key == name), b"")


async def _body(receive: Receive) -> bytes | None:
    """The whole body, or None where it is larger than allowed."""
    message: Any = await receive()
    body: bytes = message.get("body", b"")
    if not message.get("more_body"):
        return body if len(body) <= LARGEST else None
    parts = bytearray(body)
    while message.get("more_body"):
        message = await receive()
        parts += message.get("body", b"")
        if len(parts) > LARGEST:
            return None
    return bytes(parts)

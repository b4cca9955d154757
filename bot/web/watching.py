"""The heartbeat's other end: hears the beats of one bot, and says when to ring because they stopped or tell of trouble.

Only a beat that the bot's own key signed counts, of this moment and newer than the last. It knows no store, no chat and
no token, so it can stand on any other machine.
"""

from __future__ import annotations

from typing import Final

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.clock import Clock
from referrals.errors import VaultError
from referrals.vault import WELL, heard

SILENCE: Final = 5 * 60
AGAIN: Final = 15 * 60
"""Seconds between two rings while it lasts: it ends by itself only when a beat says that all is well."""
APART: Final = 120
"""Seconds that the two machines' clocks may differ."""
HEADER: Final = "beat"
SILENT: Final = "silent"


class Watch:
    """What was heard last, and whether somebody must be woken."""

    def __init__(self, public: str, clock: Clock, *, silence: int = SILENCE) -> None:
        self._public, self._clock, self.silence = public, clock, silence
        self._heard = clock.now()
        self._newest = 0
        self._state = WELL
        self._rung: int | None = None

    def hear(self, line: str) -> bool:
        """Take a beat; False for what nobody signed, what is old, and what was heard before."""
        now = self._clock.now()
        try:
            at, state = heard(line, self._public)
        except VaultError:
            return False
        if abs(at - now) > APART or at <= self._newest:
            return False
        self._newest, self._state, self._heard = at, state, now
        return True

    @property
    def trouble(self) -> str | None:
        """`silent`, what the bot says of itself, or None while all is well."""
        if self._clock.now() - self._heard >= self.silence:
            return SILENT
        return None if self._state == WELL else self._state

    def due(self) -> str | None:
        """What to ring for now: trouble that began or lasts, or `well` once after it ended."""
        trouble, now = self.trouble, self._clock.now()
        if trouble is None:
            ended, self._rung = self._rung is not None, None
            return WELL if ended else None
        if self._rung is not None and now - self._rung < AGAIN:
            return None
        self._rung = now
        return trouble


def watch_app(watch: Watch) -> Starlette:
    """Hears beats on any path; what is no beat is told nothing."""

    async def listen(request: Request) -> Response:
        return Response(status_code=204 if watch.hear(request.headers.get(HEADER, "")) else 404)

    return Starlette(routes=[Route("/{anything:path}", listen, methods=["POST"])])

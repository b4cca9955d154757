"""The Bot API over HTTP: one request in, one JSON answer out, a line in the record, and the planned faults.

Knows no method by itself; the table is filled by `messages` and `accounts`.
"""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse

from bot.simulator import accounts, messages
from bot.simulator.calls import METHODS, Call
from bot.simulator.errors import Refused
from bot.simulator.faults import Fault, Faults, FloodLimits, refuse
from bot.simulator.parameters import UPLOAD_LIMIT, Parameters, read_parameters
from bot.simulator.world import BotAccount, World

FILLED_BY = (accounts, messages)
"""Importing these enters their methods into the table."""
_BODY_LIMIT = UPLOAD_LIMIT + 1024 * 1024
HANG_SECONDS = 120.0


@dataclass(slots=True)
class Recorded:
    """One request as it was answered."""

    number: int
    at: float
    bot: str
    method: str
    form: str
    params: dict[str, Any]
    files: dict[str, dict[str, Any]]
    status: int = 0
    result: Any = None
    fault: str = ""

    def json(self) -> dict[str, Any]:
        """For /sim/requests."""
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(slots=True)
class BotApi:
    """The endpoint, with the record of everything asked."""

    world: World
    faults: Faults
    limits: FloodLimits
    requests: list[Recorded] = field(default_factory=list)
    keep: int = 50_000

    async def endpoint(self, request: Request) -> Response:
        """/bot<token>/<method>"""
        bot = self.world.bots.get(request.path_params["token"])
        name = str(request.path_params["method"])
        if bot is None:
            return _refusal(Refused(401))
        try:
            body = await _body(request)
            given = read_parameters(request.headers.get("content-type", ""), request.url.query, body)
        except Refused as refused:
            self._record(bot, name, Parameters({})).status = refused.code
            return _refusal(refused)
        return await self._answered(bot, name, given, request)

    async def _answered(self, bot: BotAccount, name: str, given: Parameters, request: Request) -> Response:
        line = self._record(bot, name, given)
        fault = self.faults.strike(name.lower(), given.integer("chat_id") or None)
        line.fault = fault.kind if fault else ""
        try:
            if fault:
                refuse(fault)
                await asyncio.sleep(fault.retry_after if fault.kind == "slow" else 0)
            line.result = await self.call(bot, name, given)
        except Refused as refused:
            line.status = refused.code
            return _refusal(refused)
        finally:
            self.world.changes.note()
        line.status = 200
        return await _spoilt(fault, line.result, request)

    async def call(self, bot: BotAccount, name: str, given: Parameters) -> Any:
        """Do what a method says; also used for a reply in a webhook's body."""
        function = METHODS.get(name.lower())
        if function is None:
            raise Refused(404, "method not found")
        self.limits.check(bot.id, name.lower(), given.integer("chat_id"))
        result = function(Call(self.world, bot, given))
        return await result if inspect.isawaitable(result) else result

    def _record(self, bot: BotAccount, name: str, given: Parameters) -> Recorded:
        files = {key: {"name": file.name, "size": len(file.content)} for key, file in given.files.items()}
        number = self.requests[-1].number + 1 if self.requests else 1
        line = Recorded(number, self.world.clock.exact(), bot.key, name, given.form, given.tidy(), files)
        self.requests.append(line)
        self.world.changes.note()
        del self.requests[: -self.keep]
        return line

    async def download(self, request: Request) -> Response:
        """/file/bot<token>/<path>"""
        file = self.world.files.by_path(request.path_params["path"])
        if request.path_params["token"] not in self.world.bots or file is None:
            return _refusal(Refused(404))
        headers = {"Content-Length": str(file.size), **SAFE_DOWNLOAD}
        return StreamingResponse(file.chunks(), media_type="application/octet-stream", headers=headers)


SAFE_DOWNLOAD: Mapping[str, str] = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'",
}


async def _body(request: Request) -> bytes:
    pieces, size = [], 0
    async for piece in request.stream():
        size += len(piece)
        if size <= _BODY_LIMIT:
            pieces.append(piece)
    if size > _BODY_LIMIT:
        raise Refused(413)
    return b"".join(pieces)


def _refusal(refused: Refused) -> Response:
    headers = {"Retry-After": str(refused.parameters["retry_after"])} if refused.code == 429 else None
    return JSONResponse(refused.body(), refused.code, headers=headers)


async def _spoilt(fault: Fault | None, result: Any, request: Request) -> Response:
    """The answer, or what a fault makes of it after the work was done."""
    if fault is None or fault.kind == "slow":
        return JSONResponse({"ok": True, "result": result})
    if fault.kind == "garbage":
        return Response("<html>502", media_type="text/html")
    if fault.kind == "hang":
        await _gone(request)
    return CutConnection()


async def _gone(request: Request) -> None:
    """Wait until the client gives up."""

    async def until_disconnected() -> None:
        while (await request.receive())["type"] != "http.disconnect":
            pass

    try:
        await asyncio.wait_for(until_disconnected(), HANG_SECONDS)
    except TimeoutError:
        return


class CutConnection(Response):
    """Ends the connection without an answer."""

    async def __call__(self, _scope: Any, receive: Any, send: Any) -> None:
        """Cut the wire if the server lets us reach it, else break off in the middle of an answer."""
        cycle = getattr(receive, "__self__", None)
        transport = getattr(cycle, "transport", None)
        if transport is not None:
            transport.abort()
            return
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"999")]})

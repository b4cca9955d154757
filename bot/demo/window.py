"""Two readers beside the page, on loopback: what the server can read, and what an officer's key reads.

The first gives the raw rows and opens nothing. The second stands for the officer's own computer. Only the demo's page
may read either, and nobody can write here.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any, Final

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.demo import opening
from bot.demo.officers import Officer
from bot.demo.stage import DESK
from bot.simulator import Simulator
from bot.simulator.server import LoopServer
from bot.store import glass
from bot.wiring import Service
from referrals.errors import VaultError

LOOPBACK: Final = frozenset({"127.0.0.1", "localhost", "::1"})
LONGEST: Final = 40
"""Letters of a column that are shown whole: lanes and ids. Hashes and our own published flows are longer."""
ABOUT_PEOPLE: Final = (
    "cases", "parts", "alerts", "conversations", "inbox", "screens", "messages", "consents", "words", "timers", "jobs",
    "rings", "officers", "record",
)  # fmt: skip
"""Tables that hold something of a person or a case come first; then the keys' names, then the machinery."""

Rows = list[dict[str, Any]]


class Window:
    """Serves both readers once the service is there."""

    def __init__(self) -> None:
        self._server = LoopServer(Starlette(routes=[Route("/rows", self.rows), Route("/open", self.open)]))
        self._page = ""
        self._service: Service | None = None
        self._sim: Simulator | None = None
        self._officers: Mapping[int, Officer] = {}

    async def start(self) -> None:
        """Listen on a free port."""
        await self._server.start()

    async def stop(self) -> None:
        """Stop listening."""
        await self._server.stop()

    def address(self, name: str) -> str:
        """Where a reader is."""
        return f"http://127.0.0.1:{self._server.port}/{name}"

    def show(self, service: Service, sim: Simulator, officers: Sequence[Officer]) -> None:
        """From now on there is something to read."""
        self._page, self._service, self._sim = sim.url, service, sim
        self._officers = {officer.account: officer for officer in officers}

    async def rows(self, request: Request) -> Response:
        """The rows of every table, and the names of the keys."""
        if not self._admits(request):
            return self._answer({"error": "Only the demo's own page may read this."}, 403)
        return self._answer({"tables": await asyncio.to_thread(_rows, self._service) if self._service else {}})

    async def open(self, request: Request) -> Response:
        """What the officer whose phone this is reads in a document of their chat."""
        if not self._admits(request) or self._service is None or self._sim is None:
            return self._answer({"error": "Only the demo's own page may read this."}, 403)
        found = self._document(self._sim, request.query_params)
        if found is None:
            return self._answer({"error": "No officer of the demo has this document."}, 404)
        officer, document = found
        try:
            return self._answer(await asyncio.to_thread(opening.read, self._service, officer, document))
        except VaultError as fault:
            return self._answer({"error": str(fault)}, 422)

    def _document(self, sim: Simulator, asked: Mapping[str, str]) -> tuple[Officer, bytes] | None:
        numbers = [asked.get(name, "") for name in ("chat", "message")]
        if asked.get("bot") != DESK or not all(number.isdecimal() for number in numbers):
            return None
        account, message = map(int, numbers)
        chat = sim.world.chats.get((sim.bot(DESK).id, account))
        said = chat.messages.get(message) if chat is not None else None
        about = said.body.get("document") if said is not None else None
        if about is None or account not in self._officers:
            return None
        return self._officers[account], b"".join(sim.world.files.by_id(about["file_id"]).chunks())

    def _admits(self, request: Request) -> bool:
        origin = request.headers.get("origin")
        return request.url.hostname in LOOPBACK and origin in (None, self._page)

    def _answer(self, value: Any, status: int = 200) -> JSONResponse:
        allowed = {"Access-Control-Allow-Origin": self._page} if self._page else {}
        return JSONResponse(value, status, headers={"Cache-Control": "no-store", "Vary": "Origin", **allowed})


def _rows(service: Service) -> dict[str, Rows]:
    found = service.parts.store.read(lambda c: glass.tables(c, limit=2000))
    people = {name: found.pop(name) for name in ABOUT_PEOPLE if name in found}
    keys: Rows = [{"name": name, "created": created} for name, created in service.installation.keys.list()]
    return {name: [_short(row) for row in rows] for name, rows in (people | {"keys": keys} | found).items()}


def _short(row: dict[str, Any]) -> dict[str, Any]:
    return {name: _cut(value) for name, value in row.items()}


def _cut(value: Any) -> Any:
    if isinstance(value, dict):  # a sealed column: its size says everything that can be said of it
        return {"sealed": value["sealed"]}
    return f"{value[:16]}… ({len(value):,} letters)" if isinstance(value, str) and len(value) > LONGEST else value

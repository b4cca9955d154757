"""The sealed page's door: its files go out; a link is shown; what comes in is sealed already, or refused.

What it promises: a token is read from the body of a request and never from an address; nothing is read beyond the
limit, and nothing large before the page has proved that a link is its own; no request of another origin counts; there
are no cookies, and nothing of an answer may be kept by a browser. Every refusal of a link is the same one. This file
opens nothing and logs nothing.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeVar
from urllib.parse import urlsplit

from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount, Route
from starlette.types import Receive, Scope, Send

from bot.casework import links
from bot.casework.links import LARGEST_FILE, LinkSpent, Place
from bot.casework.seals import Seals
from bot.casework.tools import Tools
from bot.clock import Clock
from bot.store import Connection, Store, StoreUnavailable
from bot.web.bundle import File
from referrals.errors import NoRecipient, RosterRefused, SealFailed

T = TypeVar("T")
PATH: Final = "/page/"
LONGEST_TOKEN: Final = 64
LONGEST_QUESTION: Final = 512
# A file in base64, the words beside it, and the spaces that hide both lengths.
LARGEST: Final = LARGEST_FILE * 4 // 3 * 9 // 8 + 2**20
AT_ONCE: Final = 8
"""Uploads in memory at one time; who comes ninth is asked to come again."""
SILENCE: Final = 60.0
"""Seconds without a byte after which an upload is given up; a slow one is never."""

_POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
)
_OFF: Final = (
    "accelerometer", "autoplay", "browsing-topics", "camera", "clipboard-read", "display-capture",
    "fullscreen", "geolocation", "gyroscope", "hid", "identity-credentials-get", "idle-detection", "local-fonts",
    "magnetometer", "microphone", "midi", "payment", "publickey-credentials-get", "screen-wake-lock", "serial",
    "storage-access", "usb",
)  # fmt: skip
_STATUS: Final[Mapping[type[Exception], int]] = {
    LinkSpent: 410,
    SealFailed: 422,
    ClientDisconnect: 400,
    StoreUnavailable: 503,
    NoRecipient: 503,
    RosterRefused: 503,
}
HEADERS: Final[Mapping[str, str]] = {
    "Content-Security-Policy": _POLICY,
    "Cache-Control": "no-store",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": ", ".join(f"{name}=()" for name in _OFF),
    "Referrer-Policy": "no-referrer",
    "Strict-Transport-Security": "max-age=63072000",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "X-Robots-Tag": "noindex",
}


class _Any:
    """A road for every verb: Starlette's own refusal of one carries none of our headers."""

    def __init__(self, answer: Callable[[Request], Awaitable[Response]]) -> None:
        self._answer = answer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as an endpoint of any method."""
        await (await self._answer(Request(scope, receive, send)))(scope, receive, send)


class _Refused(Exception):
    """A request that is not the page's; the status is all that is said."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


@dataclass
class Door:
    """The three roads of the page."""

    store: Store
    tools: Tools
    seals: Seals
    clock: Clock
    files: Mapping[str, File]
    on_kept: Callable[[], None] = lambda: None
    on_fault: Callable[[str], None] = lambda word: None

    def __post_init__(self) -> None:
        parts = urlsplit(self.tools.page)
        self._origin = f"{parts.scheme}://{parts.netloc}"
        self._uploads = 0

    def routes(self) -> Mount:
        """Where they are."""
        return Mount(
            PATH.rstrip("/"),
            routes=[
                Route("/open", self.open, methods=["POST"]),
                Route("/part", self.part, methods=["POST"]),
                Route("/{name:path}", _Any(self.file)),
            ],
        )

    async def file(self, request: Request) -> Response:
        """One of the page's files, in the smallest coding that the browser takes."""
        if request.method not in ("GET", "HEAD"):
            return _answer(405)
        found = self.files.get(request.path_params["name"])
        if found is None:
            return _answer(404)
        taken = {one.partition(";")[0].strip() for one in request.headers.get("accept-encoding", "").split(",")}
        coding = next((one for one in ("br", "gzip") if one in taken and one in found.codings), "")
        more = {"Content-Encoding": coding} if coding else {}
        return Response(
            found.codings[coding], headers={**HEADERS, **more, "Vary": "Accept-Encoding"}, media_type=found.kind
        )

    async def open(self, request: Request) -> Response:
        """Show a link: binds it to this page, and brings for whom to lock."""
        try:
            token, page = _question(await self._body(request, "application/json", LONGEST_QUESTION))
            told = await self._do(lambda c: links.shown(c, self.tools, self.seals, token, page, self.clock.now()))
        except Exception as fault:  # no fault is shown or logged with what it may hold
            return self._refusal(fault)
        return JSONResponse(told, headers=HEADERS)

    async def part(self, request: Request) -> Response:
        """Take what the page has sealed."""
        page = request.headers.get("x-page", "")[:LONGEST_TOKEN]
        if self._uploads >= AT_ONCE:
            return _answer(503)
        self._uploads += 1
        try:
            place = await self._do(lambda c: links.place_of(c, self.tools, self.seals, page, self.clock.now()))
            body = await self._body(request, "application/octet-stream", LARGEST)
            return await self._keep(place, body)
        except Exception as fault:
            return self._refusal(fault)
        finally:
            self._uploads -= 1

    async def _keep(self, place: Place, body: bytes) -> Response:
        sealed = await asyncio.to_thread(links.wrapped, place, body)
        if not await self._do(lambda c: links.keep(c, place, body, sealed, self.clock.now())):
            raise LinkSpent
        self.on_kept()
        return _answer(200)

    async def _do(self, work: Callable[[Connection], T]) -> T:
        return await asyncio.wrap_future(self.store.transact(work))

    async def _body(self, request: Request, kind: str, most: int) -> bytes:
        """The whole body of a request of the page itself; what is too long is not read to its end."""
        headers = request.headers
        if headers.get("origin") != self._origin or headers.get("sec-fetch-site", "same-origin") != "same-origin":
            raise _Refused(403)
        if headers.get("content-type", "").partition(";")[0] != kind:
            raise _Refused(415)
        length = headers.get("content-length", "")
        if not length.isdigit():
            raise _Refused(411)
        if int(length) > most:
            raise _Refused(413)
        return await _read(request, most)

    def _refusal(self, fault: Exception) -> Response:
        """The status of a fault; of one that nobody foresaw the operator hears by its sort."""
        if isinstance(fault, _Refused):
            return _answer(fault.status)
        status = next((status for sort, status in _STATUS.items() if isinstance(fault, sort)), 500)
        if status >= 500:
            self.on_fault(f"page.{type(fault).__name__}")
        return _answer(status)


async def _read(request: Request, most: int) -> bytes:
    body = bytearray()
    pieces = aiter(request.stream())
    while True:
        try:
            body += await asyncio.wait_for(anext(pieces), SILENCE)
        except StopAsyncIteration:
            return bytes(body)
        except TimeoutError:
            raise _Refused(408) from None
        if len(body) > most:
            raise _Refused(413)


def _question(body: bytes) -> tuple[str, str]:
    try:
        asked: Any = json.loads(body)
        token, page = asked["token"], asked["page"]
    except (ValueError, TypeError, KeyError, RecursionError):
        raise _Refused(400) from None
    if not all(isinstance(one, str) and 16 <= len(one) <= LONGEST_TOKEN for one in (token, page)):
        raise _Refused(400)
    return token, page


def _answer(status: int) -> Response:
    return Response(status_code=status, headers={**HEADERS, **({"Retry-After": "30"} if status == 503 else {})})

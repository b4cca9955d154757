"""The page that looks like phones: a handful of files and the strict headers they come with."""

from __future__ import annotations

from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from bot.simulator.config import PageConfig
from bot.simulator.simapi import LOOPBACK

FOLDER = Path(__file__).parent / "page"
_KINDS = {".html": "text/html", ".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}


def policy(origins: list[str]) -> str:
    """The content security policy: our own files, and the two loopback readers that the demo names."""
    rules = (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        " ".join(["connect-src", "'self'", *origins]),
        "img-src 'self' data: blob:",
        "media-src blob:",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
        "require-trusted-types-for 'script'",
        "trusted-types 'none'",
    )
    return "; ".join(rules)


class Pages:
    """Serves the folder `page`, and nothing else."""

    def __init__(self, config: PageConfig) -> None:
        self._headers = {
            "Content-Security-Policy": policy(config.origins()),
            "Cache-Control": "no-store",
            "Cross-Origin-Opener-Policy": "same-origin",
            "Cross-Origin-Resource-Policy": "same-origin",
            "Permissions-Policy": "microphone=(self), camera=(), geolocation=()",
            "Referrer-Policy": "no-referrer",
            "X-Content-Type-Options": "nosniff",
        }

    def routes(self) -> list[Route]:
        """`/` and the files beside it."""
        return [Route("/", self.index), Route("/page/{name}", self.file)]

    async def index(self, request: Request) -> Response:
        """The page."""
        return self._answer(request, "index.html")

    async def file(self, request: Request) -> Response:
        """A style, script or picture of the page."""
        return self._answer(request, request.path_params["name"])

    def _answer(self, request: Request, name: str) -> Response:
        known = {path.name: path for path in FOLDER.iterdir() if path.suffix in _KINDS}
        if name not in known or request.url.hostname not in LOOPBACK:
            return Response("Not here.", 404, headers=self._headers)
        path = known[name]
        return FileResponse(path, media_type=_KINDS[path.suffix], headers=self._headers)

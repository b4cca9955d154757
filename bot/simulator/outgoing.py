"""One HTTP POST over the standard library's streams: what Telegram's servers do to deliver an update."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

PATIENCE = 60.0
"""Seconds that Telegram waits for a webhook's answer."""
_BODY_LIMIT = 64 * 1024


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    reason: str
    headers: Mapping[str, str]
    body: bytes


async def post(url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
    """Send JSON and read the answer; raises OSError, TimeoutError or ValueError if there is none."""
    async with asyncio.timeout(PATIENCE):
        return await _post(url, body, headers)


async def _post(url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
    parts = urlsplit(url)
    secure = ssl.create_default_context() if parts.scheme == "https" else None
    port = parts.port or (443 if secure else 80)
    reader, writer = await asyncio.open_connection(parts.hostname, port, ssl=secure)
    try:
        writer.write(
            _head(f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}", parts.netloc, body, headers)
        )
        writer.write(body)
        await writer.drain()
        return await _read(reader)
    finally:
        writer.close()


def _head(target: str, host: str, body: bytes, headers: Mapping[str, str]) -> bytes:
    told = {"Host": host, "Content-Type": "application/json", "Content-Length": str(len(body)), **headers}
    lines = [f"POST {target} HTTP/1.1", *(f"{name}: {value}" for name, value in told.items()), "Connection: close"]
    return "\r\n".join([*lines, "", ""]).encode("latin-1")


async def _read(reader: asyncio.StreamReader) -> Answer:
    head = await reader.readuntil(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    _, status, *reason = first.split(" ", 2)
    headers = {
        name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in lines) if name
    }
    body = await reader.read(_BODY_LIMIT)
    while len(body) < _BODY_LIMIT and (more := await reader.read(_BODY_LIMIT)):
        body += more
    return Answer(int(status), reason[0] if reason else "", headers, body)

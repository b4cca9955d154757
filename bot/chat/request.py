"""How the library reaches the Bot API: one keep-alive aiohttp session behind PTB's `BaseRequest` seam.

Only here are sockets to Telegram opened. A tenth of the CPU of PTB's default under load, and nothing is logged: the
URL holds the bot's token, so no exception made here carries another's text. This file does not know what is sent or
to whom.
"""

from __future__ import annotations

import asyncio
import ipaddress
import json
import warnings
from functools import lru_cache
from typing import Any, Final
from urllib.parse import urlsplit

import aiohttp
from aiohttp_socks import ProxyConnector
from telegram import Bot
from telegram.error import NetworkError, TelegramError, TimedOut
from telegram.request import BaseRequest, RequestData
from telegram.warnings import PTBUserWarning
from yarl import URL

TELEGRAM: Final = "https://api.telegram.org"
_CONNECT_SECONDS: Final = 5.0
CALL_SECONDS: Final = 15.0
_UPLOAD_SECONDS: Final = 120.0
# Longer than the pauses of a conversation, so an answer rarely pays for a new TLS handshake.
_KEEPALIVE_SECONDS: Final = 75.0
_POOL: Final = 64
_JSON: Final = {"Content-Type": "application/json"}
_EDITS: Final = ("/editMessageText", "/editMessageCaption", "/editMessageReplyMarkup")
_DONE: Final = b'{"ok":true,"result":true}'

# Raw getUpdates is on purpose (see polling); the library advises against it at every call.
warnings.filterwarnings("ignore", message="Please use 'Bot", category=PTBUserWarning)


class NotConnected(NetworkError):
    """The call never left this machine, so sending it again cannot double anything."""


class Interrupted(NetworkError):
    """The line broke after the call went out: nobody knows whether it was done."""


class TooManyBytes(TelegramError):
    """A download was cut off because it went over the limit that the caller set."""


class AiohttpRequest(BaseRequest):
    """PTB's transport on aiohttp: JSON bodies, multipart only with files, no redirects, perhaps a proxy."""

    def __init__(self, proxy: str | None = None, call_seconds: float = CALL_SECONDS) -> None:
        self._proxy = proxy
        self._timeout = _timeout(call_seconds)
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float | None:
        """Seconds that an ordinary call may take."""
        return self._timeout.total

    async def initialize(self) -> None:
        """Open the session; a second call changes nothing."""
        if self._session is None or self._session.closed:
            self._session = aiohttp.ClientSession(
                connector=connector(self._proxy),
                timeout=self._timeout,
                cookie_jar=aiohttp.DummyCookieJar(),
                trust_env=False,  # a proxy comes from our settings or from nowhere
                proxy=self._proxy if self._proxy and self._proxy.startswith("http") else None,
            )

    async def shutdown(self) -> None:
        """Close the session and its connections."""
        if self._session is not None:
            await self._session.close()

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = BaseRequest.DEFAULT_NONE,
        write_timeout: Any = BaseRequest.DEFAULT_NONE,  # aiohttp has one clock for a whole call
        connect_timeout: Any = BaseRequest.DEFAULT_NONE,
        pool_timeout: Any = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """Make one call and return its status and body; the library judges both."""
        body, headers, timeout = _body(request_data, self._timeout)
        if isinstance(read_timeout, int | float):
            timeout = _timeout(float(read_timeout))
        try:
            async with self._open().request(
                method, _url(url), data=body, headers=headers, timeout=timeout, allow_redirects=False
            ) as answer:
                return answer.status, _unread(url, answer.status, await answer.read())
        except Exception as fault:
            raise _ours(fault) from None

    async def download(self, url: str, limit: int, seconds: float = _UPLOAD_SECONDS) -> bytes:
        """Fetch a file into memory, at most `limit` bytes of it, never onto a disk."""
        received = bytearray()
        try:
            async with self._open().get(URL(url), timeout=_timeout(seconds), allow_redirects=False) as answer:
                if answer.status != 200:
                    raise NetworkError(f"the file server answered {answer.status}")
                async for chunk in answer.content.iter_chunked(64 * 1024):
                    received += chunk
                    if len(received) > limit:
                        raise TooManyBytes("the file is larger than allowed")
        except Exception as fault:
            raise _ours(fault) from None
        return bytes(received)

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """Read an answer; of a message of ours only id, time and chat are kept, for its words need not come back."""
        try:
            answer = json.loads(payload)
        except ValueError:
            raise TelegramError("Invalid server response") from None
        if not isinstance(answer, dict):
            raise TelegramError("Invalid server response")
        result = answer.get("result")
        if isinstance(result, dict) and "message_id" in result and "chat" in result:
            answer["result"] = {name: result[name] for name in ("message_id", "date", "chat") if name in result}
        return answer

    def _open(self) -> aiohttp.ClientSession:
        if self._session is None:
            raise NotConnected("the connection was not opened yet")
        return self._session


def make_bot(token: str, base_url: str = TELEGRAM, proxy: str | None = None, call_seconds: float = CALL_SECONDS) -> Bot:
    """Make the library's Bot on our transport; refuses to send the token in clear over a network."""
    base = base_url.rstrip("/")
    parts = urlsplit(base)
    local = is_loopback(parts.hostname)
    if parts.scheme != "https" and not (parts.scheme == "http" and local):
        raise ValueError("the Bot API address must begin with https:// unless it is on this machine: set telegram_api")
    request = AiohttpRequest(None if local else proxy, call_seconds)
    return Bot(
        token,
        base_url=f"{base}/bot",
        base_file_url=f"{base}/file/bot",
        request=request,
        get_updates_request=request,
    )


def is_loopback(host: str | None) -> bool:
    """Whether a host name or address is this machine itself."""
    if host in ("localhost", "ip6-localhost"):
        return True
    try:
        return ipaddress.ip_address(host or "").is_loopback
    except ValueError:
        return False


def transport(bot: Bot) -> AiohttpRequest:
    """Give the transport under a bot made by `make_bot`."""
    request = bot.request
    if not isinstance(request, AiohttpRequest):
        raise TypeError("this bot was not made by make_bot")
    return request


def _body(
    data: RequestData | None, timeout: aiohttp.ClientTimeout
) -> tuple[Any, dict[str, str] | None, aiohttp.ClientTimeout]:
    if data is None:
        return None, None, timeout
    if not data.contains_files:
        return json.dumps(data.parameters).encode(), _JSON, timeout
    form = aiohttp.FormData()
    for name, value in data.json_parameters.items():
        form.add_field(name, value)
    for name, (filename, content, mime) in (data.multipart_data or {}).items():
        form.add_field(name, content, filename=filename, content_type=mime)
    return form, None, _timeout(_UPLOAD_SECONDS)


def _unread(url: str, status: int, payload: bytes) -> bytes:
    """An edit that was done answers with the message, which nobody reads: say only that it was done.

    The Bot API answers so itself for inline messages, and the library then builds no message (90 µs).
    """
    done = status == 200 and url.endswith(_EDITS) and payload[:16].replace(b" ", b"").startswith(b'{"ok":true,')
    return _DONE if done else payload


@lru_cache(maxsize=256)
def _url(url: str) -> URL:
    return URL(url)


@lru_cache(maxsize=64)
def _timeout(seconds: float) -> aiohttp.ClientTimeout:
    return aiohttp.ClientTimeout(total=seconds, sock_connect=_CONNECT_SECONDS)


def connector(proxy: str | None) -> aiohttp.TCPConnector:
    """A pool of connections, through a SOCKS proxy where there is one; an HTTP proxy is named with each request."""
    options: dict[str, Any] = {"limit": _POOL, "keepalive_timeout": _KEEPALIVE_SECONDS}
    if proxy is None or not proxy.startswith("socks"):
        return aiohttp.TCPConnector(**options)
    # The proxy looks names up, else the network sees which server is meant.
    return ProxyConnector.from_url(proxy.replace("socks5h://", "socks5://", 1), rdns=True, **options)


def _ours(fault: Exception) -> TelegramError:
    """Another library's error in our words: its type at most, for its text may hold the address and so the token."""
    if isinstance(fault, TelegramError):
        return fault
    name = type(fault).__name__
    if isinstance(fault, aiohttp.ConnectionTimeoutError | aiohttp.ClientConnectorError) or "Proxy" in name:
        return NotConnected(name)
    if isinstance(fault, asyncio.TimeoutError):
        return TimedOut()
    return Interrupted(name)

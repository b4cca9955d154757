"""The transport carries calls, leaks no token, and tells what never left from what nobody knows."""

from __future__ import annotations

import asyncio
import pickle
import traceback
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route
from telegram import InputFile
from telegram.error import BadRequest, NetworkError, TelegramError, TimedOut

from bot.chat.request import AiohttpRequest, Interrupted, NotConnected, TooManyBytes, make_bot, transport
from bot.simulator.server import LoopServer

TOKEN = "123456789:AAFakeTokenForTests_0123456789abcdef"
Answer = Callable[[Request], Awaitable[Response]]


class Api:
    """A server whose next answer a test decides."""

    def __init__(self) -> None:
        self.answer: Answer = self._fine
        self.seen: list[tuple[str, str, bytes]] = []
        self.url = ""

    async def _fine(self, request: Request) -> Response:
        message = {"message_id": 9, "date": 1, "chat": {"id": 5, "type": "private"}, "text": "echoed words"}
        return JSONResponse({"ok": True, "result": message})

    async def endpoint(self, request: Request) -> Response:
        body = await request.body()
        self.seen.append((request.url.path, request.headers.get("content-type", ""), body))
        return await self.answer(request)


@pytest.fixture
async def api() -> AsyncIterator[Api]:
    """The server, on loopback."""
    made = Api()
    server = LoopServer(Starlette(routes=[Route("/{path:path}", made.endpoint, methods=["GET", "POST"])]))
    made.url = f"http://127.0.0.1:{await server.start()}"
    yield made
    await server.stop()


@pytest.fixture
async def bot(api: Api) -> AsyncIterator[Any]:
    """The library over our transport."""
    made = make_bot(TOKEN, api.url, call_seconds=0.3)
    await transport(made).initialize()
    yield made
    await transport(made).shutdown()


def shown(fault: BaseException) -> str:
    """Everything that a careless log could print of an exception."""
    return "".join(traceback.format_exception(fault)) + repr(fault) + str(fault)


async def test_an_edit_that_was_done_is_told_as_done(api: Api, bot: Any) -> None:
    """No message is built of an edit's answer, and a refused edit is an error as ever."""
    assert await bot.edit_message_text("words", 5, 9) is True

    async def refused(request: Request) -> Response:
        refusal = {"ok": False, "error_code": 400, "description": "Bad Request: message is not modified"}
        return JSONResponse(refusal, status_code=400)

    async def refused_with_200(request: Request) -> Response:
        return JSONResponse({"ok": False, "error_code": 400, "description": "Bad Request: message is not modified"})

    api.answer = refused
    with pytest.raises(BadRequest, match="not modified"):
        await bot.edit_message_text("words", 5, 9)
    api.answer = refused_with_200
    assert await transport(bot).do_request(f"{api.url}/bot{TOKEN}/editMessageText", "POST") != (
        200,
        b'{"ok":true,"result":true}',
    )


async def test_a_call_is_json_and_its_echo_is_not_kept(api: Api, bot: Any) -> None:
    """Parameters go out as JSON, and of the answer only the id, the time and the chat stay."""
    message = await bot.send_message(5, "words")
    assert api.seen[0][:2] == (f"/bot{TOKEN}/sendMessage", "application/json")
    assert (message.message_id, message.chat.id, message.text) == (9, 5, None)


async def test_a_file_goes_as_multipart(api: Api, bot: Any) -> None:
    """Only a call with a file is multipart, and the bytes are in it as they were."""
    await bot.send_document(5, InputFile(b"\x00age\xff", filename="note.age"), caption="sí")
    _, kind, body = api.seen[0]
    assert kind.startswith("multipart/form-data")
    assert b"\x00age\xff" in body
    assert "sí".encode() in body


@pytest.mark.parametrize("status", [301, 302, 307, 308])
async def test_a_redirect_is_never_followed(api: Api, bot: Any, status: int) -> None:
    """The token goes to nobody else."""

    async def elsewhere(request: Request) -> Response:
        return RedirectResponse("/elsewhere", status_code=status)

    api.answer = elsewhere
    with pytest.raises(TelegramError):
        await bot.send_message(5, "words")
    assert len(api.seen) == 1


async def test_a_timeout_and_a_cut_line_are_unknown_and_no_line_is_not(api: Api, bot: Any) -> None:
    """After the call went out nobody knows; where no connection was made nothing can have been done."""

    async def slow(request: Request) -> Response:
        while (await request.receive())["type"] != "http.disconnect":
            pass
        return Response()

    api.answer = slow
    with pytest.raises(TimedOut) as late:
        await bot.send_message(5, "words")

    class Cut(Response):
        async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
            await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"100")]})
            await send({"type": "http.response.body", "body": b"half"})

    async def half(request: Request) -> Response:
        return Cut()

    api.answer = half
    with pytest.raises(Interrupted) as interrupted:
        await bot.send_message(5, "words")
    nowhere = make_bot(TOKEN, "http://127.0.0.1:9")
    await transport(nowhere).initialize()
    with pytest.raises(NotConnected) as unmade:
        await nowhere.send_message(5, "words")
    await transport(nowhere).shutdown()
    for caught in (late, interrupted, unmade):
        assert TOKEN not in shown(caught.value)
        assert "words" not in str(caught.value)


@pytest.mark.parametrize(("body", "kind"), [(b"not json", TelegramError), (b"[]", TelegramError)])
async def test_an_unreadable_answer_is_an_error_without_the_answer(
    api: Api, bot: Any, caplog: pytest.LogCaptureFixture, body: bytes, kind: type[Exception]
) -> None:
    """Garbage is neither success nor printed."""

    async def garbage(request: Request) -> Response:
        return Response(body)

    api.answer = garbage
    with pytest.raises(kind) as caught:
        await bot.send_message(5, "words")
    assert TOKEN not in shown(caught.value)
    assert "not json" not in str(caught.value) + caplog.text


async def test_a_refusal_is_the_librarys_own_error(api: Api, bot: Any) -> None:
    """Statuses keep the meaning that the library gives them."""

    async def refuse(request: Request) -> Response:
        return JSONResponse({"ok": False, "error_code": 400, "description": "Bad Request: chat not found"}, 400)

    api.answer = refuse
    with pytest.raises(BadRequest, match="Chat not found"):
        await bot.send_message(5, "words")


async def test_a_download_is_cut_off_at_its_limit(api: Api, bot: Any) -> None:
    """A file that grows beyond the limit is not read on."""

    async def file(request: Request) -> Response:
        return Response(b"x" * 300_000)

    api.answer = file
    carrier = transport(bot)
    assert len(await carrier.download(f"{api.url}/file/bot{TOKEN}/a", 300_000)) == 300_000
    with pytest.raises(TooManyBytes) as caught:
        await carrier.download(f"{api.url}/file/bot{TOKEN}/a", 299_999)
    assert TOKEN not in shown(caught.value)


async def test_a_call_before_the_start_says_so() -> None:
    """Without a session nothing is sent, and the error says that nothing left."""
    with pytest.raises(NotConnected):
        await make_bot(TOKEN, "http://127.0.0.1:9").send_message(5, "words")


@pytest.mark.parametrize(
    "address", ["http://api.example.org", "ftp://127.0.0.1", "api.telegram.org", "http://127.0.0.1.evil.org"]
)
def test_the_token_never_travels_readably(address: str) -> None:
    """An address that is neither https nor this machine is refused with the fix."""
    with pytest.raises(ValueError, match="set telegram_api"):
        make_bot(TOKEN, address)


@pytest.mark.parametrize("proxy", ["socks5://127.0.0.1:9", "socks5h://127.0.0.1:9", "http://127.0.0.1:9"])
async def test_a_proxy_is_used_and_its_failure_leaks_nothing(proxy: str) -> None:
    """With a proxy that does not answer no other way is tried."""
    bot = make_bot(TOKEN, "https://api.telegram.invalid", proxy)
    await transport(bot).initialize()
    with pytest.raises(NotConnected) as caught:
        await bot.send_message(5, "words")
    await transport(bot).shutdown()
    assert TOKEN not in shown(caught.value)


async def test_a_socks_proxy_carries_the_call_with_the_name_unresolved(api: Api) -> None:
    """The proxy is asked for the name itself, so the network does not see which server is meant."""
    asked: list[bytes] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readexactly(3)
        writer.write(b"\x05\x00")
        head = await reader.readexactly(5)
        asked.append(head[3:4] + await reader.readexactly(head[4] + 2))
        writer.write(b"\x05\x01\x00\x01" + b"\x00" * 6)
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    bot = make_bot(TOKEN, "https://api.telegram.invalid", f"socks5h://127.0.0.1:{port}")
    await transport(bot).initialize()
    with pytest.raises(NetworkError):
        await bot.send_message(5, "words")
    await transport(bot).shutdown()
    server.close()
    assert asked == [b"\x03api.telegram.invalid\x01\xbb"]


def test_it_cannot_be_pickled_with_its_token() -> None:
    """The library's Bot refuses to be written down."""
    with pytest.raises(pickle.PicklingError):
        pickle.dumps(make_bot(TOKEN, "http://127.0.0.1:9"))


def test_the_transport_belongs_to_our_bots_only() -> None:
    """Downloading through a bot made otherwise is a mistake that is said."""
    assert isinstance(transport(make_bot(TOKEN, "http://127.0.0.1:9")), AiohttpRequest)

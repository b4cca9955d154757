"""/sim: act as people, move the clock, plan faults, read what happened. For the page and for tools of other languages.

Only for this computer: another site's page in the same browser can neither write (JSON only, own origin only) nor read.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from bot.simulator import people
from bot.simulator.acting import act
from bot.simulator.botapi import SAFE_DOWNLOAD, BotApi
from bot.simulator.config import PageConfig
from bot.simulator.errors import NoSuchThing, Refused
from bot.simulator.faults import Fault
from bot.simulator.views import bot_view, bubble, chat_view, person_view
from bot.simulator.world import JSON, Account, Chat

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
_LONGEST_WAIT = 30.0

Handler = Callable[[Request], Awaitable[Any]]


class Misuse(ValueError):
    """A request to /sim that makes no sense; the text says what is wanted."""


def guarded(handler: Handler) -> Callable[[Request], Awaitable[Response]]:
    """Refuse other hosts and origins, answer JSON, and turn mistakes into sentences."""

    async def answer(request: Request) -> Response:
        if request.url.hostname not in LOOPBACK or not _own_origin(request):
            return JSONResponse({"error": "Only this computer's own page may ask."}, 403)
        if request.method == "POST" and not request.headers.get("content-type", "").startswith("application/json"):
            return JSONResponse({"error": "Send application/json."}, 415)
        try:
            result = await handler(request)
        except NoSuchThing as missing:
            return JSONResponse({"error": str(missing)}, 404)
        except (ValueError, TypeError, KeyError) as wrong:
            return JSONResponse({"error": f"{type(wrong).__name__}: {wrong}"}, 400)
        except Refused as refused:
            return JSONResponse({"error": refused.description}, 400)
        return result if isinstance(result, Response) else JSONResponse(result, headers={"Cache-Control": "no-store"})

    return answer


def _own_origin(request: Request) -> bool:
    origin = request.headers.get("origin")
    return origin is None or urlsplit(origin).netloc == request.url.netloc


async def _asked(request: Request) -> JSON:
    body = await request.body()
    asked = await request.json() if body else {}
    if not isinstance(asked, dict):
        raise Misuse("send one JSON object")
    return asked


class SimApi:
    """The handlers of /sim."""

    def __init__(self, api: BotApi, config: PageConfig) -> None:
        self._api, self._world, self._config = api, api.world, config

    def routes(self) -> list[Route]:
        """What /sim holds."""
        return [
            Route("/sim/config", guarded(self.config)),
            Route("/sim/state", guarded(self.state)),
            Route("/sim/clock", guarded(self.clock), methods=["GET", "POST"]),
            Route("/sim/requests", guarded(self.requests)),
            Route("/sim/faults", guarded(self.faults), methods=["GET", "POST"]),
            Route("/sim/people", guarded(self.people), methods=["GET", "POST"]),
            Route("/sim/groups", guarded(self.groups), methods=["POST"]),
            Route("/sim/updates/{bot}", guarded(self.inject), methods=["POST"]),
            Route("/sim/file/{file}", guarded(self.file)),
            Route("/sim/chat/{bot}/{chat:int}", guarded(self.chat)),
            Route("/sim/chat/{bot}/{chat:int}/{action}", guarded(self.act), methods=["POST"]),
        ]

    async def config(self, _request: Request) -> JSON:
        """What the page needs to begin."""
        return self._config.json() | {"bots": [bot.key for bot in self._world.bots.values()]}

    async def state(self, request: Request) -> JSON:
        """Everything phones show; with `since` and `wait`, what changed after that count, as soon as it did."""
        since = int(request.query_params.get("since", -1))
        wait = min(float(request.query_params.get("wait", 0)), _LONGEST_WAIT)
        if since >= 0:
            await self._world.changes.after(since, wait)
        everyone = [person_view(person) for person in self._world.people.values()]
        return {
            "count": self._world.changes.count,
            "clock": self._clock(),
            "people": everyone,
            "bots": {
                bot.key: {language: bot_view(bot, language) for language in self._config.languages}
                for bot in self._world.bots.values()
            },
            "chats": [chat_view(self._world, chat, since) for chat in self._world.chats.values()],
            "faults": self._planned(),
        }

    def _clock(self) -> JSON:
        return {"now": self._world.clock.exact(), "offset": self._world.clock.offset}

    async def clock(self, request: Request) -> JSON:
        """Read the clock (`known` and `wait`: as soon as the offset differs), or move it (`forward`, `offset`)."""
        clock = self._world.clock
        if request.method == "GET":
            await self._moved(request.query_params.get("known"), float(request.query_params.get("wait", 0)))
            return self._clock()
        asked = await _asked(request)
        if "forward" in asked:
            clock.move(float(asked["forward"]))
        elif "offset" in asked:
            clock.set(float(asked["offset"]))
        else:
            raise Misuse("say `forward` (seconds) or `offset` (seconds)")
        return self._clock()

    async def _moved(self, known: str | None, wait: float) -> None:
        if known is None:
            return
        try:
            async with asyncio.timeout(min(wait, _LONGEST_WAIT)):
                while self._world.clock.offset == float(known):
                    await self._world.changes.after(self._world.changes.count, _LONGEST_WAIT)
        except TimeoutError:
            return

    async def requests(self, request: Request) -> JSON:
        """The record of what the bots asked, from a number on."""
        since = int(request.query_params.get("since", 0))
        return {"requests": [line.json() for line in self._api.requests if line.number > since]}

    def _planned(self) -> JSON:
        planned = [
            {"kind": fault.kind, "method": fault.method, "times": fault.times} for fault in self._api.faults.planned
        ]
        return {"planned": planned, "limits": self._api.limits.on}

    async def faults(self, request: Request) -> JSON:
        """Plan a fault (`kind`, `method`, `times`, `retry_after`), disorder (`repeat`, `swap`: a bot) or `limits`."""
        asked = await _asked(request) if request.method == "POST" else {}
        if "kind" in asked:
            told = (str(asked["kind"]), str(asked.get("method", "")), int(asked.get("times", 1)))
            self._api.faults.plan(Fault(*told, retry_after=int(asked.get("retry_after", 1))))
        if "limits" in asked:
            self._api.limits.on = bool(asked["limits"])
        if "repeat" in asked:
            self._world.bot(asked["repeat"]).updates.repeat_next += 1
        if "swap" in asked:
            self._world.bot(asked["swap"]).updates.swap_next += 1
        if asked.get("clear"):
            self._api.faults.planned = []
        self._world.changes.note()
        return self._planned()

    async def inject(self, request: Request) -> JSON:
        """Queue an update as given, parsable or not."""
        bot = self._world.bot(request.path_params["bot"])
        return {"update_id": bot.updates.inject(await _asked(request))}

    async def people(self, request: Request) -> Any:
        """Everyone, or a new person with an empty chat."""
        if request.method == "GET":
            return [person_view(person) for person in self._world.people.values()]
        asked = await _asked(request)
        person = self._world.add_person(
            str(asked["name"]), str(asked.get("language", "en")), side=str(asked.get("side", ""))
        )
        for key in asked.get("bots") or [asked["bot"]]:
            self._world.private_chat(self._world.bot(key), person)
        return person_view(person)

    async def groups(self, request: Request) -> JSON:
        """A new group with a bot and people."""
        asked = await _asked(request)
        members = [self._person(int(number)) for number in asked["members"]]
        chat = people.add_to_group(self._world, self._world.bot(asked["bot"]), str(asked["title"]), members)
        return chat_view(self._world, chat)

    def _person(self, number: int) -> Account:
        if number not in self._world.people:
            raise NoSuchThing(f"no person has the number {number}")
        return self._world.people[number]

    async def file(self, request: Request) -> Response:
        """A file's bytes, never shown as a page."""
        file = self._world.files.by_id(request.path_params["file"])
        headers = {"Content-Length": str(file.size), "Content-Disposition": "attachment", **SAFE_DOWNLOAD}
        return StreamingResponse(file.chunks(), media_type="application/octet-stream", headers=headers)

    def _chat(self, request: Request) -> Chat:
        bot = self._world.bot(request.path_params["bot"])
        number = int(request.path_params["chat"])
        found = self._world.chats.get((bot.id, number))
        return found or self._world.private_chat(bot, self._person(number))

    async def chat(self, request: Request) -> JSON:
        """One chat as phones show it."""
        return chat_view(self._world, self._chat(request))

    async def act(self, request: Request) -> Any:
        """Do what a person does; `by` names the member in a group."""
        chat, asked = self._chat(request), await _asked(request)
        by = self._person(int(asked["by"])) if "by" in asked else None
        action = str(request.path_params["action"])
        if action == "press":
            return await self._press(chat, asked, by)
        sent = act(action, self._world, chat, asked, by)
        return bubble(self._world, sent).json() if sent else {"done": action}

    async def _press(self, chat: Chat, asked: JSON, by: Account | None) -> JSON:
        label, data, number = asked.get("label"), asked.get("data"), asked.get("message")
        message, button = people.find_button(chat, label, data, number)
        press = people.press(self._world, chat, message, str(button.get("callback_data", "")), by)
        wait = min(float(asked.get("wait", 0)), _LONGEST_WAIT)
        try:
            async with asyncio.timeout(wait):
                while press.answer is None:
                    await self._world.changes.after(self._world.changes.count, wait)
        except TimeoutError:
            pass
        return {"press": press.id, "answer": press.answer}

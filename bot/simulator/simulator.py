"""The whole stand-in as one object: made, started on a free port, stopped; with helpers for tests."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Self

from starlette.applications import Starlette
from starlette.routing import Route

from bot.simulator import people
from bot.simulator.botapi import BotApi, Recorded
from bot.simulator.config import PageConfig
from bot.simulator.driver import PATIENCE, Person, eventually
from bot.simulator.faults import Fault, Faults, FloodLimits
from bot.simulator.pages import Pages
from bot.simulator.server import LoopServer
from bot.simulator.simapi import SimApi
from bot.simulator.webhook import Delivery
from bot.simulator.world import BotAccount, World

Tokens = str | Sequence[str] | Mapping[str, str]


def _named(tokens: Tokens) -> Mapping[str, str]:
    if isinstance(tokens, Mapping):
        return tokens
    listed = [tokens] if isinstance(tokens, str) else list(tokens)
    return {f"bot{number}" if number else "bot": token for number, token in enumerate(listed)}


class Simulator:
    """A Bot API on loopback for some bots, and the people who write to them."""

    def __init__(self, tokens: Tokens, page: PageConfig | None = None) -> None:
        self.world = World(_named(tokens))
        self.faults = Faults()
        self.limits = FloodLimits(self.world.clock)
        self.api = BotApi(self.world, self.faults, self.limits)
        self.page = page or PageConfig()
        for side in self.page.sides:
            self.person(side.bot, side.name or side.side.title(), side.language, side=side.side)
        self.deliveries = {bot.key: Delivery(self.world, bot, self.api.call) for bot in self.world.bots.values()}
        self._delivering: list[asyncio.Task[None]] = []
        self._server: LoopServer | None = None

    def application(self) -> Starlette:
        """The ASGI application, for whoever serves it otherwise."""
        both = ["GET", "POST"]
        return Starlette(
            routes=[
                Route("/bot{token}/test/{method}", self.api.endpoint, methods=both),
                Route("/bot{token}/{method}", self.api.endpoint, methods=both),
                Route("/file/bot{token}/{path:path}", self.api.download),
                *SimApi(self.api, self.page).routes(),
                *Pages(self.page).routes(),
            ]
        )

    async def start(self, port: int = 0) -> Self:
        """Listen on loopback."""
        self._server = LoopServer(self.application())
        await self._server.start(port)
        loop = asyncio.get_running_loop()
        self._delivering = [loop.create_task(delivery.run()) for delivery in self.deliveries.values()]
        return self

    async def stop(self) -> None:
        """End everything at once."""
        for task in self._delivering:
            task.cancel()
        await asyncio.gather(*self._delivering, return_exceptions=True)
        if self._server is not None:
            await self._server.stop()

    async def wait(self) -> None:
        """Return when it was stopped."""
        if self._server is not None:
            await self._server.wait()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    @property
    def url(self) -> str:
        """Where the Bot API is: clients add /bot<token>/<method>."""
        if self._server is None:
            raise RuntimeError("start the simulator first")
        return f"http://127.0.0.1:{self._server.port}"

    @property
    def requests(self) -> list[Recorded]:
        """Every request of every bot, oldest first."""
        return self.api.requests

    def calls(self, method: str) -> list[Recorded]:
        """The requests of one method."""
        return [line for line in self.requests if line.method.lower() == method.lower()]

    def bot(self, key: str = "bot") -> BotAccount:
        """A bot by key or token."""
        return self.world.bot(key)

    def person(
        self, bot: str = "bot", name: str = "Ana", language: str = "en", username: str | None = None, side: str = ""
    ) -> Person:
        """A new person with an empty chat with the bot."""
        account = self.world.add_person(name, language, username, side)
        return Person(self.world, self.world.private_chat(self.bot(bot), account), account)

    def group(self, bot: str, title: str, *members: Person) -> list[Person]:
        """A new group with the bot and these people; each comes back as a member of it."""
        chat = people.add_to_group(self.world, self.bot(bot), title, [member.account for member in members])
        return [Person(self.world, chat, member.account) for member in members]

    def forward_clock(self, seconds: float) -> None:
        """Move this world's clock forward."""
        self.world.clock.move(seconds)

    def fail(
        self, kind: str, method: str = "", times: int = 1, *, retry_after: int = 1, chat: int | None = None
    ) -> None:
        """Plan a fault: 429, 500, 502, hang, drop or garbage."""
        self.faults.plan(Fault(kind, method, times, retry_after, chat))

    def repeat_next(self, bot: str = "bot", times: int = 1) -> None:
        """Deliver the next batch of updates twice, though it was confirmed."""
        self.bot(bot).updates.repeat_next += times

    def swap_next(self, bot: str = "bot", times: int = 1) -> None:
        """Deliver the next update only after the one that follows it."""
        self.bot(bot).updates.swap_next += times

    def inject(self, update: dict[str, Any], bot: str = "bot") -> int:
        """Queue an update as given, parsable or not; returns its id."""
        return self.bot(bot).updates.inject(update)

    async def wait_until(self, look: Callable[[], Any], seconds: float = PATIENCE) -> Any:
        """The first true thing that `look` returns, looking again after each change of this world."""
        return await eventually(self.world, look, seconds, lambda: f"did not happen in {seconds} s")

    async def wait_for_call(self, method: str, count: int = 1, seconds: float = PATIENCE) -> Recorded:
        """The count-th answered request of a method."""

        def look() -> Recorded | None:
            answered = [line for line in self.calls(method) if line.status]
            return answered[count - 1] if len(answered) >= count else None

        found: Recorded = await self.wait_until(look, seconds)
        return found

    async def wait_for_held(self, method: str, seconds: float = PATIENCE) -> Recorded:
        """The newest request of a method that came and is still unanswered: a long poll that is being held."""

        def look() -> Recorded | None:
            return next((line for line in reversed(self.calls(method)) if not line.status), None)

        found: Recorded = await self.wait_until(look, seconds)
        return found

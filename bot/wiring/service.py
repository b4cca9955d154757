"""One running bot: both bots' transports over one store and one key store, every part made, then joined.

The demo and the tests build the same service as `amparo run`, with another clock and the simulator's address.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from starlette.applications import Starlette

from bot import logs
from bot.alerts import letters
from bot.alerts.waking import Waking
from bot.beating import Beating
from bot.card_only import CardOnly
from bot.casework.turn import DEFENDERS, OFFICERS
from bot.chat import Bot
from bot.chat.answering import Answerer
from bot.chat.drift import Lookout
from bot.chat.hook import hook_route
from bot.clock import Clock, SystemClock
from bot.duties import Duties
from bot.errands import Errands
from bot.handling import Handling
from bot.installation import Installation
from bot.leader import Leader
from bot.sweeping import Sweeping
from bot.web import bundle
from bot.web.health import health_app
from bot.web.pages import Door
from bot.wiring.ends import HOOKS, bots_of, keeper_of, polling_of, proxy_of, sender_of
from bot.wiring.parts import HOUR, parts_of


class Service:
    """One running bot."""

    def __init__(
        self, installation: Installation, clock: Clock | None = None, *, demo: bool = False,
        bots: Mapping[str, Bot] | None = None,
    ) -> None:  # fmt: skip
        self.settings = settings = installation.settings
        self.installation = installation
        self.clock = clock or SystemClock()
        self.log = logs.get_log("service")
        self.faults: dict[str, int] = {}
        self.parts = parts = parts_of(installation, self.clock, self.fault, demo=demo)
        store, tools, seals = parts.store, parts.tools, parts.seals
        self.bots = dict(bots) if bots is not None else bots_of(settings)
        self.answerers = {source: Answerer(bot) for source, bot in self.bots.items()}
        self.lookout = Lookout(self.bots, _addresses(self), self.clock.now, self.fault)
        self.card_only = CardOnly(store, tools, self.clock, self.bots, self.answerers, self._works)
        self.keepers = {source: keeper_of(source, parts, self.card_only.answer) for source in self.bots}
        self.senders = {source: sender_of(source, bot, parts) for source, bot in self.bots.items()}
        self.handling = Handling(
            store, tools, seals, self.clock, on_fault=self.fault, on_tap=self._tapped, on_done=self._handled,
            on_away=lambda source, body: self.keepers[source].away([body]),
        )  # fmt: skip
        self.duties = Duties(store, tools, seals, installation.keys, self.fault)
        self.errands = Errands(store, tools, seals, self.bots, self.clock, self.fault)
        ages = {DEFENDERS: settings.retention.sweep_hours * HOUR, OFFICERS: settings.retention.summons_hours * HOUR}
        self.sweeping = Sweeping(store, self.bots, self.errands.address, self.clock, self.fault, ages)
        self.waking = Waking(store, tools, self.clock, self.fault)
        self.leader = Leader(
            store, self.clock, self.duties, self._running(), on_fault=self.fault, on_rung=self._wake_senders,
            copy=installation.copy_keys,
        )  # fmt: skip
        url, mail = settings.heartbeat_url, settings.mail
        self.beating = Beating(
            url.get_secret_value() if url is not None else None, proxy_of(settings), installation.keyring.signing,
            self.clock, is_well=self.card_only.is_well, on_fault=self.fault,
            mail=partial(letters.send, mail, mail.operators) if mail.host and mail.operators else None,
        )  # fmt: skip

    def _running(self) -> list[Callable[[], Any]]:
        """What only the leader runs."""
        running: list[Callable[[], Any]] = [sender.run for sender in self.senders.values()]
        running += [self.errands.run, self.sweeping.run, self.waking.run, self.lookout.run]
        if not self.settings.webhook:
            running += [
                polling_of(source, bot, self.keepers[source], self.parts, self.handling.wake)
                for source, bot in self.bots.items()
            ]
        return running

    # -- joins

    def fault(self, word: str) -> None:
        """A fault, as one constant word: counted, logged, shown by health; never with content."""
        self.faults[word] = self.faults.get(word, 0) + 1
        self.log.warning("fault", error=word)

    def _works(self) -> bool:
        """Whether Telegram is reached and, if this one leads, what calls officers rings."""
        if self.leader.is_stuck:
            self.fault("leader.stuck")
        return self.lookout.reached and not self.leader.is_stuck

    def _tapped(self, source: str, callback: str, at: int) -> None:
        self.answerers[source].answer(callback)

    def _handled(self, sources: set[str]) -> None:
        """Wake whoever sends what follows: officers' words go to both bots; what rings for officers, by the leader."""
        if OFFICERS in sources:
            self._wake_senders()
        else:
            self.senders[DEFENDERS].wake()
        self.leader.wake()

    def _wake_senders(self) -> None:
        for sender in self.senders.values():
            sender.wake()

    # -- running

    async def start(self) -> None:
        """Open the lines to Telegram; the store is asked for only when something comes."""
        await self.lookout.open()

    async def run(self) -> None:
        """Run until cancelled."""
        tasks: list[asyncio.Task[None]] = []
        try:
            await self.start()
            tasks += [asyncio.create_task(one.run()) for one in (self.handling, self.leader, self.beating)]
            await asyncio.gather(*tasks)
        finally:
            for task in tasks:
                if not task.cancelling():  # a second one would cut off the leader while it lets go of its lease
                    task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            await self.stop()

    async def stop(self) -> None:
        """Let what is on its way arrive, then let go."""
        for sender in self.senders.values():
            await sender.drain()
        for answerer in self.answerers.values():
            await answerer.close()
        for bot in self.bots.values():
            await bot.shutdown()

    # -- doors

    def hooks(self) -> Starlette:
        """The public application: the webhooks and nothing else."""
        secret = self.settings.webhook_secret
        given = secret.get_secret_value() if secret is not None else ""
        return Starlette(
            routes=[hook_route(HOOKS[source], self.keepers[source], given, self.handling.wake) for source in self.bots]
        )

    def page(self) -> Starlette | None:
        """The public application's other half: the sealed page, where there is one."""
        parts = self.parts
        if not parts.tools.page:
            return None
        files = bundle.files(parts.tools.keyring.public, parts.tools.words, parts.tools.languages)
        door = Door(parts.store, parts.tools, parts.seals, self.clock, files, self.handling.wake, self.fault)
        return Starlette(routes=[door.routes()])

    def public(self) -> Starlette | None:
        """Everything that the network may reach; None if that is nothing."""
        apps = [*([self.hooks()] if self.settings.webhook else []), *([page] if (page := self.page()) else [])]
        return Starlette(routes=[route for app in apps for route in app.routes]) if apps else None

    def health(self) -> Starlette:
        """The private application: health and metrics."""
        leads = lambda: self.leader.leads  # noqa: E731 - the leader changes it
        return health_app(self.parts.store, self.faults, leads, self.clock, self.card_only.is_well)


def _addresses(service: Service) -> dict[str, str]:
    """Where Telegram is to bring each bot's updates; nowhere, where they are asked for."""
    base = service.settings.public_url.rstrip("/")
    return {source: f"{base}{HOOKS[source]}" for source in service.bots} if service.settings.webhook else {}

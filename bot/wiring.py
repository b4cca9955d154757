"""The circuit plan: every part is made here, then joined. No rule lives here.

`Service` is one running bot: both bots' transports over one store and one key store. The demo and the tests build the
same service as `amparo run`, with another clock and the simulator's address.
"""

from __future__ import annotations

import asyncio
import contextlib
import signal
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Final

import uvicorn
from starlette.applications import Starlette
from uvicorn.loops.auto import auto_loop_factory

from bot import hours, logs, shelf
from bot.alerts import letters
from bot.alerts.waking import Waking
from bot.beating import Beating
from bot.casework import waiting
from bot.casework.epochs import Epochs
from bot.casework.seals import Seals, open_json, seal_json
from bot.casework.tools import Operator, Tools, Withdrawals
from bot.casework.turn import DEFENDERS, OFFICERS
from bot.chat import Bot, drift, profile
from bot.chat.answering import Answerer
from bot.chat.delivery import deliver
from bot.chat.hook import hook_route
from bot.chat.keeping import Keeper
from bot.chat.polling import Poller
from bot.chat.ports import SealGone
from bot.chat.reading import Unreadable, read
from bot.chat.rendering import draw
from bot.chat.request import make_bot
from bot.chat.sending import Sender
from bot.clock import Clock, SystemClock
from bot.conversation import memory, signs
from bot.duties import Duties
from bot.errands import Errands
from bot.handling import Handling
from bot.installation import Installation, open_, refuse_old_tables
from bot.leader import Leader
from bot.places import Places
from bot.publishing import publish
from bot.settings import Settings
from bot.store import Connection, Store, StoreUnavailable, counters, messages
from bot.store.screens import Screen
from bot.sweeping import Sweeping
from bot.web import bundle
from bot.web.health import health_app
from bot.web.pages import PATH, Door
from bot.wording import Words
from referrals import ladder, retention
from referrals.errors import KeyGone, NoRecipient, RosterRefused, SealBroken
from referrals.vault import lane_of, seal_row

SOURCES: Final = (DEFENDERS, OFFICERS)
HOOKS: Final = {DEFENDERS: "/hook/a", OFFICERS: "/hook/b"}
HOUR: Final = 3600


@dataclass(frozen=True)
class Parts:
    """What the service is made of, before it runs."""

    store: Store
    tools: Tools
    seals: Seals
    clock: Clock
    on_fault: Callable[[str], None]


def parts_of(installation: Installation, clock: Clock, on_fault: Callable[[str], None], *, demo: bool = False) -> Parts:
    """Build the conversation's tools from an installation."""
    settings = installation.settings
    words = Words.load()
    epochs = Epochs(installation.keys)
    current = publish(installation.store, clock.now())
    places = Places(settings.server_key_file.parent, words, settings.organisation.line_number)
    tools = Tools(
        keyring=installation.keyring,
        keys=installation.keys,
        epochs=epochs,
        words=words,
        releases=current,
        languages=tuple(one for one in settings.organisation.languages if one in words.languages) or words.languages,
        directory=places.directory,
        triage=shelf.load_directory().triage,
        numbers=places.numbers,
        roster=installation.roster,
        withdrawals=Withdrawals(places.version, places.gone, places.called),
        operator=Operator(
            settings.organisation.name, settings.organisation.address, demo, settings.organisation.country
        ),
        schedule=_schedule(settings),
        zone=settings.organisation.timezone,
        digest_at=(*settings.ladder.quiet_at, "")[0],
        terms=_terms(settings),
        page=page_address(settings),
        silence={"T0": settings.ladder.t0_silence, "T1": settings.ladder.t1_silence},
    )
    return Parts(installation.store, tools, Seals(installation.keys), clock, on_fault)


def page_address(settings: Settings) -> str:
    """Where the sealed page is for a person: nowhere, if no address is set or it was not built."""
    base = settings.page_origin or settings.public_url
    return f"{base.rstrip('/')}{PATH}" if base and bundle.is_built() else ""


def _schedule(settings: Settings) -> ladder.Schedule:
    """The operator's own steps of ringing."""
    s, default = settings, ladder.DEFAULT.rungs
    t0 = (s.ladder.t0_every, s.ladder.t0_second, s.ladder.t0_everyone, s.ladder.t0_last, s.ladder.t0_endless)
    t1 = (s.ladder.t1_every, s.ladder.t1_second, s.ladder.t1_everyone, s.ladder.t1_last, s.ladder.t1_endless)
    calm = replace(
        default["T2"], second=s.ladder.t2_everyone // 2, everyone=s.ladder.t2_everyone, last=s.ladder.t2_last
    )  # fmt: skip
    rungs = {**default, "T0": ladder.Rungs(*t0), "T1": ladder.Rungs(*t1), "T2": calm}
    later = dict.fromkeys(("T2", "T3", "TX"), s.ladder.t2_pause)
    pause = {"T0": s.ladder.t0_pause, "T1": s.ladder.t1_pause, **later}
    return ladder.Schedule(rungs, pause, hours.next_quiet(s.ladder.quiet_at, s.organisation.timezone))


def _terms(settings: Settings) -> retention.Terms:
    """The operator's own terms, none longer than what the texts promise."""
    return retention.Terms.of(
        {
            "draft": settings.retention.draft_hours * HOUR,
            "draft_key": settings.retention.draft_key_hours * HOUR,
            "alert": settings.retention.alert_hours * HOUR,
            "erasing": settings.retention.erase_hours * HOUR,
        }
    )


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
        self.parts = parts_of(installation, self.clock, self.fault, demo=demo)
        self.bots = dict(bots) if bots is not None else _bots(settings)
        self.answerers = {source: Answerer(bot) for source, bot in self.bots.items()}
        self.keepers = {source: self._keeper(source) for source in self.bots}
        self.senders = {source: self._sender(source) for source in self.bots}
        self.handling = Handling(
            self.parts.store, self.parts.tools, self.parts.seals, self.clock,
            on_fault=self.fault, on_tap=self._tapped, on_done=self._handled,
            on_away=lambda source, body: self.keepers[source].away([body]),
        )  # fmt: skip
        self.duties = Duties(self.parts.store, self.parts.tools, self.parts.seals, installation.keys, self.fault)
        self.errands = Errands(self.parts.store, self.parts.tools, self.parts.seals, self.bots, self.clock, self.fault)
        ages = {DEFENDERS: settings.retention.sweep_hours * HOUR, OFFICERS: settings.retention.summons_hours * HOUR}
        self.sweeping = Sweeping(self.parts.store, self.bots, self.errands.address, self.clock, self.fault, ages)
        self.waking = Waking(self.parts.store, self.parts.tools, self.clock, self.fault)
        self.leader = Leader(
            self.parts.store, self.clock, self.duties, self._running(), on_fault=self.fault, on_rung=self._wake_senders,
            copy=installation.copy_keys,
        )  # fmt: skip
        self.beating = self._beating()
        self._away: set[asyncio.Task[Any]] = set()

    # -- parts

    def _running(self) -> list[Callable[[], Any]]:
        running: list[Callable[[], Any]] = [sender.run for sender in self.senders.values()]
        running += [self.errands.run, self.sweeping.run, self.waking.run, self._watch]
        if not self.settings.webhook:
            running += [self._poll(source) for source in self.bots]
        return running

    def _keeper(self, source: str) -> Keeper:
        tools = self.parts.tools

        def seal(source: str, update: int, body: bytes) -> tuple[str, bytes]:
            name, key = tools.epochs.present(self.clock.now())
            return name, seal_row(key, "inbox", f"{source}:{update}", 0, body)

        def lane(source: str, user: int) -> str:
            return lane_of(tools.keyring.index, source, user)

        return Keeper(
            source,
            store=self.parts.store,
            lane_of=lane,
            seal=seal,
            now=self.clock.now,
            on_away=self._answer_from_memory,
        )

    def _sender(self, source: str) -> Sender:
        tools = self.parts.tools

        def open_screen(row: Screen) -> Mapping[str, Any]:
            try:
                key = tools.epochs.key(row.key or "")
                return open_json(key, "screens", str(row.id), row.wanted, row.content or b"")
            except KeyGone:
                raise SealGone from None
            except SealBroken:  # it will never open, and must not hold up its chat for ever
                self.fault("screen.spoilt")
                raise SealGone from None

        def note(c: Connection, row: Screen, chat: int, message: int, at: int) -> None:
            name, key = tools.epochs.present(at)
            address = seal_json(key, "messages", f"{row.bot}:{row.lane}:{message}", 0, {"chat": chat})
            messages.note(c, row.bot, row.lane, message, at, True, name, address)

        def unreachable(c: Connection, lane: str) -> None:
            if source == OFFICERS:  # bells reach nobody there: an operator must hear of it
                self.fault("officer.unreachable")
            else:
                waiting.take_back(c, tools, self.parts.seals, lane, self.clock.now())
                signs.refused(c, tools, self.parts.seals, lane, self.clock.now())

        return Sender(
            self.bots[source], source, store=self.parts.store, open_screen=open_screen, note=note, now=self.clock.now,
            on_fault=self.fault, on_unreachable=unreachable,
        )  # fmt: skip

    def _poll(self, source: str) -> Callable[[], Any]:
        async def run() -> None:
            name = f"offset:{source}"
            try:
                start = await asyncio.to_thread(self.parts.store.read, lambda c: counters.marked(c, name))
            except StoreUnavailable:  # nothing is confirmed by 0: Telegram brings whatever waits
                start = None
            await profile.use_polling(self.bots[source])
            poller = Poller(
                self.bots[source], self.keepers[source], offset=int(start or 0),
                note_offset=lambda c, offset: counters.mark(c, name, str(offset)),
                on_kept=self.handling.wake, on_fault=self.fault,
            )  # fmt: skip
            await poller.run()

        return run

    def _beating(self) -> Beating:
        url, mail = self.settings.heartbeat_url, self.settings.mail
        return Beating(
            url.get_secret_value() if url is not None else None, _proxy(self.settings),
            self.installation.keyring.signing, self.clock, is_well=self.is_well, on_fault=self.fault,
            mail=partial(letters.send, mail, mail.operators) if mail.host and mail.operators else None,
        )  # fmt: skip

    # -- joins

    def fault(self, word: str) -> None:
        """A fault, as one constant word: counted, logged, shown by health; never with content."""
        self.faults[word] = self.faults.get(word, 0) + 1
        self.log.warning("fault", error=word)

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

    def _answer_from_memory(self, source: str, body: bytes) -> None:
        task = asyncio.get_running_loop().create_task(self._from_memory(source, body))
        self._away.add(task)
        task.add_done_callback(self._away.discard)

    async def _from_memory(self, source: str, body: bytes) -> None:
        tools = self.parts.tools
        try:
            incoming = read(source, body)
        except Unreadable:
            return
        content = memory.answer(incoming, tools, self.clock.now())
        if content is not None:
            await deliver(self.bots[source], draw(content), None)
        if incoming.callback_id is not None:
            self.answerers[source].answer(incoming.callback_id)

    async def _watch(self) -> None:
        """Say so if Telegram was told to bring the updates elsewhere."""
        while True:
            for source, bot in self.bots.items():
                with contextlib.suppress(Exception):
                    expected = f"{self.settings.public_url.rstrip('/')}{HOOKS[source]}" if self.settings.webhook else ""
                    for word in await drift.look(bot, expected, self.clock.now()):
                        self.fault(word)
            await asyncio.sleep(HOUR / 12)

    # -- running

    async def start(self) -> None:
        """Open the line to Telegram; the store is asked for only when something comes."""
        for bot in self.bots.values():
            await bot.initialize()

    async def run(self) -> None:
        """Run until cancelled."""
        await self.start()
        tasks = [asyncio.create_task(self.handling.run()), asyncio.create_task(self.leader.run())]
        tasks.append(asyncio.create_task(self.beating.run()))
        try:
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
        return health_app(self.parts.store, self.faults, lambda: self.leader.leads, self.clock, self.is_well)

    async def is_well(self) -> bool:
        """Whether people are talked with, and not only shown the card."""
        now = self.clock.now()
        with contextlib.suppress(StoreUnavailable):
            await asyncio.wrap_future(self.parts.store.transact(lambda c: counters.mark(c, "beat", str(now))))
            self.parts.tools.epochs.present(now)
            return not self.closed()
        return False

    def closed(self) -> bool:
        """Whether the list of officers has nobody who could open what a person says."""
        try:
            self.parts.tools.roster(self.clock.now()).recipients(None, self.clock.now())
        except (RosterRefused, NoRecipient, StoreUnavailable, OSError):
            return True
        return False


def _bots(settings: Settings) -> dict[str, Bot]:
    proxy = _proxy(settings)
    tokens = {DEFENDERS: settings.bot_token, OFFICERS: settings.officer_bot_token}
    return {
        source: make_bot(token.get_secret_value(), settings.telegram_api, proxy)
        for source, token in tokens.items()
        if token is not None
    }


def _proxy(settings: Settings) -> str | None:
    return settings.proxy.get_secret_value() if settings.proxy is not None else None


def run(settings: Settings) -> None:
    """`amparo run`: until a signal says otherwise."""
    settings.check_run(single=False)
    logs.configure(settings.log_level)
    clock = SystemClock()
    installation = open_(settings, clock, running=True)
    refuse_old_tables(installation)
    service = Service(installation, clock)
    with asyncio.Runner(loop_factory=auto_loop_factory()) as runner:  # uvloop, where there is one
        runner.run(_run(service))


async def _run(service: Service) -> None:
    loop = asyncio.get_running_loop()
    running = asyncio.create_task(_serve(service))
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, running.cancel)
    with contextlib.suppress(asyncio.CancelledError):
        await running


async def _serve(service: Service) -> None:
    """Serve until cancelled: the bot lets go first, while its doors still answer, then they close."""
    servers = [_server(service.health(), service.settings.private_bind)]
    public = service.public()
    if public is not None:
        servers.append(_server(public, service.settings.public_bind))
    doors = [asyncio.create_task(server.serve()) for server in servers]
    bot = asyncio.create_task(service.run())
    try:
        await asyncio.wait({bot, *doors}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        bot.cancel()
        await asyncio.wait({bot})
        for server in servers:
            server.should_exit = True
        ended = await asyncio.gather(bot, *doors, return_exceptions=True)
    for fault in ended:  # a door that cannot open, or a bot that broke, is not a quiet end
        if isinstance(fault, Exception):
            raise fault


class _Door(uvicorn.Server):
    """A server that leaves the signals to us: its own handling of them would end the bot a second time, half done."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def _server(app: Starlette, bind: str) -> uvicorn.Server:
    host, _, port = bind.rpartition(":")
    return _Door(
        uvicorn.Config(
            app, host=host, port=int(port), log_config=None, access_log=False, server_header=False, proxy_headers=False
        )
    )

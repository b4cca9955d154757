"""Errands: what a turn left to do that needs the network, one sealed job at a time, tried again until it is done.

Deleting a message, clearing a chat, fetching a file and sealing it, leaving a group. An alert never waits for one of
these. An errand that has become impossible is dropped, and where a person's file was lost by it they are told.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final

from bot import notices
from bot.casework import sealing, teams
from bot.casework.seals import Seals, held, open_json, seal_json
from bot.casework.tools import Tools
from bot.casework.turn import DEFENDERS
from bot.chat import BadRequest, Bot, Forbidden, TelegramError, files, hygiene
from bot.chat.ports import SealGone
from bot.clock import Clock
from bot.desk import news
from bot.store import Connection, Store, StoreUnavailable, cases, jobs, messages, parts, screens
from bot.store.jobs import Job
from bot.store.messages import Message
from flows.text import Text
from referrals.errors import KeyGone, SealBroken
from referrals.vault import is_sealed, keep_sealed, seal_part

Args = Mapping[str, Any]
OnFault = Callable[[str], None]
IDLE: Final = 0.5
AGAIN: Final = (2, 10, 60, 300, 1800)
"""Seconds until the next try; the last of them again and again."""
GIVEN_UP: Final = {"file": 3600}
"""Seconds after which an errand is given up and the operator hears of it: a lost file must be told in time to send it
again."""
GIVEN_UP_ELSE: Final = 47 * 3600
"""Telegram deletes nothing older than 48 hours."""
RUNNERS: Final = (False, False, True, True)
"""Who works beside whom, and which of them fetch files: a slow file must not delay a deletion."""


class LineFailedError(Exception):
    """The line failed: the same errand later."""


class Errands:
    """Runs the jobs of both bots; all but deletions are the defenders'. Leader only."""

    def __init__(
        self, store: Store, tools: Tools, seals: Seals, bots: Mapping[str, Bot], clock: Clock, on_fault: OnFault
    ) -> None:
        self._store, self._tools, self._seals, self._bots, self._clock = store, tools, seals, bots, clock
        self._on_fault = on_fault
        self._kinds: Mapping[str, Callable[[Job, Args], Awaitable[None]]] = {
            "delete": self._delete,
            "sweep": self._sweep,
            "file": self._file,
            "leave": self._leave,
            "officers": self._officers,
            "unshow": self._unshow,
        }

    async def run(self) -> None:
        """Do what waits, until cancelled."""
        async with asyncio.TaskGroup() as group:
            for heavy in RUNNERS:
                group.create_task(self._runner(heavy))

    async def _runner(self, heavy: bool) -> None:
        while True:
            try:
                if not await self.one(heavy=heavy):
                    await asyncio.sleep(IDLE)
            except StoreUnavailable:
                await asyncio.sleep(1)
            except Exception as error:  # no errand may end the others that are on their way beside it
                self._on_fault(f"errand.{type(error).__name__}")
                await asyncio.sleep(1)

    async def one(self, *, heavy: bool | None = None) -> bool:
        """Do the errand that has waited longest, among all or those of one runner; False if none waits."""
        now = self._clock.now()
        job = await self._work(lambda c: jobs.claim(c, now, heavy=heavy))
        if job is None:
            return False
        try:
            await self._kinds[job.kind](job, self._args(job))
        except (LineFailedError, TelegramError):
            await self._again(job)
        except (KeyGone, SealGone):
            await self._work(lambda c: jobs.done(c, job))
        except Exception as error:  # one errand that cannot be done must not stop the others
            self._on_fault(f"errand.{job.kind}.{type(error).__name__}")
            await self._again(job)
        else:
            await self._work(lambda c: jobs.done(c, job))
        return True

    async def _work(self, work: Callable[[Connection], Any]) -> Any:
        return await asyncio.wrap_future(self._store.transact(work))

    def _args(self, job: Job) -> Args:
        return open_json(self._tools.epochs.key(job.key or ""), "jobs", job.id, 0, held(job.sealed))

    async def _again(self, job: Job) -> None:
        now = self._clock.now()
        if now - job.created >= GIVEN_UP.get(job.kind, GIVEN_UP_ELSE):
            self._on_fault(f"errand.{job.kind}.given_up")
            if job.kind == "file":
                await self._say_lost(job)
            await self._work(lambda c: jobs.fail(c, job, None))
        else:
            await self._work(lambda c: jobs.fail(c, job, now + AGAIN[min(job.tries, len(AGAIN)) - 1]))

    # -- the chat

    async def _delete(self, job: Job, args: Args) -> None:
        wanted, source = set(args["ids"]), args.get("source", DEFENDERS)
        rows = await self._work(lambda c: messages.of(c, source, job.lane or ""))
        await self._clear([row for row in rows if row.message_id in wanted], source)

    async def _sweep(self, job: Job, args: Args) -> None:
        source = args.get("source", DEFENDERS)
        rows = await self._work(lambda c: messages.of(c, source, job.lane or ""))
        await self._clear([row for row in rows if row.at <= args["until"]], source)

    async def _clear(self, rows: list[Message], source: str = DEFENDERS) -> None:
        now = self._clock.now()
        bot = self._bots[source]
        swept = await hygiene.delete(bot, rows, store=self._store, open_address=self.address, now=now)
        if swept.later:
            raise LineFailedError

    def address(self, row: Message) -> int:
        """The chat of a message; SealGone where its key was destroyed."""
        try:
            key = self._tools.epochs.key(row.key)
            place = f"{row.bot}:{row.lane}:{row.message_id}"
            return int(open_json(key, "messages", place, 0, row.address or b"")["chat"])
        except (KeyGone, SealBroken):  # one that was spoilt must not keep every other chat from being emptied
            raise SealGone from None

    async def _leave(self, job: Job, args: Args) -> None:
        del job
        try:
            await self._bots[DEFENDERS].leave_chat(args["chat"])
        except (BadRequest, Forbidden):
            return

    async def _officers(self, job: Job, args: Args) -> None:
        """Let officers know what happened to a case."""
        now = self._clock.now()
        at = int(args.get("at", job.created))
        await self._work(lambda c: news.tell(c, self._tools, args["news"], args["id"], at, now))

    async def _unshow(self, job: Job, args: Args) -> None:
        """Take a message of ours away that was to stand for a time only, whether it was sent or not."""
        del job
        now = self._clock.now()
        name, key = self._tools.epochs.present(now)
        content = {"chat": args["chat"], "delete": True}

        def work(c: Connection) -> None:
            row = screens.get(c, args["screen"])
            if row is not None and row.message_id is None and row.state == "queued":
                screens.drop(c, row.id, now)
            elif row is not None:
                screens.change(
                    c, row.id, lambda id_, version: seal_json(key, "screens", str(id_), version, content), name, now
                )

        await self._work(work)

    # -- files

    async def _file(self, job: Job, args: Args) -> None:
        """Fetch a file into memory, seal it off the loop, keep it as a part, delete it from the chat."""
        try:
            content = await files.fetch(self._bots[DEFENDERS], args["file"])
        except files.FileNotNow:
            raise LineFailedError from None
        except files.FileTooBig:
            return await self._tell(job, args, notices.FILE_TOO_BIG)
        except files.FileGone:
            return await self._tell(job, args, notices.FILE_LOST)
        brought = is_sealed(content)
        if args.get("sealed_only") and not brought:
            await self._tell(job, args, notices.CHILD_NO_FILES)
        else:
            await self._seal(args, content, brought)
        await self._delete(job, {"ids": [args["message"]]})
        return None

    async def _seal(self, args: Args, content: bytes, brought: bool) -> None:
        """Seal a file to the team; one that the locked page has sealed is kept as it is, and opened by nobody here."""
        now = self._clock.now()
        roster, case, part = self._tools.roster(now), args["case"], args["part"]
        key = self._seals.of(args["conversation"])["case"]
        if brought:
            part = f"sealed-{part.rpartition('-')[2]}"
            sealed = await asyncio.to_thread(keep_sealed, key, case, part, 1, roster.hash, content)
        else:
            row = await self._work(lambda c: cases.get(c, case))
            readers = roster.readers(teams.team_of(self._tools.keyring, row), now)
            sealed = await asyncio.to_thread(
                seal_part, key, case, part, 1, roster.hash, readers, content, args["about"]
            )
        await self._work(lambda c: self._keep(c, case, part, sealed, roster.hash, now))

    def _keep(self, c: Connection, case: str, part: str, sealed: bytes, roster: str, now: int) -> None:
        if cases.get(c, case) is not None and parts.latest(c, case, part) == 0:
            parts.put(c, case, part, 1, sealed, roster, len(sealed), now)
            sealing.note_part(c, case, part, now)

    async def _say_lost(self, job: Job) -> None:
        """They were told that it was passed on, and it was not."""
        try:
            await self._tell(job, self._args(job), notices.FILE_LOST)
        except (KeyGone, SealBroken):
            self._on_fault("errand.file.untold")

    async def _tell(self, job: Job, args: Args, text: Text) -> None:
        now = self._clock.now()
        name, key = self._tools.epochs.present(now)
        content = {"chat": args["chat"], "text": self._tools.words.word(text, args["language"], {}), "rows": []}

        def work(c: Connection) -> None:
            def seal(row: int, version: int) -> bytes:
                return seal_json(key, "screens", str(row), version, content)

            screens.put(c, job.lane or "", DEFENDERS, seal, name, screens.ANSWER, now, keep=True)

        await self._work(work)

"""The wake channel: what rings beside Telegram where a phone is on silent. A signed call without any content.

A ring is a row of its own kind, written in the transaction of its bell and posted afterwards; so a channel that is down
or slow delays no bell and no errand. Every ring has constant words: `push` suits a self-hosted push service at its
highest priority, `call` anything that takes JSON, such as a gateway that telephones.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from typing import Any, Final

import aiohttp

from bot.casework import duty
from bot.casework.officers import DISABLED
from bot.casework.seals import held, open_json, seal_json
from bot.casework.tools import Tools, new_id
from bot.clock import Clock
from bot.store import Connection, Store, StoreUnavailable, counters, jobs, officers
from bot.store.jobs import Job
from bot.store.officers import Officer
from referrals.errors import KeyGone, SealBroken
from referrals.vault import wake_signature

OnFault = Callable[[str], None]
PUSH, CALL = "push", "call"
BODIES: Final[Mapping[str, bytes]] = {PUSH: b"Bell", CALL: b'{"event":"ring"}'}
HEADERS: Final[Mapping[str, Mapping[str, str]]] = {
    PUSH: {"Content-Type": "text/plain", "Title": "Bell", "Priority": "max"},
    CALL: {"Content-Type": "application/json"},
}
SECONDS: Final = 10.0
AGAIN: Final = (5, 20, 60)
"""Seconds until a ring that failed is tried again; after these it is given up, for the next bell brings its own."""
AT_ONCE: Final = 16
IDLE: Final = 0.5
FAILED: Final = "wake.failed"
"""What is counted by day: rings that reached no channel."""


def wake(c: Connection, tools: Tools, row: Officer, now: int) -> bool:
    """Leave a ring for this officer's wake channel; False if they have none."""
    if not duty.body_of(tools, row).get("wake"):
        return False
    name, key = tools.epochs.present(now)
    job = new_id()
    jobs.put(c, job, jobs.WAKE, name, seal_json(key, "jobs", job, 0, {"officer": row.id}), now)
    return True


def request_of(channel: Mapping[str, str], at: int) -> tuple[bytes, dict[str, str]]:
    """The body and headers of one ring: always the same but for the time and its signature."""
    body = BODIES[channel["kind"]]
    signature = wake_signature(channel["secret"], at, body)
    headers = {"User-Agent": "bell/1", "X-Bell-Time": str(at), "X-Bell-Signature": signature}
    return body, {**HEADERS[channel["kind"]], **headers}


class Waking:
    """Posts the rings that wait. Leader only."""

    def __init__(self, store: Store, tools: Tools, clock: Clock, on_fault: OnFault) -> None:
        self._store, self._tools, self._clock, self._on_fault = store, tools, clock, on_fault

    async def run(self) -> None:
        """Post what waits, several at once, until cancelled."""
        async with asyncio.TaskGroup() as group:
            for _ in range(AT_ONCE):
                group.create_task(self._runner())

    async def _runner(self) -> None:
        while True:
            try:
                if await self.one():
                    continue
            except StoreUnavailable:
                pass
            except Exception as error:  # one ring's fault must not cut off the others that are on their way
                self._on_fault(f"wake.{type(error).__name__}")
            await asyncio.sleep(IDLE)

    async def one(self) -> bool:
        """Post the ring that has waited longest; False if none waits."""
        now = self._clock.now()
        job = await self._work(lambda c: jobs.claim_wake(c, now))
        if job is None:
            return False
        officer, channel = await self._work(lambda c: self._channel(c, job))
        if channel is not None and not await self._post(channel, now):
            await self._work(lambda c: self._failed(c, job, officer, now))
        else:
            await self._work(lambda c: self._rang(c, job, officer if channel else "", now))
        return True

    async def _work(self, work: Callable[[Connection], Any]) -> Any:
        return await asyncio.wrap_future(self._store.transact(work))

    def _channel(self, c: Connection, job: Job) -> tuple[str, Mapping[str, str] | None]:
        try:
            args = open_json(self._tools.epochs.key(job.key or ""), "jobs", job.id, 0, held(job.sealed))
        except (KeyGone, SealBroken):
            return "", None
        row = officers.get(c, args["officer"])
        if row is None or row.state == DISABLED:
            return "", None
        return row.id, duty.body_of(self._tools, row).get("wake")

    @staticmethod
    async def _post(channel: Mapping[str, str], now: int) -> bool:
        """One call, and whether it was taken; its answer is not read, and its address is never named."""
        try:
            body, headers = request_of(channel, now)
            async with (
                aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=SECONDS), trust_env=False) as session,
                session.post(channel["url"], data=body, headers=headers, allow_redirects=False) as answer,
            ):
                return 200 <= answer.status < 300
        except Exception:  # a line that is away, or a channel that was entered wrongly; its text may hold the address
            return False

    def _rang(self, c: Connection, job: Job, officer: str, now: int) -> None:
        jobs.done(c, job)
        row = officers.get(c, officer) if officer else None
        if row is not None and (body := duty.body_of(self._tools, row)):
            duty.write_body(c, self._tools, row, {**body, "wake_rang": now})

    def _failed(self, c: Connection, job: Job, officer: str, now: int) -> None:
        counters.add(c, FAILED, str(now // 86_400))
        last = job.tries > len(AGAIN)
        if last:
            self._on_fault("wake.failed")
        jobs.fail(c, job, None if last else now + AGAIN[job.tries - 1])
        row = officers.get(c, officer)
        if last and row is not None and (body := duty.body_of(self._tools, row)):
            duty.write_body(c, self._tools, row, {**body, "wake_failed": now})

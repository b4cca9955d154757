"""Health and metrics, on the private address only: numbers about the service, never about a person or a case.

Ages stand in whole minutes: a finer one would tell when somebody wrote.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.clock import Clock
from bot.store import Connection, Store, StoreUnavailable, alerts, inbox, jobs, messages

Figures = dict[str, int]


def figures(c: Connection, now: int) -> Figures:
    """What waits, and for how many minutes the oldest has."""
    waiting, oldest = inbox.waiting(c)
    tasks, due = jobs.waiting(c)
    open_alerts = alerts.open_(c)
    return {
        "updates_waiting": waiting,
        "updates_oldest_minutes": _minutes(now, oldest),
        "jobs_waiting": tasks,
        "jobs_oldest_minutes": _minutes(now, due),
        "messages_oldest_minutes": _minutes(now, messages.oldest(c, "defenders")),
        "alerts_open": len(open_alerts),
        "alerts_oldest_minutes": _minutes(now, min((one.opened for one in open_alerts), default=None)),
    }


def _minutes(now: int, since: int | None) -> int:
    return 0 if since is None else max(0, now - since) // 60


class _Figures:
    """Gives Prometheus the figures of this moment."""

    def __init__(self, store: Store, faults: Mapping[str, int], clock: Clock) -> None:
        self._store, self._faults, self._clock = store, faults, clock

    def collect(self) -> Any:
        """One gauge for each figure, and one for each word of fault."""
        try:
            found = self._store.read(lambda c: figures(c, self._clock.now()))
        except StoreUnavailable:
            found = {}
        yield GaugeMetricFamily("amparo_store_up", "1 if the database answers", value=float(bool(found)))
        for name, value in found.items():
            yield GaugeMetricFamily(f"amparo_{name}", name.replace("_", " "), value=value)
        counted = GaugeMetricFamily("amparo_faults", "faults since the start, by word", labels=["word"])
        for word, count in sorted(self._faults.items()):
            counted.add_metric([word], count)
        yield counted


def health_app(
    store: Store, faults: Mapping[str, int], leads: Callable[[], bool], clock: Clock,
    is_well: Callable[[], Awaitable[bool]] | None = None,
) -> Starlette:  # fmt: skip
    """The private application: `/health` for people and machines, `/metrics` for Prometheus.

    `is_well` tells whether more than the card can be shown: a disk that is full can be read as ever.
    """
    registry = CollectorRegistry()
    registry.register(_Figures(store, faults, clock))

    async def health(request: Request) -> Response:
        del request
        try:
            found = await run_in_threadpool(store.read, lambda c: figures(c, clock.now()))
        except StoreUnavailable:
            return JSONResponse({"ok": False, "mode": "card_only", "faults": dict(faults)}, 503)
        if is_well is not None and not await is_well():
            said = {"ok": False, "mode": "card_only", "leads": leads(), **found, "faults": dict(faults)}
            return JSONResponse(said, 503)
        return JSONResponse({"ok": True, "leads": leads(), **found, "faults": dict(faults)})

    async def metrics(request: Request) -> Response:
        del request
        return Response(await run_in_threadpool(generate_latest, registry), media_type="text/plain; version=0.0.4")

    return Starlette(routes=[Route("/health", health), Route("/metrics", metrics)])

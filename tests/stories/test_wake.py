"""The wake channel: signed, without content, always the same; what fails is counted and delays no bell (F05)."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from aiohttp import web
from test_deleting import SENT, told
from test_shifts import count, enter, mark

from bot.alerts import waking
from bot.casework import duty
from bot.store import counters
from referrals.vault import wake_secret, wake_signature
from tests.talks import HOUR, MINUTE, Talks

RING, ASKED = "Something is waiting", "weekly test"
DANGER = "> danger wake any armed HN"
Call = tuple[bytes, dict[str, str]]


def posted(talks: Talks, status: int = 200, calls: int = 50) -> list[Call]:
    """Everything that goes to wake channels now, at a receiver that answers with this status."""
    found: list[Call] = []

    async def take(request: web.Request) -> web.Response:
        found.append((await request.read(), dict(request.headers)))
        return web.Response(status=status)

    async def run() -> None:
        app = web.Application()
        app.router.add_post("/bell", take)
        runner = web.AppRunner(app)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", PORTS[0]).start()
        ringer = waking.Waking(talks.store, talks.tools, talks.clock, talks.faults.append)
        for _ in range(calls):
            if not await ringer.one():
                break
        await runner.cleanup()

    asyncio.run(run())
    return found


PORTS: list[int] = []


@pytest.fixture(autouse=True)
def port() -> None:
    import socket

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        PORTS[:] = [free.getsockname()[1]]


def channel(talks: Talks, officer: str, kind: str = waking.PUSH) -> str:
    secret = wake_secret()
    mark(talks, officer, wake={"url": f"http://127.0.0.1:{PORTS[0]}/bell", "kind": kind, "secret": secret})
    return secret


def body(talks: Talks, officer: str) -> dict[str, Any]:
    rows = talks.store.read(duty.rows_on)
    return duty.body_of(talks.tools, rows[officer])


def proved(talks: Talks, officer: str) -> None:
    mark(talks, officer, wake_proved=talks.clock.now())


@pytest.mark.parametrize("kind", [waking.PUSH, waking.CALL])
def test_a_loud_bell_rings_the_channel_too_signed_and_without_content(talks: Talks, kind: str) -> None:
    """Two different alerts make the same body; the signature is over the time and the body; T2 wakes nobody."""
    secret = channel(talks, "Ana", kind)
    proved(talks, "Ana")
    told(talks, SENT)
    talks.beat()
    assert posted(talks) == []
    told(talks, DANGER)
    told(talks, "> danger wake", language="ar")
    talks.beat()
    found = posted(talks)
    assert {one for one, _ in found} == {waking.BODIES[kind]}
    assert len(found) == 2
    for sent, headers in found:
        assert headers["X-Bell-Signature"] == wake_signature(secret, int(headers["X-Bell-Time"]), sent)
    stable = [{k: v for k, v in one.items() if k not in ("X-Bell-Time", "X-Bell-Signature")} for _, one in found]
    assert stable[0] == stable[1]
    assert (headers.get("Priority") == "max") is (kind == waking.PUSH)


def test_a_channel_that_fails_delays_nothing_and_is_seen(talks: Talks) -> None:
    """The bell stands in the chat before the channel was asked; three more tries, then it is counted and alarmed."""
    channel(talks, "Ana")
    proved(talks, "Ana")
    told(talks, DANGER)
    talks.beat()
    assert count(talks, "Ana", RING) == 1
    for _ in range(5):
        posted(talks, status=500)
        talks.clock.move(70)
    assert "wake.failed" in talks.faults
    day = str(talks.clock.now() // 86_400)
    assert talks.store.read(lambda c: counters.of(c, waking.FAILED))[day] == 4
    assert body(talks, "Ana")["wake_failed"]
    mark(talks, "Ben", wake={"url": "http://127.0.0.1:1/bell", "kind": waking.PUSH, "secret": "00" * 32})
    talks.wait(3 * MINUTE, every=30)
    posted(talks)
    assert count(talks, "Ben", RING) == 2


def test_the_weekly_test_counts_only_where_it_rang_and_was_answered(talks: Talks) -> None:
    """By day, once a week; a tap without a call that went through proves nothing."""
    channel(talks, "Ana")
    enter(talks, "Ana", 30 * HOUR, 54 * HOUR)
    now = talks.clock.now()
    assert talks.store.read(lambda c: duty.unwakeable(c, talks.tools, now)) == ["Ana"]
    talks.wait(12 * HOUR, every=HOUR)
    assert count(talks, "Ana", ASKED) == 1
    talks.desks["Ana"].tap("rang")
    assert "No call of ours" in talks.desks["Ana"].text
    assert posted(talks) != []
    talks.desks["Ana"].tap("rang")
    assert body(talks, "Ana")["wake_proved"] == talks.clock.now()
    now = talks.clock.now()
    assert talks.store.read(lambda c: duty.unwakeable(c, talks.tools, now)) == []
    assert count(talks, "Ben", ASKED) == 0
    assert body(talks, "Ana")["tested"] is None
    talks.wait(7 * 24 * HOUR, every=6 * HOUR)
    assert body(talks, "Ana")["tested"], "asked again after a week"


def test_who_has_only_a_channel_is_woken_last(talks: Talks) -> None:
    """Somebody without a chat, marked to be called last, is called at twenty minutes by their channel alone."""
    from bot.casework import officers
    from bot.store import officers as rows

    secret = wake_secret()
    wake = {"url": f"http://127.0.0.1:{PORTS[0]}/bell", "kind": waking.CALL, "secret": secret}
    person = {"name": "Cy", "recipient": "-", "marks": [duty.LAST], "wake": wake, "chat": None}
    key, sealed = officers.seal_officer(talks.tools, "Cy", 0, person)
    talks.do(lambda c: rows.put(c, "Cy", key, sealed, talks.clock.now()))
    told(talks, DANGER)
    talks.wait(19 * MINUTE, every=30)
    assert posted(talks) == []
    talks.wait(2 * MINUTE, every=30)
    assert len(posted(talks)) == 1


def test_a_channel_that_was_entered_wrongly_keeps_no_other_from_ringing(talks: Talks) -> None:
    """One officer's channel is of a sort that nobody knows: the other's rings, and the fault is seen."""
    channel(talks, "Ana", "pigeon")
    channel(talks, "Ben")
    told(talks, DANGER)
    talks.duties.ring(talks.clock.now())
    assert len(posted(talks)) == 1
    assert talks.store.read(lambda c: counters.of(c, waking.FAILED))

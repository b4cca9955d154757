"""Whether Telegram is reached: a line that is away at the start or later is told of, asked again, and ends nothing."""

from __future__ import annotations

from typing import Any

import pytest
from telegram.error import TimedOut

from bot.chat.drift import AWAY_AFTER, Lookout, TokenRefusedError
from bot.chat.request import NotConnected
from tests.chat.fakes import FakeRequest, fake_bot, refusal

REFUSED = refusal(401, "Unauthorized")
INFO = (200, {"ok": True, "result": {"url": "", "has_custom_certificate": False, "pending_update_count": 0}})


def lookout(request: FakeRequest) -> tuple[Lookout, list[str]]:
    faults: list[str] = []
    return Lookout({"defenders": fake_bot(request)}, {}, lambda: 1_000_000, faults.append), faults


@pytest.mark.parametrize("fault", [NotConnected("x"), TimedOut(), refusal(502, "Bad Gateway")])
async def test_a_line_that_is_away_at_the_start_stops_nothing(fault: Any) -> None:
    """A machine that comes up before its network does goes on, and says that Telegram is away."""
    request = FakeRequest()
    request.answer("getMe", fault)
    look, faults = lookout(request)
    await look.open()
    assert (faults, look.reached) == (["telegram.away"], True)


async def test_a_refused_token_ends_the_start_and_is_not_named() -> None:
    """It is a fault of the settings; the library's own words, which hold the token, are dropped."""
    request = FakeRequest()
    request.answer("getMe", REFUSED)
    look, _ = lookout(request)
    with pytest.raises(TokenRefusedError) as told:
        await look.open()
    assert (str(told.value), told.value.__cause__) == ("defenders", None)


@pytest.mark.parametrize(("answer", "word"), [(NotConnected("x"), "telegram.away"), (REFUSED, "token.refused")])
async def test_telegram_counts_as_away_after_two_looks_in_vain(answer: Any, word: str) -> None:
    """A hiccup is none; two are; and one answer is enough to be reached again."""
    request = FakeRequest()
    request.answer("getWebhookInfo", *[answer] * AWAY_AFTER, INFO)
    look, faults = lookout(request)
    reached = []
    for _ in range(AWAY_AFTER + 1):
        await look.once("defenders")
        reached.append(look.reached)
    assert (reached, faults) == ([True, False, True], [word, word])


async def test_being_asked_to_wait_is_an_answer() -> None:
    """Telegram that says 429 is reached."""
    request = FakeRequest()
    request.answer("getWebhookInfo", NotConnected("x"), refusal(429, "Too Many Requests", retry_after=3), INFO)
    look, _ = lookout(request)
    for _ in range(3):
        await look.once("defenders")
        assert look.reached

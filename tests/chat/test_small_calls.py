"""Answers to taps, polling's faults, deleting one by one, and what drift tells: each by script, without a network."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest
from telegram.error import TimedOut

from bot.chat import drift, hygiene
from bot.chat.answering import Answerer
from bot.chat.keeping import Keeper
from bot.chat.polling import Poller
from bot.chat.ports import SealGone
from bot.chat.request import NotConnected
from bot.store import messages
from bot.store.messages import Message
from tests.chat.fakes import FakeRequest, FakeTime, Outbox, fake_bot, refusal


async def test_an_answer_is_dropped_after_a_hundred_seconds() -> None:
    """Telegram forgets a tap after 150 s; an answer later than 100 s is not begun."""
    request, time = FakeRequest(), FakeTime()
    answerer = Answerer(fake_bot(request), clock=time)
    begun = time()
    time.seconds += 99
    assert answerer.answer("1", since=begun)
    time.seconds += 2
    assert not answerer.answer("2", since=begun)
    await answerer.close()
    assert [call.parameters["callback_query_id"] for call in request.calls] == ["1"]


async def test_a_failed_answer_is_nobodys_loss() -> None:
    """A query too old, a timeout and a refusal pass in silence."""
    request = FakeRequest()
    answerer = Answerer(fake_bot(request))
    request.answer("answerCallbackQuery", refusal(400, "Bad Request: query is too old"), TimedOut(), refusal(500, "x"))
    for number in range(3):
        assert answerer.answer(str(number))
    await answerer.close()
    assert len(request.calls) == 3


async def test_answers_are_bounded() -> None:
    """Where the line stands still, courtesies do not pile up."""
    request = FakeRequest()
    request.gate = asyncio.Event()
    answerer = Answerer(fake_bot(request), most=2)
    assert [answerer.answer(str(number)) for number in range(4)] == [True, True, False, False]
    request.gate.set()
    await answerer.close()


class Asking:
    """A poller by script over the real store."""

    def __init__(self, folder: Path) -> None:
        self.request, self.faults, self.offsets = FakeRequest(), list[str](), list[int]()
        self.outbox = Outbox(folder, FakeTime().now)
        self.memory: list[bytes] = []
        keeper = Keeper(
            "defenders", store=self.outbox, lane_of=lambda source, user: str(user),
            seal=lambda source, number, body: ("epoch:1", body), now=FakeTime().now,
            on_away=lambda source, body: self.memory.append(body),
        )  # fmt: skip
        self.poller = Poller(
            fake_bot(self.request), keeper, offset=77, note_offset=lambda c, offset: self.offsets.append(offset),
            on_fault=self.faults.append,
        )  # fmt: skip

    def brings(self, *updates: dict[str, Any]) -> None:
        """Let the next request bring these."""
        self.request.answer("getUpdates", (200, {"ok": True, "result": list(updates)}))


async def test_it_asks_from_its_offset_for_what_the_bot_takes(tmp_path: Path) -> None:
    """The request names the four kinds of updates and holds; nothing pending is ever thrown away."""
    asking = Asking(tmp_path)
    asking.brings()
    assert await asking.poller.turn() == 0.0
    given = asking.request.calls[0].parameters
    assert (given["offset"], given["timeout"], given["limit"]) == (77, 30, 100)
    assert given["allowed_updates"] == ["message", "edited_message", "callback_query", "my_chat_member"]
    assert asking.outbox.commits == 0


async def test_the_offset_follows_the_batch_even_downwards(tmp_path: Path, updates: Any) -> None:
    """After a quiet week ids begin anew, and the offset goes with them."""
    asking = Asking(tmp_path)
    asking.brings({**updates.message(text="x"), "update_id": 5}, {**updates.message(text="y"), "update_id": 4})
    await asking.poller.turn()
    assert (asking.offsets, asking.poller.offset) == ([6], 6)
    assert asking.outbox.commits == 1


async def test_an_update_without_a_number_does_not_move_the_offset(tmp_path: Path) -> None:
    """What has no number of Telegram's is kept and confirms nothing."""
    asking = Asking(tmp_path)
    asking.brings({"strange": 1})
    await asking.poller.turn()
    assert asking.offsets == [77]


@pytest.mark.parametrize(("answer", "word", "least"), [
    (refusal(401, "Unauthorized"), "token.refused", 30), (refusal(409, "Conflict: terminated"), "polling.conflict", 5),
    (NotConnected("x"), "polling.line", 1), (TimedOut(), "polling.line", 1),
    (refusal(502, "Bad Gateway"), "polling.line", 1),
])  # fmt: skip
async def test_each_fault_of_polling_has_a_word_and_a_pause(
    tmp_path: Path, answer: Any, word: str, least: float
) -> None:
    """The operator learns what to do, and Telegram is not hammered."""
    asking = Asking(tmp_path)
    asking.request.answer("getUpdates", answer)
    assert await asking.poller.turn() >= least
    assert asking.faults == [word]


async def test_pauses_grow_and_end_with_the_first_success(tmp_path: Path) -> None:
    """A line that stays down is asked less and less often, at most every 30 s."""
    asking = Asking(tmp_path)
    asking.request.answer("getUpdates", *[NotConnected("x")] * 8)
    pauses = [await asking.poller.turn() for _ in range(8)]
    assert pauses == [1, 2, 4, 8, 16, 30, 30, 30]
    asking.brings()
    assert await asking.poller.turn() == 0
    asking.request.answer("getUpdates", NotConnected("x"))
    assert await asking.poller.turn() == 1


async def test_a_429_of_polling_is_obeyed_without_alarm(tmp_path: Path) -> None:
    """Telegram's own pause is taken over."""
    asking = Asking(tmp_path)
    asking.request.answer("getUpdates", refusal(429, "Too Many Requests: retry after 7", retry_after=7))
    assert await asking.poller.turn() == 7
    assert asking.faults == []


def noted(outbox: Outbox, lane: str, *numbers: int, at: int) -> list[Message]:
    """Messages that stand in a chat."""
    for number in numbers:
        outbox.store.transact(
            lambda c, number=number: messages.note(  # type: ignore[misc]
                c,
                "defenders",
                lane,
                number,
                at,
                True,
                "epoch:1",
                b"1001",
            )
        ).result()
    return outbox.store.read(lambda c: messages.of(c, "defenders", lane))


async def test_one_message_that_cannot_be_deleted_does_not_keep_the_others(tmp_path: Path) -> None:
    """A refused batch is tried one by one; what is not there counts as deleted, what may not go is left."""
    time, request = FakeTime(), FakeRequest()
    outbox = Outbox(tmp_path, time.now)
    rows = noted(outbox, "a", 1, 2, 3, 4, at=time.now())
    request.answer("deleteMessages", refusal(400, "Bad Request: message can't be deleted"))
    request.answer("deleteMessage", (200, {"ok": True, "result": True}),
                   refusal(400, "Bad Request: message to delete not found"),
                   refusal(400, "Bad Request: message can't be deleted"), NotConnected("x"))  # fmt: skip
    swept = await hygiene.delete(fake_bot(request), rows, store=outbox, open_address=lambda row: 1001, now=time.now())
    assert swept == (2, 1, 1)
    assert [row.message_id for row in outbox.store.read(lambda c: messages.of(c, "defenders", "a"))] == [4]


async def test_a_hundred_are_deleted_at_a_time_and_chats_apart(tmp_path: Path) -> None:
    """No call names more than a hundred messages, or two chats."""
    time, request = FakeTime(), FakeRequest()
    outbox = Outbox(tmp_path, time.now)
    rows = noted(outbox, "a", *range(1, 151), at=time.now()) + noted(outbox, "b", 1, at=time.now())
    swept = await hygiene.delete(fake_bot(request), rows, store=outbox, open_address=lambda row: 1, now=time.now())
    assert swept == (151, 0, 0)
    assert [len(call.parameters["message_ids"]) for call in request.calls] == [100, 50, 1]


@pytest.mark.parametrize("answer", [NotConnected("x"), TimedOut(), refusal(429, "x", retry_after=3)])
async def test_what_could_not_be_deleted_now_is_kept_for_later(tmp_path: Path, answer: Any) -> None:
    """A line that is down forgets no message."""
    time, request = FakeTime(), FakeRequest()
    outbox = Outbox(tmp_path, time.now)
    noted(outbox, "a", 1, 2, at=time.now())
    request.answer("deleteMessages", answer)
    bot = fake_bot(request)

    async def sweep() -> hygiene.Swept:
        before = time.now() + 1
        return await hygiene.sweep(
            bot, "defenders", before=before, store=outbox, open_address=lambda row: 1, now=time.now()
        )

    assert await sweep() == (0, 0, 2)
    assert await sweep() == (2, 0, 0)


async def test_messages_whose_address_is_sealed_for_ever_are_left_and_said(tmp_path: Path) -> None:
    """Where the key of the address was destroyed nothing is called and the count says so."""
    time, request = FakeTime(), FakeRequest()
    outbox = Outbox(tmp_path, time.now)
    rows = noted(outbox, "a", 1, 2, at=time.now())

    def gone(row: Message) -> int:
        raise SealGone

    swept = await hygiene.delete(fake_bot(request), rows, store=outbox, open_address=gone, now=time.now())
    assert (swept, request.calls) == ((0, 2, 0), [])


@pytest.mark.parametrize(("told", "found"), [
    ({"allowed_updates": ["message"]}, ["webhook.updates"]), ({"last_error_date": 999_700}, ["webhook.failing"]),
    ({"last_error_date": 900_000}, []), ({"pending_update_count": 500}, ["webhook.waiting"]),
])  # fmt: skip
async def test_what_ails_a_webhook_is_told(told: dict[str, Any], found: list[str]) -> None:
    """Missing kinds, recent failures and a long queue each have their word."""
    request = FakeRequest()
    info = {"url": "https://x", "has_custom_certificate": False, "pending_update_count": 0, **told}
    request.answer("getWebhookInfo", (200, json.loads(json.dumps({"ok": True, "result": info}))))
    assert await drift.look(fake_bot(request), "https://x", 1_000_000) == found

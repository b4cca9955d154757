"""The sender brings what is wanted to the chats, once, in order, and leaves a true trace in the store."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from telegram.error import TimedOut

from bot.chat import sending
from bot.chat.pacing import Pace
from bot.chat.ports import SealGone, TooLate
from bot.chat.request import Interrupted, NotConnected
from bot.chat.sending import Sender
from bot.store import StoreUnavailable, screens
from tests.chat.fakes import FakeRequest, FakeTime, Outbox, fake_bot, refusal


def _content(row: Any) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(row.content)
    return content


@dataclass
class Bench:
    """A sender over the real store and a transport by script."""

    folder: Path
    request: FakeRequest = field(default_factory=FakeRequest)
    time: FakeTime = field(default_factory=FakeTime)
    faults: list[str] = field(default_factory=list)
    opener: Callable[[Any], dict[str, Any]] = _content
    in_flight: int = 16

    def __post_init__(self) -> None:
        self.outbox = Outbox(self.folder, self.time.now)
        self.sender = Sender(
            fake_bot(self.request), "defenders", store=self.outbox,
            open_screen=self._open, note=self.outbox.note, now=self.time.now,
            pace=Pace(self.time, overall=1000, burst=100), in_flight=self.in_flight, on_fault=self.faults.append,
            on_unreachable=lambda c, lane: self.outbox.lost.append(lane),
        )  # fmt: skip

    def _open(self, row: Any) -> dict[str, Any]:
        return self.opener(row)

    async def settle(self, turns: int = 4) -> None:
        """Let it claim, call and commit what can be done without time passing."""
        for _ in range(turns):
            await self.sender.turn()
            for _ in range(8):
                await asyncio.sleep(0)


async def until(true: Callable[[], bool]) -> None:
    """Wait for what another task does, with an end."""
    for _ in range(2000):
        if true():
            return
        await asyncio.sleep(0.001)
    pytest.fail("it did not happen")


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    """A fresh sender."""
    bench = Bench(tmp_path)
    yield bench
    bench.outbox.store.close()


async def test_a_wanted_screen_is_sent_noted_and_marked(bench: Bench) -> None:
    """A first screen is a message without preview, and its id stands in the store and among the messages to delete."""
    row = bench.outbox.put("a", rows=[[{"label": "Yes", "data": "x.1.yes"}]], silent=True)
    await bench.settle()
    (call,) = bench.request.calls
    assert call.method == "sendMessage"
    assert call.parameters["link_preview_options"] == {"is_disabled": True}
    assert call.parameters["disable_notification"] is True
    assert call.parameters["reply_markup"]["inline_keyboard"][0][0]["callback_data"] == "x.1.yes"
    assert "parse_mode" not in call.parameters
    assert (bench.outbox.state(row), bench.outbox.row(row).sent, bench.outbox.row(row).message_id) == ("sent", 1, 501)
    assert bench.outbox.noted == [("a", 1001, 501)]


async def test_it_is_marked_as_sending_before_the_call_begins(bench: Bench) -> None:
    """While the call is in flight the store says so."""
    bench.request.gate = asyncio.Event()
    row = bench.outbox.put("a")
    await bench.settle()
    assert len(bench.request.calls) == 1
    assert bench.outbox.state(row) == "sending"
    bench.request.gate.set()
    await bench.settle()
    assert bench.outbox.state(row) == "sent"


async def test_a_changed_screen_is_edited(bench: Bench) -> None:
    """What stands in the chat is edited, and nothing new is noted."""
    row = bench.outbox.put("a")
    await bench.settle()
    bench.outbox.change(row, text="U")
    await bench.settle()
    assert bench.request.methods() == ["sendMessage", "editMessageText"]
    assert bench.request.calls[1].parameters["message_id"] == 501
    assert (bench.outbox.state(row), bench.outbox.row(row).sent) == ("sent", 2)
    assert len(bench.outbox.noted) == 1


async def test_what_changed_while_it_was_in_flight_is_edited_afterwards(bench: Bench) -> None:
    """A newer wish during a call makes the screen due again."""
    bench.request.gate = asyncio.Event()
    row = bench.outbox.put("a", text="old")
    await bench.settle()
    bench.outbox.change(row, text="new")
    bench.request.gate.set()
    await bench.settle()
    assert [call.parameters["text"] for call in bench.request.calls] == ["old", "new"]


@pytest.mark.parametrize(
    "words",
    ["Bad Request: message is not modified: specified new message content and reply markup are exactly the same"],
)
async def test_an_edit_that_changes_nothing_counts_as_sent(bench: Bench, words: str) -> None:
    """Telegram's refusal of an equal edit is success."""
    row = bench.outbox.put("a", message_id=44)
    bench.request.answer("editMessageText", refusal(400, words))
    await bench.settle()
    assert (bench.outbox.state(row), bench.outbox.row(row).message_id) == ("sent", 44)
    assert bench.request.methods() == ["editMessageText"]


@pytest.mark.parametrize("words", [
    "Bad Request: message to edit not found", "Bad Request: message can't be edited",
    "Bad Request: there is no text in the message to edit",
])  # fmt: skip
async def test_a_message_that_cannot_be_edited_is_sent_anew(bench: Bench, words: str) -> None:
    """Where the old message is gone, the screen comes as a new one and is noted."""
    row = bench.outbox.put("a", message_id=44)
    bench.request.answer("editMessageText", refusal(400, words))
    await bench.settle()
    assert bench.request.methods() == ["editMessageText", "sendMessage"]
    assert (bench.outbox.state(row), bench.outbox.row(row).message_id) == ("sent", 501)
    assert bench.outbox.noted == [("a", 1001, 501)]


async def test_a_document_leaves_as_a_file(bench: Bench) -> None:
    """A document is uploaded with its caption."""
    row = bench.outbox.put("a", text="Note", document={"name": "note.age", "base64": "YWdl"})
    await bench.settle()
    (call,) = bench.request.calls
    assert (call.method, call.files, call.parameters["caption"]) == ("sendDocument", True, "Note")
    assert bench.outbox.state(row) == "sent"


async def test_deleting_and_stripping(bench: Bench) -> None:
    """A deleted screen is gone and a stripped one stays; neither needs the message to be there still."""
    deleted = bench.outbox.put("a", message_id=44, delete=True)
    stripped = bench.outbox.put("bb", message_id=44, strip=True)
    missing = bench.outbox.put("ccc", message_id=44, delete=True)
    unsent = bench.outbox.put("dddd", delete=True)
    bench.request.answer(
        "deleteMessage", (200, {"ok": True, "result": True}), refusal(400, "message to delete not found")
    )
    await bench.settle()
    assert sorted(bench.request.methods()) == ["deleteMessage", "deleteMessage", "editMessageReplyMarkup"]
    states = [bench.outbox.state(each) for each in (deleted, stripped, missing, unsent)]
    assert states == ["dropped", "sent", "dropped", "dropped"]


async def test_a_429_holds_only_its_chat_until_it_is_over(bench: Bench) -> None:
    """The refused chat waits as long as it was told; another chat is served meanwhile."""
    refused, other = bench.outbox.put("a"), bench.outbox.put("bb")
    bench.request.answer("sendMessage", refusal(429, "Too Many Requests: retry after 9", retry_after=9))
    await bench.settle()
    assert (bench.outbox.state(refused), bench.outbox.state(other)) == ("queued", "sent")
    bench.time.seconds += 8
    await bench.settle()
    assert bench.outbox.state(refused) == "queued"
    bench.time.seconds += 2
    await bench.settle()
    assert bench.outbox.state(refused) == "sent"


@pytest.mark.parametrize("answer", [
    refusal(403, "Forbidden: bot was blocked by the user"), refusal(403, "Forbidden: user is deactivated"),
    refusal(400, "Bad Request: chat not found"),
])  # fmt: skip
async def test_a_person_who_blocked_the_bot_is_unreachable(bench: Bench, answer: Any) -> None:
    """The whole chat is marked, and those who must know are told in the same commit."""
    first, second = bench.outbox.put("a"), bench.outbox.put("a")
    bench.request.answer("sendMessage", answer)
    await bench.settle()
    assert (bench.outbox.state(first), bench.outbox.state(second)) == ("dropped", "dropped")
    assert bench.outbox.lost == ["a"]
    assert bench.outbox.store.read(lambda c: screens.unreachable_since(c, "a")) == bench.time.now()
    assert len(bench.request.calls) == 1


@pytest.mark.parametrize("fault", [TimedOut(), Interrupted("ServerDisconnectedError")])
async def test_a_send_without_an_answer_is_unknown(bench: Bench, fault: Exception) -> None:
    """After a timeout nobody knows, and the store is told just that."""
    row = bench.outbox.put("a")
    bench.request.answer("sendMessage", fault)
    await bench.settle()
    assert bench.outbox.state(row) == "unknown"


async def test_an_edit_without_an_answer_is_simply_repeated(bench: Bench) -> None:
    """Editing twice changes nothing, so a timeout of an edit is no riddle."""
    row = bench.outbox.put("a", message_id=44)
    bench.request.answer("editMessageText", TimedOut())
    await bench.settle()
    assert bench.outbox.state(row) == "queued"
    bench.time.seconds += 3
    await bench.settle()
    assert bench.outbox.state(row) == "sent"
    assert bench.request.methods() == ["editMessageText", "editMessageText"]


@pytest.mark.parametrize("answer", [NotConnected("ClientConnectorError"), refusal(502, "Bad Gateway")])
async def test_a_line_that_is_down_makes_everybody_wait_a_little_longer_each_time(bench: Bench, answer: Any) -> None:
    """Nothing is lost while the network is away, and it is not hammered."""
    first = bench.outbox.put("a")
    bench.request.answer("sendMessage", *([answer] * 3))
    await bench.settle()
    later = bench.outbox.put("bb")
    assert bench.outbox.state(first) == "queued"
    await bench.settle()
    assert len(bench.request.calls) == 1
    for _ in range(40):
        bench.time.seconds += 1
        await bench.settle(2)
    assert (bench.outbox.state(first), bench.outbox.state(later)) == ("sent", "sent")
    assert len(bench.request.calls) == 5


async def test_a_refused_token_is_told_to_the_operator_and_loses_nothing(bench: Bench) -> None:
    """A 401 stops the token for a while, with an alarm, and the screen stays wanted."""
    row = bench.outbox.put("a")
    bench.request.answer("sendMessage", refusal(401, "Unauthorized"))
    await bench.settle()
    assert (bench.outbox.state(row), bench.faults) == ("queued", ["token.refused"])
    bench.time.seconds += 31
    await bench.settle()
    assert bench.outbox.state(row) == "sent"


async def test_a_screen_that_telegram_or_our_limits_refuse_stops_nobody(bench: Bench) -> None:
    """A broken screen is gone with an alarm, and the next one of the chat is sent."""
    long, odd, good = bench.outbox.put("a", text="x" * 5000), bench.outbox.put("a"), bench.outbox.put("a")
    bench.request.answer("sendMessage", refusal(400, "Bad Request: something new"))
    await bench.settle(8)
    assert [bench.outbox.state(each) for each in (long, odd, good)] == ["dropped", "dropped", "sent"]
    assert bench.faults == ["screen.over_limit", "screen.refused"]


async def test_a_screen_whose_key_is_gone_is_gone_and_one_that_cannot_be_opened_now_waits(bench: Bench) -> None:
    """Erasure is final; a key store that is away is not."""
    erased, waiting = bench.outbox.put("a"), bench.outbox.put("bb")

    def opener(row: Any) -> dict[str, Any]:
        raise SealGone if row.id == erased else OSError("away")

    bench.opener = opener
    await bench.settle()
    assert (bench.outbox.state(erased), bench.outbox.state(waiting), bench.faults) == (
        "dropped",
        "queued",
        ["screen.sealed"],
    )


async def test_a_screen_that_waited_too_long_is_handed_back_unsent(bench: Bench) -> None:
    """No call is made for it; what is put in its place goes out, and the chat behind it too."""
    old, next_ = bench.outbox.put("a", text="old"), bench.outbox.put("a", text="next")

    def opener(row: Any) -> dict[str, Any]:
        if _content(row)["text"] == "old":
            raise TooLate
        return _content(row)

    def put_off(c: Any, row: Any) -> None:
        fresh = json.dumps({**_content(row), "text": "fresh"}).encode()
        screens.change(c, row.id, fresh, row.key, bench.time.now())
        screens.failed(c, row.id, bench.time.now(), bench.time.now())

    bench.opener, bench.sender._on_late = opener, put_off
    await bench.settle(10)
    assert [call.parameters["text"] for call in bench.request.calls] == ["fresh", "next"]
    assert [bench.outbox.state(each) for each in (old, next_)] == ["sent", "sent"]


async def test_one_call_at_a_time_in_a_chat_and_many_chats_at_once(tmp_path: Path) -> None:
    """Screens of one chat leave in order, one after the other; different chats side by side, up to the bound."""
    bench = Bench(tmp_path, in_flight=3)
    bench.request.gate = asyncio.Event()
    for lane in ("a", "bb", "ccc", "dddd"):
        bench.outbox.put(lane, text=f"{lane} first")
        bench.outbox.put(lane, text=f"{lane} second")
    await bench.settle()
    assert len(bench.request.calls) == 3
    bench.request.gate.set()
    await bench.settle(10)
    assert bench.request.most_at_once == 3
    for lane in ("a", "bb", "ccc", "dddd"):
        texts = [
            call.parameters["text"] for call in bench.request.calls if call.parameters["text"].startswith(f"{lane} ")
        ]
        assert texts == [f"{lane} first", f"{lane} second"]


async def test_bells_leave_before_what_waits(tmp_path: Path) -> None:
    """With room for one, the alert's bell is the one."""
    bench = Bench(tmp_path, in_flight=1)
    bench.request.gate = asyncio.Event()
    bench.outbox.put("a", priority=2, text="answer")
    bench.outbox.put("bb", priority=0, text="bell")
    await bench.settle()
    assert [call.parameters["text"] for call in bench.request.calls] == ["bell"]
    bench.request.gate.set()
    await bench.settle()


async def test_a_result_that_could_not_be_committed_is_committed_later(bench: Bench) -> None:
    """A store that goes away during a call does not make the message forgotten, nor sent twice."""
    bench.request.gate = asyncio.Event()
    row = bench.outbox.put("a")
    await bench.settle()
    bench.outbox.away = True
    bench.request.gate.set()
    for _ in range(8):
        await asyncio.sleep(0)
    for _ in range(3):
        with pytest.raises(StoreUnavailable):
            await bench.sender.turn()
    bench.outbox.away = False
    await bench.settle()
    assert (bench.outbox.state(row), bench.outbox.row(row).message_id, len(bench.request.calls)) == ("sent", 501, 1)


async def test_a_result_shares_its_commit_with_the_next_claim(bench: Bench) -> None:
    """Two screens of a chat take three transactions: claim, record and claim, record."""
    bench.outbox.put("a")
    bench.outbox.put("a")
    before = bench.outbox.commits
    for _ in range(3):
        await bench.sender.turn()
        for _ in range(8):
            await asyncio.sleep(0)
    assert bench.outbox.commits - before == 3
    assert [bench.outbox.state(1), bench.outbox.state(2)] == ["sent", "sent"]


async def test_running_it_sends_on_waking_and_stops_when_cancelled(bench: Bench) -> None:
    """The loop sleeps until it is woken, and draining commits what was in flight."""
    task = asyncio.create_task(bench.sender.run())
    await asyncio.sleep(0)
    row = bench.outbox.put("a")
    bench.sender.wake()
    await until(lambda: bench.outbox.state(row) == "sent")
    bench.request.gate = asyncio.Event()
    last = bench.outbox.put("bb")
    bench.sender.wake()
    await until(lambda: len(bench.request.calls) == 2)
    task.cancel()
    bench.request.gate.set()
    await bench.sender.drain()
    assert bench.outbox.state(last) == "sent"


async def test_a_store_that_is_away_is_reported_and_the_loop_lives(bench: Bench) -> None:
    """The loop survives a failing transaction and says a constant word."""
    bench.outbox.away = True
    task = asyncio.create_task(bench.sender.run())
    await until(lambda: bool(bench.faults))
    assert bench.faults == ["store.away"]
    assert not task.done()
    task.cancel()


async def test_a_fault_of_ours_is_tried_again_later_each_time(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    """A screen that must arrive and trips over us is not sent to Telegram each second for ever."""
    row = bench.outbox.put("a", keep=True)
    tries = 0

    async def trips(*args: Any, **more: Any) -> Any:
        nonlocal tries
        tries += 1
        raise RuntimeError

    monkeypatch.setattr(sending, "deliver", trips)
    for _ in range(600):
        bench.time.seconds += 1
        await bench.settle(1)
    assert bench.outbox.state(row) == "unknown"
    assert 5 < tries < 15
    assert set(bench.faults) == {"sender.fault"}


async def test_whoever_hears_of_a_refusing_chat_finds_what_was_for_it(bench: Bench) -> None:
    """What must not be lost is still there when the chat is found unreachable."""
    bench.outbox.put("a", keep=True)
    bench.request.answer("sendMessage", refusal(403, "Forbidden: bot was blocked by the user"))
    seen: list[int] = []
    bench.sender._on_unreachable = lambda c, lane: seen.append(len(screens.unsent(c, "defenders", lane)))
    await bench.settle()
    assert seen == [1]


async def test_a_chat_that_cannot_be_told_of_holds_up_no_other(bench: Bench) -> None:
    """Somebody blocked the bot, and a row of theirs was spoilt: the next chat is written to all the same."""
    bench.outbox.put("a", keep=True)
    bench.request.answer("sendMessage", refusal(403, "Forbidden: bot was blocked by the user"))

    def spoilt(c: Any, lane: str) -> None:
        raise KeyError

    bench.sender._on_unreachable = spoilt
    with contextlib.suppress(KeyError):
        await bench.settle()
    row = bench.outbox.put("bb", keep=True)
    with contextlib.suppress(KeyError):
        await bench.settle()
    assert bench.outbox.state(row) == "sent"
    assert "unreachable.untold" in bench.faults


async def test_a_bell_that_cannot_leave_holds_up_no_later_one(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    """One screen of a chat trips over us for ever; it is kept, and the one behind it arrives within a minute."""
    first, second = bench.outbox.put("a", keep=True, text="poison"), bench.outbox.put("a", keep=True)
    deliver = sending.deliver

    async def trips(bot: Any, drawn: Any, message: Any) -> Any:
        if drawn.text == "poison":
            raise RuntimeError
        return await deliver(bot, drawn, message)

    monkeypatch.setattr(sending, "deliver", trips)
    for _ in range(60):
        bench.time.seconds += 1
        await bench.settle(1)
    assert bench.outbox.state(second) == "sent"
    assert bench.outbox.state(first) == "unknown"
    monkeypatch.setattr(sending, "deliver", deliver)
    for _ in range(400):
        bench.time.seconds += 1
        await bench.settle(1)
    assert bench.outbox.state(first) == "sent", "and what was kept arrives once it can"

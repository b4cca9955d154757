"""The pace keeps Telegram's limits and starves nobody."""

from __future__ import annotations

from bot.chat.pacing import Pace
from tests.chat.fakes import FakeTime


def test_a_chat_gets_a_short_burst_and_then_one_a_second() -> None:
    """Three may follow at once; the fourth waits, and a second later one more may leave."""
    time = FakeTime()
    pace = Pace(time, overall=1000)
    for _ in range(3):
        assert pace.held() == set()
        pace.take("a")
    assert pace.held() == {"a"}
    time.seconds += 1.0
    assert pace.held() == set()
    pace.take("a")
    assert pace.held() == {"a"}


def test_over_all_no_second_holds_many_more_than_thirty() -> None:
    """Greedy sending to many chats for ten seconds stays at thirty a second plus the small burst."""
    time = FakeTime()
    pace = Pace(time)
    sent = 0
    for tick in range(1000):
        time.seconds = 1_000_000.0 + tick / 100
        for _ in range(pace.room()):
            pace.take(f"chat {sent}")
            sent += 1
    assert 295 <= sent <= 306


def test_waiting_ends_when_one_may_leave() -> None:
    """After the wait that was told there is room, and not before."""
    time = FakeTime()
    pace = Pace(time)
    for number in range(5):
        assert pace.wait() == 0.0
        pace.take(str(number))
    assert pace.room() == 0
    wait = pace.wait()
    assert 0 < wait <= 1 / 30 + 1e-6
    time.seconds += wait + 1e-6
    assert pace.room() == 1


def test_one_refusal_stops_one_chat_and_a_second_one_soon_stops_the_token() -> None:
    """A 429 holds its chat; another within five seconds holds everybody."""
    time = FakeTime()
    pace = Pace(time)
    pace.refused("a", 7)
    assert pace.held() == {"a"}
    assert pace.room() > 0
    time.seconds += 4
    pace.refused("b", 3)
    assert pace.room() == 0
    assert 2.9 <= pace.wait() <= 3.0
    time.seconds += 3.1
    assert pace.room() > 0
    assert pace.held() == set()


def test_refusals_far_apart_never_stop_the_token() -> None:
    """Two chats refused ten seconds apart are two chats."""
    time = FakeTime()
    pace = Pace(time)
    pace.refused("a", 60)
    time.seconds += 10
    pace.refused("b", 60)
    assert pace.room() > 0
    assert pace.held() == {"a", "b"}


def test_it_forgets_chats_that_are_free_again() -> None:
    """The memory of chats does not grow for ever."""
    time = FakeTime()
    pace = Pace(time, overall=1e6)
    for number in range(3000):
        pace.take(str(number))
    time.seconds += 10
    assert pace.held() == set()
    assert len(pace._chats) == 0


def test_a_refused_burst_ends_bursts_of_that_chat_and_no_more() -> None:
    """Where the burst itself was refused, the token is not to blame, and the chat keeps one a second for a while."""
    time = FakeTime()
    pace = Pace(time)
    for lane in ("a", "b"):
        for _ in range(3):
            pace.take(lane)
        pace.refused(lane, 1)
    time.seconds += 1
    assert pace.room() > 0
    time.seconds += 3
    assert pace.held() == set()
    pace.take("a")
    assert pace.held() == {"a"}
    time.seconds += 70
    pace.take("a")
    assert pace.held() == set()

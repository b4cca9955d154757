"""What arrives is kept once, taken in order, and nobody waits for somebody else's flood."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.store import Connection, Store, inbox

NOW = 1_800_000_000


def arrive(c: Connection, number: int, lane: str = "lane", bot: str = "defenders") -> bool:
    return inbox.put(c, bot, number, lane, "message", b"sealed", "epoch:1", NOW)


def take(c: Connection) -> inbox.Update | None:
    row = inbox.claim(c, NOW)
    if row is not None:
        inbox.done(c, row.id, NOW)
    return row


def drain(c: Connection) -> list[tuple[str, int | None]]:
    taken = []
    while (row := take(c)) is not None:
        taken.append((row.lane, row.update_id))
    return taken


def test_the_same_update_is_kept_once(store: Store) -> None:
    """Telegram repeats what it was not told of: the second is known, also after it was handled, but per bot."""

    def work(c: Connection) -> None:
        assert arrive(c, 7)
        assert not arrive(c, 7)
        assert arrive(c, 7, bot="officers")
        assert len(drain(c)) == 2
        assert not arrive(c, 7)
        assert drain(c) == []

    store.transact(work).result()


def test_a_lane_is_taken_in_telegrams_order(store: Store) -> None:
    """Updates that are stored out of order are handled in order."""

    def work(c: Connection) -> None:
        for number in (5, 3, 9, 4):
            arrive(c, number)
        assert [number for _, number in drain(c)] == [3, 4, 5, 9]
        arrive(c, 1)  # a late one, lower than what was handled: still taken, its seq judges it
        assert drain(c) == [("lane", 1)]

    store.transact(work).result()


def test_a_flood_delays_nobody(store: Store) -> None:
    """One person writes 300 messages before 20 others write two each: the others wait for at most one row a turn."""

    def work(c: Connection) -> list[str]:
        for number in range(300):
            arrive(c, number, "flood")
        for number in range(300, 340):
            arrive(c, number, f"other-{number % 20:02}")
        return [lane for lane, _ in drain(c)]

    order = store.transact(work).result()
    others = [place for place, lane in enumerate(order) if lane != "flood"]
    assert len(others) == 40
    assert max(others) <= 42, "the last of the others is served before the flood's third row"


def test_a_newcomer_comes_before_the_second_turn_of_a_flood(store: Store) -> None:
    """Who arrives while a flood is being handled is next but one at the latest."""

    def work(c: Connection) -> list[str]:
        for number in range(50):
            arrive(c, number, "flood")
        first = [take(c) for _ in range(10)]
        assert all(row is not None and row.lane == "flood" for row in first)
        arrive(c, 100, "newcomer")
        return [row.lane for row in (take(c), take(c)) if row is not None]

    assert "newcomer" in store.transact(work).result()


@given(st.lists(st.tuples(st.integers(0, 3), st.booleans()), max_size=40))
@settings(max_examples=25)
def test_whatever_arrives_is_taken_once_and_in_order(tmp_path_factory: object, template: object, steps: list) -> None:
    """In any mixture of arriving and taking, each lane is emptied in the order of its numbers that are there."""
    import shutil

    path = tmp_path_factory.mktemp("steps") / "store.db"  # type: ignore[attr-defined]
    shutil.copy(template, path)  # type: ignore[call-overload]

    def work(c: Connection) -> None:
        arrived: dict[str, list[int]] = {}
        taken: dict[str, list[int]] = {}
        for number, (lane, and_take) in enumerate(steps):
            arrive(c, number, str(lane))
            arrived.setdefault(str(lane), []).append(number)
            if and_take:
                row = take(c)
                assert row is not None
                taken.setdefault(row.lane, []).append(row.update_id or 0)
        for lane_, number_ in drain(c):
            taken.setdefault(lane_, []).append(number_ or 0)
        assert taken == arrived

    with Store(f"sqlite:///{path}") as store:
        store.transact(work).result()


def test_the_body_goes_in_the_commit_that_handles_it(store: Store) -> None:
    """After `done` neither body nor key's name is in the row; the number stays."""

    def work(c: Connection) -> tuple[object, ...]:
        arrive(c, 1)
        row = inbox.claim(c, NOW)
        assert row is not None
        assert row.body == b"sealed"
        inbox.done(c, row.id, NOW)
        return tuple(c.exec_driver_sql("SELECT update_id, state, body, key FROM inbox").one())

    assert store.transact(work).result() == (1, "done", None, None)


def test_what_fails_three_times_stops_its_lane_no_more(store: Store) -> None:
    """A poison row keeps its place twice, then is a dead letter with its body, and the lane goes on."""

    def work(c: Connection) -> None:
        arrive(c, 1)
        arrive(c, 2)
        for last in (False, False, True):
            row = inbox.claim(c, NOW)
            assert row is not None
            assert row.update_id == 1
            assert inbox.fail(c, row.id, NOW) is last
        assert drain(c) == [("lane", 2)]
        assert [(row.update_id, row.tries, row.body) for row in inbox.dead(c)] == [(1, 3, b"sealed")]

    store.transact(work).result()


def test_a_failing_row_does_not_hold_up_other_lanes(store: Store) -> None:
    """After a failed try the lane goes to the end like any other."""

    def work(c: Connection) -> None:
        arrive(c, 1, "poison")
        row = inbox.claim(c, NOW)
        assert row is not None
        arrive(c, 2, "other")
        inbox.fail(c, row.id, NOW)
        after = take(c)
        assert after is not None
        assert after.lane == "other"

    store.transact(work).result()


def test_a_lost_wake_is_healed_by_whoever_finds_no_work(store: Store) -> None:
    """A lane put to rest while a row came in (possible on PostgreSQL) is found as soon as nothing else waits."""

    def work(c: Connection) -> None:
        arrive(c, 1)
        c.exec_driver_sql("UPDATE lanes SET idle = 1")
        assert drain(c) == [("lane", 1)]

    store.transact(work).result()


def test_a_lane_without_work_is_passed_over(store: Store) -> None:
    """A lane that says it waits but has nothing is put to rest, and the next lane is taken."""

    def work(c: Connection) -> None:
        arrive(c, 1, "empty")
        c.exec_driver_sql("DELETE FROM inbox")
        arrive(c, 2, "full")
        assert drain(c) == [("full", 2)]

    store.transact(work).result()


def test_numbers_are_kept_three_days_and_dead_letters_seven(store: Store) -> None:
    """Telegram's restart of its numbers after a quiet week meets no old key; lanes that nothing names go too."""

    def work(c: Connection) -> None:
        for number in (1, 2):
            arrive(c, number, f"lane-{number}")
        take(c)
        for _ in range(3):
            row = inbox.claim(c, NOW)
            assert row is not None
            inbox.fail(c, row.id, NOW)
        day = 86_400
        assert inbox.forget_old(c, NOW + 3 * day) == 0
        assert inbox.forget_old(c, NOW + 3 * day + 1) == 1
        assert arrive(c, 1), "the number is free again"
        assert inbox.forget_old(c, NOW + 7 * day + 1) == 1
        assert inbox.dead(c) == []
        assert c.exec_driver_sql("SELECT lane FROM lanes").scalars().all() == ["lane"]
        assert inbox.waiting(c) == (1, NOW)

    store.transact(work).result()

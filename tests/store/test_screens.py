"""The outbox holds what is wanted of screens: replaced while unsent, in order within a chat, urgent chats first."""

from __future__ import annotations

import pytest

from bot.store import Connection, Store, inbox, screens

NOW = 1_800_000_000
BOT = "defenders"


def put(c: Connection, content: str, lane: str = "lane", priority: int = screens.REST, **more: object) -> int:
    return screens.put(c, lane, BOT, content.encode(), "epoch:1", priority, NOW, **more)  # type: ignore[arg-type]


def due(c: Connection, now: int = NOW) -> list[str]:
    return [(screen.content or b"").decode() for screen in screens.due(c, BOT, now)]


def send(c: Connection, id_: int, message_id: int | None = None) -> None:
    version = screens.sending(c, id_)
    assert version is not None
    screens.sent(c, id_, version, message_id, NOW)


@pytest.fixture
def c(store: Store) -> object:
    """A connection inside one transaction: the screens' own rules need no commit between two lines."""
    with store._readers.connect() as connection:
        connection.exec_driver_sql("PRAGMA query_only = OFF")
        yield connection
        connection.rollback()
        connection.exec_driver_sql("PRAGMA query_only = ON")


def test_an_unsent_screen_is_replaced(c: Connection) -> None:
    """A person taps faster than the sender sends: only the last screen goes out, as one message."""
    first = put(c, "one")
    assert put(c, "two") == first
    assert due(c) == ["two"]
    screen = screens.get(c, first)
    assert screen is not None
    assert (screen.wanted, screen.sent) == (2, 0)


def test_a_changed_screen_that_was_not_sent_stays_in_its_place(c: Connection) -> None:
    """`change` on an unsent screen replaces its content where it stands in the queue."""
    first, _ = put(c, "one", keep=True), put(c, "two", keep=True)
    assert screens.change(c, first, b"one, better", "epoch:1", NOW)
    assert due(c) == ["one, better"]


def test_a_kept_screen_is_neither_replaced_nor_overtaken(c: Connection) -> None:
    """An officer's words arrive whole, before what was wanted after them and behind what was wanted before."""
    ids = [put(c, "question"), put(c, "an officer's words", keep=True), put(c, "next question")]
    assert len(set(ids)) == 3
    order = []
    for id_ in ids:
        order += due(c)
        send(c, id_, id_ + 100)
    assert order == ["question", "an officer's words", "next question"]


def test_a_sent_screen_holds_no_content(c: Connection) -> None:
    """What stands in the chat is not kept here as well."""
    id_ = put(c, "one")
    send(c, id_, 77)
    screen = screens.get(c, id_)
    assert screen is not None
    assert (screen.state, screen.content, screen.key, screen.message_id, screen.place) == ("sent", None, None, 77, None)


def test_a_sent_screen_that_is_changed_is_an_edit_in_its_turn(c: Connection) -> None:
    """An edit keeps the message's id and goes behind what the chat already waits for."""
    old = put(c, "one")
    send(c, old, 77)
    new = put(c, "two", keep=True)
    screens.change(c, old, b"one without buttons", "epoch:1", NOW)
    assert due(c) == ["two"]
    send(c, new, 78)
    (edit,) = screens.due(c, BOT, NOW)
    assert (edit.content, edit.message_id) == (b"one without buttons", 77)


def test_a_screen_changed_in_flight_is_edited_afterwards(c: Connection) -> None:
    """What came back as sent is the version that left; the newer one is due at once, as an edit."""
    id_ = put(c, "one")
    version = screens.sending(c, id_)
    screens.change(c, id_, b"two", "epoch:1", NOW)
    assert due(c) == [], "one call in flight for a chat"
    assert version == 1
    screens.sent(c, id_, version, 77, NOW)
    (edit,) = screens.due(c, BOT, NOW)
    assert (edit.content, edit.message_id, edit.wanted, edit.sent) == (b"two", 77, 2, 1)


def test_a_new_screen_does_not_replace_one_in_flight(c: Connection) -> None:
    """A screen that may already be in the chat is not rewritten into another."""
    first = put(c, "one")
    screens.sending(c, first)
    assert put(c, "two") != first
    assert due(c) == []


def test_content_can_be_bound_to_its_row_and_version(c: Connection) -> None:
    """A caller that seals to row and version is asked with exactly those, on putting, replacing and changing."""

    def sealed(id_: int, version: int) -> bytes:
        return f"{id_}:{version}".encode()

    id_ = screens.put(c, "lane", BOT, sealed, "epoch:1", screens.REST, NOW)
    assert due(c) == [f"{id_}:1"]
    assert screens.put(c, "lane", BOT, sealed, "epoch:1", screens.REST, NOW) == id_
    assert due(c) == [f"{id_}:2"]
    screens.change(c, id_, sealed, "epoch:1", NOW)
    assert due(c) == [f"{id_}:3"]


def test_priority_is_between_chats_and_carries_its_whole_chat(c: Connection) -> None:
    """A danger card goes before other chats, but behind what its own chat was to see first."""
    put(c, "ordinary", "a")
    put(c, "greeting", "b", keep=True)
    put(c, "danger card", "b", priority=screens.DANGER, keep=True)
    put(c, "bell", "officer", priority=screens.BELL, keep=True)
    assert due(c) == ["bell", "greeting", "ordinary"]


def test_a_chat_has_one_call_in_flight(c: Connection) -> None:
    """While one screen of a chat is being sent nothing else of that chat is due."""
    first, second = put(c, "one", keep=True), put(c, "two", keep=True)
    screens.sending(c, first)
    assert due(c) == []
    screens.sent(c, first, 1, 77, NOW)
    assert due(c) == ["two"]
    assert screens.sending(c, second) == 1
    assert screens.sending(c, second) is None, "and nobody takes the same one twice"


def test_a_screen_whose_time_comes_waits_for_the_call_in_flight(c: Connection) -> None:
    """A delayed screen stands before the one in flight, and still there is one call at a time."""
    put(c, "knock", not_before=NOW + 60)
    flying = put(c, "now")
    screens.sending(c, flying)
    assert due(c, NOW + 60) == []
    screens.sent(c, flying, 1, 77, NOW)
    assert due(c, NOW + 60) == ["knock"]


def test_a_429_holds_its_chat_and_no_other(c: Connection) -> None:
    """The chat that was named waits, also for what is wanted later; the others go on."""
    held = put(c, "one", "a")
    screens.sending(c, held)
    screens.failed(c, held, NOW + 30, NOW)
    put(c, "two", "a", keep=True)
    put(c, "other", "b")
    assert due(c) == ["other"]
    assert due(c, NOW + 30) == ["one", "other"]


def test_a_screen_for_safe_hours_waits_aside(c: Connection) -> None:
    """A delayed screen is not replaced, holds nobody up, and comes when it is time."""
    later = put(c, "knock", not_before=NOW + 3600)
    assert put(c, "now") != later
    assert due(c) == ["now"]
    assert due(c, NOW + 3600) == ["knock"], "in the order of the chat, once it is time"


def test_a_given_up_screen_is_gone(c: Connection) -> None:
    """Failed for good: no content stays and the chat goes on."""
    id_ = put(c, "one", keep=True)
    put(c, "two", keep=True)
    screens.sending(c, id_)
    screens.failed(c, id_, None, NOW)
    screen = screens.get(c, id_)
    assert screen is not None
    assert (screen.state, screen.content) == ("failed", None)
    assert due(c) == ["two"]


def test_unknown_goes_again_if_it_matters(c: Connection) -> None:
    """After a timeout the newest screen, an edit and what is kept go again; an older one is dropped."""
    old = put(c, "older question")
    screens.sending(c, old)
    newest = put(c, "newest")
    assert screens.unknown(c, old, NOW) is False
    assert due(c) == ["newest"]
    screens.sending(c, newest)
    assert screens.unknown(c, newest, NOW, until=NOW + 5) is True
    assert due(c) == []
    assert due(c, NOW + 5) == ["newest"]
    send(c, newest, 78)
    screens.change(c, newest, b"edited", "epoch:1", NOW)
    screens.sending(c, newest)
    put(c, "bell", keep=True)
    assert screens.unknown(c, newest, NOW) is True


def test_what_was_in_flight_when_the_leader_died_is_unknown(c: Connection) -> None:
    """The next leader finds the calls that nobody knows the end of, and sends them again."""
    bell = put(c, "bell", "officer", priority=screens.BELL, keep=True)
    screens.sending(c, bell)
    assert due(c) == []
    assert screens.interrupted(c, BOT, NOW) == 1
    assert due(c) == ["bell"]


def test_a_message_that_cannot_be_edited_is_sent_anew(c: Connection) -> None:
    """`gone` forgets the message's id, so the same screen is sent."""
    id_ = put(c, "one")
    send(c, id_, 77)
    screens.change(c, id_, b"two", "epoch:1", NOW)
    screens.sending(c, id_)
    screens.gone(c, id_)
    (again,) = screens.due(c, BOT, NOW)
    assert (again.content, again.message_id) == (b"two", None)


def test_a_chat_that_refuses_us_is_left_alone_until_it_speaks(c: Connection) -> None:
    """403: all that waits there is dropped, since when is known, and the person's next word takes it back."""
    id_ = put(c, "one")
    put(c, "two", keep=True)
    screens.sending(c, id_)
    assert screens.unreachable(c, BOT, "lane", NOW) == 2
    assert due(c) == []
    assert screens.unreachable_since(c, "lane") == NOW
    inbox.put(c, BOT, 1, "lane", "message", b"x", "epoch:1", NOW)
    row = inbox.claim(c, NOW)
    assert row is not None
    inbox.done(c, row.id, NOW)
    assert screens.unreachable_since(c, "lane") is None


def test_hiding_drops_what_waits(c: Connection) -> None:
    """After Hide nothing that was wanted before appears; what is in flight is left to its end."""
    flying, waiting = put(c, "one", keep=True), put(c, "two", keep=True)
    screens.sending(c, flying)
    assert screens.drop_chat(c, BOT, "lane", NOW) == 1
    dropped = screens.get(c, waiting)
    assert dropped is not None
    assert (dropped.state, dropped.content) == ("dropped", None)
    assert screens.change(c, waiting, b"late", "epoch:1", NOW) is False


def test_screens_are_found_by_message_and_by_chat(c: Connection) -> None:
    """A tap names its message; the conversation asks for the newest."""
    first = put(c, "one")
    send(c, first, 77)
    second = put(c, "two")
    found = screens.by_message(c, BOT, "lane", 77)
    newest = screens.newest(c, BOT, "lane")
    assert found is not None
    assert newest is not None
    assert (found.id, newest.id) == (first, second)
    assert screens.by_message(c, BOT, "other", 77) is None
    assert screens.waiting(c, BOT, NOW) == {screens.REST: (1, NOW)}


def test_old_screens_are_forgotten_and_waiting_ones_are_not(c: Connection) -> None:
    """Retention takes what was sent; what is still wanted stays whatever its age."""
    first = put(c, "one")
    send(c, first, 77)
    put(c, "two")
    assert screens.forget_old(c, NOW + 1) == 1
    assert due(c) == ["two"]


def test_a_bell_is_first_behind_ten_thousand(store: Store) -> None:
    """Ten thousand waiting screens change nothing in what the next call is."""

    def work(c: Connection) -> list[str]:
        for number in range(10_000):
            put(c, "ordinary", f"{number:05}")
        put(c, "bell", "officer", priority=screens.BELL, keep=True)
        return [screen.lane for screen in screens.due(c, BOT, NOW, 3)]

    assert store.transact(work).result() == ["officer", "00000", "00001"]

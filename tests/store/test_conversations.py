"""One conversation of a person: changed only from what was read, gone from sight before its key is destroyed."""

from __future__ import annotations

import pytest

from bot.store import Connection, RevisionConflict, StatementRefused, Store, conversations, inbox, timers

NOW = 1_800_000_000


def begin(c: Connection, id_: str = "c1", lane: str = "lane") -> None:
    conversations.put(c, id_, lane, "defenders", 0, "epoch:1", b"sealed", NOW)


def test_a_change_counts_up_and_keeps_what_is_given(store: Store) -> None:
    """The session, its seq, key and due minute are those of the last change."""

    def work(c: Connection) -> None:
        begin(c)
        assert conversations.change(c, "c1", 0, 4, "draft", b"more", NOW + 61, due=NOW + 100, case_id="K") == 1
        talk = conversations.by_lane(c, "lane")
        assert talk is not None
        assert (talk.seq, talk.revision, talk.key, talk.sealed, talk.case_id) == (4, 1, "draft", b"more", "K")
        assert talk.due == NOW + 120, "rounded up to the minute"
        assert talk.touched % 60 == talk.begun % 60 == 0
        assert [each.id for each in conversations.of_case(c, "K")] == ["c1"]

    store.transact(work).result()


def test_two_readers_cannot_both_write(store: Store) -> None:
    """The second to change what both read is refused and nothing of it is kept."""
    store.transact(begin).result()
    store.transact(lambda c: conversations.change(c, "c1", 0, 1, "draft", b"first", NOW)).result()
    with pytest.raises(RevisionConflict):
        store.transact(lambda c: conversations.change(c, "c1", 0, 1, "draft", b"second", NOW)).result()
    talk = store.read(lambda c: conversations.get(c, "c1"))
    assert talk is not None
    assert talk.sealed == b"first"


def test_a_lane_has_one_conversation_with_a_bot(store: Store) -> None:
    """A second live one is refused."""
    store.transact(begin).result()
    with pytest.raises(StatementRefused):
        store.transact(lambda c: begin(c, "c2")).result()


def test_erasing_hides_at_once_and_frees_the_lane(store: Store) -> None:
    """Marked, nobody reads or changes it and the person can begin anew; the mark is found until the row is deleted."""

    def work(c: Connection) -> None:
        begin(c)
        timers.set_(c, "defenders", "c1", "lane", "draft", 0, NOW)
        conversations.mark_erasing(c, "c1")
        assert conversations.by_lane(c, "lane") is None
        with pytest.raises(RevisionConflict):
            conversations.change(c, "c1", 0, 1, "draft", b"x", NOW)
        begin(c, "c2")
        assert conversations.erasing(c) == ["c1"]
        marked = conversations.get(c, "c1")
        assert marked is not None
        assert marked.sealed is None
        conversations.delete_row(c, "c1")
        assert conversations.erasing(c) == []
        assert timers.of(c, "c1") == [], "its timers go with it"

    store.transact(work).result()


def test_a_conversation_moves_to_another_account(store: Store) -> None:
    """*My phone was taken*: the same conversation under another lane."""

    def work(c: Connection) -> None:
        begin(c)
        conversations.move(c, "c1", "new")
        assert conversations.by_lane(c, "lane") is None
        assert conversations.by_lane(c, "new") is not None

    store.transact(work).result()


def test_silent_conversations_are_found_for_retention(store: Store) -> None:
    """Only what was untouched since then, the longest silent first."""

    def work(c: Connection) -> list[str]:
        for number, touched in enumerate((NOW, NOW - 600, NOW - 300)):
            conversations.put(c, f"c{number}", f"lane{number}", "defenders", 0, "draft", b"x", touched)
        return [each.id for each in conversations.silent_since(c, NOW - 60)]

    assert store.transact(work).result() == ["c1", "c2"]


def test_due_conversations_are_found_the_longest_due_first(store: Store) -> None:
    """Only live ones whose minute has come; one without a date never is."""

    def work(c: Connection) -> list[str]:
        for number, due in enumerate((NOW + 60, NOW - 60, None, NOW, NOW)):
            conversations.put(c, f"c{number}", f"lane{number}", "defenders", 0, "draft", b"x", NOW, due=due)
        conversations.mark_erasing(c, "c4")
        return [each.id for each in conversations.due(c, NOW)]

    assert store.transact(work).result() == ["c1", "c3"]


def test_a_timer_comes_once_by_the_inbox_with_its_seq(store: Store) -> None:
    """Due timers move into the inbox, each once; a conversation has one of a kind and it can be taken back."""

    def work(c: Connection) -> None:
        begin(c)
        timers.set_(c, "defenders", "c1", "lane", "hide", 1, NOW)
        timers.set_(c, "defenders", "c1", "lane", "hide", 2, NOW + 30)
        timers.set_(c, "defenders", "c1", "lane", "draft", 2, NOW)
        assert timers.cancel(c, "c1", "draft")
        assert not timers.cancel(c, "c1", "draft")
        assert timers.next_due(c) == NOW + 60
        assert timers.fire(c, NOW + 59) == 0
        assert timers.fire(c, NOW + 60) == 1
        assert timers.fire(c, NOW + 60) == 0
        row = inbox.claim(c, NOW)
        assert row is not None
        assert (row.kind, row.timer, row.conversation, row.seq, row.lane, row.body) == (
            "timer", "hide", "c1", 2, "lane", None,
        )  # fmt: skip

    store.transact(work).result()


def test_a_timer_waits_for_what_the_person_wrote(store: Store) -> None:
    """A text that is already here is handled before a timer, which is stale by then."""

    def work(c: Connection) -> list[str]:
        begin(c)
        inbox.put_timer(c, "defenders", "lane", "c1", 1, "hide", NOW)
        inbox.put(c, "defenders", 10**9, "lane", "message", b"x", "epoch:1", NOW)
        kinds = []
        while (row := inbox.claim(c, NOW)) is not None:
            kinds.append(row.kind)
            inbox.done(c, row.id, NOW)
        return kinds

    assert store.transact(work).result() == ["message", "timer"]

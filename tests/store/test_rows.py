"""The rows of cases, alerts, officers and of the service: what each module promises."""

from __future__ import annotations

import json

import pytest

from bot.store import (
    Connection,
    LeaseLost,
    RevisionConflict,
    StatementRefused,
    Store,
    alerts,
    answers,
    cases,
    checks,
    consents,
    conversations,
    counters,
    desks,
    epochs,
    glass,
    inbox,
    jobs,
    leases,
    messages,
    officers,
    parts,
    reconcile,
    record,
    releases,
    screens,
    shifts,
    words,
)

NOW = 1_800_000_000


@pytest.fixture
def c(store: Store) -> object:
    """A connection inside one transaction."""
    with store._readers.connect() as connection:
        connection.exec_driver_sql("PRAGMA query_only = OFF")
        yield connection
        connection.rollback()
        connection.exec_driver_sql("PRAGMA query_only = ON")


def open_case(c: Connection, id_: str = "CASE", due: int | None = None) -> None:
    cases.put(c, id_, "c1", "lane", "day", "conversation:c1", b"routing", NOW, due=due)


def test_a_case_changes_only_from_what_was_read(c: Connection) -> None:
    """Two officers act at once: the second reads again."""
    open_case(c)
    case = cases.get(c, "CASE")
    assert case is not None
    assert cases.change(c, case._replace(state="sent", sealed=b"new"), NOW + 5) == 1
    with pytest.raises(RevisionConflict):
        cases.change(c, case._replace(state="closed"), NOW + 6)
    (again,) = cases.in_states(c, ["sent", "resting"])
    assert (again.sealed, again.touched, again.revision) == (b"new", NOW + 5, 1)
    assert cases.of_conversation(c, "c1") == [again]
    assert cases.in_states(c, ["open"]) == []


def test_erasing_a_case_silences_it_first_and_takes_everything_last(c: Connection) -> None:
    """Marked, nothing rings and nothing leads to the person; deleted, parts, alerts and rings are gone."""
    open_case(c, due=NOW)
    parts.put(c, "CASE", "text-1", 1, b"age", "1:ab", 320, NOW)
    alerts.put(c, "a1", "CASE", "K7Q2M", "conversation:c1", b"ladder", NOW, due=NOW)
    alerts.ring(c, "a1", "o1", 0, "telegram", None, NOW)
    assert [case.id for case in cases.due(c, NOW)] == ["CASE"]
    cases.mark_erasing(c, "CASE")
    case = cases.get(c, "CASE")
    assert case is not None
    assert (case.sealed, case.lane) == (None, None)
    assert alerts.due(c, NOW) == cases.due(c, NOW) == alerts.open_(c) == []
    assert cases.erasing(c) == reconcile.erasing(c).cases == ["CASE"]
    with pytest.raises(RevisionConflict):
        cases.change(c, case._replace(state="open"), NOW)
    cases.delete_row(c, "CASE")
    assert parts.heads(c, "CASE") == alerts.of_case(c, "CASE") == alerts.rings_of(c, "a1") == []


def test_a_part_is_replaced_by_its_next_revision_only(c: Connection) -> None:
    """Revision 2 takes the place of 1; a revision that is not the next is refused."""
    open_case(c)
    assert parts.next_name(c, "CASE", "text") == "text-1"
    parts.put(c, "CASE", "text-1", 1, b"one", "1:ab", 320, NOW)
    with pytest.raises(RevisionConflict):
        parts.put(c, "CASE", "text-1", 1, b"again", "1:ab", 320, NOW)
    with pytest.raises(RevisionConflict):
        parts.put(c, "CASE", "text-1", 3, b"three", "1:ab", 320, NOW)
    parts.put(c, "CASE", "text-1", 2, b"two", "2:cd", 400, NOW + 1)
    assert [(part.revision, part.sealed, part.roster) for part in parts.of(c, "CASE")] == [(2, b"two", "2:cd")]
    assert parts.next_name(c, "CASE", "text") == "text-2"
    assert parts.next_name(c, "CASE", "voice") == "voice-1"
    assert parts.latest(c, "CASE", "text-1") == 2
    found = parts.get(c, "CASE", "text-1")
    assert found is not None
    assert found.size == 400
    assert parts.remove(c, "CASE", "text-1")
    assert not parts.remove(c, "CASE", "text-1")


def test_a_part_needs_its_case(c: Connection) -> None:
    """No part lies about without a case to be erased with."""
    with pytest.raises(Exception, match=r"(?i)foreign\s?key"):
        parts.put(c, "NONE", "text-1", 1, b"one", "1:ab", 320, NOW)


def test_an_alert_rings_until_it_is_ended(c: Connection) -> None:
    """Due alerts come the longest due first; a tap and the clock cannot both write; an ended one is due no more."""
    open_case(c)
    alerts.put(c, "a1", "CASE", "AAAAA", "epoch:1", b"x", NOW, due=NOW + 180)
    alerts.put(c, "a2", "CASE", "BBBBB", "epoch:1", b"x", NOW + 1, due=NOW + 60)
    assert [alert.id for alert in alerts.due(c, NOW + 200)] == ["a2", "a1"]
    alert = alerts.by_tag(c, "AAAAA")
    assert alert is not None
    assert alerts.change(c, alert._replace(state="ended", due=None, ended=NOW + 200)) == 1
    with pytest.raises(RevisionConflict):
        alerts.change(c, alert._replace(due=NOW + 360))
    assert [each.id for each in alerts.open_(c)] == ["a2"]
    assert [each.id for each in alerts.ended_before(c, NOW + 201)] == ["a1"]
    assert [each.id for each in alerts.of_case(c, "CASE")] == ["a1", "a2"]
    alerts.delete_row(c, "a1")
    assert alerts.get(c, "a1") is None


def test_every_ring_is_recorded(c: Connection) -> None:
    """Who was rung when, at which rung and on what, until it is forgotten."""
    open_case(c)
    alerts.put(c, "a1", "CASE", "AAAAA", "epoch:1", b"x", NOW, due=None)
    alerts.ring(c, "a1", "o1", 0, "telegram", 5, NOW)
    alerts.ring(c, "a1", "o2", 1, "mail", None, NOW + 180)
    rings = alerts.rings_of(c, "a1")
    assert [(ring.officer, ring.rung, ring.channel, ring.screen) for ring in rings] == [
        ("o1", 0, "telegram", 5),
        ("o2", 1, "mail", None),
    ]
    assert alerts.rings_before(c, NOW + 1) == rings[:1]
    assert alerts.forget_rings(c, NOW + 1) == 1


def test_shifts_are_kept_until_they_are_taken_out(c: Connection) -> None:
    """Those that end later, in order; changed in state only; an officer who leaves takes theirs along."""
    assert not shifts.kept(c)
    for number, officer in enumerate(("o1", "o2")):
        shifts.put(c, shifts.Shift(f"s{number}", officer, "first", "planned", NOW, NOW + 60 + number, None, None))
    assert [one.id for one in shifts.since(c, NOW)] == ["s0", "s1"]
    assert [one.id for one in shifts.since(c, NOW + 60)] == ["s1"]
    found = shifts.get(c, "s0")
    assert found is not None
    shifts.change(c, found._replace(state="asked", asked=NOW, rang=NOW))
    assert shifts.get(c, "s0") == found._replace(state="asked", asked=NOW, rang=NOW)
    assert shifts.leave(c, "o1", NOW) == 1
    assert shifts.kept(c)
    assert shifts.remove(c, "s1")
    assert not shifts.remove(c, "s1")


def test_answers_go_with_their_days(c: Connection) -> None:
    """The newest days first, the old ones go, and one can be sealed anew."""
    for day in (1, 2, 3):
        answers.put(c, answers.Answer(f"n{day}", day, "k1", b"x"))
    assert [one.day for one in answers.since(c, 2)] == [3, 2]
    answers.change(c, answers.Answer("n3", 3, "k2", b"y"))
    assert answers.since(c, 3) == [answers.Answer("n3", 3, "k2", b"y")]
    assert answers.forget(c, 3) == 2


def test_an_officer_becomes_active_in_their_own_account(c: Connection) -> None:
    """Pending without a lane, active with one, found by it; a lane belongs to one officer."""
    officers.put(c, "o1", "server", b"sealed", NOW)
    officers.put(c, "o2", "server", b"sealed", NOW + 1)
    officer = officers.get(c, "o1")
    assert officer is not None
    assert officers.change(c, officer._replace(lane="L", state="active")) == 1
    found = officers.by_lane(c, "L")
    assert found is not None
    assert found.id == "o1"
    assert [each.id for each in officers.every(c)] == ["o1", "o2"]
    assert [each.id for each in officers.every(c, "pending")] == ["o2"]
    with pytest.raises(RevisionConflict):
        officers.change(c, officer._replace(state="disabled"))


def test_the_record_is_chained_in_the_order_of_writing(c: Connection) -> None:
    """Events wait unchained; a place once given is not given again."""
    for number in range(3):
        record.add(c, f"e{number}", "opened", "o1", "CASE", NOW + number)
    waiting = record.unchained(c)
    assert [event.id for event in waiting] == ["e0", "e1", "e2"]
    assert record.head(c) is None
    for seq, event in enumerate(waiting[:2], 1):
        record.chain(c, event.n, seq, f"hash{seq}")
    record.chain(c, waiting[0].n, 9, "forged")
    head = record.head(c)
    assert head is not None
    assert (head.id, head.seq, head.hash) == ("e1", 2, "hash2")
    assert [event.id for event in record.unchained(c)] == ["e2"]
    assert [event.hash for event in record.after(c, 0)] == ["hash1", "hash2"]
    assert [event.id for event in record.after(c, 1)] == ["e1"]
    assert len(record.about(c, "CASE")) == 3


def test_a_job_returns_if_its_runner_dies(c: Connection) -> None:
    """A claim runs out; the runner that was given up for dead cannot end what another has claimed."""
    jobs.put(c, "j1", "file", "epoch:1", b"x", NOW)
    slow = jobs.claim(c, NOW)
    assert slow is not None
    assert jobs.claim(c, NOW + jobs.LEASE - 1) is None
    quick = jobs.claim(c, NOW + jobs.LEASE)
    assert quick is not None
    assert not jobs.done(c, slow)
    assert not jobs.fail(c, slow, NOW)
    assert jobs.done(c, quick)
    assert jobs.waiting(c) == (0, None)


def test_a_job_is_tried_again_or_given_up(c: Connection) -> None:
    """Again not before the time given; given up, nothing of its matter stays."""
    jobs.put(c, "j1", "mail", "epoch:1", b"x", NOW, due=NOW + 10)
    assert jobs.claim(c, NOW) is None
    job = jobs.claim(c, NOW + 10)
    assert job is not None
    assert jobs.fail(c, job, NOW + 60)
    assert jobs.claim(c, NOW + 59) is None
    job = jobs.claim(c, NOW + 60)
    assert job is not None
    assert job.tries == 2
    assert jobs.fail(c, job, None)
    assert jobs.claim(c, NOW + 10_000) is None
    assert c.exec_driver_sql("SELECT state, sealed FROM jobs").all() == [("failed", None)]


def test_one_process_leads_and_another_takes_over(c: Connection) -> None:
    """The lease is renewed by its holder, refused to others, taken after 20 s; the old fence then writes nothing."""
    assert leases.take(c, "leader", "one", NOW) == 1
    assert leases.take(c, "leader", "two", NOW + 5) is None
    assert leases.take(c, "leader", "one", NOW + 5) == 1
    leases.require(c, "leader", 1, NOW + 24)
    assert leases.take(c, "leader", "two", NOW + 24) is None
    assert leases.take(c, "leader", "two", NOW + 25) == 2, "20 s after the last renewal"
    with pytest.raises(LeaseLost):
        leases.require(c, "leader", 1, NOW + 25)
    assert leases.take(c, "leader", "one", NOW + 26) is None
    assert not leases.release(c, "leader", 1)
    assert leases.release(c, "leader", 2)
    assert leases.take(c, "leader", "one", NOW + 27) == 3


def test_a_holder_that_slept_too_long_gets_a_new_fence(c: Connection) -> None:
    """What it wrote under the old number before it slept cannot be confused with what it writes now."""
    assert leases.take(c, "leader", "one", NOW) == 1
    with pytest.raises(LeaseLost):
        leases.require(c, "leader", 1, NOW + leases.HELD)
    assert leases.take(c, "leader", "one", NOW + leases.HELD) == 2


def test_a_release_is_never_changed(c: Connection) -> None:
    """The same again is nothing new, another body under its name is refused, withdrawn is withdrawn everywhere."""
    releases.put(c, "r1", "{}", NOW)
    releases.put(c, "r1", "{}", NOW + 1)
    with pytest.raises(StatementRefused):
        releases.put(c, "r1", '{"x": 1}', NOW)
    releases.put(c, "r2", "[]", NOW + 2)
    for language in ("ar", "en"):
        releases.activate(c, language, "r1", NOW)
    releases.activate(c, "en", "r2", NOW)
    assert releases.active(c) == {"ar": "r1", "en": "r2"}
    assert releases.withdraw(c, "r1", NOW)
    assert not releases.withdraw(c, "r1", NOW)
    assert releases.active(c) == {"en": "r2"}
    with pytest.raises(StatementRefused):
        releases.activate(c, "ar", "r1", NOW)
    assert [release.id for release in releases.every(c)] == ["r1", "r2"]


def test_the_latest_check_counts_until_withdrawn(c: Connection) -> None:
    """Checked twice, the second counts; withdrawn, none does until somebody checks again."""
    checks.put(c, "place", "lifeline", "{}", "ana", NOW, NOW + 90)
    second = checks.put(c, "place", "lifeline", '{"phone": true}', "ben", NOW + 1, NOW + 91)
    checks.put(c, "number", "HN", "{}", "ana", NOW, NOW + 90)
    assert [check.id for check in checks.current(c, "place")] == [second]
    assert len(checks.current(c)) == 2
    assert checks.withdraw(c, "place", "lifeline", NOW + 2)
    assert not checks.withdraw(c, "place", "lifeline", NOW + 2)
    assert checks.current(c, "place") == []
    third = checks.put(c, "place", "lifeline", "{}", "ana", NOW + 3, NOW + 93)
    assert [check.id for check in checks.current(c, "place")] == [third]
    assert len(checks.of(c, "place", "lifeline")) == 3


def test_a_words_tries_are_counted_by_day(c: Connection) -> None:
    """Each try counts before it is judged; a new day, or the right word, begins anew."""
    assert words.tried(c, "lane", NOW) == 0, "no word, nothing to try"
    words.set_(c, "lane", "$argon2id$one")
    assert [words.tried(c, "lane", NOW) for _ in range(3)] == [1, 2, 3]
    assert words.tried(c, "lane", NOW + 86_400) == 1
    words.clear(c, "lane")
    assert words.tried(c, "lane", NOW + 86_400) == 1
    words.set_(c, "lane", "$argon2id$two")
    word = words.get(c, "lane")
    assert word is not None
    assert (word.phc, word.tries) == ("$argon2id$two", 0)
    words.forget(c, "lane")
    assert words.get(c, "lane") is None


def test_an_agreement_is_a_sealed_row_of_its_conversation(c: Connection) -> None:
    """A row changes only from what was read, and all go with their conversation."""
    consents.put(c, "k1", "c1", "CASE", b"one")
    consents.put(c, "k2", "c1", "CASE", b"two")
    consents.put(c, "k3", "c2", "OTHER", b"three")
    row = consents.of(c, "c1")[0]
    consents.change(c, row, b"changed")
    with pytest.raises(RevisionConflict):
        consents.change(c, row, b"again")
    assert {each.sealed for each in consents.of(c, "c1")} == {b"changed", b"two"}
    assert consents.forget(c, "c1") == 2
    assert [each.id for each in consents.of(c, "c2")] == ["k3"]


def test_messages_of_both_sides_are_known_until_deleted(c: Connection) -> None:
    """Noting twice changes nothing; the older come first; forgotten is forgotten."""
    for number, ours in ((1, False), (2, True), (2, True), (3, False)):
        messages.note(c, "defenders", "lane", number, NOW + number, ours, "draft", b"chat")
    messages.note(c, "officers", "lane", 1, NOW, True, "draft", b"chat")
    assert [(each.message_id, each.ours) for each in messages.of(c, "defenders", "lane")] == [(1, 0), (2, 1), (3, 0)]
    old = messages.older(c, "defenders", NOW + 3)
    assert [each.message_id for each in old] == [1, 2]
    messages.forget(c, [each.id for each in old])
    assert [each.message_id for each in messages.of(c, "defenders", "lane")] == [3]


def test_counts_add_up_and_marks_are_replaced(c: Connection) -> None:
    """A count grows in its period; a mark holds the last value."""
    counters.add(c, "cases", "2027-01")
    counters.add(c, "cases", "2027-01", 4)
    counters.add(c, "cases", "2027-02")
    assert counters.of(c, "cases") == {"2027-01": 5, "2027-02": 1}
    counters.mark(c, "offset", "1")
    counters.mark(c, "offset", "2")
    assert counters.marked(c, "offset") == "2"
    assert counters.marked(c, "none") is None


def fill_epoch(c: Connection, key: str) -> None:
    inbox.put(c, "defenders", 1, "lane", "message", b"inbox", key, NOW)
    screens.put(c, "lane", "defenders", b"screens", key, screens.REST, NOW)
    conversations.put(c, "c1", "lane", "defenders", 0, key, b"conversations", NOW)
    messages.note(c, "defenders", "lane", 1, NOW, True, key, b"messages")
    cases.put(c, "CASE", "c1", "lane", "day", key, b"cases", NOW)
    alerts.put(c, "a1", "CASE", "AAAAA", key, b"alerts", NOW, due=NOW)
    jobs.put(c, "j1", "file", key, b"jobs", NOW)
    officers.put(c, "o1", key, b"officers", NOW)
    desks.put(c, "o1", key, b"desks")
    answers.put(c, answers.Answer("n1", 1, key, b"answers"))


def test_every_row_of_an_epoch_is_found_and_resealed(c: Connection) -> None:
    """Whatever is sealed under an hour's key is found, whichever table it is in, and nothing names the key after."""
    fill_epoch(c, "epoch:1")
    assert epochs.in_use(c) == {"epoch:1": dict.fromkeys(epochs.SEALED, 1)}
    found = list(epochs.rows(c, "epoch:1"))
    assert {row.table: row.sealed.decode() for row in found} == {name: name for name in epochs.SEALED}
    assert all(row.sealed not in row.clear.values() for row in found)
    for row in found:
        assert epochs.replace(c, row, "epoch:2", b"new " + row.sealed)
        assert not epochs.replace(c, row, "epoch:3", b"twice")
    assert list(epochs.rows(c, "epoch:1")) == []
    assert epochs.in_use(c) == {"epoch:2": dict.fromkeys(epochs.SEALED, 1)}
    assert {row.sealed for row in epochs.rows(c, "epoch:2")} == {b"new " + name.encode() for name in epochs.SEALED}


def test_a_row_that_changed_meanwhile_is_not_overwritten(c: Connection) -> None:
    """A screen wanted otherwise while the leader was re-sealing keeps what is wanted now."""
    screen = screens.put(c, "lane", "defenders", b"old", "epoch:1", screens.REST, NOW)
    (row,) = epochs.rows(c, "epoch:1")
    screens.change(c, screen, b"new", "epoch:1", NOW)
    assert not epochs.replace(c, row, "epoch:2", b"old, sealed anew")
    assert [row.sealed for row in epochs.rows(c, "epoch:1")] == [b"new"]


def test_a_handled_row_delays_no_epoch(c: Connection) -> None:
    """What was handled or sent names no key any more; a dead letter does, until it is re-sealed."""
    inbox.put(c, "defenders", 1, "lane", "message", b"inbox", "epoch:1", NOW)
    row = inbox.claim(c, NOW)
    assert row is not None
    inbox.done(c, row.id, NOW)
    screen = screens.put(c, "lane", "defenders", b"screens", "epoch:1", screens.REST, NOW)
    assert epochs.in_use(c) == {"epoch:1": {"screens": 1}}
    screens.sent(c, screen, screens.sending(c, screen) or 0, 7, NOW)
    assert epochs.in_use(c) == {}
    inbox.put(c, "defenders", 2, "lane", "message", b"poison", "epoch:1", NOW)
    for _ in range(3):
        row = inbox.claim(c, NOW)
        assert row is not None
        inbox.fail(c, row.id, NOW)
    assert epochs.in_use(c) == {"epoch:1": {"inbox": 1}}


def test_every_sealed_column_of_a_named_key_is_known_to_the_epochs() -> None:
    """A new table with a key's name and a sealed column cannot be forgotten by the re-sealing.

    A locked link lives for ninety days, so it is under the server's own key.
    """
    from bot.store.tables import metadata

    named = {name for name, table in metadata.tables.items() if "key" in table.c}
    assert named - {"links"} == set(epochs.SEALED)


def test_keys_are_known_by_conversation_and_by_case(c: Connection) -> None:
    """A key is needed while either row is there: a case outlives its conversation."""
    conversations.put(c, "c1", "lane", "defenders", 0, "draft", b"x", NOW)
    cases.put(c, "CASE", "c0", None, "day", "conversation:c0", b"x", NOW)
    assert reconcile.known(c) == {"conversation:c0", "conversation:c1"}
    conversations.mark_erasing(c, "c1")
    assert reconcile.erasing(c) == (["c1"], [])


def test_the_glass_shows_every_table_and_no_sealed_column(c: Connection) -> None:
    """What the demo's page shows is JSON, holds all tables, and of sealed matter only length and first bytes."""
    fill_epoch(c, "epoch:1")
    shown = glass.tables(c)
    assert set(shown) >= set(epochs.SEALED)
    json.dumps(shown)
    assert shown["cases"][0]["sealed"] == {"sealed": 5, "starts": b"cases".hex()}

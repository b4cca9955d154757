"""Who holds the database, a copy of it, or a pen to write in it: what they learn, and what opens elsewhere for them."""

from __future__ import annotations

import base64
import gzip
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from itertools import product
from typing import Any, NamedTuple

import pytest
from sqlalchemy import LargeBinary, text
from telling import Teller
from test_after import back, proposed
from test_complaints import complained
from test_deleting import SENT, told

from bot import notices
from bot.casework import leaving
from bot.casework.officers import officer_key
from bot.casework.resealing import BINDINGS, Binding
from bot.casework.seals import Seals
from bot.chat.keeping import Keeper
from bot.conversation import closing, sorry
from bot.store import cases, conversations
from bot.store.tables import metadata
from referrals.errors import KeyGone, SealBroken
from referrals.vault import lane_of, open_row, seal_row, strip_part
from tests.marking import held_nothing
from tests.phone import Phone
from tests.talks import HOUR, MINUTE, Talks

Row = Mapping[str, Any]
CHILD = "> help weeks me child go_on agree KE home nobody never"


# -- every sealed column, in its own place only


class Cell(NamedTuple):
    """One sealed value of a real row: how it is opened, and where it stands."""

    table: str
    place: tuple[Any, ...]
    key: bytes
    sealed: bytes

    def opens(self, sealed: bytes, place: tuple[Any, ...] | None = None) -> bool:
        """Whether this opens where this cell stands, as the product opens it."""
        try:
            (strip_part if self.table == "parts" else open_row)(self.key, *(place or self.place), sealed)
        except SealBroken:
            return False
        return True


def _row(table: str, binding: Binding) -> Callable[[Row], tuple[Any, ...]]:
    return lambda row: (table, *binding(row))


PLACES: Mapping[str, Callable[[Row], tuple[Any, ...]]] = {
    **{table: _row(table, binding) for table, binding in BINDINGS.items()},
    **{
        table: _row(table, lambda row: (row["id"], row["revision"]))
        for table in ("alerts", "cases", "consents", "officers")
    },
    **{table: _row(table, lambda row: (row["id"], 0)) for table in ("answers", "links")},
    "parts": lambda row: (row["case_id"], row["part"], row["revision"], row["roster"]),
}
"""Where a seal of each table belongs. A new sealed table has no place here, and the first test says so."""


def key_of(talks: Talks, table: str, row: Row) -> bytes:
    """The key under which a real row is sealed."""
    if table in ("answers", "officers", "links"):
        return officer_key(talks.tools)
    if table == "conversations":
        found = talks.store.read(lambda c: conversations.get(c, row["id"]))
        assert found is not None
        return sorry.key_of(talks.tools, talks.seals, found)
    named = str(row.get("key", "case"))
    if named.startswith("epoch:"):
        return talks.tools.epochs.key(named)
    case = row["id"] if table == "cases" else row["case_id"]
    owner = row.get("conversation") or next(one["conversation"] for one in talks.every("cases") if one["id"] == case)
    return talks.seals.of(owner)["case"]


def sealed_columns() -> dict[str, list[str]]:
    return {
        name: columns
        for name, table in metadata.tables.items()
        if (columns := [column.name for column in table.columns if isinstance(column.type, LargeBinary)])
    }


def cells(talks: Talks) -> Iterator[Cell]:
    for table, (column,) in sealed_columns().items():
        for row in talks.every(table):
            if row[column] is not None:
                yield Cell(table, PLACES[table](row), key_of(talks, table, row), row[column])


def waits(talks: Talks, phone: Phone, words: str) -> None:
    """An update that was kept and not handled, as both ways in keep it."""

    def seal(source: str, number: int, body: bytes) -> tuple[str, bytes]:
        name, key = talks.tools.epochs.present(talks.clock.now())
        return name, seal_row(key, "inbox", f"{source}:{number}", 0, body)

    keeper = Keeper(
        "defenders", store=talks.store, lane_of=lambda source, user: lane_of(talks.tools.keyring.index, source, user),
        seal=seal, now=talks.clock.now,
    )  # fmt: skip
    talks.updates += 1
    message = {"message_id": 1, "date": 1, "chat": {"id": phone.account, "type": "private"},
               "from": {"id": phone.account}, "text": words}  # fmt: skip
    keeper.keep([json.dumps({"update_id": talks.updates, "message": message}).encode()]).result()


def everything_sealed(talks: Talks) -> None:
    """A life in which every sealed column of every table holds something of at least two people."""
    for _ in range(2):
        closed = back(proposed(talks))
        closed.tap("close", "keep")
    ana = talks.desks["Ana"]
    for words in ("they are here", "hurry"):
        phone = told(talks, "> danger wake any armed HN")
        talks.beat()
        phone.write(words)
        bell = next(one for one in reversed(ana.ours) if one.document)
        ana.reply(bell.id, f"we read: {words}")
        phone.send("voice")
        waits(talks, phone, words)
    calm = told(talks, SENT)
    asleep = talks.send
    talks.send = lambda: None  # type: ignore[method-assign]
    calm.tap("_menu")
    told_again = talks.phone("en")
    told_again.start()
    talks.send = asleep  # type: ignore[method-assign]


def test_no_sealed_column_is_forgotten_here() -> None:
    """Every table with a sealed column has one such column, and a place that its seal belongs to."""
    found = sealed_columns()

    assert set(found) == set(PLACES)
    assert {len(columns) for columns in found.values()} == {1}


def test_every_seal_opens_in_its_own_place_and_nowhere_else(talks: Talks) -> None:
    """Real rows of every table: swapped among tables, rows, cases and revisions, or cut, nothing opens."""
    everything_sealed(talks)
    found = list(cells(talks))
    held = {table: sum(cell.table == table for cell in found) for table in PLACES}

    assert min(held.values()) >= 2, str(held)
    assert all(cell.opens(cell.sealed) for cell in found)
    pairs = ((cell, other) for cell, other in product(found, found) if cell is not other)
    assert [(cell.table, other.table) for cell, other in pairs if cell.opens(other.sealed)] == []
    for cell in found:
        for at in (0, 1, 13, len(cell.sealed) // 2, len(cell.sealed) - 1):
            assert not cell.opens(cell.sealed[:at]), cell.table
        assert not cell.opens(cell.sealed + b"\0"), cell.table
        number = next(at for at, one in enumerate(cell.place) if at > 1 and isinstance(one, int))
        moved = (*cell.place[:number], cell.place[number] + 1, *cell.place[number + 1 :])
        assert not cell.opens(cell.sealed, moved), cell.table


# -- what stands in clear


def clear(talks: Talks, *tables: str) -> Iterator[tuple[str, str, Any]]:
    """Every value that a thief of the database reads, with its table and column."""
    for table in tables or tuple(metadata.tables):
        for row in talks.every(table):
            yield from ((table, name, value) for name, value in dict(row).items() if not isinstance(value, bytes))


def test_nothing_tells_whose_case_is_a_child_s_or_a_complaint(talks: Talks) -> None:
    """Neither a word, nor a value that two of them share and others do not, nor the size of what is sealed to fewer."""
    roster = talks.installation.last_roster()
    marks = [replace(one, marks=("lead", "children") if one.name == "Ana" else ()) for one in roster.entries]
    talks.installation.write_roster(roster.successor(marks, talks.clock.now()))
    grown = [told(talks, SENT), told(talks, SENT)]
    child = [told(talks, CHILD), told(talks, CHILD)]
    complained(talks)
    talks.wait(2)
    rows = {row["id"]: row for row in talks.every("cases")}
    of = {phone.lane: rows[talks.case_of(phone) or ""] for phone in (*grown, *child)}
    shared = {
        name: {str(of[phone.lane][name]) for phone in child} for name in rows[next(iter(rows))] if name != "sealed"
    }
    telling = {
        name for name, values in shared.items()
        if len(values) == 1 and not values & {str(of[phone.lane][name]) for phone in grown}
    }  # fmt: skip
    assert telling == set()
    said = {str(value) for _, _, value in clear(talks, "cases", "alerts", "parts", "rings", "tasks", "dates")}
    assert not said & {"children", "lead", "all"}
    assert len({one["size"] for one in talks.every("parts")}) == 1


def salts(talks: Talks) -> list[str]:
    """The salt of every hash of a word of a person, as a thief reads it; one salt is one person."""
    return [row["phc"].split("$")[4] for row in talks.every("words") if row["phc"] and "officer:" not in row["lane"]]


def test_a_locked_link_leads_to_nobody_by_the_hash_of_its_word(talks: Talks) -> None:
    """What is kept of who wished to be known again shares nothing with their next talk, nor with yesterday's backup."""
    phone = proposed(talks)
    back(phone)
    yesterday = {row["phc"] for row in talks.every("words")}
    phone.tap("close", "keep")
    assert talks.every("links")
    assert not [row for row in talks.every("words") if row["phc"] in yesterday and "officer:" not in row["lane"]]
    talks.wait(HOUR)
    teller = Teller(talks, "en")
    teller.phone = phone.start()
    teller.line(SENT)
    assert len(salts(talks)) == len(set(salts(talks))) == 1
    talks.wait(HOUR)
    back(phone.write("/start"))
    assert phone.at == "menu.home"


def test_a_locked_link_is_tried_five_times_a_day_and_outlives_a_new_server_key(talks: Talks) -> None:
    """The tries are counted where no hash stands; brought under another key, the word still opens it."""
    phone = proposed(talks)
    back(phone).tap("close", "keep")
    talks.wait(HOUR)
    wrong = next(one for one in talks.tools.words.word(notices.WORD_LIST, "en", {}).split("|") if one != "river")
    phone.write("/start", *[wrong] * 5)
    back(phone)
    assert phone.at == "first.welcome"
    talks.wait(25 * HOUR)
    ring = talks.tools.keyring.rotated()
    talks.tools = replace(talks.tools, keyring=ring)
    talks.do(lambda c: closing.reseal(c, talks.tools))
    talks.tools = replace(talks.tools, keyring=replace(ring, server=(ring.active,)))
    back(phone.write("/start"))
    assert phone.at == "after.again"


# -- copies


def put_back(talks: Talks, old: bytes) -> None:
    """An operator restores the database of before; the key store is today's."""
    talks.close()
    for name in ("amparo.db-wal", "amparo.db-shm"):
        (talks.folder / name).unlink(missing_ok=True)
    (talks.folder / "amparo.db").write_bytes(old)
    talks._open()


def backup(talks: Talks) -> bytes:
    """The database as a backup holds it."""
    talks.close()
    held = (talks.folder / "amparo.db").read_bytes()
    talks._open()
    return held


def test_a_backup_put_back_brings_no_erased_person_back(talks: Talks) -> None:
    """Rows whose key was destroyed since are finished as erased: nothing of them names the person's lane."""
    gone, stays = told(talks, SENT), told(talks, SENT)
    lane, case, kept = gone.lane, talks.case_of(gone), talks.case_of(stays)
    talks.wait(HOUR)
    old = backup(talks)
    gone.write("/start").write(gone.word).tap("choices", "delete", "case", "erase")
    talks.wait(MINUTE)
    put_back(talks, old)
    talks.wait(2 * HOUR, every=HOUR)
    found = {(table, column) for table, column, value in clear(talks) if value == case or str(value).startswith(lane)}
    assert {table for table, _ in found} <= {"record", "screens", "messages"}
    assert [row["id"] for row in talks.every("cases")] == [kept]
    assert talks.faults == ["rows.keyless"]


def test_a_key_that_a_command_destroyed_does_not_live_on_in_memory(talks: Talks) -> None:
    """The running service forgets within a minute what another process erased between two beats."""
    phone = told(talks, "> danger wake any armed HN")
    row = phone.row
    assert row is not None
    talks.do(lambda c: leaving.erase(c, row.id, row.case_id))
    Seals(talks.installation.keys).destroy(row.id)
    talks.do(lambda c: (cases.delete_row(c, row.case_id or ""), conversations.delete_row(c, row.id)))
    talks.wait(MINUTE)
    with pytest.raises(KeyGone):
        talks.seals.of(row.id)


def test_an_empty_key_store_ends_nobody_s_case(talks: Talks) -> None:
    """A key store that was lost is not yet restored: its rows wait for it, and the operator hears of it."""
    phone = told(talks, SENT)
    case = talks.case_of(phone)
    listed = talks.installation.keys.list
    talks.installation.keys.list = list  # type: ignore[method-assign]
    talks.duties.reconcile(talks.clock.now())
    talks.installation.keys.list = listed  # type: ignore[method-assign]
    assert [row["id"] for row in talks.every("cases")] == [case]
    assert talks.faults == ["keys.absent"]


def test_yesterday_s_backup_and_today_s_keys_open_no_word(talks: Talks) -> None:
    """What was typed, tapped and waited then is under keys that are gone; what lives on is the routing record alone."""
    everything_sealed(talks)
    before = list(cells(talks))
    names = {table: {str(cell.place[:2]) for cell in before if cell.table == table} for table in PLACES}
    assert names["inbox"]
    talks.wait(26 * HOUR, every=HOUR)
    keys = [key for _, _, key, _ in talks.installation.keys.every()]
    servers = [key.key for key in talks.tools.keyring.server]
    opened = {cell.table for cell in before for key in (*keys, *servers) if cell._replace(key=key).opens(cell.sealed)}
    assert opened <= {"alerts", "answers", "cases", "consents", "links", "officers", "parts", "conversations"}


@pytest.mark.parametrize("how", ["plain", "utf-16", "base64", "hex", "gzip", "json"])
def test_words_left_in_clear_are_found_by_the_search_after_every_story(talks: Talks, how: str) -> None:
    """What every test of whole talks ends with can fail: it finds a word however it was left."""
    said = "Wörter of somebody"
    forms = {
        "plain": said.encode(), "utf-16": said.encode("utf-16-le"), "base64": base64.b64encode(b"x" + said.encode()),
        "hex": said.encode().hex().encode(), "gzip": gzip.compress(b'{"text": "' + said.encode() + b'"}'),
        "json": json.dumps({"text": said}).encode(),
    }  # fmt: skip
    talks.said.add(said)
    held_nothing(talks)
    talks.do(lambda c: c.execute(text("INSERT INTO marks VALUES ('left', :held)"), {"held": forms[how]}))
    with pytest.raises(AssertionError, match="said in clear"):
        held_nothing(talks)
    talks.said.clear()

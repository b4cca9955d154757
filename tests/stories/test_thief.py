"""Who holds the database, a copy of it, or a pen to write in it: what they learn, and what opens elsewhere for them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from itertools import product
from typing import Any, NamedTuple

from sqlalchemy import LargeBinary
from test_after import back, proposed
from test_complaints import complained
from test_deleting import SENT, told

from bot.casework.officers import officer_key
from bot.casework.resealing import BINDINGS, Binding
from bot.chat.keeping import Keeper
from bot.conversation import sorry
from bot.store import conversations
from bot.store.tables import metadata
from referrals.errors import SealBroken
from referrals.vault import lane_of, open_row, seal_row, strip_part
from tests.phone import Phone
from tests.talks import Talks

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

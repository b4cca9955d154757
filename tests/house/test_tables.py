"""What stands in clear in the database is this list, and every other column has somebody who seals it."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest
from sqlalchemy import LargeBinary

from bot.casework import resealing
from bot.store import epochs
from bot.store.tables import metadata
from tests.house.papers import sources, tree

# SECURITY.md says what each of these tells to who steals a database. A new name here is a decision, and stands there.
CLEAR = {
    "actives": "language release since",
    "alerts": "case_id due ended id key opened revision state tag",
    "answers": "day id key",
    "cases": "conversation due id key lane opened revision state team touched",
    "checks": "again_by by checked_on id kind subject value withdrawn",
    "codes": "conversation handle proof",
    "consents": "case_id conversation id revision",
    "conversations": "begun bot case_id due id key lane revision seq state touched",
    "counters": "count name period",
    "dates": "case_id due kind tag",
    "desks": "id key revision",
    "inbox": "bot conversation id key kind lane received seq settled state timer tries turn update_id",
    "jobs": "created due id key kind lane state tries",
    "lanes": "idle lane served unreachable",
    "leases": "fence holder name until",
    "links": "due id key",
    "marks": "name value",
    "messages": "at bot id key lane message_id ours",
    "officers": "created id key lane revision state",
    "pages": "case_id conversation digest due page part roster tag",
    "parts": "at case_id part revision roster size",
    "record": "about at detail hash id kind n seq who",
    "releases": "body created id withdrawn",
    "rings": "alert at channel id officer rung screen",
    "screens": (
        "bot changed created held id keep key kind lane message_id not_before place priority sent state tries wanted"
    ),
    "shifts": "asked ends id officer rang role starts state",
    "tasks": "at case_id done id kind",
    "timers": "bot conversation due id kind lane seq",
    "words": "day lane phc shape tries",
}
SEALERS = {"seal_row", "seal_json"}
BY_PARTS = {"parts"}  # sealed by `seal_part`, to officers
OPENED_BY_OTHER_KEYS = {
    "alerts",
    "answers",
    "cases",
    "officers",
}  # sealed under a case's or the server's key, never an epoch's


def test_what_stands_in_clear_is_this_and_no_more() -> None:
    """The columns that anybody with the database can read are exactly those that were decided."""
    found = {
        name: {column.name for column in table.columns if not isinstance(column.type, LargeBinary)}
        for name, table in metadata.tables.items()
    }

    assert found == {name: set(columns.split()) for name, columns in CLEAR.items()}


def sealed_tables() -> set[str]:
    """Every table with a column that only the vault can read."""
    return {
        name
        for name, table in metadata.tables.items()
        if any(isinstance(column.type, LargeBinary) for column in table.columns)
    }


def sealed_in_code() -> Iterator[str]:
    """Every table that some code names when it seals a row."""
    for path in sources("bot"):
        for call in (node for node in ast.walk(tree(path)) if isinstance(node, ast.Call)):
            name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
            if name in SEALERS and len(call.args) > 1 and isinstance(call.args[1], ast.Constant):
                yield str(call.args[1].value)


def test_every_sealed_column_has_somebody_who_seals_it() -> None:
    """What the tables call sealed is sealed by code that names it, and nothing is sealed that has no column."""
    assert set(sealed_in_code()) | BY_PARTS == sealed_tables()


def test_whatever_an_epoch_seals_can_be_sealed_anew() -> None:
    """Every table whose rows may name an hour's key has its binding, so that no hour's key lives on for want of one."""
    assert set(resealing.BINDINGS) == set(epochs.SEALED) - OPENED_BY_OTHER_KEYS


@pytest.mark.parametrize("table", sorted(resealing.BINDINGS))
def test_a_binding_reads_only_what_stands_in_clear(table: str) -> None:
    """A seal is bound to columns that its row shows, or nobody could ever open it again."""
    row = dict.fromkeys(CLEAR[table].split(), 1)

    row_id, revision = resealing.BINDINGS[table](row)

    assert str(row_id)
    assert isinstance(revision, int)


def details() -> Iterator[ast.expr]:
    """Whatever is given as the detail of a line of the record."""
    place = {"record.add": 6, "_note": 4, "turn.note": 3}
    for path in sources("bot"):
        for call in (node for node in ast.walk(tree(path)) if isinstance(node, ast.Call)):
            at = place.get(ast.unparse(call.func))
            if at is not None:
                yield from call.args[at : at + 1]
                yield from (word.value for word in call.keywords if word.arg == "detail")


def test_nothing_chosen_or_said_stands_in_the_record() -> None:
    """The detail of a line is a constant, a number of ours, a reason of a closed list, or the sort of a part."""
    allowed = {"part.partition('-')[0]", "detail", "reason", "str(following.version)"}
    found = list(details())

    assert {ast.unparse(one) for one in found if not isinstance(one, ast.Constant)} <= allowed
    assert len(found) > 4

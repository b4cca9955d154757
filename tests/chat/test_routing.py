"""The first look at an update never raises and never takes one person for another."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chat.routing import Routed, route

ME = 555000111


def test_the_four_sorts_are_told_apart(updates: Any) -> None:
    """Each update that the bot asks for gives its number, its person and its sort, from bytes and from a dict."""
    edit = updates.message(text="x")
    edit["edited_message"] = edit.pop("message")
    table = [
        (updates.message(text="x"), Routed(100, ME, "message")),
        (edit, Routed(100, ME, "edit")),
        (updates.tap(), Routed(101, ME, "tap")),
        (updates.blocked(), Routed(102, ME, "member")),
    ]
    for update, expected in table:
        assert route(update) == expected
        assert route(json.dumps(update).encode()) == expected


@pytest.mark.parametrize(
    ("update", "expected"),
    [
        ({"update_id": 5, "poll": {}}, Routed(5, None, "other")),
        ({"update_id": 5, "message": {"chat": {"id": 1}}}, Routed(5, None, "unreadable")),
        ({"update_id": 5, "message": "word"}, Routed(5, None, "unreadable")),
        ({"update_id": 5, "message": {"from": {"id": "7"}}}, Routed(5, None, "unreadable")),
        ({"update_id": 5, "message": {"from": {"id": True}}}, Routed(5, None, "unreadable")),
        ({"update_id": 5, "message": {"from": {"id": 2**60}}}, Routed(5, None, "unreadable")),
        ({"update_id": 5, "message": {"from": {"id": -4}}}, Routed(5, None, "unreadable")),
    ],
)
def test_what_names_no_person_goes_to_nobody(update: dict[str, Any], expected: Routed) -> None:
    """An update without a usable person keeps its number and goes to no person's lane."""
    assert route(update) == expected


@pytest.mark.parametrize("raw", [
    b"", b"\xff\xfe", b"[]", b"null", b"7", b'{"update_id": "1"}', b'{"update_id": true}', b'{"update_id": -1}',
    b'{"update_id": 99999999999999999999}', b"[" * 100_000,
])  # fmt: skip
def test_bytes_without_a_number_get_a_stable_number_of_their_own(raw: bytes) -> None:
    """What has no number of Telegram's gets a negative one, the same for the same bytes and another for others."""
    first, again = route(raw), route(raw)
    assert first == again
    assert first.kind == "unreadable"
    assert first.user_id is None
    assert -(2**63) <= first.update_id < 0
    assert route(raw + b"!").update_id != first.update_id


KEYS = st.sampled_from(["update_id", "message", "callback_query", "from", "id", "x"])
LEAVES = st.none() | st.booleans() | st.integers() | st.text(max_size=5)


@given(st.recursive(LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4)))
def test_no_json_makes_it_raise(value: Any) -> None:
    """Whatever JSON arrives, an answer comes back."""
    assert isinstance(route(json.dumps(value).encode()), Routed)


def test_its_repr_shows_no_person(updates: Any) -> None:
    """A routed update prints its sort only."""
    assert repr(route(updates.tap())) == "<Routed tap>"

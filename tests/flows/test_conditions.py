"""Conditions: seven forms, nothing else, and each holds as it reads."""

from __future__ import annotations

from typing import Any

import pytest

from flows.conditions import BadCondition, condition, reads, to_json

FACTS: dict[str, Any] = {"who": "state", "many": 3, "needs": ["legal", "medical"]}

HOLDS = [
    ({"who": "state"}, True),
    ({"who": "company"}, False),
    ({"who": ["company", "state"]}, True),
    ({"needs": "legal"}, True),
    ({"needs": ["security", "medical"]}, True),
    ({"needs": ["security"]}, False),
    ({"needs": {"has": "legal"}}, True),
    ({"needs": {"has": "security"}}, False),
    ({"many": {"gte": 3}}, True),
    ({"many": {"lte": 2}}, False),
    ({"absent": {"gte": 0}}, False),
    ({"who": {"lte": 5}}, False),
    ({"who": {"answered": True}}, True),
    ({"absent": {"answered": False}}, True),
    ({"chosen": "yes"}, True),
    ({"chosen": ["no", "maybe"]}, False),
    ({"all": [{"who": "state"}, {"many": 3}]}, True),
    ({"any": [{"who": "company"}, {"many": 4}]}, False),
    ({"not": {"who": "company"}}, True),
    ({"who": "state", "many": 4}, False),
]


@pytest.mark.parametrize(("raw", "expected"), HOLDS, ids=range(len(HOLDS)))
def test_a_condition_holds_as_it_reads(raw: dict[str, Any], expected: bool) -> None:
    """Each form, held and not held, and the same after a way through JSON."""
    made = condition(raw)
    assert made.holds(FACTS, "yes") is expected
    assert condition(to_json(made)) == made


BAD: list[Any] = [
    "os.path.isdir", "x == 1", [], {}, None, 7, {"who": {"is": 1}}, {"who": {}}, {"who": {"gte": 1, "lte": 2}},
    {"who": {"gte": "3"}}, {"who": {"gte": True}}, {"who": {"answered": "yes"}}, {"who": True}, {"who": []},
    {"all": []}, {"any": "x"}, {"chosen": 3}, {"not": "x"},
]  # fmt: skip


@pytest.mark.parametrize("raw", BAD, ids=range(len(BAD)))
def test_anything_else_is_no_condition(raw: object) -> None:
    """Words are never code, and half a structure is none."""
    with pytest.raises(BadCondition):
        condition(raw)


def test_a_condition_says_what_it_reads() -> None:
    """Fields inside any nesting are found; the choice is no field."""
    made = condition({"all": [{"who": "a"}, {"not": {"any": [{"many": {"gte": 1}}, {"chosen": "x"}]}}]})
    assert reads(made) == {"who", "many"}

"""Strict YAML: what two readers could take in two ways is refused, with its line and what to write instead."""

from __future__ import annotations

import pytest

from flows.errors import FlowFault
from flows.strict import MAX_DEPTH, parse

REFUSED = [
    ("a: &x 1", "L002", 1),
    ("a: 1\nb: *x", "L002", 2),
    ("a: !!python/object/apply:os.system [ls]", "L002", 1),
    ("a: !tag b", "L002", 1),
    ("a: 1\nb: 2\na: 3", "L003", 3),
    ("a: yes", "L007", 1),
    ("a: [No]", "L007", 1),
    ("on: 1", "L007", 1),
    ("a: y", "L007", 1),
    ("a: 12:30:00", "L007", 1),
    ("a: 12:30", "L007", 1),
    ("a: 010", "L007", 1),
    ("a: 0x1f", "L007", 1),
    ("a: 1.5", "L007", 1),
    ("1: a", "L005", 1),
    ("[a]: b", "L005", 1),
    ("a: [b", "L006", 1),
    ("a: 'b", "L006", 1),
    ("a: b: c", "L006", 1),
    ("", "L006", 1),
    ("a: 1\n---\nb: 2", "L006", 2),
    ("a: \x00", "L006", 1),
    ("[" * (MAX_DEPTH + 1) + "]" * (MAX_DEPTH + 1), "L001", 1),
    ("a: " + "x" * 600_000, "L001", 1),
    ("[" + "1," * 30_000 + "]", "L001", 1),
]


@pytest.mark.parametrize(("text", "code", "line"), REFUSED, ids=range(len(REFUSED)))
def test_what_is_not_strict_is_refused_with_its_line(text: str, code: str, line: int) -> None:
    """Each kind of trap in YAML has its rule, and the fault says where and what to do."""
    with pytest.raises(FlowFault) as caught:
        parse(text, "some.yaml")
    assert (caught.value.code, caught.value.file) == (code, "some.yaml")
    assert abs(caught.value.line - line) <= (1 if code == "L006" else 0)
    assert caught.value.hint


def test_quotes_make_every_word_plain() -> None:
    """What is refused bare may be said in quotes."""
    words = {"a": "yes", "b": "12:30", "c": "*x", "d": "010", "e": "true"}
    text = "\n".join(f'{key}: "{value}"' for key, value in words.items())
    assert parse(text, "f").plain() == words


def test_plain_scalars_are_words_whole_numbers_and_true_or_false() -> None:
    """Nothing else is guessed: dates stay words."""
    assert parse("[a b, 7, -3, true, false, null, 2026-01-01]", "f").plain() == [
        "a b", 7, -3, True, False, None, "2026-01-01",
    ]  # fmt: skip


def test_nodes_know_their_lines() -> None:
    """Every value can be pointed at."""
    root = parse("a: 1\nb:\n  - p\n  - q\n", "f")
    assert isinstance(root.value, dict)
    items = root.value["b"].value
    assert isinstance(items, list)
    assert [item.line for item in items] == [3, 4]

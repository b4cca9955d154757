"""Values in words: isolated, plain, and no sentence with an empty hole."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.wording.sentences import BIDI_CONTROLS, FSI, PDI, fill, holes, isolated


def shown(words: str) -> str:
    """The words without the isolates, as a person reads them."""
    return words.replace(FSI, "").replace(PDI, "")


@pytest.mark.parametrize(
    ("words", "values", "expected"),
    [
        ("Sent. A person reads it by {time}. Go on.", {"time": "Friday"}, "Sent. A person reads it by Friday. Go on."),
        ("Sent. A person reads it by {time}. Go on.", {}, "Sent. Go on."),
        ("Sent. A person reads it by {time}. Go on.", {"time": ""}, "Sent. Go on."),
        ("{name}: {contact}. Checked {checked}. Call.", {"name": "A", "contact": "+1"}, "A: +1. Call."),
        ("{operator} runs this. We help.", {}, "We help."),
        ("هل هذا صحيح؟ {answers}. نعم؟", {}, "هل هذا صحيح؟ نعم؟"),
        ("Places: {n}. More.", {"n": "0"}, "Places: 0. More."),
        ("No holes at all.", {"n": "1"}, "No holes at all."),
    ],
)
def test_a_sentence_whose_value_is_unknown_is_left_out_whole(words: str, values: dict[str, str], expected: str) -> None:
    """Never guessed, never half a sentence."""
    assert shown(fill(words, values)) == expected


def test_a_value_is_isolated_and_cannot_turn_the_sentence() -> None:
    """First-strong isolates stand around each value, and marks inside it are dropped."""
    assert fill("{a}.", {"a": "x\u202ey"}) == f"{FSI}xy{PDI}."


def test_a_value_of_several_lines_is_isolated_line_by_line() -> None:
    """An isolate ends where a paragraph ends, so each line has its own."""
    assert isolated("a\n\nb") == f"{FSI}a{PDI}\n\n{FSI}b{PDI}"


def test_a_value_is_never_read_as_a_template() -> None:
    """Braces and attribute names in a value stay what they are."""
    assert shown(fill("{a}.", {"a": "{b.__class__} {b}", "b": "secret"})) == "{b.__class__} {b}."


def test_a_value_with_a_full_stop_does_not_split_its_sentence() -> None:
    """Sentences are told apart before the values go in."""
    assert shown(fill("Open {address} now. Bye {name}.", {"address": "a. b"})) == "Open a. b now."


def test_holes_are_the_names_in_braces() -> None:
    """Only plain names are holes."""
    assert holes("{a} {b_2} {c.d} {}") == {"a", "b_2"}


@given(value=st.text(min_size=1))
def test_whatever_is_put_in_the_marks_are_balanced(value: str) -> None:
    """Every isolate that is opened is closed on the same line, and no other mark survives."""
    filled = fill("Before {a} after.", {"a": value})
    for line in filled.split("\n"):
        assert line.count(FSI) == line.count(PDI)
    assert not (BIDI_CONTROLS - {FSI, PDI}) & set(filled)

"""Words into answers: any script's digits, no case, no accents, no guesses."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.answers import fold, match_label, match_word, parse_number, parse_numbers

ROWS = [("today", "Sí, ahora o hoy"), ("days", "En los próximos días"), ("_back", "Atrás")]

MATCHED = [
    ("Sí, ahora o hoy", "today"),
    ("si ahora o hoy", "today"),
    ("  SI AHORA, O HOY!! ", "today"),
    ("en los proximos dias", "days"),
    ("2", "days"),
    ("۲", "days"),
    ("٢", "days"),
    ("२", "days"),
    ("2.", "days"),
    ("days", "days"),
    ("atras", "_back"),
    ("back", "_back"),
    ("3", "_back"),
    ("4", None),
    ("0", None),
    ("", None),
    ("???", None),
    ("ahora", None),
    ("2 3", None),
]


@pytest.mark.parametrize(("text", "row"), MATCHED)
def test_words_and_numbers_find_their_row(text: str, row: str | None) -> None:
    """A label, its number as shown, or its id; nothing half."""
    assert match_label(text, ROWS) == row


ALIKE = [
    ("إجابة", "اجابه"),
    ("لا أعرف", "لا اعرف"),
    ("في البيت", "فی البیت"),
    ("مَرْحَبًا", "مرحبا"),
    ("مســاعدة", "مساعدة"),
    ("Straße", "strasse"),
    ("ÇA VA", "ça va"),
    ("yes\u200f", "Yes"),
]


@pytest.mark.parametrize(("one", "other"), ALIKE)
def test_forms_of_one_word_fold_alike(one: str, other: str) -> None:
    """Accents, vowel signs, joiners and the forms of Arabic letters make no difference."""
    assert fold(one) == fold(other) != ""


def test_two_rows_of_one_name_are_no_answer() -> None:
    """What could mean two rows means none."""
    assert match_label("yes", [("a", "Yes"), ("b", "yes")]) is None


def test_names_without_a_number_count_by_their_words_only() -> None:
    """A country typed in full counts; its place in a hidden list does not."""
    assert match_label("honduras", [("none", "Rather not say")], [("HN", "Honduras")]) == "HN"
    assert match_label("2", [("none", "Rather not say")], [("HN", "Honduras")]) is None


NUMBERS = [
    ("7", 7), ("١٢", 12), (" 40 ", 40), ("1 000", 1000), ("1,000", 1000), ("3 5", None), ("seven", None),
    ("1000001", None), ("", None), ("9" * 50, None),
]  # fmt: skip


@pytest.mark.parametrize(("text", "value"), NUMBERS)
def test_numbers_are_read_in_any_digits(text: str, value: int | None) -> None:
    """Whole numbers up to a million, in any script."""
    assert parse_number(text) == value


def test_several_numbers_are_read_in_their_order() -> None:
    """`1 3 5` in any script and with any comma."""
    assert parse_numbers("1 3 5") == (1, 3, 5)
    assert parse_numbers("۱، ۳") == (1, 3)
    assert parse_numbers("1 and 3") is None


def test_words_that_work_everywhere_are_found_by_any_of_their_ways() -> None:
    """Danger may be said in several ways."""
    words = [("danger", "danger|help me"), ("delete", "delete|borrar")]
    assert match_word("HELP me!", words) == "danger"
    assert match_word("Borrar", words) == "delete"
    assert match_word("help", words) is None
    assert match_word("...", words) is None


@given(st.text(max_size=300))
def test_no_words_break_the_reading(text: str) -> None:
    """Whatever is typed gives a row or none, and folding twice changes nothing."""
    assert match_label(text, ROWS) in {None, "today", "days", "_back"}
    assert fold(fold(text)) == fold(text) or len(text) > 200
    parse_number(text)

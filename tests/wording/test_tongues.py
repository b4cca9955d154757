"""A language is known by the name people type, in any shipped language or in its own."""

from __future__ import annotations

import pytest

from bot.wording.tongues import Tongues
from referrals.codes import LANGUAGES

TONGUES = Tongues(("en", "es", "ar"), LANGUAGES)


@pytest.mark.parametrize(
    ("typed", "code"),
    [("Quechua", "qu"), ("runasimi", "qu"), ("KISWAHILI", "sw"), ("suajili", "sw"), ("Français", "fr"),
     ("francés", "fr"), ("الفرنسية", "fr"), ("ትግርኛ", "ti"), ("Burmese", "my"), ("lengua de señas", "sgn")],
)  # fmt: skip
def test_a_typed_name_is_its_language(typed: str, code: str) -> None:
    """Whatever its letters and accents."""
    assert TONGUES.match(typed) == (code, ())


def test_a_name_with_a_mistake_is_suggested_and_never_taken() -> None:
    """At most four, the nearest first."""
    exact, near = TONGUES.match("quechuaa")
    assert exact is None
    assert near[0] == "qu"
    assert len(near) <= 4


@pytest.mark.parametrize("typed", ["", " ", "x", "zzzzzz", "help me"])
def test_what_is_no_language_is_nothing(typed: str) -> None:
    """No guess from words that name none."""
    assert TONGUES.match(typed)[0] is None


def test_every_language_has_a_name_in_every_shipped_one() -> None:
    """Its own, or its code, where CLDR has none."""
    assert all(TONGUES.name(code, language) for code in LANGUAGES for language in ("en", "es", "ar"))

"""Nothing leaves that Telegram would refuse."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chat.limits import LimitBroken, check, fits, split, trim, units

BUTTON = {"label": "Yes", "data": "0badcafe.1.yes"}


def screen(**fields: Any) -> dict[str, Any]:
    """A good screen, changed."""
    return {"chat": 1, "text": "Hello", "rows": [[BUTTON]], **fields}


@pytest.mark.parametrize(("text", "expected"), [("", 0), ("abc", 3), ("да", 2), ("مرحبا", 5), ("🙂", 2), ("a🙂b", 4)])
def test_length_is_counted_in_utf16_units(text: str, expected: int) -> None:
    """An emoji is two, a letter of any script one."""
    assert units(text) == expected


@pytest.mark.parametrize("fields", [
    {}, {"text": "x" * 4096}, {"text": "🙂" * 2048}, {"rows": []}, {"rows": [[BUTTON] * 8] * 12},
    {"rows": [[{"label": "x", "data": "д" * 32}]]}, {"rows": [[{"label": "x", "data": "x" * 64}]]},
    {"text": "x" * 1024, "document": {"name": "a", "base64": "AAAA"}},
    {"text": "", "document": {"name": "a", "base64": ""}},
    {"text": "", "delete": True}, {"text": "", "strip": True},
])  # fmt: skip
def test_what_is_within_the_limits_passes(fields: dict[str, Any]) -> None:
    """The last allowed value of each limit is allowed."""
    check(screen(**fields))


@pytest.mark.parametrize("fields", [
    {"text": "x" * 4097}, {"text": "🙂" * 2049}, {"text": " \n"}, {"text": ""}, {"rows": [[BUTTON] * 9]},
    {"rows": [[BUTTON]] * 101}, {"rows": [[{"label": "x", "data": "д" * 33}]]},
    {"rows": [[{"label": "x", "data": "x" * 65}]]}, {"rows": [[{"label": "x", "data": ""}]]},
    {"rows": [[{"label": " ", "data": "x"}]]}, {"rows": [[{"label": "x" * 65, "data": "x"}]]},
    {"text": "x" * 1025, "document": {"name": "a", "base64": "AAAA"}},
    {"document": {"name": "a", "base64": "A" * (70 * 1024 * 1024)}},
])  # fmt: skip
def test_what_breaks_a_limit_is_refused(fields: dict[str, Any]) -> None:
    """The first value over each limit is refused."""
    with pytest.raises(LimitBroken):
        check(screen(**fields))


def test_the_refusal_quotes_no_words() -> None:
    """The error names the limit and the numbers, never the text."""
    with pytest.raises(LimitBroken) as caught:
        check(screen(text="SECRET " * 1000))
    assert str(caught.value) == "letters of a text: at most 4096, found 7000"


TEXTS = st.text(alphabet=st.sampled_from("ab \n🙂дש"), max_size=200)


@given(TEXTS, st.integers(4, 40))
def test_split_keeps_every_letter_and_the_limit(text: str, limit: int) -> None:
    """Pieces fit, and together they hold every letter in order."""
    pieces = split(text, limit)
    assert all(fits(piece, limit) for piece in pieces)
    assert "".join("".join(pieces).split()) == "".join(text.split())


@given(TEXTS, st.integers(4, 40))
def test_trim_fits_and_says_that_it_cut(text: str, limit: int) -> None:
    """A trimmed text fits; a cut one ends with the sign."""
    cut = trim(text, limit)
    assert fits(cut, limit)
    assert cut == text or cut.endswith("…")


def test_split_prefers_a_paragraph() -> None:
    """A paragraph's end is taken before a line's and a line's before a space's."""
    assert split("aaaa aa\n\nbb bb\ncc", 14) == ["aaaa aa", "bb bb\ncc"]
    assert split("aaaa aa bb\ncc cc", 13) == ["aaaa aa bb", "cc cc"]

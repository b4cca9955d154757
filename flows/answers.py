"""Words into answers: folding, labels, numbers. The result is a value or None, never an exception.

Only here is text compared. Digits of any script count; case, accents, vowel signs and the forms of Arabic letters do
not. This file does not know the languages: the caller hands in the labels as the person saw them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence

MAX_COMPARED = 200  # longer words are a story, not a label; folding them would only cost time
MAX_NUMBER = 1_000_000

_LETTERS = str.maketrans("أإآٱىیيئةهکكؤ", "ااااييييههككو")
_MARKS = "ـ\u200c\u200d\u200e\u200f\u2066\u2067\u2068\u2069\ufe0e\ufe0f"
_KEPT = re.compile(r"[^\w]+")


def fold(text: str) -> str:
    """The words as they are compared: no case, accents, signs, punctuation or direction marks; ASCII digits."""
    spread = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text[:MAX_COMPARED]).casefold())
    bare = "".join(_digit(sign) for sign in spread if unicodedata.category(sign)[0] != "M" and sign not in _MARKS)
    return _KEPT.sub(" ", bare.translate(_LETTERS)).strip()


def _digit(sign: str) -> str:
    value = unicodedata.digit(sign, None)
    return sign if value is None else str(value)


def match_label(text: str, labels: Sequence[tuple[str, str]], also: Iterable[tuple[str, str]] = ()) -> str | None:
    """The row meant: by its words, by its number as shown, by its id; `also` by words alone. Two are none."""
    wanted = fold(text)
    if not wanted:
        return None
    named = {row for row, label in (*labels, *also) if fold(label) == wanted}
    if named:
        return named.pop() if len(named) == 1 else None
    numbers = parse_numbers(text)
    if numbers is not None and len(numbers) == 1:
        return labels[numbers[0] - 1][0] if 1 <= numbers[0] <= len(labels) else None
    return next((row for row, _ in labels if fold(row.lstrip("_").replace("_", " ")) == wanted), None)


def parse_numbers(text: str) -> tuple[int, ...] | None:
    """`1 3 5`, `1,3,5` or `۱، ۳` as numbers; None if anything else stands in it."""
    parts = fold(text).split()
    if not parts or not all(part.isascii() and part.isdigit() and len(part) <= 7 for part in parts):
        return None
    return tuple(int(part) for part in parts)


def parse_number(text: str) -> int | None:
    """One whole number from 0 to a million, in digits of any script; thousands may stand apart."""
    parts = parse_numbers(text)
    if parts is None or (len(parts) > 1 and not re.fullmatch(r"\d{1,3}( \d{3})+", fold(text))):
        return None
    value = int("".join(fold(text).split()))
    return value if value <= MAX_NUMBER else None


def match_word(text: str, words: Iterable[tuple[str, str]]) -> str | None:
    """Which of the words that work everywhere this is: `words` are (name, "danger|help me")."""
    wanted = fold(text)
    if not wanted:
        return None
    return next((name for name, ways in words if wanted in {fold(way) for way in ways.split("|")}), None)

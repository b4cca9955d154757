"""Cutting what may not be shown out of words that are shown: names and contacts, however they are written.

Capitals, accents and odd spaces do not hide a name: words are compared folded, and the words of a name also one by one.
This file does not decide what must not be shown.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Final

_LEAST: Final = 3
"""A single word of a name counts from so many letters on; "de" would cut half of a text."""
_NUMBER: Final = 7
_APART: Final = r"[\s().+/-]*"
_JOINED: Final = "\u0590"
"""From here on, scripts write what belongs to a word onto it, or no spaces at all."""
_WORD: Final = re.compile(r"[^\W_]+")


class Cutter:
    """Puts a mark in the place of everything that is protected."""

    def __init__(self, protected: Iterable[str], mark: str) -> None:
        self._mark = mark
        values = [value for value in protected if value.strip()]
        found = {form for value in values for form in _forms(value)}
        either = [number for value in values if (number := _as_number(value))]
        either += [_as_word(form) for form in sorted(found, key=len, reverse=True)]
        self._pattern = re.compile("|".join(either)) if either else None

    def __call__(self, text: str) -> str:
        """The text without what is protected."""
        if self._pattern is None:
            return text
        folded, places = _folded(text)
        done, kept = 0, []
        for match in self._pattern.finditer(folded):
            begin, end = places[match.start()], places[match.end() - 1] + 1
            kept.append(text[done:begin])
            kept.append(self._mark)
            done = max(done, end)
        return "".join(kept) + text[done:]


def _forms(value: str) -> set[str]:
    whole, _ = _folded(value.strip())
    return {whole, *(word for word in _WORD.findall(whole) if len(word) >= _LEAST and not word.isdecimal())} - {""}


def _as_word(form: str) -> str:
    """A whole word, so that Ana is not cut out of banana; scripts that join or run words together have no such edge."""
    edged = all(sign < _JOINED for sign in form)
    return rf"(?<![^\W_]){re.escape(form)}(?![^\W_])" if edged else re.escape(form)


def _as_number(value: str) -> str:
    """A telephone number, with whatever stands between its digits."""
    digits = re.sub(r"\D", "", unicodedata.normalize("NFKC", value))
    if len(digits) < _NUMBER:
        return ""
    return rf"[+(]?(?:\d{_APART})*?{_APART.join(digits[-_NUMBER:])}"


def _folded(text: str) -> tuple[str, list[int]]:
    """The text without capitals and accents, and for each of its letters the place where it stood."""
    letters: list[str] = []
    places: list[int] = []
    for place, sign in enumerate(text):
        for letter in unicodedata.normalize("NFKD", sign).casefold():
            if not unicodedata.combining(letter):
                letters.append(letter)
                places.append(place)
    return "".join(letters), places

"""A phrase and its values become words in the person's language.

Only here do a `Text` and a language meet. A translation is looked up by context and source; where none is there the
source words stand, and the coverage check has failed long before. It does not know what is asked or by whom.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from functools import cached_property, lru_cache
from pathlib import Path

from babel.core import Locale

from bot import notices
from bot.wording import catalogs, times, zones
from bot.wording.countries import Countries
from bot.wording.sentences import fill
from bot.wording.tongues import Tongues
from flows.text import Text
from referrals.codes import LANGUAGES

_NO_VALUES: Mapping[str, str] = {}

PROOF = 3
"""Words that show the true bot."""


class Words:
    """The catalogs of all shipped languages, read once and never changed."""

    def __init__(self, read: Mapping[str, Mapping[tuple[str, str], str]], signed: Mapping[str, Sequence[str]]) -> None:
        self._catalogs = dict(read)
        self._readers = {language: tuple(names) for language, names in signed.items()}

    @classmethod
    def load(cls, root: Path | None = None, languages: Sequence[str] | None = None) -> Words:
        """Read the catalogs; `CatalogRefused` says which file is at fault. All languages, unless some are named."""
        home = catalogs.folder(root)
        files = {one: catalogs.read(home, one) for one in languages or catalogs.languages(home)}
        return cls(
            {one: catalogs.messages(file) for one, file in files.items()},
            {one: catalogs.readers(file) for one, file in files.items()},
        )

    @property
    def languages(self) -> tuple[str, ...]:
        """The codes of the shipped languages."""
        return tuple(self._catalogs)

    def word(self, text: Text, language: str, values: Mapping[str, str] = _NO_VALUES) -> str:
        """The words of a phrase: holes filled with isolated values, sentences with an unknown value left out."""
        words = self._catalogs.get(language, {}).get((text.id, text.source), text.source)
        return fill(words, {**values, **dict(text.params)} if text.params else values)

    def catalog(self, language: str) -> Mapping[tuple[str, str], str]:
        """Everything translated, by context and source words, for the linter."""
        return self._catalogs.get(language, {})

    def read_by(self, language: str) -> tuple[str, ...]:
        """Who has read this language and signed for it; empty for a language read by nobody."""
        return self._readers.get(language, ())

    def best(self, client: str | None) -> str:
        """The shipped language nearest to what a client says ("es-419"), else English."""
        code = (client or "").replace("_", "-").split("-")[0].lower()
        return code if code in self._catalogs else "en"

    def direction(self, language: str) -> str:
        """`ltr` or `rtl`."""
        return _direction(language)

    def language_name(self, code: str, language: str | None = None) -> str:
        """A language's name: its own, or as another language calls it."""
        return Locale.parse(code).get_language_name(language or code) or code

    @cached_property
    def countries(self) -> Countries:
        """The countries by their names in all shipped languages."""
        return Countries(self._catalogs or ("en",))

    def country_name(self, code: str, language: str) -> str:
        """A country's name in a language."""
        return self.countries.name(code, language)

    def match_country(self, typed: str, language: str) -> tuple[str | None, tuple[str, ...]]:
        """The country typed, or None and up to four that may be meant; the typed word is not kept."""
        return self.countries.match(typed, language)

    @cached_property
    def tongues(self) -> Tongues:
        """The languages of the world by their names in all shipped languages and in their own."""
        return Tongues(self._catalogs or ("en",), LANGUAGES)

    def likely_countries(self, language: str) -> tuple[str, ...]:
        """Four countries to offer as buttons."""
        return self.countries.likely(language)

    def offsets(self, country: str, at: int, hour: int | None = None) -> frozenset[int]:
        """Minutes from UTC that may hold for a person within a year; empty if nothing is known."""
        return zones.offsets(country, at, hour)

    def hours(self, country: str, at: int) -> tuple[int, ...]:
        """What o'clock it may be now in a country, from west to east."""
        return zones.hours(country, at)

    def proof(self, host: str, language: str) -> str:
        """Three words by which people know the true bot: drawn from the key that this host alone signs with (F47)."""
        words_ = self.word(notices.WORD_LIST, language, {}).split("|")
        digest = hashlib.sha256(f"the true bot: {host}".encode()).digest()
        drawn = [int.from_bytes(digest[4 * one : 4 * one + 4]) for one in range(PROOF)]
        return ", ".join(words_[number % len(words_)] for number in drawn)

    def duration(self, seconds: int, language: str) -> str:
        """About how long, in minutes, hours or days."""
        return times.duration(seconds, language)

    def moment(self, at: int, language: str, offset: int = 0) -> str:
        """A weekday and a part of the day."""
        part = notices.MOMENTS[times.part_of_day(at, offset)]
        return self.word(part, language, {"day": times.weekday(at, language, offset)})

    def day(self, at: int, language: str) -> str:
        """A date with its month as a word."""
        return times.day(at, language)

    def number(self, value: int, language: str) -> str:
        """A whole number in the digits of prose."""
        return times.number(value, language)

    def listed(self, items: Sequence[str], language: str) -> str:
        """Several phrases as one."""
        return times.listed(items, language)


@lru_cache(maxsize=64)
def _direction(language: str) -> str:
    # Babel reads the code anew each time, and every screen asks.
    return Locale.parse(language).text_direction

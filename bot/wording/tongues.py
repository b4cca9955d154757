"""Languages by the names that people type, in every shipped language and in their own.

As with countries, a typed word never leaves this file: what comes back is a code of the closed list, or nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from difflib import get_close_matches

from babel.core import Locale, UnknownLocaleError

from flows.answers import fold

MOST_SUGGESTED = 4
_NEAR = 0.8
_OWN = {
    "qu": "runasimi|quichua|kichwa", "ay": "aymar aru", "gn": "avanee", "nah": "nahuatl|nawatl",
    "quc": "k iche|quiche", "mam": "mam", "kek": "q eqchi|kekchi", "cak": "kaqchikel|cakchiquel", "tzo": "tsotsil",
    "tzh": "tseltal", "yua": "maya|yucateco|maaya t aan", "cab": "garifuna|garinagu", "arn": "mapudungun|mapuche",
    "prs": "dari", "ckb": "sorani", "kmr": "kurmanji|kurmanci", "rhg": "rohingya|ruaingga", "ksw": "karen|s gaw",
    "kac": "kachin|jinghpaw", "shn": "shan|tai", "sgn": "sign language|lengua de senas|لغة الاشارة",
    "tem": "temne|themne", "kri": "krio", "fil": "tagalog|pilipino", "ha": "hausa", "ti": "tigrinya", "om": "oromo",
}  # fmt: skip
"""Names that people type and CLDR does not hold."""


class Tongues:
    """The names of the languages of a closed list, folded once for comparing."""

    def __init__(self, languages: Iterable[str], codes: Collection[str]) -> None:
        self._codes = frozenset(codes)
        self._names: dict[str, set[str]] = {}
        for language in languages:
            for code, name in Locale.parse(language).languages.items():
                self._add(name, code)
        for code in self._codes:
            self._add(_own(code), code)
            for name in _OWN.get(code, "").split("|"):
                self._add(name, code)

    def match(self, typed: str) -> tuple[str | None, tuple[str, ...]]:
        """The language typed, or None and up to four that may be meant; the word itself is not kept."""
        wanted = fold(typed)
        exact = self._names.get(wanted, set())
        if len(exact) == 1:
            return next(iter(exact)), ()
        near = get_close_matches(wanted, self._names, n=8, cutoff=_NEAR) if len(wanted) > 1 else []
        codes = [*sorted(exact), *(code for name in near for code in sorted(self._names[name]))]
        return None, tuple(dict.fromkeys(codes))[:MOST_SUGGESTED]

    def name(self, code: str, language: str) -> str:
        """The language's name in a language; its own name, or its code, where that has none."""
        return str(Locale.parse(language).languages.get(code, "")) or _own(code) or code

    def _add(self, name: str, code: str) -> None:
        if name and code in self._codes:
            self._names.setdefault(fold(name), set()).add(code)


def _own(code: str) -> str:
    """What its own speakers call it, where CLDR knows."""
    try:
        return str(Locale.parse(code).display_name or "")
    except (ValueError, UnknownLocaleError):
        return ""

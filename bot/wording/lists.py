"""The lists of words that rule all texts: what is never said, what admits a failure, what no locked screen shows.

Only here are the files beside the catalogs read: `wording.toml` for all languages (lengths, and who may say what
nobody else says), and `<language>/wording.toml` for each (the words). An admin edits them; `lint` judges by them. How
a word is found in a text stands here too, so that a word of the list means one thing everywhere.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import lru_cache
from pathlib import Path
from typing import Any

from bot.wording.catalogs import CatalogRefused

FILE = "wording.toml"
FAMILIES = ("never", "failure", "topic", "locked")
"""Every rule about words is a list of one of these: `never.promise`, `failure.words`, `topic.visas`, `locked.whole`."""
LENGTHS = ("text", "source_text", "label", "first")

_LETTERS = str.maketrans("أإآٱىیيئةهکكؤ", "ااااييييههككو")
_ARTICLES = r"(?:[وف]?[بكل]?(?:ال|لل)?)"
"""What Arabic writes together with the word that follows."""


@dataclass(frozen=True, slots=True)
class Allowed:
    """One text, or texts by a pattern, that may break one rule; and why."""

    text: str
    rule: str
    why: str

    def fits(self, context: str, rule: str) -> bool:
        """Whether it speaks of this text and this rule."""
        return fnmatchcase(rule, self.rule) and fnmatchcase(context, self.text)


@dataclass(frozen=True, slots=True)
class Lists:
    """The lists of every language that has them, the lengths, and what is allowed by name."""

    words: Mapping[str, Mapping[str, tuple[str, ...]]]
    lengths: Mapping[str, int]
    allowed: tuple[Allowed, ...]

    def found(self, language: str, rule: str, text: str) -> tuple[str, ...]:
        """The words of one list that a text says."""
        said = spread(text)
        return tuple(word for word in self.words.get(language, {}).get(rule, ()) if pattern(word).search(said))

    def rules(self, language: str, family: str) -> Iterator[str]:
        """The lists of a family that a language has."""
        return (rule for rule in self.words.get(language, {}) if rule.startswith(f"{family}."))

    def permit(self, context: str, rule: str) -> Allowed | None:
        """What allows this text to break this rule, if anything does."""
        return next((one for one in self.allowed if one.fits(context, rule)), None)


def load(root: Path) -> Lists:
    """Read the lists that lie beside the catalogs; `CatalogRefused` says which file is at fault."""
    shared = _table(root / FILE)
    words = {file.parent.name: _words(file) for file in sorted(root.glob(f"*/{FILE}"))}
    lengths = shared.get("lengths", {})
    if set(lengths) != set(LENGTHS) or not all(isinstance(one, int) and one > 0 for one in lengths.values()):
        raise CatalogRefused(f"{root / FILE}: [lengths] needs {', '.join(LENGTHS)}, each a whole number.")
    return Lists(words, lengths, tuple(_allowed(root / FILE, row) for row in shared.get("allowed", [])))


def spread(text: str) -> str:
    """The text as words are looked for in it: no capitals, accents, vowel signs or forms of Arabic letters."""
    marked = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    return "".join(sign for sign in marked if unicodedata.category(sign) not in ("Mn", "Cf")).translate(_LETTERS)


@lru_cache(maxsize=4096)
def pattern(word: str) -> re.Pattern[str]:
    """A whole word or phrase; a star at its end stands for any ending."""
    bare = spread(word.rstrip("*"))
    before = _ARTICLES if re.search(r"[\u0600-\u06ff]", bare) else ""
    after = "" if word.endswith("*") else r"(?!\w)"
    return re.compile(rf"(?<!\w){before}{re.escape(bare)}{after}")


def _words(file: Path) -> Mapping[str, tuple[str, ...]]:
    table = _table(file)
    found: dict[str, tuple[str, ...]] = {}
    for family, lists in table.items():
        if family not in FAMILIES or not isinstance(lists, dict):
            raise CatalogRefused(f"{file}: [{family}] is none of {', '.join(FAMILIES)}.")
        for name, words in lists.items():
            if not isinstance(words, list) or not all(isinstance(one, str) and one.strip("* ") for one in words):
                raise CatalogRefused(f"{file}: {family}.{name} must be a list of words.")
            found[f"{family}.{name}"] = tuple(words)
    return found


def _allowed(file: Path, row: Mapping[str, Any]) -> Allowed:
    if set(row) != {"text", "rule", "why"} or not all(isinstance(one, str) and one for one in row.values()):
        raise CatalogRefused(f"{file}: each [[allowed]] needs text, rule and why, in words.")
    return Allowed(row["text"], row["rule"], row["why"])


def _table(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as fault:
        raise CatalogRefused(f"{file} cannot be read as TOML. Repair it.") from fault

"""Every text in every language, held against the rules of words (the wording lint).

Only here is said what is wrong with a text: a word of a list, a hole that differs from its source, too many letters, a
word that a locked screen must not show. Reading level is an alarm and stops nothing. The lists are data (`lists`); who
has which text, and which of them may stand on a locked screen, is handed in (`locked`).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Final, Literal

from bot.wording import reading
from bot.wording.catalogs import LABEL, PHRASE, SOURCE_LANGUAGE, TEXT, WORDS, Messages, Source
from bot.wording.lists import Lists
from bot.wording.locked import ANSWER, BEGUN, EDIT, Seen, shown_as
from bot.wording.sentences import holes

Severity = Literal["error", "warning"]
TELLING: Final = frozenset(("name", "country", "contact", "answers", "reason", "risk", "asks", "local_numbers"))
"""Holes whose values name a place, an actor or what happened; none may stand where a locked screen shows it."""
_HOLE = re.compile(r"\{([a-z0-9_]+)\}")
_FIGURES = re.compile(r"\+?\d[\d\s().-]{5,}\d|[$€£]\s?\d|\d\s?[$€£]|https?://|[🚨🆘🔒⚖🏳]")


@dataclass(frozen=True, slots=True)
class Finding:
    """One text that breaks one rule: where, which, and what to do."""

    text: str
    language: str
    rule: str
    why: str
    severity: Severity = "error"

    def json(self) -> dict[str, str]:
        """As a plain value."""
        return asdict(self)


def lint(
    sources: Iterable[Source], catalogs: Mapping[str, Messages], lists: Lists, seen: Mapping[str, Seen]
) -> list[Finding]:
    """Everything that is wrong, errors first; a permission that nothing needs is a warning."""
    known = list(sources)
    used: set[tuple[str, str]] = set()
    found = [
        finding for language, words in catalogs.items() for finding in _language(known, language, words, lists, seen)
    ]
    kept = []
    for finding in found:
        permit = lists.permit(finding.text, finding.rule) if finding.rule != "reading" else None
        if permit is None:
            kept.append(finding)
        else:
            used.add((permit.text, permit.rule))
    idle = [one for one in lists.allowed if (one.text, one.rule) not in used]
    kept += [Finding(one.text, "", one.rule, "allowed in wording.toml and not needed", "warning") for one in idle]
    return sorted(kept, key=lambda one: (one.severity, one.language, one.text))


def letters(text: str) -> int:
    """Letters as a person sees them: marks that stand on a letter do not count."""
    return sum(not unicodedata.combining(sign) for sign in text)


def beginning(text: str, most: int) -> str:
    """The first letters, without a word that is cut in two."""
    return text if len(text) <= most else text[:most].rpartition(" ")[0]


def screen_shows(language: str, text: str, lists: Lists, begun: bool) -> tuple[str, ...]:
    """What a locked screen must not show of these words, filled in as they go out."""
    if begun:
        return (*lists.found(language, "locked.whole", text), *_FIGURES.findall(text))
    return lists.found(language, "locked.first", beginning(text, lists.lengths["first"]))


def _language(
    sources: Iterable[Source], language: str, words: Messages, lists: Lists, seen: Mapping[str, Seen]
) -> Iterator[Finding]:
    if language not in lists.words:
        yield Finding("", language, "lists", f"write {language}/wording.toml, after the one of another language")
        return
    for source in sources:
        said = words.get((source.context, source.words))
        if said is not None and source.kind != WORDS:  # what is missing is the matter of `coverage`
            yield from _text(source, language, said, lists)
            yield from _locked(source, language, said, lists, shown_as(source, seen))


def _text(source: Source, language: str, said: str, lists: Lists) -> Iterator[Finding]:
    def wrong(rule: str, why: str, severity: Severity = "error") -> Finding:
        return Finding(source.context, language, rule, why, severity)

    for family, why in (("never", "never said"), ("failure", "said only where we failed"), ("topic", "needs a reason")):
        for rule in lists.rules(language, family):
            for word in lists.found(language, rule, said):
                yield wrong(rule, f"{word!r}: {why}")
    if holes(said) != holes(source.words):
        yield wrong("holes", "its {names} are not those of the source")
    most = _most(source, language, lists)
    if letters(said) > most:
        yield wrong("length", f"{letters(said)} letters; {most} are the most")
    hard = reading.hard(said, language) if source.kind == TEXT else None
    if hard is not None:
        yield wrong("reading", hard, "warning")


def _most(source: Source, language: str, lists: Lists) -> int:
    if source.kind == LABEL:
        return lists.lengths["label"]
    return lists.lengths["source_text" if language == SOURCE_LANGUAGE else "text"]


def _locked(source: Source, language: str, said: str, lists: Lists, seen: Seen | None) -> Iterator[Finding]:
    if seen is None or source.kind in (LABEL, PHRASE):
        return
    begun = seen == BEGUN
    most = len(said) if begun else lists.lengths["first"]
    told = {hole[1] for hole in _HOLE.finditer(said) if hole.start() < most} & TELLING
    words = [*screen_shows(language, said, lists, begun), *sorted(f"{{{one}}}" for one in told)]
    severity: Severity = "warning" if seen == EDIT else "error"
    for word in words:
        rule, where = ("locked.whole", "anywhere") if begun else ("locked.first", "so early")
        yield Finding(source.context, language, rule, f"{word!r} would stand on a locked screen {where}", severity)


__all__ = ["ANSWER", "BEGUN", "EDIT", "Finding", "Severity", "letters", "lint", "screen_shows"]

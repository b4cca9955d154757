"""Rules of texts in the source language: placeholders, lengths, labels that fit a phone and differ."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from flows.answers import fold
from flows.definition import Question, Release, Step
from flows.inspection.findings import Findings
from flows.text import placeholders

Fields = Mapping[str, Mapping[str, Any]]

PLACEHOLDERS = frozenset((
    "usual_wait", "time", "country", "local_numbers", "line_number", "answers", "n", "name", "reason", "speed", "risk",
    "asks", "contact", "checked", "address", "operator", "days", "letters", "hour", "from", "to", "page", "words",
    "state", "date", "next", "fields", "withheld", "places", "own_word", "nobody",
))  # fmt: skip
MAX_TEXT = 3500  # leaves room for a longer language under Telegram's 4096
MAX_ROWS = 8
LIKELY_COUNTRIES = 4  # rows that the bot adds to a country question
LABEL_WIDTHS = {"ru": 34, "uk": 34, "ar": 45, "fa": 45, "ur": 45, "zh": 18, "ja": 18, "ko": 20, "my": 23, "am": 32}
LABEL_WIDTH = 37  # letters that 85 % of a 360 dp phone shows in one row, measured
DIRECTION_MARKS = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def inspect_texts(release: Release, fields: Fields, report: Findings) -> None:
    """Every rule about words as the author wrote them."""
    home = release.globals.get("resumed", "")  # behind the word: here the state of the case may be said
    languages = {flow.id: flow.source_language for flow in release.flows}
    for step in release.steps.values():
        for text in step.texts():
            part = text.id.split("/", 2)[2]
            _braces(step, part, text.source, fields, home, report)
            if len(text.source) > MAX_TEXT:
                report.about("E119", step, part, "The text is too long for one message.", "Shorten or split it.")
            if DIRECTION_MARKS.search(text.source):
                report.about("W304", step, part, "It holds a mark of direction.", "Remove it; the program sets them.")
        if step.ask:
            _rows(step, step.ask, report)
            _labels(step, step.ask, languages[step.flow], report)


def _braces(step: Step, part: str, words: str, fields: Fields, home: str, report: Findings) -> None:
    try:
        names = placeholders(words)
    except ValueError:
        report.about("E116", step, part, "A brace has no partner.", "Write {name}, or leave braces out.")
        return
    for name in sorted(names - PLACEHOLDERS):
        report.about("E117", step, part, f"There is no placeholder {{{name}}}.", "Use one of the closed list.")
    told = {name for name in names if _critical(name, fields)}
    if told or ("answers" in names and step.id != home and not (step.ask and step.ask.kind == "review")):
        report.about("E118", step, part, "It would show what the person told us.", "Leave it out, or ask for review.")


def _critical(name: str, fields: Fields) -> bool:
    """`{name}` is a place's; a defender's name is a field that no chat may ask, so no text can hold it."""
    field = fields.get(name, {})
    return field.get("sensitivity") == "critical" and bool(field.get("chat", True))


def _rows(step: Step, ask: Question, report: Findings) -> None:
    rows = len(ask.choices) + (LIKELY_COUNTRIES if ask.kind == "country" else 0)
    if rows > MAX_ROWS and not any(choice.when for choice in ask.choices):
        report.about("E137", step, "choices", f"{rows} answers do not fit one screen.", "Keep eight, or split it.")


def _labels(step: Step, ask: Question, language: str, report: Findings) -> None:
    for name, words in labels(ask):
        if len(words) > width(language, ask):
            report.about("E137", step, name, f"`{words}` is too wide for a phone.", "Shorten it.")
    for first, second in same_labels([(name, words) for name, words in labels(ask)]):
        report.about("E139", step, second, f"It reads like {first}.", "Word them differently.")


def width(language: str, ask: Question) -> int:
    """How many letters a label of this question may have in a language; a tick takes two."""
    return LABEL_WIDTHS.get(language, LABEL_WIDTH) - (2 if ask.kind == "multi" else 0)


def labels(ask: Question) -> Iterator[tuple[str, str]]:
    """Every label of a question with its part."""
    yield from ((f"choice/{choice.id}", choice.label.source) for choice in ask.choices)
    if ask.skip:
        yield "skip", ask.skip.source


def same_labels(rows: list[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Pairs of rows that typed words could not tell apart."""
    seen: dict[str, str] = {}
    for name, words in rows:
        folded = fold(words)
        if folded and folded in seen:
            yield seen[folded], name
        seen.setdefault(folded, name)

"""Rules of translations: a catalog is a plain mapping of (context, source words) to words of one language."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from flows.definition import Release, Step
from flows.inspection.findings import Findings
from flows.inspection.texts import DIRECTION_MARKS, same_labels, width
from flows.text import Text, placeholders

Catalog = Mapping[tuple[str, str], str]

MISSING = "Run amparo locale extract, then amparo locale update, and translate it."
MAX_MESSAGE = 4096
CRITICAL_ACTIONS = {"alert", "erase_case", "wipe_draft", "stop_sharing"}
_FIXED = re.compile(r"https?://\S+|\d+")


def inspect_translations(release: Release, catalogs: Mapping[str, Catalog], report: Findings) -> None:
    """Every rule about every language."""
    for language, catalog in sorted(catalogs.items()):
        for step in release.steps.values():
            for text in step.texts():
                _phrase(step, text, language, catalog.get((text.id, text.source), ""), release, report)
            _labels(step, language, catalog, report)
        _words(release, language, catalog, report)
        _gone(release, language, catalog, report)


def _phrase(step: Step, text: Text, language: str, words: str, release: Release, report: Findings) -> None:
    part = text.id.split("/", 2)[2]
    if not words:
        code = "E306" if critical(step, release) else "W301"
        report.about(code, step, part, "There is no translation.", MISSING, language)
        return
    if _holes(words) != _holes(text.source):
        report.about("E302", step, part, "The placeholders differ.", "Keep each {name} as it is.", language)
    if len(words) > MAX_MESSAGE:
        report.about("E303", step, part, "It is too long for one message.", "Shorten it.", language)
    if DIRECTION_MARKS.search(words):
        report.about("W304", step, part, "It holds a mark of direction.", "Remove it; the program sets them.", language)
    if sorted(_fixed(words)) != sorted(_fixed(text.source)):
        report.about("W307", step, part, "Digits or addresses differ.", "Keep those of the source.", language)


def critical(step: Step, release: Release) -> bool:
    """Whether nobody may meet this step half translated: danger, consent, deleting."""
    choices = step.ask.choices if step.ask else ()
    acts = {*step.do, *(action for choice in choices for action in choice.do)}
    targets = {release.globals.get("danger"), release.globals.get("delete")}
    return step.id in targets or bool(acts & CRITICAL_ACTIONS) or any(choice.consent for choice in choices)


def _holes(words: str) -> frozenset[str] | None:
    try:
        return placeholders(words)
    except ValueError:
        return None


def _fixed(words: str) -> Iterator[str]:
    for found in _FIXED.findall(words):
        yield str(int(found)) if found.isdigit() else found


def _labels(step: Step, language: str, catalog: Catalog, report: Findings) -> None:
    if step.ask is None:
        return
    texts = [choice.label for choice in step.ask.choices] + ([step.ask.skip] if step.ask.skip else [])
    rows = [(text.id.split("/", 2)[2], catalog.get((text.id, text.source), "")) for text in texts]
    for first, second in same_labels(rows):
        report.about("E305", step, second, f"It reads like {first}.", "Word them differently.", language)
    for part, words in rows:
        if len(words) > width(language, step.ask):
            report.about("E137", step, part, f"`{words}` is too wide for a phone.", "Shorten it.", language)


def _words(release: Release, language: str, catalog: Catalog, report: Findings) -> None:
    ways: list[tuple[str, str]] = []
    for name, text in release.words.items():
        words = catalog.get((text.id, text.source), "")
        if not words:
            report.overall("E306", f"words/{name}", "There is no translation.", "Translate it.", language)
        ways += [(f"words/{name}", way) for way in words.split("|")]
    for first, second in same_labels(ways):
        if first != second:
            report.overall("E305", second, f"It reads like {first}.", "Word them differently.", language)


def _gone(release: Release, language: str, catalog: Catalog, report: Findings) -> None:
    known = {(text.id, text.source) for text in release.texts()}
    flows = {flow.id for flow in release.flows}
    for context, source in catalog:
        if context.partition("/")[0] in flows and (context, source) not in known:
            report.overall("W308", context, "This phrase is gone.", "Drop its translation.", language)

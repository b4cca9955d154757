"""From flow files and notices to messages for translators.

Only here is it said what stands beside a message as a hint. `flow_extractor` has the shape that Babel wants of an
extractor, so other gettext tools can read flow files too; it does not know languages.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import IO, Any

from bot import notices, page_words, phrases, reasons
from bot.wording.catalogs import LABEL, PHRASE, TEXT, WORDS, Source
from flows.definition import Release, Step
from flows.loading import Fields, load_release

LABEL_HINT = "Button: at most 30 letters."
WORDS_HINT = "Words that a person types, parted by |. Each must differ from those of the other entries."


def sources(release: Release) -> Iterator[Source]:
    """Every message of the program: the release, notices, the words of offers and of the page, officers' phrases."""
    for step in release.steps.values():
        yield from _step(step)
    for text in release.words.values():
        yield Source(text.id, text.source, (WORDS_HINT,), WORDS)
    kinds = notices.kinds()
    for text in notices.texts():
        kind = kinds.get(text.id, TEXT)
        yield Source(text.id, text.source, (LABEL_HINT,) if kind == LABEL else (), kind)
    for text in (*reasons.texts(), *page_words.texts()):
        yield Source(text.id, text.source, (), PHRASE)
    for text in phrases.texts():
        label = not phrases.is_sentence(text)
        yield Source(text.id, text.source, (LABEL_HINT,) if label else (), LABEL if label else TEXT)


def flow_extractor(
    stream: IO[bytes], keywords: Mapping[str, Any], comment_tags: Collection[str], options: Mapping[str, Any]
) -> Iterator[tuple[int, str, tuple[str, str], list[str]]]:
    """Babel's extractor for one flow file: line, function, (context, words) and hints of each message."""
    fields: Fields = options.get("fields", {})
    name = Path(str(options.get("name") or getattr(stream, "name", "flow.yaml"))).stem
    release = load_release({name: stream.read().decode()}, fields)
    for step in release.steps.values():
        for source in _step(step):
            yield step.line, "pgettext", (source.context, source.words), list(source.hints)
    for text in release.words.values():
        yield 1, "pgettext", (text.id, text.source), [WORDS_HINT]


def _step(step: Step) -> Iterator[Source]:
    own = tuple(step.wordings())
    for text in step.texts():
        if text in own:
            yield Source(text.id, text.source, (step.note,) if step.note else ())
        else:
            yield Source(text.id, text.source, (LABEL_HINT,), LABEL)

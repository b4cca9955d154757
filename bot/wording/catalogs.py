"""The gettext files: read, written, merged, and judged. With `words`, `countries` and `times` the only users of Babel.

Only here is the layout of `locales/` known: `messages.pot`, and `<language>/LC_MESSAGES/messages.po`. A message is
known by its context (flow/step/part) and its source words. Each file says in its header who has read it; a fuzzy
message counts as missing, because a sentence that nobody has looked at again must not be shown.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from babel.core import Locale, UnknownLocaleError
from babel.messages import catalog as gettext_catalog
from babel.messages import mofile, pofile

from bot.wording.sentences import BIDI_CONTROLS
from flows.text import placeholders

READ_BY = "X-Read-By"
NOBODY = "nobody"
DOMAIN = "messages"
SOURCE_LANGUAGE = "en"
TEXT, LABEL, PHRASE, WORDS = "text", "label", "phrase", "words"
"""Kinds of messages: a whole message, a button, what stands inside another text, and words that a person types."""

Catalog = gettext_catalog.Catalog
Messages = Mapping[tuple[str, str], str]


class CatalogRefused(Exception):
    """A catalog cannot be used; the words say which, and what to do."""


@dataclass(frozen=True, slots=True)
class Source:
    """One message to translate: where it stands, its words, and hints for the translator."""

    context: str
    words: str
    hints: tuple[str, ...] = ()
    kind: str = TEXT


@dataclass(frozen=True, slots=True)
class Gap:
    """One message of a language that is not right: which, and why."""

    context: str
    why: str
    missing: bool = True


def folder(root: Path | None = None) -> Path:
    """Where the catalogs lie: beside the installed program, else in the clone."""
    if root is not None:
        return root
    home = Path(__file__).resolve().parents[1]
    shared = home / "_share" / "locales"
    return shared if shared.is_dir() else home.parent / "locales"


def path_of(root: Path, language: str) -> Path:
    """The file of one language."""
    return root / language / "LC_MESSAGES" / f"{DOMAIN}.po"


def languages(root: Path) -> tuple[str, ...]:
    """The languages that have a file, in the order of their codes."""
    return tuple(sorted(file.parent.parent.name for file in root.glob(f"*/LC_MESSAGES/{DOMAIN}.po")))


def read(root: Path, language: str) -> Catalog:
    """The catalog of a language that is there; `CatalogRefused` where it is not, or cannot be used."""
    file = path_of(root, language)
    if not file.exists():
        known = ", ".join(languages(root))
        raise CatalogRefused(f"There is no language {language}; there are {known}. Begin it: amparo locale update CODE")
    return read_file(file, language)


def read_file(file: Path, language: str) -> Catalog:
    """Read one .po; `CatalogRefused` where it cannot be read or holds signs that turn the reading direction."""
    try:
        with file.open("rb") as stream:
            catalog = pofile.read_po(stream, locale=language, abort_invalid=True)
    except (OSError, ValueError, UnknownLocaleError, pofile.PoFileError) as fault:
        raise CatalogRefused(f"{file} cannot be read. Repair it, or export it again.") from fault
    for message in catalog:
        if isinstance(message.string, str) and BIDI_CONTROLS.intersection(message.string):
            raise CatalogRefused(
                f"{file}: the text of {message.context!r} holds a sign that turns the reading direction. Remove it; "
                "the bot sets these signs itself."
            )
    return catalog


def empty(language: str) -> Catalog:
    """A language that has no text yet."""
    return Catalog(locale=language, charset="utf-8", fuzzy=False)


def of_source(sources: Iterable[Source]) -> Catalog:
    """The catalog of the source language: every text is its own translation."""
    catalog = empty(SOURCE_LANGUAGE)
    for source in sources:
        catalog.add(source.words, source.words, context=source.context, auto_comments=source.hints)
    return catalog


def messages(catalog: Catalog) -> dict[tuple[str, str], str]:
    """What is translated: (context, source words) to words; the fuzzy and the empty are missing."""
    return {
        (message.context or "", message.id): message.string
        for message in catalog
        if isinstance(message.id, str) and message.id and isinstance(message.string, str) and message.string
        if not message.fuzzy
    }


def readers(catalog: Catalog) -> tuple[str, ...]:
    """Who has read this language and signed for it; empty while it was read by nobody."""
    found = [name.strip() for name in _header(catalog).split(",")]
    return tuple(name for name in found if name not in ("", NOBODY))


def template(sources: Iterable[Source]) -> Catalog:
    """The catalog of all source texts, in their order, with hints for translators."""
    catalog = Catalog(project="Amparo", fuzzy=False, charset="utf-8", header_comment="# The texts of the bot.")
    for source in sources:
        catalog.add(source.words, "", context=source.context, auto_comments=source.hints)
    return catalog


def write(catalog: Catalog, file: Path, read_by: Sequence[str] | None = None) -> None:
    """Write a .po file that is the same for the same texts: no dates, no line numbers."""
    stream = io.BytesIO()
    pofile.write_po(stream, catalog, width=118, omit_header=True, sort_output=False, include_previous=True)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(_head(catalog, read_by).encode() + b"\n" + stream.getvalue().lstrip(b"\n"))


def merged(old: Catalog, new: Catalog) -> Catalog:
    """The old translations under the new sources; what changed or is new is left to do, and what is gone is dropped."""
    known = {(message.context or "", message.id): message for message in old if message.id}
    by_context = {message.context: message for message in old if message.id}
    result = Catalog(locale=old.locale, charset="utf-8", fuzzy=False)
    for message in new:
        if not message.id:
            continue
        same = known.get((message.context or "", message.id))
        before = same or by_context.get(message.context)
        before = before if before and before.string else None
        added = result.add(
            message.id, before.string if before else "", context=message.context, auto_comments=message.auto_comments
        )
        if before and (same is None or before.fuzzy):
            added.flags.add("fuzzy")
            added.previous_id = [str(before.id)] if same is None else before.previous_id
    return result


def gaps(sources: Iterable[Source], catalog: Catalog) -> list[Gap]:
    """What keeps a language from being complete: missing, due after a change, or with other holes than its source."""
    done = messages(catalog)
    found: list[Gap] = []
    for source in sources:
        words = done.get((source.context, source.words))
        if words is None:
            found.append(Gap(source.context, "missing, or due after a change of the source"))
        elif _holes(words) != placeholders(source.words):
            found.append(Gap(source.context, "its {names} are not those of the source", missing=False))
    return found


def compiled(catalog: Catalog) -> bytes:
    """The catalog as a .mo file, for tools that read only those."""
    stream = io.BytesIO()
    mofile.write_mo(stream, catalog)
    return stream.getvalue()


def known_language(code: str) -> bool:
    """Whether the code is one that CLDR has names and directions for."""
    try:
        Locale.parse(code)
    except (UnknownLocaleError, ValueError):
        return False
    return True


def _holes(words: str) -> frozenset[str] | None:
    try:
        return placeholders(words)
    except ValueError:
        return None


def _header(catalog: Catalog) -> str:
    lines = (line.lstrip("# ").partition(":") for line in str(catalog.header_comment).splitlines())
    return next((value.strip() for name, _, value in lines if name.strip() == READ_BY), "")


def _head(catalog: Catalog, read_by: Sequence[str] | None) -> str:
    names = readers(catalog) if read_by is None else tuple(read_by)
    language = str(catalog.locale) if catalog.locale else ""
    state = f"{READ_BY}: {', '.join(names) or NOBODY}" if language else ""
    lines = ["# The texts of the bot.", *([f"# {state}"] if state else []), "#", 'msgid ""', 'msgstr ""']
    headers = ["Project-Id-Version: Amparo", "MIME-Version: 1.0", "Content-Type: text/plain; charset=utf-8"]
    headers += ["Content-Transfer-Encoding: 8bit", *([f"Language: {language}", state] if language else [])]
    return "\n".join([*lines, *(f'"{header}\\n"' for header in headers)]) + "\n"

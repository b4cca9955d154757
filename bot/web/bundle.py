"""The built files of the sealed page, read once at the start; where they were not built there is no page at all.

`make setup` builds them from `bot/web/page` into `built/`. Only here is their form known: the frame is filled with the
host's public key and the words of every language, and everything is kept compressed as it will be sent.
"""

from __future__ import annotations

import gzip
import html
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bot.page_words import WORDS
from bot.wording import Words

BUILT: Final = Path(__file__).parent / "page" / "built"
KINDS: Final = {
    "page.html": "text/html; charset=utf-8",
    "page.js": "text/javascript; charset=utf-8",
    "page.css": "text/css; charset=utf-8",
    "licences.txt": "text/plain; charset=utf-8",
}
BEFORE_ANY_SCRIPT: Final = ("wait", "no_script")
"""Words that stand in the frame itself, in every language; which one is read is not known yet."""


@dataclass(frozen=True, slots=True)
class File:
    """One file, in each coding that a browser may ask for; the plain one has the empty name."""

    kind: str
    codings: Mapping[str, bytes]


def is_built(folder: Path = BUILT) -> bool:
    """Whether the page was built here."""
    return all((folder / name).is_file() for name in KINDS)


def files(signer: str, words: Words, languages: Sequence[str], folder: Path = BUILT) -> dict[str, File]:
    """Every file of the page, ready to be sent."""
    found = {name: _read(folder, name) for name in KINDS if name != "page.html"}
    page = _filled((folder / "page.html").read_text(encoding="utf-8"), signer, words, languages).encode()
    return found | {"": File(KINDS["page.html"], {"": page, "gzip": gzip.compress(page, 9, mtime=0)})}


def _read(folder: Path, name: str) -> File:
    codings = {"": folder / name, "gzip": folder / f"{name}.gz", "br": folder / f"{name}.br"}
    return File(KINDS[name], {coding: file.read_bytes() for coding, file in codings.items() if file.is_file()})


def _filled(frame: str, signer: str, words: Words, languages: Sequence[str]) -> str:
    said = {language: _table(words, language) for language in languages}
    parts = {
        "@SIGNER@": html.escape(signer),
        "@TITLE@": html.escape(said[languages[0]]["page"]),
        # In a block of data only its own end could be mistaken for markup.
        "@WORDS@": json.dumps(said, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c"),
        **{f"@{name.upper()}@": _in_all(said, name) for name in BEFORE_ANY_SCRIPT},
    }
    for mark, value in parts.items():
        frame = frame.replace(mark, value)
    return frame


def _table(words: Words, language: str) -> dict[str, str]:
    """The page's words in a language, with their braces: the page fills them."""
    known = words.catalog(language)
    table = {name: known.get((text.id, text.source), text.source) for name, text in WORDS.items()}
    return {**table, "direction": words.direction(language)}


def _in_all(said: Mapping[str, Mapping[str, str]], name: str) -> str:
    return "".join(
        f'<p lang="{language}" dir="{table["direction"]}">{html.escape(table[name])}</p>'
        for language, table in said.items()
    )

"""Values put into words: plain `{name}` holes, isolated values, and no sentence with a hole that stays empty.

Only here are texts filled. `str.format` is never used, because a translation could then read attributes; a value is
wrapped in first-strong isolates, so that a Latin name cannot turn an Arabic sentence round. Nothing here knows gettext.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

FSI, PDI = "\u2068", "\u2069"
BIDI_CONTROLS = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Signs that turn the reading direction; none may stand in a catalog or a value, only we set them."""

_HOLE = re.compile(r"\{([a-z][a-z0-9_]*)\}")
_SENTENCE = re.compile(r"(?<=[.!?؟。])(?=\s)")
_STRIP = str.maketrans("", "", "".join(BIDI_CONTROLS))


def fill(words: str, values: Mapping[str, str]) -> str:
    """The words with their holes filled; a sentence with a hole whose value is missing or empty is left out whole."""
    if "{" not in words:
        return words
    sentences = (part for part in _SENTENCE.split(words) if _known(part, values))
    return "".join(_put(part, values) for part in sentences).strip()


def holes(words: str) -> frozenset[str]:
    """The names that `words` wants filled."""
    return frozenset(_HOLE.findall(words))


def isolated(value: str) -> str:
    """The value with its own direction, line by line: an isolate ends where a paragraph ends."""
    lines = value.translate(_STRIP).split("\n")
    return "\n".join(f"{FSI}{line}{PDI}" if line else "" for line in lines)


def _known(sentence: str, values: Mapping[str, str]) -> bool:
    return all(values.get(name) for name in holes(sentence))


def _put(sentence: str, values: Mapping[str, str]) -> str:
    return _HOLE.sub(lambda hole: isolated(values[hole[1]]), sentence)

"""A phrase as message id, source words and parameters; someone else words it later.

Only here: what a phrase is, and which `{names}` stand in it. This file does not know languages.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

NAME = re.compile(r"[a-z][a-z0-9_]{0,39}\Z")
_HOLE = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True, slots=True)
class Text:
    """A phrase: `id` is its gettext context (`core/when/text`), `source` its words in the source language."""

    id: str
    source: str
    params: tuple[tuple[str, str], ...] = ()


def placeholders(words: str) -> frozenset[str]:
    """The names in braces that `words` holds; ValueError where a brace is left open or stands alone."""
    bare = _HOLE.sub("", words)
    if "{" in bare or "}" in bare:
        raise ValueError("a brace has no partner")
    return frozenset(_HOLE.findall(words))

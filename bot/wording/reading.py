"""How hard a text is to read: an alarm for whoever writes it, never a judgement.

Only here are words, syllables and sentences counted. English and Spanish have published formulas (Flesch-Kincaid;
Szigriszt-Pazos); for every language the longest sentence counts. It does not know what may be said.
"""

from __future__ import annotations

import re
from typing import Final

MOST_WORDS: Final = 20
"""Words of a sentence at the most (CEFR A2 to B1)."""
MOST_GRADE: Final = 8.0
"""Years of school, by Flesch-Kincaid."""
LEAST_EASE: Final = 55.0
"""On the Szigriszt scale 55 is an ordinary newspaper for everybody."""
FEWEST: Final = 8
"""A text of fewer words has no level worth naming."""

_SENTENCE = re.compile(r"[.!?؟…]+(?:\s|$)|\n+|:\s")
_HOLE = re.compile(r"\{[a-z0-9_]+\}")
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")


def hard(text: str, language: str) -> str | None:
    """Why this text may be hard to read, or None."""
    sentences = [words for part in _SENTENCE.split(_HOLE.sub("", text)) if (words := _WORD.findall(part))]
    longest = max(map(len, sentences), default=0)
    if longest > MOST_WORDS:
        return f"a sentence has {longest} words; {MOST_WORDS} are the most"
    words = [word for one in sentences for word in one]
    if len(words) < FEWEST:
        return None
    length, weight = len(words) / len(sentences), sum(syllables(word, language) for word in words) / len(words)
    if language == "en" and (grade := 0.39 * length + 11.8 * weight - 15.59) > MOST_GRADE:
        return f"it reads like school year {grade:.0f}; {MOST_GRADE:.0f} is the most"
    if language == "es" and (ease := 206.835 - 62.3 * weight - length) < LEAST_EASE:
        return f"its ease is {ease:.0f} of 100 (Szigriszt); {LEAST_EASE:.0f} is the least"
    return None


def syllables(word: str, language: str) -> int:
    """About how many syllables: groups of vowels, without the silent e of English."""
    lower = word.lower()
    if language == "es":
        # Two strong vowels, or a weak one with an accent, are two syllables.
        lower = re.sub(r"([aeoáéíóú])(?=[aeoáéíóú])", r"\1-", lower)
        return max(1, len(re.findall(r"[aeiouáéíóúü]+", lower)))
    silent = language == "en" and re.search(r"[^aeiouyl]e$|[^aeiouydt]ed$", lower) is not None
    return max(1, len(re.findall(r"[aeiouy]+", lower)) - silent)

"""The officers' phrases as texts of the program: read from the shipped file, extracted and translated like all others.

Only the names under which translators find them stand here; what a phrase may be, `referrals.phrases` says.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import referrals
from flows.text import Text
from referrals import phrases
from referrals.phrases import Book, Phrase

FILE = Path(referrals.__file__).parent / "phrases.yaml"


@lru_cache(maxsize=1)
def book() -> Book:
    """The shipped phrases, read once in a process."""
    return phrases.load(FILE.read_text(encoding="utf-8"))


def texts() -> Iterator[Text]:
    """Every sentence, every answer and the name of every group."""
    found = book()
    yield from (sentence(phrase) for phrase in found.phrases.values())
    yield from (answer(id_) for id_ in found.answers)
    yield from (group(id_) for id_ in found.groups)


def sentence(phrase: Phrase) -> Text:
    """What the person reads."""
    return Text(f"phrase/{phrase.id}", phrase.text)


def answer(id_: str) -> Text:
    """What stands on a button under it."""
    return Text(f"phrase/answer/{id_}", book().answers[id_])


def group(id_: str) -> Text:
    """How the officer finds it."""
    return Text(f"phrase/group/{id_}", book().groups[id_])


def is_sentence(text: Text) -> bool:
    """Whether this is a sentence and no button."""
    return text.id.count("/") == 1

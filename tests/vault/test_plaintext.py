"""Opened content has one way out."""

from __future__ import annotations

import copy
import json
import pickle
from collections.abc import Callable

import pytest

from referrals.vault import Plaintext

WORDS = Plaintext(b"MARKER")

OTHER_WAYS: dict[str, Callable[[], object]] = {
    "str": lambda: str(WORDS),
    "format": lambda: f"{WORDS}",
    "percent": lambda: "%s" % (WORDS,),  # noqa: UP031 - the old way is one of the ways
    "bytes": lambda: bytes(WORDS),  # type: ignore[arg-type]
    "equality": lambda: Plaintext(b"MARKER") == WORDS,
    "inequality": lambda: WORDS != b"MARKER",
    "order": lambda: Plaintext(b"") < WORDS,
    "hash": lambda: hash(WORDS),
    "key of a mapping": lambda: {WORDS: 1},
    "length": lambda: len(WORDS),  # type: ignore[arg-type]
    "truth": lambda: bool(WORDS),
    "iteration": lambda: list(WORDS),  # type: ignore[call-overload]
    "search": lambda: b"M" in WORDS,  # type: ignore[operator]
    "pickle": lambda: pickle.dumps(WORDS),
    "copy": lambda: copy.copy(WORDS),
    "deep copy": lambda: copy.deepcopy(WORDS),
    "JSON": lambda: json.dumps(WORDS),
    "attributes": lambda: vars(WORDS),
    "a new attribute": lambda: setattr(WORDS, "x", 1),
}


@pytest.mark.parametrize("way", OTHER_WAYS.values(), ids=OTHER_WAYS)
def test_there_is_no_second_way_out(way: Callable[[], object]) -> None:
    """Printing, comparing, hashing, copying and storing raise, and the error has no content."""
    with pytest.raises((TypeError, AttributeError)) as caught:
        way()
    assert "MARKER" not in str(caught.value)


def test_reveal_gives_the_content() -> None:
    """The one way out."""
    assert WORDS.reveal() == b"MARKER"


def test_what_a_debugger_or_a_log_shows_is_constant() -> None:
    """The repr is the same for every content, also inside a container."""
    assert repr([WORDS]) == repr([Plaintext(b"")]) == "[<plaintext>]"

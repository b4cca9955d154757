"""What can happen to a talk: a tap, words, a jump, a timer, or the wish to see the present question again.

Words in `Typed` never leave it: `repr` hides them, and no event repeats them.
"""

from __future__ import annotations

from dataclasses import dataclass, field

Labels = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, repr=False)
class Tap:
    """A button of the screen `seq`; `allowed` are the rows that the caller added to it (countries, places)."""

    seq: int
    choice: str
    allowed: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Typed:
    """Words, with the rows as the person saw them; `also` are names that count but have no number."""

    text: str = field(repr=False)
    labels: Labels = ()
    also: Labels = ()


@dataclass(frozen=True, slots=True)
class Go:
    """A jump to a release-wide target (`danger`), to a step (`core.when`) or back (`_back`)."""

    target: str


@dataclass(frozen=True, slots=True)
class Fired:
    """A timer set while the question `seq` stood."""

    seq: int
    timer: str


@dataclass(frozen=True, slots=True)
class Show:
    """Show the present question again; nothing changes."""


Input = Tap | Typed | Go | Fired | Show

"""What one input caused, in the past tense: the only thing the engine hands out besides the session.

Whoever called words them, sends, stores and records. No event holds what a person typed; values are ids of choices,
country codes, numbers, or `given`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from flows.definition import Meaning
from flows.text import Text

Value = str | tuple[str, ...]


class Row(NamedTuple):
    """One answer on a screen; `ticked` if it is chosen now, or was before a *Back*."""

    id: str
    label: Text
    ticked: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """A screen stands: the question of a step, or the last words of an end (`kind` is then `end`)."""

    step: str
    seq: int
    text: Text | None
    kind: str
    field: str
    choices: tuple[Row, ...]
    back: bool
    skip: Text | None
    done: bool
    fresh: bool  # a new message; else the screen that was tapped may be edited
    before: tuple[Text, ...]  # said first, by the steps passed on the way
    page: int = 0
    numbered: bool = False  # the text lists the answers with their numbers
    offer_person: bool = False  # a way to a human stands beside the answers
    end: str | None = None


@dataclass(frozen=True, slots=True, repr=False)
class Taken:
    """An answer was taken. `means` are the facts that it gives; None clears one."""

    step: str
    field: str
    kind: str
    value: Value
    means: tuple[tuple[str, Meaning], ...]


@dataclass(frozen=True, slots=True, repr=False)
class Consented:
    """A person agreed, or refused, to one purpose, reading one text."""

    purpose: str
    given: bool
    step: str
    text_id: str


@dataclass(frozen=True, slots=True, repr=False)
class Acted:
    """The flow wants something done; `value` is the answer that led here."""

    action: str
    step: str
    value: Value


@dataclass(frozen=True, slots=True)
class NotUnderstood:
    """The words fitted no answer, for the `tries`-th time at this step."""

    step: str
    tries: int


@dataclass(frozen=True, slots=True)
class TapRefused:
    """A button did nothing: `stale`, `unknown`, `back`, or `loop` (a broken flow, left for the menu)."""

    reason: str


@dataclass(frozen=True, slots=True)
class Woken:
    """A timer of the present question fired."""

    step: str
    timer: str


@dataclass(frozen=True, slots=True)
class Ended:
    """The talk reached an end; `how` says which kind."""

    step: str
    how: str


Event = Asked | Taken | Consented | Acted | NotUnderstood | TapRefused | Woken | Ended

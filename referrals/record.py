"""The record: what was done, by whom and when to the hour, without content, each entry chained to the one before.

Entries are written with the work itself, unchained and with a random id; the leader chains what is committed once a
second, in insertion order. The head goes out with officers' alerts and digests, so that whoever rewrites the
record later is found out. This file knows no store, clock or key: SHA-256 over what has enough entropy needs none.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable
from dataclasses import astuple, dataclass
from typing import Final

from referrals.errors import RecordBroken

GENESIS: Final = "0" * 64
HOUR: Final = 3600

# Codes and random ids only: no spaces, no capitals beyond case ids, nothing long enough for a sentence.
_ID: Final = re.compile(r"[0-9a-f]{16}")
_CODE: Final = re.compile(r"[A-Za-z0-9_.:-]{0,64}")


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened: `event` to `subject` (an opaque id) by `actor`, with one code of `detail`.

    What is not a code is the caller's mistake and raises `ValueError` without repeating it.
    """

    id: str
    at: int
    event: str
    subject: str = ""
    actor: str = ""
    detail: str = ""

    def __post_init__(self) -> None:
        if not _ID.fullmatch(self.id) or self.at % HOUR or not self.event:
            raise ValueError("an entry has a random id, a full hour and an event")
        if not all(_CODE.fullmatch(text) for text in (self.event, self.subject, self.actor, self.detail)):
            raise ValueError("an entry holds codes and opaque ids, never content")


def to_hour(now: int) -> int:
    """Round down to the hour; finer time would tell when somebody wrote to us."""
    return now - now % HOUR


def chain(previous: str, entry: Entry) -> str:
    """Give the hash that stands beside `entry` and in front of the next one."""
    # A JSON list of strings and numbers is injective, and anyone can compute it again without our code.
    line = json.dumps([previous, *astuple(entry)], separators=(",", ":"))
    return hashlib.sha256(line.encode()).hexdigest()


def verify(links: Iterable[tuple[Entry, str]], previous: str = GENESIS) -> str:
    """Walk the chain and give its head, or raise `RecordBroken` with the position of the first fault.

    An end cut off is found only by comparing the result with a head that has left the server.
    """
    for position, (entry, stored) in enumerate(links, start=1):
        previous = chain(previous, entry)
        if previous != stored:
            raise RecordBroken(f"entry {position} does not follow from the one before")
    return previous

"""What a turn works with, built once by `bot.wiring`: keys, words, flows, the directory and the roster."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from bot.casework.epochs import Epochs
from bot.casework.guests import Guests
from bot.store import Connection
from bot.store.keystore import KeyStore
from bot.wording import Words
from flows.definition import Release
from referrals import ladder, retention
from referrals.directory import Directory
from referrals.triage import Table
from referrals.vault import Keyring, Roster

CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


@dataclass(frozen=True, slots=True)
class Operator:
    """Who runs this bot, as the texts name it; a sentence whose value is not known is left out."""

    name: str = ""
    address: str = ""
    demo: bool = False
    country: str = ""
    """Where most defenders are: whose numbers are told where nobody can be asked for theirs."""


@dataclass(frozen=True, slots=True)
class Numbers:
    """What a person may dial where they are; only what this operator has checked."""

    local: str = ""
    line: str = ""
    checked: str = ""
    subjects: tuple[str, ...] = ()


PHRASE: Final = "phrase/"


@dataclass(frozen=True, slots=True)
class Withdrawals:
    """What this operator took away again: a version that changes with it, whether a thing is gone, what it is called.

    A thing is `PLACE=CONTACT`, `COUNTRY/WHAT=NUMBER` or `phrase/ID`.
    """

    version: Callable[[], object] = lambda: None
    gone: Callable[[str], bool] = lambda _: False
    name: Callable[[str, str], str] = lambda thing, _: thing

    def phrase(self, id_: str) -> bool:
        """Whether this phrase was taken away: it is said no more, and what was tapped under it still counts."""
        return self.gone(f"{PHRASE}{id_}")


@dataclass(frozen=True)
class Releases:
    """The release that new talks begin with, and every one that a running talk is pinned to."""

    current: Release
    known: Mapping[str, Release]

    def of(self, name: str) -> Release:
        """The release of a running talk; the current one where its own was withdrawn."""
        return self.known.get(name, self.current)


@dataclass(frozen=True)
class Tools:
    """Everything a turn may use. Nothing here waits for the network."""

    keyring: Keyring
    keys: KeyStore
    epochs: Epochs
    words: Words
    releases: Releases
    languages: Sequence[str]
    directory: Callable[[Connection | None], Directory]
    triage: Table
    numbers: Callable[[Connection | None, str, str, int], Numbers]
    roster: Callable[[int], Roster]
    operator: Operator = field(default_factory=Operator)
    withdrawals: Withdrawals = field(default_factory=Withdrawals)
    schedule: ladder.Schedule = ladder.DEFAULT
    terms: retention.Terms = retention.DEFAULT
    silence: Mapping[str, int] = field(default_factory=lambda: {"T0": 24 * 3600, "T1": 72 * 3600})
    """By level: no sign of the person for so long after an officer's words is a task."""
    zone: str = "UTC"
    guests: Guests = field(default_factory=Guests)
    page: str = ""
    """The sealed page's address; where it is empty, no button leads there."""
    digest_at: str = ""
    """The time of day, in that zone, at which the note of the day goes out; empty: never."""


def new_id() -> str:
    """A random id of 16 hex digits."""
    return secrets.token_hex(8)


def new_case_id() -> str:
    """An opaque case id that a person can read aloud: ten letters and digits, none of them alike."""
    return "".join(secrets.choice(CROCKFORD) for _ in range(10))

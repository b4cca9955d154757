"""The summons: the small age file that travels with an alert, always of one size, without story, name or contact.

It is armored, because only around armor may an age file be filled up (with line ends, which every reader skips):
a binary age file varies with the random stanza that age adds. It knows no channel; `bot.alerts` sends it.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import Final

from referrals.errors import SealBroken, SealFailed
from referrals.vault import primitives
from referrals.vault.plaintext import Plaintext

FORMAT: Final = 1
SIZE: Final = 4096
MOST_RECIPIENTS: Final = 8

# What stock age accepts behind the armor is under 1,024 line ends; the random stanza needs less than a third of it.
_MOST_FILL: Final = 1000
# Content for one recipient; each further one takes a stanza of this many bytes away from it.
_CONTENT: Final = 2448
_STANZA: Final = 98
_TRIES: Final = 64


@dataclass(frozen=True, slots=True, repr=False)
class Summons:
    """All that an alert says to an officer before the case is opened; a field that is not here is not sent."""

    case: str
    urgency: str
    language: str
    hour: int
    safe_contact: str
    roster: int
    head: str
    place: str = ""


def seal_summons(recipients: tuple[str, ...], summons: Summons) -> bytes:
    """Seal to one officer or a few; the result has exactly `SIZE` bytes whatever it says and to however many."""
    room = _CONTENT - _STANZA * (len(set(recipients)) - 1)
    body = json.dumps({"format": FORMAT, **asdict(summons)}, ensure_ascii=False, separators=(",", ":")).encode()
    if len(body) > room or len(recipients) > MOST_RECIPIENTS:
        raise SealFailed("a summons does not fit its one size")
    for _ in range(_TRIES):
        armored = primitives.age_encrypt(body.ljust(room), recipients, armored=True)
        if 0 <= SIZE - len(armored) < _MOST_FILL:
            return armored.ljust(SIZE, b"\n")
    raise SealFailed("a summons could not be brought to its one size")


def open_summons(sealed: bytes, identity: str) -> Plaintext:
    """Open a summons with an officer's identity; the plaintext is its JSON without the filling."""
    if len(sealed) != SIZE:
        raise SealBroken("a summons has another size")
    return Plaintext(primitives.age_decrypt(sealed, identity).rstrip(b" "))

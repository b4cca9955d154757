"""The heartbeat's words: signed with the host key, so that nobody fakes the life of a bot that is dead.

A beat is one line: the time, one word for how it is, and a signature over both. It tells nothing else. Whoever listens
holds the public line only.
"""

from __future__ import annotations

import re
from typing import Final

from referrals.errors import SealBroken
from referrals.vault import primitives

WELL: Final = "well"
CARD_ONLY: Final = "card_only"
STATES: Final = (WELL, CARD_ONLY)

_NAMESPACE: Final = "amparo-beat"
_BEAT: Final = re.compile(r"([1-9]\d{0,11}) ([a-z_]{1,20}) ([A-Za-z0-9+/=]{1,600})")


def beat(seed: bytes, at: int, state: str) -> str:
    """One signed beat."""
    armored = primitives.ssh_sign(seed, _said(at, state), _NAMESPACE)
    return f"{at} {state} {''.join(armored.strip().splitlines()[1:-1])}"


def heard(line: str, public: str) -> tuple[int, str]:
    """The time and state of a beat that this key signed, or `SealBroken`."""
    found = _BEAT.fullmatch(line)
    if found is None or found[2] not in STATES:
        raise SealBroken("this is no beat")
    at, state = int(found[1]), found[2]
    armored = f"-----BEGIN SSH SIGNATURE-----\n{found[3]}\n-----END SSH SIGNATURE-----"
    if primitives.ssh_signer(armored, _said(at, state), _NAMESPACE) != public:
        raise SealBroken("another key signed this beat")
    return at, state


def _said(at: int, state: str) -> bytes:
    return primitives.lp(at, state)

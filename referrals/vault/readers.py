"""The list of readers: whom the sealed page locks for, signed by the host key, without the names of the officers.

    {"format":1,"recipients":["age1…",…],"roster":"<hash>","until":…,"version":3}
    -----BEGIN SSH SIGNATURE-----        over that first line with its line end,
    …                                    namespace amparo-readers@v1

The roster itself names the officers, and whoever writes to the bot could ask for the page; so the page gets this
instead: their public keys, the hash of the roster that they stand in, and when it ends. `bot/web/page/readers.js` reads
it. What the signature is worth is in SECURITY.md: the key that signs is the server's own.
"""

from __future__ import annotations

import json
from typing import Final

from referrals.errors import SealFailed
from referrals.vault import primitives
from referrals.vault.roster import Roster
from referrals.vault.sealing import AGE, Place, around

FORMAT: Final = 1
NAMESPACE: Final = "amparo-readers@v1"

_STANZA: Final = b"-> X25519 "


def readers_of(roster: Roster, team: str, seed: bytes, now: int) -> str:
    """Write the signed list of those who read a case of this team now; nobody is `NoRecipient`."""
    data = {
        "format": FORMAT,
        "recipients": list(roster.readers(team, now)),
        "roster": roster.hash,
        "until": roster.valid_until,
        "version": roster.version,
    }
    line = json.dumps(data, sort_keys=True, separators=(",", ":")) + "\n"
    return line + primitives.ssh_sign(seed, line.encode(), NAMESPACE)


def is_sealed(content: bytes) -> bool:
    """Tell whether this is a binary age file for people with keys, as the page makes it; nobody here can open it."""
    return content.startswith(AGE + _STANZA)


def keep_sealed(case_key: bytes, case: str, part: str, revision: int, roster_hash: str, age_file: bytes) -> bytes:
    """Wrap a part that a person's own device sealed under the case key, as `seal_part` does with its own.

    What is inside is not known and never will be here; anything that is no age file is refused.
    """
    if not is_sealed(age_file):
        raise SealFailed("this was not sealed before it came")
    return around(case_key, Place(case, part, revision, roster_hash), age_file)

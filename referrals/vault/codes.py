"""A code for another phone: five characters that say which, and twenty that prove it (100 bits, Crockford's alphabet).

Random enough that no slow hash is needed: labels of HKDF make the proof that is stored. What a person types is
taken in any digits, small letters and spaces, with O for 0 and I or L for 1. It does not know what a code opens.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import Final

from referrals.vault import primitives

ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
HANDLE, SECRET, GROUP = 5, 20, 5
_ALIKE: Final = str.maketrans("OILU", "011V")


@dataclass(frozen=True, slots=True, repr=False)
class Code:
    """A code in its canonical letters."""

    handle: str
    secret: str

    def __repr__(self) -> str:
        return "<Code>"

    @classmethod
    def new(cls) -> Code:
        """A fresh code; 32 letters divide a byte evenly, so each is as likely as any other."""
        letters = "".join(ALPHABET[byte % 32] for byte in primitives.random_bytes(HANDLE + SECRET))
        return cls(letters[:HANDLE], letters[HANDLE:])

    @classmethod
    def read(cls, typed: str) -> Code | None:
        """The code that was typed, or None if these words can be none."""
        letters = "".join(_letter(sign) for sign in unicodedata.normalize("NFKC", typed)).upper().translate(_ALIKE)
        if len(letters) != HANDLE + SECRET or not set(letters) <= set(ALPHABET):
            return None
        return cls(letters[:HANDLE], letters[HANDLE:])

    def shown(self) -> str:
        """In groups of five, to be written down."""
        whole = self.handle + self.secret
        return " ".join(whole[at : at + GROUP] for at in range(0, len(whole), GROUP))

    def blind(self, pepper: bytes) -> str:
        """The handle as the database knows it: useless without the key file."""
        return primitives.hmac_id(pepper, primitives.lp("code", "handle", self.handle)).hex()[:32]

    def login(self) -> str:
        """What proves the secret. It opens nothing but the chat's view; a label of its own keeps it from any key."""
        return primitives.hkdf(self.secret.encode(), primitives.lp("code", "login", self.handle)).hex()

    def proves(self, proof: str) -> bool:
        """Whether this code made that proof."""
        return primitives.same(self.login().encode(), proof.encode())


def _letter(sign: str) -> str:
    """A digit of any script as our own; signs that only part or direct are left out, anything else stays."""
    if sign.isdigit():
        return str(unicodedata.digit(sign))
    return "" if sign.isspace() or sign in "-–—_.·" or unicodedata.category(sign) == "Cf" else sign

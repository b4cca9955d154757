"""The signature of a ring on a wake channel: who receives it can see that it is ours and of this moment.

HMAC-SHA256, in hex, over the time in whole seconds, a point, and the body, which is constant: it tells nothing.
"""

from __future__ import annotations

from typing import Final

from referrals.vault import primitives

SECRET_BYTES: Final = 32


def wake_secret() -> str:
    """Make the secret that one wake channel shares with us, as hex."""
    return primitives.random_bytes(SECRET_BYTES).hex()


def wake_signature(secret: str, at: int, body: bytes) -> str:
    """Sign one ring."""
    return primitives.hmac_id(bytes.fromhex(secret), f"{at}.".encode() + body).hex()

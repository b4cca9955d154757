"""The sealed format: one version byte, then AES-256-GCM under a subkey for one purpose, bound to one place.

    sealed = 0x01 ‖ nonce (12) ‖ ciphertext ‖ tag (16)
    subkey = HKDF-SHA256(key, lp("amparo", "subkey", purpose))
    aad    = lp("amparo", version, purpose, *place)

Lengths are hidden by buckets and above them by PADME (at most 12 % more). This file knows purposes and places as
plain strings and numbers; what they mean is said in `sealing` and `keys`.
"""

from __future__ import annotations

import base64
import struct
from functools import lru_cache
from typing import Final

from referrals.errors import SealBroken
from referrals.vault import primitives

VERSION: Final = 1
BUCKETS: Final = (256, 1024, 4096, 8192)

_LENGTH: Final = struct.Struct(">I")
_VERSION_BYTE: Final = bytes((VERSION,))


def wrap(key: bytes, purpose: str, place: tuple[bytes | str | int, ...], data: bytes, *, padded: bool = False) -> bytes:
    """Seal `data` so that it opens only with `key`, for `purpose`, at `place`."""
    body = pad(data) if padded else data
    return _VERSION_BYTE + primitives.seal(_subkey(key, purpose), body, _aad(purpose, place))


def unwrap(
    key: bytes, purpose: str, place: tuple[bytes | str | int, ...], sealed: bytes, *, padded: bool = False
) -> bytes:
    """Undo `wrap`, or raise `SealBroken`; there is no partial result."""
    if sealed[:1] != _VERSION_BYTE:
        raise SealBroken("sealed in a format that this version does not know")
    body = primitives.open_(_subkey(key, purpose), sealed[1:], _aad(purpose, place))
    return unpad(body) if padded else body


def _subkey(key: bytes, purpose: str) -> bytes:
    # Derived anew each time (3 µs): a cache would keep a key alive after it was destroyed.
    return primitives.hkdf(key, _info(purpose))


@lru_cache(maxsize=64)
def _info(purpose: str) -> bytes:
    """Purposes are constants of the program, and no secret."""
    return primitives.lp("amparo", "subkey", purpose)


def _aad(purpose: str, place: tuple[bytes | str | int, ...]) -> bytes:
    return primitives.lp("amparo", VERSION, purpose, *place)


def padme(length: int) -> int:
    """Round a length up so that it tells only about log2(log2(length)) bits (Nikitin et al., PETS 2019)."""
    if length < 2:
        return length
    exponent = length.bit_length() - 1
    low = exponent - exponent.bit_length()
    mask = (1 << low) - 1
    return (length + mask) & ~mask


def bucket(length: int) -> int:
    """Choose the size that stands for `length`: the smallest bucket that holds it, above the last one PADME."""
    return next((size for size in BUCKETS if length <= size), padme(length))


def pad(data: bytes) -> bytes:
    """Put the length in front and zeros behind, up to the bucket."""
    framed = _LENGTH.pack(len(data)) + data
    return framed.ljust(bucket(len(framed)), b"\0")


def unpad(padded: bytes) -> bytes:
    """Undo `pad` strictly: a length that does not fit, or a tail that is not zeros, is a broken seal."""
    if len(padded) < _LENGTH.size:
        raise SealBroken("padding is cut short")
    end = _LENGTH.size + _LENGTH.unpack_from(padded)[0]
    if padded.count(0, end) != len(padded) - end:  # also false where the length points behind the end
        raise SealBroken("padding is not ours")
    return padded[_LENGTH.size : end]


def armor(age_file: bytes) -> str:
    """Write a binary age file as the text that stock `age -d` reads as well (RFC 7468, 64 columns)."""
    text = base64.b64encode(age_file).decode()
    lines = [text[i : i + 64] for i in range(0, len(text), 64)]
    return "\n".join(("-----BEGIN AGE ENCRYPTED FILE-----", *lines, "-----END AGE ENCRYPTED FILE-----", ""))

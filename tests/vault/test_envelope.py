"""The sealed format hides lengths, takes no padding but its own, and knows its version."""

from __future__ import annotations

import pyrage
import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from hypothesis import given
from hypothesis import strategies as st

from referrals.errors import SealBroken
from referrals.vault import age_keypair, envelope


@given(st.binary(max_size=9000))
def test_padding_comes_off_as_it_went_on(data: bytes) -> None:
    """Unpadding gives the data back, whatever zeros it ends with."""
    padded = envelope.pad(data)
    assert envelope.unpad(padded) == data
    assert len(padded) in envelope.BUCKETS or len(padded) > envelope.BUCKETS[-1]


@given(st.integers(4097, 10**8))
def test_padme_grows_by_at_most_twelve_percent(length: int) -> None:
    """Above the buckets a size is rounded up, by no more than 12 %, and rounding twice changes nothing."""
    rounded = envelope.padme(length)
    assert length <= rounded <= length * 1.12
    assert envelope.padme(rounded) == rounded


def test_short_answers_look_alike() -> None:
    """`no`, `yes` and a sentence in Arabic give sealed rows of one size."""
    sizes = {len(envelope.wrap(b"k" * 32, "x", (), text.encode(), padded=True)) for text in ("no", "yes", "أنا في خطر")}
    assert len(sizes) == 1


SPOILT_PADDINGS = {
    "empty": b"",
    "cut in the length": b"\0\0\0",
    "longer than there is": b"\0\0\0\5abc\0",
    "tail that is not zeros": b"\0\0\0\1a" + bytes(10) + b"x",
    "huge length": b"\xff\xff\xff\xff" + bytes(20),
}


@pytest.mark.parametrize("padded", SPOILT_PADDINGS.values(), ids=SPOILT_PADDINGS)
def test_padding_that_is_not_ours_is_refused(padded: bytes) -> None:
    """There is no lenient reading of a wrong trailer."""
    with pytest.raises(SealBroken):
        envelope.unpad(padded)


def test_another_version_is_refused(key: bytes) -> None:
    """A first byte other than ours is a format to come, not a guess to make."""
    sealed = envelope.wrap(key, "x", ("a",), b"data")
    assert sealed[0] == envelope.VERSION
    for spoilt in (b"", b"\x02" + sealed[1:], b"\x00" + sealed[1:]):
        with pytest.raises(SealBroken):
            envelope.unwrap(key, "x", ("a",), spoilt)


def test_a_purpose_is_a_key_of_its_own(key: bytes) -> None:
    """What was sealed for one purpose does not open for another, under the same key and place."""
    sealed = envelope.wrap(key, "x", ("a",), b"data")
    assert envelope.unwrap(key, "x", ("a",), sealed) == b"data"
    with pytest.raises(SealBroken):
        envelope.unwrap(key, "y", ("a",), sealed)


def test_the_format_is_the_one_that_its_docstring_draws(key: bytes) -> None:
    """Opened here by hand from the drawing alone: version, nonce, a subkey for the purpose, and the place as AAD."""
    sealed = envelope.wrap(key, "row x", ("x", "id", 3), b"data")
    info = encoded(b"amparo", b"subkey", b"row x")
    aad = encoded(b"amparo", (1).to_bytes(8, "big"), b"row x", b"x", b"id", (3).to_bytes(8, "big"))
    subkey = HKDF(SHA256(), 32, None, info).derive(key)
    assert sealed[:1] == b"\x01"
    assert AESGCM(subkey).decrypt(sealed[1:13], sealed[13:], aad) == b"data"


def encoded(*parts: bytes) -> bytes:
    return len(parts).to_bytes(4, "big") + b"".join(len(part).to_bytes(4, "big") + part for part in parts)


@given(st.binary(max_size=400))
def test_our_armor_is_that_of_age(data: bytes) -> None:
    """An age file in our armor opens as the binary one does, at every length of the last line."""
    identity, _ = PAIR
    reader = pyrage.x25519.Identity.from_str(identity)
    sealed = pyrage.encrypt(data, [reader.to_public()])
    assert pyrage.decrypt(envelope.armor(sealed).encode(), [reader]) == data


PAIR = age_keypair()

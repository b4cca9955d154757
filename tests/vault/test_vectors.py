"""What the vault uses agrees with vectors that nobody here wrote: NIST's, the RFCs' and OpenSSH's own program."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import cryptography_vectors
import pytest
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from referrals.errors import SealBroken
from referrals.vault import primitives


def blocks(path: str) -> Iterator[dict[str, str]]:
    """Read a vector file as blocks of `name = value`, with the bracketed header in force; `FAIL` stands as a name."""
    header: dict[str, str] = {}
    block: dict[str, str] = {}
    with cryptography_vectors.open_vector_file(path, "r") as file:
        for line in (*file, ""):
            name, _, value = line.strip().strip("[]").partition("=")
            name, value = name.strip().lower(), value.strip()
            if line.startswith("["):
                header[name] = value
            elif not name and block:
                yield header | block
                block = {}
            elif name and not name.startswith("#"):
                block[name] = value


def unhex(block: dict[str, str], name: str) -> bytes:
    return bytes.fromhex(block.get(name, ""))


def gcm(path: str) -> list[dict[str, str]]:
    """The blocks whose nonce and tag have the only lengths that we use."""
    found = [b for b in blocks(path) if b.get("ivlen") == "96" and b.get("taglen") == "128" and "count" in b]
    assert len(found) > 300
    return found


def test_aes_gcm_opens_what_nist_sealed() -> None:
    """Every 96-bit-nonce, 128-bit-tag vector of NIST's encryption file opens to its plaintext."""
    for block in gcm("ciphers/AES/GCM/gcmEncryptExtIV256.rsp"):
        sealed = unhex(block, "iv") + unhex(block, "ct") + unhex(block, "tag")
        assert primitives.open_(unhex(block, "key"), sealed, unhex(block, "aad")) == unhex(block, "pt")


def test_aes_gcm_refuses_what_nist_says_must_fail() -> None:
    """Of NIST's decryption file, exactly the vectors marked FAIL are refused."""
    refused = 0
    for block in gcm("ciphers/AES/GCM/gcmDecrypt256.rsp"):
        sealed = unhex(block, "iv") + unhex(block, "ct") + unhex(block, "tag")
        if "fail" in block:
            refused += 1
            with pytest.raises(SealBroken):
                primitives.open_(unhex(block, "key"), sealed, unhex(block, "aad"))
        else:
            assert primitives.open_(unhex(block, "key"), sealed, unhex(block, "aad")) == unhex(block, "pt")
    assert refused > 50


def test_aes_gcm_seals_what_nist_sealed(monkeypatch: pytest.MonkeyPatch) -> None:
    """With NIST's nonce in place of a random one, sealing gives NIST's ciphertext and tag."""
    for block in gcm("ciphers/AES/GCM/gcmEncryptExtIV256.rsp")[:100]:
        nonce = unhex(block, "iv")
        monkeypatch.setattr(primitives.os, "urandom", lambda _count, nonce=nonce: nonce)
        sealed = primitives.seal(unhex(block, "key"), unhex(block, "pt"), unhex(block, "aad"))
        assert sealed == nonce + unhex(block, "ct") + unhex(block, "tag")


def test_hkdf_is_that_of_rfc_5869() -> None:
    """HKDF-SHA256 gives the output keys of RFC 5869's file, with and without salt and info."""
    # In this file blank lines stand inside a case: what goes in is the block before what comes out.
    found = list(blocks("KDF/rfc-5869-HKDF-SHA256.txt"))
    cases = [before | block for before, block in pairwise(found) if "okm" in block]
    assert len(cases) == 3
    for case in cases:
        salt, length = unhex(case, "salt") or None, int(case["l"])
        assert primitives.hkdf(unhex(case, "ikm"), unhex(case, "info"), salt=salt, length=length) == unhex(case, "okm")


def test_hkdf_gives_the_constant_printed_in_rfc_5869() -> None:
    """The first test case of RFC 5869, appendix A.1, typed from the paper and not from a file."""
    okm = "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865"
    salt, info = bytes(range(13)), bytes(range(0xF0, 0xFA))
    assert primitives.hkdf(b"\x0b" * 22, info, salt=salt, length=42).hex() == okm


RFC_4231 = [
    (b"\x0b" * 20, b"Hi There", "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"),
    (b"Jefe", b"what do ya want for nothing?", "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"),
    (b"\xaa" * 20, b"\xdd" * 50, "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"),
]


@pytest.mark.parametrize(("key", "data", "mac"), RFC_4231)
def test_hmac_gives_the_constants_printed_in_rfc_4231(key: bytes, data: bytes, mac: str) -> None:
    """Test cases 1 to 3 of RFC 4231 come out as printed."""
    assert primitives.hmac_id(key, data).hex() == mac


def test_hmac_is_that_of_rfc_4231_s_file() -> None:
    """Every SHA-256 vector of the file that carries a whole digest comes out."""
    found = [b for b in blocks("HMAC/rfc-4231-sha256.txt") if len(b.get("md", "")) == 64]
    assert len(found) >= 5
    for block in found:
        assert primitives.hmac_id(unhex(block, "key"), unhex(block, "msg")) == unhex(block, "md")


def argon2_vectors() -> list[dict[str, str]]:
    found = [b for b in blocks("KDF/argon2id.txt") if "output" in b and int(b["memcost"]) <= 65_536]
    assert len(found) >= 5
    return found


@pytest.mark.parametrize("block", argon2_vectors(), ids=lambda block: block["count"])
def test_argon2id_is_that_of_rfc_9106(block: dict[str, str]) -> None:
    """The library's Argon2id gives RFC 9106's outputs; the vault calls it with our fixed parameters."""
    kdf = Argon2id(
        salt=unhex(block, "salt"),
        length=int(block["length"]),
        iterations=int(block["iter"]),
        lanes=int(block["lanes"]),
        memory_cost=int(block["memcost"]),
        ad=unhex(block, "ad") or None,
        secret=unhex(block, "secret") or None,
    )
    assert kdf.derive(unhex(block, "pass")) == unhex(block, "output")


def test_ed25519_signs_as_its_authors_do() -> None:
    """The first 200 of the authors' own 1,024 vectors give the same public keys and signatures."""
    with cryptography_vectors.open_vector_file("asymmetric/Ed25519/sign.input", "r") as file:
        lines = [line.strip().split(":") for line in file][:200]
    assert len(lines) == 200
    for secret, public, message, signed in (line[:4] for line in lines):
        key = primitives._signer(bytes.fromhex(secret)[:32])
        assert key.public_key().public_bytes_raw().hex() == public
        assert key.sign(bytes.fromhex(message)).hex() + message == signed

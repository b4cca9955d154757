"""All cryptography of Amparo on one page: every AEAD, KDF, MAC, signature and age call is made here and only here.

Each function's docstring is an invariant that its callers stand on. This page knows no rows, cases or rosters;
what binds a ciphertext to its place is the associated data that `envelope` and `sealing` hand in.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import re
import struct
from collections.abc import Sequence
from typing import Final

import pyrage
from cryptography.exceptions import InvalidSignature, InvalidTag, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from referrals.errors import NoRecipient, SealBroken, SealFailed, WrongKey

KEY_BYTES: Final = 32
NONCE_BYTES: Final = 12
OVERHEAD: Final = NONCE_BYTES + 16

# OWASP's first choice for Argon2id: 19 MiB, two passes, one lane; 21 ms here, and it releases the GIL.
WORD_MEMORY_KIB: Final = 19 * 1024
WORD_PASSES: Final = 2
WORD_LANES: Final = 1
# Of one person all words have one salt; a talk that came from another account has that account's.
WORD_SALTS: Final = 3

# A plain X25519 recipient in Bech32. Whatever else age accepts (plugins, ssh keys) would run code or name a person.
RECIPIENT: Final = re.compile(r"age1[02-9ac-hj-np-z]{58}")
IDENTITY: Final = re.compile(r"AGE-SECRET-KEY-1[02-9AC-HJ-NP-Z]{58}")

_ARMOR_WIDTH: Final = 70
_LENGTH: Final = struct.Struct(">I").pack
_INTEGER: Final = struct.Struct(">Q").pack


def lp(*parts: bytes | str | int) -> bytes:
    """Encode parts so that no two different lists give the same bytes: the only form of AAD, info and MAC input.

    Every part is preceded by its length, the list by its count; integers are eight bytes, unsigned.
    """
    out = [_LENGTH(len(parts))]
    for part in parts:
        raw = part.encode() if isinstance(part, str) else part if isinstance(part, bytes) else _INTEGER(part)
        out += (_LENGTH(len(raw)), raw)
    return b"".join(out)


def random_bytes(count: int) -> bytes:
    """Take bytes from the operating system; there is no other source of randomness in the vault."""
    return os.urandom(count)


def seal(key: bytes, plaintext: bytes, aad: bytes) -> bytes:
    """AES-256-GCM with a random 96-bit nonce in front.

    One key seals one conversation, case or hour, far below the 2^32 messages at which random nonces grow unsafe.
    """
    nonce = os.urandom(NONCE_BYTES)
    return nonce + _aead(key).encrypt(nonce, plaintext, aad)


def open_(key: bytes, sealed: bytes, aad: bytes) -> bytes:
    """Undo `seal` whole or not at all; every change of bytes, key or associated data is the same `SealBroken`."""
    if len(sealed) < OVERHEAD:
        raise SealBroken("sealed bytes are cut short")
    try:
        return _aead(key).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], aad)
    except InvalidTag:
        raise SealBroken("sealed bytes do not belong to this place or this key") from None


def _aead(key: bytes) -> AESGCM:
    # AESGCM would take 16 bytes too; we never make such keys, so a short one is a fault, not a choice.
    if len(key) != KEY_BYTES:
        raise WrongKey("a key of the vault has 32 bytes")
    return AESGCM(key)


def hkdf(key: bytes, info: bytes, *, salt: bytes | None = None, length: int = KEY_BYTES) -> bytes:
    """HKDF-SHA256: one key per purpose. `info` names the purpose by `lp`, so no two purposes share a key."""
    return HKDF(hashes.SHA256(), length, salt, info).derive(key)


def hmac_id(key: bytes, data: bytes) -> bytes:
    """HMAC-SHA256, for looking a person up without storing who they are; useless without the key."""
    return hmac.digest(key, data, "sha256")


def digest(data: bytes) -> str:
    """SHA-256 in hex, for values of high entropy only: a hash of a name or a number hides nothing."""
    return hashlib.sha256(data).hexdigest()


def same(left: bytes, right: bytes) -> bool:
    """Compare secrets in time that does not depend on where they differ."""
    return hmac.compare_digest(left, right)


def word_salt(pepper: bytes, whose: str) -> bytes:
    """One salt for all words of one person: what they type is hashed once, however many talks of theirs it may open."""
    return hmac.digest(pepper, lp("word", whose), "sha256")[:16]


def word_hash(word: bytes, pepper: bytes, salt: bytes | None = None) -> str:
    """Argon2id in PHC form; the pepper lies in the key file, so a copied database is no oracle."""
    kdf = Argon2id(
        salt=salt or os.urandom(16),
        length=KEY_BYTES,
        iterations=WORD_PASSES,
        lanes=WORD_LANES,
        memory_cost=WORD_MEMORY_KIB,
        secret=pepper,
    )
    return kdf.derive_phc_encoded(word)


def word_matches(word: bytes, phc: str, pepper: bytes) -> bool:
    """Tell whether `word` made `phc`; takes 20 ms on purpose. A hash that cannot be read matches nothing."""
    return phc in words_matching(word, (phc,), pepper)


def words_matching(word: bytes, phcs: Sequence[str], pepper: bytes) -> frozenset[str]:
    """Which of these hashes `word` made: 20 ms for each salt among them, and never more than three salts.

    Only our own parameters are taken: a row that asks for gigabytes of memory must not be obeyed.
    """
    ours = f"$argon2id$v=19$m={WORD_MEMORY_KIB},t={WORD_PASSES},p={WORD_LANES}$"
    salts = dict.fromkeys(phc.removeprefix(ours).partition("$")[0] for phc in phcs if phc.startswith(ours))
    found: set[str] = set()
    for salt in list(salts)[:WORD_SALTS]:
        try:
            made = word_hash(word, pepper, base64.b64decode(salt + "=" * (-len(salt) % 4), validate=True))
        except (ValueError, UnsupportedAlgorithm):
            continue
        found |= {phc for phc in phcs if same(phc.encode(), made.encode())}
    return frozenset(found)


def age_encrypt(plaintext: bytes, recipients: tuple[str, ...], *, armored: bool = False) -> bytes:
    """One age v1 file that every recipient, and nobody else, opens with stock `age -d`.

    age binds no context, hides no length and names no sender: the caller puts place and padding inside.
    """
    if not recipients:
        raise NoRecipient("there is nobody to seal to")
    keys = [_age_recipient(text) for text in dict.fromkeys(recipients)]
    try:
        sealed: bytes = pyrage.encrypt(plaintext, keys, armored=armored)
    except pyrage.EncryptError:
        raise SealFailed("age could not seal") from None
    return sealed


def age_decrypt(sealed: bytes, identity: str) -> bytes:
    """Open an age file, armored or not; used where an officer's key is, never by the running service."""
    if not IDENTITY.fullmatch(identity):
        raise WrongKey("this is not an age identity")
    try:
        key = pyrage.x25519.Identity.from_str(identity)
        plaintext: bytes = pyrage.decrypt(sealed, [key])
    except pyrage.IdentityError:
        raise WrongKey("this is not an age identity") from None
    except pyrage.DecryptError as fault:
        if "No matching keys" in str(fault):
            raise WrongKey("the file is not sealed to this identity") from None
        raise SealBroken("the age file is damaged") from None
    return plaintext


def age_keypair() -> tuple[str, str]:
    """Make an age identity and its recipient; the first is shown or written once and never kept by us."""
    identity = pyrage.x25519.Identity.generate()
    return str(identity), str(identity.to_public())


def check_recipient(text: str) -> str:
    """Return `text` if it is one plain X25519 recipient with a valid checksum, else raise `NoRecipient`."""
    _age_recipient(text)
    return text


def _age_recipient(text: str) -> pyrage.x25519.Recipient:
    if not RECIPIENT.fullmatch(text):
        raise NoRecipient("a recipient is not a plain age1… line")
    try:
        return pyrage.x25519.Recipient.from_str(text)
    except pyrage.RecipientError:
        raise NoRecipient("a recipient has a mistyped letter") from None


def signing_seed() -> bytes:
    """Make the 32-byte seed of an Ed25519 key."""
    return Ed25519PrivateKey.generate().private_bytes_raw()


def public_line(seed: bytes) -> str:
    """Give the public half as the `ssh-ed25519 …` line that `ssh-keygen` and `allowed_signers` files take."""
    return "ssh-ed25519 " + base64.b64encode(_ssh_public(_signer(seed).public_key().public_bytes_raw())).decode()


def ssh_sign(seed: bytes, message: bytes, namespace: str) -> str:
    """Sign in OpenSSH's SSHSIG form, so that officers check with `ssh-keygen -Y verify` and no program of ours."""
    key = _signer(seed)
    signature = _string(b"ssh-ed25519") + _string(key.sign(_to_be_signed(message, namespace)))
    blob = b"".join(
        (
            b"SSHSIG",
            struct.pack(">I", 1),
            _string(_ssh_public(key.public_key().public_bytes_raw())),
            _string(namespace.encode()),
            _string(b""),
            _string(b"sha512"),
            _string(signature),
        )
    )
    text = base64.b64encode(blob).decode()
    lines = [text[i : i + _ARMOR_WIDTH] for i in range(0, len(text), _ARMOR_WIDTH)]
    return "\n".join(("-----BEGIN SSH SIGNATURE-----", *lines, "-----END SSH SIGNATURE-----", ""))


def ssh_signer(armored: str, message: bytes, namespace: str) -> str:
    """Return the public line whose key signed `message` for `namespace`, or raise `SealBroken`.

    The name in the signature proves nothing: the caller must look the returned line up among those it trusts.
    """
    try:
        public, named, signature = _read_sshsig(armored)
        if named != namespace.encode():
            raise SealBroken("signed for another purpose")
        Ed25519PublicKey.from_public_bytes(public).verify(signature, _to_be_signed(message, namespace))
    except (ValueError, struct.error, InvalidSignature):
        raise SealBroken("the signature does not hold") from None
    return "ssh-ed25519 " + base64.b64encode(_ssh_public(public)).decode()


def _signer(seed: bytes) -> Ed25519PrivateKey:
    if len(seed) != KEY_BYTES:
        raise WrongKey("a signing seed has 32 bytes")
    return Ed25519PrivateKey.from_private_bytes(seed)


def _string(raw: bytes) -> bytes:
    return struct.pack(">I", len(raw)) + raw


def _ssh_public(raw: bytes) -> bytes:
    return _string(b"ssh-ed25519") + _string(raw)


def _to_be_signed(message: bytes, namespace: str) -> bytes:
    hashed = hashlib.sha512(message).digest()
    return b"SSHSIG" + _string(namespace.encode()) + _string(b"") + _string(b"sha512") + _string(hashed)


def _read_sshsig(armored: str) -> tuple[bytes, bytes, bytes]:
    """Take a signature apart into (public key, namespace, signature); every surprise is a ValueError."""
    head, *lines, tail = armored.strip().split("\n")
    if (head, tail) != ("-----BEGIN SSH SIGNATURE-----", "-----END SSH SIGNATURE-----"):
        raise ValueError
    blob = base64.b64decode("".join(lines), validate=True)
    public, namespace, reserved, algorithm, signature = _fields(blob.removeprefix(b"SSHSIG\0\0\0\1"), 5)
    kind, raw = _fields(public, 2)
    signed_kind, signed = _fields(signature, 2)
    if (kind, signed_kind, reserved, algorithm) != (b"ssh-ed25519", b"ssh-ed25519", b"", b"sha512"):
        raise ValueError
    return raw, namespace, signed


def _fields(blob: bytes, count: int) -> list[bytes]:
    out = []
    for _ in range(count):
        (length,) = struct.unpack(">I", blob[:4])
        if len(blob) < 4 + length:
            raise ValueError
        out.append(blob[4 : 4 + length])
        blob = blob[4 + length :]
    if blob:
        raise ValueError
    return out

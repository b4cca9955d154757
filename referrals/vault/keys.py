"""The key file: server keys that wrap other keys, index keys that find people, the signing seed and the pepper.

Every key has an id that travels with what it made, so a key is looked up and never guessed. Rotation is adding a
key, wrapping anew what names the old one, and dropping the old one when nothing names it. Where the file lies and
who may read it is the caller's business: here is only its text.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from referrals.errors import SealBroken, WrongKey
from referrals.vault import envelope, primitives

FORMAT: Final = 1
ACTIVE: Final = "active"
OLD: Final = "old"

# Ids are random, so that another installation's key file is recognised as foreign and not taken for a broken seal.
_SERVER_ID: Final = 4  # bytes in front of every wrapped key
_INDEX_ID: Final = 1  # two hex digits in front of every lane
_WRAP: Final = "wrapped key"


@dataclass(frozen=True, slots=True)
class ServerKey:
    """A key that wraps draft, case and epoch keys; only the active one wraps, old ones still open."""

    id: str
    key: bytes = field(repr=False)
    state: str = ACTIVE


@dataclass(frozen=True, slots=True)
class IndexKey:
    """A key under which Telegram ids become lanes; without it a stolen database tells nobody's account."""

    id: str
    key: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, repr=False)
class Keyring:
    """All keys of one key file; immutable, so that a rotation is a new file and not a half-changed one.

    Exactly one server key is active. The last index key is the current one: a person is looked up under all of
    them and moved to the current one on contact.
    """

    server: tuple[ServerKey, ...]
    index_keys: tuple[IndexKey, ...]
    signing: bytes
    pepper: bytes

    def __post_init__(self) -> None:
        if [key.state for key in self.server].count(ACTIVE) != 1 or not self.index_keys:
            raise WrongKey("a key file has one active server key and at least one index key")
        ids = ([key.id for key in self.server], [key.id for key in self.index_keys])
        if any(len(set(group)) != len(group) for group in ids):
            raise WrongKey("two keys of the key file have one id")
        secrets = [*(key.key for key in self.server), *(key.key for key in self.index_keys), self.signing, self.pepper]
        if any(len(secret) != primitives.KEY_BYTES for secret in secrets):
            raise WrongKey("every key of the key file has 32 bytes")
        if len(set(secrets)) != len(secrets):
            raise WrongKey("two keys of the key file are equal")
        if any(len(set(secret)) == 1 for secret in secrets):
            raise WrongKey("a key of the key file is a default, not a random key")

    @classmethod
    def generate(cls) -> Keyring:
        """Make a key file for a new installation."""
        fresh = primitives.random_bytes
        return cls(
            server=(ServerKey(_new_id(_SERVER_ID), fresh(32)),),
            index_keys=(IndexKey(_new_id(_INDEX_ID), fresh(32)),),
            signing=primitives.signing_seed(),
            pepper=fresh(32),
        )

    @classmethod
    def from_json(cls, text: str) -> Keyring:
        """Read a key file strictly; what is wrong is named, the text itself never."""
        try:
            data = json.loads(text)
            if data["format"] != FORMAT:
                raise WrongKey("the key file is of a format that this version does not know")
            return cls(
                server=tuple(
                    ServerKey(_id(k["id"], _SERVER_ID), _bytes(k["key"]), _state(k["state"])) for k in data["server"]
                ),
                index_keys=tuple(IndexKey(_id(k["id"], _INDEX_ID), _bytes(k["key"])) for k in data["index"]),
                signing=_bytes(data["signing"]),
                pepper=_bytes(data["pepper"]),
            )
        except (KeyError, TypeError, ValueError, RecursionError):
            raise WrongKey("the key file is not one") from None

    def to_json(self) -> str:
        """Write the key file; the result is the most secret text of an installation."""
        data = {
            "format": FORMAT,
            "server": [{"id": k.id, "key": _text(k.key), "state": k.state} for k in self.server],
            "index": [{"id": k.id, "key": _text(k.key)} for k in self.index_keys],
            "signing": _text(self.signing),
            "pepper": _text(self.pepper),
        }
        return json.dumps(data, indent=1) + "\n"

    def __repr__(self) -> str:
        return f"<keyring of {len(self.server)} server keys>"

    @property
    def active(self) -> ServerKey:
        """The one server key that wraps."""
        return next(key for key in self.server if key.state == ACTIVE)

    @property
    def index(self) -> IndexKey:
        """The index key under which new people are written."""
        return self.index_keys[-1]

    @property
    def public(self) -> str:
        """The host's public signing line, which officers and `doctor` pin."""
        return primitives.public_line(self.signing)

    def wrap(self, key: bytes, name: str) -> bytes:
        """Wrap a key under the active server key, for this name and no other; the key id stands in front."""
        server = self.active
        return bytes.fromhex(server.id) + envelope.wrap(server.key, _WRAP, (server.id, name), key)

    def unwrap(self, wrapped: bytes, name: str) -> bytes:
        """Undo `wrap`; `WrongKey` if its server key is not in this file, `SealBroken` if it was moved or changed."""
        wanted = wrapped_by(wrapped)
        server = next((key for key in self.server if key.id == wanted), None)
        if server is None:
            raise WrongKey("the server key that wrapped this is not in the key file")
        return envelope.unwrap(server.key, _WRAP, (server.id, name), wrapped[_SERVER_ID:])

    def rewrap(self, wrapped: bytes, name: str) -> bytes:
        """Bring a wrapped key under the active server key; already there, it comes back as it is."""
        return wrapped if wrapped_by(wrapped) == self.active.id else self.wrap(self.unwrap(wrapped, name), name)

    def rotated(self) -> Keyring:
        """Give a key file with a fresh active server key; the old ones stay to open what they wrapped."""
        fresh = ServerKey(_new_id(_SERVER_ID, [key.id for key in self.server]), primitives.random_bytes(32))
        return replace(self, server=(*(replace(key, state=OLD) for key in self.server), fresh))

    def without(self, key_id: str) -> Keyring:
        """Drop an old server key; the caller has made sure that nothing names it any more."""
        return replace(self, server=tuple(key for key in self.server if key.id != key_id))

    def with_new_index(self) -> Keyring:
        """Give a key file with a fresh index key behind the ones that still find earlier people."""
        fresh = IndexKey(_new_id(_INDEX_ID, [key.id for key in self.index_keys]), primitives.random_bytes(32))
        return replace(self, index_keys=(*self.index_keys, fresh))

    def lanes(self, source: str, user_id: int) -> tuple[str, ...]:
        """Every lane under which this person may stand, the current one first."""
        return tuple(lane_of(key, source, user_id) for key in reversed(self.index_keys))


def lane_of(index_key: IndexKey, source: str, user_id: int) -> str:
    """Turn a Telegram id into 32 hex digits: two of the key's id, thirty of HMAC-SHA256 over bot and id."""
    mac = primitives.hmac_id(index_key.key, primitives.lp("lane", index_key.id, source, user_id))
    return index_key.id + mac.hex()[:30]


def tag_of(index_key: IndexKey, purpose: str, secret: str) -> str:
    """Turn the secret of a link into what may be kept of it: an HMAC under the index key, for one purpose."""
    return primitives.hmac_id(index_key.key, primitives.lp("tag", index_key.id, purpose, secret)).hex()


def wrapped_by(wrapped: bytes) -> str:
    """Tell which server key wrapped this, without opening it."""
    if len(wrapped) <= _SERVER_ID:
        raise SealBroken("a wrapped key is cut short")
    return wrapped[:_SERVER_ID].hex()


def _new_id(length: int, taken: Sequence[str] = ()) -> str:
    while True:
        fresh = primitives.random_bytes(length).hex()
        if fresh not in taken:
            return fresh


def _id(value: object, length: int) -> str:
    if not isinstance(value, str) or value != bytes.fromhex(value).hex() or len(value) != 2 * length:
        raise ValueError
    return value


def _state(value: object) -> str:
    if value not in (ACTIVE, OLD):
        raise ValueError
    return str(value)


def _text(key: bytes) -> str:
    return base64.b64encode(key).decode()


def _bytes(value: object) -> bytes:
    if not isinstance(value, str):
        raise TypeError
    try:
        return base64.b64decode(value, validate=True)
    except binascii.Error:
        raise ValueError from None

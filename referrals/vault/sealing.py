"""What is sealed, for whom, and bound to which place: rows, parts of a case, the fetched case, the summons.

The server seals parts and takes off their outer layer; it never holds an identity that opens the inner one.
`open_case` and `open_summons` run where an officer's key is. Places (table, row, revision, case, part, roster) are
never secret: they are what a seal refuses to be moved between.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from referrals.errors import SealBroken, SealFailed, WrongKey
from referrals.vault import envelope, primitives
from referrals.vault.plaintext import Plaintext

FORMAT: Final = 1
# The smallest content of a part: a "no" and a page of text look alike.
PART_FLOOR: Final = 4096
# How the content of a part is written in its JSON, by the part's kind (the name before the dash).
ENCODINGS: Final = {
    "facts": "json",
    "text": "text",
    "identity": "text",
    "reply": "text",
    "answer": "text",
    "voice": "base64",
    "file": "base64",
    "page": "json",
    "sealed": "json",
}

# Kinds of part that a person's own device sealed: the page sent it, or the person sent it as a document.
AGE: Final = b"age-encryption.org/v1\n"
BROUGHT: Final = ("page", "sealed")
PART: Final = "part"
"""The purpose under which the case key goes around a part."""


def seal_row(key: bytes, table: str, row_id: str, revision: int, data: bytes) -> bytes:
    """Seal one column of one row in one revision, its length hidden; `table` names the column too if it has two.

    Not detected: a whole old row put back, for its revision stands in the row itself.
    """
    return envelope.wrap(key, "row " + table, (table, row_id, revision), data, padded=True)


def open_row(key: bytes, table: str, row_id: str, revision: int, sealed: bytes) -> Plaintext:
    """Open what `seal_row` made for exactly this table, row and revision, or raise `SealBroken`."""
    return Plaintext(envelope.unwrap(key, "row " + table, (table, row_id, revision), sealed, padded=True))


@dataclass(frozen=True, slots=True)
class Place:
    """Where a part belongs; every layer of its seal names all four."""

    case: str
    part: str
    revision: int
    roster_hash: str

    def aad(self) -> tuple[str | int, ...]:
        """Give the associated data of the outer layer."""
        return (self.case, self.part, self.revision, self.roster_hash)


def seal_part(
    case_key: bytes,
    case: str,
    part: str,
    revision: int,
    roster_hash: str,
    recipients: tuple[str, ...],
    data: bytes,
    about: Mapping[str, str] | None = None,
) -> bytes:
    """Seal one part to the team's recipients and wrap it under the case key.

    (1) The content is written as JSON that names its place: age itself binds no context.
    (2) Spaces bring it to a size that hides its length; they are legal JSON, so stock tools print it readably.
    (3) It becomes one age file; from here the server cannot read it.
    (4) The case key goes around it; destroying that key erases every copy of ours.
    """
    place = Place(case, part, revision, roster_hash)
    document = {  # (1)
        "format": FORMAT,
        "case": case,
        "part": part,
        "revision": revision,
        "roster": roster_hash,
        "about": dict(about or {}),
        **_encode(part, data),
    }
    body = _spaced(document, PART_FLOOR)  # (2)
    age_file = primitives.age_encrypt(body, recipients)  # (3)
    return around(case_key, place, age_file)  # (4)


def around(case_key: bytes, place: Place, age_file: bytes) -> bytes:
    """Put the case key around an age file. Its size tells how many can read it, so how small their team is: padded."""
    return envelope.wrap(case_key, PART, place.aad(), age_file, padded=True)


def strip_part(case_key: bytes, case: str, part: str, revision: int, roster_hash: str, sealed: bytes) -> bytes:
    """Take off the outer layer; what remains is an age file that the server cannot open."""
    body = envelope.unwrap(case_key, PART, (case, part, revision, roster_hash), sealed)
    return body if body.startswith(AGE) else envelope.unpad(body)  # those of before have no padding


def _encode(part: str, data: bytes) -> dict[str, object]:
    encoding = ENCODINGS.get(part.partition("-")[0], "base64")
    try:
        if encoding == "json":
            return {"encoding": "json", "content": json.loads(data)}
        if encoding == "text":
            return {"encoding": "text", "content": data.decode()}
    except ValueError:
        raise SealFailed("the content of a part is not what its name says") from None
    return {"encoding": "base64", "content": base64.b64encode(data).decode()}


def _spaced(document: Mapping[str, object], floor: int) -> bytes:
    body = json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()
    return body.ljust(envelope.padme(max(floor, len(body))))


@dataclass(frozen=True, slots=True)
class Stripped:
    """One part as it leaves the server towards an officer: its place, and the age file inside."""

    part: str
    revision: int
    roster_hash: str
    age: bytes = field(repr=False)


def fetched_case(
    case: str, parts: Iterable[Stripped], recipients: tuple[str, ...], routing: Mapping[str, object], record_head: str
) -> bytes:
    """Bind the parts of a case into one age file for the officer who fetches it.

    Its JSON holds each part as an armored age string, so stock `age -d` opens both layers. Facts come first.
    The caller has recorded the fetch before calling this.
    """
    ordered = sorted(parts, key=lambda one: (one.part != "facts", one.part))
    document = {
        "format": FORMAT,
        "case": case,
        "head": record_head,
        "routing": dict(routing),
        "parts": [
            {"part": one.part, "revision": one.revision, "roster": one.roster_hash, "age": envelope.armor(one.age)}
            for one in ordered
        ],
    }
    return primitives.age_encrypt(_spaced(document, PART_FLOOR), recipients)


def open_case(fetched: bytes, identity: str) -> Plaintext:
    """Open both layers with an officer's identity; the plaintext is JSON like the fetched one, with contents.

    A part sealed to an earlier team, which this identity cannot open, is listed with `"closed": true`.
    A part that names another place than it stands at is `SealBroken`: somebody mixed two cases. One that a person's own
    device sealed is never trusted to be whole, or it could keep all else from being read: damaged, it is listed as
    closed; made for another case, it is marked `"elsewhere"`. A file in it is listed as a part beside it.
    """
    document = _json(primitives.age_decrypt(fetched, identity))
    try:
        opened = [one for part in document["parts"] for one in _open_part(document["case"], part, identity)]
    except (KeyError, TypeError, AttributeError):
        raise SealBroken("this is not a fetched case") from None
    return Plaintext(json.dumps({**document, "parts": opened}, ensure_ascii=False).encode())


def _open_part(case: str, outer: dict[str, Any], identity: str) -> list[dict[str, Any]]:
    place = {"case": case, "part": outer["part"], "revision": outer["revision"], "roster": outer["roster"]}
    if str(outer["part"]).partition("-")[0] in BROUGHT:
        return _open_brought(place, outer["age"].encode(), identity)
    try:
        inner = _json(primitives.age_decrypt(outer["age"].encode(), identity))
    except WrongKey:
        return [{**place, "closed": True}]
    if {name: inner.get(name) for name in place} != place:
        raise SealBroken("a part stands where it does not belong")
    return [inner]


def _open_brought(place: dict[str, Any], age_file: bytes, identity: str) -> list[dict[str, Any]]:
    """Open what a person's device sealed: the words, and the file beside them; of neither is the form trusted."""
    try:
        inner = _json(primitives.age_decrypt(age_file, identity))
        said, attached = _words_of(inner), _file_of(inner)
    except (WrongKey, SealBroken):
        return [{**place, "closed": True}]
    common = {**place, "about": {}, **({} if inner.get("case") == place["case"] else {"elsewhere": True})}
    found = [{**common, "encoding": "json", "content": said}]
    if attached is not None:
        content, about = attached
        part = place["part"].replace("-", "file-", 1)
        found.append({**common, "part": part, "about": about, "encoding": "base64", "content": content})
    return found


def _words_of(inner: dict[str, Any]) -> dict[str, str]:
    content = inner.get("content")
    if not isinstance(content, dict):
        raise SealBroken("not what the page writes")
    return {name: content[name] for name in ("story", "name", "contact") if isinstance(content.get(name), str)}


def _file_of(inner: dict[str, Any]) -> tuple[str, dict[str, str]] | None:
    file = inner["content"].get("file")
    if file is None:
        return None
    try:
        base64.b64decode(file["base64"], validate=True)
        return file["base64"], {name: str(file[name]) for name in ("kind", "name")}
    except (KeyError, TypeError, ValueError):
        raise SealBroken("not what the page writes") from None


def _json(body: bytes) -> dict[str, Any]:
    try:
        document = json.loads(body)
    except (ValueError, RecursionError):
        raise SealBroken("the content is not JSON") from None
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise SealBroken("the content is of a format that this version does not know")
    return document

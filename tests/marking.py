"""Searching what was left anywhere for words that somebody said, in every way in which they may stand there."""

from __future__ import annotations

import base64
import json
import re
import zlib
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    from tests.talks import Talks

SHORTEST = 6
"""Letters of a text that is looked for; a shorter one stands anywhere by chance."""
_PACKED = re.compile(rb"\x1f\x8b\x08|x[\x01\x5e\x9c\xda]")
_MOST = 1 << 20


@cache
def forms_of(text: str) -> frozenset[bytes]:
    """The ways in which a text may stand somewhere unsealed; in small letters, as the content is searched."""
    plain, small = text.encode(), text.lower().encode()
    made = {small, text.lower().encode("utf-16-le"), text.lower().encode("utf-16-be"), small.hex().encode()}
    made |= {json.dumps(text)[1:-1].lower().encode(), quote(text).lower().encode(), plain.hex().encode()}
    for coded in (base64.b64encode, base64.urlsafe_b64encode):
        for shift in range(3):  # whatever stood before it
            letters = coded(b"\0" * shift + plain)
            cut = letters[(0, 2, 3)[shift] : -4].lower()
            made |= {cut} if len(cut) > SHORTEST else set()
    return frozenset(one.lower() for one in made if len(one) >= SHORTEST)


def stands_in(form: bytes, place: bytes) -> bool:
    """Whether a form stands there; digits alone, as of a PIN, not as a stretch of an opaque id."""
    if not form.isdigit():
        return form in place
    return re.search(rb"(?<![0-9a-f])" + form + rb"(?![0-9a-f])", place) is not None


def packed_in(content: bytes) -> Iterator[bytes]:
    """Whatever is compressed inside."""
    for found in _PACKED.finditer(content):
        try:
            unpacked = zlib.decompressobj(47).decompress(content[found.start() : found.start() + _MOST], _MOST)
        except zlib.error:
            continue
        if len(unpacked) >= SHORTEST:
            yield unpacked


def said_in(content: bytes, texts: Iterable[str]) -> list[str]:
    """Which of these texts stand in this content, also where it is compressed."""
    places = [content.lower(), *(one.lower() for one in packed_in(content))]
    return [text for text in texts if any(stands_in(form, one) for form in forms_of(text) for one in places)]


def files_in(*folders: Path) -> Iterator[tuple[str, bytes]]:
    """Every file below these folders, with its own name as content too."""
    for folder in folders:
        for path in folder.rglob("*"):
            if path.is_file():
                try:
                    yield path.name, path.read_bytes() + b"\n" + path.name.encode()
                except FileNotFoundError:  # a journal that ended meanwhile
                    continue


@cache
def _ships() -> str:
    """What stands there for everybody: labels that somebody typed are among it."""
    from tests.talks import release

    return release().to_json().lower()


def held_nothing(talks: Talks) -> None:
    """After every story and every test of whole talks: of what was said nothing lies anywhere in clear."""
    texts = [text for text in talks.said if len(text) >= SHORTEST and text.lower() not in _ships()]
    found = {name: held for name, content in files_in(talks.folder) if (held := said_in(content, texts))}
    assert found == {}, f"said in clear: {found}"

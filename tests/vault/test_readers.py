"""Whom the sealed page locks for, and what comes back from it: signed, nameless, and never trusted to be whole."""

from __future__ import annotations

import base64
import json
from dataclasses import replace
from typing import Any

import pytest

from referrals.errors import NoRecipient, SealBroken, SealFailed
from referrals.vault import (
    Roster,
    RosterEntry,
    Stripped,
    age_encrypt,
    age_keypair,
    fetched_case,
    is_sealed,
    keep_sealed,
    open_case,
    public_line,
    readers_of,
    seal_part,
    ssh_signer,
    strip_part,
)
from referrals.vault.readers import NAMESPACE

NOW = 1_800_000_000
SEED = b"\5" * 32
CASE, HASH = "K3M9QX2A7B", "f" * 64
WORDS = {"story": "They came at night.", "name": "X", "contact": "Y"}


@pytest.fixture
def roster(recipients: tuple[str, ...]) -> Roster:
    entries = [RosterEntry(name, one, ("all",)) for name, one in zip(("Ana", "Ben", "Cem"), recipients, strict=True)]
    return Roster.first(public_line(SEED), entries, NOW)


def test_the_list_is_signed_for_this_purpose_alone(roster: Roster) -> None:
    """The host key signed the very line, and its signature is none of a roster."""
    line, _, signature = readers_of(roster, "all", SEED, NOW).partition("\n")

    assert ssh_signer(signature, line.encode() + b"\n", NAMESPACE) == public_line(SEED)
    with pytest.raises(SealBroken):
        ssh_signer(signature, line.encode() + b"\n", "amparo-roster@v1")
    with pytest.raises(SealBroken):
        ssh_signer(signature, line.encode() + b" \n", NAMESPACE)


def test_the_list_holds_keys_and_no_names(roster: Roster, recipients: tuple[str, ...]) -> None:
    """Everybody who may be sealed to now, and the hash of the roster that they stand in."""
    text = readers_of(roster, "all", SEED, NOW)
    data = json.loads(text.partition("\n")[0])

    assert tuple(data["recipients"]) == recipients
    assert (data["roster"], data["version"], data["until"]) == (roster.hash, 1, roster.valid_until)
    assert not any(name in text for name in ("Ana", "Ben", "Cem"))


def test_the_list_is_that_of_the_case_s_team(roster: Roster, recipients: tuple[str, ...]) -> None:
    """Those with the team's mark; where nobody has it, everybody."""
    marked = [replace(one, marks=("children",) if one.name == "Ben" else ()) for one in roster.entries]
    for team, wanted in (("children", recipients[1:2]), ("lead", recipients)):
        text = readers_of(roster.successor(marked, NOW), team, SEED, NOW)
        assert tuple(json.loads(text.partition("\n")[0])["recipients"]) == wanted


def test_nobody_is_never_an_empty_list(roster: Roster) -> None:
    """A roster that has expired, or has nobody, makes none."""
    with pytest.raises(NoRecipient):
        readers_of(roster, "all", SEED, roster.valid_until)


@pytest.mark.parametrize(
    ("content", "sealed"),
    [
        (b"age-encryption.org/v1\n-> X25519 AAAA\n", True),
        (b"age-encryption.org/v1\n-> scrypt AAAA 18\n", False),
        (b"-----BEGIN AGE ENCRYPTED FILE-----\n", False),
        (b" age-encryption.org/v1\n-> X25519 ", False),
        (b"%PDF-1.7", False),
        (b"", False),
    ],
)
def test_a_sealed_file_is_known_by_its_head(content: bytes, sealed: bool) -> None:
    """A binary age file for people with keys, and nothing else; what is none is not kept as if it were."""
    assert is_sealed(content) is sealed
    if not sealed:
        with pytest.raises(SealFailed):
            keep_sealed(b"k" * 32, CASE, "page-1", 1, HASH, content)


def test_what_was_kept_comes_back_as_it_was_for_its_place_alone(recipients: tuple[str, ...]) -> None:
    """The case key goes around it and comes off again; at another place it does not."""
    age_file = age_encrypt(b"whatever", recipients)
    sealed = keep_sealed(b"k" * 32, CASE, "page-1", 1, HASH, age_file)

    assert strip_part(b"k" * 32, CASE, "page-1", 1, HASH, sealed) == age_file
    for moved in ((CASE, "page-2", 1, HASH), ("OTHER00000", "page-1", 1, HASH), (CASE, "page-1", 1, "e" * 64)):
        with pytest.raises(SealBroken):
            strip_part(b"k" * 32, *moved, sealed)


def brought(content: Any, recipients: tuple[str, ...], case: str = CASE) -> Stripped:
    body = {"format": 1, "case": case, "part": "page-1", "encoding": "json", "content": content}
    return Stripped("page-1", 1, HASH, age_encrypt(json.dumps(body).encode(), recipients))


def opened(officers: list[tuple[str, str]], *parts: Stripped) -> list[dict[str, Any]]:
    identity, recipient = officers[0]
    found: list[dict[str, Any]] = json.loads(
        open_case(fetched_case(CASE, parts, (recipient,), {}, ""), identity).reveal()
    )["parts"]
    return found


def test_words_and_their_file_stand_beside_one_another(officers: list[tuple[str, str]]) -> None:
    """The officer reads the words as they were written, and saves the file like any other."""
    everybody = tuple(one for _, one in officers)
    file = {"name": "a.jpg", "kind": "image/jpeg", "base64": base64.b64encode(b"picture").decode()}
    words, attached = opened(officers, brought({**WORDS, "file": file}, everybody))

    assert (words["part"], words["content"]) == ("page-1", WORDS)
    assert (attached["part"], attached["about"]["name"]) == ("pagefile-1", "a.jpg")
    assert base64.b64decode(attached["content"]) == b"picture"


def test_what_was_written_for_another_case_is_read_and_marked(officers: list[tuple[str, str]]) -> None:
    """A person may have two cases, or somebody moved it: the officer is told, and decides."""
    (words,) = opened(officers, brought(WORDS, tuple(one for _, one in officers), case="ANOTHER000"))

    assert words["elsewhere"] is True
    assert words["content"] == WORDS


@pytest.mark.parametrize(
    "content",
    [None, [], "text", 7, {"file": "x"}, {"file": {"base64": "x"}}, {"file": {"name": 1, "kind": 2, "base64": "%%"}}],
)
def test_a_hostile_page_is_listed_as_closed_and_hides_nothing_else(
    officers: list[tuple[str, str]], content: Any
) -> None:
    """Whatever form it has inside, the rest of the case is read."""
    everybody = tuple(one for _, one in officers)
    sealed = seal_part(b"k" * 32, CASE, "text-1", 1, HASH, everybody, b"words")
    other = Stripped("text-1", 1, HASH, strip_part(b"k" * 32, CASE, "text-1", 1, HASH, sealed))
    page, text = opened(officers, brought(content, everybody), other)

    assert page == {"case": CASE, "part": "page-1", "revision": 1, "roster": HASH, "closed": True}
    assert text["content"] == "words"


def test_words_of_another_form_than_text_are_left_out(officers: list[tuple[str, str]]) -> None:
    """A list for a name, a key that the page does not write: neither reaches an officer's screen."""
    (words,) = opened(officers, brought({"story": "s", "name": ["x"], "more": "y"}, tuple(o for _, o in officers)))

    assert words["content"] == {"story": "s"}


def test_a_page_for_somebody_else_is_closed(officers: list[tuple[str, str]]) -> None:
    """Sealed to a stranger, as a page that was changed might do: nobody of the team can open it, and it shows."""
    (page,) = opened(officers, brought(WORDS, (age_keypair()[1],)))

    assert page["closed"] is True

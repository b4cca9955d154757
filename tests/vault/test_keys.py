"""The key file is strict to read, safe to print, and can be rotated without losing what older keys made."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from referrals.errors import SealBroken, WrongKey
from referrals.vault import Keyring, lane_of, wrapped_by


@pytest.fixture(scope="module")
def ring() -> Keyring:
    return Keyring.generate()


def test_a_key_file_reads_back(ring: Keyring) -> None:
    """What was written is what is read."""
    assert Keyring.from_json(ring.to_json()) == ring


def test_a_key_file_prints_no_key(ring: Keyring) -> None:
    """No repr on the way to a log holds a key, in any form."""
    shown = repr(ring) + repr(ring.server) + repr(ring.index) + f"{ring}"
    for secret in (ring.active.key, ring.index.key, ring.signing, ring.pepper):
        assert secret.hex() not in shown
        assert repr(secret)[2:-1] not in shown


def spoil(**changes: Any) -> str:
    data = json.loads(Keyring.generate().to_json())
    for path, value in changes.items():
        *way, last = path.split("__")
        target = data
        for step in way:
            target = target[int(step)] if step.isdigit() else target[step]
        target[last] = value
    return json.dumps(data)


SPOILT_FILES = {
    "empty": "",
    "no object": "[]",
    "nothing in it": "{}",
    "another format": spoil(format=2),
    "no server key": spoil(server=[]),
    "no index key": spoil(index=[]),
    "no active key": spoil(server__0__state="old"),
    "unknown state": spoil(server__0__state="new"),
    "short key": spoil(server__0__key="AAAA"),
    "default key": spoil(pepper="A" * 43 + "="),
    "no base64": spoil(signing="*" * 44),
    "a number for a key": spoil(signing=7),
    "id in capitals": spoil(server__0__id="ABCDEF01"),
    "id too long": spoil(index__0__id="0102"),
}


@pytest.mark.parametrize("text", SPOILT_FILES.values(), ids=SPOILT_FILES)
def test_a_spoilt_key_file_is_refused(text: str) -> None:
    """Every fault is `WrongKey`, with no chained error that would show the text."""
    with pytest.raises(WrongKey) as caught:
        Keyring.from_json(text)
    assert caught.value.__cause__ is None
    assert caught.value.__context__ is None or caught.value.__suppress_context__


def test_two_equal_secrets_are_refused(ring: Keyring) -> None:
    """A pepper that is the signing seed, or an id used twice, is a fault of the file."""
    with pytest.raises(WrongKey):
        replace(ring, pepper=ring.signing)
    with pytest.raises(WrongKey):
        replace(ring, index_keys=(ring.index, replace(ring.index, key=b"x" * 31 + b"y")))


def test_a_key_unwraps_for_its_name_only(ring: Keyring) -> None:
    """A wrapped key moved to another name does not open."""
    wrapped = ring.wrap(b"k" * 32, "conversation:a/draft")
    assert ring.unwrap(wrapped, "conversation:a/draft") == b"k" * 32
    for name in ("conversation:a/case", "conversation:b/draft", ""):
        with pytest.raises(SealBroken):
            ring.unwrap(wrapped, name)


@given(st.data())
def test_a_changed_wrapped_key_is_refused(data: st.DataObject) -> None:
    """A flipped bit or a cut is a typed error: in the id a wrong key, elsewhere a broken seal."""
    wrapped = bytearray(WRAPPED)
    at = data.draw(st.integers(0, len(wrapped) - 1))
    if data.draw(st.booleans()):
        del wrapped[at:]
    else:
        wrapped[at] ^= 1 << data.draw(st.integers(0, 7))
    with pytest.raises((SealBroken, WrongKey)):
        RING.unwrap(bytes(wrapped), "name")


RING = Keyring.generate()
WRAPPED = RING.wrap(b"k" * 32, "name")


def test_another_installation_s_key_file_is_a_wrong_key(ring: Keyring) -> None:
    """A foreign key file is told apart from damage, because ids are random."""
    with pytest.raises(WrongKey):
        Keyring.generate().unwrap(ring.wrap(b"k" * 32, "name"), "name")


def test_rotation_keeps_what_the_old_key_wrapped(ring: Keyring) -> None:
    """After a rotation old keys open, new ones are wrapped anew, and the old key may go when nothing names it."""
    old = ring.wrap(b"k" * 32, "name")
    turned = Keyring.from_json(ring.rotated().to_json())
    assert turned.unwrap(old, "name") == b"k" * 32
    fresh = turned.rewrap(old, "name")
    assert wrapped_by(fresh) == turned.active.id != wrapped_by(old) == ring.active.id
    assert turned.rewrap(fresh, "name") == fresh
    alone = turned.without(ring.active.id)
    assert alone.unwrap(fresh, "name") == b"k" * 32
    with pytest.raises(WrongKey):
        alone.unwrap(old, "name")


def test_the_active_key_cannot_be_dropped(ring: Keyring) -> None:
    """A key file without an active key is never made."""
    with pytest.raises(WrongKey):
        ring.without(ring.active.id)


def test_a_lane_is_32_hex_digits_and_says_its_key(ring: Keyring) -> None:
    """The lane begins with the id of its index key and is the same each time."""
    lane = lane_of(ring.index, "defenders", 123_456_789)
    assert lane == lane_of(ring.index, "defenders", 123_456_789)
    assert len(lane) == 32
    assert set(lane) <= set("0123456789abcdef")
    assert lane.startswith(ring.index.id)


@given(st.integers(0, 2**52), st.integers(0, 2**52))
def test_two_people_have_two_lanes(left: int, right: int) -> None:
    """Different ids, or the same person at the two bots, never share a lane."""
    lanes = {lane_of(RING.index, source, user) for source in ("defenders", "officers") for user in (left, right)}
    assert len(lanes) == 2 * len({left, right})


def test_a_person_is_found_under_every_index_key(ring: Keyring) -> None:
    """After a new index key the old lane is still looked up, behind the new one."""
    before = ring.lanes("defenders", 7)
    after = ring.with_new_index().lanes("defenders", 7)
    assert after[1:] == before
    assert after[0] not in before

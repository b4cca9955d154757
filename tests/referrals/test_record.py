"""The record takes codes only, and any change in its middle is found."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from referrals.errors import RecordBroken
from referrals.record import GENESIS, Entry, chain, to_hour, verify

HOUR = 1_800_000_000 - 1_800_000_000 % 3600


def entry(number: int, event: str = "part.sealed") -> Entry:
    return Entry(f"{number:016x}", HOUR + 3600 * number, event, "K3M9QX2A7B", "officer-1", "text-1")


def linked(entries: list[Entry]) -> list[tuple[Entry, str]]:
    links, previous = [], GENESIS
    for one in entries:
        previous = chain(previous, one)
        links.append((one, previous))
    return links


def test_an_unbroken_chain_gives_its_head() -> None:
    """Verifying gives the last hash, and the beginning for a record without entries."""
    links = linked([entry(n) for n in range(5)])
    assert verify(links) == links[-1][1]
    assert verify([]) == GENESIS
    assert verify(links[3:], links[2][1]) == links[-1][1]


def test_anyone_can_compute_a_link_again() -> None:
    """A link is SHA-256 over a JSON list, written here without our code."""
    listed = [GENESIS, "0" * 15 + "1", HOUR + 3600, "part.sealed", "K3M9QX2A7B", "officer-1", "text-1"]
    text = json.dumps(listed).replace(", ", ",")
    assert chain(GENESIS, entry(1)) == hashlib.sha256(text.encode()).hexdigest()


@given(st.integers(0, 4), st.sampled_from(["change", "remove", "repeat", "swap", "hash"]))
def test_a_change_in_the_middle_is_found(at: int, how: str) -> None:
    """Changing, removing, repeating or swapping an entry, or its hash, breaks the chain at a named position."""
    links = linked([entry(n) for n in range(6)])
    if how == "change":
        links[at] = (replace(links[at][0], detail="text-2"), links[at][1])
    elif how == "remove":
        del links[at]
    elif how == "repeat":
        links.insert(at, links[at])
    elif how == "swap":
        links[at], links[at + 1] = links[at + 1], links[at]
    else:
        links[at] = (links[at][0], GENESIS)
    with pytest.raises(RecordBroken, match=r"entry [1-7] "):
        verify(links)


def test_an_end_cut_off_changes_the_head() -> None:
    """What verifying cannot see, the head that officers hold can: it is another one."""
    links = linked([entry(n) for n in range(3)])
    assert verify(links[:2]) != links[2][1]


NO_CODES = {
    "a sentence": {"detail": "they took him"},
    "a name in another script": {"actor": "آنا"},
    "something long": {"subject": "a" * 65},
    "a line end": {"event": "part.sealed\n"},
    "no event": {"event": ""},
    "an id that is not random hex": {"id": "1"},
    "a time to the second": {"at": HOUR + 1},
}


@pytest.mark.parametrize("change", NO_CODES.values(), ids=NO_CODES)
def test_what_is_no_code_is_refused(change: dict[str, object]) -> None:
    """Content cannot enter the record, and the refusal does not repeat it."""
    with pytest.raises(ValueError, match="an entry h") as caught:
        replace(entry(1), **change)  # type: ignore[arg-type]
    assert all(str(value) not in str(caught.value) for value in change.values() if value not in ("", "1"))


def test_an_hour_is_all_that_is_kept_of_a_time() -> None:
    """Minutes and seconds are dropped."""
    assert to_hour(HOUR + 3599) == HOUR
    assert to_hour(HOUR) == HOUR

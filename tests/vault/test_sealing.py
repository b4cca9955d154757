"""Nothing sealed opens anywhere but where it was sealed for; the server never reads what it seals to officers."""

from __future__ import annotations

import json
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from referrals.errors import NoRecipient, SealBroken, SealFailed, VaultError, WrongKey
from referrals.vault import (
    Stripped,
    age_decrypt,
    age_encrypt,
    envelope,
    fetched_case,
    open_case,
    open_row,
    seal_part,
    seal_row,
    strip_part,
)

ROW = ("conversations", "00112233445566aa", 7)
PART = ("K3M9QX2A7B", "text-1", 2, "f" * 64)
ROUTING = {"urgency": "T0", "language": "ar"}

MOVED_ROWS = {
    "to another table or column": ("screens", "00112233445566aa", 7),
    "to another row": ("conversations", "00112233445566ab", 7),
    "to the revision before": ("conversations", "00112233445566aa", 6),
    "to the revision after": ("conversations", "00112233445566aa", 8),
    "over a border": ("conversations0", "0112233445566aa", 7),
}
MOVED_PARTS = {
    "to another case": ("K3M9QX2A7C", "text-1", 2, "f" * 64),
    "to another part": ("K3M9QX2A7B", "text-2", 2, "f" * 64),
    "to another revision": ("K3M9QX2A7B", "text-1", 1, "f" * 64),
    "to another roster": ("K3M9QX2A7B", "text-1", 2, "e" * 64),
}


def part_of(case_key: bytes, recipients: tuple[str, ...], place: tuple[str, str, int, str], data: bytes) -> Stripped:
    sealed = seal_part(case_key, *place, recipients, data)
    return Stripped(place[1], place[2], place[3], strip_part(case_key, *place, sealed))


# ---- rows


@given(st.binary(max_size=3000))
def test_a_row_opens_where_it_was_sealed(data: bytes) -> None:
    """What went in comes out, at the same table, row and revision under the same key."""
    assert open_row(b"k" * 32, *ROW, seal_row(b"k" * 32, *ROW, data)).reveal() == data


@pytest.mark.parametrize("place", MOVED_ROWS.values(), ids=MOVED_ROWS)
def test_a_moved_row_is_refused(key: bytes, place: tuple[str, str, int]) -> None:
    """A sealed column swapped between tables, rows or revisions does not open."""
    sealed = seal_row(key, *ROW, b"content")
    with pytest.raises(SealBroken):
        open_row(key, *place, sealed)


@given(st.tuples(st.text(max_size=8), st.text(max_size=8), st.integers(0, 9)), st.data())
def test_no_two_places_share_a_seal(place: tuple[str, str, int], data: st.DataObject) -> None:
    """Whatever the names are, a row opens at its own place only."""
    other = data.draw(st.tuples(st.text(max_size=8), st.text(max_size=8), st.integers(0, 9)))
    sealed = seal_row(b"k" * 32, *place, b"content")
    if other == place:
        assert open_row(b"k" * 32, *other, sealed).reveal() == b"content"
    else:
        with pytest.raises(SealBroken):
            open_row(b"k" * 32, *other, sealed)


def test_a_row_needs_its_own_key(key: bytes) -> None:
    """Another conversation's key opens nothing."""
    with pytest.raises(SealBroken):
        open_row(b"k" * 32, *ROW, seal_row(key, *ROW, b"content"))


@given(st.binary(max_size=300), st.data())
def test_a_changed_or_cut_row_is_refused(content: bytes, data: st.DataObject) -> None:
    """Flip any bit, cut anywhere, or append: `SealBroken`."""
    sealed = seal_row(b"k" * 32, *ROW, content)
    with pytest.raises(SealBroken):
        open_row(b"k" * 32, *ROW, data.draw(spoilt(sealed)))


def test_a_whole_old_row_put_back_is_not_detected(key: bytes) -> None:
    """What the seal cannot do: an old row, revision and all, opens. SECURITY.md says so; the record is for that."""
    old = (ROW, seal_row(key, *ROW, b"before"))
    newer = ((*ROW[:2], 8), seal_row(key, *ROW[:2], 8, b"after"))
    place, sealed = old  # whoever can write the database puts both columns of `old` in the place of `newer`
    assert newer != old
    assert open_row(key, *place, sealed).reveal() == b"before"


# ---- parts


@pytest.mark.parametrize("place", MOVED_PARTS.values(), ids=MOVED_PARTS)
def test_a_moved_part_is_refused_by_the_server(
    key: bytes, recipients: tuple[str, ...], place: tuple[str, str, int, str]
) -> None:
    """The outer layer comes off only for the case, part, revision and roster it was put on for."""
    sealed = seal_part(key, *PART, recipients, b"words")
    assert strip_part(key, *PART, sealed)
    with pytest.raises(SealBroken):
        strip_part(key, *place, sealed)


@given(st.data())
def test_a_changed_or_cut_part_is_refused(data: st.DataObject) -> None:
    """Flip any bit, cut anywhere, or append: `SealBroken`."""
    with pytest.raises(SealBroken):
        strip_part(b"k" * 32, *PART, data.draw(spoilt(SEALED_PART)))


def test_a_part_is_dead_without_its_case_key(key: bytes, recipients: tuple[str, ...]) -> None:
    """With the case key destroyed a copy of the part is closed to officers as well."""
    sealed = seal_part(key, *PART, recipients, b"words")
    with pytest.raises(SealBroken):
        strip_part(b"k" * 32, *PART, sealed)


def test_a_part_without_recipients_is_not_made(key: bytes) -> None:
    """Nobody to read it is an error, never an empty or an open part."""
    with pytest.raises(NoRecipient):
        seal_part(key, *PART, (), b"words")


def test_a_part_that_is_not_what_its_name_says_is_not_made(key: bytes, recipients: tuple[str, ...]) -> None:
    """Facts that are not JSON and text that is not UTF-8 raise without a word of them."""
    for part, data in (("facts", b"MARKER {"), ("text-1", b"MARKER \xff")):
        with pytest.raises(SealFailed) as caught:
            seal_part(key, "K3M9QX2A7B", part, 1, "f" * 64, recipients, data)
        assert "MARKER" not in repr(caught.value)
        assert caught.value.__suppress_context__


def test_no_layer_holds_the_words_in_clear(key: bytes, recipients: tuple[str, ...]) -> None:
    """Neither the sealed part nor what remains without its outer layer contains what was said."""
    sealed = seal_part(key, *PART, recipients, b"MARKER", {"name": "MARKER.jpg"})
    assert b"MARKER" not in sealed
    assert b"MARKER" not in strip_part(key, *PART, sealed)


def test_short_and_long_words_make_parts_of_like_size(
    key: bytes, officers: list[tuple[str, str]], recipients: tuple[str, ...]
) -> None:
    """Up to three thousand letters, the content of the age file has one size."""
    sizes = set()
    for words in (b"no", b"x" * 300, b"x" * 3000):
        sizes.add(len(age_decrypt(part_of(key, recipients, PART, words).age, officers[0][0])))
    assert sizes == {4096}


# ---- the fetched case


def fetched(case_key: bytes, recipients: tuple[str, ...]) -> bytes:
    case = "K3M9QX2A7B"
    parts = [
        part_of(case_key, recipients, (case, "text-1", 2, "f" * 64), "الكلمات".encode()),
        part_of(case_key, recipients, (case, "file-1", 1, "f" * 64), b"\xff\xd8jpeg"),
        part_of(case_key, recipients, (case, "facts", 3, "f" * 64), b'{"country":"MX"}'),
    ]
    return fetched_case(case, parts, recipients[:1], ROUTING, "0" * 64)


def test_an_officer_opens_both_layers(key: bytes, officers: list[tuple[str, str]], recipients: tuple[str, ...]) -> None:
    """The opened case holds the routing, the facts first, and each part's content in its own form."""
    opened = json.loads(open_case(fetched(key, recipients), officers[0][0]).reveal())
    assert (opened["case"], opened["routing"], opened["head"]) == ("K3M9QX2A7B", ROUTING, "0" * 64)
    assert [(part["part"], part["revision"], part["content"]) for part in opened["parts"]] == [
        ("facts", 3, {"country": "MX"}),
        ("file-1", 1, "/9hqcGVn"),
        ("text-1", 2, "الكلمات"),
    ]


def test_stock_age_opens_both_layers(
    key: bytes, officers: list[tuple[str, str]], recipients: tuple[str, ...], stock_age: Any
) -> None:
    """`age -d` opens the fetched case, and again each armored part inside it."""
    identity = officers[0][0]
    outer = json.loads(stock_age(fetched(key, recipients), identity))
    inner = [json.loads(stock_age(part["age"].encode(), identity)) for part in outer["parts"]]
    assert [part["content"] for part in inner] == [{"country": "MX"}, "/9hqcGVn", "الكلمات"]


def test_only_who_fetched_it_opens_the_outer_layer(
    key: bytes, officers: list[tuple[str, str]], recipients: tuple[str, ...]
) -> None:
    """A colleague of the same team cannot open the file that was made for the officer who fetched."""
    with pytest.raises(WrongKey):
        open_case(fetched(key, recipients), officers[1][0])


def test_a_part_of_an_earlier_team_is_listed_as_closed(
    key: bytes, officers: list[tuple[str, str]], recipients: tuple[str, ...]
) -> None:
    """An officer who came later sees that a part is there, and that it is not theirs to open."""
    place = ("K3M9QX2A7B", "text-1", 1, "e" * 64)
    file = fetched_case("K3M9QX2A7B", [part_of(key, recipients[:1], place, b"words")], recipients[1:2], {}, "")
    (part,) = json.loads(open_case(file, officers[1][0]).reveal())["parts"]
    assert part == {"case": "K3M9QX2A7B", "part": "text-1", "revision": 1, "roster": "e" * 64, "closed": True}


@pytest.mark.parametrize("place", MOVED_PARTS.values(), ids=MOVED_PARTS)
def test_a_part_under_a_false_name_is_refused_by_the_officer(
    key: bytes, officers: list[tuple[str, str]], recipients: tuple[str, ...], place: tuple[str, str, int, str]
) -> None:
    """A server that hands out a part as another case's, part's, revision's or roster's is found out on opening."""
    true = part_of(key, recipients, PART, b"words")
    false = fetched_case(place[0], [Stripped(place[1], place[2], place[3], true.age)], recipients, {}, "")
    with pytest.raises(SealBroken):
        open_case(false, officers[0][0])


@pytest.mark.parametrize(
    "body", [b"", b"null", b"[]", b"{}", b'{"format":2}', b'{"format":1}', b'{"format":1,"case":"a","parts":[1]}']
)
def test_an_age_file_that_is_no_case_is_refused(
    officers: list[tuple[str, str]], recipients: tuple[str, ...], body: bytes
) -> None:
    """Whatever a stranger seals to an officer, opening it as a case gives a typed error."""
    with pytest.raises(VaultError):
        open_case(age_encrypt(body, recipients), officers[0][0])


def test_a_part_hides_its_length_above_the_floor() -> None:
    """Between two sizes of PADME lie many lengths, so a photograph's size tells nothing exact."""
    sizes = sorted({envelope.padme(length) for length in range(100_000, 120_000)})
    assert all(later - earlier >= 1024 for earlier, later in pairwise(sizes))


def spoilt(sealed: bytes) -> st.SearchStrategy[bytes]:
    """Every way to hand over other bytes: one bit flipped, cut short, cut in front, or something appended."""
    bits = st.integers(0, len(sealed) * 8 - 1).map(lambda at: flipped(sealed, at))
    cuts = st.integers(0, len(sealed) - 1).map(lambda at: sealed[:at])
    fronts = st.integers(1, len(sealed)).map(lambda at: sealed[at:])
    more = st.binary(min_size=1, max_size=9).map(lambda tail: sealed + tail)
    return st.one_of(bits, cuts, fronts, more)


def flipped(sealed: bytes, at: int) -> bytes:
    changed = bytearray(sealed)
    changed[at // 8] ^= 1 << at % 8
    return bytes(changed)


SEALED_PART = seal_part(b"k" * 32, *PART, ("age1my5dcfg74andd2jfz3dmu7r4mpfutc05py3n8dve9fscrvvkvsmsqdngta",), b"words")

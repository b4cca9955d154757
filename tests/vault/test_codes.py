"""A code for another phone: what is shown, what is stored, and that the one does not give the other."""

from __future__ import annotations

import pytest

from referrals.vault import Code, word_hash, word_salt, words_matching
from referrals.vault.primitives import WORD_SALTS

PEPPER = b"p" * 32


def test_two_codes_differ_and_have_a_hundred_bits() -> None:
    """Twenty-five letters of Crockford's alphabet, in groups of five."""
    first, second = Code.new(), Code.new()
    assert first.shown() != second.shown()
    assert [len(group) for group in first.shown().split(" ")] == [5] * 5
    assert not set(first.shown()) & set("ILOU")


def test_what_is_stored_proves_its_own_code_only() -> None:
    """One letter off proves nothing, and neither handle nor secret stands in what is kept."""
    code = Code("ABCDE", "0123456789ABCDEFGHJK")
    near = Code("ABCDE", "0123456789ABCDEFGHJM")
    assert code.proves(code.login())
    assert not near.proves(code.login())
    assert not Code("ABCDF", code.secret).proves(code.login())
    assert code.secret not in code.login().upper()
    assert code.handle not in code.blind(PEPPER).upper()
    assert code.blind(PEPPER) != code.blind(b"q" * 32)


def test_a_code_shows_nothing_of_itself() -> None:
    """Its repr holds no letter of it."""
    assert repr(Code.new()) == "<Code>"


@pytest.mark.parametrize("typed", ["", "hello", "A" * 24, "A" * 26, "!" * 25, "river lamp orange bridge stone"])
def test_ordinary_words_are_no_code(typed: str) -> None:
    """Only twenty-five letters of the alphabet are taken for one."""
    assert Code.read(typed) is None


def test_one_hash_tells_all_words_of_a_person() -> None:
    """One salt for each person; a fourth salt is not tried at all."""
    salts = [word_salt(PEPPER, name) for name in "abcd"]
    hashes = [word_hash(b"river", PEPPER, salt) for salt in salts]
    assert word_hash(b"river", PEPPER, salts[0]) == hashes[0]
    assert len({*salts}) == 4
    assert words_matching(b"river", [hashes[0], word_hash(b"lamp", PEPPER, salts[0])], PEPPER) == {hashes[0]}
    assert words_matching(b"river", hashes, PEPPER) == set(hashes[:WORD_SALTS])

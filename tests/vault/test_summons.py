"""The summons has one size and a closed list of fields, and opens with stock age."""

from __future__ import annotations

import json
from dataclasses import fields, replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from referrals.errors import NoRecipient, SealBroken, SealFailed, WrongKey
from referrals.vault import Summons, age_keypair, open_summons, seal_summons, summons

ONE = Summons("K3M9QX2A7B", "T0", "ar", 1_800_000_000, "night", 4, "ab" * 32, "MX")
MANY = tuple(age_keypair()[1] for _ in range(summons.MOST_RECIPIENTS))


@given(
    st.builds(
        replace,
        st.just(ONE),
        urgency=st.sampled_from(["T0", "T1", "T2", "T3", "TX"]),
        language=st.sampled_from(["en", "es", "ar"]),
        safe_contact=st.text(max_size=40),
        place=st.text(max_size=40),
        hour=st.integers(0, 2**40),
    ),
    st.integers(1, summons.MOST_RECIPIENTS),
)
def test_every_summons_has_one_size(said: Summons, count: int) -> None:
    """Whatever it says, and to however many, a summons has exactly the same number of bytes."""
    assert len(seal_summons(MANY[:count], said)) == summons.SIZE


def test_its_size_is_constant_over_many_sealings() -> None:
    """The random stanza that age adds never shows: five hundred sealings, one size."""
    assert {len(seal_summons(MANY[:1], ONE)) for _ in range(500)} == {summons.SIZE}


def test_an_officer_reads_what_was_said(officers: list[tuple[str, str]], recipients: tuple[str, ...]) -> None:
    """Every field comes out, and nothing beside them but the format."""
    opened = json.loads(open_summons(seal_summons(recipients, ONE), officers[1][0]).reveal())
    assert opened.pop("format") == 1
    assert Summons(**opened) == ONE


def test_stock_age_opens_it(officers: list[tuple[str, str]], recipients: tuple[str, ...], stock_age: Any) -> None:
    """`age -d` skips the line ends behind the armor and prints JSON."""
    assert json.loads(stock_age(seal_summons(recipients, ONE), officers[0][0]))["case"] == "K3M9QX2A7B"


def test_it_has_no_field_for_content() -> None:
    """The closed list of what may travel with an alert; a new field must be argued here first."""
    assert [field.name for field in fields(Summons)] == [
        "case",
        "urgency",
        "language",
        "hour",
        "safe_contact",
        "roster",
        "head",
        "place",
    ]


def test_what_does_not_fit_is_refused(recipients: tuple[str, ...]) -> None:
    """Something too long raises; a summons never grows and is never cut."""
    with pytest.raises(SealFailed):
        seal_summons(recipients, replace(ONE, place="x" * 3000))
    with pytest.raises(SealFailed):
        seal_summons((*MANY, recipients[0]), ONE)


def test_nobody_to_summon_is_an_error() -> None:
    """Without a recipient there is no file."""
    with pytest.raises(NoRecipient):
        seal_summons((), ONE)


def test_a_stranger_and_a_cut_file_are_refused(officers: list[tuple[str, str]], recipients: tuple[str, ...]) -> None:
    """Another identity is a wrong key; a file of another size is broken before it is opened."""
    sealed = seal_summons(recipients[:1], ONE)
    with pytest.raises(WrongKey):
        open_summons(sealed, officers[1][0])
    for spoilt in (sealed[:-1], sealed + b"\n", b""):
        with pytest.raises(SealBroken):
            open_summons(spoilt, officers[0][0])

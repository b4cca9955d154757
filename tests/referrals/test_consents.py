"""Nothing outward without its row: which agreement allows which act, and when it no longer does."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from referrals.consents import Act, Agreement, allowing, allows, latest, outdated
from referrals.errors import ConsentMissing

NOW = 1_800_000_000
SEND = Agreement(
    "a1", "send", True, "after/approve/text", "h" * 64, "es", NOW, recipient="frontline", fields=("country", "threats")
)  # fmt: skip
ACT = Act("send", "frontline", frozenset({"country"}), "h" * 64)


def test_the_row_that_allows_an_act_is_named() -> None:
    """Who acts is given the row, to keep its id with what was done."""
    assert allowing([SEND], ACT, NOW).id == "a1"


@pytest.mark.parametrize(
    ("row", "act"),
    [
        (replace(SEND, given=False), ACT),
        (replace(SEND, withdrawn=NOW), ACT),
        (replace(SEND, until=NOW), ACT),
        (SEND, replace(ACT, recipient="another")),
        (SEND, replace(ACT, fields=frozenset({"country", "name"}))),
        (SEND, replace(ACT, text_hash="g" * 64)),
        (SEND, replace(ACT, purpose="publicity")),
    ],
    ids=["refused", "withdrawn", "run out", "other place", "one field more", "other words", "other purpose"],
)  # fmt: skip
def test_whatever_was_not_agreed_to_is_refused(row: Agreement, act: Act) -> None:
    """Another place, one field more, other words, or a row that no longer stands: nothing goes out."""
    with pytest.raises(ConsentMissing):
        allowing([row], act, NOW)
    assert not allows([row], act, NOW)


def test_silence_allows_nothing() -> None:
    """Without a row there is no act, whatever the act."""
    with pytest.raises(ConsentMissing):
        allowing([], Act("contact"), NOW)


def test_the_latest_answer_counts() -> None:
    """A later no takes an earlier yes back, for its purpose and recipient alone."""
    no = replace(SEND, id="a2", given=False)
    other = replace(SEND, id="a3", recipient="another")
    assert not allows([SEND, other, no], ACT, NOW)
    assert allows([SEND, other, no], replace(ACT, recipient="another"), NOW)
    assert latest([SEND, other, no], "send", "frontline") == no


def test_words_that_mean_something_else_are_asked_again() -> None:
    """What was agreed to in words that have changed is named; what was refused, or has not changed, is not."""
    kept = Agreement("k", "keep", True, "core/consent/text", "old", "en", NOW)
    contact = replace(kept, id="c", purpose="contact", text="core/contact/text", text_hash="same")
    refused = replace(kept, id="r", purpose="publicity", given=False)
    words = {"core/consent/text": "new", "core/contact/text": "same"}
    assert outdated([kept, contact, refused], words, NOW) == (kept,)


ROWS = st.lists(
    st.builds(
        Agreement, st.uuids().map(str), st.sampled_from(["send", "contact"]), st.booleans(), st.just("t"),
        st.sampled_from(["h", "g"]), st.just("en"), st.just(NOW), recipient=st.sampled_from(["", "x"]),
        fields=st.lists(st.sampled_from(["a", "b"]), unique=True).map(tuple),
        until=st.sampled_from([None, NOW - 1, NOW + 1]), withdrawn=st.sampled_from([None, NOW]),
    ), max_size=6,
)  # fmt: skip


@given(ROWS, st.sets(st.sampled_from(["a", "b"])))
def test_an_act_is_allowed_only_by_a_row_for_just_that(rows: list[Agreement], fields: set[str]) -> None:
    """Whatever the rows are: the one that is named was given, stands, and covers recipient, fields and words."""
    act = Act("send", "x", frozenset(fields), "h")
    if allows(rows, act, NOW):
        row = allowing(rows, act, NOW)
        assert row.given
        assert row.withdrawn is None
        assert (row.purpose, row.recipient, row.text_hash) == ("send", "x", "h")
        assert fields <= set(row.fields)
        assert all((one.purpose, one.recipient) != ("send", "x") for one in rows[rows.index(row) + 1 :])


def test_an_agreement_is_read_back_as_it_was_written() -> None:
    """A row survives its sealing."""
    assert Agreement.from_plain(SEND.to_plain()) == SEND

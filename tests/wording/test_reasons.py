"""The phrases behind the codes of matching: none missing, none said that the directory does not know."""

import pytest

from bot import reasons
from referrals import codes


def test_every_threat_and_need_of_the_dictionary_has_words() -> None:
    """An offer can always say why."""
    assert set(reasons.THREATS) == set(codes.THREATS)
    assert set(reasons.NEEDS) == set(codes.NEEDS) - {"money", "weapons"}


@pytest.mark.parametrize(
    ("items", "expected"),
    [
        (["identity papers", "history of persecution", "interview"], ["papers", "before", "interview"]),
        (["full name of the disappeared person", "date (at least month and year)"], ["missing_person"]),
        (["threat", "rights work", "what the money is for"], ["danger", "work", "costs"]),
        (["something unheard of"], ["more"]),
        (
            ["threat", "rights work", "budget", "interview", "identity papers"],
            ["danger", "work", "costs", "interview", "more"],
        ),
        ([], []),
    ],
)  # fmt: skip
def test_what_a_place_asks_becomes_a_few_phrases(items: list[str], expected: list[str]) -> None:
    """At most four and one for the rest, in the directory's order, none twice."""
    assert [text.id for text in reasons.asks(items)] == [f"notice/asks_{code}" for code in expected]

"""The phrases behind the codes of matching: none missing, none said that the directory does not know."""

import re

import pytest

from bot import reasons, shelf
from referrals import codes, matching, mechanism

WITH_VALUES = {
    "requirement": mechanism.REQUIRES,
    "need": codes.NEEDS,
    "threat": codes.THREATS,
    "urgency": ("T0",),
    "perpetrator": codes.PERPETRATORS,
}


def codes_of_reasons() -> set[str]:
    """The closed list that the docstring of matching promises."""
    listed = (matching.__doc__ or "").split("* `risks`")[0].split("the most telling first:")[1]
    return set(re.findall(r"``(\w+)`` \(", listed))


def test_every_threat_and_need_of_the_dictionary_has_words() -> None:
    """An offer can always say why."""
    assert set(reasons.THREATS) == set(codes.THREATS)
    assert set(reasons.NEEDS) == set(codes.NEEDS) - {"money", "weapons"}


def test_every_reason_of_matching_has_words() -> None:
    """Each code of its list, with each value it can have; a country, a region, a group or a language is not named."""
    assert len(codes_of_reasons()) == 11
    for code in codes_of_reasons():
        for value in WITH_VALUES.get(code, ("anything",)):
            if value not in ("money", "weapons"):
                assert reasons.why(code, value).source


def test_reasons_are_the_requirements_and_perpetrators_of_the_directory() -> None:
    """One list each, here and there."""
    assert tuple(reasons.REQUIREMENTS) == mechanism.REQUIRES
    assert tuple(reasons.PERPETRATORS) == codes.PERPETRATORS


def test_risks_speeds_asks_and_lights_are_those_of_the_directory() -> None:
    """No place can warn of what has no words."""
    assert set(reasons.RISKS) == set(mechanism.RISKS)
    assert set(reasons.SPEEDS) == set(mechanism.SPEEDS)
    assert set(reasons.ASKS) == set(mechanism.ASKS)
    assert {"sourced", "checked", "stale"} == set(reasons.LIGHTS)


@pytest.mark.parametrize("place", list(shelf.load_directory().mechanisms), ids=lambda place: place.id)
def test_every_place_can_say_what_it_asks(place: mechanism.Mechanism) -> None:
    """Of all that ships."""
    assert len(reasons.asks(place.asks)) <= reasons.MOST_ASKS + 1
    assert len(reasons.risks((*place.risks, "may_not_answer"))) <= reasons.MOST_RISKS


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        (["papers", "before", "interview"], ["papers", "before", "interview"]),
        (["danger", "danger", "work"], ["danger", "work"]),
        (["more"], ["more"]),
        (["danger", "work", "costs", "interview", "papers"], ["danger", "work", "costs", "interview", "more"]),
        ([], []),
    ],
)  # fmt: skip
def test_what_a_place_asks_becomes_a_few_phrases(asked: list[str], expected: list[str]) -> None:
    """At most four and one for the rest, in the directory's order, none twice."""
    assert [text.id for text in reasons.asks(asked)] == [f"notice/asks_{code}" for code in expected]


def test_what_every_screen_says_is_no_risk_of_one_place() -> None:
    """That they may not answer stands in the screen's own words."""
    assert reasons.risks(("may_not_answer", "run")) == (reasons.RISKS["run"],)

"""What a person reads beside a place: each reason that holds and no other, and each risk that it brings."""

from __future__ import annotations

from dataclasses import replace

import pytest
from people_made import CHECKED, SHIPPED

from referrals.case import Facts
from referrals.eligibility import Situation
from referrals.matching import Reason, _reasons, risks_of
from referrals.mechanism import Mechanism

PLAIN = replace(
    CHECKED["ddp"], requires=(), help=frozenset({"legal"}), threats=frozenset({"arrest"}), speed="weeks",
    perpetrator_rule="any", groups_served=frozenset({"any", "women"}), groups_required=(), countries_only=frozenset(),
    regions=frozenset({"global"}), languages=frozenset({"es"}), state_role="none", naming="ask_first", published="no",
    risks=(), status="active_per_source",
)  # fmt: skip
"""A place about which every reason must be earned."""
ANA = Facts(country="HN", kind="individual", perpetrator="unknown")
SAID = {
    "need": (ANA, {"needs": frozenset({"legal", "medical"})}, {}, "legal"),
    "threat": (ANA, {"threat_types": frozenset({"arrest"})}, {}, "arrest"),
    "group": (ANA, {"groups": frozenset({"women"})}, {}, "women"),
    "language": (ANA, {"languages": frozenset({"es", "ar"})}, {}, "es"),
    "country": (ANA, {}, {"countries_only": frozenset({"HN"})}, "HN"),
    "region": (ANA, {}, {"regions": frozenset({"central_america"})}, None),
    "perpetrator": (ANA, {"perpetrator": "company"}, {"perpetrator_rule": "suits_company"}, "company"),
    "requirement": (ANA, {"detained": True}, {"requires": ("detained",)}, "detained"),
}


def reasons(m: Mechanism, facts: Facts, level: str = "T1") -> list[Reason]:
    return list(_reasons(m, Situation.of(facts, level, SHIPPED.vocabulary)))


@pytest.mark.parametrize("code", SAID)
def test_a_reason_is_told_when_it_holds_and_only_then(code: str) -> None:
    """Neither a fact alone nor a place's promise alone is a reason."""
    facts, said, promised, value = SAID[code]
    both = reasons(replace(PLAIN, **promised), replace(facts, **said))
    found = [one for one in both if one.code == code]
    assert len(found) == 1, both
    assert value is None or found[0].value == value
    assert code not in {one.code for one in reasons(PLAIN, facts)}


@pytest.mark.parametrize(("level", "speed", "told"), [
    ("T0", "hours", True), ("T0", "hours_days", True), ("T0", "days", False), ("T1", "hours", False),
])  # fmt: skip
def test_speed_is_a_reason_in_danger_only(level: str, speed: str, told: bool) -> None:
    """Who is not in danger now is not told that hours matter; who is, not of a place that takes days."""
    found = reasons(replace(PLAIN, speed=speed), ANA, level)
    assert ("urgency" in {one.code for one in found}) is told


def test_no_state_is_told_of_what_is_independent_only() -> None:
    """Neither a State's own place nor the United Nations is free of States."""
    told = [
        "state_free" in {one.code for one in reasons(m, ANA)}
        for m in (PLAIN, replace(PLAIN, state_role="run"), replace(PLAIN, kind="un_body"))
    ]
    assert told == [True, False, False]


def test_where_nothing_else_is_said_it_is_for_people_like_them() -> None:
    """A place is never shown without any reason."""
    assert reasons(replace(PLAIN, state_role="run"), ANA) == [Reason("kind", "individual")]


RISKS = [
    ({}, ()),
    ({"state_role": "run"}, ("run",)),
    ({"perpetrator_rule": "state_run_caution"}, ("state_run_caution",)),
    ({"perpetrator_rule": "suits_company", "naming": "required"}, ("company_learns",)),
    ({"perpetrator_rule": "suits_company"}, ()),
    ({"naming": "required"}, ()),
    ({"published": "always"}, ("published",)),
    ({"published": "unless_withheld"}, ("published",)),
    ({"risks": ("slow",)}, ("slow",)),
    ({"status": "unverified"}, ("may_be_closed",)),
]


@pytest.mark.parametrize(("has", "told"), RISKS)
def test_each_risk_is_told_and_no_other(has: dict[str, object], told: tuple[str, ...]) -> None:
    """What could go wrong is said before anything is sent, and nobody is frightened with what does not hold."""
    assert risks_of(replace(PLAIN, **has)) == (*told, "may_not_answer")  # type: ignore[arg-type]

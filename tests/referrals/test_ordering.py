"""The order of offers, and the hard rules that shipped places alone cannot show: with places made for it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from people_made import SHIPPED

from referrals.case import Consent, Facts
from referrals.eligibility import Situation, reason_to_leave_out
from referrals.mechanism import Mechanism
from referrals.ordering import MOST, chosen, horizon, placed
from referrals.triage import judge

PLAIN = SHIPPED["front-line-defenders"]
FACTS = Facts(
    country="KE", kind="individual", threat_types=frozenset({"death_threat"}), imminence="days",
    needs=frozenset({"legal"}), languages=frozenset({"en"}), consent=Consent(store=True),
)  # fmt: skip


def situation(facts: Facts = FACTS) -> Situation:
    return Situation.of(facts, judge(facts, SHIPPED.triage)[0], SHIPPED.vocabulary)


def made(id_: str, **changes: object) -> Mechanism:
    return replace(PLAIN, id=id_, **changes)  # type: ignore[arg-type]


def ids(places: list[Mechanism], facts: Facts = FACTS) -> list[list[str]]:
    case = situation(facts)
    doors = chosen(
        [placed(place, case) for place in places],
        state_acts=case.state_acts,
        state_wished=case.facts.consent.state_contact,
    )
    return [[one.mechanism.id for one in door] for door in doors]


def test_an_independent_door_stays_however_weak_it_is() -> None:
    """Nine better doors of the UN do not push out the one that is neither State nor UN."""
    strong = [made(f"un{n}", kind="un_body", speed="hours") for n in range(9)]
    later = made("un-later", kind="un_body", speed="months")
    soon = made("un-soon", kind="un_body", speed="days")
    weak = made("weak", speed="months", help=frozenset({"training"}), threats=frozenset({"any"}))
    assert ["weak"] in ids([*strong, soon, later, weak])
    assert len(ids([*strong, soon, later, weak])) == MOST


def test_each_horizon_stays_however_weak_it_is() -> None:
    """Nine places for now leave room for one for soon and one for later."""
    now = [made(f"now{n}", speed="hours") for n in range(9)]
    doors = ids([*now, made("soon", speed="days_weeks"), made("later", speed="months")])
    assert doors[-2:] == [["soon"], ["later"]]


def test_where_the_state_is_the_danger_a_body_that_can_ask_it_stays() -> None:
    """Among nine independent places one stays through which the State is asked; without such danger it may fall out."""
    near = [made(f"near{n}", speed="hours") for n in range(9)]
    asking = made("asking", state_role="informs", speed="days", help=frozenset({"state_letter"}))
    assert ["asking"] in ids([*near, asking], replace(FACTS, perpetrator="state"))


def test_what_to_do_in_the_next_minutes_stands_first() -> None:
    """A place for the next minutes comes before every other."""
    minutes = made("minutes", kind="immediate", state_role="own_choice", speed="hours", threats=frozenset({"any"}))
    assert ids([PLAIN, made("aaa"), minutes])[0] == ["minutes"]


def test_the_soonest_then_the_fitting_then_the_shared_language() -> None:
    """Order within the list: horizon, then fit, then language, then the id."""
    later = made("later", speed="months")
    unfit = made("unfit", help=frozenset({"training"}))
    foreign = made("foreign", languages=frozenset({"fr"}))
    assert ids([later, unfit, foreign, made("fit")]) == [["fit"], ["foreign"], ["unfit"], ["later"]]


def test_mandates_of_one_form_are_one_door_with_the_lead_first() -> None:
    """Behind one form the lead stands first; mandates not made for what happened are left to officers."""
    form = made("form")
    lead = made("zz-lead", route="form", lead=True)
    other = made("other", route="form", threats=frozenset({"censorship"}))
    assert ids([form, lead, other]) == [["zz-lead", "form"]]


@pytest.mark.parametrize(
    ("speed", "help_", "expected"),
    [
        ("hours", "training", "now"),
        ("unknown", "legal", "soon"),
        ("unknown", "state_letter", "later"),
        ("weeks", "legal", "later"),
    ],
)
def test_an_unknown_speed_is_guessed_from_the_help_and_said_to_be_unknown(
    speed: str, help_: str, expected: str
) -> None:
    """Direct help of unknown speed counts as soon, letters and reports as later."""
    place = made("x", speed=speed, help=frozenset({help_}))
    assert horizon(place) == expected


@pytest.mark.parametrize(
    ("excluded", "facts", "expected"),
    [
        ("acute_need", FACTS, "too_slow"),
        ("acute_need", replace(FACTS, imminence="weeks"), None),
        ("imminent_danger", replace(FACTS, imminence="now"), "too_slow"),
        ("imminent_danger", FACTS, None),
        ("travel_ban", replace(FACTS, detained=True), "ineligible"),
        ("in_eu", replace(FACTS, country="PT"), "ineligible"),
        ("in_home_country", FACTS, "ineligible"),
        ("cannot_return", replace(FACTS, outside_home_country=True), "ineligible"),
        ("family_relocation", replace(FACTS, flags=frozenset({"needs_family_relocation"})), "ineligible"),
        ("organisation", replace(FACTS, kind="organisation"), "ineligible"),
        ("lone_individual", FACTS, "ineligible"),
        ("cost_exile", FACTS, None),
    ],
)
def test_each_exclusion_leaves_out_what_it_names(excluded: str, facts: Facts, expected: str | None) -> None:
    """An exclusion of persons closes the door, one of urgency says that it is too slow, one of costs closes nothing."""
    place = made("x", excluded=frozenset({excluded}))
    assert reason_to_leave_out(place, situation(facts), ended=False, stale=False) == expected


@pytest.mark.parametrize(
    ("threat", "facts"),
    [("detention", replace(FACTS, detained=True)), ("enforced_disappearance", replace(FACTS, disappeared=True))],
)
def test_being_held_or_missing_is_a_threat_met(threat: str, facts: Facts) -> None:
    """A place for the detained or the missing is found by the fact alone."""
    place = made("x", threats=frozenset({threat}), help=frozenset({"training"}))
    assert reason_to_leave_out(place, situation(facts), ended=False, stale=False) is None
    assert reason_to_leave_out(place, situation(), ended=False, stale=False) == "ineligible"


def test_a_parent_threat_covers_its_children() -> None:
    """A place against attacks on devices is also for spyware, with less weight than one that names it."""
    facts = replace(FACTS, threat_types=frozenset({"spyware"}), needs=frozenset())
    parent = made("parent", threats=frozenset({"digital_attack"}))
    named = made("named", threats=frozenset({"spyware"}))
    assert ids([parent, named], facts) == [["named"], ["parent"]]

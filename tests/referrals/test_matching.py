"""Matching: what is offered and never offered, why, and that it is the same for the same facts."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from people_made import CHECKED, EXAMPLES, SHIPPED, TODAY, people

from referrals import codes, consents
from referrals.advice import RULES
from referrals.case import Consent, Facts
from referrals.directory import Check, Directory
from referrals.eligibility import REASONS
from referrals.inspection import example, shown_to_defenders
from referrals.matching import Match, match
from referrals.mechanism import REQUIRES, RISKS
from referrals.ordering import HORIZONS, MOST

EQUIVALENT = {"un-sr-hrd": "un-sp-communications", "un-sp-communications": "un-sr-hrd"}
SHOWN = [m.id for m in SHIPPED.mechanisms if shown_to_defenders(m)]


def judged(facts: Facts) -> Match:
    return match(facts, CHECKED, TODAY)


def offered(found: Match) -> list[str]:
    return [offer.id for offer in found.offers]


def reason(found: Match, id_: str) -> str | None:
    return next((one.reason for one in found.left_out if one.id == id_), None)


@pytest.mark.parametrize("row", EXAMPLES, ids=lambda e: e["id"])
class TestExamples:
    """What a protection worker expects of fourteen invented cases."""

    def test_every_must_is_offered(self, row: dict) -> None:
        """Each place that must be shown is among the offers, or the other side of the same form."""
        ids = offered(judged(Facts.from_json(row["intake"])))
        for must in row["expected"]["must"]:
            assert must["id"] in ids or EQUIVALENT.get(must["id"]) in ids, must

    def test_no_must_not_is_offered(self, row: dict) -> None:
        """No place that would harm or mislead is among the offers."""
        found = judged(Facts.from_json(row["intake"]))
        for wrong in row["expected"]["must_not"]:
            assert wrong["id"] not in offered(found)
            if wrong["id"] == "*STATE_RUN*":
                assert not [id_ for id_ in offered(found) if CHECKED[id_].state_role == "run"]

    def test_the_advice_and_the_permission_to_send_are_right(self, row: dict) -> None:
        """What the talk should do, and whether anything may leave, is as expected."""
        found = judged(Facts.from_json(row["intake"]))
        assert set(found.advice) == set(row["expected"]["flow"])
        assert found.transmit_allowed is row["expected"]["transmit_allowed"]
        assert found.triage == row["expected"]["triage"]


@given(facts=people)
def test_a_door_of_the_state_needs_the_wish(facts: Facts) -> None:
    """A State-run place is never offered to whoever did not wish it."""
    if not facts.consent.state_contact:
        assert "run" not in {CHECKED[id_].state_role for id_ in offered(judged(facts))}


@given(facts=people)
def test_there_is_always_a_door_that_is_neither_state_nor_un(facts: Facts) -> None:
    """Whenever anything but one's own call is offered, one door of it is independent."""
    found = judged(facts)
    places = [CHECKED[id_] for id_ in offered(found)]
    if any(place.state_role != "own_choice" for place in places):
        assert any(place.independent for place in places)
        assert "offer_non_un_route" not in found.advice


@given(facts=people)
def test_an_offer_names_the_consent_it_still_needs(facts: Facts) -> None:
    """What a place needs and the person has not given stands in the offer."""
    consent = facts.consent
    for offer in judged(facts).offers:
        place = CHECKED[offer.id]
        assert set(offer.needs_consent) <= set(consents.PURPOSES)
        if place.state_role in ("informs", "third_state") and not consent.state_contact and place.naming != "none":
            assert "state_contact" in offer.needs_consent
        if place.naming == "required" and consent.share_named == "ask_each":
            assert "share_named" in offer.needs_consent


@given(facts=people)
def test_nothing_leaves_where_consent_was_refused(facts: Facts) -> None:
    """Refused keeping, refused sharing, contradicting facts and TX each forbid any sending."""
    found = judged(facts)
    consent = facts.consent
    refused = not consent.store or (consent.share_named == "no" and not consent.share_anonymised)
    if refused or "facts_conflict" in facts.flags or found.triage == "TX":
        assert not found.transmit_allowed


@given(facts=people)
def test_every_place_is_accounted_for_once(facts: Facts) -> None:
    """Each place is offered, beyond the eighth, or left out with one reason; codes are of the closed lists."""
    found = judged(facts)
    ids = [*offered(found), *found.more, *(one.id for one in found.left_out)]
    assert sorted(ids) == sorted(CHECKED.by_id)
    assert {one.reason for one in found.left_out} <= set(REASONS)
    assert set(found.advice) <= set(RULES)
    assert max((offer.rank for offer in found.offers), default=0) <= MOST
    for offer in found.offers:
        assert offer.reasons
        assert set(offer.risks) <= set(RISKS)
        assert len(offer.risks) == len(set(offer.risks))
        assert offer.risks[-1] == "may_not_answer"
        assert set(offer.questions) <= {*REQUIRES, *codes.GROUPS}


@given(facts=people)
def test_offers_stand_by_horizon_and_mandates_of_one_form_together(facts: Facts) -> None:
    """The soonest stand first; mandates behind one form share one rank, and the lead stands first among them."""
    found = judged(facts)
    firsts = {}
    for offer in found.offers:
        firsts.setdefault(offer.rank, offer)
        assert CHECKED[offer.id].door == CHECKED[firsts[offer.rank].id].door
    ranks = [offer.rank for offer in found.offers]
    assert ranks == sorted(ranks)
    assert len({CHECKED[offer.id].door for offer in firsts.values()}) == len(firsts)
    leads = [offer for offer in found.offers if CHECKED[offer.id].lead]
    assert all(firsts[lead.rank] is lead for lead in leads)


@given(facts=people, order=st.randoms(use_true_random=False))
def test_the_order_of_the_files_changes_nothing(facts: Facts, order: object) -> None:
    """The same facts give the same answer, however the files are listed."""
    ids = list(CHECKED.by_id)
    order.shuffle(ids)  # type: ignore[attr-defined]
    other = Directory({id_: CHECKED[id_] for id_ in ids}, CHECKED.checks, CHECKED.triage, CHECKED.vocabulary)
    again, first = match(facts, other, TODAY), judged(facts)
    assert again.offers == first.offers
    assert set(again.left_out) == set(first.left_out)
    assert again.advice == first.advice


@given(facts=people)
def test_more_wishes_never_take_a_door_away(facts: Facts) -> None:
    """Agreeing to more never moves a place from offered to left out."""
    more = replace(facts, consent=Consent(True, "yes", True, True, True))
    before, after = judged(facts), judged(more)
    assert not set(offered(before)) & {one.id for one in after.left_out}


REQUIRED = {
    "detained": {"detained": True},
    "cooperated_with_un": {"cooperating_with_un": True},
    "outside_home_country": {"outside_home_country": True},
    "project_ibrd_ida": {"project_finance": "ibrd_ida"},
    "project_ifc_miga": {"project_finance": "ifc_miga"},
    "project_dfc": {"project_finance": "dfc"},
}


@given(facts=people, code=st.sampled_from(sorted(REQUIRED)))
def test_a_fact_that_a_place_requires_never_removes_it(facts: Facts, code: str) -> None:
    """Adding what a place requires leaves it where it was, or brings it in."""
    after = judged(replace(facts, **REQUIRED[code]))
    kept = {*offered(judged(facts)), *judged(facts).more}
    asking = {m.id for m in CHECKED.mechanisms if code in m.requires}
    assert not kept & asking & {one.id for one in after.left_out}


@pytest.mark.parametrize("id_", SHOWN)
def test_every_place_that_can_be_shown_is_reached(id_: str) -> None:
    """A person made from a place's own criteria is offered it, or finds it just beyond the eighth."""
    found = judged(example(CHECKED[id_], CHECKED.vocabulary))
    assert id_ in {*offered(found), *found.more}, reason(found, id_)


LONE = Facts(
    country="HN", kind="individual", threat_types=frozenset({"death_threat"}), perpetrator="armed_group",
    imminence="days", needs=frozenset({"legal"}), languages=frozenset({"es"}), consent=Consent(store=True),
)  # fmt: skip

VILLAGE = replace(LONE, kind="community", project_finance="ibrd_ida", needs=frozenset({"project_complaint"}))
WISHING = replace(LONE, consent=Consent(store=True, state_contact=True))


@pytest.mark.parametrize(
    ("facts", "id_", "expected"),
    [
        (LONE, "fh-eap", "ended"),
        (LONE, "un-upr", "background"),
        (LONE, "amnesty-relief", "officer_only"),
        (replace(LONE, kind="unclear"), "lifeline", "facts_unclear"),
        (LONE, "lifeline", "ineligible"),
        (LONE, "im-defensoras", "group"),
        (LONE, "defenddefenders", "region"),
        (LONE, "mx-mechanism", "region"),
        (LONE, "hn-snp", "consent"),
        (WISHING, "hn-snp", None),
        (replace(LONE, imminence="now"), "shelter-city", "too_slow"),
        (replace(LONE, age_band="child"), "crd-emergency-fund", "ineligible"),
        (replace(LONE, kind="not_hrd"), "front-line-defenders", "ineligible"),
        (replace(LONE, groups=frozenset({"lgbtqi"})), "im-defensoras", None),
        (replace(VILLAGE, imminence="now"), "wb-inspection-panel", "harm"),
        (VILLAGE, "wb-inspection-panel", None),
    ],
)  # fmt: skip
def test_the_first_hard_rule_is_the_reason(facts: Facts, id_: str, expected: str | None) -> None:
    """Each hard rule leaves out what it is for, under its own code."""
    assert reason(judged(facts), id_) == expected


def test_what_the_facts_cannot_know_becomes_a_question() -> None:
    """A door for trans people stays for lgbtqi, and one that needs an endorsement stays, each with its question."""
    lgbtqi = judged(replace(LONE, groups=frozenset({"lgbtqi"})))
    asked = {offer.id: offer.questions for offer in lgbtqi.offers}
    assert asked["im-defensoras"] == ("trans_nonbinary",)


def test_a_stale_or_withdrawn_place_is_never_offered() -> None:
    """A check that has run out, or one person's withdrawal, takes a place away at once."""
    later = TODAY + timedelta(days=91)
    old = SHIPPED.with_checks([Check.made("front-line-defenders", "Ana", TODAY)])
    assert reason(match(LONE, old, later), "front-line-defenders") == "stale"
    gone = replace(Check.made("front-line-defenders", "Ana", TODAY), withdrawn=True)
    assert reason(match(LONE, SHIPPED.with_checks([gone]), TODAY), "front-line-defenders") == "ended"


def test_a_place_that_nobody_checked_is_offered_without_its_light() -> None:
    """Sourced places are offered, marked so; an officer finds out whether they are open."""
    lights = {offer.light for offer in match(LONE, SHIPPED, TODAY).offers}
    assert lights == {"sourced"}


def test_who_speaks_against_the_wish_of_another_sends_nothing() -> None:
    """While the person concerned has said no, nothing leaves."""
    other = replace(LONE, kind="relative", details={"subject_consent": "no"})
    assert not judged(other).transmit_allowed


def test_a_wished_state_door_comes_with_its_risk() -> None:
    """Whoever wishes a State-run place sees it, with what it means."""
    found = judged(replace(WISHING, needs=frozenset({"physical_protection"})))
    offer = next(offer for offer in found.offers if offer.id == "hn-snp")
    assert {"run", "state_run_caution"} <= set(offer.risks)
    assert "state_risk_statement" in found.advice


def test_three_horizons_are_offered_where_they_exist() -> None:
    """Help for now, for soon and for later stands in one list."""
    found = judged(replace(LONE, needs=frozenset({"relocation_temporary"})))
    assert [offer.horizon for offer in found.offers] == sorted(
        (offer.horizon for offer in found.offers), key=HORIZONS.index
    )
    assert {offer.horizon for offer in found.offers} == set(HORIZONS)


def test_the_shape_for_scripts_is_stable() -> None:
    """The JSON of a match has exactly the names that scripts rely on."""
    plain = judged(LONE).to_json()
    assert list(plain) == ["triage", "rule", "offers", "left_out", "advice", "transmit_allowed"]
    assert list(plain["offers"][0]) == ["id", "rank", "reasons", "risks", "needs_consent", "light", "route"]
    assert list(plain["left_out"][0]) == ["id", "reason"]

"""The laws of matching, over any facts and any checks: what no case, however odd, may be shown or denied."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from people_made import CHECKED, EXAMPLES, SHIPPED, TODAY, people

from referrals import codes
from referrals.case import Consent, Facts
from referrals.directory import Check, Directory
from referrals.inspection import example, shown_to_defenders
from referrals.matching import Match, Offer, match
from referrals.mechanism import ANY, Mechanism
from referrals.ordering import HORIZONS, MOST, horizon

SHOWN = [m for m in SHIPPED.mechanisms if shown_to_defenders(m)]
IDS = sorted(SHIPPED.by_id)

# What a fact looks like that meets one requirement of a place; written here once more, apart from the rules.
MEETS: dict[str, dict[str, object]] = {
    "detained": {"detained": True},
    "enforced_disappearance": {"disappeared": True},
    "cooperated_with_un": {"cooperating_with_un": True},
    "cooperated_with_treaty_body": {"cooperating_with_un": True},
    "outside_home_country": {"outside_home_country": True},
    "project_ibrd_ida": {"project_finance": "ibrd_ida"},
    "project_ifc_miga": {"project_finance": "ifc_miga"},
    "project_dfc": {"project_finance": "dfc"},
    "multinational_oecd": {"project_finance": "multinational_oecd"},
}

checks = st.builds(
    lambda id_, days, answered, withdrawn: replace(
        Check.made(id_, "Ana", TODAY - timedelta(days=days)), answered=answered, withdrawn=withdrawn
    ),
    st.sampled_from(IDS),
    st.integers(0, 200),
    st.booleans(),
    st.booleans(),
)


def judged(facts: Facts, directory: Directory = CHECKED, today: date = TODAY) -> Match:
    return match(facts, directory, today)


def left(found: Match) -> dict[str, str]:
    return {one.id: one.reason for one in found.left_out}


def meeting(facts: Facts, m: Mechanism) -> Facts:
    """The same person with everything that the place requires."""
    changes: dict[str, object] = {}
    for code in m.requires:
        changes |= MEETS.get(code, {})
    if "legal_action" in m.requires:
        changes["threat_types"] = facts.threat_types | {"criminalisation"}
    groups = facts.groups | {sorted(any_of)[0] for any_of in m.groups_required}
    return replace(facts, **{**changes, "groups": groups})  # type: ignore[arg-type]


@given(facts=people, rows=st.lists(checks, max_size=40, unique_by=lambda check: check.id))
def test_what_ended_or_ran_out_is_never_shown(facts: Facts, rows: list[Check]) -> None:
    """No ended programme, no withdrawn place and none whose check has run out is offered, nor kept for the officer."""
    found = judged(facts, SHIPPED.with_checks(rows))
    kept = {*(offer.id for offer in found.offers), *found.more}
    gone = {row.id for row in rows if row.withdrawn or (row.answered and row.check_again_by < TODAY)}
    ended = {m.id for m in SHIPPED.mechanisms if m.status == "terminated" or not shown_to_defenders(m)}
    assert not kept & (gone | ended)


@given(facts=people, rows=st.lists(checks, max_size=40, unique_by=lambda check: check.id))
def test_the_light_of_an_offer_is_what_this_operator_saw(facts: Facts, rows: list[Check]) -> None:
    """Only a place that answered somebody here, in time, is lit; every other offer says that it was not checked."""
    seen = {row.id for row in rows if row.answered and not row.withdrawn and row.check_again_by >= TODAY}
    for offer in judged(facts, SHIPPED.with_checks(rows)).offers:
        assert offer.light == ("checked" if offer.id in seen else "sourced")


def owed(offer: Offer, consent: Consent) -> set[str]:
    """The consents that this place needs and the person has not given, from its published criteria alone."""
    place = CHECKED[offer.id]
    if place.state_role == "own_choice" or place.naming == "none":
        return set()
    named = {
        "ask_each": {"share_named"},
        "no": set() if consent.share_anonymised else {"share_anonymised"},
        "yes": set(),
    }
    found = set(named[consent.share_named])
    if place.state_role != "none" and not consent.state_contact:
        found.add("state_contact")
    if place.published in ("always", "unless_withheld") and not consent.publicity:
        found.add("publicity")
    return found


@given(facts=people)
def test_no_offer_is_without_the_consents_it_still_needs(facts: Facts) -> None:
    """Each offer names exactly what the person would still have to agree to: no more, and never less."""
    for offer in judged(facts).offers:
        assert set(offer.needs_consent) == owed(offer, facts.consent), offer.id


@given(facts=people)
def test_whatever_is_offered_one_door_is_neither_of_a_state_nor_of_the_un(facts: Facts) -> None:
    """Among places that something is sent to, one lets no State and no UN body know of it."""
    places = [CHECKED[offer.id] for offer in judged(facts).offers]
    sent_to = [place for place in places if place.state_role != "own_choice"]
    assert not sent_to or any(place.state_role == "none" and not place.kind.startswith("un_") for place in sent_to)


@given(facts=people)
def test_only_whoever_is_out_of_scope_or_armed_sees_no_more_than_a_guidepost(facts: Facts) -> None:
    """Everybody else is always offered something, whatever they said and whatever they refused."""
    found = judged(facts)
    assert found.offers
    alone = all(CHECKED[offer.id].state_role == "own_choice" for offer in found.offers)
    assert alone == (found.triage == "TX")


@given(facts=people, order=st.randoms(use_true_random=False))
def test_nothing_at_all_depends_on_the_order_of_the_files(facts: Facts, order: object) -> None:
    """The whole answer, with what is left out and what is beyond the eighth, is the same in any order of files."""
    ids = list(IDS)
    order.shuffle(ids)  # type: ignore[attr-defined]
    other = Directory({id_: CHECKED[id_] for id_ in ids}, CHECKED.checks, CHECKED.triage, CHECKED.vocabulary)
    assert judged(facts, other) == judged(facts)


@given(facts=people)
def test_facts_that_went_through_json_are_judged_the_same(facts: Facts) -> None:
    """Written down and read back, the same facts lead to the same answer."""
    assert judged(Facts.from_json(facts.to_json())) == judged(facts)


PRINT = (
    "import sys; sys.path.insert(0, {here!r}); from people_made import *; from referrals.matching import match;"
    "print([match(Facts.from_json(e['intake']), CHECKED, TODAY).to_json() for e in EXAMPLES])"
)


def test_another_process_finds_the_same() -> None:
    """Nothing hangs on the order in which a process happens to hold its sets."""
    said = set()
    for seed in ("1", "77"):
        env = {**os.environ, "PYTHONHASHSEED": seed}
        code = PRINT.format(here=str(Path(__file__).parent))
        said.add(subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, check=True).stdout)
    assert len(said) == 1


def kept(found: Match) -> list[Mechanism]:
    return [CHECKED[id_] for id_ in (*(offer.id for offer in found.offers), *found.more)]


@given(facts=people)
def test_saying_what_a_place_requires_never_takes_it_away(facts: Facts) -> None:
    """Whoever a place is kept for, and who then says what the place requires, still has it."""
    for place in kept(judged(facts)):
        if place.requires or place.groups_required:
            assert place.id not in left(judged(meeting(facts, place))), place.id


@given(facts=people, place=st.sampled_from([m for m in SHOWN if m.requires or m.groups_required]))
def test_a_place_is_never_left_out_for_what_it_requires(facts: Facts, place: Mechanism) -> None:
    """Saying what a place requires brings it nearer: what stands against it afterwards stood against it before."""
    later = ("facts_unclear", "ineligible", "region", "group", "harm", "consent", "too_slow")
    before, after = left(judged(facts)).get(place.id), left(judged(meeting(facts, place))).get(place.id)
    if before is not None and after is not None:
        assert later.index(after) >= later.index(before)
    assert after != "group" or ANY not in place.groups_served


@given(facts=people, data=st.data())
def test_more_that_fits_a_place_never_closes_it(facts: Facts, data: st.DataObject) -> None:
    """A need that the place serves, a group it was made for and another language keep it open."""
    places = kept(judged(facts))
    place = data.draw(st.sampled_from(places))
    more = replace(
        facts,
        needs=facts.needs | frozenset(sorted(place.help & frozenset(codes.NEEDS))[:1]),
        groups=facts.groups | frozenset(sorted(place.groups_served - {ANY, "child"})[:1]),
        languages=facts.languages | {"fr"},
    )
    assert place.id not in left(judged(more))


@settings(max_examples=400)
@given(place=st.sampled_from(SHOWN), other=people)
def test_whoever_meets_what_a_place_publishes_is_never_refused_for_anything_else(
    place: Mechanism, other: Facts
) -> None:
    """What a place says nothing about, needs, themes, tongues, relatives, devices, consents, leaves it where it is."""
    made_for = example(place, CHECKED.vocabulary)
    by_threat = ANY in place.threats or bool(place.threats & made_for.threat_types)
    needs = other.needs - {"weapons"}
    wish = {"state_contact": True} if place.state_role == "run" else {}
    feared = made_for.perpetrator if "aarhus_link" in place.requires else other.perpetrator
    varied = replace(
        made_for,
        needs=needs if by_threat and not place.help <= {"immediate_safety"} else needs | made_for.needs,
        groups=made_for.groups | other.groups,
        work_themes=other.work_themes, languages=other.languages, relatives_at_risk=other.relatives_at_risk,
        digital_compromise=other.digital_compromise, perpetrator=feared,
        flags=other.flags & {"repeated", "text_only", "access_needs", "facts_conflict"},
        consent=replace(other.consent, **wish),
    )  # fmt: skip
    assert left(judged(varied)).get(place.id) is None, place.id


@given(facts=people)
def test_at_most_eight_lines_in_three_horizons(facts: Facts) -> None:
    """Offers are at most eight lines, numbered without a gap, the soonest horizon first."""
    offers = judged(facts).offers
    ranks = sorted({offer.rank for offer in offers})
    assert ranks == list(range(1, len(ranks) + 1))
    assert len(ranks) <= MOST
    first = {offer.rank: offer for offer in reversed(offers)}
    found = [HORIZONS.index(first[rank].horizon) for rank in ranks]
    assert found == sorted(found)


@given(facts=people)
def test_each_horizon_that_exists_is_shown(facts: Facts) -> None:
    """Where any place of a horizon is kept at all, one of that horizon stands among the eight (R26)."""
    found = judged(facts)
    shown = {offer.horizon for offer in found.offers}
    assert {horizon(place) for place in kept(found)} <= shown


fewer = st.sets(st.sampled_from(IDS), min_size=12).map(
    lambda ids: Directory(
        {id_: CHECKED.by_id[id_] for id_ in sorted(ids)}, CHECKED.checks, CHECKED.triage, CHECKED.vocabulary
    )
)
"""A directory with any part of the places: what stands among the eight must not hang on who happens to be strong."""


@settings(max_examples=300)
@given(facts=people, some=fewer)
def test_in_any_directory_the_door_that_is_neither_state_nor_un_stays(facts: Facts, some: Directory) -> None:
    """Whichever places there are: if one of those kept lets no State and no UN body know, one such is shown (R33)."""
    found = judged(facts, some)
    alone = {
        place.id
        for place in kept(found)
        if place.state_role == "none" and place.kind not in ("un_body", "un_procedure")
    }
    assert not alone or alone & {offer.id for offer in found.offers}


@settings(max_examples=300)
@given(facts=people, some=fewer)
def test_in_any_directory_each_horizon_and_both_kinds_stay(facts: Facts, some: Directory) -> None:
    """Whichever places there are: each horizon is shown, and for whoever asked to see them a State's own."""
    found = judged(facts, some)
    shown, all_ = [CHECKED[offer.id] for offer in found.offers], kept(found)
    assert {horizon(place) for place in all_} == {horizon(place) for place in shown}
    assert not facts.consent.state_contact or {p.state_role == "run" for p in all_} <= {
        p.state_role == "run" for p in shown
    }


@pytest.mark.parametrize("order", [1, -1])
def test_two_mandates_as_strong_stand_in_the_order_of_their_ids(order: int) -> None:
    """Behind one form, what fits equally is listed by its id, whatever the order of the files."""
    twins = {f"twin-{n}": replace(CHECKED["un-sr-toxics"], id=f"twin-{n}") for n in (1, 2)}
    ids = sorted([*IDS, *twins], reverse=order < 0)
    both = Directory(
        {id_: {**CHECKED.by_id, **twins}[id_] for id_ in ids}, CHECKED.checks, CHECKED.triage, CHECKED.vocabulary
    )
    harmed = Facts(
        country="PE", kind="community", threat_types=frozenset({"company_retaliation"}), perpetrator="company",
        imminence="weeks", groups=frozenset({"environmental_land"}),
    )  # fmt: skip
    offers = [offer.id for offer in judged(harmed, both).offers]
    assert offers.index("twin-1") < offers.index("twin-2")


@given(facts=people, consent=st.booleans())
def test_who_asks_for_state_places_is_shown_one(facts: Facts, consent: bool) -> None:
    """Whoever agreed to contact with a State sees one of its own places if any is kept for them; nobody else does."""
    found = judged(replace(facts, consent=replace(facts.consent, state_contact=consent)))
    run = {place.id for place in kept(found) if place.state_role == "run"}
    assert bool(run) <= consent
    assert not run or run & {offer.id for offer in found.offers}


@pytest.mark.parametrize("place", SHOWN, ids=lambda m: m.id)
def test_every_place_can_be_shown_to_the_person_it_was_made_for(place: Mechanism) -> None:
    """Somebody made from its own criteria is shown the place itself among the eight, not only beyond them."""
    offers = judged(example(place, CHECKED.vocabulary)).offers
    assert place.id in {offer.id for offer in offers}


@pytest.mark.parametrize("row", EXAMPLES, ids=lambda e: e["id"])
def test_no_example_hangs_on_one_answer(row: dict) -> None:
    """Each must still stands when the person speaks one language more: no rule was cut to the example."""
    facts = Facts.from_json(row["intake"])
    more = replace(facts, languages=facts.languages | {"pt"})
    offered = {offer.id for offer in judged(more).offers}
    equal = {"un-sr-hrd": "un-sp-communications", "un-sp-communications": "un-sr-hrd"}
    assert all(must["id"] in offered or equal.get(must["id"]) in offered for must in row["expected"]["must"])

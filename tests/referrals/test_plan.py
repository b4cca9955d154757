"""The plan in three parts, counts that give nobody away, and exchange only by agreement."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from people_made import CHECKED, SHIPPED, TODAY, people

from bot import shelf
from referrals import counting
from referrals.case import Consent, Facts
from referrals.errors import DirectoryFault, FactsRefused
from referrals.exchange import FIELDS, Agreement, exchanged, load_agreements
from referrals.matching import match
from referrals.plan import CARDS, HORIZONS, PARTS, load_plan, plan, talks_first

TABLE = shelf.load_steps()
WORDS = SHIPPED.vocabulary
ABUSED = Facts(
    country="MX", kind="individual", groups=frozenset({"women"}), threat_types=frozenset({"sextortion"}),
    perpetrator="private_person", imminence="days", needs=frozenset({"digital_security"}),
    languages=frozenset({"es"}), consent=Consent(store=True),
)  # fmt: skip


@given(facts=people)
def test_every_plan_answers_all_three_parts(facts: Facts) -> None:
    """Body, devices, and gender with family: each has steps or at least its question, the soonest first (R11, R26)."""
    made = plan(facts, TABLE).to_json()["parts"]
    assert list(made) == list(PARTS)  # type: ignore[call-overload]
    for part in PARTS:
        assert made[part]["question"]  # type: ignore[index]
        when = [HORIZONS.index(step["horizon"]) for step in made[part]["steps"]]  # type: ignore[index]
        assert when == sorted(when)
        assert made[part]["steps"]  # type: ignore[index]


@given(facts=people)
def test_every_step_can_stand_and_no_plan_holds_one_twice(facts: Facts) -> None:
    """The same facts give the same plan, each step once."""
    first, again = plan(facts, TABLE), plan(facts, TABLE)
    assert first == again
    ids = [step.id for part in PARTS for step in first.parts[part]]
    assert len(ids) == len(set(ids))


def test_private_images_bring_proof_and_the_platforms_form_first() -> None:
    """Keep proof, then the platform's own form, and women's groups: all of it now (R12, R56)."""
    made = plan(ABUSED, TABLE)
    now = [step.id for part in PARTS for step in made.parts[part] if step.horizon == "now"]
    assert {"keep_proof_online", "report_platform", "not_their_fault"} <= set(now)
    assert {"proof", "images"} <= set(made.cards)


def test_each_of_the_five_cards_has_its_facts() -> None:
    """There are five first-aid cards, and each is offered to somebody (R37)."""
    assert {card for card, _ in TABLE.cards} == set(CARDS)
    assert len(CARDS) == 5


@pytest.mark.parametrize("country", ["MX", "KE", "LB", "PK", "UA", "NG", "IN", "BR"])
@pytest.mark.parametrize("threat", ["sextortion", "doxxing", "online_harassment"])
def test_womens_own_funds_come_first_among_funds(country: str, threat: str) -> None:
    """Where a woman is struck for her gender, no other fund of the same horizon stands before a women's fund (R12)."""
    found = match(replace(ABUSED, country=country, threat_types=frozenset({threat})), CHECKED, TODAY)
    led = {
        m.id for m in SHIPPED.mechanisms if any(any_of <= {"women", "trans_nonbinary"} for any_of in m.groups_required)
    }
    shown = [offer for offer in found.offers if offer.id in led]
    assert shown, "no women's place is offered"
    for one in shown:
        others = [offer for offer in found.offers if CHECKED[offer.id].kind == "fund" and offer.horizon == one.horizon]
        assert CHECKED[one.id].kind != "fund" or others[0].id in led


def test_a_talk_comes_before_a_state_a_bank_and_the_public() -> None:
    """A national mechanism, a bank's office and a published procedure each ask for their talk; a fund asks for none."""
    assert "state" in talks_first(SHIPPED["mx-mechanism"])
    assert {"bank", "publicity", "state"} <= set(talks_first(SHIPPED["wb-inspection-panel"]))
    assert "bank" in talks_first(SHIPPED["ifc-cao"])
    assert "publicity" in talks_first(SHIPPED["un-wgad"])
    assert talks_first(SHIPPED["lifeline"]) == ()


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("part: body", "part: soul", "'soul'"),
        ("step: nearest_help", "step: trusted_person", "twice"),
        ("card: links", "card: x", "'x'"),
    ],
)
def test_a_wrong_table_is_refused_with_its_line(old: str, new: str, message: str) -> None:
    """A part that is none, a step that stands twice and an unknown card are named."""
    text = (shelf.MECHANISMS.parent / "plan.yaml").read_text(encoding="utf-8")
    assert old in text
    with pytest.raises(DirectoryFault, match=message):
        load_plan(text.replace(old, new, 1), WORDS)


def test_no_plan_promises_what_nobody_can_give() -> None:
    """No step speaks of visas, shelter, escorts, routes or weapons (R59, R65)."""
    said = " ".join((*(step.text for step in TABLE.steps), *TABLE.questions.values())).casefold()
    for never in ("visa", "shelter", "asylum", "escort", "border", "weapon", "guarantee", "safe house"):
        assert never not in said


# -- counts


@given(rows=st.lists(people, max_size=60), by=st.sampled_from(counting.BY))
def test_no_count_below_ten_is_ever_said(rows: list[Facts], by: str) -> None:
    """A number is said from ten people up; and where one small cell is held back, another is with it."""
    found = counting.count(rows, by)
    assert all(row.people is None or row.people >= counting.LEAST for row in found)
    held = [row for row in found if row.people is None]
    assert len(held) != 1 or len(found) == 1


@pytest.mark.parametrize("place", sorted(counting.PLACE))
@pytest.mark.parametrize("who", sorted(counting.WHO))
def test_a_place_is_never_counted_with_a_group(place: str, who: str) -> None:
    """However many there are, place and group together are refused (R49)."""
    with pytest.raises(FactsRefused, match="never counted together"):
        counting.crossed([ABUSED] * 100, (place, who))


def test_outcomes_by_group_tell_only_what_hides_everybody() -> None:
    """Twenty of forty: said. All of forty, or three: held back, for it would tell of each one (R19)."""
    half = [(ABUSED, number < 20) for number in range(40)]
    assert counting.outcomes(half, "groups") == (counting.Count("women", 40, 20),)
    assert counting.outcomes([(ABUSED, True)] * 40, "groups")[0].helped is None
    assert counting.outcomes([(ABUSED, number < 3) for number in range(40)], "groups")[0].helped is None
    with pytest.raises(FactsRefused):
        counting.count([], "name")


# -- exchange

AGREED = Agreement("a-1", "Partner", TODAY - timedelta(days=9), TODAY, frozenset({"country", "threat_types"}))


@given(facts=people, fields=st.frozensets(st.sampled_from((*FIELDS, "groups", "flags"))))
def test_only_what_agreement_and_consent_both_name_goes(facts: Facts, fields: frozenset[str]) -> None:
    """Fields of one of the two alone do not go, nor anything that says who somebody is (R46)."""
    sent = exchanged(facts, AGREED, {"a-1": fields}, TODAY)
    assert set(sent) <= fields & {"country", "threat_types"}


def test_without_a_living_agreement_named_in_the_consent_nothing_goes() -> None:
    """No agreement, one that ended or has not begun, or a consent to another: nothing."""
    told = {"a-1": ["country"]}
    assert exchanged(ABUSED, AGREED, told, TODAY) == {"country": "MX"}
    assert exchanged(ABUSED, None, told, TODAY) == {}
    assert exchanged(ABUSED, AGREED, told, TODAY + timedelta(days=1)) == {}
    assert exchanged(ABUSED, AGREED, told, TODAY - timedelta(days=99)) == {}
    assert exchanged(ABUSED, AGREED, {"a-2": ["country"]}, TODAY) == {}


AGREEMENTS = """format: 1
agreements:
  - {id: a-1, partner: Partner, signed_on: "2026-01-01", until: "2027-01-01", fields: [country]}
"""


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [("[country]", "[groups]", "'groups'"), ("2027", "2025", "ends before"), ("2026-01-01", "soon", "no date")],
)
def test_an_agreement_that_goes_too_far_is_refused(old: str, new: str, message: str) -> None:
    """An agreement can name no field that says who somebody is, and has an end."""
    assert load_agreements(AGREEMENTS)["a-1"].partner == "Partner"
    with pytest.raises(DirectoryFault, match=message):
        load_agreements(AGREEMENTS.replace(old, new, 1))

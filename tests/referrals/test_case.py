"""Facts: read from a talk and from JSON, in closed codes only."""

from __future__ import annotations

import pytest
from hypothesis import given
from people_made import EXAMPLES, people

from referrals.case import FIELDS, FIELDS_FOR_FLOWS, Consent, Facts
from referrals.errors import FactsRefused


@given(facts=people)
def test_json_gives_the_same_facts_back(facts: Facts) -> None:
    """Facts survive being written as JSON and read again."""
    assert Facts.from_json(facts.to_json()) == facts


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda e: e["id"])
def test_the_shape_of_the_intake_is_read_whole(example: dict) -> None:
    """Every key of an intake arrives in the facts with its value."""
    plain = Facts.from_json(example["intake"]).to_json()
    for key, value in example["intake"].items():
        assert plain[key] == (sorted(value) if isinstance(value, list) else value)


def test_answers_become_facts() -> None:
    """Codes of single and of several answers, yes and no, consents and the language of the talk arrive as facts."""
    facts = Facts.from_answers(
        {
            "kind": "organisation",
            "threat_types": ["arrest"],
            "detained": "yes",
            "consent_store": "yes",
            "consent_named": "no",
            "consent_anonymised": "yes",
            "safe_hours": "evening",
            "country": "HN",
        },
        "es",
    )
    assert (facts.kind, facts.country, facts.detained) == ("organisation", "HN", True)
    assert facts.threat_types == {"arrest"}
    assert facts.languages == {"es"}
    assert facts.consent == Consent(store=True, share_named="no", share_anonymised=True)
    assert facts.details == {"safe_hours": "evening"}


def test_silence_consents_to_nothing() -> None:
    """Who answered nothing has consented to nothing."""
    consent = Facts.from_answers({}).consent
    assert consent == Consent(store=False, share_named="ask_each", share_anonymised=False, state_contact=False)
    assert consent.publicity is False


@pytest.mark.parametrize(
    ("answers", "conflict"),
    [
        ({"kind": "individual", "detained": "yes"}, True),
        ({"kind": "individual", "disappeared": "yes"}, True),
        ({"kind": "individual", "detained": "yes", "writer": "self"}, False),
        ({"kind": "relative", "detained": "yes"}, False),
        ({"kind": "individual", "detained": "no"}, False),
    ],
)
def test_who_is_held_and_writes_alone_contradicts_themselves(answers: dict, conflict: bool) -> None:
    """A person who writes for themselves and is held is asked who writes, and then no longer contradicts."""
    assert ("facts_conflict" in Facts.from_answers(answers).flags) is conflict


def test_work_that_is_not_always_peaceful_goes_to_a_human() -> None:
    """The neutral question about force sets the flag that a human reviews."""
    assert "armed" in Facts.from_answers({"peaceful": "not_always"}).flags


@pytest.mark.parametrize(
    "answers",
    [
        {"favourite_colour": "red"},
        {"imminence": "soonish-marker"},
        {"threat_types": ["arrest", "soonish-marker"]},
        {"country": "Honduras-marker"},
    ],
)
def test_a_refusal_names_the_field_and_never_the_value(answers: dict) -> None:
    """An unknown field or code is refused without repeating what was given."""
    with pytest.raises(FactsRefused) as refused:
        Facts.from_answers(answers)
    assert "marker" not in str(refused.value)


@pytest.mark.parametrize(
    "intake", [{"colour": 1}, {"consent": {"all": True}}, {"consent": 3}, {"groups": [1]}, {"country": "x"}]
)
def test_json_that_is_no_intake_is_refused(intake: dict) -> None:
    """Unknown keys, unknown consents and wrong kinds of value are refused."""
    with pytest.raises(FactsRefused):
        Facts.from_json(intake)


def test_the_chat_may_not_ask_for_names() -> None:
    """No field that could hold a name may be asked in the chat, but for what is sealed or forgotten as it is read."""
    free = {field.id for field in FIELDS.values() if field.type == "text" and field.chat}
    assert free == {"story", "complaint", "proof"}


def test_flows_get_the_dictionary_as_plain_values() -> None:
    """Each field is handed over with its type, codes, sensitivity and ceiling."""
    assert set(FIELDS_FOR_FLOWS) == set(FIELDS)
    for field in FIELDS.values():
        plain = FIELDS_FOR_FLOWS[field.id]
        assert plain == {
            "type": field.type, "codes": list(field.codes), "sensitivity": field.sensitivity, "chat": field.chat,
        }  # fmt: skip


def test_every_fact_of_an_intake_has_a_field() -> None:
    """What matching reads can be asked: each key of an intake is a field, its consents one field each."""
    keys = set(EXAMPLES[0]["intake"]) - {"consent", "region"}
    assert keys <= set(FIELDS)
    for consent in ("store", "named", "anonymised", "state", "publicity"):
        assert f"consent_{consent}" in FIELDS

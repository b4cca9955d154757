"""Triage: the table in its order, read strictly."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from people_made import EXAMPLES, SHIPPED, people

from referrals.case import Facts
from referrals.errors import DirectoryFault
from referrals.triage import LEVELS, judge, load_triage

LIFE = frozenset({"death_threat"})

ROWS = [
    (Facts(kind="not_hrd", imminence="now"), "TX", "no_rights_work"),
    (Facts(flags=frozenset({"armed"}), imminence="now"), "TX", "armed_means"),
    (Facts(needs=frozenset({"weapons"})), "TX", "armed_means"),
    (Facts(disappeared=True), "T0", "missing_by_force"),
    (Facts(threat_types=frozenset({"enforced_disappearance"}), imminence="weeks"), "T0", "missing_by_force"),
    (Facts(threat_types=LIFE, imminence="now"), "T0", "life_or_liberty_now"),
    (Facts(threat_types=LIFE, imminence="hours"), "T0", "life_or_liberty_now"),
    (Facts(imminence="now"), "T0", "danger_now_unsaid"),
    (Facts(threat_types=frozenset({"spyware"}), imminence="hours"), "T1", "within_three_days"),
    (Facts(threat_types=LIFE, imminence="days"), "T1", "within_three_days"),
    (Facts(detained=True), "T1", "held"),
    (Facts(threat_types=LIFE, flags=frozenset({"repeated", "escalating"})), "T1", "threats_growing"),
    (Facts(threat_types=LIFE, flags=frozenset({"repeated"}), imminence="weeks"), "T2", "within_weeks"),
    (Facts(threat_types=frozenset({"smear"}), imminence="weeks"), "T2", "within_weeks"),
    (Facts(threat_types=LIFE), "T2", "life_or_liberty_undated"),
    (Facts(threat_types=frozenset({"restrictive_law"}), imminence="weeks"), "T3", "law_and_policy"),
    (Facts(threat_types=frozenset({"smear"})), "T3", "question"),
    (Facts(threat_types=frozenset({"smear"}), flags=frozenset({"repeated"})), "T2", "threats_in_a_string"),
    (Facts(threat_types=frozenset({"surveillance"}), flags=frozenset({"escalating"})), "T2", "threats_in_a_string"),
    (Facts(), "T3", "question"),
]


@pytest.mark.parametrize(("facts", "level", "rule"), ROWS)
def test_each_rule_decides_its_case(facts: Facts, level: str, rule: str) -> None:
    """The first row that holds gives the level and its name."""
    assert judge(facts, SHIPPED.triage) == (level, rule)


def test_every_rule_of_the_table_is_tested() -> None:
    """No rule ships without a row above."""
    assert {rule for _, _, rule in ROWS} == {rule.id for rule in SHIPPED.triage.rules}


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda e: e["id"])
def test_the_examples_get_their_level(example: dict) -> None:
    """Each example is as urgent as a protection worker says."""
    assert judge(Facts.from_json(example["intake"]), SHIPPED.triage)[0] == example["expected"]["triage"]


@given(facts=people)
def test_any_facts_get_a_level(facts: Facts) -> None:
    """There are no facts without a level."""
    assert judge(facts, SHIPPED.triage)[0] in LEVELS


ORDER = ("T0", "T1", "T2", "T3")


@given(facts=people, past=st.sampled_from(("repeated", "escalating")))
def test_a_history_of_threats_never_makes_a_case_less_urgent(facts: Facts, past: str) -> None:
    """That it happened before, or grows, only ever raises the level (R22)."""
    before, _ = judge(facts, SHIPPED.triage)
    after, _ = judge(replace(facts, flags=facts.flags | {past}), SHIPPED.triage)
    assert after == before if "TX" in (before, after) else ORDER.index(after) <= ORDER.index(before)


@given(facts=people)
def test_nearer_danger_never_makes_a_case_less_urgent(facts: Facts) -> None:
    """From weeks to days to hours to now, the level only rises."""
    levels = [judge(replace(facts, imminence=when), SHIPPED.triage)[0] for when in ("weeks", "days", "hours", "now")]
    assert levels == sorted(levels, reverse=True)


HEAD = "format: 1\nrules:\n"
LAST = "  - {rule: rest, level: T3, because: The rest.}\n"


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        (HEAD + "  - {rule: a, level: T9, because: x, when: {kind: relative}}\n" + LAST, 3, "'T9'"),
        (HEAD + "  - {rule: a, level: T0, because: x, when: {kind: boss}}\n" + LAST, 3, "'boss'"),
        (HEAD + "  - {rule: a, level: T0, because: x, when: {story: sad}}\n" + LAST, 3, "'story'"),
        (HEAD + "  - {rule: a, level: T0, because: x, when: {threat_types: {set: bad}}}\n" + LAST, 3, "'bad'"),
        (HEAD + "  - {rule: a, level: T0, because: x, when: {}}\n" + LAST, 3, "empty"),
        (HEAD + "  - {rule: a, level: T0, because: x}\n" + LAST, 3, "last rule"),
        (HEAD + LAST + LAST.replace("The rest", "x"), 3, "last rule"),
        (HEAD + "  - {rule: a, level: T0, because: x, when: {kind: relative}}\n", 3, "last rule"),
        (HEAD.replace("1", "2") + LAST, 1, "format"),
        ("", 1, "empty"),
        ("format: 1\nrules: [\n", 3, "not YAML"),
    ],
)
def test_a_fault_in_the_table_says_where_and_what(text: str, line: int, message: str) -> None:
    """A wrong table is refused with its line and with what is wrong."""
    with pytest.raises(DirectoryFault) as fault:
        load_triage(text, SHIPPED.vocabulary)
    assert fault.value.line == line
    assert message in fault.value.message
    assert fault.value.hint


def test_conditions_combine() -> None:
    """`all`, `any`, `not`, `only` and `answered` mean what they say."""
    when = "{all: [{not: {kind: relative}}, {any: [{groups: {answered: false}}, {threat_types: {only: policy_only}}]}]}"
    table = load_triage(HEAD + f"  - {{rule: a, level: T1, because: x, when: {when}}}\n" + LAST, SHIPPED.vocabulary)
    law, both = frozenset({"restrictive_law"}), frozenset({"restrictive_law", "arrest"})
    women = frozenset({"women"})
    assert judge(Facts(), table)[0] == "T1"
    assert judge(Facts(kind="relative"), table)[0] == "T3"
    assert judge(Facts(groups=women, threat_types=law), table)[0] == "T1"
    assert judge(Facts(groups=women, threat_types=both), table)[0] == "T3"

"""Thirty invented people, judged beforehand by what places publish of themselves: what they see, and never see."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from people_made import CHECKED, EXAMPLES, TODAY

from referrals.advice import RULES
from referrals.case import Facts
from referrals.matching import Match, match

JUDGED: list[dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "judged.yaml").read_text(encoding="utf-8"))
SILENT = {"store": True, "share_named": "ask_each", "share_anonymised": True}


def judged(row: dict[str, Any]) -> Match:
    return match(Facts.from_json({**row["facts"], "consent": {**SILENT, **row.get("consent", {})}}), CHECKED, TODAY)


@pytest.mark.parametrize("row", JUDGED, ids=lambda row: row["id"])
def test_the_answer_is_what_was_expected_before_it_was_asked(row: dict[str, Any]) -> None:
    """How urgent, each place that must be shown, none that would harm, the advice, and whether anything may leave."""
    found = judged(row)
    offered = {offer.id for offer in found.offers}
    run = {id_ for id_ in offered if CHECKED[id_].state_role == "run"}
    never = set(row["never"])
    assert found.triage == row["triage"], found.rule
    assert set(row["must"]) <= offered, {one.id: one.reason for one in found.left_out if one.id in row["must"]}
    assert not row.get("any_of") or offered & set(row["any_of"])
    assert not offered & never
    assert "*RUN*" not in never or not run
    assert set(row.get("advice", ())) <= set(found.advice)
    assert not set(row.get("unadvised", ())) & set(found.advice)
    assert found.transmit_allowed is row.get("send", True)


def test_the_judged_are_other_people_than_the_examples() -> None:
    """They live elsewhere or meet something else, so that no rule can be cut to the fourteen and still hold here."""
    seen = {(row["intake"]["country"], tuple(sorted(row["intake"]["threat_types"]))) for row in EXAMPLES}
    own = {(row["facts"].get("country", ""), tuple(sorted(row["facts"]["threat_types"]))) for row in JUDGED}
    assert len(own) == len(JUDGED) - 1  # the council, with the wish and without
    assert not own & seen
    assert len({country for country, _ in own}) >= 20


def test_what_is_expected_names_only_what_there_is() -> None:
    """Every id stands in the directory and every advice in the closed list: a slip of the pen would expect nothing."""
    for row in JUDGED:
        named = {*row["must"], *row.get("any_of", ()), *row["never"]} - {"*RUN*"}
        assert named <= set(CHECKED.by_id), row["id"]
        assert {*row.get("advice", ()), *row.get("unadvised", ())} <= set(RULES), row["id"]

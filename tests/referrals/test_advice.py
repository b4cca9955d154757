"""Advice: what the talk should do beside showing places."""

from __future__ import annotations

from dataclasses import replace

import pytest
from people_made import CHECKED, TODAY

from referrals.advice import RULES
from referrals.case import Consent, Facts
from referrals.matching import match

BASE = Facts(
    country="KE", kind="individual", threat_types=frozenset({"death_threat"}), perpetrator="armed_group",
    imminence="days", needs=frozenset({"legal"}), languages=frozenset({"en"}),
    consent=Consent(store=True, share_anonymised=True),
)  # fmt: skip


def of(**changes: object) -> Facts:
    return replace(BASE, **changes)  # type: ignore[arg-type]


def codes(*names: str) -> frozenset[str]:
    return frozenset(names)


WISHED = Consent(store=True, state_contact=True)

ROWS = {
    "advise_clean_device_before_chat": of(threat_types=codes("spyware")),
    "ask_access_needs": of(flags=codes("access_needs")),
    "ask_family_consent_twice": of(flags=codes("needs_family_relocation")),
    "ask_if_observed_or_coerced": of(flags=codes("facts_conflict")),
    "ask_region_optional": of(country=""),
    "ask_state_route_ok": of(country="CO"),
    "check_sessions": of(threat_types=codes("device_seizure")),
    "child_friendly_text": of(age_band="child"),
    "choose_one_disappearance_body": of(country="MX", kind="relative", disappeared=True),
    "clarify_two_questions": of(flags=codes("facts_conflict")),
    "clarify_un_link": of(threat_types=codes("reprisal_un")),
    "collect_six_elements": of(disappeared=True),
    "consent_per_action": of(consent=Consent(store=True, publicity=True)),
    "do_not_advise_border_routes": of(needs=codes("asylum")),
    "do_not_force_country": of(country=""),
    "do_not_record_orientation_unless_needed": of(groups=codes("lgbtqi"), perpetrator="state"),
    "explain_threshold": of(project_finance="ibrd_ida"),
    "good_time": of(details={"good_time": "no"}),
    "hide_state_run": of(country="CO", perpetrator="state"),
    "human_handover": of(age_band="child"),
    "human_review": of(flags=codes("armed")),
    "kind_refusal": of(kind="not_hrd"),
    "language_support": of(languages=codes("my")),
    "life_at_risk_policy": of(imminence="now", consent=Consent()),
    "long_term_actions": of(threat_types=codes("restrictive_law"), imminence="none"),
    "minimal_data": of(age_band="child"),
    "ncp_only_after_risk_talk": of(project_finance="multinational_oecd"),
    "never_exclude_for_disability": of(groups=codes("disability")),
    "no_case": of(kind="not_hrd"),
    "no_push_notifications": of(perpetrator="family_community"),
    "no_record": of(consent=Consent()),
    "nonviolence_rule": of(needs=codes("weapons")),
    "officer_alert_if_consent": of(imminence="now"),
    "quick_exit": of(perpetrator="family_community"),
    "remote_participation_advice": of(details={"remote": "yes"}),
    "risk_talk_before_filing": of(kind="community", project_finance="ibrd_ida", threat_types=codes("land_eviction")),
    "safety_card_first": of(imminence="now"),
    "self_referral_only": of(consent=Consent(store=True, share_named="no")),
    "several_sources": of(threat_types=codes("killing")),
    "short_questions": of(imminence="now"),
    "signpost": of(kind="not_hrd"),
    "state_risk_statement": of(country="CO", consent=WISHED, needs=codes("physical_protection")),
    "tell_outcome_later": of(cooperating_with_un=True, threat_types=codes("reprisal_un")),
    "text_only_no_voice": of(languages=codes("sgn")),
}  # fmt: skip


@pytest.mark.parametrize("code", sorted(ROWS))
def test_each_rule_gives_its_advice_and_is_silent_otherwise(code: str) -> None:
    """The facts that a rule is for bring its advice; a plain case does not."""
    assert code in match(ROWS[code], CHECKED, TODAY).advice
    assert code not in match(BASE, CHECKED, TODAY).advice


def test_every_rule_is_tested() -> None:
    """Each rule has a row, but for the one that needs a directory without any independent door."""
    assert set(RULES) - set(ROWS) == {"offer_non_un_route"}

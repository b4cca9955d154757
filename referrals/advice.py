"""What the talk, or the officer, should do beside showing places: the closed list of advice, each with its rule.

Advice is a code that a screen or the console words. A rule reads facts, the level, what is offered and what was left
out; none reads free text, and none names a place.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from referrals.case import Facts
from referrals.eligibility import Situation
from referrals.mechanism import ANY, Mechanism

_COMPLAINTS = frozenset({"project_complaint", "compliance_complaint", "trade_complaint"})
_LEAVING = frozenset({"asylum", "resettlement", "relocation_permanent", "emergency_travel"})
_DEVICE = frozenset({"spyware", "surveillance", "device_seizure"})


@dataclass(frozen=True, slots=True)
class View:
    """What a rule of advice may look at."""

    case: Situation
    offered: Sequence[Mechanism]
    unwished: Collection[str]  # State-run places left out only because the wish is missing
    disappearance_doors: int

    @property
    def facts(self) -> Facts:
        """The facts themselves."""
        return self.case.facts


def advice(view: View) -> tuple[str, ...]:
    """The codes whose rule holds, in the order of their alphabet."""
    return tuple(code for code, holds in RULES.items() if holds(view))


def _speaks_for_self(view: View) -> bool:
    return view.facts.kind not in ("relative", "third_party_with_consent")


def _danger_now(view: View) -> bool:
    """The card first, few questions, and the alert: for whoever writes while it happens to them."""
    return view.facts.imminence == "now" and view.case.level != "TX" and _speaks_for_self(view)


def _clean_device(view: View) -> bool:
    facts = view.facts
    on_device = not _DEVICE.isdisjoint(facts.threat_types) and facts.digital_compromise != "none"
    return "spyware" in facts.threat_types or on_device


def _refused(view: View) -> bool:
    consent = view.facts.consent
    return not consent.store or (consent.share_named == "no" and not consent.share_anonymised)


def _no_shared_language(view: View) -> bool:
    worked_in = frozenset().union(*(m.languages for m in view.offered))
    spoken = view.facts.languages
    return bool(spoken and worked_in) and ANY not in worked_in and worked_in.isdisjoint(spoken)


def _complaint_offered(view: View) -> bool:
    return any(not m.help.isdisjoint(_COMPLAINTS) for m in view.offered)


def _orientation_at_stake(view: View) -> bool:
    """Where officials are the danger, what is written down about orientation can be held against the person."""
    return not view.case.groups.isdisjoint({"lgbtqi", "trans_nonbinary"}) and view.case.state_acts


def _at_home(view: View) -> bool:
    """Those who are feared may hold the phone."""
    return view.facts.perpetrator == "family_community"


def _child(view: View) -> bool:
    return view.facts.age_band == "child"


def _no_country(view: View) -> bool:
    return not view.facts.country


def _disabled(view: View) -> bool:
    return "disability" in view.facts.groups or "access_needs" in view.facts.flags


def _armed(view: View) -> bool:
    return "armed" in view.facts.flags or "weapons" in view.facts.needs


def _conflict(view: View) -> bool:
    return "facts_conflict" in view.facts.flags


def _not_defender(view: View) -> bool:
    return view.facts.kind == "not_hrd"


RULES: Mapping[str, Callable[[View], bool]] = {
    "advise_clean_device_before_chat": _clean_device,
    "ask_access_needs": _disabled,
    "ask_family_consent_twice": lambda v: "needs_family_relocation" in v.facts.flags,
    "ask_if_observed_or_coerced": _conflict,
    "ask_region_optional": lambda v: _no_country(v) and not v.case.region,
    "ask_state_route_ok": lambda v: bool(v.unwished) and not v.case.state_feared and v.case.level in ("T1", "T2", "T3"),
    "check_sessions": lambda v: "device_seizure" in v.facts.threat_types,
    "child_friendly_text": _child,
    "choose_one_disappearance_body": lambda v: v.disappearance_doors > 1,
    "clarify_two_questions": _conflict,
    "clarify_un_link": lambda v: "reprisal_un" in v.facts.threat_types and not v.facts.cooperating_with_un,
    "collect_six_elements": lambda v: v.case.requires["enforced_disappearance"] is True,
    "consent_per_action": lambda v: v.facts.consent.publicity,
    "do_not_advise_border_routes": lambda v: not _LEAVING.isdisjoint(v.facts.needs),
    "do_not_force_country": _no_country,
    "do_not_record_orientation_unless_needed": _orientation_at_stake,
    "explain_threshold": lambda v: v.facts.kind == "individual" and v.facts.project_finance == "ibrd_ida",
    "good_time": lambda v: v.facts.details.get("good_time") == "no",
    "hide_state_run": lambda v: bool(v.unwished) and v.case.state_feared,
    "human_handover": _child,
    "human_review": _armed,
    "kind_refusal": _not_defender,
    "language_support": _no_shared_language,
    "life_at_risk_policy": lambda v: v.case.level == "T0" and _refused(v),
    "long_term_actions": lambda v: v.case.level == "T3",
    "minimal_data": _child,
    "ncp_only_after_risk_talk": lambda v: v.facts.project_finance == "multinational_oecd",
    "never_exclude_for_disability": _disabled,
    "no_case": _not_defender,
    "no_push_notifications": _at_home,
    "no_record": lambda v: not v.facts.consent.store,
    "nonviolence_rule": _armed,
    "offer_non_un_route": lambda v: (
        bool(v.offered) and v.case.level != "TX" and not any(m.independent for m in v.offered)
    ),
    "officer_alert_if_consent": _danger_now,
    "quick_exit": _at_home,
    "remote_participation_advice": lambda v: v.facts.details.get("remote") == "yes",
    "risk_talk_before_filing": _complaint_offered,
    "safety_card_first": _danger_now,
    "self_referral_only": _refused,
    "several_sources": lambda v: "killing" in v.facts.threat_types,
    "short_questions": _danger_now,
    "signpost": _not_defender,
    "state_risk_statement": lambda v: any(m.state_role == "run" for m in v.offered),
    "tell_outcome_later": lambda v: v.facts.cooperating_with_un and "reprisal_un" in v.facts.threat_types,
    "text_only_no_voice": lambda v: "sgn" in v.facts.languages or "text_only" in v.facts.flags,
}
# In the closed list, but following from what happens in the talk and not from facts: `cancel_outgoing` and
# `confirm_deletion`, when consent is withdrawn or deletion is asked for.

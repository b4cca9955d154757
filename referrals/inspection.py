"""What is wrong with the directory beyond the form of its files: places that nobody could ever be shown.

Each place is tried with a person made from its own criteria; a place that even they do not reach is described wrongly.
The same examples let a test show every place that can be shown.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from referrals.case import Consent, Facts
from referrals.directory import Directory
from referrals.eligibility import Situation, reason_to_leave_out
from referrals.mechanism import ANY, Mechanism
from referrals.triage import judge
from referrals.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to mend: which entry, what, and what to do."""

    id: str
    code: str
    message: str
    hint: str


def findings(directory: Directory) -> tuple[Finding, ...]:
    """Every entry that can be shown and that no facts lead to."""
    found = []
    for m in directory.mechanisms:
        reason = _reached(m, directory)
        if reason is not None:
            message = f"No facts lead to it: even a person made for it is left out ({reason})."
            found.append(Finding(m.id, "unreachable", message, "Look at who, groups, requires and excluded."))
    return tuple(found)


def unplaced(words: Vocabulary, countries: Iterable[str]) -> tuple[Finding, ...]:
    """Every country that a person can name and that lies in no region: nothing regional would ever reach them."""
    missing = sorted(set(countries) - set(words.region_of))
    hint = "Write it under one region of the vocabulary."
    return tuple(Finding("vocabulary", "no_region", f"{country} lies in no region.", hint) for country in missing)


def shown_to_defenders(m: Mechanism) -> bool:
    """Whether the entry can stand among a defender's offers at all."""
    return m.show_as in ("open", "check_first") and m.status != "terminated"


def _reached(m: Mechanism, directory: Directory) -> str | None:
    if not shown_to_defenders(m):
        return None
    facts = example(m, directory.vocabulary)
    level, _ = judge(facts, directory.triage)
    case = Situation.of(facts, level, directory.vocabulary)
    return reason_to_leave_out(m, case, ended=False, stale=False)


def example(m: Mechanism, words: Vocabulary) -> Facts:
    """A person made from the place's own criteria: such a kind, age, group, country, threat and need."""
    groups = {sorted(any_of)[0] for any_of in m.groups_required} | set(sorted(m.groups_served - {ANY})[:1])
    kinds = [kind for kind in ("organisation", "individual", "relative", "community") if kind in m.who]
    threats = sorted(m.threats - {ANY})[:1]
    facts = Facts(
        country=_country(m, words),
        kind=kinds[0] if kinds else "third_party_with_consent",
        age_band="adult" if "adult" in m.ages else "child",
        groups=frozenset(groups),
        threat_types=frozenset(threats),
        perpetrator="company" if "aarhus_link" in m.requires else "armed_group",
        imminence="now" if m.help <= {"immediate_safety"} else "weeks",
        needs=frozenset(sorted(m.help - {"norms", "capacity"})[:1]),
        languages=frozenset(sorted(m.languages - {ANY})[:1]),
        consent=Consent(store=True, state_contact=True),
    )
    facts = _avoiding(m, facts)
    return _meeting(m, facts)


def _country(m: Mechanism, words: Vocabulary) -> str:
    if m.countries_only:
        return min(m.countries_only)
    in_eu = words.country_lists["eu"] if "in_eu" in m.excluded else frozenset()
    fitting = (c for c, region in words.region_of.items() if region in m.regions and c not in in_eu)
    return "KE" if "global" in m.regions else min(fitting)


def _avoiding(m: Mechanism, facts: Facts) -> Facts:
    """Not what the place excludes."""
    if "organisation" in m.excluded and facts.kind == "organisation":
        facts = replace(facts, kind="individual")
    if "imminent_danger" in m.excluded or "acute_need" in m.excluded:
        facts = replace(facts, imminence="none")
    return replace(facts, outside_home_country="in_home_country" in m.excluded)


def _meeting(m: Mechanism, facts: Facts) -> Facts:
    """What the place requires."""
    wanted: dict[str, object] = {}
    for code in m.requires:
        wanted.update(_FACTS_FOR.get(code, {}))
    if "legal_action" in m.requires:
        wanted["threat_types"] = facts.threat_types | {"criminalisation"}
    if "enforced_disappearance" in m.requires:
        wanted["kind"] = "relative" if "relative" in m.who else facts.kind
    return replace(facts, **wanted)  # type: ignore[arg-type]


_FACTS_FOR: dict[str, dict[str, object]] = {
    "detained": {"detained": True},
    "enforced_disappearance": {"disappeared": True, "threat_types": frozenset({"enforced_disappearance"})},
    "cooperated_with_un": {"cooperating_with_un": True},
    "cooperated_with_treaty_body": {"cooperating_with_un": True},
    "outside_home_country": {"outside_home_country": True},
    "project_ibrd_ida": {"project_finance": "ibrd_ida"},
    "project_ifc_miga": {"project_finance": "ifc_miga"},
    "project_dfc": {"project_finance": "dfc"},
    "multinational_oecd": {"project_finance": "multinational_oecd"},
}

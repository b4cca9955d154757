"""The hard rules: for each place whether it may be offered at all, and if not, the one reason why.

The rules come from what the places publish about themselves and are read from the directory's codes; none names a
place, a person or an example. They are tried in the order of `REASONS`, and the first that fires is the reason an
officer sees. What is left is put in order elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from referrals.case import Facts
from referrals.mechanism import ANY, Mechanism
from referrals.vocabulary import Vocabulary

REASONS = (
    "ended", "stale", "background", "officer_only", "facts_unclear", "ineligible", "region", "group", "harm", "consent",
    "too_slow",
)  # fmt: skip

_LEGAL_THREATS = frozenset({"criminalisation", "slapp", "arrest", "detention", "censorship"})
_LONE = frozenset({"individual", "relative"})
_TOGETHER = frozenset({"organisation", "community"})
_SLOW = MappingProxyType({"T0": frozenset({"weeks_months", "months"})})


@dataclass(frozen=True, slots=True, repr=False)
class Situation:
    """The facts with what follows from them, worked out once for all places."""

    facts: Facts
    level: str
    region: str
    threats: frozenset[str]
    groups: frozenset[str]
    maybe_groups: frozenset[str]
    covering: frozenset[str]
    serving: Mapping[str, int]
    requires: Mapping[str, bool | None]
    excluded: frozenset[str]
    urgent: frozenset[str]
    state_feared: bool  # the State may be the danger: also where nothing is known
    state_acts: bool  # the State is said to be the danger

    @classmethod
    def of(cls, facts: Facts, level: str, words: Vocabulary) -> Situation:
        """Work out region, groups, parents of threats, useful help, and what each requirement says."""
        threats = facts.threat_types | _lived(facts) | _meant(facts, words)
        groups = facts.groups | ({"child"} if facts.age_band == "child" else frozenset())
        may_be = {other for group in groups for other in words.group_may_be.get(group, ())}
        return cls(
            facts=facts,
            level=level,
            region=words.region(facts.country, facts.region),
            threats=threats,
            groups=groups,
            maybe_groups=groups | may_be,
            covering=words.covering(threats),
            serving=_serving(facts, words),
            requires=_requirements(facts, words),
            excluded=_person_codes(facts, words),
            urgent=frozenset(
                {"imminent_danger", "acute_need"} if level == "T0" else {"acute_need"} if level == "T1" else ()
            ),
            state_acts=facts.perpetrator in words.perpetrator_sets["state_side"],
            state_feared=facts.perpetrator in words.perpetrator_sets["treated_as_state_for_state_run_doors"],
        )


def _lived(facts: Facts) -> frozenset[str]:
    """Whoever is held or missing has met that threat, whether or not it was also ticked."""
    held = {"detention"} if facts.detained else set()
    return frozenset(held | ({"enforced_disappearance"} if facts.disappeared else set()))


def _meant(facts: Facts, words: Vocabulary) -> frozenset[str]:
    """Sexual threats are violence because of gender; so is what strikes women, trans and queer people online (R12)."""
    struck = not facts.groups.isdisjoint(words.group_sets["struck_for_gender"])
    online = not facts.threat_types.isdisjoint(words.threat_sets["gendered_online"])
    return frozenset({"gender_based_violence"} if "sextortion" in facts.threat_types or (struck and online) else ())


def _serving(facts: Facts, words: Vocabulary) -> dict[str, int]:
    """Each kind of help that serves a need of this person, with how well (percent)."""
    found: dict[str, int] = {}
    for need in facts.needs:
        for help_, percent in words.need_served_by[need].items():
            found[help_] = max(percent, found.get(help_, 0))
    return found


def _requirements(facts: Facts, words: Vocabulary) -> dict[str, bool | None]:
    """What each requirement says of these facts; `None` where they cannot know, so that it becomes a question."""
    together = True if facts.kind in _TOGETHER else None if facts.kind == "unclear" else False
    aarhus = facts.country in words.country_lists["aarhus_parties"]
    return {
        "detained": facts.detained,
        "enforced_disappearance": facts.disappeared or "enforced_disappearance" in facts.threat_types,
        "cooperated_with_un": facts.cooperating_with_un,
        "cooperated_with_treaty_body": facts.cooperating_with_un,
        "outside_home_country": facts.outside_home_country,
        "project_ibrd_ida": facts.project_finance == "ibrd_ida",
        "project_ifc_miga": facts.project_finance == "ifc_miga",
        "project_dfc": facts.project_finance == "dfc",
        "multinational_oecd": facts.project_finance == "multinational_oecd",
        "legal_action": not _LEGAL_THREATS.isdisjoint(facts.threat_types) or "legal" in facts.needs,
        "two_or_more_people": together,
        "aarhus_link": True if aarhus else None if facts.perpetrator == "company" else False,
        "member_endorsement": None,
        "in_programme_network": None,
        "on_target_map": None,
    }


def _person_codes(facts: Facts, words: Vocabulary) -> frozenset[str]:
    """The exclusions that these facts meet; those of urgency are apart, because time heals them."""
    flags = facts.flags
    met = {
        "lone_individual": facts.kind in _LONE,
        "organisation": facts.kind == "organisation",
        "armed_or_violent": "armed" in flags or "weapons" in facts.needs,
        "in_home_country": not facts.outside_home_country,
        "in_eu": facts.country in words.country_lists["eu"],
        "travel_ban": "travel_ban" in facts.threat_types or facts.detained,
        "family_relocation": "needs_family_relocation" in flags,
        "cannot_return": "cannot_return" in flags or facts.outside_home_country,
    }
    return frozenset(code for code, holds in met.items() if holds)


def reason_to_leave_out(m: Mechanism, case: Situation, *, ended: bool, stale: bool) -> str | None:
    """The first hard rule that fires for this place, or `None`: then it may be offered."""
    if ended or m.status == "terminated":
        return "ended"
    if stale:
        return "stale"
    if m.show_as in _NOT_SHOWN:
        return _NOT_SHOWN[m.show_as]
    for reason, fires in _RULES:
        if fires(m, case):
            return reason
    return None


_NOT_SHOWN = MappingProxyType({"hide": "background", "officer_only": "officer_only"})


def _unclear(m: Mechanism, case: Situation) -> bool:
    """While it is not clear whether one person or a group asks, only doors that are open to both remain."""
    return case.facts.kind == "unclear" and not ("individual" in m.who and not _TOGETHER.isdisjoint(m.who))


def _ineligible(m: Mechanism, case: Situation) -> bool:
    facts = case.facts
    if case.level == "TX":
        return not _signpost(m, case)
    if facts.kind != "unclear" and facts.kind not in m.who:
        return True
    if facts.age_band not in m.ages or not case.excluded.isdisjoint(m.excluded):
        return True
    return any(case.requires[code] is False for code in m.requires) or not serves(m, case)


def _signpost(m: Mechanism, case: Situation) -> bool:
    """Until a human has looked, whoever is no defender, or is armed, is shown only where anybody can turn."""
    return m.state_role == "own_choice" and not _wrong_group(m, case)


def serves(m: Mechanism, case: Situation) -> bool:
    """Whether the place is for such a threat, or gives help that is needed.

    Help for the next minutes only is for whoever is in danger now, and for whoever no other door is open to.
    """
    if m.help <= {"immediate_safety"} and case.level not in ("T0", "TX"):
        return "immediate_safety" in case.serving
    if ANY in m.threats or not m.threats.isdisjoint(case.threats) or not m.threats.isdisjoint(case.covering):
        return True
    return not m.help.isdisjoint(case.serving)


def _elsewhere(m: Mechanism, case: Situation) -> bool:
    if m.countries_only:
        return case.facts.country not in m.countries_only
    return "global" not in m.regions and case.region not in m.regions


def _wrong_group(m: Mechanism, case: Situation) -> bool:
    if any(case.maybe_groups.isdisjoint(any_of) for any_of in m.groups_required):
        return True
    return ANY not in m.groups_served and case.maybe_groups.isdisjoint(m.groups_served)


def _harmful(m: Mechanism, case: Situation) -> bool:
    """Never to a complaint that the company or a bank learns of while life is in danger; a risk talk comes first."""
    return case.level == "T0" and m.perpetrator_rule == "suits_company" and m.naming == "required"


def _unwished(m: Mechanism, case: Situation) -> bool:
    """A body of the State concerned is shown only to whoever wishes it, whoever is feared (R42)."""
    return m.state_role == "run" and not case.facts.consent.state_contact


def _too_slow(m: Mechanism, case: Situation) -> bool:
    return not case.urgent.isdisjoint(m.excluded) or m.speed in _SLOW.get(case.level, frozenset())


_RULES: tuple[tuple[str, Callable[[Mechanism, Situation], bool]], ...] = (
    ("facts_unclear", _unclear),
    ("ineligible", _ineligible),
    ("region", _elsewhere),
    ("group", _wrong_group),
    ("harm", _harmful),
    ("consent", _unwished),
    ("too_slow", _too_slow),
)


def made_for(m: Mechanism, case: Situation) -> bool:
    """Whether the place says of itself that it is made for this kind of danger."""
    if m.perpetrator_rule == "suits_state":
        return case.state_acts
    return m.perpetrator_rule == "suits_company" and case.facts.perpetrator == "company"


def open_questions(m: Mechanism, case: Situation) -> tuple[str, ...]:
    """What the facts cannot know and the place requires: asked of the person, never a reason to leave it out."""
    asked = [code for code in m.requires if case.requires[code] is None]
    for any_of in m.groups_required:
        if case.groups.isdisjoint(any_of):
            asked.extend(sorted(any_of & case.maybe_groups))
    return tuple(asked)

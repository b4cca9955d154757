"""One place that may help, as a file of the directory describes it: its own published criteria, and nothing judged.

A contact stands here only if a source gave it; whether it was seen to answer is the operator's knowledge and lives in
`referrals.directory`. Texts are the directory's own and for officers; what a defender reads is worded from the codes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from referrals import codes
from referrals.reading import Place, read
from referrals.retired import is_retired
from referrals.vocabulary import Vocabulary

ANY = "any"

REQUIRES = (
    "detained", "enforced_disappearance", "cooperated_with_un", "cooperated_with_treaty_body", "outside_home_country",
    "project_ibrd_ida", "project_ifc_miga", "project_dfc", "legal_action", "multinational_oecd", "two_or_more_people",
    "member_endorsement", "in_programme_network", "on_target_map", "aarhus_link",
)  # fmt: skip
COSTS = (
    "cost_exile", "cost_armed_guards", "cost_vehicles", "cost_salaries", "cost_running_rent", "cost_refund",
    "cost_visa_asylum", "cost_education", "cost_unrelated_medical",
)  # fmt: skip
EXCLUDES = (
    "lone_individual", "organisation", "international_organisation", "armed_or_violent", "in_home_country", "in_eu",
    "imminent_danger", "acute_need", "travel_ban", "family_relocation", "cannot_return", *COSTS,
)  # fmt: skip
# The fastest first; unknown stands apart.
SPEEDS = ("hours", "hours_days", "days", "days_weeks", "weeks", "weeks_months", "months", "unknown")
ASKS = (
    "who", "work", "what_happened", "danger", "responsible", "steps", "before", "urgency", "references", "contact",
    "costs", "naming", "un_link", "missing_person", "papers", "proof", "project", "plan", "interview", "confidential",
    "more",
)  # fmt: skip
# Concluded from an entry's role, rule, status and publicity, so that no file can forget them.
CONCLUDED_RISKS = (
    "run", "informs", "third_state", "own_choice", "state_run_caution", "company_learns", "published", "may_be_closed",
    "may_not_answer",
)  # fmt: skip
OWN_RISKS = (
    "relatives_exposed", "orientation_exposed", "others_asked", "un_contact_seen", "foreign_agent_label",
    "police_involved", "state_influence", "state_blamed", "data_leaked", "infiltrated", "protection_failed",
    "overloaded", "poorly_served", "uneven_help", "small_grants", "no_physical_protection", "cannot_enforce",
    "not_a_way_out", "secure_channel_first", "form", "no_details_first", "clean_device", "parents_may_be_danger",
)  # fmt: skip
RISKS = (*CONCLUDED_RISKS, *OWN_RISKS)
CONTACT_KINDS = ("hotline", "messaging", "email", "form", "web", "postal")
KINDS = (
    "accountability_mechanism", "diplomatic", "fund", "helpdesk", "immediate", "multilateral", "national_mechanism",
    "network", "ngo_programme", "nhri", "officer_tool", "regional_body", "relocation", "resettlement", "self_help",
    "standard", "un_body", "un_procedure",
)  # fmt: skip
ROLES = ("direct_referral", "officer_action", "background")
SHOWN = ("open", "check_first", "officer_only", "hide")
STATE_ROLES = ("run", "informs", "third_state", "own_choice", "none")
PERPETRATOR_RULES = ("any", "state_run_caution", "suits_state", "suits_company", "own_choice_card")
STATUSES = ("active_per_source", "unverified", "intermittent", "paused", "advisory_only", "terminated")
NAMING = ("required", "ask_first", "none")
# When a name, or the fact itself, becomes public: not at all where nothing is said.
PUBLISHED = ("always", "unless_withheld", "with_consent", "no")
# Doors of the United Nations, for the promise that there is always one that is neither UN nor State.
UN_KINDS = frozenset({"un_procedure", "un_body"})

_TOP = (
    "format", "id", "name", "kind", "role", "show_as", "state_role", "perpetrator_rule", "route", "lead",
    "eligibility", "threats", "help", "languages", "hours", "speed", "response_time", "asks", "asks_text", "consent",
    "publicity", "published", "risks", "safety", "contacts", "status", "sources", "weak_facts", "named_in",
)  # fmt: skip
_NEEDED = (
    "id", "name", "kind", "role", "show_as", "state_role", "perpetrator_rule", "eligibility", "threats", "help",
    "speed", "consent", "status",
)  # fmt: skip
_ELIGIBILITY = (
    "text", "who", "ages", "regions", "countries_only", "groups_required", "groups_served", "requires", "excluded",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Contact:
    """One way to reach a place, as a source gave it."""

    kind: str
    value: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Mechanism:
    """One place: who may turn to it, for what, with which help, how fast, at which price."""

    id: str
    name: str
    kind: str
    role: str
    show_as: str
    state_role: str
    perpetrator_rule: str
    route: str
    lead: bool
    text: str
    who: frozenset[str]
    ages: frozenset[str]
    regions: frozenset[str]
    countries_only: frozenset[str]
    groups_required: tuple[frozenset[str], ...]
    groups_served: frozenset[str]
    requires: tuple[str, ...]
    excluded: frozenset[str]
    threats: frozenset[str]
    help: frozenset[str]
    languages: frozenset[str]
    hours: str
    speed: str
    response_time: str
    asks: tuple[str, ...]
    asks_text: tuple[str, ...]
    naming: str
    naming_note: str
    publicity: str
    published: str
    risks: tuple[str, ...]
    safety: tuple[str, ...]
    contacts: tuple[Contact, ...]
    status: str
    status_as_of: str
    status_note: str
    sources: tuple[tuple[str, str, str], ...]
    weak_facts: tuple[str, ...]
    named_in: tuple[tuple[str, str], ...]

    @property
    def door(self) -> str:
        """The form behind which this place stands: mandates that share one form are one door."""
        return self.route or self.id

    @property
    def un(self) -> bool:
        """Whether it is a body or a procedure of the United Nations."""
        return self.kind in UN_KINDS

    @property
    def independent(self) -> bool:
        """Whether it is neither a State's nor the United Nations', and no State learns of the case through it (R33)."""
        return self.state_role == "none" and not self.un


def load_mechanism(text: str, file: str, vocabulary: Vocabulary) -> Mechanism:
    """Read one file, or raise `DirectoryFault` with its line and what to write instead."""
    place = read(text, file)
    top = place.table(_TOP, _NEEDED)
    identity = top["id"].text()
    if file.rsplit("/", 1)[-1] != f"{identity}.yaml":
        top["id"].refuse(f"The id {identity!r} is not the file's name.", f"Name the file {identity}.yaml.")
    if "contacts" in top and "sources" not in top:
        top["contacts"].refuse("A contact stands here without any source.", "Add `sources:`, or take the contact out.")
    return Mechanism(
        id=identity,
        name=top["name"].text(),
        kind=top["kind"].code(KINDS),
        role=top["role"].code(ROLES),
        show_as=top["show_as"].code(SHOWN),
        state_role=top["state_role"].code(STATE_ROLES),
        perpetrator_rule=top["perpetrator_rule"].code(PERPETRATOR_RULES),
        route=_text(top, "route"),
        lead=top["lead"].truth() if "lead" in top else False,
        **_eligibility(top["eligibility"], vocabulary),
        threats=frozenset(top["threats"].codes((*codes.THREATS, ANY))),
        help=frozenset(top["help"].codes(codes.HELP)),
        languages=frozenset(_codes(top, "languages", (*codes.LANGUAGES, ANY))),
        hours=_text(top, "hours"),
        speed=top["speed"].code(SPEEDS),
        response_time=_text(top, "response_time"),
        asks=_codes(top, "asks", ASKS),
        asks_text=_texts(top, "asks_text"),
        **_consent(top["consent"]),
        publicity=_text(top, "publicity"),
        published=top["published"].code(PUBLISHED) if "published" in top else "no",
        risks=_codes(top, "risks", OWN_RISKS),
        safety=_texts(top, "safety"),
        contacts=tuple(_contact(item) for item in _items(top, "contacts")),
        **_status(top["status"]),
        sources=tuple(_source(item) for item in _items(top, "sources")),
        weak_facts=_texts(top, "weak_facts"),
        named_in=tuple(_named(item) for item in _items(top, "named_in")),
    )


def _consent(place: Place) -> dict[str, Any]:
    own = place.table(("naming", "note"), ("naming",))
    return {"naming": own["naming"].code(NAMING), "naming_note": _text(own, "note")}


def _status(place: Place) -> dict[str, Any]:
    own = place.table(("state", "as_of", "note"), ("state",))
    return {
        "status": own["state"].code(STATUSES),
        "status_as_of": _date(own, "as_of"),
        "status_note": _text(own, "note"),
    }


def _date(own: dict[str, Place], name: str) -> str:
    """As exact as the source is; but some year it must name."""
    text = _text(own, name)
    if text and not re.search(r"\d{4}", text):
        own[name].refuse(f"{text!r} names no year.", 'Write it like "2026-11-23", "2026-11" or "2026".')
    return text


def _eligibility(place: Place, vocabulary: Vocabulary) -> dict[str, Any]:
    own = place.table(_ELIGIBILITY, ("text", "ages", "regions"))
    groups = (*codes.GROUPS, ANY)
    return {
        "text": own["text"].text(),
        "who": frozenset(_codes(own, "who", codes.KINDS)),
        "ages": frozenset(own["ages"].codes(codes.AGES)),
        "regions": frozenset(own["regions"].codes((*vocabulary.regions, "global"))),
        "countries_only": frozenset(_codes(own, "countries_only", vocabulary.region_of)),
        "groups_required": tuple(_any_of(item) for item in _items(own, "groups_required")),
        "groups_served": frozenset(_codes(own, "groups_served", groups) or (ANY,)),
        "requires": _codes(own, "requires", REQUIRES),
        "excluded": frozenset(_codes(own, "excluded", EXCLUDES)),
    }


def _any_of(item: Place) -> frozenset[str]:
    """`women|trans_nonbinary`: any of them will do."""
    found = frozenset(item.text().split("|"))
    if not found <= set(codes.GROUPS):
        item.refuse("A group is not in the list.", f"Write one of: {', '.join(codes.GROUPS)}; `a|b` for either.")
    return found


def _contact(item: Place) -> Contact:
    own = item.table(("kind", "value", "note"), ("kind", "value"))
    value = own["value"].text()
    if any(is_retired(word) for word in (value, *value.split())):
        own["value"].refuse("This address is no longer to be used.", "Take it out, or write what a newer source gives.")
    return Contact(own["kind"].code(CONTACT_KINDS), value, _text(own, "note"))


def _source(item: Place) -> tuple[str, str, str]:
    own = item.table(("address", "date", "supports"), ("address", "supports"))
    return own["address"].text(), _date(own, "date"), own["supports"].text()


def _named(item: Place) -> tuple[str, str]:
    own = item.table(("text", "where"), ("text", "where"))
    return own["text"].text(), own["where"].text()


def _items(own: dict[str, Place], name: str) -> tuple[Place, ...]:
    return tuple(own[name].items()) if name in own else ()


def _text(own: dict[str, Place], name: str) -> str:
    return own[name].text() if name in own else ""


def _texts(own: dict[str, Place], name: str) -> tuple[str, ...]:
    return tuple(item.text() for item in _items(own, name))


def _codes(own: dict[str, Place], name: str, allowed: object) -> tuple[str, ...]:
    return own[name].codes(allowed) if name in own else ()  # type: ignore[arg-type]

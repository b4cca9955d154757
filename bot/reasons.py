"""Why a place is offered, what it risks, how fast it is and what it asks: the words behind the codes of matching.

Only here: one short phrase for each code of the directory that a defender may read, as a `Text` with an id under
`notice/`. The phrases stand inside a sentence such as "Why: …", so they begin small and have no full stop. This file
does not judge anything; `referrals.matching` gives the codes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from flows.text import Text


def _table(kind: str, sources: Mapping[str, str]) -> Mapping[str, Text]:
    return {code: Text(f"notice/{kind}_{code}", source) for code, source in sources.items()}


def texts() -> Iterator[Text]:
    """Every phrase, in the order of this file."""
    for table in (THREATS, NEEDS, REQUIREMENTS, PERPETRATORS, URGENCY, FITS, RISKS, SPEEDS, ASKS, LIGHTS, EXCHANGED):
        yield from table.values()


THREATS = _table(
    "threat",
    {
        "killing": "a killing",
        "attempted_killing": "an attack on a life",
        "death_threat": "threats to kill",
        "physical_attack": "attacks",
        "torture_ill_treatment": "torture or ill-treatment",
        "gender_based_violence": "violence because of gender",
        "enforced_disappearance": "someone taken and not found",
        "arrest": "an arrest",
        "detention": "someone held",
        "criminalisation": "charges or a trial",
        "slapp": "a court case meant to silence",
        "travel_ban": "a passport or travel stopped",
        "reprisal_un": "punishment after contact with the UN",
        "reprisal_project": "pressure because of a project",
        "company_retaliation": "pressure by a company",
        "land_eviction": "loss of land or home",
        "office_raid": "a search of an office",
        "device_seizure": "phones or computers taken",
        "equipment_loss": "equipment lost or broken",
        "surveillance": "being followed or watched",
        "spyware": "spying on a phone",
        "digital_attack": "attacks on phones or accounts",
        "account_compromise": "an account taken or closed",
        "website_attack": "an attack on a site",
        "online_harassment": "hate online",
        "doxxing": "private facts made public",
        "sextortion": "threats with private pictures",
        "smear": "lies in public",
        "censorship": "being kept from publishing",
        "restrictive_law": "a law against your work",
        "discriminatory_law": "a law against a group",
        "funding_restriction": "money blocked",
        "org_closure": "a group being closed",
        "assembly_repression": "a protest broken up",
        "burnout": "being worn out",
        "other_crime": "a crime",
    },
)

NEEDS = _table(
    "need",
    {
        "immediate_safety": "what to do in the next hours",
        "safety_advice": "advice on safety",
        "safe_house": "help to stay elsewhere for days",
        "security": "money or measures for safety",
        "physical_protection": "measures that a public body decides",
        "protection_measures": "asking a government to protect",
        "accompaniment": "groups that send observers",
        "digital_security": "help with phones and accounts",
        "forensics": "a check of a phone",
        "self_help": "a guide to use alone",
        "medical": "help with a doctor",
        "psychosocial": "someone to talk with",
        "rest_respite": "rest",
        "family_support": "help for a family",
        "subsistence": "living costs",
        "relocation_temporary": "help to go elsewhere for a time",
        "relocation_permanent": "advice on leaving for good",
        "emergency_travel": "help with urgent travel",
        "asylum": "advice on asylum",
        "resettlement": "advice on moving to another country",
        "academic_post": "a post at a university",
        "legal": "help with a lawyer",
        "legal_information": "facts about the law",
        "legal_opinion": "an opinion on being held",
        "strategic_litigation": "a court case for many",
        "trial_monitoring": "observers at a trial",
        "prison_visits": "visits in prison",
        "search_for_person": "a search for a missing person",
        "documentation": "keeping proof",
        "monitoring": "people who watch and report",
        "equipment": "equipment",
        "emergency_grant": "money for urgent costs",
        "advocacy_grant": "money for the work",
        "project_grant": "money for a project",
        "advocacy": "groups who speak up",
        "urgent_appeal": "an urgent public call",
        "public_statement": "a public statement",
        "un_advocacy": "speaking up at the UN",
        "state_letter": "a letter to a government",
        "diplomatic": "diplomats",
        "visibility": "being seen in public",
        "state_contact": "contact with authorities",
        "network_support": "a network",
        "annual_report": "a place in a yearly report",
        "project_complaint": "a complaint about a project",
        "mediation": "talks between the sides",
        "retaliation_response": "steps against punishment for a complaint",
        "nhri_complaint": "a national rights office",
        "compliance_complaint": "a complaint under a treaty",
        "trade_complaint": "a complaint under a trade deal",
        "sanctions": "sanctions",
        "case_support": "somebody who follows the case",
        "information": "information",
        "training": "training",
        "travel_to_un": "travel to the UN",
    },
)

REQUIREMENTS = _table(
    "requirement",
    {
        "detained": "for people who are held",
        "enforced_disappearance": "for people who were taken and not found",
        "cooperated_with_un": "for people punished after contact with the UN",
        "cooperated_with_treaty_body": "for people who wrote to a UN committee",
        "outside_home_country": "for people outside their country",
        "project_ibrd_ida": "for people harmed by a World Bank project",
        "project_ifc_miga": "for people harmed by an IFC or MIGA project",
        "project_dfc": "for people harmed by a DFC project",
        "legal_action": "for people with charges or a court case",
        "multinational_oecd": "for complaints about a foreign company",
        "two_or_more_people": "for groups of two or more",
        "member_endorsement": "for people whom one of their members knows",
        "in_programme_network": "for people in their network",
        "on_target_map": "for places on their list",
        "aarhus_link": "for people who defend nature, in countries of the Aarhus treaty",
    },
)

PERPETRATORS = _table(
    "perpetrator",
    {
        "state": "for danger from officials",
        "security_forces": "for danger from police or army",
        "armed_group": "for danger from an armed group",
        "company": "for danger from a company",
        "family_community": "for danger from family or community",
        "religious_extremists": "for danger from a religious or hate group",
        "mixed": "for danger from officials with others",
        "private_person": "for danger from one person",
        "unknown": "also where nobody knows who it is",
    },
)

URGENCY = _table(
    "urgency",
    {
        "T0": "they say that it takes hours or days",
        "T1": "in the next 3 days",
        "T2": "in the next weeks",
        "T3": "later, to be ready",
        "TX": "other places may fit better",
    },
)

FITS = _table(
    "fits",
    {
        "country": "they work in your country",
        "region": "they work in your part of the world",
        "global": "they work in all countries",
        "language": "they speak your language",
        "language_unknown": "they may not speak your language; an officer can help",
        "group": "they help people like those you named",
        "kind": "they help people and groups like yours",
        "state_free": "no government stands behind it",
        "urgency": "they say that it takes hours or days",
        "horizon_now": "for the next hours",
        "horizon_weeks": "for the next weeks",
        "horizon_long": "for the longer time",
    },
)

RISKS = _table(
    "risk",
    {
        "run": "a government decides there and learns of you",
        "informs": "your government, or the company, learns of the case",
        "third_state": "diplomats of another country learn of the case",
        "own_choice": "a call can be heard or traced",
        "state_run_caution": "only if officials are not the danger",
        "company_learns": "the company learns of it",
        "may_be_closed": "it may be closed now",
        "may_not_answer": "they may not answer",
        "relatives_exposed": "it can expose a family",
        "orientation_exposed": "it can expose whom a person loves",
        "un_contact_seen": "contact with the UN may be noticed",
        "foreign_agent_label": "it can be called work for foreigners",
        "police_involved": "police may take part",
        "state_influence": "a government has influence there",
        "state_blamed": "many attacks there were blamed on officials",
        "data_leaked": "data were stolen there before",
        "infiltrated": "armed people got into it before",
        "protection_failed": "its protection has not always worked",
        "overloaded": "they have too many cases",
        "poorly_served": "people in villages get less help there",
        "uneven_help": "help differs by country",
        "small_grants": "the sums are small",
        "no_physical_protection": "they cannot protect you from an attack",
        "cannot_enforce": "they cannot force anyone",
        "not_a_way_out": "it is not a way out of the country",
        "secure_channel_first": "first ask them for a safer channel",
        "no_details_first": "no details in the first message",
        "clean_device": "write from a phone that others do not read",
        "parents_may_be_danger": "parents or school may hear of it",
        "published": "their texts may become public",
        "others_asked": "they may ask others about you",
        "form": "use only their locked form",
    },
)

MOST_RISKS = 4
SAID_OF_ALL = frozenset({"may_not_answer"})
"""Every offer's own screen says this, whatever the place (R34)."""

SPEEDS = _table(
    "speed",
    {
        "hours": "usually hours",
        "hours_days": "usually hours or days",
        "days": "usually days",
        "days_weeks": "usually days or weeks",
        "weeks": "usually weeks",
        "weeks_months": "usually weeks or months",
        "months": "usually months",
        "unknown": "we do not know",
    },
)

ASKS = _table(
    "asks",
    {
        "who": "who you are",
        "work": "what you do for others",
        "what_happened": "what happened, when and where",
        "danger": "what the danger is",
        "responsible": "who is behind it",
        "steps": "what you did about it so far",
        "before": "what happened before",
        "urgency": "why it is urgent",
        "references": "people who know your work",
        "contact": "a way to reach you",
        "costs": "what the money is for",
        "naming": "whether they may name you",
        "un_link": "how it is linked to the UN",
        "missing_person": "who is missing, since when, and where last seen",
        "papers": "papers that say who you are",
        "proof": "proof, if there is any",
        "project": "which project it is",
        "plan": "what you plan",
        "interview": "a talk with them",
        "confidential": "what must stay secret",
        "more": "some more facts",
    },
)

LIGHTS = _table(
    "light",
    {
        "checked": "checked here",
        "sourced": "an officer will find out whether it is open",
        "stale": "not checked for some time",
    },
)

EXCHANGED = _table(
    "exchanged",
    {
        "country": "the country",
        "kind": "whether it is about a person or a group",
        "threat_types": "what kind of danger it is",
        "perpetrator": "what kind of people it comes from",
        "imminence": "how near the danger is",
        "needs": "what kind of help is needed",
        "languages": "your languages",
        "work_themes": "what your work is about",
    },
)
"""What a partner can be told, as the question for it says (R46)."""

MOST_ASKS = 4
"""More would not fit one screen; the rest is one phrase, "some more facts"."""


def asks(codes: Sequence[str]) -> tuple[Text, ...]:
    """What a place asks, as at most `MOST_ASKS` phrases and one for the rest; the order is the directory's."""
    known = [code for code in dict.fromkeys(codes) if code != "more"]
    if len(known) > MOST_ASKS or "more" in codes:
        known = [*known[:MOST_ASKS], "more"]
    return tuple(ASKS[code] for code in known)


def risks(codes: Sequence[str]) -> tuple[Text, ...]:
    """What a place risks, without what the screen says of every place."""
    return tuple(RISKS[code] for code in codes if code not in SAID_OF_ALL)[:MOST_RISKS]


def why(code: str, value: str) -> Text:
    """One reason of an offer, in words; those of a group never name it on a screen that others may see."""
    table = _BY_VALUE.get(code)
    return FITS[code] if table is None else table[value]


_BY_VALUE: Mapping[str, Mapping[str, Text]] = {
    "requirement": REQUIREMENTS,
    "need": NEEDS,
    "threat": THREATS,
    "urgency": URGENCY,
    "perpetrator": PERPETRATORS,
}

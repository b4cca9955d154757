"""The closed code lists of the domain, each with its only spelling.

A fact, a rule and an entry of the directory may use no other code, so that an answer tapped in one language is
counted the same in all of them. Only the codes live here; what they mean to a reader is worded elsewhere, and which
country lies in which region is data (`vocabulary.yaml`). An order that matters is said where it matters.
"""

from __future__ import annotations

KINDS = (
    "individual", "organisation", "community", "relative", "third_party_with_consent", "unclear", "not_hrd",
)  # fmt: skip

AGES = ("adult", "child")

GROUPS = (
    "women", "lgbtqi", "trans_nonbinary", "environmental_land", "indigenous", "minority", "disability", "child",
    "journalist", "artist_writer", "academic", "student", "lawyer", "labour", "health_hiv", "people_on_the_move",
    "religious_leader", "anti_corruption", "rural_grassroots",
)  # fmt: skip

WORK_THEMES = (
    "academic_freedom", "anti_corruption", "association", "caste", "children", "climate", "conflict",
    "development_projects", "disability", "disappearances", "elections", "expression", "fair_trial", "forest",
    "health_hiv", "labour", "land", "lgbtqi", "mining_oil", "minority", "organised_crime", "peace", "pollution",
    "press_freedom", "religious_freedom", "torture", "women_rights", "armed_struggle",
)  # fmt: skip

THREATS = (
    "killing", "attempted_killing", "death_threat", "physical_attack", "torture_ill_treatment",
    "gender_based_violence", "enforced_disappearance", "arrest", "detention", "criminalisation", "slapp",
    "travel_ban", "reprisal_un", "reprisal_project", "company_retaliation", "land_eviction", "office_raid",
    "device_seizure", "equipment_loss", "surveillance", "spyware", "digital_attack", "account_compromise",
    "website_attack", "online_harassment", "doxxing", "sextortion", "smear", "censorship", "restrictive_law",
    "discriminatory_law", "funding_restriction", "org_closure", "assembly_repression", "burnout", "other_crime",
)  # fmt: skip

PERPETRATORS = (
    "state", "security_forces", "armed_group", "company", "family_community", "religious_extremists", "mixed",
    "private_person", "unknown",
)  # fmt: skip

# In this order: the nearest danger first.
IMMINENCE = ("now", "hours", "days", "weeks", "none")

DIGITAL_COMPROMISE = ("none", "suspected", "confirmed")

PROJECT_FINANCE = ("none", "ibrd_ida", "ifc_miga", "dfc", "multinational_oecd", "other_bank")

FLAGS = (
    "facts_conflict", "armed", "repeated", "escalating", "needs_family_relocation", "cannot_return", "access_needs",
    "text_only",
)  # fmt: skip

HELP = (
    "immediate_safety", "safety_advice", "safe_house", "security", "physical_protection", "protection_measures",
    "accompaniment", "digital_security", "forensics", "self_help", "medical", "psychosocial", "rest_respite",
    "family_support", "subsistence", "relocation_temporary", "relocation_permanent", "emergency_travel", "asylum",
    "resettlement", "academic_post", "legal", "legal_information", "legal_opinion", "strategic_litigation",
    "trial_monitoring", "prison_visits", "search_for_person", "documentation", "monitoring", "equipment",
    "emergency_grant", "advocacy_grant", "project_grant", "advocacy", "urgent_appeal", "public_statement",
    "un_advocacy", "state_letter", "diplomatic", "visibility", "state_contact", "network_support", "annual_report",
    "project_complaint", "mediation", "retaliation_response", "nhri_complaint", "compliance_complaint",
    "trade_complaint", "sanctions", "case_support", "information", "training", "travel_to_un", "norms", "capacity",
)  # fmt: skip

# Norms and institutional capacity are never anybody's need; money and weapons are only ever asked for, never offered.
NEEDS = (*(code for code in HELP if code not in {"norms", "capacity"}), "money", "weapons")

NAMING = ("yes", "ask_each", "no")

SAFE_HOURS = ("any", "day", "evening", "never")

# ISO 639-1, then the ISO 639-2 and 639-3 codes of languages that have no shorter one and are met in practice;
# `sgn` is sign language, `other` any that is not listed.
LANGUAGES = tuple(
    """
    aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee el en
    eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is it iu ja jv
    ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne
    ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn so sq sr ss st
    su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu
    brx doi kok mai mni sat hne bho mag ckb kmr prs hbo arn cab cak kek mam quc tzh tzo yua nah ksw kac mnw shn rhg
    fil ceb ilo hmn kri men tem sgn other
    """.split()  # noqa: SIM905 - a list of 240 strings would fill two screens
)

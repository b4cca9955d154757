"""Invented intakes for packets on paper: one where everything was told, one where almost nothing was, in each language.

None of these people exists. What each holds of names, numbers and addresses stands in `HIDDEN`, so that a printed page
can be searched for it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from bot import reasons, shelf
from bot.wording import Words
from referrals.case import Consent, Facts
from referrals.dossier import Dossier
from referrals.matching import risks_of
from referrals.packet import Packet, fill, languages
from referrals.printing import as_html
from referrals.template import Forms

FORMS: Final[Forms] = shelf.load_forms()
DIRECTORY: Final = shelf.load_directory()
WORDS: Final = Words.load()
GENERAL: Final = "crd-emergency-fund"
"""A place without a form of its own."""
PLACES: Final = (*sorted(FORMS.by_mechanism), GENERAL)
READERS: Final = ("en", "es", "ar")
TODAY: Final = "2026-11-22"
HIDDEN: Final = ("Quispe Ortega", "Vera Solano", "+000 555 0199", "vera@invented.example", "Casa Azul 12")

_TOLD: Final[Mapping[str, str]] = {
    "account": (
        "The first message came in March. It said that I should stop going to the assembly, or the river takes me.\n"
        "In June two men on a motorcycle stood before the house on three evenings. On the last of them they fired into "
        "the air. Vera Solano saw them from Casa Azul 12 and wrote the number plate down; she can be called at "
        "+000 555 0199. I have not slept at home since. My brother goes with me wherever I go, and the children stay "
        "with an aunt in another town.\n\nOn 3 November the engineer of the company said before witnesses that 'such "
        "people do not grow old here'. The same night the office was opened and the papers of the assembly were taken."
    ),
    "dates": "March 2026, 4 to 6 June 2026, 3 November 2026",
    "place": "A village in the north, and the road to it",
    "work": "Speaks for eleven villages that were never asked about a dam; since 2019",
    "organisation": "Assembly of the river, eleven villages, not registered",
    "responsible": "Guards of the company; one of them was a soldier until last year",
    "danger": "They know where I go each week. The next assembly is on 12 December.",
    "before": "In 2024 another speaker of the assembly was shot at on the same road. Nobody was charged.",
    "link_to_work": "Each threat came within two days of an assembly",
    "steps": "A complaint to the police in June. They wrote nothing down.",
    "urgency": "The next assembly is in three weeks, and they have said what happens then",
    "costs": "Rent for two months: 400. Locks and a light: 120. Bus for the family: 90. In all 610.",
    "plan": "Two months elsewhere, then back with the season's work, with two companions",
    "proof": "Four pictures of messages, one of the plate, the complaint's number",
    "proof_of_work": "Minutes of the assembly; an article about it",
    "references": "Vera Solano, vera@invented.example",
    "un_link": "Spoke by video to an expert's country visit in September",
    "committee": "None is pending",
    "confidential": "That Vera Solano saw them, and where the children are",
    "project": "Dam and road, first stage, money promised in 2025",
    "harm": "Four springs are dry; two families lost their fields",
    "bank_steps": "A letter to the local office in May, without an answer",
    "retaliation": "Fear that the guards learn who signed",
    "speaks_for": "Eleven villages, by a vote of the assembly",
    "listed_group": "Families of the lower valley",
    "gravity": "They are armed, they know the house, and they have come three times",
    "national_protection": "Asked in July; a form was sent, and nobody came",
    "arrest": "Taken on 3 November at a road block, by four men in uniform, without a paper",
    "held_where": "First a post on the road, then the town's prison",
    "charges": "Usurpation, and belonging to a group",
    "arbitrary": "He was at the assembly when it is said to have happened; forty people saw him",
    "health": "Takes medicine for the heart; it was not given for two days",
    "last_seen": "3 November 2026, about seven in the evening",
    "last_place": "The crossing before the bridge",
    "search": "Asked at two posts and the hospital, the same night and the day after",
    "digital": "The assembly's account sends messages that nobody of us wrote",
    "funders": "None at present",
    "why_leave": "The house is known",
    "more": "We are tired, and we go on.",
}
RICH: Final = Dossier(
    facts=Facts(
        country="HN", kind="community", groups=frozenset({"environmental_land", "indigenous", "women"}),
        work_themes=frozenset({"land", "development_projects"}),
        threat_types=frozenset({"death_threat", "physical_attack", "office_raid", "company_retaliation"}),
        perpetrator="mixed", imminence="days", relatives_at_risk=True, digital_compromise="suspected",
        cooperating_with_un=True, project_finance="ibrd_ida", languages=frozenset({"en"}),
        needs=frozenset({"security", "relocation_temporary", "legal", "family_support"}),
        consent=Consent(store=True, share_named="yes", share_anonymised=True, state_contact=True, publicity=True),
        flags=frozenset({"repeated", "escalating"}),
        details={
            "un_named_state": "yes", "un_named_public": "no", "authorities_told": "nothing", "reprisal_body": "un",
            "remote": "yes", "subject_consent": "yes", "last_seen": "under_3_months",
        },
    ),
    language="en",
    identity={"name": "Ixchel Quispe Ortega", "contact": "+000 555 0199"},
    source={"name": "Vera Solano", "contact": "vera@invented.example", "relation": "cousin", "address": "Casa Azul 12"},
    answers=_TOLD,
)  # fmt: skip
POOR: Final = Dossier(
    facts=Facts(
        country="HN", kind="individual", threat_types=frozenset({"death_threat"}), imminence="days",
        consent=Consent(store=True, share_named="no", share_anonymised=True, state_contact=True),
    ),
)  # fmt: skip
_WORDS_OF: Final[Mapping[str, str]] = {
    "es": "Desde marzo llegan mensajes. El 3 de noviembre entraron en la oficina y se llevaron los papeles. "
    "Vera Solano los vio desde Casa Azul 12.",
    "ar": "تصل الرسائل منذ شهر آذار. وفي الثالث من تشرين الثاني دخلوا المكتب وأخذوا الأوراق. "
    "رأتهم Vera Solano من Casa Azul 12.",
}


def intakes() -> dict[str, Dossier]:
    """Everything told; told by a person whose own tongue is another; nothing told, and no name."""
    other = {
        f"told-{language}": replace(
            RICH, language=language, answers={**RICH.answers, "account": said},
            facts=replace(RICH.facts, languages=frozenset({language})),
        )
        for language, said in _WORDS_OF.items()
    }  # fmt: skip
    return {"told-en": RICH, **other, "poor": POOR}


def spoken_by(place: str) -> tuple[str, ...]:
    """The languages of this place's letter, of those that we ship."""
    form = FORMS.of(DIRECTORY[place])
    assert form is not None
    known = languages(DIRECTORY[place], form)
    return tuple(one for one in READERS if one in known) or known[:1]


def packet(place: str, dossier: Dossier, language: str, reader: str, *, approved: bool = False) -> Packet:
    """The packet as the command fills it."""
    mechanism = DIRECTORY[place]
    risks = [WORDS.word(text, reader) for text in reasons.risks(risks_of(mechanism))]
    return fill(mechanism, dossier, FORMS, language, WORDS.country_name, risks=risks, approved=approved)


def page(place: str, dossier: Dossier, language: str, reader: str, *, approved: bool = False) -> str:
    """The page that an officer prints."""
    return as_html(packet(place, dossier, language, reader, approved=approved), FORMS.say, reader, TODAY)

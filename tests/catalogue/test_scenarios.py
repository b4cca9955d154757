"""Known situations, tapped through the bot: the facts and the urgency come out as a protection worker expects."""

from collections.abc import Callable
from pathlib import Path

import pytest
from catalogue_world import Person

import referrals
from referrals.case import Facts
from referrals.triage import judge, load_triage
from referrals.vocabulary import load_vocabulary

HOME = Path(referrals.__file__).parent
TABLE = load_triage(
    (HOME / "triage.yaml").read_text(encoding="utf-8"),
    load_vocabulary((HOME / "vocabulary.yaml").read_text(encoding="utf-8")),
)


def land_defender() -> Person:
    """S01: gunmen seen outside tonight, by the card and then by taps."""
    person = Person(language="es").tap("danger", "wake", "any", "armed", "HN", "taps", "me", "adult", "agree", "land")
    return person.tap("attack", "first", "advice", "river", "send", "more", "_skip").tick("place")


def student() -> Person:
    """S03: police officers threaten a student who wants no State body told."""
    person = Person(language="es").tap(
        "help", "days", "me", "adult", "agree", "drop", "MX", "other", "attack", "forces", "done"
    )
    person.tap("first", "doctor", "any", "river", "send", "more", "torture").tick("watched").tick("advice").tick(
        "women"
    )
    return person.go("places").tap("state", "without")


def lawyer() -> Person:
    """S05: spurious charges and a smear campaign."""
    person = Person(language="es").tap(
        "help", "weeks", "me", "adult", "agree", "drop", "GT", "corruption", "arrest", "free"
    )
    person.tap("officials", "done", "first", "lawyer", "any", "river", "send", "more").tick("lies").tap("_skip").tick(
        "place"
    )
    return person.tick("women")


def villagers() -> Person:
    """S09: a dam paid by the public arm of the World Bank."""
    person = Person().tap(
        "help", "weeks", "community", "agree", "drop", "NP", "land", "land", "company", "first", "advice"
    )
    person.tap("any", "river", "send", "more").tick("watched").tick("project").tick("indigenous")
    return person.tap("_skip", "_skip", "_skip", "peaceful", "world_bank")


def arrests() -> Person:
    """S20: twelve people arrested at a party, lawyers asked for tonight."""
    person = Person().tap(
        "help", "today", "first", "group", "agree", "drop", "NG", "gender", "arrest", "held", "forces", "done"
    )
    return person.tap("first", "lawyer", "any", "river", "send", "more", "_skip", "_skip", "_skip").tick("lgbtqi")


def collective() -> Person:
    """S22: a queer collective is doxxed and its page suspended."""
    person = Person(language="ar").tap(
        "help", "days", "group", "agree", "drop", "LB", "gender", "online", "unknown", "first"
    )
    person.tap("phone", "any", "river", "send", "more").tick("accounts").tap("_skip").tick("lgbtqi")
    return person.tap("_skip", "_skip", "_skip", "peaceful", "sure")


def exile() -> Person:
    """S28: a phone-maker's notice in exile, relatives at home questioned."""
    person = Person(language="ar").tap(
        "help", "today", "first", "me", "adult", "agree", "drop", "US", "corruption", "phone"
    )
    person.tap("done", "unknown", "first", "phone", "any", "river", "send", "more").tick("watched").tap("_skip")
    return person.tick("outside").tap("in_danger")


def deaf_defender() -> Person:
    """S32: threatened after exposing abuse in an institution."""
    person = Person().tap(
        "help", "days", "me", "adult", "agree", "drop", "JM", "other", "attack", "unknown", "first", "place"
    )
    person.tap("any", "river", "send", "more", "disability").tap("_skip").tick("advice").tick("disability")
    return person


EXPECTED: list[tuple[str, Callable[[], Person], str, dict[str, object]]] = [
    ("S01", land_defender, "T0", {"country": "HN", "perpetrator": "armed_group", "imminence": "now"}),
    ("S03", student, "T1", {"perpetrator": "security_forces", "imminence": "days"}),
    ("S05", lawyer, "T2", {"perpetrator": "state", "imminence": "weeks", "detained": False}),
    ("S09", villagers, "T2", {"kind": "community", "project_finance": "ibrd_ida", "perpetrator": "company"}),
    ("S20", arrests, "T0", {"kind": "organisation", "detained": True, "imminence": "hours"}),
    ("S22", collective, "T1", {"kind": "organisation", "digital_compromise": "confirmed", "perpetrator": "unknown"}),
    ("S28", exile, "T1", {"outside_home_country": True, "relatives_at_risk": True, "imminence": "hours"}),
    ("S32", deaf_defender, "T1", {"imminence": "days", "perpetrator": "unknown"}),
]
HOLDS: dict[str, dict[str, set[str]]] = {
    "S01": {"threat_types": {"death_threat", "physical_attack"}, "needs": {"security", "relocation_temporary"},
            "groups": {"environmental_land"}, "languages": {"es"}},
    "S03": {"threat_types": {"death_threat", "surveillance"}, "needs": {"security", "psychosocial"},
            "groups": {"women"}},
    "S05": {"threat_types": {"criminalisation", "smear"}, "needs": {"legal", "relocation_temporary"},
            "groups": {"women"}},
    "S09": {"threat_types": {"surveillance", "reprisal_project"}, "needs": {"project_complaint", "security"},
            "groups": {"indigenous", "environmental_land"}},
    "S20": {"threat_types": {"arrest", "detention"}, "needs": {"legal"}, "groups": {"lgbtqi"}},
    "S22": {"threat_types": {"doxxing", "online_harassment", "account_compromise"}, "needs": {"digital_security"},
            "groups": {"lgbtqi"}},
    "S28": {"threat_types": {"spyware", "surveillance"}, "needs": {"digital_security"}},
    "S32": {"threat_types": {"death_threat"}, "needs": {"security", "relocation_temporary"}, "groups": {"disability"},
            "flags": {"access_needs"}},
}  # fmt: skip


@pytest.mark.parametrize(("name", "play", "level", "facts"), EXPECTED, ids=[row[0] for row in EXPECTED])
def test_a_known_situation_is_tapped_to_its_urgency(
    name: str, play: Callable[[], Person], level: str, facts: dict[str, object]
) -> None:
    """Each reaches the expected triage, and every fact of it that matching reads."""
    person = play()
    found = Facts.from_answers(person.facts, person.session.language)  # type: ignore[arg-type]
    assert judge(found, TABLE)[0] == level
    assert {key: getattr(found, key) for key in facts} == facts
    for key, codes in HOLDS[name].items():
        assert codes <= getattr(found, key), key


def test_the_urgency_of_what_is_sealed_is_already_right_before_anything_is_added() -> None:
    """The core case alone gives the same urgency; what is added later fits the places better."""
    core = Person().tap(
        "help", "today", "first", "group", "agree", "drop", "NG", "gender", "arrest", "held", "forces", "done"
    )
    assert judge(Facts.from_answers(core.facts, "en"), TABLE)[0] == "T0"  # type: ignore[arg-type]

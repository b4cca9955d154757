"""Known situations, tapped through the bot: the urgency that officers see, the facts they open, the places offered."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from telling import LANGUAGES

from referrals.matching import Match
from tests.phone import Phone
from tests.talks import Talks

FOLDER = Path(__file__).parent / "scenarios"
SCENARIOS = [yaml.safe_load(path.read_text(encoding="utf-8")) for path in sorted(FOLDER.glob("*.yaml"))]


def tapped(talks: Talks, scenario: dict[str, Any], language: str) -> Phone:
    phone = talks.phone(language).start()
    for tap in scenario["taps"].split():
        if len(tap) == 2 and tap.isupper():
            phone.write(talks.tools.words.country_name(tap, language))
        elif tap.startswith("menu:"):
            phone.tap("_menu", tap.removeprefix("menu:"))
        else:
            phone.tap(tap)
    return phone


def opened(talks: Talks, phone: Phone) -> tuple[dict[str, Any], dict[str, Any]]:
    case = talks.case_of(phone)
    assert case is not None
    return talks.read_by("Ana", case)["facts"], talks.routing(case)


def offered(talks: Talks, phone: Phone) -> list[str]:
    """The places on every page of the list, as the buttons name them."""
    known = {m.id for m in talks.tools.directory(None).mechanisms}
    phone.write("places")
    found: list[str] = []
    while not known & set(phone.choices) & set(found):
        found += [choice for choice in phone.choices if choice in known]
        if "_more" not in phone.choices:
            break
        phone.tap("_more")
    return found


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("scenario", SCENARIOS, ids=[one["name"] for one in SCENARIOS])
def test_a_known_situation(shared: Talks, scenario: dict[str, Any], language: str) -> None:
    """The triage, in the record that rings officers and in what they open; and nothing that would harm is shown."""
    phone = tapped(shared, scenario, language)
    found = judged(shared, phone)
    assert found.triage == scenario["triage"]
    assert set(scenario["advice"]) <= set(found.advice)
    assert found.transmit_allowed is scenario.get("transmit", True)
    facts = kept(shared, phone, scenario) if scenario.get("kept", True) else unkept(shared, phone)
    assert {name: facts[name] for name in scenario["facts"]} == scenario["facts"]
    for name, codes in scenario["holds"].items():
        assert set(codes) <= set(facts[name]), name
    if scenario["triage"] == "TX":
        phone.tap("places")
    shown = offered(shared, phone)
    directory = shared.tools.directory(None)
    run = {m.id for m in directory.mechanisms if m.state_role == "run"}
    never = set(scenario["must_not"]) | (run if "*STATE_RUN*" in scenario["must_not"] else set())
    assert (1 if scenario["triage"] == "TX" else 3) <= len(shown) <= 8
    assert len(set(shown)) == len(shown)
    assert not set(shown) & never
    known = {m.id for m in directory.mechanisms}
    assert set(scenario["must"]) & known <= set(shown) | set(more(shared, phone))


def kept(talks: Talks, phone: Phone, scenario: dict[str, Any]) -> dict[str, Any]:
    """The facts as an officer opens them, at the urgency that rang."""
    facts, routing = opened(talks, phone)
    assert routing["level"] == facts["triage"] == scenario["triage"]
    return facts


def unkept(talks: Talks, phone: Phone) -> dict[str, Any]:
    """The facts of a talk that no officer was called for."""
    case = talks.case_of(phone)
    assert case is None or not talks.alerts_of(case)
    return talks_facts(talks, phone)


def talks_facts(talks: Talks, phone: Phone) -> dict[str, Any]:
    return dict(in_turn(talks, phone, lambda turn: turn.facts().to_json()))


def judged(talks: Talks, phone: Phone) -> Match:
    from bot.conversation import offers

    found = in_turn(talks, phone, offers.matched)
    assert isinstance(found, Match)
    return found


def in_turn(talks: Talks, phone: Phone, look: Callable[[Any], Any]) -> Any:
    """What a look at the person's talk gives, inside one transaction."""
    from bot.casework.turn import Turn
    from bot.incoming import Incoming

    def work(c: Any) -> Any:
        incoming = Incoming("defenders", 0, "other", phone.account, phone.account, "private")
        return look(Turn(c, talks.tools, talks.seals, incoming, phone.lane, talks.clock.now()))

    return talks.do(work)


def more(talks: Talks, phone: Phone) -> list[str]:
    """Places beyond the eighth door, and mandates that share a form: an officer sees them."""
    match = judged(talks, phone)
    return [*(offer.id for offer in match.offers), *match.more]

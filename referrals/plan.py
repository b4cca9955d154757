"""A plan in three parts, body, devices and accounts, gender and family (R11), over three horizons (R26).

The steps are a table that a protection worker can read and an admin can edit (`plan.yaml`), in the conditions of
triage. A part for which nothing holds is not left out: it keeps its question. Beside the steps: which first-aid cards
fit (R37), and before which doors a talk about the risk comes first (R44, F45). It promises nothing and sends nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from referrals.case import Facts
from referrals.mechanism import Mechanism
from referrals.reading import read
from referrals.triage import Condition, condition
from referrals.vocabulary import Vocabulary

PARTS = ("body", "devices", "gender_family")
HORIZONS = ("now", "soon", "later")
CARDS = ("screen", "accounts", "links", "proof", "images")
TALKS = ("state", "bank", "publicity")

_COMPLAINTS = frozenset({"project_complaint", "compliance_complaint", "trade_complaint"})


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do or to agree on, and when it belongs into a plan."""

    id: str
    part: str
    horizon: str
    text: str
    holds: Condition


@dataclass(frozen=True, slots=True)
class Steps:
    """The table: steps, the question of each part, and which card fits when."""

    steps: tuple[Step, ...]
    questions: Mapping[str, str]
    cards: tuple[tuple[str, Condition], ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """The steps of each part, the soonest first, and the cards that fit."""

    parts: Mapping[str, tuple[Step, ...]]
    questions: Mapping[str, str]
    cards: tuple[str, ...]

    def to_json(self) -> dict[str, object]:
        """All three parts, always; a part without steps holds its question."""
        return {
            "parts": {
                part: {
                    "question": self.questions[part],
                    "steps": [{"id": one.id, "horizon": one.horizon, "text": one.text} for one in self.parts[part]],
                }
                for part in PARTS
            },
            "cards": list(self.cards),
        }


def plan(facts: Facts, table: Steps) -> Plan:
    """The plan for these facts; the same facts always give the same plan."""
    fitting = [step for step in table.steps if step.holds(facts)]
    parts = {
        part: tuple(sorted((one for one in fitting if one.part == part), key=lambda one: HORIZONS.index(one.horizon)))
        for part in PARTS
    }
    return Plan(parts, table.questions, tuple(card for card, holds in table.cards if holds(facts)))


def talks_first(m: Mechanism, *, public: bool = True) -> tuple[str, ...]:
    """Before which kinds of harm a talk comes, and is noted: a State learns of it, a bank or company, the public.

    `public` is whether the person agreed to be named in public: without it, who publishes by consent publishes nothing.
    """
    found = []
    if m.state_role in ("run", "informs", "third_state"):
        found.append("state")
    if not m.help.isdisjoint(_COMPLAINTS) or m.perpetrator_rule == "suits_company":
        found.append("bank")
    if m.published in ("always", "unless_withheld") or (public and m.published == "with_consent"):
        found.append("publicity")
    return tuple(found)


def untalked(m: Mechanism, noted: Collection[str], *, public: bool) -> tuple[str, ...]:
    """The talks that this place asks for first and that nobody has noted yet; nothing is sent before they are."""
    return tuple(one for one in talks_first(m, public=public) if one not in noted)


def load_plan(text: str, vocabulary: Vocabulary, file: str = "plan.yaml") -> Steps:
    """Read the table, or raise `DirectoryFault` with the line and what to write instead."""
    top = read(text, file).table(("format", "steps", "questions", "cards"), ("steps", "questions", "cards"))
    steps: list[Step] = []
    for row in top["steps"].items():
        own = row.table(("step", "part", "horizon", "when", "text"), ("step", "part", "horizon", "text"))
        name = own["step"].text()
        if name in {step.id for step in steps}:
            own["step"].refuse(f"The step {name!r} stands here twice.", "Give each step its own name.")
        holds = condition(own["when"], vocabulary) if "when" in own else _always
        steps.append(Step(name, own["part"].code(PARTS), own["horizon"].code(HORIZONS), own["text"].text(), holds))
    cards = []
    for row in top["cards"].items():
        own = row.table(("card", "when"), ("card", "when"))
        cards.append((own["card"].code(CARDS), condition(own["when"], vocabulary)))
    questions = {name: place.text() for name, place in top["questions"].table(PARTS, PARTS).items()}
    return Steps(tuple(steps), questions, tuple(cards))


def _always(facts: Facts) -> bool:
    del facts
    return True

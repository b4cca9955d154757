"""What an author writes, as frozen values: release, flow, step, question, choice, branch.

Only here: the shape of a flow, its canonical JSON and the id that is its hash. A published release never changes;
this file does not know who talks, nor whether the flow is any good (`flows.inspection` does).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from flows.conditions import Condition, condition
from flows.conditions import to_json as condition_to_json
from flows.text import Text

BACK = "_back"  # the one target that is no step: where the person came from
SKIPPED = "_skip"  # the answer of a skipped question; it means nothing
GIVEN = "given"  # the answer of a text or a word, whose value never enters a session
NAVIGATION = "go"  # the field of questions that store no fact

KINDS = ("choice", "multi", "country", "language", "number", "text", "word", "offers", "review")
OPEN_KINDS = ("country", "language", "offers")  # rows are added by whoever words the screen
ENDS = ("line", "page", "hidden", "quiet", "wiped", "group")

Meaning = str | int | tuple[str, ...] | None
Means = Mapping[str, Meaning]
Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Consent:
    """What one tap agrees to, or refuses."""

    purpose: str
    given: bool


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer: a stable id, words for it, and the codes it means (`{}` is deliberately nothing)."""

    id: str
    label: Text
    means: Means
    when: Condition | None = None
    to: str | None = None
    do: tuple[str, ...] = ()
    consent: Consent | None = None
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Branch:
    """A way on, taken if `when` holds; the last of a step has none."""

    to: str
    when: Condition | None = None
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Wording:
    """Other words for the same step, said where `when` holds: the answers and their codes stay the same."""

    text: Text
    when: Condition
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Question:
    """What a step asks: a field of the dictionary, the kind of answer, and the choices in their order."""

    field: str
    kind: str
    choices: tuple[Choice, ...] = ()
    skip: Text | None = None

    def choice(self, name: str) -> Choice | None:
        """The choice with this id."""
        return next((choice for choice in self.choices if choice.id == name), None)


@dataclass(frozen=True, slots=True)
class Step:
    """One step: it asks, passes on (`to`, or `next` without `ask`) or ends."""

    id: str
    text: Text | None = None
    ask: Question | None = None
    next: tuple[Branch, ...] = ()
    to: str | None = None
    end: str | None = None
    do: tuple[str, ...] = ()
    back: bool = True
    checkpoint: bool = False
    note: str = ""
    instead: tuple[Wording, ...] = ()
    line: int = field(default=0, compare=False)

    @property
    def flow(self) -> str:
        """The id of the flow it stands in."""
        return self.id.partition(".")[0]

    @property
    def waits(self) -> bool:
        """Whether the talk stops here for the person."""
        return self.ask is not None or self.end is not None

    def targets(self) -> Iterator[tuple[str, str, Condition | None]]:
        """Each way on as (part, target, condition): choices first, then branches, then `to`."""
        for choice in self.ask.choices if self.ask else ():
            if choice.to:
                yield f"choice/{choice.id}", choice.to, choice.when
        for number, branch in enumerate(self.next, 1):
            yield f"next/{number}", branch.to, branch.when
        if self.to:
            yield "to", self.to, None

    def worded(self, facts: Mapping[str, Any]) -> Text | None:
        """The words of the step for what is known: the first wording whose condition holds, else its own."""
        return next((one.text for one in self.instead if one.when.holds(facts, "")), self.text)

    def wordings(self) -> Iterator[Text]:
        """Every way in which the step may be said; an answer is the same to each."""
        if self.text:
            yield self.text
        yield from (one.text for one in self.instead)

    def texts(self) -> Iterator[Text]:
        """Every phrase of the step, in reading order."""
        yield from self.wordings()
        if self.ask:
            yield from (choice.label for choice in self.ask.choices)
            if self.ask.skip:
                yield self.ask.skip


@dataclass(frozen=True)
class Flow:
    """One section of the conversation: one file."""

    id: str
    source_language: str
    steps: tuple[Step, ...]


@dataclass(frozen=True, eq=False)
class Release:
    """All flows of one conversation; a talk is pinned to `id`, the hash of its canonical JSON."""

    flows: tuple[Flow, ...]
    globals: Mapping[str, str]
    words: Mapping[str, Text]

    @cached_property
    def steps(self) -> Mapping[str, Step]:
        """Every step by its full id, in the order of the files."""
        return {step.id: step for flow in self.flows for step in flow.steps}

    @cached_property
    def id(self) -> str:
        """16 hex digits that name this release and no other."""
        return hashlib.sha256(self.to_json().encode()).hexdigest()[:16]

    def step(self, name: str) -> Step:
        """The step with this full id (`core.when`); KeyError if there is none."""
        return self.steps[name]

    def texts(self) -> Iterator[Text]:
        """Every phrase of the release, in reading order."""
        for step in self.steps.values():
            yield from step.texts()
        yield from self.words.values()

    def to_json(self) -> str:
        """Canonical JSON: the same release gives the same bytes."""
        body = {
            "format": 1,
            "flows": [_flow_to_json(flow) for flow in sorted(self.flows, key=lambda flow: flow.id)],
            "globals": dict(sorted(self.globals.items())),
            "words": {name: text.source for name, text in sorted(self.words.items())},
        }
        return json.dumps(body, ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str) -> Release:
        """The release that `to_json` wrote; texts get their ids back from where they stand."""
        body = json.loads(text)
        return cls(
            tuple(_flow_from_json(flow) for flow in body["flows"]),
            body["globals"],
            {name: Text(f"menu/words/{name}", words) for name, words in body["words"].items()},
        )

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Release) and self.id == other.id

    def __hash__(self) -> int:
        return hash(self.id)


def _filled(**parts: Any) -> Json:
    return {name: value for name, value in parts.items() if value is not None and value not in ("", [])}


def _flow_to_json(flow: Flow) -> Json:
    steps = [_step_to_json(step) for step in flow.steps]
    return {"id": flow.id, "source_language": flow.source_language, "steps": steps}


def _step_to_json(step: Step) -> Json:
    return _filled(
        id=step.id,
        text=step.text.source if step.text else None,
        ask=_question_to_json(step.ask) if step.ask else None,
        next=[_filled(to=branch.to, when=_when_to_json(branch.when)) for branch in step.next],
        to=step.to,
        end=step.end,
        do=list(step.do),
        back=None if step.back else False,
        checkpoint=step.checkpoint or None,
        note=step.note,
        instead=[{"text": one.text.source, "when": condition_to_json(one.when)} for one in step.instead],
    )


def _question_to_json(ask: Question) -> Json:
    choices = [_choice_to_json(choice) for choice in ask.choices]
    return _filled(field=ask.field, kind=ask.kind, choices=choices, skip=ask.skip.source if ask.skip else None)


def _choice_to_json(choice: Choice) -> Json:
    means = {name: list(value) if isinstance(value, tuple) else value for name, value in choice.means.items()}
    return _filled(
        id=choice.id,
        label=choice.label.source,
        means=means,
        when=_when_to_json(choice.when),
        to=choice.to,
        do=list(choice.do),
        consent={"purpose": choice.consent.purpose, "given": choice.consent.given} if choice.consent else None,
    )


def _when_to_json(when: Condition | None) -> Json | None:
    return condition_to_json(when) if when else None


def _flow_from_json(raw: Json) -> Flow:
    return Flow(raw["id"], raw["source_language"], tuple(_step_from_json(step) for step in raw["steps"]))


def _step_from_json(raw: Json) -> Step:
    where = raw["id"].replace(".", "/", 1)
    return Step(
        id=raw["id"],
        text=Text(f"{where}/text", raw["text"]) if "text" in raw else None,
        ask=_question_from_json(raw["ask"], where) if "ask" in raw else None,
        next=tuple(Branch(branch["to"], _when_from_json(branch)) for branch in raw.get("next", ())),
        to=raw.get("to"),
        end=raw.get("end"),
        do=tuple(raw.get("do", ())),
        back=raw.get("back", True),
        checkpoint=raw.get("checkpoint", False),
        note=raw.get("note", ""),
        instead=tuple(
            Wording(Text(f"{where}/instead/{number}", one["text"]), condition(one["when"]))
            for number, one in enumerate(raw.get("instead", ()), 1)
        ),
    )


def _question_from_json(raw: Json, where: str) -> Question:
    choices = tuple(_choice_from_json(choice, where) for choice in raw.get("choices", ()))
    return Question(raw["field"], raw["kind"], choices, Text(f"{where}/skip", raw["skip"]) if "skip" in raw else None)


def _choice_from_json(raw: Json, where: str) -> Choice:
    means = {name: tuple(value) if isinstance(value, list) else value for name, value in raw["means"].items()}
    return Choice(
        id=raw["id"],
        label=Text(f"{where}/choice/{raw['id']}", raw["label"]),
        means=means,
        when=_when_from_json(raw),
        to=raw.get("to"),
        do=tuple(raw.get("do", ())),
        consent=Consent(**raw["consent"]) if "consent" in raw else None,
    )


def _when_from_json(raw: Json) -> Condition | None:
    return condition(raw["when"]) if "when" in raw else None

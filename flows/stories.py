"""Story tests: what a person does, line by line, and what the talk must then be; and which ways no story went.

A story file is strict YAML beside its flow (`core.test.yaml`). The session is written down and read back between every
two lines, so each story is also a test of restarts. This file does not know where story files lie.

    flow: core                       # whose coverage is counted; the talk begins at the release's start
    start: core.when                 # or here
    clock: 1000                      # seconds; default 0
    cases:
      - name: danger now reaches a person
        steps:
          - {start: true, expect: {at: first.welcome}}
          - {send: danger, expect: {at: danger.card, asked: [wake]}}
          - {send: "Wake a person now", expect: {did: [alert], agreed: [alert], say: [danger.rung, danger.may]}}
          - {back: true, expect: {refused: back}}
          - {wait: 30m, fire: silence, expect: {woken: silence}}
          - {tap: {seq: 1, value: help}, expect: {refused: stale}}
        never_visits: [core.who]
    coverage: {steps: 100, edges: 80}  # percent; less is a failure
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from flows.definition import BACK, OPEN_KINDS, Release
from flows.events import Acted, Asked, Consented, Ended, Event, NotUnderstood, TapRefused, Woken
from flows.inputs import Fired, Go, Input, Show, Tap, Typed
from flows.session import DONE, Session, facts, resume, start
from flows.strict import Node, parse

_DURATION = re.compile(r"(\d+)([smhd])\Z")
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
_ACTS = ("start", "send", "tap", "type", "back", "skip", "done", "go", "change", "show", "wait", "fire")


@dataclass(frozen=True, slots=True)
class Failure:
    """One line of a story that did not come true."""

    case: str
    line: int
    message: str


@dataclass
class Report:
    """What the stories of one file showed."""

    flow: str
    cases: int = 0
    failures: list[Failure] = field(default_factory=list)
    steps: set[str] = field(default_factory=set)
    edges: set[tuple[str, str]] = field(default_factory=set)

    def missing_steps(self, release: Release) -> list[str]:
        """Steps of the flow that no story visited."""
        return [name for name, step in release.steps.items() if step.flow == self.flow and name not in self.steps]

    def missing_edges(self, release: Release) -> list[tuple[str, str]]:
        """Ways of the flow that no story went."""
        return [edge for edge in edges_of(release, self.flow) if edge not in self.edges]


def edges_of(release: Release, flow: str) -> list[tuple[str, str]]:
    """Every way out of the steps of a flow, once."""
    steps = (step for step in release.steps.values() if step.flow == flow)
    return list(dict.fromkeys((step.id, to) for step in steps for _, to, _ in step.targets() if to != BACK))


def run_stories(text: str, release: Release, file: str = "story") -> Report:
    """Play every case of a story file; the report holds what failed, and what was covered."""
    root = parse(text, f"{file}.yaml")
    body = _mapping(root)
    report = Report(str(body.get("flow", file.removesuffix(".test"))))
    for case in _cases(root):
        report.cases += 1
        _Player(release, body, case, report).play()
    _coverage(body.get("coverage", {}), release, report)
    return report


def _mapping(node: Node) -> dict[str, Any]:
    return {name: part.plain() for name, part in node.value.items()} if isinstance(node.value, dict) else {}


def _cases(root: Node) -> Iterator[Node]:
    held = root.value["cases"].value if isinstance(root.value, dict) and "cases" in root.value else []
    yield from held if isinstance(held, list) else ()


def _coverage(wanted: dict[str, Any], release: Release, report: Report) -> None:
    all_steps = [name for name, step in release.steps.items() if step.flow == report.flow]
    all_edges = edges_of(release, report.flow)
    shares = {
        "steps": _percent(len(all_steps) - len(report.missing_steps(release)), len(all_steps)),
        "edges": _percent(len(all_edges) - len(report.missing_edges(release)), len(all_edges)),
    }
    for what, least in wanted.items():
        if shares.get(what, 0) < int(str(least).rstrip("%")):
            report.failures.append(Failure("coverage", 1, f"{what}: {shares.get(what, 0)} %, wanted {least}"))


def _percent(part: int, whole: int) -> int:
    return 100 * part // whole if whole else 100


class _Player:
    """One case being played."""

    def __init__(self, release: Release, body: dict[str, Any], case: Node, report: Report) -> None:
        self.release, self.report, self.case = release, report, case
        self.plain: dict[str, Any] = _mapping(case)
        self.begin = self.plain.get("start", body.get("start"))
        self.language = str(self.plain.get("language", body.get("language", "en")))
        self.now = int(self.plain.get("clock", body.get("clock", 0)))
        self.visited: set[str] = set()
        self.session, self.events = start(release, self.language, self.now, self.begin)
        self.note(None)

    def play(self) -> None:
        lines = self.case.value["steps"].value if isinstance(self.case.value, dict) else []
        for node in lines if isinstance(lines, list) else ():
            line = _mapping(node)
            unknown = set(line) - {*_ACTS, "expect"}
            if unknown:
                self.fail(node, f"unknown words: {', '.join(sorted(unknown))}; known are {', '.join(_ACTS)}, expect")
                return
            self.act(line)
            self.compare(node, line.get("expect") or {})
        for name in sorted(self.visited & set(self.plain.get("never_visits", ()))):
            self.fail(self.case, f"visited {name}")

    def fail(self, node: Node, message: str) -> None:
        self.report.failures.append(Failure(str(self.plain.get("name", "")), node.line, message))

    # -- acting

    def act(self, line: dict[str, Any]) -> None:
        if "start" not in line:
            self.events = []
        if "wait" in line and (found := _DURATION.match(str(line["wait"]))):
            self.now += int(found[1]) * _SECONDS[found[2]]
        for given in self.inputs(line, self.session):
            self.put(given)

    def put(self, given: Input) -> None:
        """One input, with the session written down and read back before it."""
        stored = Session.from_json(self.session.to_json())
        if isinstance(given, Tap) and given.seq == 0:  # "the present screen"
            given = Tap(stored.seq, given.choice)
        self.session, events = resume(self.release, stored, given, self.now)
        self.events += events
        self.note(stored.at)

    def inputs(self, line: dict[str, Any], session: Session) -> Iterator[Input]:
        if "send" in line:
            yield from self.sent(line["send"], session)
        if "tap" in line:
            raw = line["tap"]
            yield Tap(raw["seq"], str(raw["value"])) if isinstance(raw, dict) else Tap(0, str(raw))
        if "type" in line:
            yield Typed(str(line["type"]), self.labels(session))
        if "change" in line:
            yield Tap(0, f"_change:{line['change']}")
        if "go" in line:
            yield Go(str(line["go"]))
        if "fire" in line:
            yield Fired(session.seq, str(line["fire"]))
        yield from (Tap(0, f"_{word}") for word in ("back", "skip", "done") if line.get(word))
        if line.get("show"):
            yield Show()

    def sent(self, value: Any, session: Session) -> Iterator[Input]:
        """The id of a row is a tap, a list is ticked and done, other words are typed."""
        if isinstance(value, list):
            yield from (Tap(0, str(one)) for one in [*value, DONE])
            return
        ask = self.release.steps[session.at].ask
        ids = {choice.id for choice in ask.choices} if ask else set()
        opened = ask is not None and ask.kind in OPEN_KINDS
        typed = not (str(value) in ids or str(value).startswith("_") or opened)
        yield Typed(str(value), self.labels(session)) if typed else Tap(0, str(value))

    def labels(self, session: Session) -> tuple[tuple[str, str], ...]:
        _, events = resume(self.release, session, Show(), self.now)
        rows = next((event.choices for event in events if isinstance(event, Asked)), ())
        return tuple((row.id, row.label.source) for row in rows)

    def note(self, before: str | None) -> None:
        """What this input visited: where it stood, the steps passed, where it stands now."""
        chain = self.walked(before) if before else [*self.passed(), self.session.at]
        self.visited |= {*chain[1:], self.session.at}
        self.report.steps |= set(chain)
        self.report.edges |= set(pairwise(chain))

    def passed(self) -> list[str]:
        """The steps that only passed on, as far as they said or did something."""
        said = [step for event in self.events if isinstance(event, Asked) for step in _said(event)[:-1]]
        acted = [event.step for event in self.events if isinstance(event, Acted)]
        return [name for name in dict.fromkeys([*acted, *said]) if not self.release.steps[name].waits]

    def walked(self, before: str) -> list[str]:
        """The shortest way from where the talk stood, over steps that pass on, that holds all that was seen."""
        seen = set(self.passed())
        todo = deque([[before]])
        while todo:
            chain = todo.popleft()
            for _, to, _ in self.release.steps[chain[-1]].targets():
                if to == self.session.at and seen <= set(chain):
                    return [*chain, to]
                if to in self.release.steps and not self.release.steps[to].waits and to not in chain:
                    todo.append([*chain, to])
        return [before, *self.passed(), self.session.at] if before != self.session.at else [before]

    # -- comparing

    def compare(self, node: Node, wanted: dict[str, Any]) -> None:
        for what, value in wanted.items():
            see = _SEEN.get(what)
            if see is None:
                self.fail(node, f"nothing is known of `{what}`; known are {', '.join(_SEEN)}")
                continue
            seen = see(self.release, self.session, self.events, value)
            if seen != value:
                self.fail(node, f"{what}: wanted {value!r}, got {seen!r}")


def _said(asked: Asked) -> list[str]:
    return [text.id.rsplit("/", 1)[0].replace("/", ".") for text in asked.before] + [asked.step]


def _last(events: list[Event], kind: type, part: str) -> Any:
    return next((getattr(event, part) for event in reversed(events) if isinstance(event, kind)), None)


def _asked_ids(events: list[Event]) -> list[str]:
    rows = _last(events, Asked, "choices") or ()
    return [row.id for row in rows]


See = Callable[[Release, Session, list[Event], Any], Any]

_SEEN: dict[str, See] = {
    "at": lambda release, session, events, value: session.at,
    "say": lambda release, session, events, value: [s for e in events if isinstance(e, Asked) for s in _said(e)],
    "asked": lambda release, session, events, value: _asked_ids(events),
    "did": lambda release, session, events, value: [e.action for e in events if isinstance(e, Acted)],
    "agreed": lambda release, session, events, value: [
        e.purpose for e in events if isinstance(e, Consented) and e.given
    ],
    "declined": lambda release, session, events, value: [
        e.purpose for e in events if isinstance(e, Consented) and not e.given
    ],
    "end": lambda release, session, events, value: _last(events, Ended, "how"),
    "invalid": lambda release, session, events, value: _last(events, NotUnderstood, "step"),
    "tries": lambda release, session, events, value: session.tries,
    "refused": lambda release, session, events, value: _last(events, TapRefused, "reason"),
    "woken": lambda release, session, events, value: _last(events, Woken, "timer"),
    "language": lambda release, session, events, value: session.language,
    "ticks": lambda release, session, events, value: list(session.ticks),
    "answers_lack": lambda release, session, events, value: [name for name in value if name not in session.answers],
    "facts": lambda release, session, events, value: {
        name: found for name, found in facts(release, session).items() if name in value
    },
    "facts_lack": lambda release, session, events, value: [
        name for name in value if name not in facts(release, session)
    ],
}

"""One turn of a talk: the short life between an input and the next wait.

Only here: how a talk walks. A turn copies a session, moves along the compiled table and collects events; nothing of it
survives but the session it closes with. Invariants: it stops only at steps that wait; a checkpoint empties the trail;
answers behind a changed one are set aside, and come back only where the new way passes them again.
"""

from __future__ import annotations

from flows.conditions import Fact
from flows.definition import BACK, NAVIGATION, OPEN_KINDS, SKIPPED, Choice, Question, Release, Step
from flows.events import Acted, Asked, Consented, Ended, Event, Row, Taken, TapRefused, Value
from flows.facts import facts_of, meanings, merge
from flows.machine import compiled
from flows.state import Session
from flows.text import Text

FORGETTING = frozenset(("wipe_draft", "erase_case", "forget_guest"))  # after these a session holds no answer
STEP_LIMIT = 100  # steps in one turn; more is a loop that no inspection saw
TRAIL_LIMIT = 64  # screens that Back can reach; older ones are forgotten, so a session stays small
NUMBERS_AFTER, PERSON_AFTER = 2, 3  # tries after which answers are numbered, and a human is offered


class Turn:
    """A session being moved; close it to get the new one."""

    __slots__ = (
        "answers", "aside", "at", "before", "events", "fresh", "language", "moves", "notes", "page", "release",
        "revising", "seq", "started", "ticks", "trail", "tries",
    )  # fmt: skip

    def __init__(self, release: Release, session: Session, *, fresh: bool = False) -> None:
        self.release, self.moves = release, compiled(release)
        self.language, self.started, self.notes = session.language, session.started, session.notes
        self.at, self.seq, self.tries, self.page = session.at, session.seq, session.tries, session.page
        self.revising = session.revising
        self.answers, self.aside = dict(session.answers), dict(session.aside)
        self.trail, self.ticks = list(session.trail), list(session.ticks)
        self.events: list[Event] = []
        self.before: list[Text] = []
        self.fresh = fresh

    def close(self, now: int) -> Session:
        """The session after this turn."""
        return Session(
            self.release.id, self.language, self.at, self.seq, self.answers, tuple(self.trail), tuple(self.ticks),
            self.tries, self.started, now, self.page, self.revising, self.notes, self.aside,
        )  # fmt: skip

    @property
    def step(self) -> Step:
        """The step that waits now."""
        return self.release.steps[self.at]

    def facts(self) -> dict[str, Fact]:
        """What is known now."""
        return facts_of(self.release, self.answers)

    # -- answers

    def take(self, value: Value) -> None:
        """Take an answer to the present question, and walk on."""
        step, ask = self.step, self.step.ask
        if ask is None:
            return
        chosen = [ask.choice(name) for name in (value if isinstance(value, tuple) else (value,))]
        choices = [choice for choice in chosen if choice]
        self.record(step, ask, value, choices)
        forgotten = any(FORGETTING & set(choice.do) for choice in choices)
        if not forgotten and keeps(step, choices):
            self.remember(step.id, value)
        target = self.moves.after(step, self.facts(), value if isinstance(value, str) else "")
        if target != BACK and not forgotten:
            self.leave_behind(step.id)
        self.arrive(target, value, passing_over=self.revising is not None)

    def record(self, step: Step, ask: Question, value: Value, choices: list[Choice]) -> None:
        """The events of one answer: taken, agreed to, wanted done."""
        means: dict[str, Fact] = {}
        for part in meanings(ask, value):
            merge(means, part)
        cleared = {field: None for choice in choices for field, code in choice.means.items() if code is None}
        codes = {field: tuple(code) if isinstance(code, list) else code for field, code in means.items()}
        self.events.append(Taken(step.id, ask.field, ask.kind, value, tuple((cleared | codes).items())))
        words = self.words_of(step)
        read = words.id if words else ""
        for choice in choices:
            if choice.consent:
                self.events.append(Consented(choice.consent.purpose, choice.consent.given, step.id, read))
            self.act(choice.do, step, choice.id)
            if "set_language" in choice.do:
                self.language = choice.id

    def act(self, actions: tuple[str, ...], step: Step, value: Value) -> None:
        """Say what the flow wants done; what deletes, deletes here too, before anybody else does anything."""
        for action in actions:
            self.events.append(Acted(action, step.id, value))
            if action in FORGETTING:
                self.answers.clear()
                self.aside.clear()
                self.trail.clear()
                self.revising = None

    def remember(self, name: str, value: Value) -> None:
        """Keep an answer, as the latest."""
        self.answers.pop(name, None)
        self.aside.pop(name, None)
        self.answers[name] = value

    def leave_behind(self, name: str) -> None:
        """Put a screen on the trail."""
        self.trail.append(name)
        del self.trail[:-TRAIL_LIMIT]

    # -- walking

    def arrive(self, target: str | None, value: Value, *, passing_over: bool = False) -> None:
        """Walk forward from `target` to the next step that waits; over kept answers if an answer is being changed."""
        acting = True
        walked: set[str] = set()
        for _ in range(STEP_LIMIT):
            if target is None:
                break
            if target == BACK:
                return self.step_back()
            step = self.release.steps[target]
            self.pass_marks(step)
            if acting:
                self.act(step.do, step, value)
            if step.waits:
                kept = self.kept(step) if passing_over and self.revising and target not in walked else None
                if kept is None:
                    return self.stand(step)
                walked.add(target)
                acting = False
                self.remember(target, kept)
                self.leave_behind(target)
                value = kept
            elif (said := self.words_of(step)) is not None:
                self.before.append(said)
            target = self.moves.after(step, self.facts(), value if isinstance(value, str) else "")
        self.give_up()
        return None

    def pass_marks(self, step: Step) -> None:
        """What a step does to the trail: a checkpoint ends all ways back, a review ends a change."""
        if step.checkpoint:
            self.trail.clear()
        closing = step.end not in (None, "page")  # a page is only read on the way; its reader comes back
        if step.checkpoint or step.id == self.revising or closing or (step.ask and step.ask.kind == "review"):
            self.revising = None
            self.aside.clear()

    def kept(self, step: Step) -> Value | None:
        """The earlier answer to this step, if it may still stand."""
        value = self.aside.get(step.id, self.answers.get(step.id))
        if value is None or step.ask is None or step.end is not None:
            return None
        if value == SKIPPED:
            return value if step.ask.skip else None
        known = {choice.id for choice in self.visible(step.ask)}
        if isinstance(value, tuple):
            return value if set(value) <= known else None
        declared = step.ask.choice(value) is not None
        return value if value in known or (not declared and step.ask.kind not in ("choice", "review")) else None

    def step_back(self) -> None:
        """Stand at the screen before this one; the answer given here stays at hand for when it is asked again."""
        if self.revising and self.at in self.answers and self.at not in self.trail:
            return self.retake()
        if self.revising and self.at not in self.answers and not self.trail:  # it was answered elsewhere: that stands
            review, self.revising = self.release.steps[self.revising], None
            return self.stand(review)
        leaving = self.answers.pop(self.at, None)
        if leaving is not None:
            self.aside[self.at] = leaving
        target = self.trail.pop() if self.trail else self.release.globals.get("start", self.at)
        return self.stand(self.release.steps[target])

    def retake(self) -> None:
        """Back out of a change: let the old answer stand, and walk over the kept ones to the review again."""
        step, value = self.step, self.answers[self.at]
        self.leave_behind(step.id)
        chosen = value if isinstance(value, str) else ""
        target = self.moves.after(step, self.facts(), chosen)
        self.arrive(target, value, passing_over=True)

    def change(self, name: str) -> bool:
        """Go back from a review to a question that was answered, here or by one for the same fact; else False."""
        if not self.is_answered(name):
            return False
        review, order = self.at, list(self.answers)
        later = order[order.index(name) + 1 :] if name in order else []
        flow = self.release.steps[name].flow
        for other in later:
            if self.release.steps[other].flow == flow:
                self.aside[other] = self.answers.pop(other)
        self.trail = self.trail[: self.trail.index(name)] if name in self.trail else []
        self.revising = review
        self.stand(self.release.steps[name])
        return True

    def is_answered(self, name: str) -> bool:
        """Whether this question, or another one for the same fact, has an answer."""
        steps = self.release.steps
        ask = steps[name].ask if name in steps else None
        asked = (steps[one].ask for one in self.answers if one in steps)
        return ask is not None and ask.field != NAVIGATION and any(one and one.field == ask.field for one in asked)

    def give_up(self) -> None:
        """A walk that never waits: the inspection forbids it, and if it happens the person gets the menu."""
        self.events.append(TapRefused("loop"))
        self.before.clear()
        self.stand(self.release.steps[self.release.globals.get("menu", self.at)])

    # -- screens

    def stand(self, step: Step) -> None:
        """Wait at a step, and show it."""
        self.at = step.id
        self.seq += 1
        self.tries = self.page = 0
        earlier = self.earlier(step)
        self.ticks = list(earlier) if isinstance(earlier, tuple) else []
        self.show()

    def earlier(self, step: Step) -> Value | None:
        """The answer that this question had before; navigation has none to show."""
        if step.ask is None or step.ask.field == NAVIGATION:
            return None
        return self.answers.get(step.id, self.aside.get(step.id))

    def visible(self, ask: Question) -> list[Choice]:
        """The choices that are shown now."""
        if not any(choice.when for choice in ask.choices):
            return list(ask.choices)
        facts = self.facts()
        return [choice for choice in ask.choices if choice.when is None or choice.when.holds(facts, "")]

    def words_of(self, step: Step) -> Text | None:
        """How this step is said to this person."""
        return step.worded(self.facts()) if step.instead else step.text

    def show(self) -> None:
        """The screen as it stands, as an event; an end without words has none."""
        step, ask = self.step, self.step.ask
        if step.text or ask or self.before:
            self.events.append(self.screen(step, ask))
        if step.end:
            self.events.append(Ended(step.id, step.end))

    def screen(self, step: Step, ask: Question | None) -> Asked:
        """What the present step shows."""
        ticked = set(self.ticks) if ask and ask.kind == "multi" else {self.earlier(step)}
        rows = tuple(Row(c.id, c.label, c.id in ticked) for c in self.visible(ask)) if ask else ()
        return Asked(
            step=step.id,
            seq=self.seq,
            text=self.words_of(step),
            kind="end" if step.end else ask.kind if ask else "",
            field=ask.field if ask else NAVIGATION,
            choices=rows,
            back=self.can_go_back,
            skip=ask.skip if ask else None,
            done=bool(ask and ask.kind == "multi"),
            fresh=self.fresh or step.id == self.release.globals.get("danger"),
            before=tuple(self.before),
            page=self.page,
            numbered=self.tries >= NUMBERS_AFTER,
            offer_person=self.tries >= PERSON_AFTER,
            end=step.end,
        )

    @property
    def can_go_back(self) -> bool:
        """Whether a screen lies behind this one that may be shown again."""
        return self.step.back and bool(self.trail or self.revising)

    def accepts_open(self, ask: Question, name: str, allowed: frozenset[str] | None) -> bool:
        """Whether `id` is a row that the caller added to an open question: a country, a place."""
        if ask.kind not in OPEN_KINDS:
            return False
        if allowed is not None:
            return name in allowed
        if ask.kind == "language":
            return 2 <= len(name) <= 3 and name.isascii() and name.isalpha() and name.islower()
        if ask.kind == "country":
            return len(name) == 2 and name.isascii() and name.isalpha() and name.isupper()
        return 0 < len(name) <= 64 and not name.startswith("_")


def keeps(step: Step, choices: list[Choice]) -> bool:
    """Whether an answer is kept: not where an end or a way back was only tapped to move on."""
    if any(choice.means for choice in choices):
        return True
    return step.end is None and all(choice.to != BACK for choice in choices)

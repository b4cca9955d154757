"""The two tables of states: a case's, and that of each referral in it.

Everything that may happen is a line in `STEPS` or in `REFERRAL_STEPS`; what has no line cannot happen. The machines,
the drawings and the tests are all read from these tables. It does not know where a state is
stored or who is asking: `by` names the kind of actor, and whoever calls has checked that it is one.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from transitions import Machine, MachineError

from referrals.errors import StepNotAllowed


class State(StrEnum):
    """Where a case stands."""

    DRAFT = "draft"  # answers are being given; nobody reads them
    ALERT = "alert"  # a person was called with consent for this alert only
    SENT = "sent"  # sealed to the officers with consent to be kept
    OPEN = "open"  # an officer works on it
    WAITING = "waiting"  # an officer waits for the person
    QUIET = "quiet"  # no sign of the person when there should be one: a task, not a closure
    CLOSED = "closed"
    ERASING = "taken_back"  # deletion was asked for without the word: closed to officers, key still there for a day
    ERASED = "erased"  # the key is destroyed


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that may happen, and who may cause it: person, officer, clock or operator."""

    name: str
    source: State
    dest: State
    by: str


_LIVING = (State.ALERT, State.SENT, State.OPEN, State.WAITING, State.QUIET, State.CLOSED)

STEPS = (
    Step("alert", State.DRAFT, State.ALERT, by="person"),
    Step("send", State.DRAFT, State.SENT, by="person"),
    Step("send", State.ALERT, State.SENT, by="person"),
    Step("forget", State.DRAFT, State.ERASED, by="person"),
    Step("expire", State.DRAFT, State.ERASED, by="clock"),
    Step("expire", State.ALERT, State.ERASED, by="clock"),
    Step("expire", State.CLOSED, State.ERASED, by="clock"),
    Step("open", State.SENT, State.OPEN, by="officer"),
    Step("wait", State.OPEN, State.WAITING, by="officer"),
    Step("hear", State.WAITING, State.OPEN, by="person"),
    Step("hear", State.QUIET, State.OPEN, by="person"),
    Step("fall_quiet", State.OPEN, State.QUIET, by="clock"),
    Step("fall_quiet", State.WAITING, State.QUIET, by="clock"),
    Step("close", State.SENT, State.CLOSED, by="officer"),
    Step("close", State.OPEN, State.CLOSED, by="officer"),
    Step("close", State.WAITING, State.CLOSED, by="officer"),
    Step("close", State.QUIET, State.CLOSED, by="officer"),
    Step("close", State.ALERT, State.CLOSED, by="officer"),
    Step("reopen", State.CLOSED, State.OPEN, by="person"),
    # Without the word a deletion takes effect for officers at once, and destroys the key a day later (a captor
    # cannot destroy it); the word within that day takes it back.
    *(Step("ask_erasure", state, State.ERASING, by="person") for state in _LIVING),
    Step("take_back", State.ERASING, State.OPEN, by="person"),
    Step("expire", State.ERASING, State.ERASED, by="clock"),
    # With the word, or by the operator on request, at once.
    *(Step("erase", state, State.ERASED, by="person") for state in (*_LIVING, State.ERASING)),
)


class _Standing:
    """What the machine moves: nothing but a state."""

    def __init__(self, state: State) -> None:
        self.state = state


class _Referring:
    """What the machine of referrals moves."""

    def __init__(self, state: Referral) -> None:
        self.state = state


_machine = Machine(
    model=None,
    states=State,
    transitions=[[step.name, step.source, step.dest] for step in STEPS],
    initial=State.DRAFT,
    auto_transitions=False,
)


def advance(state: State | str, step: str) -> State:
    """The state after `step`, or `StepNotAllowed`; the caller writes it down together with what the step did."""
    standing = _Standing(State(state))
    try:
        _machine.events[step].trigger(standing)
    except (MachineError, KeyError):
        raise StepNotAllowed(f"A case that is {State(state)} cannot {step.replace('_', ' ')}.") from None
    return State(standing.state)


def steps_from(state: State | str) -> tuple[str, ...]:
    """What may happen to a case that stands here, in the table's own order."""
    return tuple(step.name for step in STEPS if step.source == State(state))


def drawing() -> str:
    """The table as a Mermaid diagram, in the table's own order."""
    lines = [f"    {step.source} --> {step.dest}: {step.name} ({step.by})" for step in STEPS]
    return "\n".join(["stateDiagram-v2", f"    [*] --> {State.DRAFT}", *lines, f"    {State.ERASED} --> [*]"])


class Referral(StrEnum):
    """Where one place of a case stands."""

    ASKED = "asked"  # the person chose it; an officer prepares a text
    PREPARED = "prepared"  # the text waits for the person, who reads it first
    APPROVED = "approved"  # the person said yes to just this text
    SENT = "sent"  # with the day by which silence counts
    ACKNOWLEDGED = "acknowledged"
    ACTED = "acted"
    PUBLISHED = "published"
    REFUSED = "refused"
    NO_ANSWER = "no_answer"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class ReferralStep:
    """One thing that may happen to a referral, and whose doing it is: person, officer, place or clock."""

    name: str
    source: Referral
    dest: Referral
    by: str


_BEFORE = (Referral.ASKED, Referral.PREPARED, Referral.APPROVED)
_AFTER = (Referral.SENT, Referral.ACKNOWLEDGED, Referral.NO_ANSWER)

REFERRAL_STEPS = (
    # A new text needs a new yes, whatever was said to the one before.
    *(ReferralStep("prepare", source, Referral.PREPARED, by="officer") for source in _BEFORE),
    ReferralStep("approve", Referral.PREPARED, Referral.APPROVED, by="person"),
    ReferralStep("change", Referral.PREPARED, Referral.ASKED, by="person"),
    ReferralStep("send", Referral.APPROVED, Referral.SENT, by="officer"),
    ReferralStep("acknowledge", Referral.SENT, Referral.ACKNOWLEDGED, by="place"),
    ReferralStep("acknowledge", Referral.NO_ANSWER, Referral.ACKNOWLEDGED, by="place"),
    *(ReferralStep("act", source, Referral.ACTED, by="place") for source in _AFTER),
    *(ReferralStep("publish", source, Referral.PUBLISHED, by="place") for source in (*_AFTER, Referral.ACTED)),
    *(ReferralStep("refuse", source, Referral.REFUSED, by="place") for source in _AFTER),
    ReferralStep("fall_silent", Referral.SENT, Referral.NO_ANSWER, by="clock"),
    ReferralStep("fall_silent", Referral.ACKNOWLEDGED, Referral.NO_ANSWER, by="clock"),
    *(ReferralStep("withdraw", source, Referral.WITHDRAWN, by="person") for source in (*_BEFORE, *_AFTER)),
)
REASONS = {
    Referral.REFUSED: (
        "not_eligible", "no_capacity", "no_funds", "outside_region", "too_late", "incomplete", "closed_down",
        "no_reason",
    ),
    Referral.NO_ANSWER: ("silent", "unreachable", "address_dead"),
}  # fmt: skip
"""Both need one of their reasons, and start a new match without that place (F43)."""

_referrals = Machine(
    model=None,
    states=Referral,
    transitions=[[step.name, step.source, step.dest] for step in REFERRAL_STEPS],
    initial=Referral.ASKED,
    auto_transitions=False,
)


def advance_referral(state: Referral | str, step: str, reason: str = "") -> Referral:
    """The state after `step`, or `StepNotAllowed`: also where a step needs a reason and has none, or a wrong one."""
    standing = _Referring(Referral(state))
    try:
        _referrals.events[step].trigger(standing)
    except (MachineError, KeyError):
        raise StepNotAllowed(f"A referral that is {Referral(state)} cannot {step.replace('_', ' ')}.") from None
    after = Referral(standing.state)
    if reason not in REASONS.get(after, ("",)):
        raise StepNotAllowed(f"For {after} give one of the reasons: {', '.join(REASONS.get(after, ('none',)))}.")
    return after


def referral_steps_from(state: Referral | str) -> tuple[str, ...]:
    """What may happen to a referral that stands here, in the table's own order."""
    return tuple(step.name for step in REFERRAL_STEPS if step.source == Referral(state))


def step_to(state: Referral | str, wanted: str) -> str:
    """The step that leads from one state of a referral to another; `StepNotAllowed` if none does."""
    found = [step.name for step in REFERRAL_STEPS if (step.source, step.dest) == (Referral(state), wanted)]
    if not found:
        ways = ", ".join(sorted({step.dest for step in REFERRAL_STEPS if step.source == Referral(state)}))
        raise StepNotAllowed(f"A referral that is {Referral(state)} can become: {ways or 'nothing more'}.")
    return found[0]

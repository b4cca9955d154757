"""The one table of a case's states.

Everything that may happen to a case is a line in `STEPS`; what has no line cannot happen. The machine, the drawing
and the tests are all read from this table. It does not know where a state is stored or who is asking: `by` names the
kind of actor, and whoever calls has checked that it is one.
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

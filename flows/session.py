"""The door of a talk: `start` and `resume` give `(session, events)`; pure and replayable.

Whoever calls sends, stores and logs. A session may be written down and read back between any two inputs. A person's
mistake is an event; only the caller's mistakes raise.
"""

from __future__ import annotations

from dataclasses import replace

from flows.answers import match_label, parse_number, parse_numbers
from flows.conditions import Fact
from flows.definition import BACK, GIVEN, OPEN_KINDS, SKIPPED, Question, Release
from flows.errors import WrongRelease
from flows.events import Acted, Event, NotUnderstood, TapRefused, Value, Woken
from flows.facts import facts_of
from flows.inputs import Fired, Go, Input, Labels, Show, Tap, Typed
from flows.state import Session
from flows.turn import Turn

__all__ = ["Fired", "Go", "Session", "Show", "Tap", "Typed", "facts", "resume", "start", "walk_back"]

DONE, MORE, MENU, HIDE, PERSON, CHANGE = "_done", "_more", "_menu", "_hide", "_person", "_change:"
TYPED = "_typed"  # the value of an action whose words only the caller has
ALWAYS = {MENU: "menu", HIDE: "hide"}  # these work from every screen, however old

Result = tuple[Session, list[Event]]


def start(release: Release, language: str, now: int, at: str | None = None) -> Result:
    """Begin a talk at the release's start, or at another of its targets or steps."""
    first = release.globals.get(at or "start", at or "")
    turn = Turn(release, Session(release.id, language, first, 0, started=now), fresh=True)
    turn.arrive(first, "")
    return turn.close(now), turn.events


def resume(release: Release, session: Session, given: Input, now: int) -> Result:
    """Go on with a talk; `release` must be the one it is pinned to."""
    if session.release != release.id:
        raise WrongRelease("This talk is pinned to another release; fetch that one, or walk it back first.")
    turn = Turn(release, session, fresh=not isinstance(given, Tap))
    match given:
        case Tap():
            _tap(turn, given)
        case Typed():
            _typed(turn, given)
        case Go(target):
            _go(turn, target)
        case Fired(seq, timer):
            if seq == turn.seq:
                turn.events.append(Woken(turn.at, timer))
        case Show():
            turn.show()
    return turn.close(now), turn.events


def facts(release: Release, session: Session) -> dict[str, Fact]:
    """What the answers mean together, in their order: scalars, the last wins; lists, the union."""
    return facts_of(release, session.answers)


def walk_back(old: Release, new: Release, session: Session) -> Session:
    """Move a talk off a withdrawn release: to the same step, or along its own trail to the last that still exists.

    Answers stay where step, field, kind and choices stay. Every button already sent is stale afterwards.
    """
    answers = {name: value for name, value in session.answers.items() if _still_fits(old, new, name, value)}
    trail = [name for name in session.trail if _stands(new, name)]
    at = session.at if _stands(new, session.at) else trail.pop() if trail else new.globals["start"]
    return replace(
        session, release=new.id, at=at, seq=session.seq + 1, answers=answers, trail=tuple(trail),
        ticks=(), tries=0, page=0, revising=None, aside={},
    )  # fmt: skip


def _stands(release: Release, name: str) -> bool:
    return name in release.steps and release.steps[name].waits


def _still_fits(old: Release, new: Release, name: str, value: Value) -> bool:
    before, after = old.steps.get(name), new.steps.get(name)
    if before is None or after is None or before.ask is None or after.ask is None:
        return False
    if (before.ask.field, before.ask.kind) != (after.ask.field, after.ask.kind):
        return False
    chosen = value if isinstance(value, tuple) else (value,)
    return all(after.ask.choice(one) is not None or before.ask.choice(one) is None for one in chosen)


# -- inputs, one function each


def _tap(turn: Turn, given: Tap) -> None:
    if given.choice in ALWAYS:
        return _go(turn, ALWAYS[given.choice])
    if given.seq != turn.seq:
        turn.fresh = True
        return _refuse(turn, "stale")
    return _choose(turn, given.choice, given.allowed)


def _typed(turn: Turn, given: Typed) -> None:
    ask = turn.step.ask
    kind = ask.kind if ask else ""
    labels = () if kind in ("text", "word", "number") else given.labels
    named = given.also if labels else (*given.labels, *given.also)
    if kind == "multi" and (numbers := parse_numbers(given.text)) and _tick_numbers(turn, numbers, given.labels):
        return turn.show()
    if name := match_label(given.text, labels, named):
        return _choose(turn, name, frozenset(one for one, _ in (*given.labels, *given.also)))
    return _words(turn, kind, given.text)


def _words(turn: Turn, kind: str, text: str) -> None:
    """Words that are no button: an answer where words are asked for, else asked again."""
    if kind in ("text", "word") and text.strip():
        if kind == "word":
            turn.events.append(Acted("set_word", turn.at, TYPED))
        return turn.take(GIVEN)
    if kind == "number" and (number := parse_number(text)) is not None:
        return turn.take(str(number))
    if turn.step.end == "line" and text.strip():
        turn.events.append(Acted("keep_part", turn.at, TYPED))
        return None
    turn.tries += 1
    turn.events.append(NotUnderstood(turn.at, turn.tries))
    return turn.show()


def _go(turn: Turn, target: str) -> None:
    if target == BACK:
        return _choose(turn, BACK, None)
    step = turn.release.globals.get(target, target)
    if step not in turn.release.steps:
        return _refuse(turn, "unknown")
    if step == turn.at:
        return turn.show()
    turn.revising = None
    turn.leave_behind(turn.at)
    return turn.arrive(step, "")


# -- choices, by button or by words


def _choose(turn: Turn, name: str, allowed: frozenset[str] | None) -> None:
    if name == BACK:
        return turn.step_back() if turn.can_go_back else _refuse(turn, "back")
    if name in ALWAYS:
        return _go(turn, ALWAYS[name])
    if name == PERSON:
        return _go(turn, "person")
    return _answer(turn, name, allowed)


def _answer(turn: Turn, name: str, allowed: frozenset[str] | None) -> None:
    ask = turn.step.ask
    if ask is None:
        return _refuse(turn, "unknown")
    if name == SKIPPED and ask.skip:
        return turn.take(SKIPPED)
    if name == MORE and ask.kind in (*OPEN_KINDS, "review"):
        turn.page += 1
        return turn.show()
    if ask.kind == "review" and name.startswith(CHANGE):
        return None if turn.change(name.removeprefix(CHANGE)) else _refuse(turn, "unknown")
    return _row(turn, ask, name, allowed)


def _row(turn: Turn, ask: Question, name: str, allowed: frozenset[str] | None) -> None:
    shown = next((choice for choice in turn.visible(ask) if choice.id == name), None)
    if ask.kind == "multi" and (name == DONE or (shown and not shown.to)):
        return _multi(turn, name)
    if shown and ask.kind == "word" and "set_word" in shown.do:
        turn.events.append(Acted("set_word", turn.at, name))
        return turn.take(GIVEN)
    if shown or turn.accepts_open(ask, name, allowed):
        return turn.take((name,) if ask.kind == "multi" else name)
    return _refuse(turn, "unknown")


def _multi(turn: Turn, name: str) -> None:
    """Tick, untick, or be done; a choice that means nothing stands alone. Done with nothing ticked is a skip."""
    if name == DONE:
        return turn.take(tuple(turn.ticks) or SKIPPED)
    _tick(turn, name)
    return turn.show()


def _tick(turn: Turn, name: str) -> None:
    ask = turn.step.ask
    if ask is None:
        return
    if name in turn.ticks:
        turn.ticks.remove(name)
        return
    alone = {choice.id for choice in ask.choices if not choice.means}
    kept = {name} if name in alone else {*turn.ticks, name} - alone
    turn.ticks = [choice.id for choice in ask.choices if choice.id in kept]


def _tick_numbers(turn: Turn, numbers: tuple[int, ...], labels: Labels) -> bool:
    """Tick the rows with these numbers; False if one of them is no row that can be ticked."""
    if not all(1 <= number <= len(labels) for number in numbers):
        return False
    ids = [labels[number - 1][0] for number in numbers]
    ask = turn.step.ask
    tickable = {choice.id for choice in turn.visible(ask) if not choice.to} if ask else set()
    if not set(ids) <= tickable:
        return False
    for name in ids:
        if name not in turn.ticks:
            _tick(turn, name)
    return True


def _refuse(turn: Turn, reason: str) -> None:
    turn.events.append(TapRefused(reason))
    turn.show()

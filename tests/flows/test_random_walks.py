"""Whatever a person taps or types, in any order: no error, no dead end, a way out, and replay gives the same."""

from __future__ import annotations

import pytest
from flow_world import release
from hypothesis import given
from hypothesis import strategies as st

from bot import catalogue
from flows.definition import Release
from flows.events import Asked, Ended, Event, TapRefused
from flows.inputs import Fired, Go, Input, Show, Tap, Typed
from flows.session import Session, resume, start, walk_back

SMALL, SHIPPED = release(), catalogue.release()
RELEASES = pytest.mark.parametrize("loaded", [SMALL, SHIPPED], ids=["small", "shipped"])
ACTIONS = st.lists(st.tuples(st.integers(0, 11), st.integers(0, 999)), min_size=1, max_size=60)
WORDS = ("1", "2 3", "7", "yes", "danger", "Honduras", "???", "", "x" * 5000, "سلام", "{answers}", "\u202e")


def inputs_at(loaded: Release, session: Session) -> list[Input]:
    """What can be tapped on the present screen, dynamic rows and reserved ones too."""
    ask = loaded.step(session.at).ask
    rows = [choice.id for choice in ask.choices] if ask else []
    extra = {"country": ["HN", "SY"], "offers": ["lifeline", "_more"], "multi": ["_done"]}
    if ask:
        rows += extra.get(ask.kind, [])
    if ask and ask.kind == "review":
        rows += [f"_change:{name}" for name in session.answers]
    return [Tap(session.seq, row) for row in [*rows, "_skip", "_back"]]


def pick(loaded: Release, session: Session, action: tuple[int, int]) -> Input:
    kind, number = action
    if kind == 0:
        return Go(sorted(loaded.globals)[number % len(loaded.globals)])
    if kind == 1:
        return Typed(WORDS[number % len(WORDS)], (("a", "Yes"), ("_back", "Back")))
    if kind == 2:
        return (Tap(number, "help"), Fired(session.seq, "silence"), Show(), Tap(session.seq, f"x{number}"))[number % 4]
    ways = inputs_at(loaded, session)
    return ways[number % len(ways)]


def walk(loaded: Release, actions: list[tuple[int, int]]) -> tuple[Session, list[Input], list[Event]]:
    session, events = start(loaded, "en", 0)
    given_: list[Input] = []
    for now, action in enumerate(actions, 1):
        one = pick(loaded, session, action)
        given_.append(one)
        session, more = resume(loaded, Session.from_json(session.to_json()), one, now)
        events += more
    return session, given_, events


@RELEASES
@given(actions=ACTIONS)
def test_no_walk_errs_or_loops_and_each_ends_where_one_can_go_on(
    loaded: Release, actions: list[tuple[int, int]]
) -> None:
    """Every walk stands at a step that waits, with a way on, and hide and delete work from there."""
    session, _, events = walk(loaded, actions)
    step = loaded.step(session.at)
    assert step.waits
    assert TapRefused("loop") not in events
    _, shown = resume(loaded, session, Show(), 99)
    screen = next((event for event in shown if isinstance(event, Asked)), None)
    if step.end is None:
        assert screen is not None
        rows = screen.choices or screen.kind in ("text", "number", "word", "country", "offers")
        assert rows or screen.skip or screen.done
    hidden, after = resume(loaded, session, Tap(0, "_hide"), 100)
    assert hidden.at == loaded.globals["hide"]
    assert hidden.at == session.at or any(isinstance(event, Ended) for event in after)
    deleting, _ = resume(loaded, session, Go("delete"), 100)
    assert deleting.at == loaded.globals["delete"]


@RELEASES
@given(actions=ACTIONS)
def test_a_replay_gives_the_same_session(loaded: Release, actions: list[tuple[int, int]]) -> None:
    """The stored inputs, played again without the way through JSON, give the same bytes."""
    session, inputs, events = walk(loaded, actions)
    again, seen = start(loaded, "en", 0)
    for now, one in enumerate(inputs, 1):
        again, more = resume(loaded, again, one, now)
        seen += more
    assert again.to_json() == session.to_json()
    assert seen == events


@RELEASES
@given(actions=ACTIONS)
def test_every_shown_row_can_be_tapped(loaded: Release, actions: list[tuple[int, int]]) -> None:
    """No button on any screen is refused."""
    session, _, _ = walk(loaded, actions)
    _, shown = resume(loaded, session, Show(), 99)
    for screen in (event for event in shown if isinstance(event, Asked)):
        reserved = ["_back"] * screen.back + ["_skip"] * bool(screen.skip) + ["_done"] * screen.done
        for row in [*(row.id for row in screen.choices), *reserved]:
            _, events = resume(loaded, session, Tap(session.seq, row), 100)
            assert not any(isinstance(event, TapRefused) for event in events), (session.at, row)


@given(actions=ACTIONS)
def test_every_walk_can_be_moved_to_another_release(actions: list[tuple[int, int]]) -> None:
    """Walked back onto a release that shares almost nothing, a talk goes on all the same."""
    session, _, _ = walk(SMALL, actions)
    moved = walk_back(SMALL, SHIPPED, session)
    after, events = resume(SHIPPED, moved, Go("menu"), 1)
    assert after.at == SHIPPED.globals["menu"]
    assert events

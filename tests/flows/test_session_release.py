"""A talk is pinned to its release; withdrawn, it is walked back along its own trail."""

from __future__ import annotations

import pytest
from flow_world import CORE, Talk, release

from flows.errors import SessionUnreadable, WrongRelease
from flows.inputs import Show, Tap
from flows.session import Session, resume, walk_back

RENAMED = CORE.replace("  whom:\n", "  who_else:\n").replace("to: whom", "to: who_else")


def test_a_talk_is_resumed_with_its_own_release_only() -> None:
    """The caller's mistake raises."""
    talk = Talk()
    with pytest.raises(WrongRelease):
        resume(release(core=RENAMED), talk.session, Show(), 0)


def test_a_withdrawn_release_walks_back_to_the_last_step_that_exists() -> None:
    """The step is gone: the person stands at the one before, with all answers that still fit."""
    talk, new = Talk(), release(core=RENAMED)
    talk.tap("help", "days", "keep", "HN")
    assert talk.session.at == "core.whom"
    moved = walk_back(talk.release, new, talk.session)
    assert moved.at == "core.country"
    assert moved.trail == ("core.welcome", "core.when", "core.consent")
    assert set(moved.answers) == {"core.welcome", "core.when", "core.consent", "core.country"}
    session, _ = resume(new, moved, Tap(moved.seq, "GT"), 5)
    assert session.at == "core.who_else"


def test_a_step_that_stays_keeps_the_person_and_makes_old_buttons_stale() -> None:
    """Only the release changes; a button of the old one is refused."""
    talk, new = Talk(), release(core=RENAMED)
    talk.tap("help", "days")
    moved = walk_back(talk.release, new, talk.session)
    assert (moved.at, moved.seq) == ("core.consent", talk.session.seq + 1)


def test_answers_of_changed_questions_are_dropped() -> None:
    """A choice that is gone, or a step that asks something else, takes its answer with it."""
    talk = Talk()
    talk.tap("help", "days", "keep", "HN", "state", "held")
    without = CORE.replace("{id: held,", "{id: is_held,")
    other = CORE.replace("ask: perpetrator", "ask: detained")
    assert "core.detained" not in walk_back(talk.release, release(core=without), talk.session).answers
    assert "core.whom" not in walk_back(talk.release, release(core=other), talk.session).answers


def test_with_nothing_left_the_talk_stands_at_the_start() -> None:
    """Nobody is dropped on the floor."""
    talk = Talk(at="core.whom")
    assert walk_back(talk.release, release(core=RENAMED), talk.session).at == "core.welcome"


BROKEN = [
    "",
    "{}",
    "[]",
    "[1]",
    "null",
    "[2,1,2,3,4,{},[],[],0,0,0,0,null,{},{}]",
    "[1,1,2,3,4,5,[],[],0,0,0,0,null,{},{}]",
]


@pytest.mark.parametrize("text", BROKEN)
def test_what_is_no_session_is_refused_without_its_content(text: str) -> None:
    """A stored session of another kind is the caller's mistake."""
    with pytest.raises(SessionUnreadable) as caught:
        Session.from_json(text)
    assert caught.value.__suppress_context__ or caught.value.__context__ is None


def test_a_session_shows_no_answer_in_its_repr() -> None:
    """A session in a traceback or a log says nothing of the person."""
    talk = Talk()
    talk.tap("help", "days", "keep", "HN", "state")
    assert not any(word in repr(talk.session) for word in ("days", "HN", "state", "core.whom"))

"""A talk walks forward: taps, branches, actions, consents, ends."""

from __future__ import annotations

import pytest
from flow_world import CORE, Talk, release

from flows.definition import Release
from flows.events import Acted, Asked, Consented, Ended, Event, Taken, TapRefused, Woken
from flows.inputs import Fired, Go, Show, Tap
from flows.session import facts


def kinds(events: list[Event]) -> list[type]:
    return [type(event) for event in events]


def test_the_first_screen_is_new_and_has_no_way_back() -> None:
    """A talk begins with the start screen as a new message."""
    talk = Talk()
    assert talk.session.at == "core.welcome"
    assert (talk.asked.fresh, talk.asked.back, talk.asked.seq) == (True, False, 1)


def test_a_talk_can_begin_elsewhere() -> None:
    """A target or a step may be the first screen."""
    assert Talk(at="danger").session.at == "danger.card"
    assert Talk(at="core.whom").session.at == "core.whom"


def test_the_commonest_way_reaches_the_sealed_case() -> None:
    """The plain way asks each question once and seals at its end."""
    talk = Talk()
    talk.tap("help", "days", "keep", "HN", "company", "lawyer", "safety", "_done", "_skip", "river", "yes")
    assert talk.session.at == "core.sent"
    assert Acted("seal_case", "core.seal", "yes") in talk.events
    assert [text.source for text in talk.asked.before] == ["Locking."]
    assert talk.events[-1] == Ended("core.sent", "page")


def test_an_answer_says_what_it_means() -> None:
    """Taking an answer gives the facts of its choice, and edits the screen tapped."""
    talk = Talk()
    events = talk.tap("help", "days")
    assert Taken("core.when", "imminence", "choice", "days", (("imminence", "days"),)) in events
    assert talk.asked.fresh is False


def test_the_alert_leaves_with_the_tap_that_agrees_to_it() -> None:
    """Wake a person records the consent and rings, in this order, two taps after the start."""
    talk = Talk()
    events = talk.tap("danger", "wake")
    assert Consented("alert", True, "danger.card", "danger/card/text") in events
    order = kinds(events)
    assert order.index(Consented) < order.index(Acted) < order.index(Asked)


def test_the_card_is_always_a_new_message() -> None:
    """What must be read in danger is never an edit that rings nothing."""
    talk = Talk()
    talk.tap("danger")
    assert talk.asked.fresh is True


def test_a_choice_with_a_condition_shows_only_when_it_holds() -> None:
    """The card offers questions first only to who said hours; hidden, it cannot be tapped either."""
    talk = Talk()
    talk.tap("danger")
    assert talk.shown == ["wake"]
    assert talk.tap("first")[0] == TapRefused("unknown")
    later = Talk()
    later.tap("help", "today")
    assert later.shown == ["wake", "first"]


def test_branches_read_the_facts() -> None:
    """Officials lead to one more question, others pass it."""
    for choice, at in [("state", "core.detained"), ("company", "core.needs"), ("_skip", "core.needs")]:
        talk = Talk()
        talk.tap("help", "days", "keep", "HN", choice)
        assert talk.session.at == at


def test_facts_are_merged_in_the_order_of_the_answers() -> None:
    """Scalars: the last wins; lists: the union; a skip and an empty meaning give nothing."""
    talk = Talk()
    talk.tap("help", "days", "keep", "none", "state", "free", "doctor", "lawyer", "_done", "_skip")
    assert facts(talk.release, talk.session) == {
        "imminence": "days",
        "consent_store": "yes",
        "perpetrator": "state",
        "detained": "no",
        "flags": ["repeated"],
        "needs": ["legal", "medical"],
    }


def test_null_clears_a_fact() -> None:
    """A choice may take back what an earlier one said."""
    text = CORE.replace('label: "I do not know", means: {perpetrator: unknown}', "label: x, means: {imminence: null}")
    talk = Talk(release(core=text))
    talk.tap("help", "days", "keep", "none", "unknown")
    assert "imminence" not in facts(talk.release, talk.session)
    assert ("imminence", None) in next(event for event in talk.events if isinstance(event, Taken)).means


def test_a_button_of_an_earlier_screen_is_answered_with_the_present_question() -> None:
    """A stale tap changes nothing and shows where the talk stands, as a new message."""
    talk = Talk()
    talk.tap("help", "days")
    before = talk.session
    events = talk.put(Tap(1, "help"))
    assert events[0] == TapRefused("stale")
    assert talk.asked.step == "core.consent"
    assert talk.asked.fresh is True
    assert talk.session.to_json().replace(str(talk.now), "0") == before.to_json().replace(str(before.touched), "0")


def test_menu_and_hide_work_from_every_screen_however_old() -> None:
    """The two buttons that stand on every screen are never stale."""
    talk = Talk()
    talk.tap("help", "days")
    talk.put(Tap(1, "_menu"))
    assert talk.session.at == "menu.menu"
    talk.put(Tap(1, "_hide"))
    assert talk.session.at == "menu.hidden"
    assert kinds(talk.events) == [Acted, Ended]


def test_rows_that_the_caller_adds_are_taken_if_allowed() -> None:
    """A country is a code of two letters; a place is taken only if it was shown."""
    talk = Talk()
    talk.tap("help", "days", "keep")
    assert talk.tap("Honduras")[0] == TapRefused("unknown")
    assert talk.tap("hn")[0] == TapRefused("unknown")
    assert talk.put(Tap(talk.session.seq, "HN", frozenset({"GT"})))[0] == TapRefused("unknown")
    talk.put(Tap(talk.session.seq, "GT", frozenset({"GT"})))
    assert facts(talk.release, talk.session)["country"] == "GT"


def test_more_places_turns_the_page_of_the_same_question() -> None:
    """Paging is no answer: same question, same seq, next page."""
    talk = Talk(at="core.options")
    seq = talk.session.seq
    talk.tap("_more", "_more")
    assert (talk.session.seq, talk.asked.page, talk.asked.fresh) == (seq, 2, False)
    talk.tap("lifeline")
    assert (talk.session.at, talk.session.page) == ("core.offer", 0)
    assert facts(talk.release, talk.session)["offer"] == "lifeline"


def test_an_end_offers_ways_on() -> None:
    """Behind an end the talk goes on where its buttons lead."""
    talk = Talk(at="danger.line")
    assert kinds(talk.events) == [Asked, Ended]
    assert (talk.asked.kind, talk.asked.end) == ("end", "line")
    talk.tap("safe")
    assert talk.session.at == "core.when"


def test_language_is_chosen_by_a_tap() -> None:
    """The choice that sets the language is its code, and the talk goes on in it."""
    talk = Talk()
    talk.tap("es")
    assert (talk.session.language, talk.session.at) == ("es", "core.welcome")
    assert talk.asked.back is False


def test_deleting_leaves_no_answer_in_the_session() -> None:
    """After the draft is wiped the session holds no answer, no way back and nothing aside."""
    talk = Talk()
    talk.tap("help", "days", "keep", "HN", "company", "lawyer", "_done", "_skip", "none", "delete")
    assert talk.session.at == "core.wiped"
    assert (dict(talk.session.answers), dict(talk.session.aside), talk.session.trail) == ({}, {}, ())


def test_a_timer_of_the_present_question_wakes_and_an_earlier_one_does_not() -> None:
    """A timer that is late for its question is nothing."""
    talk = Talk()
    talk.tap("help")
    assert talk.put(Fired(talk.session.seq, "silence")) == [Woken("core.when", "silence")]
    assert talk.put(Fired(1, "silence")) == []


def test_showing_changes_nothing() -> None:
    """The present question can be asked for at any time."""
    talk = Talk()
    talk.tap("help", "days")
    seq, trail = talk.session.seq, talk.session.trail
    talk.put(Show())
    assert (talk.session.seq, talk.session.trail, talk.asked.fresh) == (seq, trail, True)


def test_an_unknown_jump_is_refused() -> None:
    """A target that the release has not changes nothing."""
    talk = Talk()
    assert talk.put(Go("nowhere"))[0] == TapRefused("unknown")
    assert talk.session.at == "core.welcome"


LOOP = """
format: 1
flow: loop
steps:
  ask:
    ask: go
    text: "?"
    choices: [{id: in, label: "in", means: {}, to: one}]
  one: {to: two}
  two: {to: one}
"""


def test_a_loop_that_no_inspection_saw_ends_at_the_menu() -> None:
    """A broken limit ends the walk kindly."""
    talk = Talk(release(loop=LOOP), at="loop.ask")
    assert talk.tap("in")[0] != TapRefused("loop")
    assert TapRefused("loop") in talk.events
    assert talk.session.at == "menu.menu"


@pytest.fixture
def loaded() -> Release:
    """The small release."""
    return release()


def test_the_same_inputs_give_the_same_session(loaded: Release) -> None:
    """Replayed, a talk is the same to the letter."""
    taps = ("help", "days", "keep", "HN", "state", "held", "_back", "free", "doctor", "_done")
    one, other = Talk(loaded), Talk(loaded)
    one.tap(*taps)
    other.tap(*taps)
    assert one.session.to_json() == other.session.to_json()

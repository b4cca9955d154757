"""A talk walks forward: taps, branches, actions, consents, ends."""

from __future__ import annotations

from flow_world import Talk

from flows.events import Acted, Asked, Consented, Ended, Taken


def test_the_first_screen_is_new_and_has_no_way_back() -> None:
    """A talk begins with the start screen as a new message."""
    talk = Talk()
    assert talk.session.at == "core.welcome"
    assert (talk.asked.fresh, talk.asked.back, talk.asked.seq) == (True, False, 1)


def test_the_commonest_way_reaches_the_sealed_case() -> None:
    """The plain way asks each question once and seals at its end."""
    talk = Talk()
    talk.tap("help", "days", "keep", "HN", "company", "lawyer", "safety", "_done", "_skip", "river", "yes")
    assert talk.session.at == "core.sent"
    assert Acted("seal_case", "core.seal", "yes") in talk.events
    assert [text.source for text in talk.asked.before] == ["Locking."]
    assert talk.events[-1] == Ended("core.sent", "page")


def test_an_answer_says_what_it_means() -> None:
    """Taking an answer gives the facts of its choice."""
    talk = Talk()
    events = talk.tap("help", "days")
    assert Taken("core.when", "imminence", "choice", "days", (("imminence", "days"),)) in events


def test_the_alert_leaves_with_the_tap_that_agrees_to_it() -> None:
    """Wake a person records the consent and rings, in this order, within two taps of the start."""
    talk = Talk()
    events = talk.tap("danger", "wake")
    kinds = [type(event) for event in events]
    assert Consented("alert", True, "danger.card", "danger/card/text") in events
    assert kinds.index(Consented) < kinds.index(Acted) < kinds.index(Asked)


def test_a_choice_with_a_condition_shows_only_when_it_holds() -> None:
    """The card offers questions first only to who said hours."""
    talk = Talk()
    talk.tap("danger")
    assert talk.shown == ["wake"]
    later = Talk()
    later.tap("help", "today")
    assert later.shown == ["wake", "first"]

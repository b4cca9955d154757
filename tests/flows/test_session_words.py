"""Typed answers: labels, numbers, ticks, words that are answers themselves, and words that fit nothing."""

from __future__ import annotations

from flow_world import Talk

from flows.events import Acted, Asked, Event, NotUnderstood, Taken
from flows.inputs import Labels, Typed
from flows.session import facts


def labels(talk: Talk, *more: tuple[str, str]) -> Labels:
    return (*((row.id, row.label.source) for row in talk.asked.choices), *more)


def say(talk: Talk, words: str, *more: tuple[str, str], also: Labels = ()) -> list[Event]:
    return talk.put(Typed(words, labels(talk, *more), also))


def test_a_label_or_its_number_counts_as_the_button() -> None:
    """What can be tapped can be typed."""
    talk = Talk()
    say(talk, "get help")
    say(talk, "٢")
    assert talk.session.at == "core.consent"
    assert talk.session.answers["core.when"] == "days"
    assert talk.asked.fresh is True


def test_back_skip_and_done_can_be_typed() -> None:
    """The worded names of the other buttons count too."""
    talk = Talk()
    talk.tap("help", "days", "keep", "HN")
    say(talk, "skip", ("_skip", "Skip"))
    assert talk.session.answers["core.whom"] == "_skip"
    say(talk, "back", ("_done", "Done"), ("_back", "Back"))
    assert talk.session.at == "core.whom"


def test_a_country_is_typed_by_its_name() -> None:
    """Names that the caller knows count without standing on the screen."""
    talk = Talk()
    talk.tap("help", "days", "keep")
    say(talk, "Honduras", also=(("HN", "Honduras"), ("GT", "Guatemala")))
    assert facts(talk.release, talk.session)["country"] == "HN"


def test_words_that_fit_nothing_are_asked_again_then_numbered_then_a_person_is_offered() -> None:
    """The second failure lists numbers, the third offers a human; the question stays the same."""
    talk = Talk()
    talk.tap("help")
    seen = []
    for tries in (1, 2, 3):
        assert say(talk, "??")[0] == NotUnderstood("core.when", tries)
        seen.append((talk.asked.numbered, talk.asked.offer_person, talk.asked.fresh))
    assert seen == [(False, False, True), (True, False, True), (True, True, True)]
    talk.tap("_person")
    assert talk.session.at == "menu.person"
    assert talk.session.tries == 0


def test_ticks_are_toggled_and_done_takes_them_in_their_order() -> None:
    """A tick edits its screen, keeps the seq, and can be taken away again."""
    talk = Talk(at="core.needs")
    seq = talk.session.seq
    talk.tap("safety", "lawyer", "safety", "doctor")
    assert (talk.session.seq, talk.session.ticks, talk.asked.fresh, talk.asked.done) == (
        seq, ("lawyer", "doctor"), False, True,
    )  # fmt: skip
    events = talk.tap("_done")
    assert Taken("core.needs", "needs", "multi", ("lawyer", "doctor"), (("needs", ("legal", "medical")),)) in events


def test_rather_not_say_stands_alone() -> None:
    """A choice that means nothing clears the others, and the others clear it."""
    talk = Talk(at="core.needs")
    talk.tap("lawyer", "rather")
    assert talk.session.ticks == ("rather",)
    talk.tap("doctor")
    assert talk.session.ticks == ("doctor",)


def test_done_with_nothing_ticked_is_a_skip() -> None:
    """Nothing chosen means nothing."""
    talk = Talk(at="core.needs")
    talk.tap("_done")
    assert talk.session.answers["core.needs"] == "_skip"
    assert facts(talk.release, talk.session) == {}


def test_several_numbers_tick_several_rows() -> None:
    """`1 3` ticks the first and the third row, and waits for Done."""
    talk = Talk(at="core.needs")
    say(talk, "1, 3", ("_done", "Done"))
    assert talk.session.ticks == ("lawyer", "safety")
    say(talk, "9")
    assert talk.session.ticks == ("lawyer", "safety")
    say(talk, "done", ("_done", "Done"))
    assert talk.session.at == "core.people"


def test_a_number_is_read_in_any_digits_and_is_no_row() -> None:
    """Where a number is asked, digits are the answer."""
    talk = Talk(at="core.people")
    say(talk, "many")
    assert talk.session.at == "core.people"
    say(talk, "١٢")
    assert facts(talk.release, talk.session)["people"] == 12


def test_a_story_is_taken_and_never_kept() -> None:
    """The session learns that words came, never which."""
    talk = Talk(at="core.story")
    events = say(talk, "They live at MARKER street")
    assert Taken("core.story", "story", "text", "given", (("story", "given"),)) in events
    assert "MARKER" not in talk.session.to_json()
    assert "MARKER" not in repr(events)
    assert "MARKER" not in repr(Typed("MARKER"))


def test_a_word_of_ones_own_never_enters_the_session() -> None:
    """Typed or tapped, the word is set by the caller; the session holds only that there is one."""
    typed, tapped = Talk(at="core.word"), Talk(at="core.word")
    assert Acted("set_word", "core.word", "_typed") in say(typed, "lighthouse")
    assert Acted("set_word", "core.word", "river") in tapped.tap("river")
    for talk in (typed, tapped):
        assert talk.session.answers["core.word"] == "given"
        assert "lighthouse" not in talk.session.to_json()
        assert talk.session.to_json().count("river") == 0


def test_a_typed_label_of_a_word_is_that_button() -> None:
    """`No word`, typed, is no word."""
    talk = Talk(at="core.word")
    say(talk, "no word")
    assert talk.session.answers["core.word"] == "none"


def test_on_the_live_line_words_belong_to_the_line() -> None:
    """Words at an open line are a part to keep, not a failed answer; its buttons can still be typed."""
    talk = Talk(at="danger.line")
    assert say(talk, "I am in the blue house") == [Acted("keep_part", "danger.line", "_typed")]
    say(talk, "i am safe now")
    assert talk.session.at == "core.when"


def test_empty_words_are_no_answer() -> None:
    """A blank message is asked again."""
    talk = Talk(at="core.story")
    assert say(talk, "  ")[0] == NotUnderstood("core.story", 1)
    assert isinstance(talk.events[-1], Asked)

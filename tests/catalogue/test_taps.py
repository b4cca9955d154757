"""How many taps it takes: the first measure of the product begins here."""

import pytest
from catalogue_world import Person, release

from flows.events import Asked
from flows.inputs import Show
from flows.session import resume

COMMON = ("help", "days", "me", "adult", "agree", "drop", "HN", "land", "attack")
REST = ("first", "lawyer", "any", "lamp", "send")


def test_the_card_stands_after_two_taps_and_the_alert_leaves_at_the_third() -> None:
    """START, danger, wake: the second shows the card, the third is the consent and sends the alert."""
    person = Person().tap("danger")
    assert (person.at, person.taps, person.did) == ("danger.card", 2, [])
    person.tap("wake")
    assert (person.taps, person.did, person.agreed) == (3, ["alert"], {"alert": True})


def test_the_core_case_takes_at_most_sixteen_taps() -> None:
    """From START to sealed on the commonest path."""
    person = Person().tap(*COMMON, "armed", *REST)
    assert person.at == "core.sent"
    assert "seal_case" in person.did
    assert person.taps <= 16


@pytest.mark.parametrize("whom", ["forces", "officials", "together"])
def test_where_officials_are_the_danger_one_more_question_is_asked(whom: str) -> None:
    """The other sessions cost the seventeenth tap, and no more."""
    person = Person().tap(*COMMON, whom)
    assert person.at == "core.sessions"
    person.tap("done", *REST)
    assert person.at == "core.sent"
    assert person.taps <= 17


def test_a_guest_sees_places_after_twelve_taps_and_nothing_is_kept() -> None:
    """Whoever refuses all storing answers the same questions and is asked for neither hours nor a word."""
    person = Person().tap("help", "days", "community", "guest", "NP", "land", "land", "company", "first", "advice")
    assert person.at == "places.options"
    assert person.taps <= 12
    assert person.did == []
    assert person.agreed == {"keep": False}


def test_hiding_is_one_tap_from_every_screen() -> None:
    """Hide needs no question and no second tap, wherever a person stands."""
    for step in release().steps.values():
        if step.waits:
            person = Person(step.id).tap("_hide")
            assert person.at == "menu.hidden"


def test_deleting_the_case_takes_four_taps() -> None:
    """Menu, Delete, the case, now."""
    person = Person("core.sent")
    person.taps = 0
    assert person.tap("_menu", "delete", "case", "erase").did == ["erase_case"]
    assert person.taps == 4


def test_no_screen_holds_more_than_eight_answers() -> None:
    """Whatever was answered before, at most eight rows stand, without those for going back and skipping."""
    for step in release().steps.values():
        if step.ask and step.ask.kind in ("choice", "multi"):
            person = Person(step.id)
            _, events = resume(release(), person.session, Show(), 0)
            assert all(len(event.choices) <= 8 for event in events if isinstance(event, Asked)), step.id


def test_detained_is_asked_only_after_an_arrest() -> None:
    """One question more, for those who named arrest, charges or prison."""
    waits = {choice for choice in ("attack", "arrest", "missing", "online", "office", "land")
             if Person("core.happened").tap(choice).at == "core.detained"}  # fmt: skip
    assert waits == {"arrest"}


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        (("forces", "done"), "more.story_taps"),
        (("officials", "done"), "more.story_taps"),
        (("together", "done"), "more.story_taps"),
        (("armed",), "more.story"),
        (("company",), "more.story"),
    ],
)
def test_words_are_asked_only_where_officials_are_not_the_danger(answers: tuple[str, ...], expected: str) -> None:
    """Until the sealed page exists, the chat takes taps only where officials may read it."""
    person = Person("core.whom").tap(*answers).go("core.sent").tap("story")
    assert person.at == expected

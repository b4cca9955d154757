"""The words themselves: lengths, labels, what works everywhere. What is never said is the wording lint's."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator

import pytest
from catalogue_world import release, words

from bot import notices
from flows.answers import fold
from flows.definition import Step
from flows.text import Text

LANGUAGES = words().languages
MOST_LETTERS = 30
QUESTION, CARD, INFORMATION = 240, 350, 500
CARDS = {"danger.card", "faults.card_off"}
# Of these the words carry facts that a person must have before the tap, so they may be as long as information.
INFORMING = {"about.data", "delete.case"}


def letters(text: str) -> int:
    """Letters as a person sees them: marks that stand on a letter do not count."""
    return sum(not unicodedata.combining(sign) for sign in text)


def texts(language: str) -> Iterator[tuple[Step, Text, str]]:
    for step in release().steps.values():
        for text in step.texts():
            yield step, text, words().catalog(language)[text.id, text.source]


@pytest.mark.parametrize("language", LANGUAGES)
def test_labels_fit_a_small_phone(language: str) -> None:
    """At most thirty letters; a longer label is cut, for blind people too."""
    long = [
        (text.id, label)
        for step, text, label in texts(language)
        if text not in tuple(step.wordings()) and letters(label) > MOST_LETTERS
    ]
    assert long == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_question_has_two_answers_that_read_alike(language: str) -> None:
    """A typed label must mean one answer, however it is spelled."""
    for step in release().steps.values():
        rows = [
            fold(label) for one, text, label in texts(language) if one is step and text not in tuple(step.wordings())
        ]
        assert [row for row, count in Counter(rows).items() if count > 1] == [], step.id


def test_questions_are_short_in_the_source() -> None:
    """A question 240 letters, the card 350, information 500: one screen of a small phone."""
    for step, text, said in texts("en"):
        if text in tuple(step.wordings()):
            most = CARD if step.id in CARDS else INFORMATION if step.id in INFORMING or not _asks(said) else QUESTION
            assert len(said) <= most, step.id


@pytest.mark.parametrize("language", [one for one in LANGUAGES if one != "en"])
def test_a_translation_is_not_much_longer_than_its_source(language: str) -> None:
    """At most half as long again, so that it stays on one screen."""
    for step, text, said in texts(language):
        if text in tuple(step.wordings()):
            assert len(said) <= 1.5 * len(text.source) + 20, text.id


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_words_that_work_everywhere_are_unique(language: str) -> None:
    """No word means two things, and none is another question's answer of another meaning."""
    ways = [
        (fold(way), name) for name, text in release().words.items() for way in words().word(text, language).split("|")
    ]
    assert all(way for way, _ in ways)
    assert [way for way, count in Counter(way for way, _ in ways).items() if count > 1] == []
    assert {name for _, name in ways} == {"danger", "person", "places", "delete", "about", "menu"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_word_for_danger_that_screens_name_is_one_that_works(language: str) -> None:
    """A screen that says "write: danger" names a word that calls the card."""
    ways = {fold(way) for way in words().word(release().words["danger"], language).split("|")}
    told = [said for step, text, said in texts(language) if text.id in ("danger/rest/text", "places/end/text")]
    assert told
    for said in told:
        named = re.search(r":\s*(\w+)[.]", said)
        assert named is not None
        assert fold(named[1]) in ways


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_button_names_what_does_not_exist_yet(language: str) -> None:
    """The button for listening is absent until somebody can."""
    forbidden = {"listen"}
    for step in release().steps.values():
        if step.ask:
            assert not forbidden & {choice.id for choice in step.ask.choices}, step.id


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_screen_that_asks_before_the_page_names_it_by_the_placeholder_alone(language: str) -> None:
    """Where an operator has no page, the sentence that sends people there is left out with its value."""
    page = words().word(notices.LOCKED_PAGE, language)
    for step in release().steps.values():
        if step.text is not None and step.id not in ("more.page", "more.page_ok"):
            assert page not in words().word(step.text, language, {}), step.id
    for step in ("danger.line_state", "more.story", "more.story_taps"):
        text = release().step(step).text
        assert text is not None
        assert page in words().word(text, language, {"page": page}), step


@pytest.mark.parametrize("language", LANGUAGES)
def test_names_of_languages_stay_in_their_own_language(language: str) -> None:
    """A person finds their language whatever the screen's language is."""
    named = {text.id.rsplit("/", 1)[1]: label for _, text, label in texts(language)
             if text.id.startswith("first/welcome/choice/")}  # fmt: skip
    assert (named["en"], named["es"], named["ar"]) == ("English", "Español", "العربية")


def _asks(said: str) -> bool:
    return said.rstrip().endswith("?")

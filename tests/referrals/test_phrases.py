"""The phrases: enough of them, short, in every language, and the file's rules refuse what breaks them."""

from __future__ import annotations

import re

import pytest

from bot import phrases as shipped
from bot.wording import Words
from referrals import phrases
from referrals.errors import DirectoryFault

GROUPS = {
    "first", "writing", "now", "medical", "legal", "digital", "waiting", "referral", "checkin", "closing", "careful",
}  # fmt: skip
PLACE = re.compile(r"\b(where are you|which (town|area|street|place)|your name\?|address)\b", re.I)


def test_there_are_sixty_sentences_in_the_groups_an_officer_thinks_in() -> None:
    """At least sixty, and no group is empty."""
    book = shipped.book()
    assert len(book.phrases) >= 60
    assert set(book.groups) == GROUPS == {phrase.group for phrase in book.phrases.values()}


def test_a_place_is_asked_for_only_where_nobody_reads_along() -> None:
    """No name is asked for anywhere; who asks for a place is marked."""
    asking = {phrase.id for phrase in shipped.book().phrases.values() if PLACE.search(phrase.text)}
    assert asking == {"area"} == {phrase.id for phrase in shipped.book().phrases.values() if phrase.unwatched}
    assert "area" not in {phrase.id for phrase in shipped.book().of("now", watched=True)}
    assert "area" in {phrase.id for phrase in shipped.book().of("now", watched=False)}


@pytest.mark.parametrize("language", ["es", "ar"])
def test_every_sentence_answer_and_group_is_translated(language: str) -> None:
    """No two answers of one sentence read alike, and none is left in English."""
    words = Words.load()
    for text in shipped.texts():
        assert words.word(text, language, {}) != text.source or text.source == "No"
    for phrase in shipped.book().phrases.values():
        labels = [words.word(shipped.answer(one), language, {}) for one in phrase.answers]
        assert len(set(labels)) == len(labels)


def test_every_button_under_a_sentence_fits_telegram() -> None:
    """What a button carries is at most 64 bytes, with the talk that it belongs to."""
    for phrase in shipped.book().phrases.values():
        for one in phrase.answers:
            assert len(f"01234567.0.say:{phrase.id}:{one}".encode()) <= 64


GOOD = """
format: 1
answers: {a: "Yes", b: "No"}
groups:
  - id: one
    label: "One"
    phrases:
      - {id: first, text: "Is it so?", answers: [a, b], hide_on: b}
"""


def test_a_good_file_is_read_whole() -> None:
    """Ids, answers and marks stand as they were written."""
    book = phrases.load(GOOD)
    assert book.phrases["first"] == phrases.Phrase("first", "one", "Is it so?", ("a", "b"), False, "b")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("[a, b]", "[a, c]"),
        ("hide_on: b", "hide_on: c"),
        ("Is it so?", "Is it {so}?"),
        ("Is it so?", "x" * 251),
        ('"Yes"', f'"{"y" * 28}"'),
        ("hide_on: b}", 'hide_on: b}\n      - {id: first, text: "Again?"}'),
        ("hide_on: b}", "hide_on: b}\n" + "\n".join(f'      - {{id: p{n}, text: "So?"}}' for n in range(8))),
        ("hide_on: b", "unwatched: maybe"),
    ],
)
def test_a_bad_file_is_refused_at_its_line(before: str, after: str) -> None:
    """Unknown answers, values in a sentence, too long, twice, too many: refused with the line."""
    with pytest.raises(DirectoryFault) as fault:
        phrases.load(GOOD.replace(before, after))
    assert fault.value.line > 1

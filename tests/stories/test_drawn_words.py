"""The words that are offered: drawn for each talk alone, for four that everybody is offered would open every case."""

from __future__ import annotations

import pytest

from tests.talks import HOUR, Talks

pytestmark = pytest.mark.drawn_words
TO_THE_WORD = (
    "help",
    "weeks",
    "me",
    "adult",
    "agree",
    "drop",
    "none",
    "land",
    "attack",
    "armed",
    "first",
    "lawyer",
    "any",
)


@pytest.mark.parametrize("language", ["en", "es", "ar"])
def test_each_talk_is_offered_words_of_its_own(talks: Talks, language: str) -> None:
    """Four different ones, in the person's language, other ones for the next person."""
    seen = []
    for _ in range(4):
        phone = talks.phone(language).start().tap(*TO_THE_WORD)
        assert phone.at == "core.word"
        offered = phone.labels[:4]
        assert len(set(offered)) == 4
        seen.append(tuple(offered))
    assert len(set(seen)) == 4


def test_the_word_tapped_is_the_word_that_opens(talks: Talks) -> None:
    """What stood on the button is what the person types, a day later, and none of the flow file's own words."""
    phone = talks.phone("es").start().tap(*TO_THE_WORD)
    word = phone.labels[1]
    phone.tap("lamp", "send")
    talks.wait(HOUR)
    phone.write("/start", "lámpara")
    assert phone.at == "first.welcome"
    phone.write(word)
    assert phone.at == "menu.home"

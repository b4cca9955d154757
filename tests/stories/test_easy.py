"""One story of each flow for who reads with their ears: new messages, numbers in words, no sign that is only a sign."""

from __future__ import annotations

import pytest
from telling import LANGUAGES, Story, Teller, news, stories

from bot import notices
from tests.talks import Talks


def one_of_each() -> list[Story]:
    """The first story of each file in which nobody moves the clock."""
    found: dict[str, Story] = {}
    for story in stories():
        if not story.moves:
            found.setdefault(story.file, story)
    return list(found.values())


def easy(talks: Talks, language: str) -> Teller:
    """Somebody who chose numbers and new messages."""
    teller = Teller(talks, language, "number")
    teller.phone.start().tap("other", "numbers")
    return teller


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("story", one_of_each(), ids=lambda story: story.file)
def test_each_question_is_a_new_message_with_its_numbers_in_words(shared: Talks, story: Story, language: str) -> None:
    """Nothing that was said before is changed under the reader, and each answer stands with its number."""
    teller = easy(shared, language)
    phone = teller.phone
    said = {one.id: one.text for one in phone.ours}
    for _, line in story.lines:
        if line.startswith("? taps"):
            continue
        newest = max((one.id for one in phone.ours), default=0)
        teller.line(line)
        for one in phone.ours:
            assert said.setdefault(one.id, one.text) == one.text, f"{line}: a message was changed"
        if line.startswith((">", "<")) and phone.ours and phone.talk is not None:
            assert phone.ours[-1].id > newest, f"{line}: no new message"
            ask = shared.tools.releases.current.step(phone.at).ask
            if ask is not None and ask.kind == "number":  # what is typed there is the number itself
                continue
            answers = [one for one in phone.choices if not one.startswith("_")]
            for number, _ in enumerate(answers, 1):
                assert f"{number}. " in phone.screen.text, f"{line}: {phone.at} lacks number {number}"
    assert shared.faults == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_chosen_is_said_in_words(shared: Talks, language: str) -> None:
    """A tick is only a sign: the word stands beside the label."""
    teller = easy(shared, language)
    teller.line("> help weeks me adult agree drop NP labour attack unknown first advice any none send more")
    phone = teller.phone.tap("watched")
    chosen = shared.tools.words.word(notices.CHOSEN, language, {"label": "x"}).partition(":")[2].strip()
    assert chosen in news(phone)
    assert news(phone).count(chosen) == 1

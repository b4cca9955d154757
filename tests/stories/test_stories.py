"""Whole talks through the bot: every story in every language, by taps, by typed words and by typed numbers.

The talk is sealed, stored and read back between every two lines by nature.
"""

from __future__ import annotations

import pytest
from telling import LANGUAGES, WAYS, Story, Teller, stories

from tests.talks import Talks

STILL = [story for story in stories() if not story.moves]
MOVING = [story for story in stories() if story.moves]


def names(found: list[Story]) -> list[str]:
    return [f"{story.file.removesuffix('.story')}: {story.name}" for story in found]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("story", STILL, ids=names(STILL))
def test_a_story(shared: Talks, story: Story, language: str) -> None:
    """Goes as it is told, tapped, typed as words and typed as numbers."""
    for way in WAYS:
        Teller(shared, language, way).play(story)
    assert shared.faults == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("story", MOVING, ids=names(MOVING))
def test_a_story_in_time(talks: Talks, story: Story, language: str) -> None:
    """Goes as it is told while the clock moves; other people's talks do not matter to it."""
    Teller(talks, language).play(story)
    assert talks.faults == []

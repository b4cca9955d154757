"""Every button of every screen can be typed, in every language, as its words and as its number (F26)."""

from __future__ import annotations

from typing import Any

import pytest
from telling import LANGUAGES, stories

from bot import catalogue
from bot.casework.turn import Turn
from bot.incoming import Incoming
from flows.session import start
from tests.phone import Phone
from tests.talks import Talks

STEPS = [step.id for step in catalogue.release().steps.values() if step.waits and step.text is not None]
ARABIC = "٠١٢٣٤٥٦٧٨٩"


def standing(talks: Talks, language: str, step: str) -> Phone:
    """Somebody who stands at this step, with no answers before it."""
    phone = talks.phone(language)
    now = talks.clock.now()

    def work(c: Any) -> None:
        incoming = Incoming("defenders", 0, "other", phone.account, phone.account, "private", language_code=language)
        turn = Turn(c, talks.tools, talks.seals, incoming, phone.lane, now)
        session, _ = start(talks.tools.releases.current, language, now, at=step)
        turn.change(session=session)
        turn.keep()

    talks.do(work)
    return phone.start()


def after(phone: Phone, kind: str, choice: str) -> tuple[str, list[str]]:
    """Where the talk stands after this button, and what it says there, tapped or typed."""
    label = next(label for label, data in phone.screen.buttons if data.split(".", 2)[2] == choice)
    if kind == "tap":
        phone.tap(choice)
    elif kind == "words":
        phone.write(label.removeprefix("✓︎ "))
    else:
        number = str(phone.choices.index(choice) + 1)
        phone.write(number if phone.language == "en" else "".join(ARABIC[int(digit)] for digit in number))
    return phone.at, phone.choices


@pytest.mark.parametrize("step", STEPS)
def test_a_button_typed_is_a_button_tapped(shared: Talks, step: str) -> None:
    """Each choice leads to the same screen by a tap, by its words in each language, by its number in two scripts."""
    for language in LANGUAGES:
        choices = standing(shared, language, step).choices
        assert {"_menu", "_hide"} <= set(choices)
        for choice in choices:
            expected = after(standing(shared, language, step), "tap", choice)
            assert after(standing(shared, language, step), "words", choice) == expected, (language, choice)
            if not choice.startswith("_") and language != "es":
                assert after(standing(shared, language, step), "number", choice) == expected, (language, choice)


NOT_BY_TAPS = {"after.exchange": "an officer asks it by a command", "after.keep_again": "the program's words changed"}
"""What a person comes to by what others do; each is reached in the tests of that (`test_exchange`, `test_reasking`)."""


def test_stories_visit_every_screen(talks: Talks) -> None:
    """What no story shows is only what is said from memory, or by other means than a talk."""
    from telling import Teller

    seen: set[str] = set()

    class Watcher(Teller):
        def choose(self, phone: Phone, choice: str, way: str) -> None:
            super().choose(phone, choice, way)
            seen.add(phone.at)

        def line(self, line: str) -> None:
            super().line(line)
            seen.add(self.phone.at)

    for story in stories():
        Watcher(talks, "en").play(story)
    unseen = {step for step in STEPS if step not in seen} - NOT_BY_TAPS.keys()
    assert {step.partition(".")[0] for step in unseen} <= {"faults"}, unseen

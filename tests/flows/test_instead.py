"""A step may be said in other words to other people: the answers and their codes stay the same."""

from __future__ import annotations

import pytest
from flow_world import CORE, FIELDS, TEXTS

from flows.definition import Release
from flows.errors import FlowFault
from flows.events import Asked, Consented
from flows.inputs import Tap
from flows.inspection import inspect
from flows.loading import load_flow, load_release
from flows.session import resume, start

STEP = '    instead:\n      - {when: {imminence: days}, text: "In other words."}\n'


def worded() -> Release:
    """The small conversation, with other words at its consent for who has days."""
    head, text, rest = CORE.partition("  consent:\n")
    line, end, tail = rest.partition("    text:")
    words, newline, after = tail.partition("\n")
    core = f"{head}{text}{line}{end}{words}{newline}{STEP}{after}"
    return load_release({**TEXTS, "core": core}, FIELDS)


def test_the_words_are_those_of_the_first_condition_that_holds() -> None:
    """Who has days reads the other words; everybody else the step's own."""
    step = worded().step("core.consent")
    said = [step.worded({"imminence": "days"}), step.worded({"imminence": "none"}), step.worded({})]
    assert [text and text.id for text in said] == ["core/consent/instead/1", "core/consent/text", "core/consent/text"]


def test_the_screen_and_the_consent_name_the_words_that_were_read() -> None:
    """What was agreed to is what stood there."""
    release = worded()
    session, _ = start(release, "en", 0, "core.when")
    session, events = resume(release, session, Tap(session.seq, "days"), 0)
    asked = next(one for one in events if isinstance(one, Asked))
    assert asked.text is not None
    assert (asked.step, asked.text.source) == ("core.consent", "In other words.")
    session, events = resume(release, session, Tap(session.seq, "keep"), 0)
    agreed = [one for one in events if isinstance(one, Consented)]
    assert [one.text_id for one in agreed] == ["core/consent/instead/1"]


def test_a_release_keeps_its_wordings_in_json() -> None:
    """Written down and read back it is the same release, under the same id."""
    release = worded()
    again = Release.from_json(release.to_json())
    assert again == release
    assert list(again.step("core.consent").wordings()) == list(release.step("core.consent").wordings())
    assert release.id != load_release(TEXTS, FIELDS).id


@pytest.mark.parametrize(
    ("row", "code"),
    [("- {text: \"Words.\"}", "L008"), ("- {when: {imminence: days}}", "L008"), ("- {when: days, text: x}", "E112"),
     ("- {when: {imminence: days}, text: x, to: when}", "L004")],
)  # fmt: skip
def test_a_wording_lacks_nothing_and_has_nothing_else(row: str, code: str) -> None:
    """Each has a condition and words, and no way on."""
    broken = CORE.replace("    back: false", f"    back: false\n    instead:\n      {row}", 1)
    with pytest.raises(FlowFault) as caught:
        load_flow(broken, "core", FIELDS)
    assert caught.value.code == code


def test_the_inspection_reads_the_conditions_of_wordings() -> None:
    """A field that nobody knows is found there too."""
    broken = CORE.replace("    back: false", "    back: false\n    instead:\n      - {when: {mood: x}, text: Hi}", 1)
    found = inspect(load_release({**TEXTS, "core": broken}, FIELDS), FIELDS, {})
    assert ("E112", "instead/1") in {(one.code, one.part) for one in found}

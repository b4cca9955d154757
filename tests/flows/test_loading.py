"""Flow files become releases, or faults that say what to write instead."""

from __future__ import annotations

import pytest
from flow_world import CORE, FIELDS, MENU, TEXTS, release

from flows.definition import Consent, Release
from flows.errors import FlowFault
from flows.loading import load_flow, load_release

BROKEN = [
    ("ask: imminence", "aks: imminence", "L004", "Did you mean `ask`?"),
    ("format: 1", "format: 2", "L005", "Write `format: 1`."),
    ("flow: core", "flow: kore", "E101", "Write `flow: core`."),
    ("text: \"Hello.\"", "text: [a]", "L005", "quotes"),
    ("back: false", "back: \"false\"", "L005", "true or false"),
    ("means: {imminence: days}", "means: {}, when: {}", "E112", ""),
    ("{id: days, label: \"In the next days\", means: {imminence: days}}", "{id: days, label: x}", "E140", "means: {}"),
    ("id: never,", "id: Never,", "E101", "a-z"),
    ("id: never,", "id: _never,", "E101", "a-z"),
    ("  whom:\n", "  Whom:\n", "E101", "a-z"),
    ("{when: {perpetrator: [state]}, to: detained}", "{when: {perpetrator: {is: state}}, to: detained}", "E112", ""),
    ("{when: {perpetrator: [state]}, to: detained}", "{when: perpetrator, to: detained}", "E112", ""),
    ("{when: {perpetrator: [state]}, to: detained}", "{when: {perpetrator: [state]}}", "L008", "Add `to"),
    ("kind: review", "kind: revue", "L005", "Did you mean `review`?"),
    ("end: page", "end: pages", "L005", "Did you mean `page`?"),
    ("do: [seal_case]", "do: seal_case", "L005", "own line"),
    ("do: [seal_case]", "do: [seal_case]\n    choices: []", "E103", "ask: go"),
    ("do: [seal_case]", "do: [seal_case]\n    skip: no thanks", "L004", "ask"),
    ("given: true", "given: \"yes\"", "L005", "true or false"),
    ("consent: {purpose: keep, given: true}", "consent: {purpose: keep}", "L008", "given"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "code", "hint"), BROKEN, ids=range(len(BROKEN)))
def test_a_file_that_cannot_be_built_is_refused_in_words(old: str, new: str, code: str, hint: str) -> None:
    """One change breaks the file, and the fault names the rule and the way out."""
    assert old in CORE
    with pytest.raises(FlowFault) as caught:
        load_flow(CORE.replace(old, new, 1), "core", FIELDS)
    assert caught.value.code == code
    assert hint in f"{caught.value.message} {caught.value.hint}"
    assert caught.value.line > 0


def test_steps_and_texts_have_full_ids() -> None:
    """A step is named by flow and step, a phrase by flow, step and part."""
    step = release().step("core.when")
    assert step.text is not None
    assert step.ask is not None
    assert step.text.id == "core/when/text"
    assert step.ask.choices[0].label.id == "core/when/choice/today"
    whom = release().step("core.whom").ask
    assert whom is not None
    assert whom.skip is not None
    assert whom.skip.id == "core/whom/skip"


def test_targets_are_completed_with_their_flow() -> None:
    """A bare name leads inside its own flow, `_back` to no step."""
    ask = release().step("menu.menu").ask
    assert ask is not None
    assert [choice.to for choice in ask.choices] == ["danger.card", "menu.person", "menu.delete", "_back"]


def test_a_single_code_of_a_field_with_several_becomes_a_list() -> None:
    """`means: {needs: legal}` and `{needs: [legal]}` are the same."""
    ask = release().step("core.needs").ask
    assert ask is not None
    assert ask.choices[0].means == {"needs": ("legal",)}
    assert ask.kind == "multi"


def test_consents_targets_and_words_are_read() -> None:
    """Release-wide things stand in one file."""
    loaded = release()
    ask = loaded.step("core.consent").ask
    assert ask is not None
    assert ask.choices[1].consent == Consent("keep", False)
    assert loaded.globals["hide"] == "menu.hidden"
    assert loaded.words["danger"].id == "menu/words/danger"
    assert load_flow(MENU, "menu", FIELDS).id == "menu"


def test_a_release_is_named_by_what_it_says() -> None:
    """The same files give the same id in any order; one changed letter gives another."""
    one = release()
    other = load_release(dict(reversed(TEXTS.items())), FIELDS)
    assert one.id == other.id
    assert len(one.id) == 16
    assert release(core=CORE.replace("Hello.", "Hallo.")).id != one.id


def test_a_release_comes_back_from_its_json() -> None:
    """The stored form holds everything but the lines."""
    one = release()
    again = Release.from_json(one.to_json())
    assert again == one
    assert again.to_json() == one.to_json()
    assert dict(again.steps) == {name: again.steps[name] for name in one.steps}
    assert [text.id for text in again.texts()] == [text.id for text in one.texts()]

"""Stories: they fail where the talk is another, say in which line, and count what no story saw."""

from __future__ import annotations

import pytest
from flow_world import release

from flows.stories import Report, edges_of, run_stories

GOOD = """
flow: danger
start: core.welcome
cases:
  - name: danger now wakes a person
    steps:
      - {start: true, expect: {at: core.welcome, asked: [danger, help, es]}}
      - {send: danger, expect: {at: danger.card, facts: {imminence: now}}}
      - {send: "wake a person now", expect: {did: [alert], agreed: [alert], say: [danger.rung, danger.may]}}
      - {back: true, expect: {at: danger.may, refused: back}}
      - {tap: {seq: 1, value: help}, expect: {refused: stale}}
      - {send: not, expect: {declined: [contact], end: line}}
      - {type: "I hide", expect: {did: [keep_part]}}
    never_visits: [core.when]
  - name: silence, ticks, a change
    start: core.needs
    steps:
      - {wait: 30m, fire: silence, expect: {woken: silence}}
      - {send: [lawyer, doctor], expect: {at: core.people, facts: {needs: [legal, medical]}}}
      - {type: "many", expect: {invalid: core.people, tries: 1}}
      - {skip: true, expect: {at: core.word}}
      - {tap: none, expect: {at: core.check}}
      - {change: core.needs, expect: {at: core.needs, ticks: [lawyer, doctor]}}
      - {tap: lawyer}
      - {done: true, expect: {at: core.check, answers_lack: [core.whom], facts_lack: [imminence]}}
      - {go: menu, expect: {at: menu.menu}}
      - {show: true, expect: {at: menu.menu, language: en}}
coverage: {steps: 100, edges: 50}
"""


def test_a_true_story_passes_and_counts_what_it_saw() -> None:
    """Each word of the format, played."""
    loaded = release()
    report = run_stories(GOOD, loaded)
    assert report.failures == []
    assert (report.flow, report.cases) == ("danger", 2)
    assert report.missing_steps(loaded) == []
    assert report.missing_edges(loaded) == [("danger.card", "core.consent"), ("danger.line", "core.when")]


FALSE = [
    ("at: danger.card", "at: danger.line", "at: wanted 'danger.line', got 'danger.card'"),
    ("did: [alert]", "did: []", "did: wanted [], got ['alert']"),
    ("refused: stale", "refused: back", "refused"),
    ("woken: silence", "woken: other", "woken"),
    ("invalid: core.people", "invalid: core.word", "invalid"),
    ("never_visits: [core.when]", "never_visits: [danger.may]", "visited danger.may"),
    ("edges: 50", "edges: 90", "edges: 60 %, wanted 90"),
    ("{show: true,", "{shows: true,", "unknown words: shows"),
    ("tries: 1", "tried: 1", "nothing is known of `tried`"),
    ("facts_lack: [imminence]", "facts_lack: [needs]", "facts_lack"),
]


@pytest.mark.parametrize(("old", "new", "message"), FALSE, ids=range(len(FALSE)))
def test_a_false_story_fails_in_its_line(old: str, new: str, message: str) -> None:
    """One wrong word, one failure, with the line where it stands."""
    assert old in GOOD
    text = GOOD.replace(old, new, 1)
    report = run_stories(text, release())
    assert len(report.failures) >= 1
    failure = report.failures[0]
    assert message in failure.message
    if failure.case != "coverage" and not message.startswith("visited"):
        assert new in text.splitlines()[failure.line - 1]


def test_steps_that_only_pass_on_are_covered_too() -> None:
    """A step without words and deeds on the way counts as seen."""
    quiet = """
format: 1
flow: pass
steps:
  ask:
    ask: go
    text: "?"
    choices: [{id: a, label: "A", means: {}, to: one}]
  one: {to: two}
  two: {next: [{when: {imminence: now}, to: ask}, {to: end}]}
  end: {end: quiet, text: "Bye."}
"""
    loaded = release(**{"pass": quiet})
    story = "flow: pass\nstart: pass.ask\ncases: [{name: x, steps: [{send: a, expect: {at: pass.end}}]}]"
    report = run_stories(story, loaded)
    assert report.failures == []
    assert report.missing_steps(loaded) == []
    assert report.missing_edges(loaded) == [("pass.two", "pass.ask")]


def test_every_way_is_counted_once() -> None:
    """Two choices to one step are one way."""
    assert ("core.check", "core.wiped") in edges_of(release(), "core")
    assert len(edges_of(release(), "core")) == len(set(edges_of(release(), "core")))


def test_an_empty_file_of_stories_covers_nothing() -> None:
    """No cases, no failures, all missing."""
    loaded = release()
    report = run_stories("flow: core\ncases: []", loaded)
    assert isinstance(report, Report)
    assert len(report.missing_steps(loaded)) == sum(step.flow == "core" for step in loaded.steps.values())

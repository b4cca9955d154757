"""The compiled table: unbound, silent, shared, and nothing from a file is ever called."""

from __future__ import annotations

import logging

import pytest
from flow_world import DANGER, Talk, release
from transitions import Machine

from flows.machine import Moves, compiled, rows


def test_a_release_is_compiled_once() -> None:
    """Two loads of the same files share one table."""
    assert compiled(release()) is compiled(release())


def test_the_table_holds_every_way_that_the_author_wrote() -> None:
    """Each target of each step is a row, in the author's order."""
    step = release().step("core.when")
    assert [(trigger, target) for trigger, _, target, _ in rows(step)] == [
        ("answer", "danger.card"),
        ("answer", "core.consent"),
    ]


def test_guards_are_callables_never_words(monkeypatch: pytest.MonkeyPatch) -> None:
    """The library would import and call a condition given as a string; it is never given one."""
    given: list[object] = []
    inner = Machine.add_transition

    def watched(self: Machine, *args: object, **kwargs: object) -> None:
        given.append(kwargs.get("conditions"))
        inner(self, *args, **kwargs)

    monkeypatch.setattr(Machine, "add_transition", watched)
    Moves(release())
    assert len(given) > 30
    assert all(guards is None or all(callable(guard) for guard in guards) for guards in given)  # type: ignore[attr-defined]


def test_the_library_never_logs(caplog: pytest.LogCaptureFixture) -> None:
    """Its log prints what is bound to a move; ours is silent at any level."""
    with caplog.at_level(logging.DEBUG):
        logging.getLogger("transitions.core").setLevel(logging.DEBUG)
        Talk().tap("help", "days", "keep", "HN")
    assert [record for record in caplog.records if record.name.startswith("transitions")] == []


def test_a_step_without_a_way_leads_nowhere() -> None:
    """An illegal move is None, and asking for it does not make it legal the second time."""
    loaded = release()
    moves = compiled(loaded)
    for _ in range(2):
        assert moves.after(loaded.step("core.quiet"), {}, "x") is None
        assert moves.after(loaded.step("core.welcome"), {}, "no_such_choice") is None


def test_a_way_to_a_missing_step_is_no_row() -> None:
    """A faulty draft can be compiled and played: the broken way leads nowhere, the menu catches it."""
    talk = Talk(release(danger=DANGER.replace("to: rung}", "to: gone}")))
    talk.tap("danger", "wake")
    assert talk.session.at == "menu.menu"

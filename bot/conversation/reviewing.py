"""The review before sending: each question with its answer, a few on a page, and a button to change each.

What stands here was said in coded answers; a word, a text or a skipped question never enters it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from bot import notices
from bot.conversation.showing import Choice
from flows.definition import NAVIGATION, SKIPPED
from flows.events import Asked, Value
from flows.session import facts

if TYPE_CHECKING:
    from bot.casework.turn import Turn

UNTOLD: Final = (NAVIGATION, "unasked", "consent_store", "sessions")
"""Answers that say nothing by themselves ("Yes", "Done"): the review leaves them out."""
CHANGE: Final = "_change:"
CHANGED: Final = ("core", "reprisals", "scope")
"""Flows whose questions lead back to the review; what was said in danger is changed at its twin in the core."""
A_PAGE: Final = 4
"""Answers on a page: two lines each, so that a cheap phone shows them above the buttons."""
SHORT: Final = 14
"""A question of fewer letters says nothing without what stands before it."""
_SENTENCES: Final = re.compile(r"(?<=[.!?؟])\s+")


def lines(turn: Turn, asked: Asked) -> str:
    """This page of the questions, each with its answer below it. No numbers: those are the buttons'."""
    return "\n".join(f"• {_question(turn, step)}\n   {answer}" for step, answer in _page(turn, asked))


def more(turn: Turn) -> list[Choice]:
    """A button to the next page, if all does not stand on one."""
    label = turn.tools.words.word(notices.MORE, turn.language, {})
    return [Choice("_more", label)] if len(_given(turn)) > A_PAGE else []


def buttons(turn: Turn, asked: Asked) -> list[Choice]:
    """A button for each answer on this page that may be changed; with its question where others say the same."""
    every = list(_given(turn).values())
    return [
        Choice(f"{CHANGE}{twin}", answer if every.count(answer) == 1 else f"{_question(turn, step)} {answer}")
        for step, answer in _page(turn, asked)
        if (twin := _twin(turn, step)) is not None
    ]


def _page(turn: Turn, asked: Asked) -> Sequence[tuple[str, str]]:
    every = list(_given(turn).items())
    first = asked.page * A_PAGE % (-(-len(every) // A_PAGE) * A_PAGE or 1)
    return every[first : first + A_PAGE]


def _twin(turn: Turn, name: str) -> str | None:
    """Where this answer is changed: at its own question, or at the one in the core that asks the same."""
    steps = turn.release.steps
    ask = steps[name].ask
    if steps[name].flow in CHANGED or ask is None:
        return name
    same = (one for one, step in steps.items() if step.flow == "core" and step.ask and step.ask.field == ask.field)
    return next(same, None)


def _given(turn: Turn) -> dict[str, str]:
    """The coded answers in the person's own words, question by question; never a word, a text or a skip."""
    found: dict[str, str] = {}
    for name, value in turn.session.answers.items():
        step = turn.release.steps.get(name)
        if step is None or step.ask is None or step.ask.field in UNTOLD or value == SKIPPED:
            continue
        twin = _twin(turn, name)
        if twin != name and twin in turn.session.answers:  # it was changed there
            continue
        label = _answer(turn, name, value)
        if label:
            found[name] = label
    return found


def _question(turn: Turn, name: str) -> str:
    """The question as this person is asked it, without what stands around it."""
    words = _worded(turn, turn.release.step(name).worded(facts(turn.release, turn.session)))
    asks = next((one for one in _SENTENCES.split(words) if one.endswith(("?", "؟"))), "")
    return asks if len(asks) >= SHORT else words


def _answer(turn: Turn, name: str, value: Value) -> str:
    ask = turn.release.step(name).ask
    if ask is None or ask.kind in ("word", "text", "offers"):
        return ""
    ids = value if isinstance(value, tuple) else (value,)
    known = [choice for one in ids if (choice := ask.choice(one)) is not None]
    if known:
        return ", ".join(_worded(turn, choice.label) for choice in known)
    names = {"country": turn.tools.words.country_name, "language": turn.tools.words.tongues.name}
    return names[ask.kind](str(value), turn.language) if ask.kind in names else str(value)


def _worded(turn: Turn, text: Any) -> str:
    return turn.tools.words.word(text, turn.language, {})

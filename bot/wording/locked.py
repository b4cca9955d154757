"""Which texts may stand on a locked screen, and as what: begun by us, an answer, or an edit that rings nothing.

Only here is that set computed from the conversation and the notices. A phone shows the first letters of every *new*
message. What we begin may come at any hour, so all of it is constant and dull. An answer comes while the person looks;
its first letters name no actor, identity, place or violence. A tapped screen is edited, which no lock screen shows,
except where a person asked for new messages: those are alarms.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final, Literal

from bot import notices
from bot.wording.catalogs import Source
from flows.definition import Release, Step

Seen = Literal["begun", "answer", "edit"]
BEGUN: Final = "begun"
ANSWER: Final = "answer"
EDIT: Final = "edit"
TYPED: Final = ("country", "language", "number", "text", "word")
"""Kinds that are answered by typing: what follows is a new message."""
BEGUN_STEPS: Final = ("outage",)
"""Release-wide targets that the bot goes to by itself."""


def of(release: Release) -> Mapping[str, Seen]:
    """How each step's text may come to a phone."""
    answers = {*release.globals.values(), *_after_typing(release), *_memory(release)}
    begun = {release.globals[name] for name in BEGUN_STEPS if name in release.globals}
    return {
        step.text.id: BEGUN if step.id in begun else ANSWER if step.id in answers else EDIT
        for step in release.steps.values()
        if step.text is not None
    }


def shown_as(source: Source, seen: Mapping[str, Seen]) -> Seen | None:
    """How a text comes to a phone; a notice is an answer unless it is one that we begin with."""
    if source.context in seen:
        return seen[source.context]
    if source.context in notices.begun():
        return BEGUN
    return ANSWER if source.context.startswith("notice/") else None


def _after_typing(release: Release) -> Iterator[str]:
    """Steps that may follow words: those after a typed answer, and whatever is said on the way to them."""
    typed = (step for step in release.steps.values() if _typed(step))
    todo = [to for step in typed for part, to, _ in step.targets() if not part.startswith("choice/")]
    seen: set[str] = set()
    while todo:
        name = todo.pop()
        step = release.steps.get(name)
        if step is None or name in seen:
            continue
        seen.add(name)
        yield name
        if not step.waits:
            todo += [to for _, to, _ in step.targets()]


def _typed(step: Step) -> bool:
    return step.ask is not None and step.ask.kind in TYPED


def _memory(release: Release) -> Iterator[str]:
    """What is said from memory is always a new message."""
    return (name for name in release.steps if name.startswith("faults.card"))

"""Words that are no answer: what a frightened person may mean by them, before they are told that we did not understand.

A cry for help leads to the danger card and is held there until a person is called; *I do not know* is an answer where
a question has one. Nothing typed here becomes a fact.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot import notices
from bot.casework import joining
from bot.casework.talk import Unasked
from bot.conversation import asking, calling
from flows.answers import fold
from flows.events import Asked

if TYPE_CHECKING:
    from bot.casework.turn import Turn

MOST_HELD: Final = 10
"""How many things wait for one answer; what comes after them is refused aloud, never dropped."""
CRY: Final = "danger"
SHORT: Final = {"person": 6, "delete": 4}
"""Of how many words a text may be at most, to mean one of these by a word in it; a cry for help may be of any."""
FEW: Final = 2
"""So many words are a slip of the finger; more of them tell something, and do not stay in the chat unread."""
UNKNOWN: Final = ("unknown", "unsure")
WORDS: Final = "text"
"""The kind of something held that is words."""


def meant(turn: Turn, text: str) -> str | None:
    """The place that works everywhere whose word stands somewhere in this text."""
    spread = f" {fold(text)} "
    for name in (CRY, *SHORT):
        ways = (way for language in turn.tools.languages for way in _ways(turn, name, language))
        if len(spread.split()) <= SHORT.get(name, len(text)) and any(f" {way} " in spread for way in ways):
            return name
    return None


def _ways(turn: Turn, name: str, language: str) -> list[str]:
    found = turn.tools.words.word(turn.release.words[name], language, {}).split("|")
    return [way for way in map(fold, found) if way]


def tells(text: str) -> bool:
    """Whether these words say more than a slip of the finger would."""
    return len(fold(text).split()) > FEW


def is_unknown(turn: Turn, text: str) -> bool:
    """Whether this says *I do not know*, in any of our languages."""
    wanted = fold(text)
    return bool(wanted) and any(
        wanted in map(fold, turn.tools.words.word(notices.DO_NOT_KNOW, language, {}).split("|"))
        for language in turn.tools.languages
    )


def unknown(turn: Turn, asked: Asked, text: str) -> str | None:
    """The answer of this question that says *I do not know*: a choice of it, or to skip it."""
    if not is_unknown(turn, text):
        return None
    given = next((row.id for row in asking.choices(turn, asked) if row.id in UNKNOWN), None)
    return given or ("_skip" if asked.skip is not None else None)


def is_held(turn: Turn, asked: Asked) -> bool:
    """Whether words are held here for a person: at the danger card, and beside what waits for its one question."""
    return turn.talk.alert is None and asked.step in (turn.release.globals[CRY], turn.release.globals["outside"])


def hold(turn: Turn, text: str) -> None:
    """Hold these words until a person is called, and say so; a chat that has forgotten passes them on at once."""
    if joining.ringing(turn) is not None:
        calling.overhear(turn)
    elif len(turn.talk.unasked) >= MOST_HELD:
        return turn.say(notices.MANY_FILES, n=str(MOST_HELD))
    else:
        one = Unasked(WORDS, turn.incoming.message_id or 0, words=text)
        turn.change(unasked=(*turn.talk.unasked, one))
    return turn.say(notices.HELD)

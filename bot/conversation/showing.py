"""How a question looks in a chat: words above, one answer a row, then Back and Skip, then Menu and Hide.

A screen is a plain value that `bot.chat` sends; nothing here knows a message id or a limit of Telegram's but the length
of what a button carries.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot import notices
from bot.wording import Words
from flows.events import Asked
from flows.text import Text

Row = list[dict[str, str]]
LONGEST_LABEL = 60
NO_LINKS: Mapping[str, str] = {}
NUMBERED_AFTER = 2
"""From this try on a question that was not understood lists the numbers that may be typed."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer as it stands on the screen."""

    id: str
    label: str
    ticked: bool = False


def button(conversation: str, seq: int, choice: str, label: str) -> dict[str, str]:
    """One inline button. It carries the conversation and the number of the question, so a stale one is refused."""
    return {"label": fitted(label), "data": f"{conversation[:8]}.{seq}.{choice}"}


def fitted(label: str) -> str:
    """A label that no phone has to cut: one too long would have the whole screen refused."""
    return label if len(label) <= LONGEST_LABEL else f"{label[: LONGEST_LABEL - 1].rstrip()}…"


def screen(
    asked: Asked,
    choices: Sequence[Choice],
    conversation: str,
    language: str,
    words: Words,
    values: Mapping[str, str],
    *,
    said: Iterable[str] = (),
    numbered: bool = False,
    links: Mapping[str, str] = NO_LINKS,
) -> dict[str, Any]:
    """The wanted state of the screen for a question (DESIGN 3: at most eight answers in one column, then two rows)."""

    def told(one: Choice) -> str:
        """A choice in words: a tick is only a sign, and a screen reader may pass over it (F28)."""
        return words.word(notices.CHOSEN, language, {"label": one.label}) if one.ticked else one.label

    def make(choice: str, text: Text) -> dict[str, str]:
        return button(conversation, asked.seq, choice, words.word(text, language, values))

    rows: list[Row] = [
        [{"label": fitted(one.label), "url": links[one.id]}]
        if one.id in links
        else [button(conversation, asked.seq, one.id, mark(one))]
        for one in choices
    ]
    last: Row = []
    if asked.back:
        last.append(make("_back", notices.BACK))
    if asked.done and (asked.skip is None or any(one.ticked for one in choices)):
        last.append(make("_done", notices.DONE))
    elif asked.skip is not None:  # nothing is ticked yet: the button says what that means
        last.append(make("_skip", asked.skip))
    if asked.offer_person:
        rows.append([make("_person", notices.OFFER_PERSON)])
    rows += [last] if last else []
    rows.append([make("_menu", notices.MENU), make("_hide", notices.HIDE)])
    parts = [*said, *(words.word(text, language, values) for text in asked.before)]
    if asked.text is not None:
        parts.append(words.word(asked.text, language, values))
    if numbered and choices:
        parts.append("\n".join(f"{number}. {told(one)}" for number, one in enumerate(choices, 1)))
    return {
        "text": "\n\n".join(part for part in parts if part),
        "rows": rows,
        "rtl": words.direction(language) == "rtl",
    }


def mark(choice: Choice) -> str:
    """A chosen answer of several carries a tick in front; the others carry nothing."""
    return f"✓︎ {choice.label}" if choice.ticked else choice.label

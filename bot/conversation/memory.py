"""Card-only mode: what is said from memory when nothing can be stored (F11). No key, no row, no record.

Each update is answered once from here: the languages, the honest sentence, the danger card and the numbers that this
operator has checked. It needs only the flows and the words that were read at start.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from bot.casework.tools import Tools
from bot.conversation import showing
from bot.conversation.showing import Choice
from bot.incoming import Incoming
from bot.wording import Words
from flows.definition import Release
from flows.events import Asked
from flows.session import start

MARK: Final = "cardonly"
"""Stands where a talk's id stands on a button; no talk has it."""
FIRST, CARD = "faults.card_only", "faults.card_off"


def answer(incoming: Incoming, tools: Tools, now: int) -> Mapping[str, Any] | None:
    """The screen for one update in card-only mode, or None where there is nobody to answer."""
    if incoming.source != "defenders" or incoming.chat_kind != "private" or incoming.kind in ("member", "other"):
        return None
    release, words, languages = tools.releases.current, tools.words, tuple(tools.languages)
    language = _language(incoming, languages)
    numbers = tools.numbers(None, tools.operator.country, language, now)
    step = CARD if _wants_card(incoming, release, words, language) else FIRST
    _, events = start(release, language, now, step)
    asked = next(event for event in events if isinstance(event, Asked))
    values = {"local_numbers": numbers.local, "line_number": numbers.line, "checked": numbers.checked}
    choices = [Choice(row.id, words.word(row.label, language, {})) for row in asked.choices]
    choices += _others(release, words, languages, language) if step == FIRST else []
    screen = showing.screen(asked, choices, MARK, language, words, {k: v for k, v in values.items() if v})
    return {
        "chat": incoming.chat_id,
        **screen,
        "rows": [_marked(row, languages, language) for row in screen["rows"][:-1]],
    }


def _others(release: Release, words: Words, languages: tuple[str, ...], language: str) -> list[Choice]:
    """The other languages, each by its own name, as on the first screen."""
    asked = release.step(release.globals["start"]).ask
    choices = asked.choices if asked is not None else ()
    return [Choice(one.id, words.word(one.label, one.id, {})) for one in choices
            if one.id in languages and one.id != language]  # fmt: skip


def _marked(row: list[dict[str, str]], languages: tuple[str, ...], language: str) -> list[dict[str, str]]:
    """The button carries its language: nothing else remembers it."""
    chosen = [one["data"].rpartition(".")[2] for one in row]
    return [{**one, "data": f"{one['data']}.{it if it in languages else language}"}
            for one, it in zip(row, chosen, strict=True)]  # fmt: skip


def _language(incoming: Incoming, languages: tuple[str, ...]) -> str:
    tapped = (incoming.data or "").rpartition(".")[2]
    client = (incoming.language_code or "").partition("-")[0].lower()
    return next((one for one in (tapped, client) if one in languages), languages[0])


def _wants_card(incoming: Incoming, release: Release, words: Words, language: str) -> bool:
    if incoming.data is not None:
        choice = incoming.data.split(".")[2] if incoming.data.count(".") >= 2 else ""
        return choice == "danger"
    spoken = words.word(release.words["danger"], language, {}).casefold().split("|")
    return (incoming.text or "").strip().casefold() in spoken

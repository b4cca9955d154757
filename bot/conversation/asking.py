"""The present question, with all that only the bot can add: countries, places, coded answers, values of placeholders.

The engine says which screen stands; here it is worded. Nothing of it is stored: the same talk gives the same screen.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from bot import notices
from bot.casework import links
from bot.casework.facts import level_of
from bot.conversation import expecting, offers, reviewing, showing, standing, unlocking
from bot.conversation.showing import Choice
from flows.events import Asked
from flows.session import Show, resume

if TYPE_CHECKING:
    from bot.casework.turn import Turn

A_PAGE: Final = 3
"""Places on one screen (E of people.md)."""
PHONES: Final = ("danger.phones", "danger.line_phones")
DELETE: Final = "delete.what"
BEHIND: Final = ("after.", "menu.home")
"""Screens behind the knock and the word: what they say stands in the record of the case."""
KEPT: Final = {"n": "{n}"}
MOST: Final = 8
"""Answers in one column."""


def present(turn: Turn) -> Asked:
    """The question as it stands now."""
    _, events = resume(turn.release, turn.session, Show(), turn.now)
    return next(event for event in events if isinstance(event, Asked))


def allowed(turn: Turn) -> frozenset[str] | None:
    """The rows that only the bot knows: the places offered. A country is checked by the engine itself."""
    step = turn.release.step(turn.session.at)
    if step.ask is None or step.ask.kind != "offers":
        return None
    return frozenset(offers.ids(turn))


def choices(turn: Turn, asked: Asked) -> list[Choice]:
    """Every answer on the screen, in order, worded."""
    shown = [row for row in asked.choices if links.offered(turn) or not links.leads_to_page(turn, asked.step, row.id)]
    given = [Choice(row.id, _worded(turn, row.label, KEPT), row.ticked) for row in shown]
    if asked.step == DELETE and turn.talk.case is None:  # nothing of theirs is shared
        given = [one for one in given if one.id != "sharing"]
    if asked.step.startswith(BEHIND):
        given = standing.fitting(turn, asked.step, given)
    if asked.kind in ADDED:
        return [*ADDED[asked.kind](turn), *given]
    if asked.kind == "word":
        offered = unlocking.drawn(turn, [one.id for one in given if one.id in _slots(turn, asked)])
        return [replace(one, label=offered.get(one.id, one.label)) for one in given]
    if asked.kind == "offers":
        return [*_places(turn, asked), *given]
    if asked.kind == "review":
        changes = reviewing.buttons(turn, asked) if asked.step.endswith(".change") else []
        return [*changes, *given, *reviewing.more(turn)]
    return given


def _slots(turn: Turn, asked: Asked) -> set[str]:
    """The choices of a question for a word that set it; the others (no word) stay as they are."""
    ask = turn.release.step(asked.step).ask
    return {choice.id for choice in ask.choices if "set_word" in choice.do} if ask is not None else set()


def always(turn: Turn, asked: Asked) -> tuple[tuple[str, str], ...]:
    """Names that count when typed but have no number: the rows below the answers."""
    names = [("_menu", notices.MENU), ("_hide", notices.HIDE)]
    if asked.back:
        names.append(("_back", notices.BACK))
    if asked.done:
        names.append(("_done", notices.DONE))
    if asked.offer_person:
        names.append(("_person", notices.OFFER_PERSON))
    if asked.skip is not None:
        names.append(("_skip", asked.skip))
    return tuple((name, _worded(turn, text)) for name, text in names)


def screen(turn: Turn, asked: Asked) -> dict[str, Any]:
    """The whole screen of the present question."""
    asked = _with_numbers(turn, asked)
    said = [one if isinstance(one, str) else _worded(turn, one[0], one[1]) for one in turn.said]
    return showing.screen(
        asked, choices(turn, asked), turn.id, turn.language, turn.tools.words, values(turn, asked),
        said=said, numbered=(asked.numbered or turn.talk.easy) and asked.kind != "number",
        links=links.made_for(turn, asked),
    )  # fmt: skip


def values(turn: Turn, asked: Asked) -> Mapping[str, str]:
    """What the placeholders of this screen stand for; what is not known is absent, and its sentence is left out."""
    text = " ".join(part.source for part in (asked.text, *asked.before) if part is not None)
    if "{" not in text:
        return {}
    found: dict[str, str] = {}
    if "{answers}" in text:
        found["answers"] = reviewing.lines(turn, asked)
    if "{n}" in text:
        found["n"] = standing.told(turn) if asked.step.startswith("delete.") else str(len(offers.ids(turn)))
    if asked.step.startswith(BEHIND):
        return {
            **_operator(turn),
            **{name: value for name, value in standing.values(turn, asked.step).items() if value},
        }
    if any(f"{{{name}}}" in text for name in ("name", "reason", "speed", "risk", "asks", "contact")):
        found.update(offers.described(turn))
    if "{local_numbers}" in text or "{line_number}" in text:
        found.update(_numbers(turn))
    if "{page}" in text and links.offered(turn):
        found["page"] = _worded(turn, notices.LOCKED_PAGE)
    found.update(_by_word(turn) if "{own_word}" in text else {})
    if "{usual_wait}" in text or "{time}" in text:
        found.update(_expected(turn, calls="{usual_wait}" in text))
    if "{words}" in text:
        found["words"] = turn.tools.words.proof(turn.tools.roster(turn.now).signers[0], turn.language)
    found.update(_operator(turn))
    return {name: value for name, value in found.items() if value}


def _by_word(turn: Turn) -> dict[str, str]:
    """Whether a word brings this talk back: one of two sentences names it."""
    name, said = ("own_word", notices.WORD) if unlocking.has_word(turn) else ("nobody", notices.NOBODY)
    return {name: _worded(turn, said)}


def _worded(turn: Turn, text: Any, given: Mapping[str, str] | None = None) -> str:
    return turn.tools.words.word(text, turn.language, given or {})


def _operator(turn: Turn) -> dict[str, str]:
    operator = turn.tools.operator
    days = turn.tools.terms.seconds["closed"] // 86_400
    return {
        "operator": operator.name,
        "address": operator.address,
        "days": str(days),
    }


def _expected(turn: Turn, *, calls: bool) -> Mapping[str, str]:
    level = "T0" if calls else level_of(turn.facts(), turn.tools.triage)[0]
    return expecting.values(turn.c, turn.tools, level, turn.language, turn.now, calls=calls)


def _numbers(turn: Turn) -> dict[str, str]:
    country = turn.facts().country
    numbers = turn.tools.numbers(turn.c, country, turn.language, turn.now)
    name = turn.tools.words.country_name(country, turn.language) if country and numbers.local else ""
    return {
        "country": name,
        "local_numbers": numbers.local,
        "line_number": numbers.line,
        "checked": numbers.checked,
    }


def _with_numbers(turn: Turn, asked: Asked) -> Asked:
    """Where this operator has no number to show, the screen for them says so, and what to do."""
    if asked.step not in PHONES or _numbers(turn)["local_numbers"] or _numbers(turn)["line_number"]:
        return asked
    return replace(asked, text=notices.NO_NUMBERS)


def _countries(turn: Turn) -> list[Choice]:
    codes = turn.talk.suggested or turn.tools.words.likely_countries(turn.language)
    return [Choice(code, turn.tools.words.country_name(code, turn.language)) for code in codes[:4]]


def _hours(turn: Turn) -> list[Choice]:
    """What o'clock it may be where the person is, one tap each, if their country is known and has several zones."""
    found = turn.tools.words.hours(turn.facts().country or "", turn.now)[:MOST]
    return [Choice(str(hour), _worded(turn, notices.HOUR_HERE, {"hour": f"{hour:02}"})) for hour in found]


def _tongues(turn: Turn) -> list[Choice]:
    """The languages that a typed name may have meant; none before something was typed."""
    tongues = turn.tools.words.tongues
    return [Choice(code, tongues.name(code, turn.language)) for code in turn.talk.suggested]


def _places(turn: Turn, asked: Asked) -> list[Choice]:
    found = offers.listed(turn)
    first = asked.page * A_PAGE % max(1, len(found))
    rows = [
        Choice(one.id, f"{number}. {one.name}") for number, one in enumerate(found[first : first + A_PAGE], first + 1)
    ]
    if len(found) > A_PAGE:
        rows.append(Choice("_more", _worded(turn, notices.MORE_PLACES)))
    return rows


ADDED: Final[Mapping[str, Callable[[Turn], list[Choice]]]] = {
    "country": _countries, "language": _tongues, "number": _hours,
}  # fmt: skip
"""Kinds of question that only the bot knows the buttons of."""

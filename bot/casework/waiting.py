"""Words of an officer that wait for a person: in the routing record, under the case key, until they were read once.

The knock that tells of them is made here, and what never reached a chat comes back here: words are never lost with a
screen. It does not know whether a chat is open, nor who may read it.
"""

from __future__ import annotations

from typing import Any, Final

from bot import notices, phrases
from bot.casework.seals import Seals, held, open_json, seal_json
from bot.casework.tools import Tools
from bot.casework.turn import DEFENDERS
from bot.store import Connection, cases, screens
from referrals.errors import KeyGone, SealBroken

Json = dict[str, Any]
Said = str | Json
"""Words as they were worded, or a phrase by its id: `{"say": …}`."""
ASKED: Final = 8
"""How many phrases of a person may stand unanswered; the oldest give way."""
MOST: Final = 20
"""How many messages wait for a person at the most; the oldest give way."""


def open_routing(seals: Seals, case: cases.Case) -> Json:
    """The routing record of a case: how to reach the person."""
    return open_json(seals.of(case.conversation)["case"], "cases", case.id, case.revision, held(case.sealed))


def let_wait(c: Connection, seals: Seals, case: cases.Case, words: Said, now: int, *, truth: bool) -> None:
    """Keep words until they are read; how it stands (`truth`) only says what is true now."""
    row = cases.get(c, case.id)
    if row is not None:
        key = seals.of(case.conversation)["case"]
        routing = open_routing(seals, row)
        said = routing.get("newest", [])
        routing |= {"truth": [words]} if truth else {"newest": [*said, words][-MOST:], "truth": []}
        sealed = seal_json(key, "cases", case.id, row.revision + 1, routing)
        cases.change(c, row._replace(sealed=sealed), now)


def ask(c: Connection, seals: Seals, case: cases.Case, phrase: str, by: str, now: int) -> None:
    """Note that this phrase was said with answers under it, and by whom."""
    row = cases.get(c, case.id)
    if row is not None:
        routing = open_routing(seals, row)
        asked = {**{one: entry for one, entry in routing.get("asked", {}).items() if one != phrase}}
        asked[phrase] = {"by": by, "at": now}
        keep(c, seals, row, {**routing, "asked": dict(list(asked.items())[-ASKED:])}, now)


def answered(c: Connection, seals: Seals, case: cases.Case, phrase: str, now: int) -> Json | None:
    """Who said this phrase and when, once; None if it was answered, or never said."""
    routing = open_routing(seals, case)
    asked = dict(routing.get("asked", {}))
    entry: Json | None = asked.pop(phrase, None)
    if entry is not None:
        keep(c, seals, case, {**routing, "asked": asked}, now)
    return entry


def opened(c: Connection, seals: Seals, case_id: str) -> tuple[cases.Case | None, Json]:
    """A case and its routing record; None where nobody may read it any more, or nothing leads to the person."""
    row = cases.get(c, case_id)
    if row is None or row.sealed is None or row.lane is None:
        return None, {}
    try:
        return row, open_routing(seals, row)
    except KeyGone:
        return None, {}


def keep(c: Connection, seals: Seals, row: cases.Case, routing: Json, now: int) -> None:
    """Write the routing record anew, as the next revision of the row that was read."""
    key = seals.of(row.conversation)["case"]
    cases.change(c, row._replace(sealed=seal_json(key, "cases", row.id, row.revision + 1, routing)), now)


def drawn(tools: Tools, case: cases.Case, routing: Json, said: Said) -> Json:
    """How words look in the person's chat; a phrase has its answers under it, numbered where numbers are typed."""
    if isinstance(said, str):
        return {"text": said, "rows": []}
    language = routing["language"]
    phrase = phrases.book().phrases.get(said["say"])
    if phrase is None or tools.withdrawals.phrase(phrase.id):  # taken away before they read it: it is not said
        return {"text": tools.words.word(notices.PHRASE_UNSAID, language, {}), "rows": []}
    words = {"words": tools.words.word(phrases.sentence(phrase), language, {})}
    text = tools.words.word(notices.PERSON_ON_DUTY, language, words)
    labels = [tools.words.word(phrases.answer(one), language, {}) for one in phrase.answers]
    if routing.get("easy") and labels:
        text = "\n".join([text, "", *(f"{number}. {label}" for number, label in enumerate(labels, 1))])
    data = f"{case.conversation[:8]}.0.say:{phrase.id}:"
    rows = [[{"label": label, "data": data + one}] for one, label in zip(phrase.answers, labels, strict=True)]
    return {"text": text, "rows": rows, "rtl": tools.words.direction(language) == "rtl"}


def carrying(case: str, said: list[Said]) -> Json:
    """What a screen says of the officers' words that it brings, so that they are not lost with it."""
    return {"case": case, "words": said}


def take_back(c: Connection, tools: Tools, seals: Seals, lane: str, now: int) -> None:
    """Let officers' words wait again that never reached this chat: it was hidden, or refuses us."""
    said: dict[str, list[Said]] = {}
    for row in screens.unsent(c, DEFENDERS, lane):
        try:
            content = open_json(tools.epochs.key(row.key or ""), "screens", str(row.id), row.wanted, held(row.content))
        except (KeyGone, SealBroken):
            continue
        if "words" in content:
            said.setdefault(content["case"], []).extend(content["words"])
    for case, words in said.items():
        wait_again(c, seals, case, words, now)


def is_knock(content: Json) -> bool:
    """Whether a screen is the knock."""
    return any(button.get("data", "").endswith(".knock") for row in content.get("rows", ()) for button in row)


def wait_again(c: Connection, seals: Seals, case: str, words: list[Said], now: int) -> None:
    """They come before what was said later; the person is owed a knock when they come back."""
    row = cases.get(c, case)
    if row is None or row.sealed is None:
        return
    try:
        key = seals.of(row.conversation)["case"]
    except KeyGone:
        return
    routing = open_json(key, "cases", row.id, row.revision, row.sealed)
    routing |= {"newest": [*words, *routing.get("newest", [])][-MOST:], "owed": True}
    cases.change(c, row._replace(sealed=seal_json(key, "cases", row.id, row.revision + 1, routing)), now)


def knock(c: Connection, tools: Tools, routing: Json, case: cases.Case, now: int) -> int:
    """Want the one message that we ever start, and give its screen; the words stay where they wait."""
    language = routing["language"]
    label = tools.words.word(notices.OPEN, language, {})
    content = {
        "text": tools.words.word(notices.KNOCK, language, {}),
        "rows": [[{"label": label, "data": f"{case.conversation[:8]}.0.knock"}]],
        "silent": routing["safe"] != "any",
    }
    return to_person(c, tools, routing, content, now)


def to_person(c: Connection, tools: Tools, routing: Json, content: Json, now: int) -> int:
    """Want a new message in the person's chat; it is kept whatever follows it."""
    name, key = tools.epochs.present(now)
    whole = {"chat": routing["chat"], **content}
    return screens.put(
        c, routing["lane"], DEFENDERS, lambda row, version: seal_json(key, "screens", str(row), version, whole),
        name, screens.ANSWER, now, keep=True,
    )  # fmt: skip

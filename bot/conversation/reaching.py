"""How words reach a person: into the open chat, or behind the knock, and never where they asked us not to write.

An officer's words, the truth while it rings, and the command line all go through here. How they wait is told in
`waiting`.
"""

from __future__ import annotations

from typing import Any, Final

from bot import notices
from bot.casework import alertfile, knocking, measured, teams, waiting
from bot.casework.seals import Seals, open_json, seal_json
from bot.casework.tools import Tools
from bot.casework.turn import lapsed
from bot.casework.waiting import open_routing, to_person
from bot.conversation import hinting
from bot.store import Connection, alerts, cases, conversations, parts
from referrals import ladder, lifecycle
from referrals.phrases import Phrase
from referrals.vault import seal_part

__all__ = [
    "end_with_words", "is_present", "open_routing", "reseal_case", "send_words", "tell", "to_person", "too_long",
]  # fmt: skip
Json = dict[str, Any]
LONGEST: Final = 3500
"""Letters of an officer's words that fit one message with what stands around them, as Telegram counts them."""
MINUTE: Final = 60


def too_long(text: str) -> bool:
    """Whether these words do not fit one message: a letter outside the oldest 65,536 counts twice."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2 > LONGEST


def send_words(
    c: Connection, tools: Tools, seals: Seals, case: cases.Case, text: str, now: int, *, foreign: bool = False
) -> bool:
    """Bring an officer's words to the person; False if they wait until the person comes.

    They are kept with the case too, sealed to the team like every part. Words in a language that may not be the
    person's are marked as not translated (F13).
    """
    _keep_reply(c, tools, seals, case, text, now)
    language = open_routing(seals, case)["language"]
    words = tools.words.word(notices.PERSON_ON_DUTY, language, {"words": text})
    if foreign:
        words = f"{words}\n\n{tools.words.word(notices.NOT_TRANSLATED, language, {})}"
    return tell(c, tools, seals, case, words, now)


def send_phrase(c: Connection, tools: Tools, seals: Seals, case: cases.Case, phrase: Phrase, by: str, now: int) -> bool:
    """Say a phrase to the person, in their language; False if it waits until the person comes."""
    _keep_reply(c, tools, seals, case, phrase.text, now)
    if phrase.answers:
        waiting.ask(c, seals, case, phrase.id, by, now)
    return tell(c, tools, seals, cases.get(c, case.id) or case, {"say": phrase.id}, now)


def _keep_reply(c: Connection, tools: Tools, seals: Seals, case: cases.Case, text: str, now: int) -> None:
    key = seals.of(case.conversation)["case"]
    roster = tools.roster(now)
    name = parts.next_name(c, case.id, "reply")
    readers = roster.readers(teams.team_of(tools.keyring, case), now)
    sealed = seal_part(key, case.id, name, 1, roster.hash, readers, text.encode())
    parts.put(c, case.id, name, 1, sealed, roster.hash, len(sealed), now)


def tell(
    c: Connection, tools: Tools, seals: Seals, case: cases.Case, words: waiting.Said, now: int, *, truth: bool = False
) -> bool:
    """Say this to the person: in the chat if it is open, else behind the knock, else not before they come.

    Words that wait stay beside those before them; how it stands (`truth`) only says what is true now.
    """
    routing = open_routing(seals, case)
    present = is_present(c, case, now, routing.get("heard", ""))
    if present and routing["safe"] in knocking.ASKED_FOR:
        carried = {} if truth else waiting.carrying(case.id, [words])
        # A sound can give away who hides: only words, and only where *at any time* was said, may make one.
        silent = truth or routing["safe"] != "any"
        content = {**waiting.drawn(tools, case, routing, words), "silent": silent, **carried}
        to_person(c, tools, routing, content, now)
        return True
    waiting.let_wait(c, seals, case, words, now, truth=truth)
    if present and not knocking.in_hours(routing, now):
        hinting.hint(c, tools, seals, case, now)
        knocking.call(c, tools, seals, case.id, now)
        return True
    return knocking.call(c, tools, seals, case.id, now)


def is_watched(seals: Seals, case: cases.Case) -> bool:
    """Whether those whom the person fears may read along: by what they told, or because they said so."""
    routing = open_routing(seals, case)
    return bool(routing.get("careful") or routing.get("watched"))


def is_present(c: Connection, case: cases.Case, now: int, heard: str = "") -> bool:
    """Whether this case's talk stands open in the person's chat, surely less than half an hour after their last sign.

    `heard` is the talk that called again for it, from the same chat. A row tells the minute in which it was touched
    last: within the last minute of the thirty the chat may have forgotten, so it counts as closed.
    """
    found = [conversations.get(c, one) for one in (case.conversation, heard) if one]
    return any(
        talk is not None and case.lane is not None and talk.lane == case.lane and not lapsed(talk.touched, now, MINUTE)
        for talk in found
    )


def end_with_words(c: Connection, tools: Tools, seals: Seals, alert: alerts.Alert, now: int, by: str = "") -> None:
    """The one way in which an officer ends an alert; a sent case is open from here on."""
    case = cases.get(c, alert.case_id)
    if alert.state != "open" or case is None:
        return
    key = seals.of(case.conversation)["case"]
    state = alertfile.open_alert(key, alert)
    after = ladder.answer(alertfile.standing_of(state))
    measured.note(c, tools, after.level, after.opened, now)
    alertfile.end_alert(
        c, key, alert, {**state, **alertfile.standing_json(after), "answered_at": now, "answered_by": by}, now
    )
    if "open" in lifecycle.steps_from(case.state):
        reseal_case(c, key, case, now, lifecycle.advance(case.state, "open"))


def reseal_case(c: Connection, key: bytes, case: cases.Case, now: int, state: str) -> None:
    """Move a case to another state; its sealed routing record goes on to the next revision with it."""
    row = cases.get(c, case.id)
    if row is not None and row.sealed is not None:
        routing = open_json(key, "cases", row.id, row.revision, row.sealed)
        sealed = seal_json(key, "cases", row.id, row.revision + 1, routing)
        cases.change(c, row._replace(sealed=sealed, state=state), now)

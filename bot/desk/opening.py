"""Opening a case: an officer asks, says why by a chip, and gets it sealed to their own key alone.

The opening is written down first, with who, when and why and no content; then the outer layer comes off. A limit warns
and is recorded; it never stops whoever would help (F32). The server reads nothing of what it hands over.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping
from typing import Final

from bot import notices
from bot.casework import agreements, casefile, duty, exchanging, locking, officers
from bot.casework.holding import Json
from bot.casework.officers import Desk
from bot.casework.seals import Seals
from bot.casework.turn import DEFENDERS, Turn
from bot.conversation import asking, reaching
from bot.desk import proving, replying
from bot.incoming import Incoming
from bot.store import Connection, alerts, cases, conversations, counters, parts, record, words
from bot.store.officers import Officer
from flows.text import Text
from referrals.errors import NoRecipient, RosterRefused
from referrals.lifecycle import State
from referrals.record import to_hour
from referrals.vault import Stripped, fetched_case, strip_part

ATTACHED: Final = "note.age"
"""One name for every document, like a summons: a file name tells nothing."""
ROOM: Final = 2 * 1024 * 1024
"""Bytes of parts that travel through a chat; what is larger is fetched where the key store is."""
MANY: Final = 12
"""Openings of one officer in an hour after which the leads and the record hear of it."""
WORKED_ON: Final = (State.ALERT, State.SENT, State.OPEN, State.WAITING, State.QUIET)
REASONS: Final[Mapping[str, Text]] = {
    "shift": notices.WHY_SHIFT,
    "handover": notices.WHY_HANDOVER,
    "lead": notices.WHY_LEAD,
    "followup": notices.WHY_FOLLOWUP,
    "complaint": notices.WHY_COMPLAINT,
}

# -- what leaves the server


def fetched(
    c: Connection, seals: Seals, case: cases.Case, recipients: tuple[str, ...], now: int,
    wanted: Callable[[parts.Part], bool] = lambda part: True,
) -> bytes:  # fmt: skip
    """A case as one age file: the outer layers off, the parts as they were sealed, and what officers work by."""
    key = seals.of(case.conversation)["case"]
    stripped = [
        Stripped(one.part, one.revision, one.roster,
                 strip_part(key, case.id, one.part, one.revision, one.roster, one.sealed))
        for one in parts.of(c, case.id) if wanted(one)
    ]  # fmt: skip
    known = reaching.open_routing(seals, case)
    routing = {
        **{name: known[name] for name in casefile.ROUTED if name in known},
        "state": case.state, "opened": to_hour(case.opened),
        "consents": agreements.given(agreements.of(c, seals, case.conversation)),
        "exchanges": exchanging.standing(c, seals, case, known, now),
    }  # fmt: skip
    head = record.head(c)
    return fetched_case(case.id, stripped, recipients, routing, (head.hash or "") if head is not None else "")


# -- the officer's side


def wanted(desk: Desk, row: Officer, alert: alerts.Alert) -> None:
    """*Open* was tapped: the proof first, then the reason; not for who has opened no note of the day for long (F30)."""
    if not duty.is_able(duty.body_of(desk.tools, row), desk.now):
        return officers.say(desk, notices.DIGEST_FIRST)
    act = {"do": "open", "alert": alert.id}
    return ask_why(desk, row, act) if proving.is_proved(desk, row) else proving.wait(desk, row, act)


def ask_why(desk: Desk, row: Officer, act: Json) -> None:
    """Why, by one tap: nobody types a reason at three in the morning (F57)."""
    del row
    alert = alerts.get(desk.c, act["alert"])
    if alert is None or alert.sealed is None:
        return officers.say(desk, notices.OFFICER_ERASED)
    language = officers.language(desk)
    rows = [
        [officers.button(desk.tools, language, label, f"a.{alert.tag}.why:{code}")] for code, label in REASONS.items()
    ]
    return officers.say(desk, notices.OPEN_WHY, about=alert, rows=rows)


def because(desk: Desk, row: Officer, alert: alerts.Alert, reason: str) -> None:
    """The chip was tapped: write the opening down, then hand the case over."""
    if reason not in REASONS:
        return officers.stale(desk)
    act = {"do": "because", "alert": alert.id, "reason": reason}
    return hand_over(desk, row, act) if proving.is_proved(desk, row) else proving.wait(desk, row, act)


def hand_over(desk: Desk, row: Officer, act: Json) -> None:
    """Record first, then the sealed case; whoever opens what rings has taken it."""
    alert = alerts.get(desk.c, act["alert"])
    case = cases.get(desk.c, alert.case_id) if alert is not None else None
    if alert is None or alert.sealed is None or case is None or case.state not in WORKED_ON:
        return officers.say(desk, notices.OFFICER_ERASED)
    if not duty.is_reader(desk.c, desk.tools, row, case, desk.now):
        return officers.say(desk, notices.OPEN_NOT_LISTED)
    try:
        recipient = desk.tools.roster(desk.now).recipient_of(officers.name_of(desk.tools, row), desk.now)
    except (NoRecipient, RosterRefused):
        return officers.say(desk, notices.OPEN_NOT_LISTED)
    officers.note(desk, "case.opened", case.id, row.id, act["reason"])
    _count(desk, row)
    _send(desk, row, alert, case, recipient)
    if alert.state == "open" and not officers.alert_state(desk, alert)["taken_until"]:
        replying.take_alert(desk, row, alert, quietly=True)
    return tell_opened(desk, case)


def _send(desk: Desk, row: Officer, alert: alerts.Alert, case: cases.Case, recipient: str) -> None:
    """The document, and what its reader must know: where words travel, and what their key does not open."""
    heads = parts.heads(desk.c, case.id)
    small = {head.part for head in _fitting(heads)}
    data = fetched(desk.c, desk.seals, case, (recipient,), desk.now, lambda part: part.part in small)
    about: list[officers.Said] = [(notices.OPEN_HERE, {})]
    earlier = sum(head.at < row.created for head in heads)
    if earlier:
        about.append((notices.OPEN_EARLIER, {"n": str(earlier)}))
    about += unproved(desk, alert, case)
    if len(small) < len(heads):
        about.append((notices.OPEN_LARGE, {"n": str(len(heads) - len(small)), "id": case.id}))
    document = {"name": ATTACHED, "base64": base64.b64encode(data).decode()}
    officers.say(desk, *about[0], more=about[1:], about=alert, document=document)
    first, *rest = replying.travels(desk, case)
    officers.say(desk, *first, more=rest, about=alert, rows=replying.rows_under(desk, alert, "say"))


def unproved(desk: Desk, alert: alerts.Alert, case: cases.Case) -> list[officers.Said]:
    """A warning where whoever called has not typed the word of a case of this chat: it may be somebody else (F24)."""
    lanes = [locking.parked_lane(locking.account_of(case.lane or ""), n) for n in range(conversations.LANES)]
    locked = [row for row in conversations.in_lanes(desk.c, lanes) if words.get(desk.c, row.id) is not None]
    again = max((one.at for one in record.about(desk.c, case.id) if one.kind == "alert.again"), default=0)
    since = [row.touched for row in locked if row.touched < alert.opened or to_hour(row.touched) <= again]
    if not since:
        return []
    duration = desk.tools.words.duration(max(60, desk.now - max(since)), officers.language(desk))
    return [(notices.OPEN_NO_WORD, {"duration": duration})]


def _fitting(heads: list[parts.PartHead]) -> list[parts.PartHead]:
    """What fits a chat, the smallest first; answers and words are always small."""
    found, room = [], ROOM
    for head in sorted(heads, key=lambda one: one.size):
        room -= head.size
        if room < 0:
            break
        found.append(head)
    return found


def _count(desk: Desk, row: Officer) -> None:
    """Many openings in an hour are told to the leads, once, and stop nobody."""
    period = str(to_hour(desk.now))
    counters.add(desk.c, f"opened:{row.id}", period)
    if counters.of(desk.c, f"opened:{row.id}").get(period) == MANY:
        officers.note(desk, "officer.many_openings", row.id, row.id)
        everybody = list(duty.rows_on(desk.c).values())
        for lead in duty.leads(desk.tools, everybody):
            officers.say_to(desk, lead, notices.OPEN_MANY, {"name": officers.name_of(desk.tools, row)})


# -- the person's side


def tell_opened(desk: Desk, case: cases.Case) -> None:
    """Let the person see that somebody reads: in place of the line's screen, or anew where *at any time* was said."""
    if not reaching.is_present(desk.c, case, desk.now):
        return
    routing = reaching.open_routing(desk.seals, case)
    words = desk.tools.words.word(notices.OPENED, routing["language"], {})
    if routing["safe"] == "any":
        reaching.to_person(desk.c, desk.tools, routing, {"text": words, "rows": [], "silent": True}, desk.now)
    elif case.lane is not None:
        _replace_line(desk, case.lane, routing, words)


def _replace_line(desk: Desk, lane: str, routing: Json, words: str) -> None:
    incoming = Incoming(DEFENDERS, 0, "other", routing["chat"], 0, "private")
    turn = Turn(desk.c, desk.tools, desk.seals, incoming, lane, desk.now)
    asked = asking.present(turn)
    if turn.talk.screen is not None and asked.end == "line":
        turn.edit(turn.talk.screen, {**asking.screen(turn, asked), "text": words})

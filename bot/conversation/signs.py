"""Signs of a person: whether they can be reached, whether they have gone quiet, whether somebody guesses their word.

Each becomes a task that officers see, once, and constant words to whoever has the case; nothing of it is shown in the
person's chat (F06, F20, F52). A quiet case is not a closed one, and a bell that rings goes on ringing.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from bot import notices
from bot.casework import alertfile, duty
from bot.casework.duty import Note
from bot.casework.seals import Seals
from bot.casework.tools import Tools, new_id
from bot.casework.turn import Turn
from bot.conversation import reaching
from bot.store import Connection, alerts, cases, conversations, parts, record, tasks
from flows.text import Text
from referrals import lifecycle
from referrals.errors import KeyGone, SealBroken
from referrals.lifecycle import State
from referrals.record import to_hour

LIVING: Final = (State.ALERT, State.SENT, State.OPEN, State.WAITING, State.QUIET)
AT_ONCE: Final = ("T0", "T1")
"""Levels at which a chat that refuses us counts as quiet at once."""
MINUTE: Final = 60
ENDED_BY_A_SIGN: Final = ("quiet", "unreachable")
SAID: Final[Mapping[str, Text]] = {
    "unreachable": notices.OFFICER_NOT_REACHED,
    "quiet": notices.OFFICER_QUIET,
    "word_guessed": notices.OFFICER_GUESSED,
}


def refused(c: Connection, tools: Tools, seals: Seals, lane: str, now: int) -> None:
    """The person's chat refuses us: they blocked the bot, or are gone from Telegram."""
    for case in cases.in_states(c, LIVING):
        if case.lane == lane and _task(c, tools, seals, case, "unreachable", now) and _level(seals, case) in AT_ONCE:
            _fall_quiet(c, seals, case, now)


def heard(turn: Turn) -> None:
    """The person did something in their own talk: whatever said that they were silent is done."""
    case = cases.get(turn.c, turn.talk.case) if turn.talk.case is not None else None
    if case is None or case.sealed is None:
        return
    for task in tasks.of_case(turn.c, case.id):
        if task.kind in ENDED_BY_A_SIGN:
            tasks.done(turn.c, task.id, turn.now)
    if case.state == State.QUIET:
        key = turn.seals.of(case.conversation)["case"]
        reaching.reseal_case(turn.c, key, case, turn.now, lifecycle.advance(case.state, "hear"))


def guessed(turn: Turn) -> None:
    """The fifth wrong word of a day for a locked talk: shown to officers, never to the chat."""
    for conversation in turn.guessed:
        for case in cases.of_conversation(turn.c, conversation):
            if case.state in LIVING:
                _task(turn.c, turn.tools, turn.seals, case, "word_guessed", turn.now)


def overdue(c: Connection, tools: Tools, seals: Seals, now: int) -> int:
    """Find urgent cases whose person has said nothing since an officer's words, for as long as the operator set."""
    found = 0
    for case in cases.in_states(c, LIVING):
        since = silent_since(c, case)
        wait = tools.silence.get(_level(seals, case)) if since is not None else None
        if since is not None and wait is not None and now - since >= wait:
            found += _task(c, tools, seals, case, "quiet", now)
            _fall_quiet(c, seals, case, now)
    return found


def silent_since(c: Connection, case: cases.Case) -> int | None:
    """Since when an officer's last words stand without a sign of the person; None if they gave one."""
    heads = parts.heads(c, case.id)
    said = max((head.at for head in heads if head.part.startswith("reply-")), default=None)
    if said is None:
        return None
    talk = conversations.get(c, case.conversation)
    signs = [head.at for head in heads if not head.part.startswith("reply-")]
    # The row tells the end of the minute of their last sign: only what is surely later counts as one.
    touched = talk.touched - MINUTE if talk is not None else 0
    return None if max([*signs, touched]) > said else said


def _fall_quiet(c: Connection, seals: Seals, case: cases.Case, now: int) -> None:
    row = cases.get(c, case.id)
    if row is not None and "fall_quiet" in lifecycle.steps_from(row.state):
        key = seals.of(row.conversation)["case"]
        reaching.reseal_case(c, key, row, now, lifecycle.advance(row.state, "fall_quiet"))


def _task(c: Connection, tools: Tools, seals: Seals, case: cases.Case, kind: str, now: int) -> bool:
    """Write a task down and tell whoever has the case; False where it stands already."""
    if not tasks.put(c, new_id(), case.id, kind, now):
        return False
    record.add(c, new_id(), f"case.{kind}", "service", case.id, to_hour(now))
    known = alerts.of_case(c, case.id)
    rows = duty.rows_on(c)
    whose = _whose(seals, case, known)
    readers = duty.readers(tools, rows, case, now)
    for name in [one for one in rows if one in whose] or [one for one in rows if one in readers]:
        screen = duty.tell(c, tools, rows[name], Note(SAID[kind], taps=[(notices.TASKS, "d.0.tasks")]), now)
        if known and screen is not None:
            alerts.ring(c, known[-1].id, name, 0, "telegram", screen, now)
    return True


def _whose(seals: Seals, case: cases.Case, known: list[alerts.Alert]) -> set[str]:
    """Who took or answered this case's newest alert."""
    try:
        key = seals.of(case.conversation)["case"]
        states = [alertfile.open_alert(key, alert) for alert in known[-1:] if alert.sealed is not None]
    except (KeyGone, SealBroken):
        return set()
    return {str(state[name]) for state in states for name in ("taken_by", "answered_by") if state.get(name)}


def _level(seals: Seals, case: cases.Case) -> str:
    try:
        return str(reaching.open_routing(seals, case)["level"])
    except (KeyGone, SealBroken):
        return ""

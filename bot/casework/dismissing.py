"""What follows when an officer is taken off the list: what they hold rings on at once, and their chat is emptied.

Somebody else may hold their phone. What they have fetched and opened elsewhere stays with them.
"""

from __future__ import annotations

from typing import Final

from bot.casework import alertfile, holding
from bot.casework.holding import Held
from bot.casework.seals import Seals, seal_json
from bot.casework.tools import Tools, new_id
from bot.casework.turn import OFFICERS
from bot.store import Connection, alerts, cases, jobs, screens, words
from bot.store.officers import Officer
from referrals.errors import KeyGone, SealBroken

AGAIN: Final = 15
"""Seconds after which what was on its way is swept too."""


def let_go(c: Connection, tools: Tools, seals: Seals, row: Officer, now: int) -> None:
    """Undo what stands in this officer's name; called while the row still names their chat."""
    for alert in alerts.open_(c):
        _ring_on(c, seals, alert, row.id, now)
    words.forget(c, f"officer:{row.id}")
    holding.keep(c, tools, row.id, Held(), now)
    if row.lane is None:
        return
    screens.drop_chat(c, OFFICERS, row.lane, now)
    for later in (0, AGAIN):
        name, key = tools.epochs.present(now)
        job = new_id()
        sealed = seal_json(key, "jobs", job, 0, {"until": now, "source": OFFICERS})
        jobs.put(c, job, "sweep", name, sealed, now, row.lane, now + later)


def _ring_on(c: Connection, seals: Seals, alert: alerts.Alert, officer: str, now: int) -> None:
    """End the pause that this officer's tap made."""
    case = cases.get(c, alert.case_id)
    if case is None or alert.sealed is None:
        return
    try:
        key = seals.of(case.conversation)["case"]
        state = alertfile.open_alert(key, alert)
    except (KeyGone, SealBroken):
        return
    if state.get("taken_by") == officer:
        until = min(state["taken_until"], now) if state["taken_until"] is not None else None
        state = {**state, "taken_by": None, "taken_until": until}
        alertfile.write_alert(c, key, alert, state, now)

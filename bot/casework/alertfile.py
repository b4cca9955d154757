"""The state of one alert, sealed: opened, replaced, ended, and as the ladder sees it."""

from __future__ import annotations

from typing import Any

from bot.casework.seals import held, open_json, seal_json
from bot.store import Connection, alerts
from referrals import ladder

Json = dict[str, Any]


def write_alert(c: Connection, key: bytes, row: alerts.Alert, state: Json, due: int | None) -> None:
    """Replace the sealed state of an alert, as the next revision."""
    sealed = seal_json(key, "alerts", row.id, row.revision + 1, state)
    alerts.change(c, row._replace(sealed=sealed, due=due))


def end_alert(c: Connection, key: bytes, row: alerts.Alert, state: Json, now: int) -> None:
    """End an alert: words were sent, or the person took the case back. Nothing else calls this."""
    sealed = seal_json(key, "alerts", row.id, row.revision + 1, state)
    alerts.change(c, row._replace(sealed=sealed, due=None, state="ended", ended=now))


def open_alert(key: bytes, row: alerts.Alert) -> Json:
    """Open the state of an alert."""
    return open_json(key, "alerts", row.id, row.revision, held(row.sealed))


def standing_of(state: Json) -> ladder.Alert:
    """The ladder's view of an alert's sealed state."""
    return ladder.Alert(
        state["level"], state["opened"], state["taken_until"], state["answered"], state["rung"],
        tuple(state.get("takers", ())),
    )  # fmt: skip


def standing_json(alert: ladder.Alert) -> Json:
    """The inverse of `standing_of`."""
    return {
        "level": alert.level, "opened": alert.opened, "taken_until": alert.taken_until, "answered": alert.answered,
        "rung": alert.rung, "takers": list(alert.takers),
    }  # fmt: skip

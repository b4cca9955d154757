"""The alerts that ring, and every ring of them.  The ladder's state is sealed, for it says how urgent a case is.

In clear stand the alert's tag, when the next rung is due and when it ended.  This file does not know the ladder.
"""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import delete, select, update

from bot.store.errors import RevisionConflict
from bot.store.statements import Connection, arg, changed, execute, fields, first, insert, is_, rows
from bot.store.tables import alerts, rings


class Alert(NamedTuple):
    """An alert: `open` until words were sent to the defender, then `ended`."""

    id: str
    case_id: str
    tag: str
    state: str
    revision: int
    opened: int
    due: int | None
    ended: int | None
    key: str
    sealed: bytes | None


class Ring(NamedTuple):
    """One ring at one officer; `screen` is the row of the outbox that carried it, if it went by Telegram."""

    id: int
    alert: str
    officer: str
    at: int
    rung: int
    channel: str
    screen: int | None


_ALL = fields(alerts, Alert)
_PUT = insert(alerts)
_GET = select(*_ALL).where(alerts.c.id == arg("id"))
_BY_TAG = select(*_ALL).where(alerts.c.tag == arg("tag"))
_OF_CASE = select(*_ALL).where(alerts.c.case_id == arg("case")).order_by(alerts.c.opened)
_OPEN = select(*_ALL).where(is_(alerts.c.state, "open")).order_by(alerts.c.opened)
_DUE = select(*_ALL).where(alerts.c.due <= arg("now")).order_by(alerts.c.due).limit(arg("limit"))
_AHEAD = (
    select(*_ALL)
    .where(is_(alerts.c.state, "open"), (alerts.c.opened > arg("then")) | (alerts.c.due > arg("then")))
    .order_by(alerts.c.due)
    .limit(arg("limit"))
)
_TIMELESS = select(*_ALL).where(is_(alerts.c.state, "open"), alerts.c.due.is_(None)).order_by(alerts.c.opened)
_ENDED = select(*_ALL).where(alerts.c.ended < arg("before")).order_by(alerts.c.ended).limit(arg("limit"))
_CHANGE = (
    update(alerts)
    .where(alerts.c.id == arg("id"), alerts.c.revision == arg("revision"), ~is_(alerts.c.state, "erasing"))
    .values(
        revision=alerts.c.revision + 1, state=arg("state"), due=arg("due"), ended=arg("ended"), key=arg("key"),
        sealed=arg("sealed"),
    )
)  # fmt: skip
_OF_SCREEN = select(*_ALL).where(
    alerts.c.id == select(rings.c.alert).where(rings.c.screen == arg("screen")).limit(1).scalar_subquery()
)
_SINCE = select(*_ALL).where(alerts.c.ended >= arg("since")).order_by(alerts.c.ended)
_DELETE = delete(alerts).where(alerts.c.id == arg("id"))
_RING = insert(rings).returning(rings.c.id)
_UNBIND = update(rings).where(rings.c.screen == arg("screen")).values(screen=None)
_RINGS = select(*fields(rings, Ring)).where(rings.c.alert == arg("alert")).order_by(rings.c.id)
_LATELY = select(*fields(rings, Ring)).where(
    rings.c.at >= arg("since"), rings.c.at <= arg("now"), rings.c.rung > 0, is_(rings.c.channel, "telegram", "group")
)
_OLD_RINGS = select(*fields(rings, Ring)).where(rings.c.at < arg("before")).order_by(rings.c.at).limit(arg("limit"))
_FORGET_RINGS = delete(rings).where(rings.c.at < arg("before"))


def put(
    c: Connection, id_: str, case_id: str, tag: str, key: str, sealed: bytes, now: int, due: int | None
) -> None:  # fmt: skip
    """Open an alert at revision 0; it rings when `due`."""
    execute(
        c, _PUT, {"id": id_, "case_id": case_id, "tag": tag, "key": key, "sealed": sealed, "opened": now, "due": due}
    )


def get(c: Connection, id_: str) -> Alert | None:
    """Return an alert."""
    return first(c, Alert, _GET, id_=id_)


def by_tag(c: Connection, tag: str) -> Alert | None:
    """Return the alert of a tag, which stands on officers' buttons."""
    return first(c, Alert, _BY_TAG, tag_=tag)


def of_case(c: Connection, case_id: str) -> list[Alert]:
    """Return a case's alerts, oldest first."""
    return rows(c, Alert, _OF_CASE, case_=case_id)


def open_(c: Connection) -> list[Alert]:
    """Return every alert that nobody has answered, oldest first."""
    return rows(c, Alert, _OPEN)


def due(c: Connection, now: int, limit: int = 100) -> list[Alert]:
    """Return the alerts whose next rung is due, the longest due first."""
    return rows(c, Alert, _DUE, now_=now, limit_=limit)


def ahead(c: Connection, then: int, limit: int = 500) -> list[Alert]:
    """Return the open alerts that name a time after then: of these it can be seen that a clock was set back."""
    return rows(c, Alert, _AHEAD, then_=then, limit_=limit)


def timeless(c: Connection) -> list[Alert]:
    """Return the open alerts that name no next time: nothing would ever ring for them."""
    return rows(c, Alert, _TIMELESS)


def change(c: Connection, alert: Alert) -> int:
    """Write an alert that was read and changed (`alert._replace(…)`), and return the next revision.

    `RevisionConflict` if the row has moved on since it was read: two taps at once, or a tap and the clock.
    """
    args = {
        "id_": alert.id, "revision_": alert.revision, "state_": alert.state, "due_": alert.due, "ended_": alert.ended,
        "key_": alert.key, "sealed_": alert.sealed,
    }  # fmt: skip
    if execute(c, _CHANGE, args).rowcount != 1:
        raise RevisionConflict("The alert has moved on, or is being erased.")
    return alert.revision + 1


def ended_before(c: Connection, before: int, limit: int = 100) -> list[Alert]:
    """Return alerts that ended before then, for the retention rules."""
    return rows(c, Alert, _ENDED, before_=before, limit_=limit)


def of_screen(c: Connection, screen: int) -> Alert | None:
    """Return the alert that a message to an officer was about, also one that has ended."""
    return first(c, Alert, _OF_SCREEN, screen_=screen)


def ended_since(c: Connection, since: int) -> list[Alert]:
    """Return alerts that ended from then on, in the order in which they did."""
    return rows(c, Alert, _SINCE, since_=since)


def delete_row(c: Connection, id_: str) -> None:
    """Delete an alert and its rings."""
    execute(c, _DELETE, {"id_": id_})


def ring(c: Connection, alert: str, officer: str, rung: int, channel: str, screen: int | None, now: int) -> int:
    """Record a ring and return its number."""
    row = {"alert": alert, "officer": officer, "rung": rung, "channel": channel, "screen": screen, "at": now}
    return int(execute(c, _RING, row).fetchone()[0])


def unbind(c: Connection, screen: int) -> None:
    """Let a message to an officer be about no alert any more: something else stands there now."""
    changed(c, _UNBIND, screen_=screen)


def rings_of(c: Connection, alert: str) -> list[Ring]:
    """Return an alert's rings in order."""
    return rows(c, Ring, _RINGS, alert_=alert)


def rung_between(c: Connection, since: int, now: int) -> list[Ring]:
    """Return the loud bells between these two, those too for which another's bell stood (`group`)."""
    return rows(c, Ring, _LATELY, since_=since, now_=now)


def rings_before(c: Connection, before: int, limit: int = 100) -> list[Ring]:
    """Return rings older than this: their summons is due to leave the officers' chats."""
    return rows(c, Ring, _OLD_RINGS, before_=before, limit_=limit)


def forget_rings(c: Connection, before: int) -> int:
    """Delete the rings from before then."""
    return changed(c, _FORGET_RINGS, before_=before)

"""The outbox: the wanted state of every screen, not a list of commands.

A chat's screens go out in the order in which they were wanted, one at a time; priority is only between chats, so a
chat in which something urgent waits goes ahead with all that waits there before it.  A screen that was not sent yet and
is wanted otherwise is replaced where it stands.  This file does not know Telegram: whether a screen is sent or edited
follows from `message_id`, and the caller says what came of it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from sqlalchemy import and_, case, delete, exists, func, or_, select, update

from bot.store.statements import Connection, arg, changed, execute, fields, first, insert, is_, rows, scalar
from bot.store.tables import lanes, screens

BELL, DANGER, ANSWER, REST = 0, 1, 2, 3
"""Priorities, between chats only: an officer's bell, the danger card, a person's words, everything else."""

Content = bytes | Callable[[int, int], bytes]
"""Sealed content, or what seals it for a row and a version, where it is bound to both."""

STATES = ("queued", "sending", "sent", "unknown", "failed", "dropped")


class Screen(NamedTuple):
    """A screen's row; `wanted` and `sent` are the versions wanted and last known to stand in the chat."""

    id: int
    bot: str
    lane: str
    kind: str
    state: str
    place: int | None
    priority: int
    keep: int
    wanted: int
    sent: int
    message_id: int | None
    not_before: int
    held: int
    tries: int
    created: int
    changed: int
    key: str | None
    content: bytes | None


class _Last(NamedTuple):
    id: int
    place: int
    state: str
    priority: int
    keep: int
    not_before: int
    message_id: int | None
    wanted: int


_ALL = fields(screens, Screen)
_OF_CHAT = and_(screens.c.bot == arg("bot"), screens.c.lane == arg("lane"))
_WAITS = screens.c.place.is_not(None)
_tail = screens.alias("tail")
_TAIL = (
    select(func.coalesce(func.max(_tail.c.place), 0) + 1)
    .where(_tail.c.bot == screens.c.bot, _tail.c.lane == screens.c.lane, _tail.c.place.is_not(None))
    .scalar_subquery()
)
_LAST = select(*fields(screens, _Last)).where(_OF_CHAT, _WAITS).order_by(screens.c.place.desc()).limit(1)
_PUT = insert(screens).returning(screens.c.id)
_FILL = update(screens).where(screens.c.id == arg("id")).values(content=arg("content"))
_WANTED = select(screens.c.wanted).where(screens.c.id == arg("id"))
_REPLACE = (
    update(screens)
    .where(screens.c.id == arg("id"))
    .values(
        wanted=screens.c.wanted + 1, content=arg("content"), key=arg("key"), priority=arg("priority"),
        kind=arg("kind"), changed=arg("now"),
    )
)  # fmt: skip
_CHANGE = (
    update(screens)
    .where(screens.c.id == arg("id"), ~is_(screens.c.state, "dropped"))
    .values(
        wanted=screens.c.wanted + 1, content=arg("content"), key=arg("key"), changed=arg("now"),
        priority=case((_WAITS & (screens.c.priority < arg("priority")), screens.c.priority), else_=arg("priority")),
        state=case((is_(screens.c.state, "sending"), "sending"), else_="queued"),
        tries=0,
        place=func.coalesce(screens.c.place, _TAIL),
    )
)  # fmt: skip
_RAISE = update(screens).where(_OF_CHAT, _WAITS, screens.c.priority > arg("priority")).values(priority=arg("priority"))

# A delayed screen waits aside; a held one (429, a fault) holds its whole chat, or the order would break.
_before = screens.alias("earlier")
_BEHIND = exists().where(
    _before.c.bot == screens.c.bot,
    _before.c.lane == screens.c.lane,
    _before.c.place.is_not(None),
    or_(
        is_(_before.c.state, "sending"),
        and_(_before.c.place < screens.c.place, _before.c.not_before <= arg("now")),
    ),
)
_DUE = (
    select(*_ALL)
    .where(
        screens.c.bot == arg("bot"),
        _WAITS,
        is_(screens.c.state, "queued", "unknown"),
        screens.c.not_before <= arg("now"),
        screens.c.held <= arg("now"),
        ~_BEHIND,
    )
    .order_by(screens.c.priority, screens.c.id)
    .limit(arg("limit"))
)
_SENDING = (
    update(screens)
    .where(screens.c.id == arg("id"), _WAITS, is_(screens.c.state, "queued", "unknown"))
    .values(state="sending")
    .returning(screens.c.wanted)
)
_AS_WANTED = screens.c.wanted == arg("version")
_SENT = (
    update(screens)
    .where(screens.c.id == arg("id"), is_(screens.c.state, "sending", "unknown"))
    .values(
        sent=arg("version"), message_id=func.coalesce(arg("message_id"), screens.c.message_id), tries=0, held=0,
        state=case((_AS_WANTED, "sent"), else_="queued"),
        place=case((_AS_WANTED, None), else_=screens.c.place),
        content=case((_AS_WANTED, None), else_=screens.c.content),
        key=case((_AS_WANTED, None), else_=screens.c.key),
        changed=arg("now"),
    )
)  # fmt: skip
_AGAIN = (
    update(screens)
    .where(screens.c.id == arg("id"), _WAITS)
    .values(state=arg("state"), held=arg("until"), tries=screens.c.tries + 1)
)
_FORWARD = (
    update(screens)
    .where(_WAITS, (screens.c.held > arg("now")) | (screens.c.not_before > arg("now")))
    .values(held=screens.c.held - arg("by"), not_before=screens.c.not_before - arg("by"))
)
_ASIDE = (
    update(screens)
    .where(screens.c.id == arg("id"), _WAITS)
    .values(state="unknown", not_before=arg("until"), tries=screens.c.tries + 1)
)
_END = {"place": None, "content": None, "key": None, "held": 0, "changed": arg("now")}
_FINISH = update(screens).where(screens.c.id == arg("id")).values(state=arg("state"), **_END)
_GONE = update(screens).where(screens.c.id == arg("id"), _WAITS).values(state="queued", message_id=None)
_DROP_CHAT = update(screens).where(_OF_CHAT, _WAITS, ~is_(screens.c.state, "sending")).values(state="dropped", **_END)
_UNREACHABLE = update(screens).where(_OF_CHAT, _WAITS).values(state="dropped", **_END)
_MARK_LANE = insert(lanes).values(lane=arg("lane"), served=0, idle=1, unreachable=arg("now"))
_MARK_LANE = _MARK_LANE.on_conflict_do_update(index_elements=["lane"], set_={"unreachable": arg("now")})
_REACHED = select(lanes.c.unreachable).where(lanes.c.lane == arg("lane"))
_IN_FLIGHT = select(screens.c.id).where(_OF_CHAT, _WAITS, is_(screens.c.state, "sending"))
_UNSENT = (
    select(*_ALL)
    .where(_OF_CHAT, _WAITS, is_(screens.c.keep, 1), screens.c.message_id.is_(None))
    .order_by(screens.c.place)
)
_INTERRUPTED_IDS = select(screens.c.id).where(_WAITS, screens.c.bot == arg("bot"), is_(screens.c.state, "sending"))
_GET = select(*_ALL).where(screens.c.id == arg("id"))
_NEWEST = select(*_ALL).where(_OF_CHAT, ~is_(screens.c.state, "dropped")).order_by(screens.c.id.desc()).limit(1)
_BY_MESSAGE = select(*_ALL).where(_OF_CHAT, screens.c.message_id == arg("message_id")).limit(1)
_NEWER = select(func.count()).where(_OF_CHAT, screens.c.id > arg("id"), ~is_(screens.c.state, "dropped"))
_COUNT = select(screens.c.priority, func.count(), func.min(screens.c.created)).where(
    screens.c.bot == arg("bot"), _WAITS, screens.c.not_before <= arg("now")
).group_by(screens.c.priority)  # fmt: skip
_FORGET = delete(screens).where(screens.c.changed < arg("before"), screens.c.place.is_(None))


def put(
    c: Connection, lane: str, bot: str, content: Content, key: str, priority: int, now: int,
    not_before: int | None = None, keep: bool = False, kind: str = "screen",
) -> int:  # fmt: skip
    """Want a new screen in a chat and return its id.

    If the last thing that waits there is a screen that was never sent, it is replaced: its id is returned, with a new
    version.  `keep` is for what must arrive whole whatever follows it (a bell, a person's words, the danger card).
    """
    chat = {"bot_": bot, "lane_": lane}
    last = first(c, _Last, _LAST, **chat)
    if last is not None and last.priority > priority:
        execute(c, _RAISE, {**chat, "priority_": priority})
    if last is not None and not keep and not not_before and _replaceable(last):
        return _replace(c, last, content, key, min(priority, last.priority), kind, now)
    row = {
        "bot": bot, "lane": lane, "kind": kind, "place": 1 if last is None else last.place + 1, "priority": priority,
        "keep": int(keep), "wanted": 1, "not_before": not_before or 0, "created": now, "changed": now, "key": key,
        "content": content if isinstance(content, bytes) else None,
    }  # fmt: skip
    made = int(execute(c, _PUT, row).fetchone()[0])
    if not isinstance(content, bytes):
        execute(c, _FILL, {"id_": made, "content_": content(made, 1)})
    return made


def change(c: Connection, id_: int, content: Content, key: str, now: int, priority: int = REST) -> bool:
    """Want this screen otherwise: edited if it was sent, replaced where it stands if not; False if it is dropped."""
    if not isinstance(content, bytes):
        content = content(id_, (scalar(c, _WANTED, id_=id_) or 0) + 1)
    args = {"id_": id_, "content_": content, "key_": key, "now_": now, "priority_": priority}
    return changed(c, _CHANGE, **args) == 1


def due(c: Connection, bot: str, now: int, limit: int = 30) -> Sequence[Screen]:
    """Return what may go out now, most urgent chat first: one screen of a chat, none of a chat in flight."""
    return rows(c, Screen, _DUE, bot_=bot, now_=now, limit_=limit)


def sending(c: Connection, id_: int) -> int | None:
    """Mark a call as in flight and return the version that it carries; None if nothing is wanted any more."""
    version = scalar(c, _SENDING, id_=id_)
    return None if version is None else int(version)


def sent(c: Connection, id_: int, version: int, message_id: int | None, now: int) -> None:
    """Note what stands in the chat; if something else is wanted by now the screen keeps its place, to be edited."""
    execute(c, _SENT, {"id_": id_, "version_": version, "message_id_": message_id, "now_": now})


def failed(c: Connection, id_: int, until: int | None, now: int) -> None:
    """Try again after `until`, the whole chat waiting till then (429, a broken line); None gives up."""
    if until is None:
        execute(c, _FINISH, {"id_": id_, "state_": "failed", "now_": now})
    else:
        execute(c, _AGAIN, {"id_": id_, "state_": "queued", "until_": until})


def aside(c: Connection, id_: int, until: int) -> None:
    """Let this one wait by itself until then, while what came after it in its chat goes out."""
    execute(c, _ASIDE, {"id_": id_, "until_": until})


def bring_forward(c: Connection, by: int, now: int) -> int:
    """The clock went back by so much: what waits for a moment of the old one waits as long as it was to wait."""
    return changed(c, _FORWARD, by_=by, now_=now)


def unknown(c: Connection, id_: int, now: int, until: int = 0) -> bool:
    """Note that a call may or may not have arrived.

    A kept screen, an edit and the newest screen of the chat go again (True), for twice is better than never; an older
    one is dropped: the person has moved on, and the orphan's buttons are refused by their seq.
    """
    screen = get(c, id_)
    if screen is None or screen.place is None:
        return False
    newer = execute(c, _NEWER, {"bot_": screen.bot, "lane_": screen.lane, "id_": id_}).fetchone()[0]
    again = bool(screen.keep or screen.message_id or screen.priority < REST or not newer)
    if again:
        execute(c, _AGAIN, {"id_": id_, "state_": "unknown", "until_": until})
    else:
        drop(c, id_, now)
    return again


def interrupted(c: Connection, bot: str, now: int) -> int:
    """Treat what was in flight when the last leader ended as `unknown`, and return how many there were."""
    found = [row[0] for row in execute(c, _INTERRUPTED_IDS, {"bot_": bot})]
    for id_ in found:
        unknown(c, id_, now)
    return len(found)


def gone(c: Connection, id_: int) -> None:
    """Forget a message that cannot be edited any more: the same screen goes out as a new one."""
    execute(c, _GONE, {"id_": id_})


def drop(c: Connection, id_: int, now: int) -> None:
    """Want nothing of this screen any more."""
    execute(c, _FINISH, {"id_": id_, "state_": "dropped", "now_": now})


def drop_chat(c: Connection, bot: str, lane: str, now: int) -> int:
    """Want nothing of what still waits in a chat, but for what is in flight."""
    return changed(c, _DROP_CHAT, bot_=bot, lane_=lane, now_=now)


def in_flight(c: Connection, bot: str, lane: str) -> list[int]:
    """Return what is on its way to a chat at this moment."""
    return [row[0] for row in execute(c, _IN_FLIGHT, {"bot_": bot, "lane_": lane})]


def unsent(c: Connection, bot: str, lane: str) -> list[Screen]:
    """Return what must arrive in a chat and never stood there, in its order, also what is on its way."""
    return rows(c, Screen, _UNSENT, bot_=bot, lane_=lane)


def unreachable(c: Connection, bot: str, lane: str, now: int) -> int:
    """Drop everything for a chat that refuses us (403), and note since when; the person's next word takes that back."""
    execute(c, _MARK_LANE, {"lane_": lane, "now_": now})
    return changed(c, _UNREACHABLE, bot_=bot, lane_=lane, now_=now)


def unreachable_since(c: Connection, lane: str) -> int | None:
    """Return since when a chat refuses us, or None."""
    value: int | None = scalar(c, _REACHED, lane_=lane)
    return value


def get(c: Connection, id_: int) -> Screen | None:
    """Return a screen."""
    return first(c, Screen, _GET, id_=id_)


def newest(c: Connection, bot: str, lane: str) -> Screen | None:
    """Return the chat's newest screen, sent or not."""
    return first(c, Screen, _NEWEST, bot_=bot, lane_=lane)


def by_message(c: Connection, bot: str, lane: str, message_id: int) -> Screen | None:
    """Return the screen that stands in the chat as this message."""
    return first(c, Screen, _BY_MESSAGE, bot_=bot, lane_=lane, message_id_=message_id)


def waiting(c: Connection, bot: str, now: int) -> dict[int, tuple[int, int]]:
    """Return how many screens wait at each priority, and since when the oldest of them."""
    return {priority: (count, oldest) for priority, count, oldest in execute(c, _COUNT, {"bot_": bot, "now_": now})}


def forget_old(c: Connection, before: int) -> int:
    """Delete screens of which nothing is wanted and that were last changed before then."""
    return changed(c, _FORGET, before_=before)


def _replace(c: Connection, last: _Last, content: Content, key: str, priority: int, kind: str, now: int) -> int:
    sealed = _sealed(content, last.id, last.wanted + 1)
    execute(
        c,
        _REPLACE,
        {"id_": last.id, "content_": sealed, "key_": key, "priority_": priority, "kind_": kind, "now_": now},
    )
    return last.id


def _sealed(content: Content, id_: int, version: int) -> bytes:
    return content if isinstance(content, bytes) else content(id_, version)


def _replaceable(last: _Last) -> bool:
    return last.state == "queued" and last.message_id is None and not last.keep and not last.not_before

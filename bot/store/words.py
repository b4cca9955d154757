"""The word that opens a chat's view again: only its Argon2id hash, and the tries of a day.

This file does not know the word, nor how a hash is made.
"""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import case, delete, select, update

from bot.store.statements import Connection, arg, execute, fields, first, insert, scalar
from bot.store.tables import words


class Word(NamedTuple):
    """A lane's word: its hash as a PHC string, and how often it was tried on `day` (days since 1970)."""

    lane: str
    phc: str
    day: int
    tries: int


_SET = insert(words)
_SET = _SET.on_conflict_do_update(
    index_elements=["lane"], set_={name: _SET.excluded[name] for name in ("phc", "day", "tries")}
)
_GET = select(*fields(words, Word)).where(words.c.lane == arg("lane"))
_TRY = (
    update(words)
    .where(words.c.lane == arg("lane"))
    .values(tries=case((words.c.day == arg("day"), words.c.tries + 1), else_=1), day=arg("day"))
    .returning(words.c.tries)
)
_CLEAR = update(words).where(words.c.lane == arg("lane")).values(tries=0)
_FORGET = delete(words).where(words.c.lane == arg("lane"))


def set_(c: Connection, lane: str, phc: str) -> None:
    """Keep the hash of a lane's word, in place of any before it, with no tries."""
    execute(c, _SET, {"lane": lane, "phc": phc, "day": 0, "tries": 0})


def get(c: Connection, lane: str) -> Word | None:
    """Return a lane's word, or None if it has none."""
    return first(c, Word, _GET, lane_=lane)


def tried(c: Connection, lane: str, now: int) -> int:
    """Count a try, before it is judged, and return how many there were today (UTC); 0 if the lane has no word."""
    return int(scalar(c, _TRY, lane_=lane, day_=now // 86_400) or 0)


def clear(c: Connection, lane: str) -> None:
    """Forget today's tries, after the right word."""
    execute(c, _CLEAR, {"lane_": lane})


def forget(c: Connection, lane: str) -> None:
    """Delete a lane's word."""
    execute(c, _FORGET, {"lane_": lane})

"""The word that opens a chat's view again: only its Argon2id hash, and the tries of a day.

This file does not know the word, nor how a hash is made.
"""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import case, delete, select, update

from bot.store.statements import Connection, arg, changed, execute, fields, first, insert, is_, scalar
from bot.store.tables import words


class Word(NamedTuple):
    """A lane's word: its hash as a PHC string, and how often it was tried on `day` (days since 1970).

    `shape` says which texts it may be at all: 0 one of those that are offered, else of how many parts it is; None
    for a word that was kept before shapes were.
    """

    lane: str
    phc: str
    day: int
    tries: int
    shape: int | None = None


_SET = insert(words)
_SET = _SET.on_conflict_do_update(
    index_elements=["lane"], set_={name: _SET.excluded[name] for name in ("phc", "day", "tries", "shape")}
)
_GET = select(*fields(words, Word)).where(words.c.lane == arg("lane"))
_TRY = (
    update(words)
    .where(words.c.lane == arg("lane"))
    .values(tries=case((words.c.day == arg("day"), words.c.tries + 1), else_=1), day=arg("day"))
    .returning(words.c.tries)
)
_CLEAR = update(words).where(words.c.lane == arg("lane")).values(tries=0)
_ALSO = insert(words).on_conflict_do_nothing(index_elements=["lane"])
_FORGET_TRIES = delete(words).where(is_(words.c.phc, ""), words.c.day < arg("day"))
_FORGET = delete(words).where(words.c.lane == arg("lane"))


def set_(c: Connection, lane: str, phc: str, shape: int | None = None) -> None:
    """Keep the hash of a lane's word, in place of any before it, with no tries."""
    execute(c, _SET, {"lane": lane, "phc": phc, "day": 0, "tries": 0, "shape": shape})


def spent(word: Word, now: int) -> int:
    """How often this word was tried today."""
    return word.tries if word.day == now // 86_400 else 0


def get(c: Connection, lane: str) -> Word | None:
    """Return a lane's word, or None if it has none."""
    return first(c, Word, _GET, lane_=lane)


def tried(c: Connection, lane: str, now: int) -> int:
    """Count a try, before it is judged, and return how many there were today (UTC); 0 if the lane has no word."""
    return int(scalar(c, _TRY, lane_=lane, day_=now // 86_400) or 0)


def tried_by(c: Connection, who: str, now: int) -> int:
    """Count a try of somebody who need have no word, and return how many there were today."""
    execute(c, _ALSO, {"lane": who, "phc": "", "day": 0, "tries": 0})
    return tried(c, who, now)


def forget_tries(c: Connection, now: int) -> int:
    """Delete the counts of earlier days of those who have no word."""
    return changed(c, _FORGET_TRIES, day_=now // 86_400)


def clear(c: Connection, lane: str) -> None:
    """Forget today's tries, after the right word."""
    execute(c, _CLEAR, {"lane_": lane})


def forget(c: Connection, lane: str) -> None:
    """Delete a lane's word."""
    execute(c, _FORGET, {"lane_": lane})

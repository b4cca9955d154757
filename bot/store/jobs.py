"""Work that needs the network or long CPU: a row that a lane writes and a job runner performs.

A claimed job comes back by itself if its runner dies; `tries` is the claim's number, so a runner that was given up for
dead cannot end a job that another has.  This file does not know what a job does.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from sqlalchemy import Select, delete, func, literal_column, select, update

from bot.store.statements import Connection, arg, changed, execute, fields, first, insert, is_
from bot.store.tables import jobs

LEASE = 120
"""A job that is not ended after so many seconds is somebody else's."""


WAKE = "wake"
"""The kind that rings a wake channel: it waits for no other, and no other for it."""
HEAVY = "file"
"""The kind that moves whole files over the line: it has a runner of its own, and never holds up a deletion."""


class Job(NamedTuple):
    """A job; its matter is sealed under `key`."""

    id: str
    kind: str
    lane: str | None
    state: str
    due: int
    tries: int
    created: int
    key: str | None
    sealed: bytes | None


_PUT = insert(jobs)
_DUE = (
    select(*fields(jobs, Job))
    .where(is_(jobs.c.state, "new"), jobs.c.due <= arg("now"))
    .order_by(jobs.c.due, jobs.c.created)
    .limit(1)
    .with_for_update(skip_locked=True)
)
_NEXT = _DUE.where(jobs.c.kind != literal_column(f"'{WAKE}'"))
_NEXT_WAKE = _DUE.where(is_(jobs.c.kind, WAKE))
_NEXT_HEAVY = _NEXT.where(is_(jobs.c.kind, HEAVY))
_NEXT_LIGHT = _NEXT.where(jobs.c.kind != literal_column(f"'{HEAVY}'"))
_MINE = (jobs.c.id == arg("id")) & (jobs.c.tries == arg("tries"))
_TAKE = update(jobs).where(jobs.c.id == arg("id")).values(tries=jobs.c.tries + 1, due=arg("until"))
_DONE = delete(jobs).where(_MINE)
_AGAIN = update(jobs).where(_MINE).values(due=arg("until"))
_GIVE_UP = update(jobs).where(_MINE).values(state="failed", key=None, sealed=None)
_FORWARD = update(jobs).where(is_(jobs.c.state, "new"), jobs.c.due > arg("now")).values(due=jobs.c.due - arg("by"))
_WAITING = select(func.count(), func.min(jobs.c.due)).where(is_(jobs.c.state, "new"))


def put(
    c: Connection, id_: str, kind: str, key: str | None, sealed: bytes | None, now: int,
    lane: str | None = None, due: int | None = None,
) -> None:  # fmt: skip
    """Write a job, to be done from `due` on, else at once."""
    execute(c,
        _PUT,
        {"id": id_, "kind": kind, "key": key, "sealed": sealed, "lane": lane, "created": now,
         "due": now if due is None else due},
    )  # fmt: skip


def claim(c: Connection, now: int, lease: int = LEASE, *, heavy: bool | None = None) -> Job | None:
    """Take the job that has been due longest, among all, or the heavy or light ones only; None if none is."""
    return _claimed(c, _NEXT if heavy is None else _NEXT_HEAVY if heavy else _NEXT_LIGHT, now, lease)


def claim_wake(c: Connection, now: int, lease: int = LEASE) -> Job | None:
    """Take the ring of a wake channel that has been due longest; None if none is."""
    return _claimed(c, _NEXT_WAKE, now, lease)


def _claimed(c: Connection, statement: Select[Any], now: int, lease: int) -> Job | None:
    job = first(c, Job, statement, now_=now)
    if job is None:
        return None
    execute(c, _TAKE, {"id_": job.id, "until_": now + lease})
    return job._replace(tries=job.tries + 1, due=now + lease)


def done(c: Connection, job: Job) -> bool:
    """Delete a job that was done; False if it is somebody else's by now, whose work counts."""
    return changed(c, _DONE, id_=job.id, tries_=job.tries) == 1


def fail(c: Connection, job: Job, until: int | None) -> bool:
    """Try again after `until`; None gives up, and its matter is gone. False if it is somebody else's by now."""
    if until is None:
        return changed(c, _GIVE_UP, id_=job.id, tries_=job.tries) == 1
    return changed(c, _AGAIN, id_=job.id, tries_=job.tries, until_=until) == 1


def bring_forward(c: Connection, by: int, now: int) -> int:
    """The clock went back by so much: what is to be done later waits as long as it was to wait."""
    return changed(c, _FORWARD, by_=by, now_=now)


def waiting(c: Connection) -> tuple[int, int | None]:
    """Return how many jobs wait, and since when the oldest is due."""
    count, oldest = execute(c, _WAITING).fetchone()
    return count, oldest

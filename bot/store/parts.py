"""The parts of cases: sealed to officers on arrival, each an age file inside a seal under the case's key.

A correction is written whole as the next revision and the one before is deleted in the same transaction.
This file does not know how to open anything.
"""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import delete, func, select

from bot.store.errors import RevisionConflict
from bot.store.statements import Connection, arg, changed, execute, fields, first, insert, rows, scalar
from bot.store.tables import parts


class PartHead(NamedTuple):
    """What is known of a part without its matter; `roster` is the roster's version and hash it was sealed to."""

    case_id: str
    part: str
    revision: int
    at: int
    size: int
    roster: str


class Part(NamedTuple):
    """A part with its sealed matter."""

    case_id: str
    part: str
    revision: int
    at: int
    size: int
    roster: str
    sealed: bytes


_LATEST = select(func.coalesce(func.max(parts.c.revision), 0)).where(
    parts.c.case_id == arg("case"), parts.c.part == arg("part")
)
_PUT = insert(parts)
_SUPERSEDED = delete(parts).where(
    parts.c.case_id == arg("case"), parts.c.part == arg("part"), parts.c.revision < arg("revision")
)
_HEADS = select(*fields(parts, PartHead)).where(parts.c.case_id == arg("case")).order_by(parts.c.at, parts.c.part)
_ALL = select(*fields(parts, Part)).where(parts.c.case_id == arg("case")).order_by(parts.c.at, parts.c.part)
_GET = select(*fields(parts, Part)).where(parts.c.case_id == arg("case"), parts.c.part == arg("part"))
_DELETE = delete(parts).where(parts.c.case_id == arg("case"), parts.c.part == arg("part"))


def latest(c: Connection, case_id: str, part: str) -> int:
    """Return the part's revision, 0 if there is none: the next one sealed is one more."""
    return int(scalar(c, _LATEST, case_=case_id, part_=part))


def put(c: Connection, case_id: str, part: str, revision: int, sealed: bytes, roster: str, size: int, now: int) -> None:
    """Write a part's next revision and delete the one before; `RevisionConflict` if it is not the next."""
    if revision != latest(c, case_id, part) + 1:
        raise RevisionConflict("The part has another revision.")
    execute(c,
        _PUT,
        {"case_id": case_id, "part": part, "revision": revision, "sealed": sealed, "roster": roster, "size": size,
         "at": now},
    )  # fmt: skip
    execute(c, _SUPERSEDED, {"case_": case_id, "part_": part, "revision_": revision})


def heads(c: Connection, case_id: str) -> list[PartHead]:
    """Return what is known of a case's parts, in the order in which they came."""
    return rows(c, PartHead, _HEADS, case_=case_id)


def of(c: Connection, case_id: str) -> list[Part]:
    """Return a case's parts, in the order in which they came."""
    return rows(c, Part, _ALL, case_=case_id)


def get(c: Connection, case_id: str, part: str) -> Part | None:
    """Return one part."""
    return first(c, Part, _GET, case_=case_id, part_=part)


def remove(c: Connection, case_id: str, part: str) -> bool:
    """Delete a part that the person took back; False if there is none."""
    return changed(c, _DELETE, case_=case_id, part_=part) > 0


def next_name(c: Connection, case_id: str, kind: str) -> str:
    """Return the name of a new part of this kind: `text-1`, then `text-2`."""
    numbers = [int(head.part.rpartition("-")[2]) for head in heads(c, case_id) if head.part.startswith(f"{kind}-")]
    return f"{kind}-{max(numbers, default=0) + 1}"

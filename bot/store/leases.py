"""Who leads: one row that one process holds for 20 seconds and renews each 5, with a number that only grows.

What the leader writes, it writes in a transaction that asks `require` first: a leader that slept past its time finds
its number gone and changes nothing.  This file does not know what leading means.
"""

from __future__ import annotations

from sqlalchemy import case, or_, select, update

from bot.store.errors import LeaseLost
from bot.store.statements import Connection, arg, changed, insert, scalar
from bot.store.tables import leases

HELD = 20
RENEWED = 5
NEVER = 3 * HELD
"""No lease ends so far ahead: one that says so was taken while the clock was wrong, and is free."""

_FIRST = insert(leases).values(name=arg("name"), holder=arg("holder"), fence=1, until=arg("until"))
_STILL_MINE = (leases.c.holder == arg("holder")) & (leases.c.until > arg("now"))
_TAKE = _FIRST.on_conflict_do_update(
    index_elements=["name"],
    set_={
        "holder": arg("holder"),
        "until": arg("until"),
        "fence": case((_STILL_MINE, leases.c.fence), else_=leases.c.fence + 1),
    },
    where=or_(leases.c.holder == arg("holder"), leases.c.until <= arg("now"), leases.c.until > arg("never")),
).returning(leases.c.fence)
_RELEASE = update(leases).where(leases.c.name == arg("name"), leases.c.fence == arg("fence")).values(until=0)
_HELD = select(leases.c.fence).where(
    leases.c.name == arg("name"), leases.c.fence == arg("fence"), leases.c.until > arg("now")
)


def take(c: Connection, name: str, holder: str, now: int, held: int = HELD) -> int | None:
    """Take a lease that is free or over, or renew our own; return its fence, or None while another holds it."""
    fence = scalar(c, _TAKE, name_=name, holder_=holder, until_=now + held, now_=now, never_=now + max(NEVER, held))
    return None if fence is None else int(fence)


def release(c: Connection, name: str, fence: int) -> bool:
    """Let go, so that the next need not wait; False if it was not ours any more."""
    return changed(c, _RELEASE, name_=name, fence_=fence) == 1


def require(c: Connection, name: str, fence: int, now: int) -> None:
    """Raise `LeaseLost` unless this fence holds the lease now."""
    if scalar(c, _HELD, name_=name, fence_=fence, now_=now) is None:
        raise LeaseLost("Another process leads.")

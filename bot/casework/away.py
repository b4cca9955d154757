"""When nobody here could be reached: noted by whoever leads, against the last time that it was seen.

A message says when it was sent; a tap does not. So whether a tap has waited can only be told from this.
"""

from __future__ import annotations

from typing import Final

from bot.store import Connection, counters

SEEN: Final = "clock.seen"
"""The mark of the last time that the leader saw, true to half a minute."""
AWAY: Final = "away"
WAITED: Final = 10 * 60
"""What waited longer has met an outage of ours (F35); for as long after it taps still come in that waited."""


def seen(c: Connection) -> int | None:
    """The last time that the leader saw."""
    value = counters.marked(c, SEEN)
    return int(value) if value is not None else None


def see(c: Connection, now: int) -> None:
    """Note the time, and what lies between it and the last one, if that was an outage."""
    last = seen(c)
    if last is not None and now - last > WAITED:
        counters.mark(c, AWAY, f"{last} {now}")
    counters.mark(c, SEEN, str(now))


def lately(c: Connection, now: int) -> tuple[int, int] | None:
    """From when to when we were away, if that ended just now, or if nobody has led again yet."""
    last = seen(c)
    if last is not None and now - last > WAITED:
        return last, now
    since, _, until = (counters.marked(c, AWAY) or "").partition(" ")
    return (int(since), int(until)) if until and int(until) <= now <= int(until) + WAITED else None

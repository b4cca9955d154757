"""When a person may be written to: the hours that they chose, as minutes of the UTC day, and when those begin.

What is kept of a person's place is only this window. It holds in every clock time that may be theirs: where summer time
comes, or a country has several zones, it shrinks to what is inside the chosen hours in all of them, and where nothing
is left of it nobody is written to unasked. No clock is read here.
"""

from __future__ import annotations

from collections.abc import Collection

MINUTE = 60
DAY = 24 * 60
"""Minutes of a day."""
CHOSEN = {"day": (9, 18), "evening": (18, 22), "school": (15, 18)}
"""From which hour to which, in the person's own time; `school` is a child's day, after school."""
ALWAYS, NEVER = "any", "never"

Window = tuple[int, int]


def window(chosen: str, offsets: Collection[int]) -> Window | None:
    """The minutes of the UTC day that lie in the chosen hours under every one of these offsets."""
    if chosen == ALWAYS:
        return (0, DAY)
    if chosen not in CHOSEN or not offsets:
        return None
    first, last = (hour * 60 for hour in CHOSEN[chosen])
    begins, ends = first - min(offsets), last - max(offsets)
    return (begins % DAY, begins % DAY + ends - begins) if begins < ends else None


def opens(held: Window | None, now: int) -> int | None:
    """The first second from `now` on that lies in the window; None where there is no window."""
    if held is None:
        return None
    first, last = held
    for start in (first - DAY, first, first + DAY):
        midnight = now // (DAY * MINUTE) * DAY * MINUTE
        if now < midnight + (start + last - first) * MINUTE:
            return max(now, midnight + start * MINUTE)
    return None

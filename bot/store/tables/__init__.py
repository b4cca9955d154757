"""The tables: every column that exists, and which of them are sealed.

In clear stand ids, lanes, sequence numbers, states and times; what a person said, where they are, how urgent it
is and who an officer is stand only in `LargeBinary` columns, sealed by the caller under the key that the row names.
A lane is an HMAC of a person's id.  Times are whole seconds UTC.  The migrations lead to exactly these tables, which a
test compares.  No statement stands here.
"""

from bot.store.tables.cases import (
    alerts,
    answers,
    cases,
    codes,
    consents,
    dates,
    desks,
    links,
    officers,
    pages,
    parts,
    rings,
    shifts,
    tasks,
    words,
)
from bot.store.tables.columns import metadata
from bot.store.tables.delivery import conversations, inbox, lanes, leases, marks, messages, screens, timers
from bot.store.tables.service import actives, checks, counters, jobs, record, releases

__all__ = [
    "actives", "alerts", "answers", "cases", "checks", "codes", "consents", "conversations", "counters", "dates",
    "desks", "inbox", "jobs", "lanes", "leases", "links", "marks", "messages", "metadata", "officers", "pages",
    "parts",
    "record", "releases", "rings", "screens", "shifts", "tasks", "timers", "words",
]  # fmt: skip

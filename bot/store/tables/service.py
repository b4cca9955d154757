"""What the service itself keeps: its record, jobs, releases of flows, checks of places, and counts.

Nothing here is about one person's words; a job's matter is sealed.
"""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index, Table, UniqueConstraint

from bot.store.tables.columns import maybe, metadata, number, partial, sealed, serial, text

record = Table(
    "record",
    metadata,
    serial("n"),
    text("id"),
    number("at", None),
    text("kind"),
    text("who"),
    text("about"),
    text("detail", server_default=""),
    maybe("seq"),
    text("hash", nullable=True),
    UniqueConstraint("id"),
    UniqueConstraint("seq"),
)
partial("ix_record_unchained", record.c.n, where="seq IS NULL")
Index(None, record.c.about)

jobs = Table(
    "jobs",
    metadata,
    text("id", primary_key=True),
    text("kind"),
    text("lane", nullable=True),
    text("state", server_default="new"),
    number("due", None),
    number("tries"),
    number("created", None),
    text("key", nullable=True),
    sealed("sealed"),
)
partial("ix_jobs_due", jobs.c.due, jobs.c.created, where="state = 'new'")
Index(None, jobs.c.key)

releases = Table(
    "releases",
    metadata,
    text("id", primary_key=True),
    text("body"),
    number("created", None),
    maybe("withdrawn"),
)

actives = Table(
    "actives",
    metadata,
    text("language", primary_key=True),
    text("release", ForeignKey("releases.id")),
    number("since", None),
)

checks = Table(
    "checks",
    metadata,
    serial(),
    text("kind"),
    text("subject"),
    text("value"),
    text("by"),
    number("checked_on", None),
    number("again_by", None),
    maybe("withdrawn"),
)
Index(None, checks.c.kind, checks.c.subject)

counters = Table(
    "counters",
    metadata,
    text("name", primary_key=True),
    text("period", primary_key=True),
    number("count"),
)

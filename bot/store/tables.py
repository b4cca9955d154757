"""The tables: every column that exists, and which of them are sealed.

In clear stand ids, lanes, sequence numbers, states and times; what a person said, where they are, how urgent it
is and who an officer is stand only in `LargeBinary` columns, sealed by the caller under the key that the row names.
A lane is an HMAC of a person's id.  Times are whole seconds UTC.  This file does not know any statement; the migrations
lead to exactly these tables, which a test compares.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    literal_column,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

Whole = BigInteger().with_variant(Integer(), "sqlite")
"""Times, Telegram's ids and row numbers: 64 bits on both databases, and SQLite's own row number as a key."""


def _number(name: str, default: int | None = 0, **more: Any) -> Column[int]:
    server_default = None if default is None else str(default)
    return Column(name, Whole, nullable=False, server_default=server_default, **more)


def _maybe(name: str, **more: Any) -> Column[int | None]:
    return Column(name, Whole, nullable=True, **more)


def _text(name: str, *args: Any, nullable: bool = False, **more: Any) -> Column[str]:
    return Column(name, Text, *args, nullable=nullable, **more)


def _sealed(name: str, nullable: bool = True) -> Column[bytes]:
    return Column(name, LargeBinary, nullable=nullable)


def _serial(name: str = "id") -> Column[int]:
    return Column(name, Whole, primary_key=True, autoincrement=True)


def _partial(name: str, *columns: Any, where: str) -> Index:
    clause: ColumnElement[bool] = literal_column(where)
    return Index(name, *columns, sqlite_where=clause, postgresql_where=clause)


# Receiving. `turn` orders a lane: Telegram's id, and for a timer a number above them all, so that what a person
# wrote is always handled first and makes the timer stale.
inbox = Table(
    "inbox",
    metadata,
    _serial(),
    _text("bot"),
    _maybe("update_id"),
    _text("lane"),
    _text("kind"),
    _number("turn", None),
    _text("state", server_default="new"),
    _number("received", None),
    _maybe("settled"),
    _number("tries"),
    _text("conversation", nullable=True),
    _maybe("seq"),
    _text("timer", nullable=True),
    _text("key", nullable=True),
    _sealed("body"),
    UniqueConstraint("bot", "update_id"),
    sqlite_autoincrement=True,  # an id is never used twice
)
_partial("ix_inbox_new", inbox.c.lane, inbox.c.turn, inbox.c.id, where="state = 'new'")
_partial("ix_inbox_settled", inbox.c.settled, where="settled IS NOT NULL")
_partial("ix_inbox_key", inbox.c.key, where="key IS NOT NULL")

# `served` is a count, not a time: the lane that was served longest ago has the smallest.
lanes = Table(
    "lanes",
    metadata,
    _text("lane", primary_key=True),
    _number("served"),
    _number("idle"),
    _maybe("unreachable"),
)
_partial("ix_lanes_waiting", lanes.c.served, lanes.c.lane, where="idle = 0")
Index(None, lanes.c.served)

conversations = Table(
    "conversations",
    metadata,
    _text("id", primary_key=True),
    _text("lane"),
    _text("bot"),
    _text("state", server_default="live"),
    _number("seq"),
    _number("revision"),
    _number("begun", None),
    _number("touched", None),
    _maybe("due"),
    _text("case_id", nullable=True),
    _text("key"),
    _sealed("sealed"),
    UniqueConstraint("lane", "bot"),
)
Index(None, conversations.c.key)
Index(None, conversations.c.touched)
Index(None, conversations.c.case_id)
_partial("ix_conversations_erasing", conversations.c.id, where="state = 'erasing'")

timers = Table(
    "timers",
    metadata,
    _serial(),
    _text("conversation", ForeignKey("conversations.id", ondelete="CASCADE")),
    _text("lane"),
    _text("bot"),
    _text("kind"),
    _number("seq", None),
    _number("due", None),
    UniqueConstraint("conversation", "kind"),
)
Index(None, timers.c.due)

# `place` is the screen's place in its chat's queue, and absent when nothing is wanted of it.
screens = Table(
    "screens",
    metadata,
    _serial(),
    _text("bot"),
    _text("lane"),
    _text("kind", server_default="screen"),
    _text("state", server_default="queued"),
    _maybe("place"),
    _number("priority", None),
    _number("keep"),
    _number("wanted", 1),
    _number("sent"),
    _maybe("message_id"),
    _number("not_before"),
    _number("held"),
    _number("tries"),
    _number("created", None),
    _number("changed", None),
    _text("key", nullable=True),
    _sealed("content"),
    sqlite_autoincrement=True,
)
_partial("ix_screens_waiting", screens.c.bot, screens.c.priority, screens.c.id, where="place IS NOT NULL")
_partial("ix_screens_chat", screens.c.bot, screens.c.lane, screens.c.place, where="place IS NOT NULL")
Index(None, screens.c.bot, screens.c.lane, screens.c.id)
_partial("ix_screens_key", screens.c.key, where="key IS NOT NULL")
Index(None, screens.c.changed)

# Telegram's ids of both sides, so that the chat can be emptied; the chat's own id is in the sealed address.
messages = Table(
    "messages",
    metadata,
    _serial(),
    _text("bot"),
    _text("lane"),
    _number("message_id", None),
    _number("at", None),
    _number("ours", None),
    _text("key"),
    _sealed("address"),
    UniqueConstraint("bot", "lane", "message_id"),
)
Index(None, messages.c.bot, messages.c.at)
Index(None, messages.c.key)

leases = Table(
    "leases",
    metadata,
    _text("name", primary_key=True),
    _text("holder"),
    _number("fence", None),
    _number("until", None),
)

marks = Table("marks", metadata, _text("name", primary_key=True), _text("value"))

# Cases. The routing record is the sealed column; a level, a country or a language never stands in clear.
cases = Table(
    "cases",
    metadata,
    _text("id", primary_key=True),
    _text("conversation"),
    _text("lane", nullable=True),
    _text("state"),
    _text("team"),
    _number("revision"),
    _number("opened", None),
    _number("touched", None),
    _maybe("due"),
    _text("key"),
    _sealed("sealed"),
)
Index(None, cases.c.conversation)
Index(None, cases.c.state, cases.c.opened)
Index(None, cases.c.key)
_partial("ix_cases_due", cases.c.due, where="due IS NOT NULL")

parts = Table(
    "parts",
    metadata,
    _text("case_id", ForeignKey("cases.id", ondelete="CASCADE"), primary_key=True),
    _text("part", primary_key=True),
    _number("revision", None, primary_key=True, autoincrement=False),
    _number("at", None),
    _number("size", None),
    _text("roster"),
    _sealed("sealed", nullable=False),
)

alerts = Table(
    "alerts",
    metadata,
    _text("id", primary_key=True),
    _text("case_id", ForeignKey("cases.id", ondelete="CASCADE")),
    _text("tag"),
    _text("state", server_default="open"),
    _number("revision"),
    _number("opened", None),
    _maybe("due"),
    _maybe("ended"),
    _text("key"),
    _sealed("sealed"),
    UniqueConstraint("tag"),
)
Index(None, alerts.c.case_id)
Index(None, alerts.c.key)
_partial("ix_alerts_due", alerts.c.due, where="due IS NOT NULL")
_partial("ix_alerts_open", alerts.c.opened, where="state = 'open'")
_partial("ix_alerts_ended", alerts.c.ended, where="ended IS NOT NULL")

rings = Table(
    "rings",
    metadata,
    _serial(),
    _text("alert", ForeignKey("alerts.id", ondelete="CASCADE")),
    _text("officer"),
    _number("at", None),
    _number("rung", None),
    _text("channel"),
    _maybe("screen"),
)
Index(None, rings.c.alert)
Index(None, rings.c.at)

officers = Table(
    "officers",
    metadata,
    _text("id", primary_key=True),
    _text("lane", nullable=True),
    _text("state"),
    _number("revision"),
    _number("created", None),
    _text("key"),
    _sealed("sealed"),
    UniqueConstraint("lane"),
)

consents = Table(
    "consents",
    metadata,
    _text("id", primary_key=True),
    _text("conversation"),
    _text("case_id", nullable=True),
    _text("purpose"),
    _number("given", None),
    _text("text_id"),
    _text("text_hash"),
    _text("language"),
    _number("hour", None),
    _maybe("withdrawn"),
)
Index(None, consents.c.conversation)
Index(None, consents.c.case_id)

words = Table(
    "words",
    metadata,
    _text("lane", primary_key=True),
    _text("phc"),
    _number("day"),
    _number("tries"),
)

# The service.
record = Table(
    "record",
    metadata,
    _serial("n"),
    _text("id"),
    _number("at", None),
    _text("kind"),
    _text("who"),
    _text("about"),
    _text("detail", server_default=""),
    _maybe("seq"),
    _text("hash", nullable=True),
    UniqueConstraint("id"),
    UniqueConstraint("seq"),
    sqlite_autoincrement=True,
)
_partial("ix_record_unchained", record.c.n, where="seq IS NULL")
Index(None, record.c.about)

jobs = Table(
    "jobs",
    metadata,
    _text("id", primary_key=True),
    _text("kind"),
    _text("lane", nullable=True),
    _text("state", server_default="new"),
    _number("due", None),
    _number("tries"),
    _number("fence"),
    _number("created", None),
    _text("key", nullable=True),
    _sealed("sealed"),
)
_partial("ix_jobs_due", jobs.c.due, jobs.c.created, where="state = 'new'")
Index(None, jobs.c.key)

releases = Table(
    "releases",
    metadata,
    _text("id", primary_key=True),
    _text("body"),
    _number("created", None),
    _maybe("withdrawn"),
)

actives = Table(
    "actives",
    metadata,
    _text("language", primary_key=True),
    _text("release", ForeignKey("releases.id")),
    _number("since", None),
)

checks = Table(
    "checks",
    metadata,
    _serial(),
    _text("kind"),
    _text("subject"),
    _text("value"),
    _text("by"),
    _number("checked_on", None),
    _number("again_by", None),
    _maybe("withdrawn"),
)
Index(None, checks.c.kind, checks.c.subject)

counters = Table(
    "counters",
    metadata,
    _text("name", primary_key=True),
    _text("period", primary_key=True),
    _number("count"),
)

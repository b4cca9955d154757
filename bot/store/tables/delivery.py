"""What arrives, who is talking, and what is shown: the tables of the road that every message takes.

They do not know any case.  Every index is one more page in the log of every commit, so what only the leader asks once
an hour has none.
"""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index, Table, UniqueConstraint

from bot.store.tables.columns import maybe, metadata, number, partial, sealed, serial, text

# Receiving. `turn` orders a lane: Telegram's id, and for a timer a number above them all, so that what a person
# wrote is always handled first and makes the timer stale.
inbox = Table(
    "inbox",
    metadata,
    serial(),
    text("bot"),
    maybe("update_id"),
    text("lane"),
    text("kind"),
    number("turn", None),
    text("state", server_default="new"),
    number("received", None),
    maybe("settled"),
    number("tries"),
    text("conversation", nullable=True),
    maybe("seq"),
    text("timer", nullable=True),
    text("key", nullable=True),
    sealed("body"),
    UniqueConstraint("bot", "update_id"),
)
partial("ix_inbox_new", inbox.c.lane, inbox.c.turn, inbox.c.id, where="state = 'new'")
partial("ix_inbox_settled", inbox.c.settled, where="settled IS NOT NULL")
partial("ix_inbox_dead", inbox.c.id, where="state = 'dead'")

# `served` is a count, not a time: the lane that was served longest ago has the smallest.
lanes = Table(
    "lanes",
    metadata,
    text("lane", primary_key=True),
    number("served"),
    number("idle"),
    maybe("unreachable"),
)
partial("ix_lanes_waiting", lanes.c.served, lanes.c.lane, where="idle = 0")
Index(None, lanes.c.served)

conversations = Table(
    "conversations",
    metadata,
    text("id", primary_key=True),
    text("lane"),
    text("bot"),
    text("state", server_default="live"),
    number("seq"),
    number("revision"),
    number("begun", None),
    number("touched", None),
    maybe("due"),
    text("case_id", nullable=True),
    text("key"),
    sealed("sealed"),
    UniqueConstraint("lane", "bot"),
)
partial("ix_conversations_key", conversations.c.key, where="key <> 'draft'")
partial("ix_conversations_due", conversations.c.due, where="due IS NOT NULL")
partial("ix_conversations_case_id", conversations.c.case_id, where="case_id IS NOT NULL")
partial("ix_conversations_erasing", conversations.c.id, where="state = 'erasing'")

timers = Table(
    "timers",
    metadata,
    serial(),
    text("conversation", ForeignKey("conversations.id", ondelete="CASCADE")),
    text("lane"),
    text("bot"),
    text("kind"),
    number("seq", None),
    number("due", None),
    UniqueConstraint("conversation", "kind"),
)
Index(None, timers.c.due)

# `place` is the screen's place in its chat's queue, and absent when nothing is wanted of it.
screens = Table(
    "screens",
    metadata,
    serial(),
    text("bot"),
    text("lane"),
    text("kind", server_default="screen"),
    text("state", server_default="queued"),
    maybe("place"),
    number("priority", None),
    number("keep"),
    number("wanted", 1),
    number("sent"),
    maybe("message_id"),
    number("not_before"),
    number("held"),
    number("tries"),
    number("created", None),
    number("changed", None),
    text("key", nullable=True),
    sealed("content"),
)
partial("ix_screens_waiting", screens.c.bot, screens.c.priority, screens.c.id, where="place IS NOT NULL")
partial("ix_screens_chat", screens.c.bot, screens.c.lane, screens.c.place, where="place IS NOT NULL")
Index(None, screens.c.bot, screens.c.lane, screens.c.id)

# Telegram's ids of both sides, so that the chat can be emptied; the chat's own id is in the sealed address.
messages = Table(
    "messages",
    metadata,
    serial(),
    text("bot"),
    text("lane"),
    number("message_id", None),
    number("at", None),
    number("ours", None),
    text("key"),
    sealed("address"),
    UniqueConstraint("bot", "lane", "message_id"),
)
Index(None, messages.c.bot, messages.c.at)

leases = Table(
    "leases",
    metadata,
    text("name", primary_key=True),
    text("holder"),
    number("fence", None),
    number("until", None),
)

marks = Table("marks", metadata, text("name", primary_key=True), text("value"))

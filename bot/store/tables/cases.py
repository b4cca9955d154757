"""Cases, their parts, the alerts that ring for them, and those who answer.

The routing record is a sealed column; a level, a country or a name never stands in clear.
"""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index, Table, UniqueConstraint

from bot.store.tables.columns import maybe, metadata, number, partial, sealed, serial, text

cases = Table(
    "cases",
    metadata,
    text("id", primary_key=True),
    text("conversation"),
    text("lane", nullable=True),
    text("state"),
    text("team"),
    number("revision"),
    number("opened", None),
    number("touched", None),
    maybe("due"),
    text("key"),
    sealed("sealed"),
)
Index(None, cases.c.conversation)
Index(None, cases.c.state, cases.c.opened)
Index(None, cases.c.key)
partial("ix_cases_due", cases.c.due, where="due IS NOT NULL")

parts = Table(
    "parts",
    metadata,
    text("case_id", ForeignKey("cases.id", ondelete="CASCADE"), primary_key=True),
    text("part", primary_key=True),
    number("revision", None, primary_key=True, autoincrement=False),
    number("at", None),
    number("size", None),
    text("roster"),
    sealed("sealed", nullable=False),
)

alerts = Table(
    "alerts",
    metadata,
    text("id", primary_key=True),
    text("case_id", ForeignKey("cases.id", ondelete="CASCADE")),
    text("tag"),
    text("state", server_default="open"),
    number("revision"),
    number("opened", None),
    maybe("due"),
    maybe("ended"),
    text("key"),
    sealed("sealed"),
    UniqueConstraint("tag"),
)
Index(None, alerts.c.case_id)
Index(None, alerts.c.key)
partial("ix_alerts_due", alerts.c.due, where="due IS NOT NULL")
partial("ix_alerts_open", alerts.c.opened, where="state = 'open'")
partial("ix_alerts_ended", alerts.c.ended, where="ended IS NOT NULL")

rings = Table(
    "rings",
    metadata,
    serial(),
    text("alert", ForeignKey("alerts.id", ondelete="CASCADE")),
    text("officer"),
    number("at", None),
    number("rung", None),
    text("channel"),
    maybe("screen"),
)
Index(None, rings.c.alert)
Index(None, rings.c.at)
Index(None, rings.c.screen)

officers = Table(
    "officers",
    metadata,
    text("id", primary_key=True),
    text("lane", nullable=True),
    text("state"),
    number("revision"),
    number("created", None),
    text("key"),
    sealed("sealed"),
    UniqueConstraint("lane"),
)

desks = Table(
    "desks",
    metadata,
    text("id", primary_key=True),
    number("revision"),
    text("key"),
    sealed("sealed"),
)

consents = Table(
    "consents",
    metadata,
    text("id", primary_key=True),
    text("conversation"),
    text("case_id", nullable=True),
    number("revision"),
    sealed("sealed"),
)
Index(None, consents.c.conversation)

links = Table("links", metadata, text("id", primary_key=True), number("due", None), text("key"), sealed("sealed"))

dates = Table(
    "dates",
    metadata,
    text("case_id", ForeignKey("cases.id", ondelete="CASCADE"), primary_key=True),
    text("kind", primary_key=True),
    text("tag", primary_key=True),
    number("due", None),
)
Index(None, dates.c.due)

tasks = Table(
    "tasks",
    metadata,
    text("id", primary_key=True),
    text("case_id", ForeignKey("cases.id", ondelete="CASCADE")),
    text("kind"),
    number("at", None),
    maybe("done"),
)
Index(None, tasks.c.case_id)

# One-time links to the sealed page. `page` is known once a page has redeemed it, `digest` once something came by it.
pages = Table(
    "pages",
    metadata,
    text("tag", primary_key=True),
    text("conversation"),
    text("case_id", ForeignKey("cases.id", ondelete="CASCADE")),
    text("part", nullable=True),
    text("roster", nullable=True),
    text("page", nullable=True),
    text("digest", nullable=True),
    number("due", None),
    UniqueConstraint("page"),
)
Index(None, pages.c.conversation)
Index(None, pages.c.case_id)
Index(None, pages.c.due)

words = Table(
    "words",
    metadata,
    text("lane", primary_key=True),
    text("phc"),
    number("day"),
    number("tries"),
    maybe("shape"),
)
partial("ix_words_tried", words.c.day, where="phc = ''")

codes = Table(
    "codes",
    metadata,
    text("handle", primary_key=True),
    text("conversation"),
    text("proof"),
)
Index(None, codes.c.conversation)

# Whose shift it is stands as an opaque id; how urgent an answered alert was, and how long it took, is sealed.
shifts = Table(
    "shifts",
    metadata,
    text("id", primary_key=True),
    text("officer"),
    text("role", server_default="first"),
    text("state", server_default="planned"),
    number("starts", None),
    number("ends", None),
    maybe("asked"),
    maybe("rang"),
)
Index(None, shifts.c.ends)

answers = Table(
    "answers",
    metadata,
    text("id", primary_key=True),
    number("day", None),
    text("key"),
    sealed("sealed", nullable=False),
)
Index(None, answers.c.day)

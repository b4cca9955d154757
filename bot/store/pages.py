"""One-time links to the sealed page: of a link's secret, and of the page that redeemed it, only an HMAC is here.

A link is *made* for a talk, *bound* by the first page that shows it, and *used* by what came through it. Making another
takes away those that were not bound yet. This file does not know what came, nor where it is kept.
"""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import delete, select, update

from bot.store.statements import Connection, arg, changed, execute, fields, first, insert, rows
from bot.store.tables import pages


class Link(NamedTuple):
    """A link; `part` and `roster` are what its page seals for, `digest` is that of what came."""

    tag: str
    conversation: str
    case_id: str
    part: str | None
    roster: str | None
    page: str | None
    digest: str | None
    due: int


_ALL = fields(pages, Link)
_PUT = insert(pages)
_REVOKE = delete(pages).where(pages.c.conversation == arg("conversation"), pages.c.page.is_(None))
_GET = select(*_ALL).where(pages.c.tag == arg("tag"), pages.c.due > arg("now"))
_OF_PAGE = select(*_ALL).where(pages.c.page == arg("page"), pages.c.due > arg("now"))
_OF_CASE = select(*_ALL).where(pages.c.case_id == arg("case"))
_BIND = (
    update(pages)
    .where(pages.c.tag == arg("tag"), pages.c.page.is_(None))
    .values(page=arg("page"), part=arg("part"), roster=arg("roster"), due=arg("due"))
)
_USE = update(pages).where(pages.c.tag == arg("tag"), pages.c.digest.is_(None)).values(digest=arg("digest"))
_FORGET = delete(pages).where(pages.c.due <= arg("now"))


def make(c: Connection, tag: str, conversation: str, case_id: str, due: int) -> None:
    """Make a link, the only one of its talk that still waits for a page."""
    revoke(c, conversation)
    execute(c, _PUT, {"tag": tag, "conversation": conversation, "case_id": case_id, "due": due})


def revoke(c: Connection, conversation: str) -> None:
    """Take away the link that waits; a page that is open stays."""
    execute(c, _REVOKE, {"conversation_": conversation})


def get(c: Connection, tag: str, now: int) -> Link | None:
    """Return a link that still counts."""
    return first(c, Link, _GET, tag_=tag, now_=now)


def of_page(c: Connection, page: str, now: int) -> Link | None:
    """Return the link that this page redeemed, while it still counts."""
    return first(c, Link, _OF_PAGE, page_=page, now_=now)


def of_case(c: Connection, case_id: str) -> list[Link]:
    """Return every link of a case."""
    return rows(c, Link, _OF_CASE, case_=case_id)


def bind(c: Connection, tag: str, page: str, part: str, roster: str, due: int) -> bool:
    """Bind a link to the page that shows it; False if another did before."""
    return changed(c, _BIND, tag_=tag, page_=page, part_=part, roster_=roster, due_=due) == 1


def use(c: Connection, tag: str, digest: str) -> bool:
    """Note what came through a link; False if something did before."""
    return changed(c, _USE, tag_=tag, digest_=digest) == 1


def forget_old(c: Connection, now: int) -> int:
    """Delete the links whose time is over."""
    return changed(c, _FORGET, now_=now)

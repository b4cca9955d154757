"""The way to the sealed page and back: one-time links, the page that shows one, and what it brings.

A link's secret is in the part of the address that no browser sends; it is made with the screen that holds it and lies
sealed in it. The first page that shows it owns it: nobody else's showing counts, also not the person's own second one.
What comes is kept as it is, sealed once more under the case's key; nobody here can open it.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from bot.casework import sealing, teams
from bot.casework.seals import Seals
from bot.casework.tools import Tools
from bot.store import Connection, cases, conversations, inbox, pages, parts
from flows.events import Asked
from referrals.errors import KeyGone
from referrals.vault import keep_sealed, readers_of, tag_of

if TYPE_CHECKING:
    from bot.casework.turn import Turn

LINK_FOR: Final = 30 * 60
"""How long a link waits to be opened: as long as the chat shows it."""
PAGE_FOR: Final = 2 * 60 * 60
"""How long whoever opened it may write: somebody who is hiding writes slowly."""
LARGEST_FILE: Final = 10 * 2**20
"""Bytes of the one file that a page takes."""
ARRIVED: Final = "page"
"""The timer that brings the news of it into the person's lane, behind whatever they wrote before."""
PARKED: Final = "~"
"""What stands between a lane and the number of a locked talk in it."""


class LinkSpent(Exception):
    """The link is unknown, too old, another page's, or was used: whoever shows it is not told which."""


@dataclass(frozen=True, slots=True)
class Place:
    """What a page may bring, and under which name and keys it will be kept."""

    tag: str
    conversation: str
    case: str
    part: str
    roster: str
    key: bytes = field(repr=False)


# -- in the chat


def offered(turn: Turn) -> bool:
    """Whether the locked page can be opened from here: it exists, and there is a case that it would belong to."""
    return bool(turn.tools.page) and turn.talk.case is not None


def leads_to_page(turn: Turn, step: str, choice: str) -> bool:
    """Whether this answer of a step opens the locked page."""
    ask = turn.release.step(step).ask
    target = next((one.to for one in ask.choices if one.id == choice), None) if ask is not None else None
    found = turn.release.steps.get(target or "")
    return found is not None and found.end == "page"


def made_for(turn: Turn, asked: Asked) -> dict[str, str]:
    """The addresses behind this screen's buttons: one new link for all, which takes the earlier one's worth away."""
    names = [row.id for row in asked.choices if leads_to_page(turn, asked.step, row.id)]
    if turn.talk.case is None or not turn.tools.page:
        return {}
    pages.forget_old(turn.c, turn.now)
    if not names:
        pages.revoke(turn.c, turn.id)
        return {}
    secret = secrets.token_urlsafe(24)
    tag = tag_of(turn.tools.keyring.index, "link", secret)
    pages.make(turn.c, tag, turn.id, turn.talk.case, turn.now + LINK_FOR)
    no_file = "&f=0" if turn.facts().age_band == "child" else ""  # a child's pictures may be unlawful to hold (F29)
    return dict.fromkeys(names, f"{turn.tools.page}#t={secret}&l={turn.language}{no_file}")


# -- on the page


def shown(c: Connection, tools: Tools, seals: Seals, token: str, page: str, now: int) -> dict[str, Any]:
    """Bind a link to the page that shows it, and say what that page must know to lock for this case."""
    tag, owner = tag_of(tools.keyring.index, "link", token), tag_of(tools.keyring.index, "page", page)
    link = pages.get(c, tag, now)
    if link is None or link.digest is not None or link.page not in (None, owner):
        raise LinkSpent
    if link.page is None and pages.of_page(c, owner, 0) is not None:  # a page has one link, or its parts would be mixed
        raise LinkSpent
    _key_of(c, seals, link)
    roster = tools.roster(now)
    team = teams.team_of(tools.keyring, cases.get(c, link.case_id))
    readers = readers_of(roster, team, tools.keyring.signing, now)
    part = link.part or _next_part(c, link.case_id)
    if link.page is None and not pages.bind(c, tag, owner, part, roster.hash, now + PAGE_FOR):
        raise LinkSpent
    return {"case": link.case_id, "part": part, "readers": readers, "most": LARGEST_FILE}


def place_of(c: Connection, tools: Tools, seals: Seals, page: str, now: int) -> Place:
    """Where what this page brings belongs; asked before anything of it is taken."""
    link = pages.of_page(c, tag_of(tools.keyring.index, "page", page), now)
    if link is None or link.part is None or link.roster is None:
        raise LinkSpent
    return Place(link.tag, link.conversation, link.case_id, link.part, link.roster, _key_of(c, seals, link))


def wrapped(place: Place, body: bytes) -> bytes:
    """What came, under the case's key; `SealFailed` if it is not sealed already."""
    return keep_sealed(place.key, place.case, place.part, 1, place.roster, body)


def keep(c: Connection, place: Place, body: bytes, sealed: bytes, now: int) -> bool:
    """Keep what came, and let the person's lane hear of it, as one act. True too if this very thing came before."""
    digest = hashlib.sha256(body).hexdigest()
    if not pages.use(c, place.tag, digest):
        link = pages.get(c, place.tag, now)
        return link is not None and link.digest == digest
    talk = conversations.get(c, place.conversation)
    if talk is None or talk.state != "live":
        raise LinkSpent
    parts.put(c, place.case, place.part, 1, sealed, place.roster, len(sealed), now)
    sealing.note_part(c, place.case, place.part, now)
    inbox.put_timer(c, talk.bot, talk.lane.partition(PARKED)[0], talk.id, talk.seq, ARRIVED, now)
    return True


def _key_of(c: Connection, seals: Seals, link: pages.Link) -> bytes:
    """The key of the case; a talk that is being erased has no page any more."""
    talk = conversations.get(c, link.conversation)
    if talk is None or talk.state != "live":
        raise LinkSpent
    try:
        return seals.of(link.conversation)["case"]
    except KeyGone:
        raise LinkSpent from None


def _next_part(c: Connection, case: str) -> str:
    taken = [link.part for link in pages.of_case(c, case)] + [head.part for head in parts.heads(c, case)]
    numbers = [int(name.removeprefix("page-")) for name in taken if name is not None and name.startswith("page-")]
    return f"page-{max(numbers, default=0) + 1}"

"""What could not be sent for half an hour: nobody says who looks at the chat by then, so it is not sent as it was.

An officer's words wait with the case again, and the knock tells of them; the screen that was to stand becomes the first
screen, whose buttons count; what only said how things stood is no longer true. The knock itself is never too late.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.casework import knocking, waiting
from bot.casework.seals import seal_json
from bot.casework.turn import DEFENDERS, Turn, lapsed
from bot.conversation import asking
from bot.incoming import Incoming
from bot.store import Connection, screens
from referrals.errors import KeyGone, SealBroken

if TYPE_CHECKING:
    from bot.casework.seals import Seals
    from bot.casework.tools import Tools

Json = dict[str, Any]


def is_late(row: screens.Screen, content: Json, now: int) -> bool:
    """Whether this is a new message to a defender that waited until the chat may have forgotten."""
    new = row.bot == DEFENDERS and row.message_id is None and not content.get("delete")
    return new and lapsed(row.changed, now) and not waiting.is_knock(content)


def put_off(c: Connection, tools: Tools, seals: Seals, row: screens.Screen, content: Json, now: int) -> None:
    """Send something else in its place, or nothing."""
    if "words" in content:
        screens.drop(c, row.id, now)
        waiting.wait_again(c, seals, content["case"], content["words"], now)
        knocking.call(c, tools, seals, content["case"], now)
        return None
    first = _first(c, tools, seals, row, content["chat"], now) if content.get("rows") else None
    if first is None:
        return screens.drop(c, row.id, now)
    name, key = tools.epochs.present(now)
    screens.change(
        c, row.id, lambda id_, version: seal_json(key, "screens", str(id_), version, first), name, now, row.priority
    )  # fmt: skip
    return screens.failed(c, row.id, now, now)


def _first(c: Connection, tools: Tools, seals: Seals, row: screens.Screen, chat: int, now: int) -> Json | None:
    """The first screen, in place of the one that this chat's talk would show; None for what is no such screen."""
    try:
        turn = Turn(c, tools, seals, Incoming(DEFENDERS, 0, "other", chat, chat, "private"), row.lane, now)
    except (KeyGone, SealBroken):
        return None
    if turn.row is not None and turn.talk.screen != row.id:
        return None
    if turn.row is not None:  # else the talk is gone, or locked already
        language, following = turn.language, turn.follow()
        turn.keep(touched=turn.session.touched)
        turn.talk = turn.begun(following, language)
    return {"chat": chat, **asking.screen(turn, asking.present(turn)), "silent": True}

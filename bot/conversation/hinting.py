"""The hint: on the screen that stands before somebody who is in the chat and may not be written to unasked.

An edit lights no phone and makes no sound; what the person does next brings what waits. Nothing new is ever sent here.
"""

from __future__ import annotations

from typing import Any

from bot import notices
from bot.casework.knocking import KNOCK
from bot.casework.seals import Seals
from bot.casework.tools import Tools
from bot.casework.turn import DEFENDERS, Turn
from bot.casework.waiting import keep, opened
from bot.conversation import asking, showing
from bot.incoming import Incoming
from bot.store import Connection, cases, screens
from referrals.errors import KeyGone, SealBroken

Json = dict[str, Any]


def hint(c: Connection, tools: Tools, seals: Seals, row: cases.Case, now: int) -> None:
    """To somebody who is in the chat and may not be written to: the screen that stands says that something waits.

    An edit lights no phone and makes no sound. What they do next brings the words.
    """
    row_, routing = opened(c, seals, row.id)
    if row_ is None or routing.get("here") or row_.lane is None:
        return
    keep(c, seals, row_, {**routing, "here": True}, now)
    chat = routing["chat"]
    try:
        turn = Turn(c, tools, seals, Incoming(DEFENDERS, 0, "other", chat, chat, "private"), row_.lane, now)
    except (KeyGone, SealBroken):  # what waits is kept all the same
        return
    live = turn.talk.screen
    standing = screens.get(c, live) if live is not None else None
    if live is None or standing is None or standing.message_id is None:
        return
    turn.say(notices.KNOCK)
    content = asking.screen(turn, asking.present(turn))
    label = tools.words.word(notices.OPEN, turn.language, {})
    turn.edit(live, {**content, "rows": [[showing.button(turn.id, 0, KNOCK, label)], *content["rows"]]})

"""What came by the sealed page, as its person's lane hears of it: officers are called, and the chat says so.

The chat says so only while it stands open. After half an hour of silence, after *Hide* and where the talk is locked
somebody else may hold the phone, and officers alone hear of it.
"""

from __future__ import annotations

from typing import Final

from bot import notices
from bot.casework import alerting
from bot.casework.links import PARKED
from bot.casework.seals import Seals
from bot.casework.tools import Tools
from bot.casework.turn import DEFENDERS, FORGETS, Turn
from bot.conversation import asking, defenders
from bot.incoming import Incoming
from bot.store import Connection, conversations
from flows.inputs import Go, Input, Show
from flows.session import resume

THANKS: Final = "page_ok"
ASKING: Final = ("more.story", "more.story_taps")
"""Questions that the page answers: the talk goes on from them."""
BACK: Final = "_back"


def take(c: Connection, tools: Tools, seals: Seals, conversation: str, now: int) -> None:
    """Join what came to the open alert, or raise one; then thank the person, if they are there."""
    row = conversations.get(c, conversation)
    if row is None or row.state != "live":
        return
    nobody = Incoming(DEFENDERS, 0, "other", chat_id=0, user_id=0, chat_kind="private")
    turn = Turn(c, tools, seals, nobody, row.lane, now)
    if turn.id != conversation:
        return
    turn.lane = row.lane.partition(PARKED)[0]
    alerting.tell_more(turn)
    alerting.call_for_part(turn)
    if row.lane != turn.lane or now - turn.session.touched >= FORGETS:
        turn.keep()
        return
    _thank(turn)
    turn.keep()


def _thank(turn: Turn) -> None:
    """Change the screen that stands, without a sound: who wrote on the page may have put the phone down since."""
    session, events = resume(turn.release, turn.session, _next(turn), turn.now)
    turn.change(session=session)
    defenders.carry_out(turn, events)
    turn.sending.new = False
    turn.show({**asking.screen(turn, asking.present(turn)), "silent": True})


def _next(turn: Turn) -> Input:
    if turn.session.at in ASKING and THANKS in turn.release.globals:
        return Go(THANKS)
    turn.say(notices.PAGE_ARRIVED)
    step = turn.release.step(turn.session.at)
    return Go(BACK) if step.end == "page" and turn.session.trail else Show()

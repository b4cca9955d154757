"""Short news to every officer about a case, by its opaque id: what happened to it, never what it holds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from bot import notices
from bot.casework import officers
from bot.casework.seals import seal_json
from bot.casework.tools import Tools
from bot.casework.turn import OFFICERS
from bot.store import Connection, screens
from bot.store import officers as rows
from flows.text import Text
from referrals.errors import SealBroken

NEWS: Final[Mapping[str, Text]] = {
    "lost": notices.OFFICER_LOST,
    "moved": notices.OFFICER_MOVED,
    "stopped": notices.OFFICER_STOPPED,
    "held": notices.OFFICER_HELD,
    "taken_back": notices.OFFICER_TAKEN_BACK,
}


def tell(c: Connection, tools: Tools, name: str, case: str, at: int, now: int) -> None:
    """Want this news in the chat of each active officer; only a phone that was taken makes a sound."""
    time = f"{at // 3600 % 24:02}:{at // 60 % 60:02} UTC"
    for row in rows.every(c, officers.ACTIVE):
        try:
            body = officers.open_officer(tools, row)
        except SealBroken:
            continue
        language = body.get("language", tools.languages[0])
        words = tools.words.word(NEWS[name], language, {"id": case, "time": time})
        _want(c, tools, row, {"chat": body["chat"], "text": words, "rows": [], "silent": name != "lost"}, now)


def _want(c: Connection, tools: Tools, row: rows.Officer, content: dict[str, Any], now: int) -> None:
    epoch, key = tools.epochs.present(now)
    screens.put(
        c, row.lane or "", OFFICERS, lambda id_, version: seal_json(key, "screens", str(id_), version, content),
        epoch, screens.ANSWER, now, keep=True,
    )  # fmt: skip

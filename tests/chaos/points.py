"""Named points of a bot's work, put around its functions from outside; at the chosen one the process ends at once.

No test hook stands in the product: everything here wraps what modules and classes offer anyway.
"""

from __future__ import annotations

import functools
import os
import signal
from collections.abc import Callable, Mapping
from typing import Any

from bot.alerts import crowd, ringing
from bot.alerts import shifts as asking
from bot.casework import alertfile, alerting, holding, knocking, links, outside, resealing, sealing, waiting
from bot.casework.epochs import Epochs
from bot.casework.seals import Seals
from bot.chat import sending
from bot.chat.keeping import Keeper
from bot.conversation import agenda, arriving, reaching, saying, signs
from bot.desk import desk, replying
from bot.store import (
    alerts,
    answers,
    cases,
    conversations,
    dates,
    inbox,
    jobs,
    pages,
    record,
    screens,
    shifts,
    sqlite,
    tasks,
    words,
)
from bot.store.keystore import KeyStore

Owner = Any
AROUND: dict[str, tuple[Owner, str]] = {
    "keys.make": (KeyStore, "make"),
    "keys.put": (KeyStore, "put"),
    "keys.destroy": (KeyStore, "destroy"),
    "keys.destroy_half": (KeyStore, "destroy_half"),
    "epoch.destroy": (Epochs, "destroy"),
    "epoch.turn": (resealing, "turn_over"),
    "erase.mark_talk": (conversations, "mark_erasing"),
    "erase.mark_case": (cases, "mark_erasing"),
    "erase.talk_row": (conversations, "delete_row"),
    "erase.case_row": (cases, "delete_row"),
    "seals.destroy": (Seals, "destroy"),
    "inbox.put": (inbox, "put"),
    "inbox.claim": (inbox, "claim"),
    "inbox.done": (inbox, "done"),
    "talk.put": (conversations, "put"),
    "talk.change": (conversations, "change"),
    "case.part": (sealing, "add_part"),
    "alert.open": (alerting, "raise_alert"),
    "alert.change": (alerts, "change"),
    "alert.ring": (ringing, "_ring"),
    "screen.put": (screens, "put"),
    "screen.sending": (screens, "sending"),
    "screen.sent": (screens, "sent"),
    "job.claim": (jobs, "claim"),
    "job.done": (jobs, "done"),
    "record.chain": (record, "chain"),
    "db.work": (sqlite, "_alone"),
    "db.commit": (sqlite.Writer, "_still_there"),
}
"""Each is two points: `name.before` and `name.after`."""
LATER: dict[str, tuple[Owner, str]] = {
    "page.shown": (links, "shown"),
    "page.keep": (links, "keep"),
    "page.use": (pages, "use"),
    "page.heard": (arriving, "take"),
    "desk.hold": (holding, "keep"),
    "desk.proved": (desk, "proved"),
    "desk.take": (replying, "take_alert"),
    "desk.words": (reaching, "send_words"),
    "desk.phrase": (reaching, "send_phrase"),
    "desk.end": (alertfile, "end_alert"),
    "phrase.ask": (waiting, "ask"),
    "phrase.answered": (waiting, "answered"),
    "phrase.tell": (saying, "_tell_one"),
    "answer.measured": (answers, "put"),
    "words.wait": (waiting, "let_wait"),
    "words.back": (waiting, "take_back"),
    "task.refused": (signs, "refused"),
    "task.put": (tasks, "put"),
    "task.done": (tasks, "done"),
    "date.set": (dates, "set_"),
    "knock.call": (knocking, "call"),
    "knock.answered": (knocking, "answered"),
    "crowd.groups": (crowd, "keep_groups"),
    "crowd.link": (crowd, "link"),
    "shift.ask": (asking, "ask_due"),
    "shift.change": (shifts, "change"),
    "hash.kept": (words, "set_"),
    "hash.tried": (words, "tried"),
}
"""The same on the roads that came later: the locked page, officers' acts, tasks, dates, phrases, crowds, shifts."""
AROUND.update(LATER)
AROUND["date.come"] = (agenda, "come")
HASHED = "hash.work"
"""A word's hash, which is worked out between two transactions."""
DELIVERED = "telegram.call"
KEPT = "inbox.committed"
NAMES = (*(f"{name}.{when}" for name in (*AROUND, DELIVERED, HASHED) for when in ("before", "after")), KEPT)

ON_EVERY_ROAD = tuple(
    name for name in NAMES if name.startswith(("inbox.", "talk.", "screen.", "db.", DELIVERED, "alert.", "case.part"))
)
"""What each update passes; these are chosen oftener."""


class Points:
    """Counts how often the chosen points were passed, and ends the process when one was passed often enough.

    Its last word is the name of the point, written to `tell`.
    """

    def __init__(self, chosen: Mapping[str, int], tell: int) -> None:
        self._left, self._tell = dict(chosen), tell

    def passed(self, name: str) -> None:
        """Die here, if this is the place and the time."""
        if name not in self._left:
            return
        self._left[name] -= 1
        if self._left[name] <= 0:
            os.write(self._tell, name.encode())
            os.kill(os.getpid(), signal.SIGKILL)

    def install(self) -> None:
        """Put the points around everything that is named."""
        for name, (owner, attribute) in AROUND.items():
            setattr(owner, attribute, self._around(name, getattr(owner, attribute)))
        deliver = sending.deliver

        async def delivered(*args: Any, **more: Any) -> Any:
            self.passed(f"{DELIVERED}.before")
            outcome = await deliver(*args, **more)
            self.passed(f"{DELIVERED}.after")
            return outcome

        sending.deliver = delivered  # type: ignore[assignment]
        keep = Keeper.keep

        def kept(*args: Any, **more: Any) -> Any:
            future = keep(*args, **more)
            future.add_done_callback(lambda _: self.passed(KEPT))
            return future

        Keeper.keep = kept  # type: ignore[method-assign]
        long_work = outside.LongWork.__init__

        def worked(one: outside.LongWork, name: str, work: Callable[[], Any]) -> None:
            long_work(one, name, self._around(HASHED, work))

        outside.LongWork.__init__ = worked  # type: ignore[method-assign]

    def _around(self, name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(function, updated=())
        def wrapped(*args: Any, **more: Any) -> Any:
            self.passed(f"{name}.before")
            result = function(*args, **more)
            self.passed(f"{name}.after")
            return result

        return wrapped

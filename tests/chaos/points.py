"""Named points of a bot's work, put around its functions from outside; at the chosen one the process ends at once.

No test hook stands in the product: everything here wraps what modules and classes offer anyway.
"""

from __future__ import annotations

import functools
import os
import signal
from collections.abc import Callable, Mapping
from typing import Any

from bot.alerts import ringing
from bot.casework import alerting, resealing, sealing
from bot.casework.epochs import Epochs
from bot.casework.seals import Seals
from bot.chat import sending
from bot.chat.keeping import Keeper
from bot.store import alerts, cases, conversations, inbox, jobs, record, screens, sqlite
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
DELIVERED = "telegram.call"
KEPT = "inbox.committed"
NAMES = (*(f"{name}.{when}" for name in AROUND for when in ("before", "after")), f"{DELIVERED}.before",
         f"{DELIVERED}.after", KEPT)  # fmt: skip

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

    def _around(self, name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(function)
        def wrapped(*args: Any, **more: Any) -> Any:
            self.passed(f"{name}.before")
            result = function(*args, **more)
            self.passed(f"{name}.after")
            return result

        return wrapped

"""A guest's key: in this process's memory and nowhere else, so that what a guest answers dies with it (F27).

Whoever refuses to be kept is asked the same questions; their talk is sealed like any other, under a key that no file
and no database ever holds. It goes at the last screen, an hour after the last answer, and with the process: a guest
whose key is gone meets the first screen again. Another process than the one that made the key cannot go on either.
"""

from __future__ import annotations

import secrets
import threading
from typing import Final

from referrals.errors import KeyGone

MEMORY: Final = "memory"
"""What stands in a guest's row where other rows name their key."""
HOUR: Final = 3600
SETTLED: Final = 60


class Guests:
    """The keys of guests, by conversation, each with the last time it was used."""

    def __init__(self) -> None:
        self._held: dict[str, tuple[bytes, int]] = {}
        self._lock = threading.Lock()

    def key(self, conversation: str) -> bytes:
        """The key of a guest who is still here; KeyGone if it died."""
        found = self._held.get(conversation)
        if found is None:
            raise KeyGone("this guest's key was only ever in memory")
        return found[0]

    def used(self, conversation: str, now: int) -> None:
        """Say that a guest answered now; their key is made at the first answer, and others' die of their hour."""
        with self._lock:
            key, _ = self._held.get(conversation, (secrets.token_bytes(32), now))
            self._held = {name: one for name, one in self._held.items() if now - one[1] < HOUR}
            self._held[conversation] = (key, now)

    def forget(self, conversation: str) -> None:
        """Destroy one guest's key."""
        with self._lock:
            self._held.pop(conversation, None)

    def idle(self, now: int) -> list[str]:
        """Guests who have not answered for a minute: whatever made their key is committed, or never will be."""
        return [name for name, (_, used) in list(self._held.items()) if now - used >= SETTLED]

    def __len__(self) -> int:
        return len(self._held)

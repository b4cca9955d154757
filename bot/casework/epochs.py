"""Keys of an hour: what waits to be handled or sent is sealed under them, and they die soon after (DESIGN 5).

An epoch closes at the hour. Two hours later whatever is still pending is sealed anew under the present epoch and the
old key is destroyed, so that words typed in a chat can be opened by the server at most two hours beyond their hour.
"""

from __future__ import annotations

import threading

from bot.store.keystore import KeyStore

HOUR = 3600
KEPT = 2 * HOUR
"""How long after its hour an epoch's key may live, while the service is up."""


def epoch_of(now: int) -> str:
    """The name of the epoch that `now` falls in."""
    return f"epoch:{now // HOUR}"


def outlived(name: str, now: int) -> bool:
    """Whether this epoch's key must go: its hour ended more than two hours ago."""
    return (int(name.partition(":")[2]) + 1) * HOUR + KEPT <= now


class Epochs:
    """The epochs' keys, read once and kept in memory while they live."""

    def __init__(self, keys: KeyStore) -> None:
        self._keys = keys
        self._known: dict[str, bytes] = {}
        self._lock = threading.Lock()

    def present(self, now: int) -> tuple[str, bytes]:
        """The name and key of the present epoch; makes the key in the key store first, if it is new."""
        name = epoch_of(now)
        return name, self._known.get(name) or self._make(name)

    def key(self, name: str) -> bytes:
        """The key of an epoch that still lives; KeyGone if it does not."""
        return self._known.get(name) or self._read(name)

    def destroy(self, name: str) -> None:
        """Destroy an epoch's key, here and in the key store."""
        with self._lock:
            self._known.pop(name, None)
            self._keys.destroy(name)

    def every(self) -> list[tuple[str, int]]:
        """Every epoch whose key lives, and when it was made."""
        return [(name, at) for name, at in self._keys.list() if name.startswith("epoch:")]

    def _make(self, name: str) -> bytes:
        with self._lock:
            self._known[name] = self._keys.epoch(int(name.partition(":")[2]))
            return self._known[name]

    def _read(self, name: str) -> bytes:
        key = self._keys.get(name)["epoch"]
        self._known[name] = key
        return key

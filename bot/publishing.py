"""Which release of the conversation is in force: the shipped one, until the editor publishes others.

A release is kept for as long as a talk is pinned to it; nobody's talk changes under their hands.
"""

from __future__ import annotations

from bot import catalogue
from bot.casework.tools import Releases
from bot.store import Connection, Store, StoreUnavailable, releases
from flows.definition import Release


def publish(store: Store, now: int) -> Releases:
    """Keep the shipped release, and give it with all that running talks may be pinned to.

    A store that is away is no reason to be silent: the shipped release alone then serves card-only mode.
    """
    current = catalogue.release()

    def work(c: Connection) -> list[releases.Release]:
        releases.put(c, current.id, current.to_json(), now)
        return releases.every(c)

    try:
        rows = store.transact(work).result()
    except StoreUnavailable:
        rows = []
    known = {row.id: Release.from_json(row.body) for row in rows if row.id != current.id and not row.withdrawn}
    return Releases(current, {**known, current.id: current})

"""Which release of the conversation is in force: the shipped one, until the editor publishes others.

A release is kept for as long as a talk is pinned to it; nobody's talk changes under their hands.
"""

from __future__ import annotations

from importlib.resources import files

from bot.conversation.tools import Releases
from bot.store import Connection, Store, StoreUnavailable, releases
from flows.definition import Release
from flows.loading import load_release
from referrals.case import FIELDS_FOR_FLOWS


def shipped() -> Release:
    """The conversation that ships with the program."""
    folder = files("flows") / "catalogue"
    texts = {
        path.name.removesuffix(".yaml"): path.read_text(encoding="utf-8")
        for path in sorted(folder.iterdir(), key=lambda one: one.name)
        if path.name.endswith(".yaml") and not path.name.endswith(".test.yaml")
    }
    return load_release(texts, FIELDS_FOR_FLOWS)


def publish(store: Store, now: int) -> Releases:
    """Keep the shipped release, and give it with all that running talks may be pinned to.

    A store that is away is no reason to be silent: the shipped release alone then serves card-only mode.
    """
    current = shipped()

    def work(c: Connection) -> list[releases.Release]:
        releases.put(c, current.id, current.to_json(), now)
        return releases.every(c)

    try:
        rows = store.transact(work).result()
    except StoreUnavailable:
        rows = []
    known = {row.id: Release.from_json(row.body) for row in rows if row.id != current.id and not row.withdrawn}
    return Releases(current, {**known, current.id: current})

"""Every sealed column by name: which key, which row, which revision. The only file here that takes a plaintext out.

A seal refuses to be moved to another table, row or revision. What a whole old row put back can do is written in
SECURITY.md.
"""

from __future__ import annotations

import json
from collections import OrderedDict
from typing import Any

from bot.store.keystore import KeyStore, conversation_name
from referrals.errors import KeyGone
from referrals.vault import open_row, seal_row

Json = dict[str, Any]
KEPT_IN_MEMORY = 512
"""How many conversations' keys are remembered between two updates; the key store is asked for the others."""


class Seals:
    """Seals and opens rows with the keys of conversations, cases and epochs."""

    def __init__(self, keys: KeyStore) -> None:
        self._keys = keys
        self._near: OrderedDict[str, dict[str, bytes]] = OrderedDict()

    def make(self, conversation: str) -> dict[str, bytes]:
        """Make the draft and the case key of a conversation, in the key store before anything names them."""
        keys = self._keys.make(conversation)
        self._near[conversation] = keys
        return keys

    def of(self, conversation: str) -> dict[str, bytes]:
        """The keys of a conversation that still live; KeyGone if it was erased."""
        near = self._near
        keys = near.get(conversation)
        if keys is None:
            keys = near[conversation] = self._keys.get(conversation_name(conversation))
            if len(near) > KEPT_IN_MEMORY:
                near.popitem(last=False)
        return keys

    def let_go(self) -> None:
        """Forget what is remembered: a key that another process destroyed, a command say, must not live on here."""
        self._near = OrderedDict()

    def destroy(self, conversation: str) -> None:
        """Destroy both keys: whatever they sealed is unreadable from here on, in every copy of ours."""
        self._near.pop(conversation, None)
        self._keys.destroy(conversation_name(conversation))

    def destroy_draft(self, conversation: str) -> None:
        """Destroy the draft half only: the coded answers go, the case stays."""
        self._near.pop(conversation, None)
        self._keys.destroy_half(conversation_name(conversation), "draft")


def held(sealed: bytes | None) -> bytes:
    """The sealed column of a row that was not emptied; KeyGone for one that was: nobody may read it any more."""
    if sealed is None:
        raise KeyGone("this row is being erased")
    return sealed


def seal_json(key: bytes, table: str, row: str, revision: int, value: Json) -> bytes:
    """Seal a JSON value for one column of one row in one revision."""
    return seal_row(key, table, row, revision, json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode())


def open_json(key: bytes, table: str, row: str, revision: int, sealed: bytes) -> Json:
    """Open what `seal_json` made for exactly this place; SealBroken for anything else."""
    value: Json = json.loads(open_row(key, table, row, revision, sealed).reveal())
    return value


def open_bytes(key: bytes, table: str, row: str, revision: int, sealed: bytes) -> bytes:
    """Open a column that holds bytes."""
    return open_row(key, table, row, revision, sealed).reveal()

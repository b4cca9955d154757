"""What each sealed row of an epoch is bound to, and how the survivors of an hour go on under the next hour's key.

The bindings stand in one table here; whoever seals a row elsewhere uses the same words, and a test reads both.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from bot.casework.epochs import Epochs, outlived
from bot.casework.seals import open_bytes
from bot.store import Connection, epochs
from referrals.errors import KeyGone, SealBroken
from referrals.vault import seal_row

Binding = Callable[[Mapping[str, Any]], tuple[str, int]]

BINDINGS: Final[Mapping[str, Binding]] = {
    "inbox": lambda row: (f"{row['bot']}:{row['update_id']}", 0),
    "screens": lambda row: (str(row["id"]), row["wanted"]),
    "conversations": lambda row: (row["id"], row["revision"]),
    "messages": lambda row: (f"{row['bot']}:{row['lane']}:{row['message_id']}", 0),
    "jobs": lambda row: (row["id"], 0),
    "desks": lambda row: (row["id"], row["revision"]),
}
A_TURN: Final = 200
"""Rows sealed anew in one transaction, so that nobody waits for it."""


def turn_over(c: Connection, keys: Epochs, now: int) -> tuple[bool, list[str]]:
    """Seal what outlived its epoch under the present one, a bounded number of rows; then say which keys may go.

    Returns whether more is left, and the epochs that no row names any more.
    """
    left = A_TURN
    name, key = keys.present(now)
    for old in [one for one in epochs.in_use(c) if outlived(one, now)]:
        for row in epochs.rows(c, old):
            if left == 0:
                return True, []
            _again(c, keys, row, old, name, key)
            left -= 1
    free = [one for one, _ in keys.every() if outlived(one, now) and one not in epochs.in_use(c)]
    return False, free


def _again(c: Connection, keys: Epochs, row: epochs.SealedRow, old: str, name: str, key: bytes) -> None:
    binding = BINDINGS.get(row.table)
    if binding is None:
        return
    row_id, revision = binding(row.clear)
    try:
        plain = open_bytes(keys.key(old), row.table, row_id, revision, row.sealed)
    except KeyGone:
        return
    except SealBroken:  # it will never be read: it must not keep an old hour's key alive
        epochs.replace(c, row, name, row.sealed)
        return
    epochs.replace(c, row, name, seal_row(key, row.table, row_id, revision, plain))

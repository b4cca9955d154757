"""What the server can read: the raw rows as they lie in the database, for the demo's page and for nobody else.

Sealed columns appear as their length and first bytes, as anyone with the disk sees them.  It does not open anything.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from bot.store.statements import Connection, arg
from bot.store.tables import metadata

SHOWN = 24
"""So many bytes of a sealed column are shown: enough to see that it is noise."""

_ROWS = {name: select(table).limit(arg("limit")) for name, table in metadata.tables.items()}


def tables(c: Connection, limit: int = 200) -> dict[str, list[dict[str, Any]]]:
    """Return up to `limit` rows of every table, as JSON could hold them."""
    return {name: [_plain(row) for row in c.execute(q, {"limit_": limit}).mappings()] for name, q in _ROWS.items()}


def _plain(row: Any) -> dict[str, Any]:
    return {name: _shown(value) if isinstance(value, bytes) else value for name, value in row.items()}


def _shown(value: bytes) -> dict[str, Any]:
    return {"sealed": len(value), "starts": value[:SHOWN].hex()}

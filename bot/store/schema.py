"""Which revision the tables are at, and the way to another: the migrations, run on a connection of ours.

It does not know what a migration does; that stands in `migrations/versions`.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from bot.store.statements import Connection

if TYPE_CHECKING:
    from alembic.config import Config

_PLACES = (Path(__file__).parents[1] / "_share" / "migrations", Path(__file__).parents[2] / "migrations")


def config(connection: Connection | None = None) -> Config:
    """Return Alembic's settings for this project, and the connection that it works on."""
    from alembic.config import Config  # noqa: PLC0415 a tenth of a second, needed by no running bot

    made = Config()
    made.set_main_option("script_location", str(next(place for place in _PLACES if place.is_dir())))
    made.attributes["connection"] = connection
    return made


@cache
def head() -> str:
    """Return the revision that this program's tables are at."""
    from alembic.script import ScriptDirectory  # noqa: PLC0415

    return ScriptDirectory.from_config(config()).get_current_head() or ""


def revision(connection: Connection) -> str | None:
    """Return the revision that the database is at, or None if it has never been migrated."""
    from alembic.migration import MigrationContext  # noqa: PLC0415

    return MigrationContext.configure(connection).get_current_revision()


def move(connection: Connection, to: str) -> None:
    """Go up or down to a revision, in the transaction of the connection."""
    from alembic import command  # noqa: PLC0415
    from alembic.script import ScriptDirectory  # noqa: PLC0415

    made = config(connection)
    known = [each.revision for each in ScriptDirectory.from_config(made).walk_revisions()]
    below = known[known.index(at) + 1 :] if (at := revision(connection)) in known else []
    if to == "base" or to in below:
        command.downgrade(made, to)
    else:
        command.upgrade(made, to)

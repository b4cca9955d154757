"""Whose a case is, as its row may say it: a tag that only this server reads, another one for each case.

A team's name in clear would tell a thief of the database which cases are a child's, and which complain about us.
"""

from __future__ import annotations

from typing import Final

from bot.casework.facts import CHILDREN, EVERYBODY, LEADS
from bot.store.cases import Case
from referrals.vault import Keyring, tag_of

TEAMS: Final = (EVERYBODY, CHILDREN, LEADS)


def blinded(keyring: Keyring, case: str, team: str) -> str:
    """What stands in a case's row for its team."""
    return tag_of(keyring.index, "team", f"{case} {team}")[:16]


def team_of(keyring: Keyring, row: Case | None) -> str:
    """The team of a case. What nobody can read calls everybody: a spoilt tag must not leave a person unheard."""
    if row is None or row.team in TEAMS:  # rows of before say it in clear until they change
        return row.team if row is not None else EVERYBODY
    tags = {tag_of(key, "team", f"{row.id} {team}")[:16]: team for key in keyring.index_keys for team in TEAMS}
    return tags.get(row.team, EVERYBODY)

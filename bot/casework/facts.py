"""From a talk's answers to the facts that rules read, and on to places that can help.

The only file that joins the two pure packages: what `flows` gathered becomes what `referrals` judges.
"""

from __future__ import annotations

from datetime import date
from typing import Final

from flows.definition import Release
from flows.session import Session, facts
from referrals import ladder
from referrals.case import FIELDS, Facts
from referrals.directory import Directory
from referrals.matching import Match, match
from referrals.triage import Table, judge

EVERYBODY: Final = "all"
CHILDREN: Final = "children"
LEADS: Final = "lead"
"""Teams of a case, by name; the roster's marks say who is in one."""


def facts_of(release: Release, session: Session) -> Facts:
    """The facts of a talk; what no rule knows (a word, a navigation) is left out."""
    known = {name: value for name, value in facts(release, session).items() if name in FIELDS and value is not None}
    return Facts.from_answers(known, session.language)


def level_of(found: Facts, table: Table) -> tuple[str, str]:
    """The urgency and the rule that gave it."""
    return judge(found, table)


def call_level(found: Facts, level: str) -> str:
    """How urgently to call for these facts: a child is never less than T1; nobody in danger now waits for a review."""
    if level == "TX" and found.imminence in ("now", "hours"):
        return "T0"
    return min(level, "T1", key=ladder.LEVELS.index) if found.age_band == "child" else level


def team_of(found: Facts) -> str:
    """Whose case this is: a child's is read by those marked for children."""
    return CHILDREN if found.age_band == "child" else EVERYBODY


def places(found: Facts, directory: Directory, today: date) -> Match:
    """The places that fit, soonest first."""
    return match(found, directory, today)


def is_watched(found: Facts) -> bool:
    """Whether those whom the person fears may read this chat: officials are the danger, or the phone is not theirs."""
    return found.perpetrator in ("state", "security_forces", "mixed") or found.digital_compromise in (
        "suspected", "confirmed",
    )  # fmt: skip

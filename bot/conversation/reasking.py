"""What was agreed to in words that mean something else by now is asked again, before the act that needs it (F44).

At the next contact, behind the word. Sharing that was agreed to in other words counts as not asked: its question comes
by itself before the next place. Nothing is taken for a yes meanwhile, and nothing that was agreed to one text for one
place is touched.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from bot.casework import agreements, casefile, sealing
from flows.definition import Release
from flows.session import walk_back
from referrals.consents import PURPOSES, outdated

if TYPE_CHECKING:
    from bot.casework.turn import Turn

AGAIN: Final = {"keep": "keep_again", "contact": "contact_again", "checkin": "checkin_again"}
"""Where each is asked again at once; sharing is asked where it is needed."""


def due(turn: Turn) -> str | None:
    """The question that is to be asked again now; what was agreed to share in other words is taken back first."""
    if turn.talk.case is None or turn.talk.visit:
        return None
    now = agreements.words_now(turn.tools.releases.current)
    rows = [row for row in agreements.of(turn.c, turn.seals, turn.id) if not row.recipient]
    old = {row.purpose for row in outdated(rows, now, turn.now)}
    if not old & {*PURPOSES, *AGAIN}:
        return None
    _move_on(turn)
    shared = old & set(PURPOSES)
    for purpose in shared:
        agreements.take_back(turn.c, turn.seals, turn.id, purpose, turn.now)
    if shared:
        _forget(turn, shared)
    return next((AGAIN[purpose] for purpose in AGAIN if purpose in old), None)


def _move_on(turn: Turn) -> None:
    """Hold the talk in the present words: asked in the old ones it would be asked for ever."""
    current = turn.tools.releases.current
    if turn.session.release != current.id:
        turn.change(session=walk_back(turn.release, current, turn.session))


def _forget(turn: Turn, shared: set[str]) -> None:
    """Let the answers go that gave what is taken back; officers open facts that say so."""
    asked = _asking(turn.release, shared)
    left = {name: value for name, value in turn.session.answers.items() if name not in asked}
    if len(left) < len(turn.session.answers):
        turn.change(session=replace(turn.session, answers=left, aside={}))
        casefile.route(turn)
        sealing.write_facts(turn)


def _asking(release: Release, purposes: set[str]) -> set[str]:
    """The questions whose answers agree to one of these."""
    return {
        name
        for name, step in release.steps.items()
        if step.ask is not None and any(one.consent and one.consent.purpose in purposes for one in step.ask.choices)
    }

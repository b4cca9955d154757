"""What an officer's chat holds for a while: when they proved who they are, and what waits for the next proof.

Sealed under the key of the hour, like everything that waits. Words that wait are nobody's until they are sent.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any, Final

from bot.casework.seals import held, open_json, seal_json
from bot.casework.tools import Tools
from bot.store import Connection, desks
from referrals.errors import KeyGone, SealBroken

Json = dict[str, Any]
VALID: Final = 15 * 60
"""Seconds for which a proof counts; each wakes or reads within them as long as the officer is there."""
MOST: Final = 20
"""How many openings wait at the most, and agreements are remembered; words to a person never give way."""
GIVE_WAY: Final = ("open", "because", "done", "pin")
FULL: Final = 40
"""So much to be said waits for one proof; what is more is refused aloud, for nobody could tell who types it."""


@dataclass(frozen=True, slots=True, repr=False)
class Held:
    """What one officer's chat holds. `waits` are acts to be done after the proof, in their order."""

    proved: int = 0
    asks: str = ""
    """`choose` or `again` while a PIN is being chosen."""
    first: str = ""
    """The hash of a PIN that was typed once."""
    waits: tuple[Json, ...] = ()
    number: int = 0
    """How many acts ever waited: the name of the next one."""
    agreed: tuple[str, ...] = field(default=())
    """Cases about which this officer was asked once before words of their own went."""

    def with_(self, **changes: Any) -> Held:
        """A copy with these values changed."""
        return replace(self, **changes)

    def is_proved(self, now: int) -> bool:
        """Whether its officer proved who they are a short while ago."""
        return 0 <= now - self.proved < VALID

    def waiting(self, act: Json) -> Held:
        """With one more act that waits; it gets a number of its own."""
        number = self.number + 1
        waits = (*self.waits, {**act, "n": number})
        spare = [one for one in waits if one.get("do") in GIVE_WAY][:-MOST]
        return self.with_(number=number, waits=tuple(one for one in waits if one not in spare))

    def is_full(self) -> bool:
        """Whether as much waits as may; what a person answered is never refused."""
        return sum(one.get("do") in ("words", "phrase") for one in self.waits) >= FULL

    def without(self, number: int) -> tuple[Held, Json | None]:
        """Without the act of this number, and that act, if it still waits."""
        act = next((one for one in self.waits if one["n"] == number), None)
        return self.with_(waits=tuple(one for one in self.waits if one["n"] != number)), act


def of(c: Connection, tools: Tools, officer: str) -> Held:
    """What this officer's chat holds; nothing where it was never written or cannot be read any more."""
    row = desks.get(c, officer)
    if row is None:
        return Held()
    try:
        plain = open_json(tools.epochs.key(row.key), "desks", officer, row.revision, held(row.sealed))
    except (KeyGone, SealBroken):  # they prove it again; what waited is lost, and nothing of it can be read
        return Held()
    return Held(
        plain["proved"], plain["asks"], plain["first"], tuple(plain["waits"]), plain["number"], tuple(plain["agreed"])
    )


def keep(c: Connection, tools: Tools, officer: str, state: Held, now: int) -> None:
    """Write it down, sealed under the key of this hour."""
    row = desks.get(c, officer)
    revision = 0 if row is None else row.revision + 1
    name, key = tools.epochs.present(now)
    plain = {
        "proved": state.proved, "asks": state.asks, "first": state.first, "waits": list(state.waits),
        "number": state.number, "agreed": list(state.agreed),
    }  # fmt: skip
    sealed = seal_json(key, "desks", officer, revision, plain)
    if row is None:
        desks.put(c, officer, name, sealed)
    else:
        desks.change(c, officer, row.revision, name, sealed)

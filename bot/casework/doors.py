"""What must be true of a place before an officer's step toward it, whoever takes it and from wherever.

It still stands in the directory; where a State learns of it, the person wished it (R42); and before anything goes to a
State, to a bank or to the public, a talk about the risk was noted (R44). A place that an officer suggests instead is
held to the same. Whether the person said yes to the very text is asked elsewhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from bot.casework import agreements
from bot.casework.seals import Seals
from bot.casework.tools import Tools
from bot.store import Connection, cases
from referrals.consents import PUBLICITY, STATE_CONTACT
from referrals.directory import Directory
from referrals.errors import ConsentMissing, ReferralError, StepNotAllowed, TalkMissing
from referrals.lifecycle import Referral
from referrals.mechanism import Mechanism
from referrals.plan import untalked

Json = dict[str, Any]
TELLS_A_STATE: Final = ("run", "informs", "third_state")
TOWARD: Final = (Referral.PREPARED, Referral.SENT)
"""The steps that lead to a place; what it answers may be written down whatever became of it since."""
NEVER_SUGGESTED: Final = ("hide", "officer_only")


@dataclass(frozen=True, slots=True)
class Door:
    """What one case allows toward any place, read once for one step."""

    directory: Directory
    wished: bool
    """Whether the person agreed that a State learns of them, and has not taken it back."""
    public: bool
    stopped: bool

    @classmethod
    def of(cls, c: Connection, tools: Tools, seals: Seals, case: cases.Case, routing: Json) -> Door:
        """Read it from the person's own rows."""
        given = agreements.given(agreements.of(c, seals, case.conversation))
        wished, public = given.get(STATE_CONTACT, False), given.get(PUBLICITY, False)
        return cls(tools.directory(c), wished, public, bool(routing.get("stopped")))

    def may_stand(self, one: Json, after: Referral) -> None:
        """Raise, with what to do, where this referral may not come to stand there."""
        if after not in TOWARD:
            return
        place = self._standing(one["id"])
        if self.stopped:
            raise ConsentMissing("The person stopped all sharing of this case.")
        if place.state_role in TELLS_A_STATE and not self.wished:
            raise ConsentMissing(
                f"A government learns of it through {place.id}, and the person has not agreed to that."
            )
        missing = untalked(place, one.get("talks", {}), public=self.public) if after == Referral.SENT else ()
        if missing:
            raise TalkMissing(f"No talk about the risk is noted for {place.id}, of: {','.join(missing)}.")

    def fits(self, place_id: str) -> bool:
        """Whether a person may be pointed to this place now: to none at all once they stopped sharing."""
        try:
            self.may_suggest(place_id)
        except ReferralError:
            return False
        return not self.stopped

    def may_suggest(self, place_id: str) -> None:
        """Raise where a person would be pointed to a place that they may not be shown."""
        if not place_id:
            return
        place = self._standing(place_id)
        if place.show_as in NEVER_SUGGESTED:
            raise StepNotAllowed(f"{place_id} is not shown to people. Suggest a place that `referral match` offers.")
        if place.state_role == "run" and not self.wished:
            raise ConsentMissing(f"{place_id} belongs to a government, and the person did not wish for that.")

    def _standing(self, place_id: str) -> Mechanism:
        place = self.directory.by_id.get(place_id)
        if place is None:
            raise StepNotAllowed(f"The directory holds no {place_id}. `amparo referral match` prints the ids.")
        if place.status == "terminated" or self.directory.withdrawn(place_id):
            raise StepNotAllowed(f"{place_id} has ended, or was taken away here. Ask the person about another place.")
        return place

"""The directory: every place that may help, with the light that this operator's own checks give it.

Three lights: *sourced* as shipped, *checked* here by a named person on a date, *stale* when the day to check again has
passed. Only a *checked* place shows its contacts to a defender; a *sourced* one is shown as a place about which an
officer will find out whether it is open. Withdrawing a place or a contact is one person's act and counts at once.
Texts and checks come from outside; where they are stored is not known here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from referrals.errors import DirectoryFault
from referrals.mechanism import Contact, Mechanism, load_mechanism
from referrals.triage import Table, load_triage
from referrals.vocabulary import Vocabulary, load_vocabulary

# A place is looked at again after this many days.
CHECK_EVERY_DAYS = 90

SOURCED = "sourced"
CHECKED = "checked"
STALE = "stale"


@dataclass(frozen=True, slots=True)
class Check:
    """What one person of this operator saw of one place, and until when that counts.

    `answered` is false where somebody only took something away: that is no proof that the place is open.
    """

    id: str
    by: str
    checked_on: date
    check_again_by: date
    answered: bool = True
    withdrawn: bool = False
    withdrawn_contacts: frozenset[str] = frozenset()

    @classmethod
    def made(cls, id_: str, by: str, on: date) -> Check:
        """A check made on this day; it counts for 90 days."""
        return cls(id_, by, on, on + timedelta(days=CHECK_EVERY_DAYS))


@dataclass(frozen=True, slots=True)
class Directory:
    """All places in the order of their ids, the operator's checks, the triage table and what codes mean."""

    by_id: Mapping[str, Mechanism]
    checks: Mapping[str, Check]
    triage: Table
    vocabulary: Vocabulary

    @property
    def mechanisms(self) -> Iterable[Mechanism]:
        """All places, in the order of their ids."""
        return self.by_id.values()

    def __getitem__(self, id_: str) -> Mechanism:
        """The place of this id, or `KeyError`."""
        return self.by_id[id_]

    def light(self, id_: str, today: date) -> str:
        """`sourced`, `checked` or `stale`: stale only when the day to check again has passed."""
        check = self.checks.get(id_)
        if check is None or not check.answered:
            return SOURCED
        return STALE if check.check_again_by < today else CHECKED

    def withdrawn(self, id_: str) -> bool:
        """Whether a person of this operator took the place away."""
        check = self.checks.get(id_)
        return check is not None and check.withdrawn

    def contacts(self, id_: str, today: date) -> tuple[Contact, ...]:
        """What a defender may be shown: the contacts of a place that is *checked*, without the withdrawn ones."""
        if self.light(id_, today) != CHECKED or self.withdrawn(id_):
            return ()
        hidden = self.checks[id_].withdrawn_contacts
        return tuple(contact for contact in self[id_].contacts if contact.value not in hidden)

    def due(self, today: date) -> tuple[str, ...]:
        """The ids that are stale or were never checked, among those that can be shown to anybody."""
        shown = (m for m in self.mechanisms if m.show_as != "hide" and m.status != "terminated")
        return tuple(m.id for m in shown if self.light(m.id, today) != CHECKED and not self.withdrawn(m.id))

    def with_checks(self, checks: Iterable[Check]) -> Directory:
        """The same places with other checks."""
        return Directory(self.by_id, {check.id: check for check in checks}, self.triage, self.vocabulary)

    def as_if_checked(self, today: date) -> Directory:
        """The same places as if every one had been checked today: for judging the rules, never for a defender."""
        return self.with_checks(Check.made(m.id, "nobody", today) for m in self.mechanisms)


def load(texts: Mapping[str, str], vocabulary: str, triage: str, checks: Iterable[Check] = ()) -> Directory:
    """Read all files (`texts`: file name to text), or raise `DirectoryFault` for the first that is wrong."""
    words = load_vocabulary(vocabulary)
    table = load_triage(triage, words)
    by_id = {m.id: m for m in sorted((load_mechanism(text, file, words) for file, text in texts.items()), key=_id)}
    _doors_exist(by_id)
    return Directory(by_id, {check.id: check for check in checks}, table, words)


def _id(mechanism: Mechanism) -> str:
    return mechanism.id


def _doors_exist(by_id: Mapping[str, Mechanism]) -> None:
    for mechanism in by_id.values():
        if mechanism.route and mechanism.route not in by_id:
            hint = "Write the id of the entry whose form is used, or leave `route` out."
            raise DirectoryFault(f"{mechanism.id}.yaml", 1, f"The route {mechanism.route!r} is no entry.", hint)

"""What a door would need the person to agree to, set against what they agreed to, row by row.

One place for the rule, so that an offer, a packet and a sending cannot read a consent differently. A consent that was
not asked is not given; nothing here ever assumes one. Whoever does something outward asks `allowing` first, and keeps
the id of the row that it names.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from referrals.case import Consent, Facts
from referrals.errors import ConsentMissing

SHARE_NAMED = "share_named"
SHARE_ANONYMISED = "share_anonymised"
STATE_CONTACT = "state_contact"
PUBLICITY = "publicity"

# The order in which they are asked.
PURPOSES = (SHARE_NAMED, SHARE_ANONYMISED, STATE_CONTACT, PUBLICITY)


def missing(consent: Consent, state_role: str, naming: str, published: str) -> tuple[str, ...]:
    """The consents that a door needs and the person has not given yet, in the order in which they are asked.

    Where naming is refused but sharing without a name is agreed, the door is approached without a name. A door through
    which any State learns of the case needs the wish for it; one that publishes needs the consent to be public, which
    for the United Nations is a second one beside being named to the State.
    """
    if state_role == "own_choice" or naming == "none":
        return ()
    found = []
    if consent.share_named == "ask_each":
        found.append(SHARE_NAMED)
    elif consent.share_named == "no" and not consent.share_anonymised:
        found.append(SHARE_ANONYMISED)
    if state_role in ("run", "informs", "third_state") and not consent.state_contact:
        found.append(STATE_CONTACT)
    if published in ("always", "unless_withheld") and not consent.publicity:
        found.append(PUBLICITY)
    return tuple(found)


def may_transmit(facts: Facts, level: str) -> bool:
    """Whether anything at all may leave: not if keeping, or every way of sharing, was refused, nor before a human has
    looked at facts that contradict each other or lie outside, nor while the person concerned has said no.
    """
    consent = facts.consent
    sharing = consent.share_named != "no" or consent.share_anonymised
    settled = "facts_conflict" not in facts.flags and level != "TX"
    return consent.store and sharing and settled and facts.details.get("subject_consent") != "no"


@dataclass(frozen=True, slots=True, repr=False)
class Agreement:
    """One answer to one question for a consent (F44). The latest for a purpose and recipient counts."""

    id: str
    purpose: str
    given: bool
    text: str
    """The id of the words that were asked, and the hash of what stood there."""
    text_hash: str
    language: str
    hour: int
    by: str = "self"
    """`self`, or `for` somebody else."""
    recipient: str = ""
    """To whom it would go; empty where the purpose says it."""
    fields: tuple[str, ...] = ()
    until: int | None = None
    withdrawn: int | None = None

    def to_plain(self) -> dict[str, object]:
        """As JSON values, for the sealed row."""
        return {**asdict(self), "fields": list(self.fields)}

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> Agreement:
        """The inverse of `to_plain`."""
        return cls(**{**plain, "fields": tuple(plain["fields"])})

    def stands(self, now: int) -> bool:
        """Whether it was given, and neither taken back nor run out."""
        return self.given and self.withdrawn is None and (self.until is None or now < self.until)


@dataclass(frozen=True, slots=True)
class Act:
    """Something that would go outward: for what, to whom, with which fields, and the hash of its very words."""

    purpose: str
    recipient: str = ""
    fields: frozenset[str] = frozenset()
    text_hash: str = ""


def latest(found: Iterable[Agreement], purpose: str, recipient: str = "") -> Agreement | None:
    """The answer that counts for a purpose and recipient, given or not; the rows come oldest first."""
    return next((row for row in reversed(list(found)) if (row.purpose, row.recipient) == (purpose, recipient)), None)


def allowing(found: Iterable[Agreement], act: Act, now: int) -> Agreement:
    """The row that allows just this act, or `ConsentMissing`: no outward act happens without naming its row."""
    row = latest(found, act.purpose, act.recipient)
    if row is None or not row.stands(now):
        raise ConsentMissing(f"There is no agreement to {act.purpose} that stands.")
    if act.fields - set(row.fields) or (act.text_hash and act.text_hash != row.text_hash):
        raise ConsentMissing(f"The agreement to {act.purpose} was to other words, or to less.")
    return row


def allows(found: Iterable[Agreement], act: Act, now: int) -> bool:
    """Whether a row stands for this act."""
    try:
        return bool(allowing(found, act, now))
    except ConsentMissing:
        return False


def outdated(found: Sequence[Agreement], words: Mapping[str, str], now: int) -> tuple[Agreement, ...]:
    """What was agreed to in words that mean something else by now: to be asked again at the next contact."""
    counting = {(row.purpose, row.recipient): row for row in found}
    return tuple(
        row for row in counting.values() if row.stands(now) and row.text in words and words[row.text] != row.text_hash
    )

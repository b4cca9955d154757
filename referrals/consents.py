"""What a door would need the person to agree to, set against what they agreed to.

One place for the rule, so that an offer, a packet and a sending cannot read a consent differently. A consent that was
not asked is not given; nothing here ever assumes one.
"""

from __future__ import annotations

from referrals.case import Consent, Facts

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

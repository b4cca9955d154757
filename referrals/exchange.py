"""Exchange of a case with a partner: only under a written agreement, and only what the consent names (R46).

An agreement names the partner, the fields and the day until which it counts. The person's consent names the same
agreement. Whatever stands in one of the two and not in the other does not go.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from referrals.case import Facts
from referrals.checks import day
from referrals.reading import read

FIELDS = ("country", "kind", "threat_types", "perpetrator", "imminence", "needs", "languages", "work_themes")
"""The most that an agreement can name: nothing that says who somebody is."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """A written agreement with one partner."""

    id: str
    partner: str
    signed_on: date
    until: date
    fields: frozenset[str]


def load_agreements(text: str, file: str = "agreements.yaml") -> dict[str, Agreement]:
    """Read the operator's agreements, or raise `DirectoryFault` with the line and what to write instead."""
    top = read(text, file).table(("format", "agreements"), ("agreements",))
    found: dict[str, Agreement] = {}
    for row in top["agreements"].items():
        names = ("id", "partner", "signed_on", "until", "fields")
        own = row.table(names, names)
        id_ = own["id"].text()
        if id_ in found:
            own["id"].refuse(f"The agreement {id_!r} stands here twice.", "Give each its own id.")
        signed, until = day(own["signed_on"]), day(own["until"])
        if until <= signed:
            own["until"].refuse("It ends before it begins.", "Write the day until which it counts.")
        found[id_] = Agreement(id_, own["partner"].text(), signed, until, frozenset(own["fields"].codes(FIELDS)))
    return found


def refusal(
    agreement: Agreement | None, consented: Mapping[str, Collection[str]], today: date, *, stopped: bool
) -> str | None:  # fmt: skip
    """Why the partner may hear nothing today, as a code: `unknown`, `not_yet`, `ended`, `stopped`, `no_consent`."""
    if agreement is None:
        return "unknown"
    if today < agreement.signed_on:
        return "not_yet"
    if today > agreement.until:
        return "ended"
    if stopped:
        return "stopped"
    return None if agreement.fields & frozenset(consented.get(agreement.id, ())) else "no_consent"


def exchanged(
    facts: Facts, agreement: Agreement | None, consented: Mapping[str, Collection[str]], today: date
) -> dict[str, object]:
    """What may go to the partner today: the fields that both the agreement and the consent to just it name.

    `consented` is the person's: the id of an agreement, and the fields agreed to for it. Nothing is the answer without
    an agreement, after its end, or without that consent.
    """
    if agreement is None or not agreement.signed_on <= today <= agreement.until:
        return {}
    allowed = agreement.fields & frozenset(consented.get(agreement.id, ()))
    plain = facts.to_json()
    return {name: plain[name] for name in FIELDS if name in allowed and plain[name]}

"""The facts of one case: coded answers, read from a talk or from JSON, as triage and matching see them.

No text that a person wrote ever enters them. This file does not know who asked, in which words, or where the answers
are kept; what may be asked at all stands in `referrals.fields`, which is offered here too.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from typing import TypeAlias

from referrals import codes
from referrals.errors import FactsRefused
from referrals.fields import FIELDS, FIELDS_FOR_FLOWS, YES_NO, Field

__all__ = ["FIELDS", "FIELDS_FOR_FLOWS", "Answer", "Consent", "Facts", "Field"]

Answer: TypeAlias = "str | int | bool | Iterable[str]"


@dataclass(frozen=True, slots=True)
class Consent:
    """What the person agreed to; the defaults are what silence means: nothing is kept, nothing goes out."""

    store: bool = False
    share_named: str = "ask_each"
    share_anonymised: bool = False
    state_contact: bool = False
    publicity: bool = False


@dataclass(frozen=True, slots=True)
class Facts:
    """The coded facts of one case, in the shape of an intake; `details` holds the other answers, unread by rules.

    `region` may be given where the country is withheld; where a country is given, the region follows from it.
    """

    country: str = ""
    region: str = ""
    kind: str = "unclear"
    age_band: str = "adult"
    groups: frozenset[str] = frozenset()
    work_themes: frozenset[str] = frozenset()
    threat_types: frozenset[str] = frozenset()
    perpetrator: str = "unknown"
    imminence: str = "none"
    detained: bool = False
    disappeared: bool = False
    relatives_at_risk: bool = False
    digital_compromise: str = "none"
    cooperating_with_un: bool = False
    project_finance: str = "none"
    outside_home_country: bool = False
    needs: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()
    consent: Consent = Consent()
    flags: frozenset[str] = frozenset()
    details: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def from_answers(cls, answers: Mapping[str, Answer], language: str = "") -> Facts:
        """Read what a talk has gathered; `language` is the one it is held in, and counts as spoken.

        An answer that was skipped is absent and takes the cautious default of its field. Two things are concluded:
        a person who says of themselves that they are held or missing, and has not said who writes, contradicts
        themselves (they write); and work that is not always peaceful goes to a human.
        """
        known = {key: _checked(key, answer) for key, answer in answers.items()}
        values: dict[str, object] = {key: _typed(key, known[key]) for key in INTAKE if key in known}
        spoken = frozenset(_many(known.get("languages", ()))) | ({language} if language else frozenset())
        spoken |= frozenset(_many(known.get("language_asked", ())))
        values["languages"] = spoken - {"any"}
        values["flags"] = frozenset(_many(known.get("flags", ()))) | _concluded(known)
        values["consent"] = _consent(known)
        if _for_a_family(known):
            values["kind"] = "third_party_with_consent"
        details = {key: str(known[key]) for key in DETAILS if key in known}
        return cls(**values, details=details)  # type: ignore[arg-type]

    @classmethod
    def from_json(cls, intake: Mapping[str, object]) -> Facts:
        """Read an intake as JSON holds it: lists for sets, true and false for yes and no, `consent` as one object."""
        own = {row.name for row in fields(cls)}
        flat: dict[str, object] = {}
        for key, value in intake.items():
            if key not in own:
                raise FactsRefused(f"{key!r} is no fact. Leave it out, or use one of: {', '.join(sorted(own))}.")
            if key in INTAKE:
                flat[key] = _typed(key, _checked(key, _from_json_answer(key, value)))
        consent = _object(intake.get("consent", {}), "consent")
        details = {key: _detail(key, value) for key, value in _object(intake.get("details", {}), "details").items()}
        region = intake.get("region", "")
        if not isinstance(region, str):
            raise FactsRefused("'region' is one code, or empty where it is withheld.")
        return cls(
            **flat,  # type: ignore[arg-type]
            region="" if region == "UNKNOWN" else region,
            consent=_consent_from_json(consent),
            details=details,
        )

    def to_json(self) -> dict[str, object]:
        """The same facts as plain values, sets as sorted lists; `from_json` reads them back."""
        plain: dict[str, object] = {}
        for row in fields(self):
            value = getattr(self, row.name)
            plain[row.name] = sorted(value) if isinstance(value, frozenset) else value
        plain["consent"] = {row.name: getattr(self.consent, row.name) for row in fields(self.consent)}
        plain["details"] = dict(sorted(self.details.items()))
        return plain


INTAKE = tuple(row.name for row in fields(Facts) if row.name in FIELDS)
_CONSENTS = {"consent_store", "consent_named", "consent_anonymised", "consent_state", "consent_publicity"}
DETAILS = tuple(
    key for key, row in FIELDS.items() if row.type == "code" and key not in {*INTAKE, *_CONSENTS, "language"}
)


def _checked(key: str, answer: Answer) -> Answer:
    """The answer, if the dictionary knows its field and its codes; a refusal names the field, never the value."""
    row = FIELDS.get(key)
    if row is None:
        raise FactsRefused(f"{key!r} is no field of the dictionary. Add it there first, or ask another.")
    if isinstance(answer, bool):
        answer = "yes" if answer else "no"
    if row.type in ("code", "country") and not isinstance(answer, str):
        raise FactsRefused(f"The field {key!r} holds one code. Write one, and not a list.")
    if row.type in ("code", "codes") and not set(_many(answer)) <= set(row.codes):
        raise FactsRefused(
            f"The field {key!r} was given a code that it does not have. Its codes are: {', '.join(row.codes)}."
        )
    if row.type == "country" and answer and not (isinstance(answer, str) and len(answer) == 2 and answer.isupper()):
        raise FactsRefused(f"{key!r} is two capital letters (ISO 3166-1), or empty where it is withheld.")
    return answer


def _typed(key: str, answer: Answer) -> object:
    row = FIELDS[key]
    if row.type == "codes":
        return frozenset(_many(answer))
    return answer == "yes" if row.codes == YES_NO else answer


def _many(answer: Answer) -> tuple[str, ...]:
    if isinstance(answer, str):
        return (answer,)
    return tuple(answer) if isinstance(answer, Iterable) else (str(answer),)


def _concluded(known: Mapping[str, Answer]) -> frozenset[str]:
    held = "yes" in (known.get("detained"), known.get("disappeared"))
    found = set()
    if held and known.get("kind") == "individual" and "writer" not in known:
        found.add("facts_conflict")
    if known.get("peaceful") == "not_always":
        found.add("armed")
    return frozenset(found)


def _for_a_family(known: Mapping[str, Answer]) -> bool:
    """Whether somebody else asks for a missing person, and the family agrees: what a search asks of a third party."""
    outside = known.get("writer") in ("colleague", "lawyer", "other") and known.get("kind") == "individual"
    return outside and known.get("family_agrees") == "yes"


def _consent(known: Mapping[str, Answer]) -> Consent:
    return Consent(
        store=known.get("consent_store") == "yes",
        share_named=str(known.get("consent_named", "ask_each")),
        share_anonymised=known.get("consent_anonymised") == "yes",
        state_contact=known.get("consent_state") == "yes",
        publicity=known.get("consent_publicity") == "yes",
    )


def _consent_from_json(plain: Mapping[str, object]) -> Consent:
    unknown = set(plain) - {row.name for row in fields(Consent)}
    if unknown:
        raise FactsRefused(f"'consent' has no {sorted(unknown)[0]!r}. Leave it out.")
    for name in ("store", "share_anonymised", "state_contact", "publicity"):
        if not isinstance(plain.get(name, False), bool):
            raise FactsRefused(f"{name!r} in 'consent' is true or false, and nothing else is a consent.")
    naming = plain.get("share_named", "ask_each")
    if not isinstance(naming, str) or naming not in codes.NAMING:
        raise FactsRefused(f"'share_named' is one of: {', '.join(codes.NAMING)}.")
    return Consent(
        store=plain.get("store") is True,
        share_named=str(plain.get("share_named", "ask_each")),
        share_anonymised=plain.get("share_anonymised") is True,
        state_contact=plain.get("state_contact") is True,
        publicity=plain.get("publicity") is True,
    )


def _from_json_answer(key: str, value: object) -> Answer:
    """What a JSON value means for this field: a list for several codes, true or false for yes and no, else one code."""
    row = FIELDS[key]
    if row.type == "codes":
        if isinstance(value, list | tuple) and all(isinstance(one, str) for one in value):
            return tuple(value)
        raise FactsRefused(f"{key!r} is a list of codes. Write it in square brackets.")
    if isinstance(value, str) or (isinstance(value, bool) and row.codes == YES_NO):
        return value
    wanted = "true or false" if row.codes == YES_NO else "one code, in quotes"
    raise FactsRefused(f"{key!r} is {wanted}.")


def _detail(key: str, value: object) -> str:
    if key not in DETAILS or not isinstance(value, str):
        raise FactsRefused(f"{key!r} in 'details' is no answer that is kept there, or not one code. Leave it out.")
    return str(_checked(key, value))


def _object(value: object, name: str) -> Mapping[str, object]:
    if isinstance(value, Mapping):
        return value
    raise FactsRefused(f"{name!r} is an object of names and values.")

"""The field dictionary: everything that may be known of a case, with its codes and how much it can harm.

It is code, so that no admin, however signed, can publish a question for names: a flow may ask only what stands here,
and `chat` says whether a bot chat, which is not end-to-end encrypted, may ask it at all. `bot.conversation` holds that
ceiling at run time whatever a flow says. Which question asks a field, and when, is not known here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal, TypeAlias

from referrals import codes

Kind: TypeAlias = Literal["code", "codes", "country", "number", "text", "word", "offer", "go"]
Sensitivity: TypeAlias = Literal["low", "high", "critical"]

YES_NO = ("yes", "no")


@dataclass(frozen=True, slots=True)
class Field:
    """One thing that may be known of a case: its codes, how much it can harm, and whether the chat may ask it."""

    id: str
    type: Kind
    codes: tuple[str, ...] = ()
    sensitivity: Sensitivity = "high"
    chat: bool = True


_INTAKE = (
    Field("country", "country"),
    Field("kind", "code", codes.KINDS),
    Field("age_band", "code", codes.AGES),
    Field("groups", "codes", codes.GROUPS, "critical"),
    Field("work_themes", "codes", codes.WORK_THEMES),
    Field("threat_types", "codes", codes.THREATS),
    Field("perpetrator", "code", codes.PERPETRATORS),
    Field("imminence", "code", codes.IMMINENCE),
    Field("detained", "code", YES_NO),
    Field("disappeared", "code", YES_NO),
    Field("relatives_at_risk", "code", YES_NO),
    Field("digital_compromise", "code", codes.DIGITAL_COMPROMISE),
    Field("cooperating_with_un", "code", YES_NO),
    Field("project_finance", "code", codes.PROJECT_FINANCE),
    Field("outside_home_country", "code", YES_NO),
    Field("needs", "codes", codes.NEEDS),
    Field("languages", "codes", codes.LANGUAGES, "low"),
    Field("flags", "codes", codes.FLAGS),
)
"""The intake: what triage and matching read."""

_CONSENTS = (
    Field("consent_alert", "code", YES_NO, "low"),
    Field("consent_store", "code", YES_NO, "low"),
    Field("consent_contact", "code", YES_NO, "low"),
    Field("consent_named", "code", codes.NAMING, "low"),
    Field("consent_anonymised", "code", YES_NO, "low"),
    Field("consent_state", "code", YES_NO, "low"),
    Field("consent_publicity", "code", YES_NO, "low"),
    Field("consent_attachment", "code", YES_NO, "low"),
)
"""Consents, each for one purpose; unanswered is never yes."""

_WHO = (
    Field("writer", "code", ("self", "family", "colleague", "lawyer", "other")),
    Field("subject_consent", "code", ("yes", "cannot_be_asked", "no")),
)
"""Who writes, and about whom."""

_FOR_OFFICERS = (
    Field("safe_hours", "code", codes.SAFE_HOURS, "low"),
    Field("local_hour", "number", (), "low"),
    Field("silence", "code", ("hour", "day", "never"), "low"),
    Field("authorities_told", "code", ("no", "nothing", "helped", "worse")),
    Field("network", "code", YES_NO),
    Field("peaceful", "code", ("yes", "not_always")),
    Field("spoke_up", "code", ("yes", "unsure", "no")),
    Field("last_seen", "code", ("two_days", "week", "under_3_months", "longer", "unknown")),
    Field("trusted_adult", "code", ("yes", "no", "unsure")),
    Field("good_time", "code", YES_NO),
    Field("sessions", "code", ("done", "cannot"), "low"),
    Field("other_label", "code", YES_NO),
    Field("family_agrees", "code", ("yes", "no", "unsure")),
    Field("safe_now", "code", ("yes", "no"), "low"),
)
"""What an officer needs to act well; no rule of matching reads these."""

_REPRISALS = (
    Field("reprisal_body", "code", ("un", "world_bank", "other_bank", "embassy", "none")),
    Field("bank_risk", "code", ("talk_first", "known"), "low"),
    Field("reprisal_text", "code", ("prepare", "talk_first"), "low"),
    Field("un_named_state", "code", ("yes", "no", "later")),
    Field("un_named_public", "code", ("yes", "no", "later")),
    Field("remote", "code", YES_NO),
)
"""After contact with the UN, a bank or an embassy."""

_REFERRALS = (
    Field("offer", "offer"),
    Field("offer_way", "code", ("officer", "self", "not_this"), "low"),
    Field("checkin_every", "code", ("day", "week", "no"), "low"),
    Field("stop_asking", "code", YES_NO, "low"),
    Field("unasked", "code", ("send", "delete"), "low"),
    Field("complaint", "text"),
)
"""Offers and the life of a referral."""

_TALK = (
    Field("language", "code", codes.LANGUAGES, "low"),
    Field("language_asked", "code", codes.LANGUAGES, "low"),
    Field("easy", "code", ("yes", "no", "listen"), "low"),
    Field("warn_other", "code", YES_NO, "low"),
    Field("word", "word", (), "critical"),
    Field("proof", "text", (), "low"),
    Field("story", "text", (), "critical"),
    Field("go", "go", (), "low"),
)
"""How the talk goes."""

_NEVER_IN_CHAT = (
    Field("name", "text", (), "critical", chat=False),
    Field("contact", "text", (), "critical", chat=False),
    Field("place", "text", (), "critical", chat=False),
    Field("names_of_others", "text", (), "critical", chat=False),
    Field("phone_number", "text", (), "critical", chat=False),
    Field("organisation_name", "text", (), "critical", chat=False),
)
"""Never asked in a chat; the sealed page and officers only."""

FIELDS: Mapping[str, Field] = MappingProxyType({
    row.id: row
    for row in (
        *_INTAKE, *_CONSENTS, *_WHO, *_FOR_OFFICERS,
        *_REPRISALS, *_REFERRALS, *_TALK, *_NEVER_IN_CHAT,
    )
})  # fmt: skip

FIELDS_FOR_FLOWS: Mapping[str, Mapping[str, object]] = {
    row.id: {"type": row.type, "codes": list(row.codes), "sensitivity": row.sensitivity, "chat": row.chat}
    for row in FIELDS.values()
}

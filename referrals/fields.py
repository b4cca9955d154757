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


def _dictionary() -> Mapping[str, Field]:
    one: Kind = "code"
    many: Kind = "codes"
    rows = (
        # The intake: what triage and matching read.
        Field("country", "country"),
        Field("kind", one, codes.KINDS),
        Field("age_band", one, codes.AGES),
        Field("groups", many, codes.GROUPS, "critical"),
        Field("work_themes", many, codes.WORK_THEMES),
        Field("threat_types", many, codes.THREATS),
        Field("perpetrator", one, codes.PERPETRATORS),
        Field("imminence", one, codes.IMMINENCE),
        Field("detained", one, YES_NO),
        Field("disappeared", one, YES_NO),
        Field("relatives_at_risk", one, YES_NO),
        Field("digital_compromise", one, codes.DIGITAL_COMPROMISE),
        Field("cooperating_with_un", one, YES_NO),
        Field("project_finance", one, codes.PROJECT_FINANCE),
        Field("outside_home_country", one, YES_NO),
        Field("needs", many, codes.NEEDS),
        Field("languages", many, codes.LANGUAGES, "low"),
        Field("flags", many, codes.FLAGS),
        # Consents, each for one purpose; unanswered is never yes.
        Field("consent_alert", one, YES_NO, "low"),
        Field("consent_store", one, YES_NO, "low"),
        Field("consent_contact", one, YES_NO, "low"),
        Field("consent_named", one, codes.NAMING, "low"),
        Field("consent_anonymised", one, YES_NO, "low"),
        Field("consent_state", one, YES_NO, "low"),
        Field("consent_publicity", one, YES_NO, "low"),
        Field("consent_attachment", one, YES_NO, "low"),
        # Who writes, and about whom.
        Field("writer", one, ("self", "family", "colleague", "lawyer", "other")),
        Field("subject_consent", one, ("yes", "cannot_be_asked", "no")),
        # What an officer needs to act well; no rule of matching reads these.
        Field("safe_hours", one, codes.SAFE_HOURS, "low"),
        Field("local_hour", "number", (), "low"),
        Field("silence", one, ("hour", "day", "never"), "low"),
        Field("authorities_told", one, ("no", "nothing", "helped", "worse")),
        Field("network", one, YES_NO),
        Field("peaceful", one, ("yes", "not_always")),
        Field("spoke_up", one, ("yes", "unsure", "no")),
        Field("last_seen", one, ("two_days", "week", "under_3_months", "longer", "unknown")),
        Field("trusted_adult", one, ("yes", "no", "unsure")),
        Field("good_time", one, YES_NO),
        Field("sessions", one, ("done", "cannot"), "low"),
        Field("other_label", one, YES_NO),
        Field("family_agrees", one, ("yes", "no", "unsure")),
        Field("safe_now", one, ("yes", "no"), "low"),
        # After contact with the UN, a bank or an embassy.
        Field("reprisal_body", one, ("un", "world_bank", "other_bank", "embassy", "none")),
        Field("bank_risk", one, ("talk_first", "known"), "low"),
        Field("reprisal_text", one, ("prepare", "talk_first"), "low"),
        Field("un_named_state", one, ("yes", "no", "later")),
        Field("un_named_public", one, ("yes", "no", "later")),
        Field("remote", one, YES_NO),
        # Offers and the life of a referral.
        Field("offer", "offer"),
        Field("offer_way", one, ("officer", "self", "not_this"), "low"),
        Field("harm_check", one, ("yes", "no", "unsure"), "low"),
        Field("next_place", one, ("yes", "wait", "person", "stop"), "low"),
        Field("checkin_every", one, ("day", "week", "no"), "low"),
        Field("checkin", one, ("fine", "not_fine", "later"), "low"),
        Field("closing", one, ("close", "not_yet"), "low"),
        Field("keep_link", one, ("keep", "forget"), "low"),
        Field("same_danger", one, ("same", "new"), "low"),
        Field("stop_asking", one, YES_NO, "low"),
        Field("unasked", one, ("send", "delete"), "low"),
        Field("complaint", "text"),
        # How the talk goes.
        Field("language", one, codes.LANGUAGES, "low"),
        Field("language_asked", one, codes.LANGUAGES, "low"),
        Field("easy", one, ("yes", "no", "listen"), "low"),
        Field("answer_first", one, YES_NO, "low"),
        Field("warn_other", one, YES_NO, "low"),
        Field("word", "word", (), "critical"),
        Field("proof", "text", (), "low"),
        Field("story", "text", (), "critical"),
        Field("go", "go", (), "low"),
        # Never asked in a chat; the sealed page and officers only.
        Field("name", "text", (), "critical", chat=False),
        Field("contact", "text", (), "critical", chat=False),
        Field("place", "text", (), "critical", chat=False),
        Field("names_of_others", "text", (), "critical", chat=False),
        Field("phone_number", "text", (), "critical", chat=False),
        Field("organisation_name", "text", (), "critical", chat=False),
    )
    return MappingProxyType({row.id: row for row in rows})


FIELDS: Mapping[str, Field] = _dictionary()

FIELDS_FOR_FLOWS: Mapping[str, Mapping[str, object]] = {
    row.id: {"type": row.type, "codes": list(row.codes), "sensitivity": row.sensitivity, "chat": row.chat}
    for row in FIELDS.values()
}

"""From facts to offers: which places a person is shown, in which order and why, and why the others are not.

Pure, and the same for the same facts whatever the order of the files. A match holds, as codes that the bot words:

* `reasons` of an offer, each ``{"code", "value"}``, the most telling first: ``requirement`` (a code of
  `mechanism.REQUIRES` that these facts meet), ``need`` (a help code), ``threat`` (a threat code), ``urgency`` (a level;
  where life is in danger and the place answers within hours or days), ``perpetrator`` (a perpetrator code; the place
  is made for such a danger), ``group`` (a group code), ``country`` (ISO 3166-1), ``region`` (a region code),
  ``language`` (ISO 639), ``state_free`` (no State and no UN body learns of it), ``kind`` (only where nothing finer
  can be said: open to such a person or group).
* `risks`: `mechanism.RISKS`; ``may_not_answer`` always stands last (R34).
* `asks`: `mechanism.ASKS`; `questions`: what the facts could not tell, as codes of `mechanism.REQUIRES` or groups.
* `speed`: `mechanism.SPEEDS`; `light`: ``sourced``, ``checked``; `needs_consent`: `consents.PURPOSES`.
* `left_out`: one of `eligibility.REASONS`; places beyond the eighth door are `more`, for the officer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from referrals import consents, ordering
from referrals.advice import View, advice
from referrals.case import Facts
from referrals.directory import STALE, Directory
from referrals.eligibility import Situation, made_for, open_questions, reason_to_leave_out
from referrals.mechanism import Mechanism
from referrals.ordering import Placed, placed
from referrals.triage import judge


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a place is shown: a code, and what it is about."""

    code: str
    value: str = ""


@dataclass(frozen=True, slots=True)
class Offer:
    """One place that a person may choose; offers of one `rank` are one line on the screen."""

    id: str
    rank: int
    horizon: str
    reasons: tuple[Reason, ...]
    risks: tuple[str, ...]
    asks: tuple[str, ...]
    questions: tuple[str, ...]
    speed: str
    needs_consent: tuple[str, ...]
    light: str
    route: str | None

    def to_json(self) -> dict[str, object]:
        """The stable shape that scripts read."""
        return {
            "id": self.id,
            "rank": self.rank,
            "reasons": [{"code": reason.code, "value": reason.value} for reason in self.reasons],
            "risks": list(self.risks),
            "needs_consent": list(self.needs_consent),
            "light": self.light,
            "route": self.route,
        }


@dataclass(frozen=True, slots=True, order=True)
class LeftOut:
    """A place that is not shown, and the first hard rule that says so."""

    id: str
    reason: str


@dataclass(frozen=True, slots=True)
class Match:
    """What these facts lead to: how urgent, which places, what to do beside them, and whether anything may leave."""

    triage: str
    rule: str
    offers: tuple[Offer, ...]
    left_out: tuple[LeftOut, ...]
    more: tuple[str, ...]
    advice: tuple[str, ...]
    transmit_allowed: bool

    def to_json(self) -> dict[str, object]:
        """The stable shape that scripts read."""
        return {
            "triage": self.triage,
            "rule": self.rule,
            "offers": [offer.to_json() for offer in self.offers],
            "left_out": [{"id": one.id, "reason": one.reason} for one in self.left_out],
            "advice": list(self.advice),
            "transmit_allowed": self.transmit_allowed,
        }


def match(facts: Facts, directory: Directory, today: date) -> Match:
    """Judge every place of the directory for these facts; `today` only decides which places are stale."""
    level, rule = judge(facts, directory.triage)
    case = Situation.of(facts, level, directory.vocabulary)
    left_out: list[LeftOut] = []
    candidates: list[Placed] = []
    lights: dict[str, str] = {}
    for m in directory.mechanisms:
        lights[m.id] = directory.light(m.id, today)
        reason = reason_to_leave_out(m, case, ended=directory.withdrawn(m.id), stale=lights[m.id] == STALE)
        if reason is None:
            candidates.append(placed(m, case))
        else:
            left_out.append(LeftOut(m.id, reason))
    doors = ordering.chosen(candidates, state_acts=case.state_acts, state_wished=facts.consent.state_contact)
    shown = [one.mechanism for door in doors for one in door]
    ids = {m.id for m in shown}
    return Match(
        triage=level,
        rule=rule,
        offers=tuple(
            _offer(one, rank, case, lights[one.mechanism.id]) for rank, door in enumerate(doors, 1) for one in door
        ),
        left_out=tuple(sorted(left_out)),
        more=tuple(one.mechanism.id for one in ordering.beyond(candidates, ids)),
        advice=advice(_view(case, shown, left_out, candidates, directory)),
        transmit_allowed=consents.may_transmit(facts, level),
    )


def _view(
    case: Situation,
    shown: Sequence[Mechanism],
    left_out: Sequence[LeftOut],
    candidates: Sequence[Placed],
    directory: Directory,
) -> View:
    run = {m.id for m in directory.mechanisms if m.state_role == "run"}
    searching = [one for one in candidates if "enforced_disappearance" in one.mechanism.requires]
    return View(
        case=case,
        offered=shown,
        unwished=frozenset(one.id for one in left_out if one.reason == "consent" and one.id in run),
        disappearance_doors=len(searching),
    )


def _offer(one: Placed, rank: int, case: Situation, light: str) -> Offer:
    m = one.mechanism
    return Offer(
        id=m.id,
        rank=rank,
        horizon=one.horizon,
        reasons=_reasons(m, case),
        risks=risks_of(m),
        asks=m.asks,
        questions=open_questions(m, case),
        speed=m.speed,
        needs_consent=consents.missing(case.facts.consent, m.state_role, m.naming, m.published),
        light=light,
        route=m.route or None,
    )


def _reasons(m: Mechanism, case: Situation) -> tuple[Reason, ...]:
    """Why this place, the most telling first."""
    facts = case.facts
    found = [Reason("requirement", code) for code in m.requires if case.requires[code] is True]
    found += [Reason("need", need) for need in sorted(facts.needs & m.help)]
    found += [Reason("threat", threat) for threat in sorted(case.threats & m.threats)]
    if case.level == "T0" and m.speed in ("hours", "hours_days"):
        found.append(Reason("urgency", case.level))
    if made_for(m, case):
        found.append(Reason("perpetrator", facts.perpetrator))
    served = m.groups_served | frozenset().union(*m.groups_required)
    found += [Reason("group", group) for group in sorted(case.groups & served)]
    if m.countries_only:
        found.append(Reason("country", facts.country))
    elif "global" not in m.regions:
        found.append(Reason("region", case.region))
    found += [Reason("language", language) for language in sorted(facts.languages & m.languages)]
    if m.independent:
        found.append(Reason("state_free"))
    return tuple(found) or (Reason("kind", facts.kind),)


def risks_of(m: Mechanism) -> tuple[str, ...]:
    """What could go wrong: who learns of it, what its own texts warn of, and that it may not answer."""
    found = [] if m.state_role == "none" else [m.state_role]
    if m.perpetrator_rule == "state_run_caution":
        found.append("state_run_caution")
    if m.perpetrator_rule == "suits_company" and m.naming == "required":
        found.append("company_learns")
    if m.published in ("always", "unless_withheld"):
        found.append("published")
    found += m.risks
    if m.status != "active_per_source":
        found.append("may_be_closed")
    return (*found, "may_not_answer")

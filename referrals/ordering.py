"""Which of the places that may be offered come first: what helps soonest, then what fits, then a shared language.

Points, not weights of a model: each line of `points` is one sentence that can be argued with. Which places may be
offered at all was decided before (`referrals.eligibility`); nothing here can bring one back.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from types import MappingProxyType

from referrals.eligibility import Situation, made_for
from referrals.mechanism import ANY, Mechanism

HORIZONS = ("now", "soon", "later")

# At most so many doors are shown to a defender; the officer sees the rest.
MOST = 8

# The help of a first hour, a first week; where a place's speed is not known, such help counts as *soon*.
_DIRECT = frozenset(
    {
        "immediate_safety", "safety_advice", "safe_house", "security", "digital_security", "self_help", "medical",
        "psychosocial", "legal", "legal_information", "family_support", "network_support", "emergency_grant",
        "emergency_travel", "case_support", "search_for_person",
    }
)  # fmt: skip

_HORIZON = MappingProxyType(
    {
        "hours": "now", "hours_days": "now", "days": "soon", "days_weeks": "soon", "weeks": "later",
        "weeks_months": "later", "months": "later",
    }
)  # fmt: skip

# What an answer within that time is worth, by how urgent it is.
_SPEED: Mapping[str, Mapping[str, int]] = MappingProxyType(
    {
        "T0": {"hours": 60, "hours_days": 60, "days": 45, "days_weeks": 25, "weeks": 5, "unknown": 15},
        "T1": {"hours": 50, "hours_days": 50, "days": 40, "days_weeks": 25, "weeks": 10, "unknown": 15},
        "T2": {
            "hours": 30,
            "hours_days": 30,
            "days": 28,
            "days_weeks": 25,
            "weeks": 20,
            "weeks_months": 15,
            "unknown": 18,
        },
    }
)

_STRUCK = frozenset({"women", "trans_nonbinary", "lgbtqi"})

_STATUS = MappingProxyType({"active_per_source": 5, "intermittent": -10, "paused": -20})


@dataclass(frozen=True, slots=True)
class Placed:
    """One place with its points and its horizon."""

    mechanism: Mechanism
    points: int
    horizon: str
    shares_language: bool
    on_mandate: bool  # what happened is among its threats, not only what is needed among its help


def horizon(m: Mechanism) -> str:
    """When the place tends to help: now, soon, or later."""
    known = _HORIZON.get(m.speed)
    return known or ("later" if m.help.isdisjoint(_DIRECT) else "soon")


def placed(m: Mechanism, case: Situation) -> Placed:
    """The place with the points that these facts give it."""
    return Placed(
        mechanism=m,
        points=points(m, case),
        horizon=horizon(m),
        shares_language=not m.languages.isdisjoint(case.facts.languages),
        on_mandate=_threat(m, case) > 0,
    )


def points(m: Mechanism, case: Situation) -> int:
    """How well the place fits these facts; only the comparison means anything."""
    total = _SPEED.get(case.level, _SPEED["T2"]).get(m.speed, 0)
    total += _need(m, case) + _threat(m, case)
    total += _language(m, case.facts.languages)
    total += _STATUS.get(m.status, 0) + (10 if m.show_as == "open" else 0)
    # Made for such a person, for such a country, for just such an event.
    if not case.groups.isdisjoint(m.groups_served - {ANY}):
        total += 35 if m.groups_required or ANY not in m.groups_served else 10
    total += 35 if m.countries_only else 0 if "global" in m.regions else 25
    total += 40 * sum(case.requires[code] is True for code in m.requires)
    # Made for such a danger.
    total += 50 if made_for(m, case) else 0
    # Women's own funds stand first where the violence is because of gender (R12).
    total += 60 if _led_for(m, case) else 0
    # Where nobody else learns of it, it can be tried without weighing.
    total += 15 if m.independent else 0
    # What to do in the next minutes stands before everything, wherever it stands at all.
    return total + (1000 if m.kind == "immediate" else 0)


def _led_for(m: Mechanism, case: Situation) -> bool:
    """Whether the place is only for those whom such violence strikes, and no State or UN body stands behind it."""
    struck = any(any_of <= _STRUCK for any_of in m.groups_required)
    return struck and m.independent and "gender_based_violence" in case.threats


def _need(m: Mechanism, case: Situation) -> int:
    """How well the best of its help serves what is needed."""
    return max((case.serving.get(help_, 0) for help_ in m.help), default=0)


def _threat(m: Mechanism, case: Situation) -> int:
    """Named among its threats, covered by one of them, or one of all threats."""
    if not m.threats.isdisjoint(case.threats):
        return 60
    if not m.threats.isdisjoint(case.covering):
        return 50
    return 30 if ANY in m.threats else 0


def _language(m: Mechanism, spoken: frozenset[str]) -> int:
    if not m.languages or not spoken:
        return 0
    if ANY in m.languages:
        return 10
    return 15 if not m.languages.isdisjoint(spoken) else -15


def chosen(candidates: Iterable[Placed], *, state_acts: bool, state_wished: bool) -> list[list[Placed]]:
    """The doors to show, the soonest first and at most eight; mandates behind one form are one door, the lead first.

    Among them stand, if they are there at all: what to do now, one door that is neither a State's nor the United
    Nations' (R33), three horizons (R26), where the State is the danger one body beyond it that can ask it, and for
    whoever asked to be shown the State's own places one of those (R24).
    """
    doors = _doors(candidates)
    kept: list[list[Placed]] = []
    both = (*((_international,) if state_acts else ()), *((_of_state,) if state_wished else ()))
    for wanted in (*_WANTED, *both):
        best = next((door for door in doors if wanted(door)), None)
        if best is not None and best not in kept:
            kept.append(best)
    kept.extend([door for door in doors if door not in kept][: MOST - len(kept)])
    return sorted(kept, key=lambda door: (HORIZONS.index(_first(door).horizon), *_strength(_first(door))))


def beyond(candidates: Iterable[Placed], shown: Collection[str]) -> list[Placed]:
    """What an officer sees beside the doors that are shown: the strongest first."""
    return sorted((one for one in candidates if one.mechanism.id not in shown), key=_strength)


def _doors(candidates: Iterable[Placed]) -> list[list[Placed]]:
    by_door = sorted(candidates, key=lambda one: one.mechanism.door)
    doors = [_rows(group) for _, group in groupby(by_door, key=lambda one: one.mechanism.door)]
    return sorted(doors, key=lambda door: _strength(_first(door)))


def _rows(group: Iterable[Placed]) -> list[Placed]:
    """The mandates behind one form: those made for what happened, or all if none is; the lead first."""
    rows = sorted(group, key=_within)
    fitting = [one for one in rows if one.on_mandate]
    return fitting or rows


def _within(one: Placed) -> tuple[bool, int, str]:
    return (not one.mechanism.lead, -one.points, one.mechanism.id)


def _first(door: Sequence[Placed]) -> Placed:
    return min(door, key=_strength)


def _strength(one: Placed) -> tuple[int, bool, str]:
    return (-one.points, not one.shares_language, one.mechanism.id)


def _in_horizon(name: str) -> Callable[[Sequence[Placed]], bool]:
    return lambda door: _first(door).horizon == name


def _independent(door: Sequence[Placed]) -> bool:
    return any(one.mechanism.independent for one in door)


def _at_once(door: Sequence[Placed]) -> bool:
    return _first(door).mechanism.kind == "immediate"


def _international(door: Sequence[Placed]) -> bool:
    return any(one.mechanism.state_role == "informs" and one.on_mandate for one in door)


def _of_state(door: Sequence[Placed]) -> bool:
    return any(one.mechanism.state_role == "run" for one in door)


_WANTED = (_at_once, _independent, *(_in_horizon(name) for name in HORIZONS))

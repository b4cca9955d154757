"""What the closed codes mean to each other: which country lies where, which threat includes which, what serves a need.

Read from `vocabulary.yaml`; nothing about a person or a place to turn to stands here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from referrals import codes
from referrals.errors import FactsRefused
from referrals.reading import Place, read

_NAMES = (
    "regions", "country_lists", "threat_parents", "threat_sets", "perpetrator_sets", "group_sets", "group_may_be",
    "need_served_by",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The relations between codes, ready to be looked up."""

    region_of: Mapping[str, str]
    regions: frozenset[str]
    country_lists: Mapping[str, frozenset[str]]
    threat_parents: Mapping[str, tuple[str, ...]]
    threat_sets: Mapping[str, frozenset[str]]
    perpetrator_sets: Mapping[str, frozenset[str]]
    group_sets: Mapping[str, frozenset[str]]
    group_may_be: Mapping[str, tuple[str, ...]]
    need_served_by: Mapping[str, Mapping[str, int]]

    def region(self, country: str, told: str = "") -> str:
        """The region of a country; what was told counts only where the country is withheld or lies in none."""
        return self.region_of.get(country, told)

    def require_place(self, country: str, told: str) -> None:
        """Refuse a country or a region that there is none of: it would silently close every regional door."""
        if country and country not in self.region_of:
            raise FactsRefused("'country' is no country of the list (ISO 3166-1). Correct it, or leave it empty.")
        if told and told not in self.regions:
            raise FactsRefused(f"'region' is one of: {', '.join(sorted(self.regions))}; or empty.")

    def covering(self, threats: Iterable[str]) -> frozenset[str]:
        """The parents under which a place that names no finer threat also covers these."""
        return frozenset(parent for threat in threats for parent in self.threat_parents.get(threat, ()))


def load_vocabulary(text: str, file: str = "vocabulary.yaml") -> Vocabulary:
    """Read the file, or raise `DirectoryFault` with the line and what to write instead."""
    top = read(text, file).table(("format", *_NAMES), _NAMES)
    region_of: dict[str, str] = {}
    for name, place in top["regions"].table().items():
        for item in place.items():
            country = item.text()
            if country in region_of:
                item.refuse(f"{country} lies in {region_of[country]} already.", "Keep it in one region.")
            region_of[country] = name
    return Vocabulary(
        region_of=region_of,
        regions=frozenset(region_of.values()),
        country_lists=_sets(top["country_lists"], frozenset(region_of)),
        threat_parents=_lists(top["threat_parents"], codes.THREATS),
        threat_sets=_sets(top["threat_sets"], codes.THREATS),
        perpetrator_sets=_sets(top["perpetrator_sets"], codes.PERPETRATORS),
        group_sets=_sets(top["group_sets"], codes.GROUPS),
        group_may_be=_lists(top["group_may_be"], codes.GROUPS),
        need_served_by=_serving(top["need_served_by"]),
    )


def _serving(place: Place) -> dict[str, dict[str, int]]:
    """How well each help serves each need; a help always serves the need of its own name fully."""
    told = place.table(codes.NEEDS)
    found: dict[str, dict[str, int]] = {}
    for need in codes.NEEDS:
        helps = told[need].table(codes.HELP) if need in told else {}
        found[need] = {name: at.number(100) for name, at in helps.items()}
        if need in codes.HELP:
            found[need][need] = 100
    return found


def _sets(place: Place, allowed: Iterable[str]) -> dict[str, frozenset[str]]:
    return {name: frozenset(items) for name, items in _lists(place, allowed).items()}


def _lists(place: Place, allowed: Iterable[str]) -> dict[str, tuple[str, ...]]:
    known = frozenset(allowed)
    return {name: item.codes(known) for name, item in place.table().items()}

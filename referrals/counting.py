"""Counts that give nobody away: only from ten up, and never a place together with a group (R49).

For the lead's question whether everybody is served alike (R19), and for early warning by kinds of threat. A single cell
that is held back could be found by taking the others from a total, so it takes the next smallest with it. Where the
rows come from is not known here; nothing about one person leaves.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from referrals.case import Facts
from referrals.errors import FactsRefused

LEAST: Final = 10
"""From so many people on a count is said."""

PLACE: Final = frozenset({"country", "region"})
WHO: Final = frozenset({"groups", "age_band", "kind", "languages", "work_themes"})
"""What somebody works for is often who they are: beside a place it counts as a group."""
BY: Final = (*sorted(PLACE), *sorted(WHO), "threat_types", "perpetrator", "imminence", "needs")


@dataclass(frozen=True, slots=True)
class Count:
    """One line: what was counted, how many, or `None` where it is held back; and how often it ended well."""

    code: str
    people: int | None
    helped: int | None = None


def count(people: Sequence[Facts], by: str) -> tuple[Count, ...]:
    """How many people, by one field; a person in two groups counts in both."""
    return crossed(people, (by,))


def crossed(people: Sequence[Facts], by: Sequence[str]) -> tuple[Count, ...]:
    """By several fields together; a place with a group is refused, whatever the numbers."""
    _refuse(by)
    found = Counter(code for one in people for code in _cells(one, by))
    said = _said(found)
    return tuple(Count(code, said.get(code)) for code in sorted(found))


def outcomes(people: Sequence[tuple[Facts, bool]], by: str) -> tuple[Count, ...]:
    """How often it ended well, by group: said only where the cell, those helped and those not all reach the least."""
    _refuse((by,))
    everyone = Counter(code for one, _ in people for code in _cells(one, (by,)))
    helped = Counter(code for one, good in people if good for code in _cells(one, (by,)))
    said = _said(everyone)
    rows = []
    for code in sorted(everyone):
        clear = helped[code] >= LEAST and everyone[code] - helped[code] >= LEAST
        rows.append(Count(code, said.get(code), helped[code] if code in said and clear else None))
    return tuple(rows)


def _refuse(by: Sequence[str]) -> None:
    unknown = [one for one in by if one not in BY]
    if unknown or not by:
        raise FactsRefused(f"Nothing is counted by {', '.join(unknown) or 'nothing'}. Use: {', '.join(BY)}.")
    if len(set(by)) != len(by):
        raise FactsRefused("A field is counted once. Give each --by another one.")
    if PLACE & set(by) and WHO & set(by):
        raise FactsRefused("A place is never counted together with a group: it could show who somebody is.")


def _cells(one: Facts, by: Sequence[str]) -> Iterable[str]:
    cells = [""]
    for field in by:
        value = getattr(one, field)
        codes = sorted(value) if isinstance(value, frozenset) else [value] if value else []
        cells = [f"{cell} {code}".strip() for cell in cells for code in codes]
    return cells


def _said(found: Mapping[str, int]) -> dict[str, int]:
    """The cells that are large enough; a lone small one takes the smallest of the others with it."""
    small = [code for code, number in found.items() if number < LEAST]
    said = {code: number for code, number in found.items() if number >= LEAST}
    if len(small) == 1 and said:
        del said[min(said, key=lambda code: (said[code], code))]
    return said

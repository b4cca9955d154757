"""Emergency numbers of a country, as an operator wrote and checked them: police, ambulance, a trusted local line.

None ships: a number that nobody here has rung is worse than none, and the card works without. A number counts for 90
days after it was checked. Those of the police are always shown with *not if officials are the danger*; whether they
are is not known here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from referrals import codes
from referrals.checks import day, quoted
from referrals.directory import CHECK_EVERY_DAYS
from referrals.reading import Place, read
from referrals.retired import is_retired
from referrals.vocabulary import Vocabulary

WHAT = ("police", "ambulance", "trusted_line")


@dataclass(frozen=True, slots=True)
class Number:
    """One number that can be dialled in one country; `invented` marks those of a demonstration."""

    country: str
    what: str
    number: str
    checked_on: date
    by: str
    languages: tuple[str, ...] = ()
    hours: str = ""
    invented: bool = False


def load_local(texts: Mapping[str, str], vocabulary: Vocabulary) -> tuple[Number, ...]:
    """Read `<CC>.yaml` files, or raise `DirectoryFault` with the line and what to write instead."""
    return tuple(number for file, text in sorted(texts.items()) for number in _numbers(text, file, vocabulary))


def numbers_in(country: str, numbers: Iterable[Number], today: date) -> tuple[Number, ...]:
    """What may be shown for a country today: the trusted line first, then ambulance and police, none of them stale."""
    order = ("trusted_line", "ambulance", "police")
    oldest = today - timedelta(days=CHECK_EVERY_DAYS)
    fresh = (number for number in numbers if number.country == country and number.checked_on >= oldest)
    return tuple(sorted(fresh, key=lambda number: order.index(number.what)))


def dump_local(country: str, numbers: Iterable[Number]) -> str:
    """The numbers of one country as `load_local` reads them, each kind once, the trusted line first."""
    lines = ["# Written by `amparo referral check`.", "format: 1", f"country: {quoted(country)}"]
    own = (number for number in numbers if number.country == country)
    rows = sorted(own, key=lambda number: WHAT.index(number.what))
    lines.append("numbers:" if rows else "numbers: []")
    for row in rows:
        lines += [f"  - what: {row.what}", f"    number: {quoted(row.number)}", f'    checked_on: "{row.checked_on}"']
        lines.append(f"    by: {quoted(row.by)}")
        if row.languages:
            lines.append(f"    languages: [{', '.join(quoted(one) for one in row.languages)}]")
        if row.hours:
            lines.append(f"    hours: {quoted(row.hours)}")
        if row.invented:
            lines.append("    invented: true")
    return "\n".join(lines) + "\n"


def _numbers(text: str, file: str, vocabulary: Vocabulary) -> list[Number]:
    top = read(text, file).table(("format", "country", "numbers"), ("country", "numbers"))
    country = top["country"].code(vocabulary.region_of)
    if file.rsplit("/", 1)[-1] != f"{country}.yaml":
        top["country"].refuse(f"{country} does not belong into this file.", f"Name the file {country}.yaml.")
    return [_number(item, country) for item in top["numbers"].items()]


def _number(item: Place, country: str) -> Number:
    needed = ("what", "number", "checked_on", "by")
    own = item.table((*needed, "languages", "hours", "invented"), needed)
    number = own["number"].text()
    if not set(number) <= set("+0123456789 -") or not any(sign.isdigit() for sign in number):
        own["number"].refuse("This cannot be dialled.", 'Write only digits, spaces and a leading +, in quotes: "112".')
    if is_retired(number):
        own["number"].refuse("This number is no longer to be used.", "Ring another one, and write that.")
    return Number(
        country=country,
        what=own["what"].code(WHAT),
        number=number,
        checked_on=day(own["checked_on"]),
        by=own["by"].text(),
        languages=own["languages"].codes(codes.LANGUAGES) if "languages" in own else (),
        hours=own["hours"].text() if "hours" in own else "",
        invented="invented" in own and own["invented"].truth(),
    )

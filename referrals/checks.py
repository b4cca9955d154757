"""The operator's own checks, as text: who saw which place answer, when, until when that counts, and what was withdrawn.

The same rows may live in a file or in a database; this is their one spelling in YAML. No contact is ever added here:
a check can confirm or take away what a source gave, never invent.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from referrals.directory import Check
from referrals.reading import Place, read

_NAMES = ("id", "by", "checked_on", "check_again_by", "answered", "withdrawn", "withdrawn_contacts")


def load_checks(text: str, file: str = "checks.yaml") -> tuple[Check, ...]:
    """Read the rows, or raise `DirectoryFault` with the line and what to write instead."""
    top = read(text, file).table(("format", "checks"), ("checks",))
    return tuple(_check(item) for item in top["checks"].items())


def dump_checks(checks: Iterable[Check]) -> str:
    """The rows as `load_checks` reads them, in the order of their ids."""
    lines = ["# Written by `amparo referral check` and `withdraw`.", "format: 1"]
    rows = sorted(checks, key=lambda check: check.id)
    lines.append("checks:" if rows else "checks: []")
    for check in rows:
        lines += [f"  - id: {check.id}", f"    by: {quoted(check.by)}"]
        lines += [f'    checked_on: "{check.checked_on}"', f'    check_again_by: "{check.check_again_by}"']
        if not check.answered:
            lines.append("    answered: false")
        if check.withdrawn:
            lines.append("    withdrawn: true")
        if check.withdrawn_contacts:
            hidden = ", ".join(quoted(value) for value in sorted(check.withdrawn_contacts))
            lines.append(f"    withdrawn_contacts: [{hidden}]")
    return "\n".join(lines) + "\n"


def _check(item: Place) -> Check:
    own = item.table(_NAMES, _NAMES[:4])
    hidden = own["withdrawn_contacts"].items() if "withdrawn_contacts" in own else ()
    return Check(
        id=own["id"].text(),
        by=own["by"].text(),
        checked_on=day(own["checked_on"]),
        check_again_by=day(own["check_again_by"]),
        answered="answered" not in own or own["answered"].truth(),
        withdrawn="withdrawn" in own and own["withdrawn"].truth(),
        withdrawn_contacts=frozenset(value.text() for value in hidden),
    )


def day(place: Place) -> date:
    """A date as `YYYY-MM-DD`."""
    try:
        return date.fromisoformat(place.text())
    except ValueError:
        place.refuse("This is no date.", 'Write it as "2026-01-31".')


def quoted(text: str) -> str:
    """A string as YAML takes it, whatever is in it."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ")
    return f'"{escaped}"'

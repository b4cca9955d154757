"""The directory with this operator's own checks and numbers, as it stands now: what a defender may be shown.

Checks and numbers are files of the operator's data folder, written by `amparo referral check`; withdrawing one counts
from the next screen on. What was last read is remembered, so that card-only mode has the numbers when nothing else is
left.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

from bot import notices, shelf
from bot.casework.tools import PHRASE, Numbers
from bot.store import Connection
from bot.wording import Words
from flows.text import Text
from referrals.directory import Directory
from referrals.errors import DirectoryFault
from referrals.local import Number, numbers_in

_LABELS = {
    "police": Text("notice/number_police", "police"),
    "ambulance": Text("notice/number_ambulance", "ambulance"),
    "trusted_line": Text("notice/number_trusted_line", "a line that people here trust"),
}


class Places:
    """The directory and the numbers of one operator."""

    def __init__(self, folder: Path, words: Words, own_line: str = "") -> None:
        """`own_line`: the operator's own telephone, which needs no check of theirs."""
        self._own_line = own_line
        self._checks, self._local = folder / "checks.yaml", folder / "local"
        self._taken_file, self._taken = folder / shelf.TAKEN, frozenset[str]()
        self._words = words
        self._stamp: tuple[tuple[str, int, int], ...] = ()
        self._directory = shelf.load_directory()
        self._numbers: tuple[Number, ...] = ()

    def directory(self, c: Connection | None = None) -> Directory:
        """The shipped places with the checks of today."""
        del c
        self._refresh()
        return self._directory

    def numbers(self, c: Connection | None, country: str, language: str, now: int) -> Numbers:
        """What may be dialled from a country; what nobody here has checked in time is absent."""
        del c
        self._refresh()
        today = datetime.fromtimestamp(now, UTC).date()
        found = numbers_in(country, self._numbers, today) if country else ()
        line, checked, near = self._line(language, today)
        subjects = tuple(f"{one.country}/{one.what}={one.number}" for one in found)
        return Numbers(", ".join(self._worded(one, language) for one in found), line, checked, (*subjects, *near))

    def version(self) -> object:
        """Changes whenever a check, a number or a withdrawal was written."""
        self._refresh()
        return self._stamp

    def gone(self, thing: str) -> bool:
        """Whether a contact (`PLACE=CONTACT`), a number (`COUNTRY/WHAT=NUMBER`) or a phrase was taken away again."""
        where, _, value = thing.partition("=")
        if where.startswith(PHRASE):
            self._refresh()
            return where in self._taken
        if "/" in where:
            return all((f"{one.country}/{one.what}", one.number) != (where, value) for one in self._numbers)
        check = self._directory.checks.get(where)
        return check is not None and (check.withdrawn or value in check.withdrawn_contacts)

    def called(self, thing: str, language: str) -> str:
        """What a person knows it as; never the contact itself, which is to be used no more."""
        where = thing.partition("=")[0]
        country, _, what = where.partition("/")
        if what in _LABELS:
            return f"{self._words.word(_LABELS[what], language, {})} ({self._words.country_name(country, language)})"
        return self._directory[where].name if where in self._directory.by_id else where

    def _line(self, language: str, today: date) -> tuple[str, str, tuple[str, ...]]:
        """The operator's own line; else one for defenders round the clock, if this operator saw it answer."""
        if self._own_line:
            return self._own_line, "", ()
        for mechanism in self._directory.mechanisms:
            for contact in self._directory.contacts(mechanism.id, today):
                if contact.kind == "hotline":
                    on = datetime.combine(self._directory.checks[mechanism.id].checked_on, datetime.min.time(), UTC)
                    checked = self._words.day(int(on.timestamp()), language)
                    return contact.value, checked, (f"{mechanism.id}={contact.value}",)
        return "", "", ()

    def _worded(self, one: Number, language: str) -> str:
        label = self._words.word(_LABELS[one.what], language, {})
        invented = f" ({self._words.word(notices.INVENTED, language, {})})" if one.invented else ""
        return f"{label} {one.number}{invented}"

    def _refresh(self) -> None:
        stamp = tuple(_stamp(path) for path in self._files())
        if stamp == self._stamp:
            return
        try:
            self._numbers = shelf.local_numbers(self._local) if self._local.is_dir() else ()
            self._directory = shelf.load_directory(shelf.read_checks(self._checks))
            self._taken = shelf.read_taken(self._taken_file)
        except DirectoryFault:  # a file that is being written: what was read before goes on counting
            return
        self._stamp = stamp

    def _files(self) -> list[Path]:
        local = sorted(self._local.glob("*.yaml")) if self._local.is_dir() else []
        return [path for path in (self._checks, self._taken_file, *local) if path.exists()]


def _stamp(path: Path) -> tuple[str, int, int]:
    """What tells one writing of a file from the next, also within one tick of the disk's clock."""
    found = path.stat()
    return path.name, found.st_mtime_ns, found.st_ino

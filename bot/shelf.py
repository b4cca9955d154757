"""The shipped directory on its shelf: reads the files of `referrals/` from disk and hands their texts to the domain.

Only reading and finding; what the files mean, and whether they are right, `referrals` says. The operator's own checks
and local numbers come from elsewhere and are passed through.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from pathlib import Path

import referrals
from referrals import directory
from referrals.checks import dump_checks, load_checks
from referrals.directory import Check, Directory
from referrals.errors import DirectoryFault
from referrals.local import Number, dump_local, load_local
from referrals.mechanism import load_mechanism
from referrals.plan import Steps, load_plan
from referrals.template import Forms
from referrals.template import load_forms as read_forms
from referrals.vocabulary import load_vocabulary

_HERE = Path(referrals.__file__).parent
MECHANISMS = _HERE / "mechanisms"
LOCAL = MECHANISMS / "local"
TAKEN = "withdrawn.txt"
"""Beside the operator's checks: what was taken away by name."""
PACKETS = _HERE / "packets"


def texts(folder: Path = MECHANISMS) -> dict[str, str]:
    """Every file of one folder by its name, in a fixed order; folders inside are not entered."""
    return {path.name: path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.yaml"))}


@lru_cache(maxsize=1)
def _shipped() -> Directory:
    vocabulary = (_HERE / "vocabulary.yaml").read_text(encoding="utf-8")
    triage = (_HERE / "triage.yaml").read_text(encoding="utf-8")
    return directory.load(texts(), vocabulary, triage)


def load_directory(checks: Iterable[Check] = ()) -> Directory:
    """The shipped directory with this operator's checks; the files are read once in a process."""
    return _shipped().with_checks(checks)


def faults() -> list[DirectoryFault]:
    """Every file of the shelf that cannot be read, not only the first: what a person mends in one sitting."""
    words = load_vocabulary((_HERE / "vocabulary.yaml").read_text(encoding="utf-8"))
    found = []
    for name, text in texts().items():
        try:
            load_mechanism(text, name, words)
        except DirectoryFault as fault:
            found.append(fault)
    return found


@lru_cache(maxsize=1)
def load_steps() -> Steps:
    """The table of plans as it ships."""
    return load_plan((_HERE / "plan.yaml").read_text(encoding="utf-8"), _shipped().vocabulary)


@lru_cache(maxsize=1)
def load_forms() -> Forms:
    """The forms of packets as they ship; the files are read once in a process."""
    return read_forms(texts(PACKETS))


def read_checks(path: Path) -> tuple[Check, ...]:
    """The operator's checks from a file; a file that is not there yet holds none."""
    return load_checks(path.read_text(encoding="utf-8"), path.name) if path.exists() else ()


def write_checks(path: Path, checks: Iterable[Check]) -> None:
    """Write the whole file at once, so that a reader never sees half of it."""
    fresh = path.with_suffix(".new")
    fresh.write_text(dump_checks(checks), encoding="utf-8")
    fresh.replace(path)


def read_taken(path: Path) -> frozenset[str]:
    """What was taken away by its name alone, one in a line: the name comes first, then when and by whom."""
    lines = path.read_text(encoding="utf-8", errors="replace").splitlines() if path.exists() else []
    return frozenset(line.split()[0] for line in lines if line.strip())


def add_taken(path: Path, name: str, by: str, day: date) -> None:
    """Take one more away, in a file that is written at once."""
    before = path.read_text(encoding="utf-8") if path.exists() else ""
    fresh = path.with_suffix(".new")
    fresh.write_text(f"{before}{name} {day.isoformat()} {' '.join(by.split())}\n", encoding="utf-8")
    fresh.replace(path)


def check_numbers(country: str, numbers: Iterable[Number]) -> None:
    """Raise `DirectoryFault` if these numbers of a country could not be read back."""
    load_local({f"{country}.yaml": dump_local(country, numbers)}, _shipped().vocabulary)


def write_numbers(folder: Path, country: str, numbers: Iterable[Number]) -> None:
    """Write one country's numbers at once; the folder is made where there is none."""
    folder.mkdir(mode=0o700, exist_ok=True)
    fresh = folder / f".{country}.new"
    fresh.write_text(dump_local(country, numbers), encoding="utf-8")
    fresh.replace(folder / f"{country}.yaml")


def local_numbers(folder: Path = LOCAL) -> tuple[Number, ...]:
    """The operator's emergency numbers of all countries; none ships."""
    return load_local(texts(folder), _shipped().vocabulary)

"""The shipped directory on its shelf: reads the files of `referrals/` from disk and hands their texts to the domain.

Only reading and finding; what the files mean, and whether they are right, `referrals` says. The operator's own checks
and local numbers come from elsewhere and are passed through.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

import referrals
from referrals import directory
from referrals.directory import Check, Directory

_HERE = Path(referrals.__file__).parent
MECHANISMS = _HERE / "mechanisms"
LOCAL = MECHANISMS / "local"


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

"""What `amparo doctor` finds: one guarantee, whether it holds, and the fix if it does not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

OK: Final = "ok"
NOTE: Final = "note"
WRONG: Final = "wrong"
DAY: Final = 86_400


@dataclass(frozen=True, slots=True)
class Finding:
    """One guarantee: whether it holds, what was found, and the fix if it does not."""

    check: str
    state: str
    found: str
    fix: str = ""

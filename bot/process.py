"""What this process keeps to itself: its memory, which nobody is to find in a file after it died.

Swap and hibernation are the machine's, and nothing here turns them off.
"""

from __future__ import annotations

import contextlib
import ctypes
import sys
from typing import Final

_SET_DUMPABLE: Final = 4


def keep_memory() -> None:
    """Leave no core behind, and let no other process of this user read the memory, where the system can do that."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource  # noqa: PLC0415 - not on every system

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # A system that pipes cores to a program may take them whatever the limit is; of this process it takes none.
    if sys.platform == "linux":
        with contextlib.suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(_SET_DUMPABLE, 0, 0, 0, 0)

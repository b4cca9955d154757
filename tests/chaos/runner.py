"""A bot as its operator starts it: settings from the environment, `bot.wiring.run`, nothing shared with the test.

Its clock is the machine's. The one change is the lease: a killed leader is replaced after two seconds, not twenty.
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from bot import wiring
from bot.settings import load
from bot.store import leases

if __name__ == "__main__":
    if "--real-lease" not in sys.argv:
        leases.take.__defaults__ = (2,)
        leases.RENEWED = 0.25  # type: ignore[assignment]
    wiring.run(load())

"""One alert that cannot be rung as it should keeps no other bell from ringing, and rings blind itself."""

from __future__ import annotations

from typing import Any

import pytest
from test_deleting import told

from bot.alerts import ringing
from tests.talks import Talks


def test_a_fault_of_one_alert_silences_no_other(talks: Talks, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever goes wrong for the first, the second rings, and the first rings without its summons."""
    told(talks, "> danger wake")
    first = (
        talks.every("alerts")[0]["id"] if isinstance(talks.every("alerts")[0], dict) else talks.every("alerts")[0].id
    )
    told(talks, "> danger wake")
    ring = ringing._ring

    def spoilt(called: Any, seals: Any, alert: Any) -> None:
        if alert.id == first:
            raise ValueError
        ring(called, seals, alert)

    monkeypatch.setattr(ringing, "_ring", spoilt)
    talks.beat()
    bells = [one for one in talks.desks["Ana"].ours if "Something is waiting" in one.text]
    assert len(bells) == 2
    assert "alert.ValueError" in talks.faults

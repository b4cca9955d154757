"""Ninety days with nightly outages, clock jumps, restarts and sleeping officers: every alert is answered or rings."""

from __future__ import annotations

import json
from functools import cache

import pytest

from bot.casework.alertfile import standing_of
from referrals.ladder import HOUR, MINUTE
from tests.referrals.ninety import LATEST, Ninety

LATE = 4 * MINUTE
"""A look, and what a clock may go wrong without being noticed."""


@cache
def lived(seed: int, days: int = 90) -> Ninety:
    world = Ninety(seed, days)
    world.run()
    return world


def check(world: Ninety) -> None:
    """What must be true of every alert, whatever happened."""
    assert set(world.store) == {name for name, one in world.seen.items() if not one.answered}, "none is lost"
    for name, one in world.seen.items():
        pause = 0 if one.level == "T0" else 2 * HOUR
        assert one.silent <= LATEST[one.level] + pause + LATE, (name, one)
        if one.level == "T0":
            assert one.untold <= 30 * MINUTE + LATE, (name, one)
            assert one.told or one.up <= 10 * MINUTE + LATE, (name, one)
    for text in world.store.values():
        row = json.loads(text)
        assert not standing_of(row).answered
        assert row["due"] is not None


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_every_alert_is_answered_or_rings_and_its_person_was_told(seed: int) -> None:
    """Over all days nothing is silent for longer than its own steps, and who waits for life is told the truth."""
    world = lived(seed)
    assert len(world.seen) > 300
    check(world)
    assert sum(one.answered for one in world.seen.values()) > 0.9 * len(world.seen)
    assert world.leads_rung > 5, "shifts that nobody confirmed were seen"


def test_who_waits_long_is_waited_for_by_everybody() -> None:
    """A call for life that nobody took or answered for long has rung everybody there is."""
    long = [one for seed in (1, 2, 3) for one in lived(seed).seen.values() if one.level == "T0" and one.up > 2 * HOUR]
    assert long, "there was such a night"
    assert all(len(one.rung) >= 5 for one in long)
    assert all("director" in one.rung for one in long)


@pytest.mark.chaos
@pytest.mark.parametrize("seed", range(10, 60))
def test_many_quarters_of_a_year(seed: int) -> None:
    """The same over fifty other quarters."""
    check(lived(seed))

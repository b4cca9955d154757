"""What o'clock it may be where a person is: CLDR's zones against the list of the flow."""

from __future__ import annotations

import re

import pytest
from babel.core import get_global

from bot import catalogue
from bot.wording import zones
from bot.wording.countries import is_country

NOW = 1_800_000_000


def test_the_hour_is_asked_wherever_clocks_differ() -> None:
    """Every country whose clocks differ among themselves is on the list of the flow: none is written to at night."""
    branch = next(one for one in catalogue.release().step("core.contact").next if one.to == "core.hour")
    listed = set(re.findall(r"\b[A-Z]{2}\b", str(branch.when)))
    several = {code for code in get_global("zone_territories").values() if zones.several(code, NOW)}
    assert {code for code in several if is_country(code)} <= listed


@pytest.mark.parametrize(
    ("country", "hour", "found"),
    [
        ("HN", None, {-360}), ("EG", None, {120, 180}), ("NP", None, {345}),
        ("US", 3, {-300, -240}), ("", 14, {360, 390}),
        ("", None, set()), ("QQ", None, set()),
    ],
)  # fmt: skip
def test_the_clock_of_a_country(country: str, hour: int | None, found: set[int]) -> None:
    """One offset, two where summer time comes, the zone of the hour named, and nothing where nothing is known."""
    assert zones.offsets(country, NOW, hour) == found

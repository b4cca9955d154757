"""Facts made for tests: any that the dictionary allows, and the examples with what is right for them."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from bot.shelf import load_directory
from referrals import codes
from referrals.case import Consent, Facts

TODAY = date(2026, 11, 22)
SHIPPED = load_directory()
CHECKED = SHIPPED.as_if_checked(TODAY)

EXAMPLES: list[dict[str, Any]] = json.loads((Path(__file__).parent / "examples.json").read_text(encoding="utf-8"))


def some(choices: tuple[str, ...], most: int = 3) -> st.SearchStrategy[frozenset[str]]:
    return st.frozensets(st.sampled_from(choices), max_size=most)


consents = st.builds(
    Consent,
    store=st.booleans(),
    share_named=st.sampled_from(codes.NAMING),
    share_anonymised=st.booleans(),
    state_contact=st.booleans(),
    publicity=st.booleans(),
)
people = st.builds(
    Facts,
    country=st.sampled_from(("", "HN", "MX", "CO", "BR", "GT", "NG", "PK", "IN", "PT", "US", "KE", "LB", "BH", "MM")),
    kind=st.sampled_from(codes.KINDS),
    age_band=st.sampled_from(codes.AGES),
    groups=some(codes.GROUPS),
    threat_types=some(codes.THREATS),
    perpetrator=st.sampled_from(codes.PERPETRATORS),
    imminence=st.sampled_from(codes.IMMINENCE),
    detained=st.booleans(),
    disappeared=st.booleans(),
    relatives_at_risk=st.booleans(),
    digital_compromise=st.sampled_from(codes.DIGITAL_COMPROMISE),
    cooperating_with_un=st.booleans(),
    project_finance=st.sampled_from(codes.PROJECT_FINANCE),
    outside_home_country=st.booleans(),
    needs=some(codes.NEEDS),
    languages=some(("en", "es", "ar", "fr", "sgn", "other", "my"), 2),
    consent=consents,
    flags=some(codes.FLAGS, 2),
)

"""No reason for a place promises what it may not give, and no text of ours leads to a place but by matching."""

from __future__ import annotations

import re

import pytest

from bot import reasons
from bot.shelf import load_directory
from bot.wording import catalogs
from tests.talks import words

PROMISES = {
    "en": r"^(a lawyer|a doctor|protection|a safer place|an order|moving|urgent travel)\b|fast enough|right now",
    "es": r"^(abogada|una orden|protección|un lugar más seguro|traslado)\b|a tiempo|ahora mismo",
    "ar": r"^(محام|طبيب$|حماية من|مكان أكثر أمان|أمر ب)|كافية",
}


@pytest.mark.parametrize("language", sorted(PROMISES))
def test_no_reason_promises(language: str) -> None:
    """What a place helps with, why it fits and what it risks: none reads as a thing that one will get (R34, R59)."""
    tables = (reasons.NEEDS, reasons.FITS, reasons.RISKS, {"T0": reasons.URGENCY["T0"]})
    said = [words().word(text, language, {}) for table in tables for text in table.values()]
    assert [one for one in said if re.search(PROMISES[language], one)] == []
    assert all(len(one) <= 80 for one in said)


@pytest.mark.parametrize("language", sorted(PROMISES))
def test_no_text_leads_to_a_place_past_the_rules(language: str) -> None:
    """No screen, card, phrase or notice names a State's own place or holds a contact: only an offer does (R42)."""
    said = " ".join(
        str(one.string or one.id) for one in catalogs.read(catalogs.folder(), language) if one.id
    ).casefold()
    assert len(said) > 10_000
    for place in load_directory().mechanisms:
        assert place.state_role != "run" or place.name.casefold() not in said, place.id
        assert [one.kind for one in place.contacts if len(one.value) > 3 and one.value.casefold() in said] == [], (
            place.id
        )

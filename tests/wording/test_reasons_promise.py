"""No reason for a place promises what it may not give: help is help with something, and speed is what they say of it."""

from __future__ import annotations

import re

import pytest

from bot import reasons
from tests.talks import words

PROMISES = {
    "en": r"^(a lawyer|a doctor|protection|a safer place|an order|moving|urgent travel)\b|fast enough|right now|will help",
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

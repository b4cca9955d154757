"""A language that is not there is no broken file: whoever asks for one reads how to begin it."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.wording import catalogs
from bot.wording.catalogs import CatalogRefused


def test_a_language_that_is_not_there_is_named_with_those_that_are(tmp_path: Path) -> None:
    """Not `cannot be read`, which would send people looking for a fault in a file."""
    for known in ("en", "es"):
        catalogs.write(catalogs.empty(known), catalogs.path_of(tmp_path, known), [])
    with pytest.raises(CatalogRefused, match=r"no language fr; there are en, es\. Begin it: amparo locale update CODE"):
        catalogs.read(tmp_path, "fr")

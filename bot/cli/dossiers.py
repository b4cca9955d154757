"""The answers of one case in a file, as `amparo case open --json` printed them on an officer's own computer."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from bot.cli.shell import json_object, refuse
from referrals.dossier import Dossier
from referrals.errors import FactsRefused

ADVICE: Final = "Give what `amparo case open --json` printed."


def document_of(path: Path) -> Mapping[str, Any]:
    """The whole object in the file; refused, with what to give, if there is none."""
    return json_object(path, ADVICE)


def dossier_of(document: Mapping[str, Any], path: Path) -> Dossier:
    """What was told in it; refused where a fact has no such code."""
    try:
        return Dossier.from_document(document)
    except FactsRefused as refused:
        refuse(f"{path}: {refused}")

"""The flow files that ship, read from beside the engine: the one place that knows where they lie.

It does not judge them; `flows.inspection` does, and `amparo flow lint` calls it.
"""

from __future__ import annotations

from pathlib import Path

import flows
from flows.definition import Release
from flows.loading import load_release
from referrals.case import FIELDS_FOR_FLOWS

FOLDER = Path(flows.__file__).parent / "catalogue"


def texts(folder: Path = FOLDER) -> dict[str, str]:
    """Every flow file by its flow's name; stories (`*.test.yaml`) are no flows."""
    files = sorted(file for file in folder.glob("*.yaml") if not file.name.endswith(".test.yaml"))
    return {file.stem: file.read_text(encoding="utf-8") for file in files}


def stories(folder: Path = FOLDER) -> dict[str, str]:
    """Every file of stories by the name of its flow."""
    return {
        file.name.removesuffix(".test.yaml"): file.read_text(encoding="utf-8")
        for file in sorted(folder.glob("*.test.yaml"))
    }


def release(folder: Path = FOLDER) -> Release:
    """The release that these files make; `FlowFault` where they cannot be read."""
    return load_release(texts(folder), FIELDS_FOR_FLOWS)

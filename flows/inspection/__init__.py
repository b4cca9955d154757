"""What is wrong with a release, found before a person meets it.

`inspect` runs every rule over a loaded release; the same list goes to the command line, the editor and `make check`.
Rules against live talks stand in `live`. Nothing here changes a release.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flows.definition import Release
from flows.inspection.findings import RULES, Finding, Findings, from_fault
from flows.inspection.live import callable_roles, changes, withdrawal
from flows.inspection.logic import inspect_logic
from flows.inspection.paths import inspect_paths
from flows.inspection.safety import inspect_safety
from flows.inspection.structure import inspect_structure
from flows.inspection.texts import inspect_texts
from flows.inspection.translations import Catalog, inspect_translations
from flows.inspection.ways import Map

__all__ = ["RULES", "Finding", "callable_roles", "changes", "from_fault", "inspect", "withdrawal"]


def inspect(
    release: Release, fields: Mapping[str, Mapping[str, Any]], catalogs: Mapping[str, Catalog] | None = None
) -> list[Finding]:
    """Every finding, in the order of the steps. Ways are judged only where all targets exist."""
    report = Findings(release)
    inspect_structure(release, fields, report)
    inspect_texts(release, fields, report)
    inspect_logic(release, fields, report)
    paths = Map.of(release)
    inspect_paths(release, fields, paths, report)
    inspect_safety(release, fields, paths, report)
    inspect_translations(release, catalogs or {}, report)
    return list(report.sorted())

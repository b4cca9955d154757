"""The stories beside the flows come true, and together they visit every step."""

import pytest
from catalogue_world import release, words

from bot import catalogue
from flows.inspection import inspect
from flows.stories import run_stories
from referrals.case import FIELDS_FOR_FLOWS


@pytest.mark.parametrize("flow", sorted(catalogue.texts()))
def test_every_flow_has_stories_that_come_true(flow: str) -> None:
    """Line by line, with the session stored and read back between every two."""
    report = run_stories(catalogue.stories()[flow], release(), f"{flow}.test")
    assert report.cases
    assert report.failures == []


def test_the_inspection_finds_no_error_in_any_language() -> None:
    """What blocks publishing is absent; warnings only name facts that later questions will give."""
    found = inspect(release(), FIELDS_FOR_FLOWS, {one: words().catalog(one) for one in words().languages})
    assert [finding for finding in found if finding.severity == "error"] == []
    assert {finding.code for finding in found} <= {"W201"}

"""`amparo officer mark --children`: the signed list says who reads what a child tells, and doctor looks at it."""

from __future__ import annotations

import pytest

from bot.installation import Installation
from referrals.vault import age_keypair
from tests.cli.conftest import Shell


@pytest.fixture
def ana(shell: Shell, installation: Installation) -> None:
    _, key = age_keypair()
    assert shell("officer", "add", "Ana", "--recipient", key, "--telegram", "77").exit_code == 0


def marks(installation: Installation) -> dict[str, tuple[str, ...]]:
    return {one.name: one.marks for one in installation.last_roster().entries}


def test_a_mark_for_children_stands_in_the_signed_list_and_outlives_its_renewal(
    shell: Shell, ana: None, installation: Installation
) -> None:
    """Set, renewed with the list, and taken away again."""
    before = installation.last_roster().version
    assert shell("officer", "mark", "Ana", "--children").output.strip() == "Ana: children"
    assert marks(installation) == {"Ana": ("children",)}
    assert installation.last_roster().version == before + 1
    assert shell("officer", "roster", "renew").exit_code == 0
    assert marks(installation) == {"Ana": ("children",)}
    assert shell("officer", "mark", "Ana", "--no-children").output.strip() == "Ana: no mark"
    assert marks(installation) == {"Ana": ()}


def test_doctor_says_who_reads_what_a_child_tells(shell: Shell, ana: None) -> None:
    """Nobody marked: everybody does; one: no second adult sees it; two: as it should be."""
    assert "every officer reads what a child tells" in shell("doctor").output
    shell("officer", "mark", "Ana", "--children")
    assert "a second adult does not see it" in shell("doctor").output
    _, other = age_keypair()
    shell("officer", "add", "Ben", "--recipient", other, "--telegram", "78")
    shell("officer", "mark", "Ben", "--children")
    assert "and a second adult sees it" in shell("doctor").output

"""How long the fault injection runs: short in the suite, as long as one likes by option."""

from __future__ import annotations

import pytest

SHORT = 100


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--chaos-lives", type=int, default=SHORT, help=f"how often the bot is killed at a named point (default {SHORT})"
    )


@pytest.fixture(scope="session")
def lives(request: pytest.FixtureRequest) -> int:
    """How often the bot is killed."""
    return int(request.config.getoption("--chaos-lives"))

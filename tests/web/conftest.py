"""A talk whose present screen leads to the sealed page, and the page's door on loopback."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
for place in (ROOT, Path(__file__).parent):
    if str(place) not in sys.path:
        sys.path.insert(0, str(place))

from knocking import Knocker  # noqa: E402 - after the path

from tests.served import FRAME, served  # noqa: E402
from tests.talks import Talks  # noqa: E402


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Talks]:
    talks = Talks.made(tmp_path_factory.mktemp("made"))
    talks.officer("Ana")
    talks.officer("Ben")
    yield talks
    talks.close()


@pytest.fixture
def knocker(made: Talks, tmp_path: Path) -> Iterator[Knocker]:
    """Rosa's phone on the line, with the button to the page."""
    talks = made.copy(tmp_path)
    with served(talks, FRAME) as at:
        phone = talks.phone("en").start().tap("danger", "wake", "any", "officials", "none")
        yield Knocker(talks, at, phone)
    talks.close()

"""An installation with two officers, made once; each test gets a copy of its own."""

import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
for place in (ROOT, Path(__file__).parent):
    if str(place) not in sys.path:
        sys.path.insert(0, str(place))

from bot.casework.turn import Turn  # noqa: E402
from bot.conversation import unlocking  # noqa: E402 - after the path
from bot.conversation.unlocking import offered  # noqa: E402
from bot.wording import Words  # noqa: E402
from flows.answers import fold  # noqa: E402
from tests.marking import held_nothing  # noqa: E402
from tests.talks import Talks  # noqa: E402
from tests.talks import release as shipped_release  # noqa: E402


@pytest.fixture(scope="session")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Talks]:
    made = Talks.made(tmp_path_factory.mktemp("shipped"))
    made.officer("Ana")
    made.officer("Ben")
    yield made
    made.close()


@pytest.fixture
def talks(shipped: Talks, tmp_path: Path) -> Iterator[Talks]:
    """A fresh installation with the officers Ana and Ben."""
    made = shipped.copy(tmp_path)
    yield made
    held_nothing(made)
    made.close()


@pytest.fixture(scope="module")
def shared(shipped: Talks, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Talks]:
    """One installation for a whole file: for talks that do not move the clock."""
    made = shipped.copy(tmp_path_factory.mktemp("shared"))
    yield made
    held_nothing(made)
    made.close()


def _as_written(turn: Turn, slots: Sequence[str]) -> Mapping[str, str]:
    ask = turn.release.step("core.word").ask
    assert ask is not None
    return {one.id: turn.tools.words.word(one.label, turn.language, {}) for one in ask.choices if one.id in slots}


def _may_be_written(words: Words, languages: Sequence[str]) -> frozenset[str]:
    """The words of the flow file are among those that the bot offers; the test's wrong words too."""
    ask = shipped_release().step("core.word").ask
    assert ask is not None
    labels = [one.label for one in ask.choices]
    return offered(words, languages) | {fold(words.word(one, name, {})) for one in labels for name in languages}


@pytest.fixture(autouse=True)
def words_as_written(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """A story names the word it taps, so the four of the flow file stand there; `drawn_words` leaves the drawing."""
    if "drawn_words" not in request.keywords:
        monkeypatch.setattr(unlocking, "drawn", _as_written)
        monkeypatch.setattr(unlocking, "offered", _may_be_written)

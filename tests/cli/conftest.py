"""A real installation in a folder of its own, and the shell's side of the commands."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.clock import FrozenClock, SystemClock
from bot.installation import Installation, make, open_
from bot.settings import Settings, load

StockAge = Callable[[bytes, str], bytes]
Shell = Callable[..., Result]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder, and no settings but the defaults."""
    monkeypatch.chdir(tmp_path)
    for name in ("AMPARO_CONFIG", "AMPARO_DATABASE_URL", "AMPARO_KEYSTORE", "AMPARO_SERVER_KEY_FILE"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


@pytest.fixture
def settings(home: Path) -> Settings:
    return load()


@pytest.fixture
def clock() -> FrozenClock:
    return FrozenClock(SystemClock().now())


@pytest.fixture
def installation(settings: Settings, clock: FrozenClock) -> Iterator[Installation]:
    make(settings, clock)
    opened = open_(settings, clock)
    yield opened
    opened.close()


@pytest.fixture
def shell() -> Shell:
    """Type a command; `input` is what stands on its standard input."""

    def typed(*words: str, input: str | None = None) -> Result:  # noqa: A002 - the runner's own name
        from bot.cli import app

        return CliRunner().invoke(app, list(words), input=input)

    return typed


@pytest.fixture
def stock_age(tmp_path: Path) -> StockAge:
    """Open a file with the stock `age` program of the machine."""
    program = shutil.which("age")
    if program is None:
        pytest.skip("needs: age")

    def opened(sealed: bytes, identity: str) -> bytes:
        where = tmp_path / "identity.txt"
        where.write_text(identity + "\n")
        done = subprocess.run([program, "-d", "-i", str(where)], input=sealed, capture_output=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout

    return opened

"""Keys for the vault's tests, stock programs where they are installed, and the list of ways to spoil bytes."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from referrals.vault import age_keypair

StockAge = Callable[[bytes, str], bytes]


@pytest.fixture(scope="session")
def officers() -> list[tuple[str, str]]:
    """Three officers as (identity, recipient)."""
    return [age_keypair() for _ in range(3)]


@pytest.fixture
def recipients(officers: list[tuple[str, str]]) -> tuple[str, ...]:
    return tuple(recipient for _, recipient in officers)


@pytest.fixture
def key() -> bytes:
    return os.urandom(32)


@pytest.fixture
def stock_age(tmp_path: Path) -> StockAge:
    """Open a file with the stock `age` program of the machine."""
    program = shutil.which("age")
    if program is None:
        pytest.skip("needs: age")

    def opened(sealed: bytes, identity: str) -> bytes:
        where = tmp_path / "identity"
        where.write_text(identity + "\n")
        done = subprocess.run([program, "-d", "-i", str(where)], input=sealed, capture_output=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout

    return opened


@pytest.fixture
def ssh_keygen() -> str:
    program = shutil.which("ssh-keygen")
    if program is None:
        pytest.skip("needs: ssh-keygen")
    return program

"""A process of ours leaves no picture of its memory."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SAYS = """
import ctypes, resource, sys
from bot import cli
def says():
    print(resource.getrlimit(resource.RLIMIT_CORE), ctypes.CDLL(None).prctl(3, 0, 0, 0, 0))
cli.app.command("says")(says)
sys.argv = ["amparo", "says"]
cli.main()
"""


@pytest.mark.skipif(sys.platform != "linux", reason="asks the Linux kernel")
def test_every_command_leaves_no_core_and_lets_nobody_read_its_memory(tmp_path: Path) -> None:
    """The limit is nothing, also for what it starts, and the kernel counts the process as one that is never dumped."""
    said = subprocess.run([sys.executable, "-c", SAYS], capture_output=True, text=True, check=True, cwd=ROOT)
    assert said.stdout.split() == ["(0,", "0)", "0"]
    crash = SAYS.replace("print(", "import os; os.chdir(sys.argv[0]); os.abort(); print(").replace(
        "amparo", str(tmp_path)
    )
    died = subprocess.run([sys.executable, "-c", crash], capture_output=True, check=False, cwd=ROOT)
    assert died.returncode == -signal.SIGABRT
    assert list(tmp_path.iterdir()) == []

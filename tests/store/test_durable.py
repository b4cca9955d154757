"""What is said to be on the disk is on the disk: SIGKILL cannot show it, the system calls can."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

CHILD = """
import os, sys
from bot.store import Store, inbox
store = Store(f"sqlite:///{sys.argv[1]}")
store.transact(lambda c: None).result()
os.write(2, b"WEBHOOK READ")
store.transact(lambda c: inbox.put(c, "defenders", 1, "lane", "message", b"x", "epoch:1", 1)).result()
os.write(2, b"ANSWER 200")
os._exit(0)
"""


@pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed")
def test_a_commit_reaches_the_disk_before_its_future_is_resolved(path: Path, tmp_path: Path) -> None:
    """Between the update's arrival and the answer to it stands an fdatasync of the write-ahead log."""
    trace = tmp_path / "trace"
    command = ["strace", "-f", "-y", "-e", "trace=fdatasync,fsync,write,pwrite64", "-o", str(trace)]
    subprocess.run(
        [*command, sys.executable, "-c", CHILD, str(path)],
        check=True,
        capture_output=True,
        cwd=Path(__file__).parents[2],
    )
    between = trace.read_text().partition("WEBHOOK READ")[2].partition("ANSWER 200")[0]
    written = [line for line in between.splitlines() if re.search(r"pwrite64\(\d+<[^>]*-wal>", line)]
    synced = [line for line in between.splitlines() if re.search(r"f(data)?sync\(\d+<[^>]*-wal>", line)]
    assert written, "the trace shows the log being written"
    assert synced, "and reaching the disk"
    assert between.rindex(written[-1]) < between.rindex(synced[-1])

"""The demo as anybody starts it, in a process of its own, and the system's Chromium on its page.

One demo and one browser serve all tests here; each test brings a defender of its own.
"""

from __future__ import annotations

import os
import re
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Error, expect, sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
sys.path.insert(0, str(Path(__file__).parent))

from phones import Screen

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = Path("/usr/bin/chromium")
ARGS = (
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run", "--disable-component-update",
    "--disable-sync",
)  # fmt: skip
PATIENCE = 60.0
"""Seconds until the demo says where it is; other suites may hold both cores."""

expect.set_options(timeout=40_000)


def address_of(demo: subprocess.Popen[str]) -> str:
    """Read what the demo prints until its page's address is there."""
    assert demo.stdout is not None
    said, end = "", time.monotonic() + PATIENCE
    while time.monotonic() < end and demo.poll() is None:
        if select.select([demo.stdout], [], [], 1)[0]:
            said += os.read(demo.stdout.fileno(), 4096).decode()
        if found := re.search(r"http://127\.0\.0\.1:\d+", said):
            return found.group()
    raise AssertionError(f"the demo never said where it is; it said: {said}")


@pytest.fixture(scope="module")
def demo() -> Iterator[str]:
    command = [sys.executable, "-m", "bot", "demo", "--no-browser"]
    running = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    try:
        yield address_of(running)
    finally:
        running.send_signal(signal.SIGINT)
        running.wait(30)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    if not CHROMIUM.exists():
        pytest.skip(f"{CHROMIUM} is missing: install Debian's chromium")
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=str(CHROMIUM), args=list(ARGS))
        yield browser
        browser.close()


@pytest.fixture
def screen(demo: str, chromium: Browser) -> Iterator[Screen]:
    """The demo's page, 1280 px wide; whatever it complains of fails the test."""
    page = chromium.new_page(viewport={"width": 1280, "height": 900}, locale="en-GB", timezone_id="UTC")
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda line: complaints.append(line.text) if line.type == "error" else None)
    page.goto(demo)
    yield Screen(page)
    with_error = [line for line in complaints if "422" not in line]
    try:
        page.close()
    except Error as error:
        with_error.append(str(error))
    assert with_error == []

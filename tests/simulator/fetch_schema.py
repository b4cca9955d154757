"""Fetches the Bot API's schema, as aiogram's authors keep it in their source distribution, into .venv/schema/.

Run by `make setup`; the archive must have the pinned hash, and only the one file is taken out of it.
"""

from __future__ import annotations

import hashlib
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

VERSION = "3.31.0"
SHA256 = "f2c5064fe52d88898c86af62261c405440a014216e45dd99b2c6555a5602ce30"
INSIDE = f"aiogram-{VERSION}/.butcher/schema/schema.json"
TARGET = Path(__file__).resolve().parents[2] / ".venv" / "schema" / f"bot-api-aiogram-{VERSION}.json"


def download(folder: str) -> Path:
    """The source archive, through pip and its index."""
    pip = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check"]
    source = ["--no-deps", "--no-build-isolation", "--no-binary", "aiogram", "--dest", folder, f"aiogram=={VERSION}"]
    subprocess.run(pip + source, check=True, timeout=300)
    return Path(folder, f"aiogram-{VERSION}.tar.gz")


def main() -> int:
    """Fetch it unless it is there."""
    if TARGET.exists():
        return 0
    with tempfile.TemporaryDirectory() as folder:
        archive = download(folder)
        found = hashlib.sha256(archive.read_bytes()).hexdigest()
        if found != SHA256:
            print(
                f"aiogram's source has the hash {found}, not the pinned one: nothing was taken from it.",
                file=sys.stderr,
            )
            return 1
        with tarfile.open(archive) as opened:
            schema = opened.extractfile(INSIDE)
            content = schema.read() if schema else b""
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    TARGET.write_bytes(content)
    return 0


if __name__ == "__main__":
    sys.exit(main())

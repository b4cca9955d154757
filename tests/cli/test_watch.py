"""`amparo watch` by its own words: what it refuses before it listens."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Shell

KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIDwCoK9Od9QUGn20r8nGvuJnh4raXuhdDTpew8MxuGCe"


@pytest.mark.parametrize(("more", "words"), [
    ((), "Say how to ring: --command, --wake or --mail."),
    (("--command", "true", "--bind", "nowhere"), "--bind is host:port."),
    (("--mail",), "--mail needs a mail server and operators"),
    (("--wake", "https://push.example.org"), "--wake needs --wake-secret-file."),
    (("--wake", "https://push.example.org", "--wake-secret-file", "gone"), "gone cannot be read."),
])  # fmt: skip
def test_what_could_not_ring_is_refused(more: tuple[str, ...], words: str, shell: Shell, home: Path) -> None:
    """A watch that would listen and never ring anybody does not start."""
    done = shell("watch", "--key", KEY, *more)
    assert (done.exit_code, words in done.stderr) == (2, True), done.output

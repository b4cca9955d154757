"""A wake channel as a command makes it: an address that is safe to call, and a secret that is shown once."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import typer

from bot.alerts import waking
from bot.cli.shell import misused
from referrals.vault import wake_secret

Json = dict[str, Any]


def channel_of(url: str, kind: str = waking.PUSH) -> Json | None:
    """A wake channel as an officer's row holds it, with a new secret; None without an address."""
    if kind not in waking.BODIES:
        misused(f"Use: --kind {' or --kind '.join(waking.BODIES)}.")
    if url and not safe(url):
        misused("Use https://, or http:// for this machine or an onion address.")
    return {"url": url, "kind": kind, "secret": wake_secret()} if url else None


def say_secret(channel: Json | None) -> None:
    """Show a channel's secret, this once."""
    if channel is None:
        return
    typer.echo(f"Secret of this channel, shown once: {channel['secret']}")
    typer.echo(
        "Each ring carries X-Bell-Time and X-Bell-Signature: HMAC-SHA256 of the time, a point and the body, in hex.\n"
        "The bot tests it by day, and the officer answers in the chat. Then it counts.",
        err=True,
    )


def safe(url: str) -> bool:
    """Whether a ring can travel there: with TLS, or within this machine, or over onion."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    near = host in ("localhost", "127.0.0.1", "::1") or host.endswith(".onion")
    return bool(host) and (parts.scheme == "https" or (parts.scheme == "http" and near))

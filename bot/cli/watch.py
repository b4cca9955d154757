"""`amparo watch`: the heartbeat's other end, on any other machine. It rings when the bot fell silent.

It needs the bot's public line and nothing else of it. How it rings is chosen here: a command of the operator's, a wake
channel, mail. All of them are tried each time, and none of them is told anything but one word.
"""

from __future__ import annotations

import asyncio
import contextlib
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Final

import aiohttp
import typer

from bot.alerts import letters
from bot.alerts.waking import PUSH, request_of
from bot.cli.shell import misused
from bot.clock import Clock, SystemClock
from bot.settings import bind_host, load
from bot.web.listening import Listener
from bot.web.watching import SILENCE, Watch, watch_app
from referrals.vault import WELL

LOOK: Final = 5.0
SECONDS: Final = 20
Ring = Callable[[str], bool]


def watch(
    key: Annotated[str, typer.Option("--key", help="The bot's public line, as amparo doctor prints it.")],
    bind: Annotated[str, typer.Option("--bind", help="Where beats arrive.")] = "127.0.0.1:8090",
    silence: Annotated[int, typer.Option("--silence", min=2, help="Seconds without a beat.")] = SILENCE,
    command: Annotated[
        str, typer.Option("--command", help="Run this in a shell; $1 is silent, card_only or well.")
    ] = "",
    wake: Annotated[str, typer.Option("--wake", help="Push to this wake channel.")] = "",
    wake_secret_file: Annotated[
        Path | None, typer.Option("--wake-secret-file", help="The file with the channel's secret.")
    ] = None,
    mail: Annotated[bool, typer.Option("--mail", help="Mail the operators that amparo.toml names.")] = False,
) -> None:
    """Ring when the bot's heartbeat stops or tells of trouble; run it on another machine."""
    if not key.startswith("ssh-ed25519 "):
        misused("--key is a line that begins with ssh-ed25519. On the bot's machine: amparo doctor")
    if bind_host(bind) is None:
        misused("--bind is host:port. Write it like 127.0.0.1:8090.")
    rings: list[Ring] = []
    if command:
        rings.append(lambda word: _run(command, word))
    if wake:
        if wake_secret_file is None:
            misused("--wake needs --wake-secret-file.")
        secret = _secret(wake_secret_file)
        rings.append(lambda word: word == WELL or asyncio.run(_push(wake, secret)))
    if mail:
        told = load().mail
        if not (told.host and told.operators):
            misused("--mail needs a mail server and operators: [mail] in amparo.toml here.")
        rings.append(lambda word: word == WELL or letters.send(told, told.operators))
    if not rings:
        misused("Say how to ring: --command, --wake or --mail.")
    clock = SystemClock()
    asyncio.run(_serve(Watch(" ".join(key.split()[:2]), clock, silence=silence), bind, rings))


def _secret(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        misused(
            f"{path} cannot be read. --wake-secret-file is the file with the secret that amparo officer wake showed."
        )


async def _serve(watching: Watch, bind: str, rings: list[Ring]) -> None:
    server = Listener(watch_app(watching), bind, "--bind", signals=True)
    looking = asyncio.create_task(_look(watching, rings))
    typer.echo(f"Listening on {bind}.")
    try:
        await server.serve()
    finally:
        looking.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await looking


async def _look(watching: Watch, rings: list[Ring]) -> None:
    while True:
        word = watching.due()
        if word is not None:
            done = [await asyncio.to_thread(_tried, ring, word) for ring in rings]
            typer.echo(f"{word}: rang {sum(done)} of {len(done)} ways.")
        await asyncio.sleep(min(LOOK, watching.silence / 2))


def _tried(ring: Ring, word: str) -> bool:
    try:
        return ring(word)
    except Exception:  # one way that fails must not keep the others from ringing
        return False


def _run(command: str, word: str) -> bool:
    # The operator's own words, given on this machine; `$1` in them is one of three words of ours.
    words = ["/bin/sh", "-c", command, "watch", word]
    done = subprocess.run(words, timeout=SECONDS, check=False, stdin=subprocess.DEVNULL)  # noqa: S603
    return done.returncode == 0


async def _push(url: str, secret: str, clock: Clock | None = None) -> bool:
    body, headers = request_of({"kind": PUSH, "secret": secret}, (clock or SystemClock()).now())
    timeout = aiohttp.ClientTimeout(total=SECONDS)
    async with (
        aiohttp.ClientSession(timeout=timeout, trust_env=False) as session,
        session.post(url, data=body, headers=headers, allow_redirects=False) as answer,
    ):
        return 200 <= answer.status < 300

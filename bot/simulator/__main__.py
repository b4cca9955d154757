"""Run the simulator alone: `python -m bot.simulator --bot defenders=123:abc --bot officers=456:def`."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import sys

from bot.simulator.config import PageConfig, Side
from bot.simulator.simulator import Simulator

_TOKENS = {
    "defenders": "700001:AAInventedTokenOfTheDefendersBot_0001",
    "officers": "700002:AAInventedTokenOfTheOfficersBot__0002",
}


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bot.simulator", description=__doc__)
    parser.add_argument("--port", type=int, default=8081)
    parser.add_argument("--bot", action="append", default=[], metavar="NAME=TOKEN", help="one for each bot")
    parser.add_argument("--panel", help="loopback address of JSON rows: what the server can read")
    parser.add_argument("--opener", help="loopback address that opens a document as an officer")
    return parser.parse_args()


async def _serve(port: int, tokens: dict[str, str], panel: str | None, opener: str | None) -> None:
    keys = list(tokens)
    sides = (Side("defender", keys[0], "Defender 1"), Side("officer", keys[-1], "Officer 1"))
    page = PageConfig("Demo on this computer", sides, panel, opener)
    async with Simulator(tokens, page) as simulator:
        await simulator.start(port)
        lines = [f"Phones:  {simulator.url}/"] + [f"Bot API: {simulator.url}/bot{token}/" for token in tokens.values()]
        sys.stdout.write("\n".join(lines) + "\n")
        sys.stdout.flush()
        await simulator.wait()


def main() -> None:
    """Serve until interrupted."""
    asked = _arguments()
    tokens = dict(pair.split("=", 1) for pair in asked.bot) or _TOKENS
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(_serve(asked.port, tokens, asked.panel, asked.opener))


if __name__ == "__main__":
    main()

"""What the demo stands on: its settings, and the numbers and checks of places that were made up for it.

All of it lies in the demo's own folder. It knows no chat and runs nothing.
"""

from __future__ import annotations

import json
import secrets
from datetime import date
from pathlib import Path
from typing import Any, Final

from bot import shelf
from bot.settings import Fields, Ladder, Organisation, Problem, Settings, SettingsRefused, load
from referrals.directory import Check

NOTES: Final = "notes"
"""The simulator's name of the defenders' bot; a bot's name tells nothing."""
DESK: Final = "desk"
"""And of the officers'."""

COUNTRIES: Final = ("CO", "EG", "GT", "HN", "KE", "LB", "MX", "NG", "PH", "SD", "UG", "YE")
_NUMBERS: Final = {"police": "555 0101", "ambulance": "555 0102", "trusted_line": "555 0103"}
_BY: Final = "nobody: invented for the demo"
PLACES: Final = (
    "accessnow-helpline", "ddp", "iachr-pm", "lifeline", "ohchr-field", "un-sp-communications", "un-sr-hrd", "unhcr",
)  # fmt: skip
"""Places shown as checked; none with a telephone number, for somebody might ring it."""


def invented_tokens() -> dict[str, str]:
    """Tokens that only this demo's simulator knows, one for each bot."""
    return {bot: f"{number}:{secrets.token_hex(20)}" for bot, number in ((NOTES, 100_001), (DESK, 100_002))}


def settings_for(folder: Path, api: str, tokens: dict[str, str], page: str = "") -> Settings:
    """The demo's settings, whatever stands in the environment; a real bot's token there is refused.

    Whoever has one there may mean `amparo run`, and no request of the demo may carry it.
    """
    given: dict[str, Any] = {
        name: one.get_default(call_default_factory=True) for name, one in Fields.model_fields.items()
    }
    given |= {
        "telegram_api": api,
        "database_url": f"sqlite:///{folder}/amparo.db",
        "keystore": folder / "keys.db",
        "page_origin": page,
        "server_key_file": folder / "server-keys.json",
        "ladder": Ladder(quiet_at=()),  # in a demo nobody waits for the morning
        "organisation": Organisation(name="Demo", country="HN", address="demo.example.org"),
    }
    own = {"bot_token": tokens[NOTES], "officer_bot_token": tokens[DESK]}
    asked = load(**{name: value for name, value in given.items() if name not in own})
    _refuse_other_bots(asked)
    return load(**given | own)


def _refuse_other_bots(asked: Settings) -> None:
    problems = [
        Problem(f"AMPARO_{name.upper()}", "a real bot's token is set.", "Unset it for the demo, or use: amparo run")
        for name, token in (("bot_token", asked.bot_token), ("officer_bot_token", asked.officer_bot_token))
        if token is not None
    ]
    if problems:
        raise SettingsRefused(problems)


def furnish(folder: Path, today: date) -> None:
    """Write the invented numbers and checks where an operator's own would lie."""
    local = folder / "local"
    local.mkdir(mode=0o700)
    for country in COUNTRIES:
        (local / f"{country}.yaml").write_text(_local(country, today), encoding="utf-8")
    shelf.write_checks(folder / "checks.yaml", [Check.made(place, _BY, today) for place in PLACES])


def _local(country: str, today: date) -> str:
    lines = ["format: 1", f"country: {country}", "numbers:"]
    for what, number in _NUMBERS.items():
        lines += [f"  - what: {what}", f'    number: "{number}"', f'    checked_on: "{today}"']
        lines += [f"    by: {json.dumps(_BY)}", "    invented: true"]
    return "\n".join(lines) + "\n"

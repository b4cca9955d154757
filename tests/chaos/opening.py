"""What an officer's own computer does with every case of a bot: fetch, and open both layers with their key."""

from __future__ import annotations

import json
from typing import Any

from bot.store import Connection, cases, parts
from bot.wiring import Service
from referrals.vault import Stripped, fetched_case, open_case, strip_part

LIVING = ("draft", "alert", "sent", "open", "quiet")


def opened_cases(service: Service, identity: str) -> dict[str, dict[str, Any]]:
    """Every case that is not being erased, opened."""

    def work(c: Connection) -> dict[str, dict[str, Any]]:
        return {row.id: _opened(c, service, row, identity) for row in cases.in_states(c, LIVING)}

    return service.parts.store.read(work)


def _opened(c: Connection, service: Service, row: cases.Case, identity: str) -> dict[str, Any]:
    now = service.clock.now()
    key = service.parts.seals.of(row.conversation)["case"]
    stripped = [
        Stripped(
            one.part, one.revision, one.roster, strip_part(key, row.id, one.part, one.revision, one.roster, one.sealed)
        )
        for one in parts.of(c, row.id)
    ]
    recipients = service.installation.roster(now).recipients(None, now)
    fetched = fetched_case(row.id, stripped, recipients, {}, "")
    opened: dict[str, Any] = json.loads(open_case(fetched, identity).reveal())
    return opened


def texts_of(opened: dict[str, Any]) -> list[str]:
    """The words of a case, in the order of their parts' numbers."""
    found = [one for one in opened["parts"] if one["part"].startswith("text-")]
    return [json_text(one) for one in sorted(found, key=lambda one: int(one["part"].partition("-")[2]))]


def json_text(one: dict[str, Any]) -> str:
    """The content of one opened part."""
    content = one["content"]
    return content if isinstance(content, str) else json.dumps(content)

"""A case as the conversation makes one: keys, routing record, parts, alert, talk; through the store and the vault."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from bot.casework.seals import seal_json
from bot.installation import Installation
from bot.store import Connection, alerts, cases, consents, conversations, officers, parts
from referrals.consents import Agreement
from referrals.vault import RosterEntry, age_keypair, lane_of, seal_part

CASE = "7K2M9QX4TB"
CONVERSATION = "00112233445566aa"
CHAT = 912345678
STORY = "They came on Tuesday. \x1b[31mRed\x1b[0m \u202eevil"
LANE = "aa" + "0" * 30


@dataclass(frozen=True)
class Officer:
    """An officer's key, as only they have it."""

    identity: str
    recipient: str


def enrol(installation: Installation, now: int, name: str = "Ana", account: int = 77, language: str = "es") -> Officer:
    """Put an active officer on the list, chat and all."""
    identity, recipient = age_keypair()
    last = installation.last_roster()
    installation.write_roster(last.successor((*last.entries, RosterEntry(name, recipient)), now))
    body = {"name": name, "recipient": recipient, "language": language, "chat": account, "invite": None}
    server = installation.keyring.active
    id_ = f"{account:016x}"
    sealed = seal_json(server.key, "officers", id_, 0, body)
    lane = lane_of(installation.keyring.index, "officers", account)
    installation.store.transact(lambda c: officers.put(c, id_, server.id, sealed, now, "active", lane)).result()
    return Officer(identity, recipient)


def make_case(
    installation: Installation, now: int, *, state: str = "sent", ringing: bool = True, keep: bool = True,
    safe: str = "any", present: bool = False, to_states: bool = False,
) -> bytes:  # fmt: skip
    """Make the case, and give its case key."""
    key = installation.keys.make(CONVERSATION)["case"]
    roster = installation.roster(now)
    found = {"country": "HN", "imminence": "days", "threat_types": ["death_threat"], "detained": False}
    facts = {**found, "consent": {"store": True}, "details": {"safe_hours": safe}, "triage": "T1", "stopped_at": None}
    content: list[tuple[str, bytes]] = [
        ("facts", json.dumps(facts).encode()),
        ("text-1", STORY.encode()),
        ("voice-2", b"OggS voice"),
        ("reply-1", "Aquí estamos".encode()),
    ]
    routing = {
        "level": "T1", "rule": "r7", "language": "es", "safe": safe, "chat": CHAT, "lane": LANE, "easy": False,
        "chosen": [{"id": "ohchr-field", "status": "asked", "at": now}],
    }  # fmt: skip

    def work(c: Connection) -> None:
        sealed = seal_json(key, "cases", CASE, 0, routing)
        cases.put(c, CASE, CONVERSATION, LANE, "all", "case", sealed, now, state)
        touched = now if present else now - 4 * 3600
        conversations.put(c, CONVERSATION, LANE, "defenders", 1, "case", b"sealed elsewhere", touched, None, CASE)
        for n, (purpose, given) in enumerate(
            {"keep": keep, "contact": safe != "never", **({"state_contact": True} if to_states else {})}.items()
        ):
            agreed = Agreement(f"{n:016x}", purpose, given, "core/consent/text", "0" * 64, "es", now).to_plain()
            consents.put(
                c, agreed["id"], CONVERSATION, CASE, seal_json(key, "consents", agreed["id"], 0, {"n": n, **agreed})
            )
        for part, data in content:
            about = {"kind": "voice"} if part.startswith("voice") else None
            age = seal_part(key, CASE, part, 1, roster.hash, roster.recipients(None, now), data, about)
            parts.put(c, CASE, part, 1, age, roster.hash, len(age), now)
        if ringing:
            add_alert(c, key, now)

    installation.store.transact(work).result()
    return key


def add_alert(c: Connection, key: bytes, now: int, id_: str = "a" * 16) -> None:
    """Let the case ring."""
    state: dict[str, Any] = {
        "level": "T1", "opened": now, "taken_until": None, "answered": False, "rung": 0, "more": 0,
        "brief": {"language": "es", "place": "HN", "safe": "day"},
    }  # fmt: skip
    alerts.put(c, id_, CASE, id_[:6], "case", seal_json(key, "alerts", id_, 0, state), now, due=now)

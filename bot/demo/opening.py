"""What an officer reads with their own key: a summons, and behind it the case, fetched and opened.

A case leaves the server as it does for `amparo case fetch`: recorded first, then without its outer layer, sealed to
one officer. The rest happens where the officer's key is; here that is the same process, and nowhere else.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final

from bot.casework.tools import new_id
from bot.demo.officers import Officer
from bot.desk import opening
from bot.store import Connection, cases, record
from bot.wiring import Service
from bot.wording import Words
from referrals.case import Facts
from referrals.errors import SealBroken, VaultError
from referrals.record import to_hour
from referrals.vault import open_case, open_summons

Json = dict[str, Any]
URGENCY: Final = {"T0": "now", "T1": "in hours", "T2": "in days", "T3": "in weeks", "TX": "not for this service"}
WRITE_FIRST: Final = {
    "any": "yes, at any time",
    "day": "yes, by day",
    "evening": "yes, in the evening",
    "never": "only when they write first",
}
_UNASKED: Final = Facts.from_answers({}, "en").to_json()
GONE: Final = "It cannot be fetched any more: the person took it back, or its key was destroyed."


def read(service: Service, officer: Officer, document: bytes) -> Json:
    """Everything that this officer reads in one document of their chat; `VaultError` if their key does not open it."""
    words = service.parts.tools.words
    try:
        told = json.loads(open_summons(document, officer.identity).reveal())
    except SealBroken:  # it is no summons: what *Open* sent is the case itself
        return {"The case": _case(json.loads(open_case(document, officer.identity).reveal()), words)}
    try:
        fetched = service.parts.store.transact(lambda c: _fetch(c, service, told["case"], officer)).result()
    except VaultError:
        fetched = None
    case: Json | str = GONE
    if fetched is not None:
        case = _case(json.loads(open_case(fetched, officer.identity).reveal()), words)
    return {"The summons": _summons(told, words), "The case, fetched and opened": case}


def _fetch(c: Connection, service: Service, case_id: str, officer: Officer) -> bytes | None:
    case = cases.get(c, case_id)
    if case is None or case.sealed is None:
        return None
    seals, now = service.parts.seals, service.clock.now()
    record.add(c, new_id(), "case.fetched", "operator", case_id, to_hour(now), "demo")
    return opening.fetched(c, seals, case, (officer.recipient,), now)


def _summons(told: Json, words: Words) -> Json:
    hour = datetime.fromtimestamp(told["hour"], UTC)
    return {
        "Urgency": f"{told['urgency']}, {URGENCY.get(told['urgency'], '')}",
        "Language": words.language_name(told["language"], "en"),
        "Where": _place(told["place"], words),
        "May we write first": WRITE_FIRST.get(told["safe_contact"], "not said"),
        "Came in the hour": f"{hour:%H:%M} UTC, {hour:%d %B}",
        "Case": told["case"],
    }


def _place(code: str, words: Words) -> str:
    if not code:
        return "not said"
    return words.country_name(code, "en") if len(code) == 2 else _spoken(code)


def _case(opened: Json, words: Words) -> Json:
    by_kind: dict[str, list[Any]] = {}
    for part in opened["parts"]:
        by_kind.setdefault(part["part"].partition("-")[0], []).append(_content(part))
    facts = [_facts(one, words) if isinstance(one, dict) else one for one in by_kind.pop("facts", [])]
    names = {
        "page": "On the locked page", "pagefile": "Its file", "sealed": "Sent locked", "sealedfile": "Its own file",
        "text": "What they wrote", "voice": "Voice", "file": "Files", "reply": "What we answered",
    }  # fmt: skip
    return {"Answers": facts[-1] if facts else "none yet"} | {
        names.get(kind, _spoken(kind)): found for kind, found in by_kind.items()
    }


def _content(part: Json) -> Any:
    if part.get("closed"):
        return "sealed to another team"
    if part["encoding"] == "base64":
        size = len(base64.b64decode(part["content"]))
        about = ", ".join(str(value) for value in part["about"].values())
        return f"{about or part['part']}: {size:,} bytes"
    return part["content"]


def _facts(facts: Mapping[str, Any], words: Words) -> Json:
    told = {**facts, **facts.get("details", {}), "details": None}
    asked = {name: value for name, value in told.items() if value != _UNASKED.get(name)}
    said = {_spoken(name).capitalize(): _said(name, value, words) for name, value in asked.items()}
    return {name: value for name, value in said.items() if value}


def _said(name: str, value: Any, words: Words) -> str:
    if name == "country" and value:
        return words.country_name(value, "en")
    if isinstance(value, Mapping):
        return "; ".join(f"{_spoken(one)}: {_said(one, inner, words)}" for one, inner in value.items() if inner)
    if name in ("language", "languages") and value:
        return ", ".join(words.language_name(one, "en") for one in ([value] if isinstance(value, str) else value))
    if isinstance(value, list | tuple):
        return ", ".join(_spoken(str(one)) for one in value)
    return {True: "yes", False: "", None: ""}.get(value, _spoken(str(value)))


def _spoken(code: str) -> str:
    return code.replace("_", " ")

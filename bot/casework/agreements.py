"""What a person agreed to, in this talk and for its case: written down here, and read here before anything goes out.

Before there is a case the answers stand in the talk itself; from its making on each is a row under the case's key, with
the id and hash of the words asked, the language and the hour (F44). Which act needs which row is not known here.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from bot.casework.seals import Seals, held, open_json, seal_json
from bot.casework.tools import new_id
from bot.store import Connection, consents
from flows.definition import Release
from referrals.consents import Agreement
from referrals.record import to_hour

if TYPE_CHECKING:
    from bot.casework.turn import Turn

Json = dict[str, Any]
KEEP = "keep"


def digest(words: str) -> str:
    """The hash by which words that were agreed to are known again."""
    return hashlib.sha256(words.encode()).hexdigest()


def source_of(release: Release, text_id: str) -> str:
    """The words behind the id of a question's text; empty if this release has none."""
    flow, _, rest = text_id.partition("/")
    step = release.steps.get(f"{flow}.{rest.partition('/')[0]}")
    said = step.wordings() if step is not None else ()
    return next((text.source for text in said if text.id == text_id), "")


def made(turn: Turn, purpose: str, given: bool, text_id: str, text_hash: str, **more: Any) -> Agreement:
    """One answer as it was given now, not written anywhere yet."""
    writer = turn.facts().details.get("writer", "self")
    return Agreement(
        new_id(), purpose, given, text_id, text_hash, turn.language, to_hour(turn.now),
        "self" if writer == "self" else "for", **more,
    )  # fmt: skip


def note(turn: Turn, purpose: str, given: bool, text_id: str, text_hash: str, **more: Any) -> Agreement:
    """Write one answer down; any earlier one for this purpose and recipient no longer counts."""
    row = made(turn, purpose, given, text_id, text_hash, **more)
    if turn.talk.case is None:
        turn.change(agreed=(*turn.talk.agreed, row))
    else:
        put(turn.c, turn.seals, turn.id, turn.talk.case, row, turn.now)
    return row


def settle(turn: Turn, case: str) -> None:
    """Hand the talk's answers to its case, once there is one."""
    for row in turn.talk.agreed:
        put(turn.c, turn.seals, turn.id, case, row, turn.now)
    turn.change(agreed=())


def put(c: Connection, seals: Seals, conversation: str, case: str, row: Agreement, now: int) -> None:
    """Seal one answer to a case, after taking back the one that it replaces."""
    take_back(c, seals, conversation, row.purpose, now, row.recipient)
    number = len(consents.of(c, conversation))
    sealed = seal_json(_key(seals, conversation), "consents", row.id, 0, {"n": number, **row.to_plain()})
    consents.put(c, row.id, conversation, case, sealed)


def of(c: Connection, seals: Seals, conversation: str) -> list[Agreement]:
    """A case's answers, oldest first."""
    return [Agreement.from_plain(_said(plain)) for _, plain in _read(c, seals, conversation)]


def take_back(
    c: Connection, seals: Seals, conversation: str, purpose: str, now: int, recipient: str | None = None
) -> int:
    """Take back what was agreed for a purpose, to one recipient or to all; gives how many rows that were."""
    done = 0
    for row, plain in _read(c, seals, conversation):
        same = plain["purpose"] == purpose and recipient in (None, plain["recipient"])
        if same and plain["withdrawn"] is None:
            after = {**plain, "withdrawn": to_hour(now)}
            sealed = seal_json(_key(seals, conversation), "consents", row.id, row.revision + 1, after)
            consents.change(c, row, sealed)
            done += 1
    return done


def given(found: list[Agreement]) -> dict[str, bool]:
    """What counts now: purpose and whether it was given."""
    return {row.purpose: row.given for row in found if row.withdrawn is None and not row.recipient}


def words_now(release: Release) -> Mapping[str, str]:
    """The hash of each text that a consent can be asked with, as this release has it."""
    return {
        text.id: digest(text.source)
        for step in release.steps.values()
        if step.ask is not None and any(one.consent for one in step.ask.choices)
        for text in step.wordings()
    }


def kept(found: list[Agreement]) -> bool:
    """Whether the person agreed that their case be kept."""
    return given(found).get(KEEP, False)


def _read(c: Connection, seals: Seals, conversation: str) -> list[tuple[consents.Consent, Json]]:
    """Every row with what it says, oldest first: their order is sealed with them."""
    key = _key(seals, conversation)
    found = [
        (row, open_json(key, "consents", row.id, row.revision, held(row.sealed)))
        for row in consents.of(c, conversation)
    ]
    return sorted(found, key=lambda one: int(one[1]["n"]))


def _said(plain: Json) -> Json:
    return {name: value for name, value in plain.items() if name != "n"}


def _key(seals: Seals, conversation: str) -> bytes:
    return seals.of(conversation)["case"]

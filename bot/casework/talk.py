"""A talk as the bot keeps it: the engine's session and the few facts of this chat that the engine must not know.

One sealed column holds all of it (DESIGN 5): step names are answers, so the trail is sealed too. Which key seals it
says how far the person has gone: an epoch's key before the first stored answer, the draft key from then on.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from typing import Any, Final

from flows.session import Session
from referrals.consents import Agreement


@dataclass(frozen=True, slots=True, repr=False)
class Unasked:
    """A voice note, file, place or contact that nobody asked for, until the person says what shall become of it."""

    kind: str
    message_id: int
    file_id: str | None = None
    size: int = 0
    words: str | None = None
    name: str | None = None

    def to_plain(self) -> dict[str, Any]:
        """As JSON values, for the sealed column."""
        return {
            "k": self.kind,
            "m": self.message_id,
            "f": self.file_id,
            "z": self.size,
            "w": self.words,
            "n": self.name,
        }

    @classmethod
    def from_plain(cls, plain: dict[str, Any]) -> Unasked:
        """The inverse of `to_plain`."""
        return cls(plain["k"], plain["m"], plain["f"], plain["z"], plain["w"], plain.get("n"))


_SELDOM: Final = (
    "chapter", "suggested", "chosen", "hidden", "accounts", "joined", "number", "stopped", "hour_at", "visit", "owned",
    "following",
)  # fmt: skip
"""Plain values that most talks do not have; they are written only where there is something to write."""


@dataclass(frozen=True, slots=True, repr=False)
class Talk:
    """One person's talk: the session, where to write back, and what it has led to."""

    session: Session
    chat: int
    screen: int | None = None
    """The row of the screen whose buttons are live."""
    case: str | None = None
    alert: str | None = None
    sent: int = 0
    """When the case was sent; 0 for not yet."""
    guest: bool = False
    known: int = 0
    """When the word was last typed; 0 for never."""
    chapter: int = 0
    """How often the coded answers were forgotten here; what is answered later is a part of its own."""
    words: int = 0
    """How many text parts the case holds from this chat."""
    suggested: tuple[str, ...] = ()
    """Countries offered after a typed name that was not plain."""
    easy: bool = False
    """New messages and numbers instead of edits and buttons."""
    unasked: tuple[Unasked, ...] = ()
    chosen: tuple[str, ...] = ()
    """Mechanisms that the person asked an officer to prepare."""
    hidden: tuple[str, ...] = field(default=())
    """Mechanisms that the person set aside."""
    accounts: tuple[str, ...] = ()
    """Lanes of the account whose contact was sent, to be found there by its word."""
    joined: str = ""
    """The locked talk of the same chat whose alert this one called again, without its word."""
    number: int = 0
    """The number that parts from here have in that talk's case."""
    agreed: tuple[Agreement, ...] = ()
    """What was agreed or refused before there is a case to hold it."""
    stopped: str = ""
    """The step at which the person fell silent, if officers were called for that."""
    hour_at: int = 0
    """When the person said what o'clock it is."""
    seen: tuple[tuple[str, int], ...] = ()
    """Contacts that were shown before there was a case, and when; the case's routing record holds them from then on."""
    visit: bool = False
    """Opened by the knock without a word: for the one question that waits, and nothing behind it."""
    owned: int = 0
    """When the person was last told that we had not been reachable."""
    following: str = ""
    """The name of the talk whose first screen was shown after an outage: its buttons count when this one is locked."""

    def to_bytes(self) -> bytes:
        """Canonical JSON; the vault pads and seals it."""
        plain = {
            "s": self.session.to_json(),
            "chat": self.chat,
            "screen": self.screen,
            "case": self.case,
            "alert": self.alert,
            "sent": self.sent,
            "guest": self.guest,
            "known": self.known,
            "words": self.words,
            "easy": self.easy,
        }
        plain |= {name: value for name in _SELDOM if (value := getattr(self, name))}
        if self.unasked:
            plain["unasked"] = [one.to_plain() for one in self.unasked]
        if self.seen and self.case is None:
            plain["seen"] = [list(one) for one in self.seen]
        if self.agreed:
            plain["agreed"] = [one.to_plain() for one in self.agreed]
        return json.dumps(plain, separators=(",", ":"), ensure_ascii=False).encode()

    @classmethod
    def from_bytes(cls, data: bytes) -> Talk:
        """The inverse of `to_bytes`."""
        plain = json.loads(data)
        return cls(
            Session.from_json(plain["s"]),
            plain["chat"],
            plain["screen"],
            plain["case"],
            plain["alert"],
            plain["sent"],
            plain["guest"],
            plain["known"],
            plain.get("chapter", 0),
            plain["words"],
            tuple(plain.get("suggested", ())),
            plain["easy"],
            tuple(Unasked.from_plain(one) for one in plain.get("unasked", ())),
            tuple(plain.get("chosen", ())),
            tuple(plain.get("hidden", ())),
            tuple(plain.get("accounts", ())),
            plain.get("joined", ""),
            plain.get("number", 0),
            tuple(Agreement.from_plain(one) for one in plain.get("agreed", ())),
            plain.get("stopped", ""),
            plain.get("hour_at", 0),
            seen=tuple((one, at) for one, at in plain.get("seen", ())),
            visit=plain.get("visit", False),
            owned=plain.get("owned", 0),
            following=plain.get("following", ""),
        )

    def with_(self, **changes: Any) -> Talk:
        """A copy with these values changed."""
        return replace(self, **changes)

"""The roster: whom parts are sealed to, as one line of canonical JSON with signatures under it.

    {"entries":[…],"format":1,"previous":…,"signers":[…],"threshold":1,"valid_until":…,"version":3}
    -----BEGIN SSH SIGNATURE-----        over that first line with its line end,
    …                                    namespace amparo-roster@v1

so that `head -n1 roster | ssh-keygen -Y verify -n amparo-roster@v1 …` checks it without any program of ours.
State *single*: the host key that `init` makes is the one signer; then this server alone can add a reader, and
`doctor` says so. State *dual* (threshold 2, signers with their own keys) and post-quantum recipients have their
fields here and are refused until they are built. This file knows neither files, clocks nor the key store: the
highest version seen and the time are handed in.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from typing import Any, Final

from referrals.errors import NoRecipient, RosterRefused, SealBroken
from referrals.vault import primitives

FORMAT: Final = 1
NAMESPACE: Final = "amparo-roster@v1"
CLASS: Final = "x25519"
VALID_FOR: Final = 60 * 86_400

_END: Final = "-----END SSH SIGNATURE-----\n"


@dataclass(frozen=True, slots=True)
class Entry:
    """One officer who may be sealed to: the name officers use, the age recipient, the teams, and until when."""

    name: str
    recipient: str
    teams: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()
    until: int | None = None
    kind: str = CLASS

    def valid(self, now: int) -> bool:
        """Tell whether this officer may still be sealed to."""
        return self.until is None or now < self.until


@dataclass(frozen=True, slots=True)
class Roster:
    """One version of the list; the next names this one's hash, so that none can be left out or put between."""

    version: int
    previous: str
    valid_until: int
    threshold: int
    signers: tuple[str, ...]
    entries: tuple[Entry, ...]

    @classmethod
    def first(cls, host_public: str, entries: Iterable[Entry], now: int) -> Roster:
        """Make version 1 in state *single*: the host key alone signs."""
        return cls(1, "", now + VALID_FOR, 1, (host_public,), tuple(entries))

    def successor(self, entries: Iterable[Entry], now: int) -> Roster:
        """Make the next version, chained to this one and valid for sixty days more."""
        return replace(
            self, version=self.version + 1, previous=self.hash, valid_until=now + VALID_FOR, entries=tuple(entries)
        )

    @property
    def line(self) -> bytes:
        """The canonical line: what is signed and hashed."""
        data = {"format": FORMAT, **asdict(self)}
        text = json.dumps(data, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return text.encode() + b"\n"

    @property
    def hash(self) -> str:
        """SHA-256 of the canonical line; every part names the roster it was sealed to by it."""
        return primitives.digest(self.line)

    def sign(self, seed: bytes) -> str:
        """Give the whole file: the line, and one signature. Every recipient is checked before it is signed for."""
        for entry in self.entries:
            primitives.check_recipient(entry.recipient)
        return self.line.decode() + primitives.ssh_sign(seed, self.line, NAMESPACE)

    @classmethod
    def parse(cls, text: str, host_public: str, *, now: int, highest: int = 0) -> Roster:
        """Read a roster that may be sealed to, or raise `RosterRefused`.

        (1) The line is read strictly and is the canonical form of what it says; nothing stands unsigned beside it.
        (2) State and class are ones that this version can keep.
        (3) Every signature holds over the very line, and its key is a signer; enough different ones are there.
        (4) The version is not below the highest one ever seen: an old backup brings no removed officer back.
        (5) It has not expired. (6) Every recipient is a plain one, and no name or recipient stands twice.
        The caller MUST keep the version in the key store afterwards, and check `succeeds` when it holds an earlier one.
        """
        line, signatures = _split(text)
        roster = _read(line)
        if roster.line != line.encode():  # (1)
            raise RosterRefused("not written canonically")
        if roster.threshold != 1 or roster.signers != (host_public,):  # (2)
            raise RosterRefused("signed by a stranger, or in a state that this version does not keep")
        if any(entry.kind != CLASS for entry in roster.entries):
            raise RosterRefused("a recipient of a class that this version does not seal to")
        if len({_signer(one, roster) for one in signatures}) < roster.threshold:  # (3)
            raise RosterRefused("not signed by enough signers")
        if roster.version < highest:  # (4)
            raise RosterRefused("older than one already seen")
        if now >= roster.valid_until:  # (5)
            raise RosterRefused("expired")
        _check_entries(roster.entries)  # (6)
        return roster

    def succeeds(self, earlier: Roster) -> bool:
        """Tell whether this is the version right after `earlier`."""
        return self.version == earlier.version + 1 and self.previous == earlier.hash

    def recipients(self, team: str | None, now: int) -> tuple[str, ...]:
        """Give the recipients of a team (`None`: of all); nobody is `NoRecipient`, never an empty seal."""
        found = tuple(e.recipient for e in self.entries if e.valid(now) and (team is None or team in e.teams))
        if not found or now >= self.valid_until:
            raise NoRecipient("no officer with a valid key")
        return found

    def circle(self, team: str, now: int) -> tuple[Entry, ...]:
        """Who reads a case of this team: those with its mark; where nobody has it, everybody.

        A child's case that nobody was marked for is better read by any officer than by none; `doctor` says so.
        """
        valid = tuple(entry for entry in self.entries if entry.valid(now))
        return tuple(entry for entry in valid if team in entry.marks) or valid

    def readers(self, team: str, now: int) -> tuple[str, ...]:
        """The recipients of a case of this team; nobody is `NoRecipient`, never an empty seal."""
        found = tuple(entry.recipient for entry in self.circle(team, now))
        if not found or now >= self.valid_until:
            raise NoRecipient("no officer with a valid key")
        return found

    def recipient_of(self, name: str, now: int) -> str:
        """Give the recipient of one officer who may still be sealed to."""
        found = next((entry.recipient for entry in self.entries if entry.name == name and entry.valid(now)), None)
        if found is None or now >= self.valid_until:
            raise NoRecipient("this officer has no valid key")
        return found


def _split(text: str) -> tuple[str, list[str]]:
    line, end, rest = text.partition("\n")
    signatures = rest.split(_END)
    if not end or signatures.pop() or not signatures:
        raise RosterRefused("not signed")
    return line + end, [signature + _END for signature in signatures]


def _signer(signature: str, roster: Roster) -> str:
    try:
        signer = primitives.ssh_signer(signature, roster.line, NAMESPACE)
    except SealBroken:
        raise RosterRefused("an entry is not covered by the signature") from None
    if signer not in roster.signers:
        raise RosterRefused("signed by a stranger")
    return signer


def _read(line: str) -> Roster:
    try:
        data = json.loads(line)
        if data.pop("format") != FORMAT:
            raise RosterRefused("of a format that this version does not know")
        entries = tuple(_entry(entry) for entry in data.pop("entries"))
        signers = tuple(data.pop("signers"))
        roster = Roster(entries=entries, signers=signers, **data)
        numbers = (roster.version, roster.valid_until, roster.threshold)
        if any(type(number) is not int for number in numbers) or roster.version < 1:
            raise ValueError
        return roster
    except (AttributeError, KeyError, TypeError, ValueError, RecursionError):
        raise RosterRefused("not a roster") from None


def _entry(data: dict[str, Any]) -> Entry:
    entry = Entry(**{**data, "teams": tuple(data["teams"]), "marks": tuple(data["marks"])})
    texts = (entry.name, entry.recipient, entry.kind, *entry.teams, *entry.marks)
    if not all(isinstance(text, str) for text in texts) or not isinstance(entry.until, int | None):
        raise ValueError
    return entry


def _check_entries(entries: tuple[Entry, ...]) -> None:
    for entry in entries:
        try:
            primitives.check_recipient(entry.recipient)
        except NoRecipient:
            raise RosterRefused("a recipient is not a plain age1… line") from None
    if len({e.name for e in entries}) != len(entries) or len({e.recipient for e in entries}) != len(entries):
        raise RosterRefused("a name or a recipient stands twice")

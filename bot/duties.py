"""What the leader owes at every beat: rings, timers, the record's chain, retention, epochs, reconciling, copies.

Each duty is one short transaction that may be repeated: a leader that dies in the middle leaves it to the next. None
waits for the network. A duty that fails is reported and tried again at the next beat; it never stops the others.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from bot.alerts import digest, ringing
from bot.alerts import shifts as asking
from bot.casework import leaving, measured, resealing
from bot.casework.alone import alone
from bot.casework.guests import MEMORY
from bot.casework.seals import Seals
from bot.casework.tools import Tools, new_id
from bot.conversation import agenda, closing, corrections, signs, thrift
from bot.store import Connection, Store, cases, conversations, inbox, reconcile, record, screens, timers, words
from bot.store.keystore import KeyStore
from referrals import record as chain
from referrals.record import Entry, to_hour

OnFault = Callable[[str], None]
MINUTE: Final = 60
HOUR: Final = 60 * MINUTE
OWN: Final = ("draft", "case")
"""What a talk's row names where the key store holds keys of its own for it."""
UNNAMED: Final = HOUR
"""How long a key may exist that no row names: its transaction never committed."""


@dataclass(frozen=True)
class Duties:
    """The leader's standing work over one store and one key store."""

    store: Store
    tools: Tools
    seals: Seals
    keys: KeyStore
    on_fault: OnFault
    _corrected: dict[str, object] = field(default_factory=dict)

    def ring(self, now: int) -> int:
        """Ring what is due, move due timers into the inbox; gives how much was done."""

        def work(c: Connection) -> int:
            done = ringing.ring_due(c, self.tools, self.seals, now, self.on_fault)
            with alone(c, self.on_fault, "dates"):
                done += agenda.come(c, self.tools, self.seals, now, self.on_fault)
            with alone(c, self.on_fault, "timers"):
                done += timers.fire(c, now)
            return done

        return self.store.transact(work).result()

    def steady(self, now: int) -> int:
        """Notice a clock that was set back, before it silences a bell."""
        return self.store.transact(lambda c: ringing.steady(c, self.tools, self.seals, now, self.on_fault)).result()

    def keep_rota(self, now: int) -> int:
        """Ring the tests that are owed, and the leads for what nobody answered; in a crowd, give the next one."""

        def work(c: Connection) -> int:
            done = 0
            for word, owed in (("shifts", asking.ask_due), ("digest", digest.send_due), ("wakes", asking.test_wakes)):
                with alone(c, self.on_fault, word):
                    done += owed(c, self.tools, now)
            with alone(c, self.on_fault, "crowd"):
                done += ringing.follow(c, self.tools, self.seals, now, self.on_fault)
            return done

        return self.store.transact(work).result()

    def link(self, now: int) -> int:
        """Chain what was written down since the last second, in the order of its commit."""
        del now
        return self.store.transact(link_record).result()

    def forget(self, now: int) -> int:
        """Let go of everything whose time has come: talks, drafts, draft keys, alerts, old rows."""

        def work(c: Connection) -> int:
            return thrift.forget_due(c, self.tools, self.seals, now, self.on_fault)

        return self.store.transact(work).result()

    def seek(self, now: int) -> int:
        """Make a task of every urgent case whose person has gone quiet."""

        def work(c: Connection) -> int:
            return signs.overdue(c, self.tools, self.seals, now)

        return self.store.transact(work).result()

    def tidy(self, now: int) -> int:
        """Forget the keys of updates handled long ago, screens that nothing is wanted of, and keys held in memory."""
        self.seals.let_go()

        def work(c: Connection) -> int:
            gone = inbox.forget_old(c, now) + screens.forget_old(c, now - 3 * 24 * HOUR) + measured.forget(c, now)
            return gone + words.forget_tries(c, now) + closing.forget_over(c, now)

        done = self.store.transact(work).result()
        return done + self._let_guests_go(now)

    def _let_guests_go(self, now: int) -> int:
        """Destroy every guest's key that seals no row any more: they read the last screen, or hid the chat."""
        idle = self.tools.guests.idle(now)
        found = {one: self.store.read(lambda c, one=one: conversations.get(c, one)) for one in idle}  # type: ignore[misc]
        gone = [one for one, row in found.items() if row is None or row.key != MEMORY]
        for one in gone:
            self.tools.guests.forget(one)
        return len(gone)

    def correct(self, now: int) -> int:
        """After something was withdrawn: tell who was shown it, each in a transaction of their own."""
        version = self.tools.withdrawals.version()
        if self._corrected.get("version", self) == version:
            return 0
        told = 0
        for case in self.store.read(corrections.due):
            told += self.store.transact(lambda c, one=case: self._correct_one(c, one, now)).result()  # type: ignore[misc]
        self._corrected["version"] = version
        return told

    def _correct_one(self, c: Connection, case: str, now: int) -> int:
        with alone(c, self.on_fault, "correction"):
            return corrections.correct(c, self.tools, self.seals, case, now)
        return 0

    def turn_epochs(self, now: int) -> int:
        """Seal survivors of old hours anew and destroy the hours' keys."""
        more = True
        free: list[str] = []
        while more:
            more, free = self.store.transact(lambda c: resealing.turn_over(c, self.tools.epochs, now)).result()
        for name in free:
            self.tools.epochs.destroy(name)
        return len(free)

    def finish_erasing(self, now: int) -> int:
        """Destroy the keys of what was marked, then delete its rows: the second and third step of every erasing."""
        del now
        begun = self.store.read(reconcile.erasing)
        for case in begun.cases:
            self._finish_case(case)
        for conversation in begun.conversations:
            self.seals.destroy(conversation)
            self.tools.guests.forget(conversation)
            self.store.transact(lambda c, one=conversation: conversations.delete_row(c, one)).result()  # type: ignore[misc]
        return len(begun.cases) + len(begun.conversations)

    def _finish_case(self, case: str) -> None:
        row = self.store.read(lambda c: cases.get(c, case))
        if row is not None:
            self.seals.destroy(row.conversation)
            self.store.transact(lambda c: cases.delete_row(c, case)).result()

    def forget_answers(self, now: int) -> int:
        """Destroy the draft key of every talk that lives under its case key: nothing needs it any more."""
        done = 0
        for name, made in self.keys.list():
            kind, _, conversation = name.partition(":")
            if (
                kind == "conversation"
                and "draft" in self.keys.halves(name)
                and self._under_case(conversation, made < now - UNNAMED)
            ):
                self.seals.destroy_draft(conversation)
                done += 1
        return done

    def _under_case(self, conversation: str, old: bool) -> bool:
        """Whether only the case's half is needed: the talk lives under it, or went when its case was closed."""
        row = self.store.read(lambda c: conversations.get(c, conversation))
        return old if row is None else row.key == "case"

    def reconcile(self, now: int) -> int:
        """Bring rows and keys together again after a kill: finish what was marked, destroy what nothing names."""
        finished = self.finish_erasing(now)
        known = self.store.read(reconcile.known)
        listed = self.keys.list()
        lost = [
            name for name, at in listed
            if name.startswith("conversation:") and name not in known and at < now - UNNAMED
        ]  # fmt: skip
        for name in lost:
            self.seals.destroy(name.partition(":")[2])
        return finished + len(lost) + self._end_keyless(known - {name for name, _ in listed}, now)

    def _end_keyless(self, names: set[str], now: int) -> int:
        """Finish as erased what a backup brought back after its key was destroyed: it would name a person for ever.

        A store that holds none of the keys is the wrong one, or was lost: then nothing is touched.
        """
        names = {one for one in names if self.store.read(lambda c, one=one: _needs_key(c, one.partition(":")[2]))}  # type: ignore[misc]
        if not names:
            return 0
        if not any(name.startswith("conversation:") for name, _ in self.keys.list()):
            self.on_fault("keys.absent")
            return 0
        ended = self.store.transact(lambda c: sum(_keyless(c, name.partition(":")[2], now) for name in names)).result()
        if ended:
            self.on_fault("rows.keyless")
        return ended + self.finish_erasing(now)


def _needs_key(c: Connection, conversation: str) -> bool:
    """Whether something is sealed under a key of this talk's own: it has a case, or a draft; a guest's has neither."""
    row = conversations.get(c, conversation)
    return bool(cases.of_conversation(c, conversation)) or (row is not None and row.key in OWN)


def _keyless(c: Connection, conversation: str, now: int) -> bool:
    """Mark what belonged to a key that is gone; False for a talk that has no key of its own yet, or is a guest's."""
    if not _needs_key(c, conversation):
        return False
    leaving.erase(c, conversation, None)
    for case in cases.of_conversation(c, conversation):
        leaving.erase(c, conversation, case.id)
        note(c, "case.keyless", now, case.id)
    return True


def link_record(c: Connection) -> int:
    """Give the newest entries of the record their place in the chain."""
    head = record.head(c)
    seq, previous = (head.seq or 0, head.hash or chain.GENESIS) if head is not None else (0, chain.GENESIS)
    events = record.unchained(c)
    for event in events:
        seq += 1
        entry = Entry(event.id, event.at, event.kind, event.about, event.who, event.detail)
        previous = chain.chain(previous, entry)
        record.chain(c, event.n, seq, previous)
    return len(events)


def note(c: Connection, kind: str, now: int, about: str = "", detail: str = "") -> None:
    """Write down what the service itself did."""
    record.add(c, new_id(), kind, "service", about, to_hour(now), detail)

"""What `amparo doctor` looks at among officers: the signed list, who can be called, the rota, and what wakes them.

Each check looks and changes nothing, like all of `doctor`'s.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from bot.alerts import waking
from bot.casework import duty
from bot.casework.facts import CHILDREN
from bot.casework.officers import ACTIVE, DISABLED, PENDING, open_officer
from bot.cli.findings import DAY, NOTE, OK, WRONG, Finding
from bot.cli.shell import Opened
from bot.store import counters, officers, shifts
from referrals.errors import RosterRefused

RENEW_BEFORE: Final = 14 * DAY


def roster(at: Opened) -> Iterator[Finding]:
    """The signed list: readable, not expired, and in which state."""
    try:
        last = at.installation.last_roster()
    except RosterRefused as fault:
        yield Finding("list of officers", WRONG, f"{fault}; nothing can be sealed", "Run: amparo officer roster renew")
        return
    left = last.valid_until - at.now
    found = f"version {last.version}, {max(0, left) // DAY} days left"
    if left <= 0:
        yield Finding("list of officers", WRONG, f"{found}: expired, nothing can be sealed",
                      "Run: amparo officer roster renew")  # fmt: skip
    elif left < RENEW_BEFORE:
        yield Finding("list of officers", NOTE, found, "Run: amparo officer roster renew")
    else:
        yield Finding("list of officers", OK, found)
    yield Finding("signers", NOTE, "state single: this server alone can add a reader",
                  "Compare amparo officer roster show with what the officers know, once a month.")  # fmt: skip
    yield from _same_people(at, {entry.recipient for entry in last.entries})


def _same_people(at: Opened, listed: set[str]) -> Iterator[Finding]:
    rows = at.store.read(officers.every)
    known = {open_officer(at.tools, row)["recipient"] for row in rows if row.state != DISABLED}
    if listed != known:
        yield Finding("list of officers", WRONG, "it names others than the officers who were added",
                      "Find out who signed it: amparo audit verify. Then: amparo officer roster renew")  # fmt: skip


def true_bot(at: Opened) -> Iterator[Finding]:
    """The words by which people know the true bot; the operator's public page shows the same ones."""
    host, words = at.installation.last_roster().signers[0], at.tools.words
    shown = "; ".join(f"{one}: {words.proof(host, one)}" for one in words.languages)
    yield Finding("true bot", OK, f"your public page shows these words: {shown}")


def people(at: Opened) -> Iterator[Finding]:
    """Whether anybody can be called."""
    rows = at.store.read(officers.every)
    active = sum(row.state == ACTIVE for row in rows)
    pending = sum(row.state == PENDING for row in rows)
    if not active:
        fix = "They press Start in the officers' bot." if pending else "Run: amparo officer add NAME --recipient age1…"
        yield Finding("officers", WRONG, f"nobody is enrolled, {pending} pending: no bell can ring", fix)
        return
    alone = "The absence of one stops the service: add another." if active == 1 else ""
    yield Finding("officers", NOTE if alone else OK, f"{active} enrolled, {pending} pending", alone)


def children(at: Opened) -> Iterator[Finding]:
    """Whether somebody is marked for what children tell, and a second adult sees it too (F29)."""
    marked = [one.name for one in at.installation.last_roster().entries if CHILDREN in one.marks and one.valid(at.now)]
    fix = "Run, for two of them at least: amparo officer mark NAME --children"
    if not marked:
        yield Finding("children", NOTE, "nobody is marked for children: every officer reads what a child tells", fix)
        return
    alone = "a second adult does not see it" if len(marked) == 1 else "and a second adult sees it"
    yield Finding("children", WRONG if len(marked) == 1 else OK, f"{len(marked)} read what a child tells, {alone}",
                  fix if len(marked) == 1 else "")  # fmt: skip


def shifts_(at: Opened) -> Iterator[Finding]:
    """Whether somebody is on duty now, and in each hour of the next seven days."""
    rows, kept = at.store.read(lambda c: (list(duty.rows_on(c).values()), shifts.kept(c)))
    if not kept:
        yield Finding("rota", NOTE, "no rota is kept: everybody is on duty at every hour",
                      "Enter shifts: amparo officer rota add NAME START END")  # fmt: skip
        return
    people_ = at.store.read(lambda c: duty.people(c, at.tools, rows, at.now))
    if not people_.on_duty:
        yield Finding("rota", WRONG, "nobody has confirmed a shift for now, so everyone is called at once",
                      "See who has this shift: amparo officer rota. They tap that they are on duty.")  # fmt: skip
    found = at.store.read(lambda c: duty.gaps(c, at.tools, at.now))
    hours_ = -(-sum(end - start for start, end in found) // 3600)
    yield Finding("gaps", WRONG if found else OK, f"{hours_} hours of the next seven days have nobody",
                  "Enter shifts: amparo officer rota add NAME START END" if found else "")  # fmt: skip


def notes(at: Opened) -> Iterator[Finding]:
    """Whether every officer opens the note of the day."""
    rows = at.store.read(lambda c: list(duty.rows_on(c).values()))
    asleep = sum(not duty.is_able(duty.body_of(at.tools, row), at.now) for row in rows)
    if not at.tools.digest_at:
        yield Finding("notes", NOTE, "no note of the day goes out, so nobody sees who cannot open",
                      "Set the quiet hours: quiet_at, in [ladder].")  # fmt: skip
    else:
        yield Finding("notes", WRONG if asleep else OK, f"{asleep} officers have opened none for three days",
                      "Call them: until they open one, their shifts do not count." if asleep else "")  # fmt: skip


def wakes(at: Opened) -> Iterator[Finding]:
    """Whether whoever has a night shift can be woken: by a channel that rang, and was answered, within seven days."""
    nightly = at.store.read(lambda c: duty.unwakeable(c, at.tools, at.now))
    fix = "Set it: amparo officer wake NAME URL. The bot tests it by day; they tap that it rang."
    found = f"{len(nightly)} officers with a night shift have no wake channel that rang within 7 days"
    yield Finding("wake channels", WRONG if nightly else OK, found, fix if nightly else "")
    failed = at.store.read(lambda c: counters.of(c, waking.FAILED)).get(str(at.now // DAY), 0)
    if failed:
        yield Finding("wake calls", NOTE, f"{failed} calls to wake channels failed today", "Check their addresses.")

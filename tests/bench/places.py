"""What a match costs over the shipped places and over five thousand, beside a bare loop and beside a database.

The floor asks of each place the three questions that no matching can leave out (who, where, which threat), with the
sets at hand. The peer asks the same three of an indexed SQLite in memory, as a directory kept in tables would. Neither
words a reason, orders anything, or says why a place is left out.
"""

from __future__ import annotations

import json
import random
import sqlite3
import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import cycle, islice
from pathlib import Path

from bot.shelf import load_directory
from referrals.case import Facts
from referrals.directory import Directory
from referrals.matching import match
from referrals.mechanism import ANY, Mechanism

TODAY = date(2026, 11, 22)
EXAMPLES = Path(__file__).parents[1] / "referrals" / "examples.json"
MANY = 5_000
GOAL = 1_000.0
LOOKS = 7

_WHO = "SELECT id FROM who WHERE code = ?"
_WHERE = "SELECT id FROM regions WHERE code IN ('global', ?)"
_THREAT = "SELECT id FROM threats WHERE code = 'any' OR code IN (SELECT value FROM json_each(?))"
_ASK = f"{_WHO} INTERSECT {_WHERE} INTERSECT {_THREAT} ORDER BY id"


@dataclass(frozen=True)
class Found:
    """Microseconds of CPU for one match over so many places, and for floor and peer."""

    entries: int
    ours: float
    floor: float
    peer: float


def measured() -> list[Found]:
    """The shipped places, then five thousand."""
    shipped = load_directory().as_if_checked(TODAY)
    return [_measured(shipped), _measured(grown(shipped, MANY))]


def grown(shipped: Directory, size: int) -> Directory:
    """So many places: the shipped ones again and again under other ids, each with threats and help of another one."""
    chance = random.Random(7)
    own = list(shipped.mechanisms)

    def made() -> Iterator[Mechanism]:
        for number, one in enumerate(islice(cycle(own), size)):
            other, third = chance.choice(own), chance.choice(own)
            id_ = one.id if number < len(own) else f"{one.id}-{number}"
            route = one.route if number < len(own) else ""
            yield replace(one, id=id_, route=route, threats=other.threats, help=third.help)

    by_id = {m.id: m for m in sorted(made(), key=lambda m: m.id)}
    return Directory(by_id, {}, shipped.triage, shipped.vocabulary).as_if_checked(TODAY)


def _measured(directory: Directory) -> Found:
    people = [Facts.from_json(one["intake"]) for one in json.loads(EXAMPLES.read_text(encoding="utf-8"))]
    words, base = directory.vocabulary, _base(directory)
    asked = [(one.kind, words.region(one.country, one.region), json.dumps(sorted(one.threat_types))) for one in people]
    rounds = max(1, 60 * 125 // len(directory.by_id))
    return Found(
        entries=len(directory.by_id),
        ours=_micros(lambda: [match(one, directory, TODAY) for one in people], rounds) / len(people),
        floor=_micros(lambda: [_floor(one, directory) for one in people], rounds) / len(people),
        peer=_micros(lambda: [base.execute(_ASK, one).fetchall() for one in asked], rounds) / len(people),
    )


def _floor(facts: Facts, directory: Directory) -> list[str]:
    here = {"global", directory.vocabulary.region(facts.country, facts.region)}
    return [
        m.id
        for m in directory.mechanisms
        if facts.kind in m.who
        and not here.isdisjoint(m.regions)
        and (ANY in m.threats or not m.threats.isdisjoint(facts.threat_types))
    ]


def _base(directory: Directory) -> sqlite3.Connection:
    base = sqlite3.connect(":memory:")
    for table, codes in (("who", "who"), ("regions", "regions"), ("threats", "threats")):
        base.execute(f"CREATE TABLE {table} (code TEXT, id TEXT, PRIMARY KEY (code, id)) WITHOUT ROWID")
        rows = [(code, m.id) for m in directory.mechanisms for code in getattr(m, codes)]
        base.executemany(f"INSERT INTO {table} VALUES (?, ?)", rows)
    return base


def _micros(call: Callable[[], object], times: int) -> float:
    """The median of several looks at so many calls, in microseconds of CPU a call."""
    looks = []
    for _ in range(LOOKS):
        began = time.process_time()
        for _ in range(times):
            call()
        looks.append((time.process_time() - began) / times * 1e6)
    return statistics.median(looks)

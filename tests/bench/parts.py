"""What single parts cost, each beside `json.loads` of the same size: a match, a seal, an opening, a step of a talk."""

from __future__ import annotations

import dataclasses
import json
import os
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from bot import catalogue
from bot.shelf import load_directory
from flows.session import Session, Tap, resume, start
from referrals.case import Facts
from referrals.matching import match
from referrals.vault import open_row, seal_row
from tests.bench.costs import LAP, TO_THE_CASE

TODAY = date(2026, 11, 22)
NOW = 1_800_000_000
EXAMPLES = Path(__file__).parents[1] / "referrals" / "examples.json"
LOOKS = 7


@dataclass(frozen=True)
class Part:
    """One line: CPU of one call in microseconds, and how often `json.loads` of as many bytes fits into it."""

    name: str
    micros: float
    bytes: int
    times_json: float


def measured() -> list[Part]:
    """Measure every part."""
    return [_match(), *_seals(), *_talk()]


def _match() -> Part:
    directory = load_directory().as_if_checked(TODAY)
    entries = [dataclasses.asdict(one) for one in directory.mechanisms]
    size = len(json.dumps(entries, default=sorted))
    people = [Facts.from_json(one["intake"]) for one in json.loads(EXAMPLES.read_text(encoding="utf-8"))]

    def every() -> None:
        for facts in people:
            match(facts, directory, TODAY)

    return _part(f"match, {len(entries)} entries", _micros(every, 2) / len(people), size)


def _seals() -> list[Part]:
    key, data = os.urandom(32), os.urandom(900)
    sealed = seal_row(key, "conversations", "0" * 16, 1, data)
    return [
        _part("seal a row", _micros(lambda: seal_row(key, "conversations", "0" * 16, 1, data), 2000), len(data)),
        _part("open a row", _micros(lambda: open_row(key, "conversations", "0" * 16, 1, sealed), 2000), len(data)),
    ]


def _talk() -> list[Part]:
    release = catalogue.release()
    session, _ = start(release, "en", NOW)
    for choice in TO_THE_CASE:
        session, _ = resume(release, session, Tap(session.seq, choice), NOW)
    size = len(session.to_json())

    def lap() -> None:
        walked: Session = session
        for choice in LAP:
            walked, _ = resume(release, walked, Tap(walked.seq, choice), NOW)

    return [_part("resume() of a talk", _micros(lap, 60) / len(LAP), size)]


def _part(name: str, micros: float, size: int) -> Part:
    text = json.dumps(_filler(size))
    return Part(name, micros, size, micros / _micros(lambda: json.loads(text), max(20, 400_000 // size)))


def _filler(size: int) -> list[Any]:
    """JSON of about this size, of the words, lists and numbers that our own is made of."""
    one = {"s": "core.happened", "a": ["death_threat", "attack"], "n": 17, "on": True, "to": None}
    return [one] * max(1, size // len(json.dumps(one)))


def _micros(call: Callable[[], object], times: int) -> float:
    """The median of several looks at so many calls, in microseconds of CPU a call."""
    looks = []
    for _ in range(LOOKS):
        began = time.process_time()
        for _ in range(times):
            call()
        looks.append((time.process_time() - began) / times * 1e6)
    return statistics.median(looks)

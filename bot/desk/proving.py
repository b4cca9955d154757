"""Who answers has proved who they are: a PIN of six digits, chosen by the officer, good for a quarter of an hour.

Digits alone are always taken as a PIN and never as words, in whatever state the chat is: a PIN typed as a reply to a
bell reaches nobody. The message leaves the chat at once, and only an Argon2id hash is kept. Words that hold six digits
somewhere are asked about before they go (`replying`), so that a sentence is no way to guess.
"""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise
from typing import Final

from bot import notices
from bot.casework import holding, officers
from bot.casework.holding import Held, Json
from bot.casework.officers import Desk, Said
from bot.casework.outside import done
from bot.store import words
from bot.store.officers import Officer
from referrals.vault import word_hash, word_matches

DIGITS: Final = 6
TRIES: Final = 5
LATE: Final = 15 * 60
"""What waited longer than this for its proof is asked about or let go of: the officer may have slept over it, or
somebody else may have left it there while they held the phone."""
_BETWEEN: Final = str.maketrans("", "", " \t\n-.\u00a0\u202f\u200e\u200f\u2066\u2067\u2068\u2069")
_SIX: Final = re.compile(rf"(?<!\d)\d(?:[ .-]?\d){{{DIGITS - 1}}}(?!\d)")


def digits_of(text: str) -> str | None:
    """The digits of a text that holds nothing else, in plain figures whatever the script; None for words."""
    plain = text.translate(_BETWEEN)
    if not plain or not plain.isdecimal():
        return None
    return "".join(str(unicodedata.decimal(one)) for one in plain)


def may_hold_pin(text: str) -> bool:
    """Whether six digits stand together somewhere in these words."""
    return _SIX.search(text) is not None


def is_proved(desk: Desk, row: Officer) -> bool:
    """Whether this officer proved who they are within the last quarter of an hour."""
    return holding.of(desk.c, desk.tools, row.id).is_proved(desk.now)


def wait(desk: Desk, row: Officer, act: Json) -> None:
    """Keep an act until its officer has proved who they are, and ask for it."""
    state = holding.of(desk.c, desk.tools, row.id)
    if state.is_full() and act["do"] in ("words", "phrase"):
        officers.say(desk, notices.OFFICER_FULL)
        return
    state = state.waiting({**act, "at": desk.now})
    if act["do"] == "pin":  # the present one is asked for, whatever was begun
        state = state.with_(asks="", first="")
    if _pin(desk, row) is None:
        state = state.with_(asks="choose", first="")
        officers.say(desk, notices.PIN_CHOOSE)
    else:
        officers.say(desk, notices.PIN_ASKED_WORDS if act["do"] == "words" else notices.PIN_ASKED)
    _keep(desk, row, state)


def choose(desk: Desk, row: Officer, first: Said | None = None) -> None:
    """Let the officer choose a PIN: after the enrolment, or in place of the one they have just proved to know."""
    state = holding.of(desk.c, desk.tools, row.id)
    _keep(desk, row, state.with_(asks="choose", first=""))
    asked: Said = (notices.PIN_CHOOSE, {})
    officers.say(desk, *(first or asked), more=asked if first is not None else None)


def forget(desk: Desk, row: Officer) -> None:
    """Forget the PIN and the proof: the account was enrolled anew."""
    words.forget(desk.c, _name(row))
    _keep(desk, row, Held())


def typed(desk: Desk, row: Officer, digits: str) -> bool:
    """Take digits as what they are; True if they proved who writes."""
    officers.delete_message(desk)
    state = holding.of(desk.c, desk.tools, row.id)
    known = _pin(desk, row)
    if known is None or (state.asks and state.is_proved(desk.now)):
        return _chosen(desk, row, state, digits)
    if len(digits) != DIGITS:
        officers.say(desk, notices.PIN_LENGTH)
        return False
    return _judged(desk, row, state, digits, known)


def _judged(desk: Desk, row: Officer, state: Held, digits: str, known: words.Word) -> bool:
    """Each try counts before it is judged; the fifth wrong one of a day is told to the other officers.

    The hash is made outside the transaction (`outside`), and not at all once no PIN is taken today.
    """
    if words.spent(known, desk.now) >= TRIES:
        officers.say(desk, notices.PIN_REFUSED)
        return False
    right = _matches(desk, digits, known.phc)
    tries = words.tried(desk.c, _name(row), desk.now)
    if right:
        words.clear(desk.c, _name(row))
        _keep(desk, row, state.with_(proved=desk.now, asks="", first=""))
        if all(act.get("asked") for act in state.waits):
            officers.say(desk, notices.PIN_RIGHT)
        return True
    officers.note(desk, "officer.pin_wrong", row.id, row.id)
    if tries < TRIES:
        officers.say(desk, notices.PIN_WRONG, {"n": str(TRIES - tries)})
        return False
    officers.note(desk, "officer.pin_refused", row.id, row.id)
    officers.say(desk, notices.PIN_REFUSED)
    officers.say_others(desk, row, notices.PIN_REFUSED_TO, {"name": officers.name_of(desk.tools, row)})
    return False


def _chosen(desk: Desk, row: Officer, state: Held, digits: str) -> bool:
    """A new PIN is typed twice: who mistypes it once would stand before a closed door at night."""
    if len(digits) != DIGITS or _is_plain(digits):
        officers.say(desk, notices.PIN_PLAIN if len(digits) == DIGITS else notices.PIN_LENGTH)
        return False
    if state.asks != "again" or not state.first:
        pepper = desk.tools.keyring.pepper
        phc = done(desk.incoming, "hash", lambda: word_hash(digits.encode(), pepper))
        _keep(desk, row, state.with_(asks="again", first=phc))
        officers.say(desk, notices.PIN_AGAIN)
        return False
    if not _matches(desk, digits, state.first):
        _keep(desk, row, state.with_(asks="choose", first=""))
        officers.say(desk, notices.PIN_DIFFERS)
        return False
    words.set_(desk.c, _name(row), state.first)
    _keep(desk, row, state.with_(proved=desk.now, asks="", first=""))
    officers.note(desk, "officer.pin_set", row.id, row.id)
    officers.say(desk, notices.PIN_KEPT)
    return True


def _matches(desk: Desk, digits: str, phc: str) -> bool:
    pepper = desk.tools.keyring.pepper
    return bool(done(desk.incoming, "match", lambda: word_matches(digits.encode(), phc, pepper)))


def _is_plain(digits: str) -> bool:
    """Whether anybody would try this first: one digit six times, or six in a row."""
    steps = {(int(after) - int(before)) % 10 for before, after in pairwise(digits)}
    return len(steps) == 1 and steps <= {0, 1, 9}


def _pin(desk: Desk, row: Officer) -> words.Word | None:
    return words.get(desk.c, _name(row))


def _name(row: Officer) -> str:
    """The name under which an officer's hash is kept, beside the words of talks."""
    return f"officer:{row.id}"


def _keep(desk: Desk, row: Officer, state: Held) -> None:
    holding.keep(desk.c, desk.tools, row.id, state, desk.now)

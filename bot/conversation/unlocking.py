"""What proves that a person may see a locked talk again: the word of their own, or a code from another phone.

A word is tried against the talks of one account only, five times a day; from another account that account must be
named too, by its contact. A code names its talk itself. Whatever is wrong is answered like any other text.
"""

from __future__ import annotations

import hmac
import random
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

from bot import notices
from bot.casework import locking
from bot.casework.outside import done
from bot.casework.turn import DEFENDERS
from bot.store import codes, conversations, screens, words
from bot.wording import Words
from flows.answers import fold
from referrals.errors import KeyGone
from referrals.vault import Code, word_hash, word_matches, word_salt, words_matching

if TYPE_CHECKING:
    from bot.casework.turn import Turn

LONGEST: Final = 64
"""No word is longer, and no longer text is tried as one."""
SHORTEST: Final = 4
"""Letters of a word of one's own; a shorter one is guessed."""
TRIES: Final = 5
"""Words tried a day, seen by the officer."""
FROM_ELSEWHERE: Final = 20
"""Words tried a day on one talk by other accounts together: more than one person needs, too few to guess with."""
FIELD: Final = "proof"
"""The field of a question whose answer is tried here and never kept."""
SHOWN: Final = 10 * 60
"""Seconds that a code stands in the chat."""
OFFERED: Final = 0
"""The shape of a word that the bot offered; of one's own, the number of its parts."""

Row = conversations.Conversation
Known = tuple[Row, words.Word]


# -- choosing


def drawn(turn: Turn, slots: Sequence[str]) -> Mapping[str, str]:
    """Words to choose from, drawn for this talk alone: four that everybody is offered would open everybody's case."""
    words_ = turn.tools.words.word(notices.WORD_LIST, turn.language, {}).split("|")
    draw = random.Random(hmac.digest(turn.tools.keyring.pepper, f"words {turn.id}".encode(), "sha256"))  # noqa: S311
    return dict(zip(slots, draw.sample(words_, len(slots)), strict=True))


def offered(given: Words, languages: Sequence[str]) -> frozenset[str]:
    """Every word that the bot may have offered to anybody."""
    return frozenset(
        fold(one) for language in languages for one in given.word(notices.WORD_LIST, language, {}).split("|")
    )


def set_word(turn: Turn, word: str, *, offered: bool = False) -> None:
    """Choose the word that opens this talk again; only its hash is kept, made outside the transaction."""
    plain = spoken(word)
    if plain:
        pepper, lane = turn.tools.keyring.pepper, turn.lane
        phc = done(turn.incoming, "hash", lambda: word_hash(plain.encode(), pepper, word_salt(pepper, lane)))
        words.set_(turn.c, turn.id, phc, OFFERED if offered else len(plain.split()))


def usable(text: str) -> bool:
    """Whether this can be kept as a word."""
    return len(spoken(text)) >= SHORTEST and Code.read(text) is None


def has_word(turn: Turn) -> bool:
    """Whether this talk can be opened again by a word."""
    return words.get(turn.c, turn.id) is not None


def spoken(word: str) -> str:
    """A word as it is compared: folded, and empty if it can be none."""
    plain = fold(word)
    return plain if len(plain) <= LONGEST and "\n" not in word else ""


# -- trying


def opened_by(turn: Turn, text: str) -> bool:
    """Whether this text opens a locked talk; if so the talk is present again, and the text leaves the chat."""
    row = _by_code(turn, text) or _by_word(turn, text, locking.parked(turn))
    if row is None:
        return False
    words.clear(turn.c, row.id)
    return _bring_back(turn, row)


def is_own(turn: Turn, text: str) -> bool:
    """Whether this is the word of the talk that stands open already; tried a few times a day, apart from the others."""
    plain, known = spoken(text), words.get(turn.c, turn.id)
    if not plain or known is None or not could_be(turn, plain, known):
        return False
    if words.tried_by(turn.c, f"own:{turn.id}", turn.now) > TRIES:
        return False
    pepper, phc = turn.tools.keyring.pepper, known.phc
    matches: bool = done(turn.incoming, "own", lambda: word_matches(plain.encode(), phc, pepper))
    if matches:
        words.clear(turn.c, f"own:{turn.id}")
    return matches


def proved(turn: Turn, text: str) -> bool:
    """*My phone was taken*: whether this text, from this account, proves a talk of another one; then it is here."""
    row = _by_code(turn, text) or _by_word_elsewhere(turn, text)
    if row is None:
        return opened_by(turn, text)
    return _bring_back(turn, row, lost=True)


def _by_code(turn: Turn, text: str) -> Row | None:
    code = Code.read(text)
    known = codes.get(turn.c, code.blind(turn.tools.keyring.pepper)) if code is not None else None
    if code is None or known is None or not code.proves(known.proof):
        return None
    row = conversations.get(turn.c, known.conversation)
    return row if row is not None and row.state == "live" and row.id != turn.id else None


def _by_word(turn: Turn, text: str, rows: Sequence[Row]) -> Row | None:
    """The talk of this person that this word opens. Only what can be its word is a try of it."""
    plain = spoken(text)
    could = [(row, known) for row, known in _known(turn, rows) if plain and could_be(turn, plain, known)]
    could = [(row, known) for row, known in could if words.spent(known, turn.now) < TRIES]
    found = _matching(turn, plain, could)
    for row, _ in () if found else could:  # the word of one case is no try of another's
        if words.tried(turn.c, row.id, turn.now) == TRIES:
            turn.guessed.append(row.id)
    return next((row for row, known in could if known.phc in found), None)


def _by_word_elsewhere(turn: Turn, text: str) -> Row | None:
    """The talk of the account whose contact was sent: its tries are counted apart, or a stranger could use them up."""
    plain, lanes = spoken(text), turn.talk.accounts
    if not plain or not lanes or turn.lane in lanes:
        return None
    rows = [row for lane in lanes for row in (*_present(turn, lane), *locking.parked(turn, lane))]
    if words.tried_by(turn.c, f"by:{turn.lane}", turn.now) > TRIES:
        return None
    could = [
        (row, known) for row, known in _known(turn, rows)
        if words.tried_by(turn.c, f"on:{row.id}", turn.now) <= FROM_ELSEWHERE
    ]  # fmt: skip
    found = _matching(turn, plain, could)
    return next((row for row, known in could if known.phc in found), None)


def _present(turn: Turn, lane: str) -> Sequence[Row]:
    row = conversations.by_lane(turn.c, lane)
    return [] if row is None else [row]


def _known(turn: Turn, rows: Sequence[Row]) -> list[Known]:
    return [(row, known) for row in rows if (known := words.get(turn.c, row.id)) is not None]


def _matching(turn: Turn, plain: str, could: Sequence[Known]) -> frozenset[str]:
    if not could:
        return frozenset()
    phcs, pepper = [known.phc for _, known in could], turn.tools.keyring.pepper
    found: frozenset[str] = done(turn.incoming, "match", lambda: words_matching(plain.encode(), phcs, pepper))
    return found


def could_be(turn: Turn, plain: str, known: words.Word) -> bool:
    """Whether this text could be that word at all: else it is an ordinary text, and no try."""
    if known.shape == OFFERED:
        return plain in offered(turn.tools.words, turn.tools.languages)
    parts = len(plain.split())
    return len(plain) >= SHORTEST and (parts <= len(SHAPES) if known.shape is None else parts == known.shape)


SHAPES: Final = range(3)
"""Parts of a word that was kept before its shape was."""


# -- opening


def _bring_back(turn: Turn, row: Row, *, lost: bool = False) -> bool:
    try:
        talk = turn.open_row(row)
    except KeyGone:
        return False
    shown = turn.talk.screen  # its buttons are of a talk that is put away now
    if turn.row is not None:
        locking.lock(turn)
    before = locking.account_of(row.lane)
    conversations.move(turn.c, row.id, turn.lane)
    turn.row, turn.id = row, row.id
    turn.talk = talk.with_(known=turn.now, screen=shown, chat=turn.incoming.chat_id, unasked=(), following="")
    turn.delete_message(turn.incoming.message_id)
    if before != turn.lane:
        locking.leave_behind(turn, before, talk.chat, lost=lost)
    return True


def visit(turn: Turn, row: Row) -> None:
    """Open a talk that has no word for the question that waits in it; how the case stands is not shown."""
    if _bring_back(turn, row):
        turn.change(known=0, visit=True)


# -- a code


def shows_code(turn: Turn, text: str) -> bool:
    """Make a code for this talk and show it for ten minutes, if this text is its word; False if it is not."""
    turn.delete_message(turn.incoming.message_id)
    row = turn.row
    if turn.late or row is None or turn.talk.case is None or _by_word(turn, text, [row]) is None:
        return False
    words.clear(turn.c, row.id)
    code = Code.new()
    while not codes.put(turn.c, code.blind(turn.tools.keyring.pepper), turn.id, code.login()):
        code = Code.new()
    words_ = turn.tools.words.word(notices.CODE, turn.language, {"code": code.shown()})
    screen = turn.send({"text": words_, "rows": []}, screens.ANSWER, keep=True)
    turn.job("unshow", {"screen": screen, "chat": turn.talk.chat, "bot": DEFENDERS}, later=SHOWN)
    turn.change(known=turn.now)
    turn.note("code.made", turn.talk.case)
    return True

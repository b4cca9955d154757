"""The chat forgets: after half an hour of silence and after *Hide* it shows everybody the first screen (F06).

A talk that is worth keeping is parked under a lane that no message reaches; only its own word brings it back. A wrong
word is answered like any other text, so a stranger learns nothing.
"""

from __future__ import annotations

import hmac
import random
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from bot import notices
from bot.conversation import waiting
from bot.store import consents, conversations, pages, screens, words
from flows.answers import fold
from referrals.errors import KeyGone
from referrals.vault import word_hash, word_matches

if TYPE_CHECKING:
    from bot.conversation.turn import Turn

LONGEST: Final = 64
"""No word is longer, and no longer text is tried as one."""
SHORTEST: Final = 4
"""Letters of a word of one's own; a shorter one is guessed."""
LATE: Final = 15
"""After so many seconds a screen that was on its way when the chat was cleared has been noted, and goes too."""
TRIES: Final = 5
"""Words tried a day, seen by the officer."""


def parked_lane(lane: str, number: int) -> str:
    """Where the talk of a lane waits for its word."""
    return f"{lane}~{number}"


def parked(turn: Turn) -> Iterator[conversations.Conversation]:
    """The locked talks of this person."""
    for number in range(5):
        row = conversations.by_lane(turn.c, parked_lane(turn.lane, number))
        if row is not None:
            yield row


def lock(turn: Turn) -> None:
    """Put this talk away, or end it if nothing in it was to be kept; the chat begins anew."""
    if turn.row is not None:
        pages.revoke(turn.c, turn.id)
        if turn.talk.case is None or turn.talk.guest:
            words.forget(turn.c, turn.id)
            consents.forget(turn.c, turn.id)
            turn.tools.guests.forget(turn.id)
            conversations.mark_erasing(turn.c, turn.id)
            conversations.delete_row(turn.c, turn.id)
        else:
            _park(turn)
    turn.talk = turn.begun()


def _park(turn: Turn) -> None:
    taken = {row.lane for row in parked(turn)}
    free = next((lane for n in range(5) if (lane := parked_lane(turn.lane, n)) not in taken), f"{turn.lane}~{turn.id}")
    conversations.move(turn.c, turn.id, free)


def hide(turn: Turn) -> None:
    """Clear the chat of both sides and lock it: one tap, no question, nothing written.

    Words of an officer that were still on their way wait with the case again.
    """
    waiting.take_back(turn.c, turn.tools, turn.seals, turn.lane, turn.now)
    for screen in screens.in_flight(turn.c, "defenders", turn.lane):
        turn.take_away(screen)
    screens.drop_chat(turn.c, "defenders", turn.lane, turn.now)
    sweep(turn)
    turn.keep()
    turn.row = conversations.by_lane(turn.c, turn.lane)
    lock(turn)
    turn.over = True


def sweep(turn: Turn) -> None:
    """Have every message of this chat deleted that Telegram lets us delete."""
    turn.job("sweep", {"until": turn.now})
    turn.job("sweep", {"until": turn.now}, later=LATE)


def set_word(turn: Turn, word: str) -> None:
    """Choose the word that opens this talk again; only its hash is kept."""
    plain = _spoken(word)
    if plain:
        words.set_(turn.c, turn.id, word_hash(plain.encode(), turn.tools.keyring.pepper))


def usable(text: str) -> bool:
    """Whether this can be kept as a word."""
    return len(_spoken(text)) >= SHORTEST


def drawn(turn: Turn, slots: Sequence[str]) -> Mapping[str, str]:
    """Words to choose from, drawn for this talk alone: four that everybody is offered would open everybody's case."""
    words_ = turn.tools.words.word(notices.WORD_LIST, turn.language, {}).split("|")
    draw = random.Random(hmac.digest(turn.tools.keyring.pepper, f"words {turn.id}".encode(), "sha256"))  # noqa: S311
    return dict(zip(slots, draw.sample(words_, len(slots)), strict=True))


def has_word(turn: Turn) -> bool:
    """Whether this talk can be opened again by a word."""
    return words.get(turn.c, turn.id) is not None


def opened_by(turn: Turn, text: str) -> bool:
    """Whether this text is the word of a locked talk; if so the talk is present again, and the word leaves the chat."""
    plain = _spoken(text)
    if not plain or "\n" in text:
        return False
    for row in parked(turn):
        known = words.get(turn.c, row.id)
        tries = words.tried(turn.c, row.id, turn.now)
        if known is None or tries > TRIES:
            continue
        if word_matches(plain.encode(), known.phc, turn.tools.keyring.pepper):
            words.clear(turn.c, row.id)
            return _bring_back(turn, row)
        if tries == TRIES:
            turn.guessed.append(row.id)
    return False


def _bring_back(turn: Turn, row: conversations.Conversation) -> bool:
    try:
        talk = turn.open_row(row)
    except KeyGone:
        return False
    if turn.row is not None:
        lock(turn)
    conversations.move(turn.c, row.id, turn.lane)
    turn.row, turn.id = row, row.id
    turn.talk = talk.with_(known=turn.now, screen=None)
    turn.delete_message(turn.incoming.message_id)
    return True


def _spoken(word: str) -> str:
    plain = fold(word)
    return plain if len(plain) <= LONGEST else ""

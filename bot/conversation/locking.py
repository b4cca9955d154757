"""The chat forgets: after half an hour of silence and after *Hide* it shows everybody the first screen (F06).

A talk that is worth keeping is parked under a lane that no message reaches; only its own word brings it back. A wrong
word is answered like any other text, so a stranger learns nothing.
"""

from __future__ import annotations

import hmac
import random
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from bot import notices
from bot.conversation import waiting
from bot.conversation.seals import open_json, seal_json
from bot.store import cases, consents, conversations, screens, words
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
        if turn.talk.case is None or turn.talk.guest:
            words.forget(turn.c, turn.id)
            consents.forget(turn.c, turn.id)
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
        if known is None or words.tried(turn.c, row.id, turn.now) > TRIES:
            continue
        if word_matches(plain.encode(), known.phc, turn.tools.keyring.pepper):
            words.clear(turn.c, row.id)
            return _bring_back(turn, row)
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
    newest(turn, row.id, talk.case)
    return True


def knocked(turn: Turn, conversation: str) -> None:
    """*Open* under the knock: the newest words of the person on duty, for who chose no word; else the word comes first.

    The talk itself stays locked: whoever holds the phone sees one message and nothing behind it.
    """
    if turn.row is not None and turn.id.startswith(conversation):  # it stands open here
        return newest(turn, turn.id, turn.talk.case)
    row = next((one for one in parked(turn) if one.id.startswith(conversation)), None)
    if row is not None and words.get(turn.c, row.id) is None:
        newest(turn, row.id, row.case_id)
    return None


def newest(turn: Turn, conversation: str, case_id: str | None) -> None:
    """Say the words that waited once, in their order; then the server forgets them."""
    row, routing = _routing(turn, conversation, case_id)
    if row is None:
        return
    waited, truth = routing.pop("newest", []), routing.pop("truth", [])
    said = [*waited, *truth]
    if said:
        for words_ in said[:-1]:
            carried = waiting.carrying(row.id, [words_]) if words_ in waited else {}
            turn.send({"text": words_, "rows": [], **carried}, screens.ANSWER, keep=True)
        turn.repeat(said[-1], {} if truth else waiting.carrying(row.id, said[-1:]))
        routing.pop("owed", None)
        _keep_routing(turn, row, routing)


def say_owed(turn: Turn) -> None:
    """Say, in the open chat, words that never reached it because it refused us."""
    if turn.row is not None and turn.talk.case is not None:
        _, routing = _routing(turn, turn.id, turn.talk.case)
        if routing.get("owed"):
            newest(turn, turn.id, turn.talk.case)


def owed(turn: Turn) -> None:
    """Knock again for words whose knock never reached this chat: it was hidden, or refused us."""
    for talk in parked(turn):
        row, routing = _routing(turn, talk.id, talk.case_id)
        if row is not None and routing.pop("owed", None):
            _keep_routing(turn, row, routing)
            waiting.knock(turn.c, turn.tools, routing, row, turn.now)


def _routing(turn: Turn, conversation: str, case_id: str | None) -> tuple[cases.Case | None, dict[str, Any]]:
    """The case of a talk and its routing record; None where nobody may read it any more."""
    row = cases.get(turn.c, case_id) if case_id is not None else None
    if row is None or row.sealed is None:
        return None, {}
    try:
        key = turn.seals.of(conversation)["case"]
    except KeyGone:
        return None, {}
    return row, open_json(key, "cases", row.id, row.revision, row.sealed)


def _keep_routing(turn: Turn, row: cases.Case, routing: dict[str, Any]) -> None:
    key = turn.seals.of(row.conversation)["case"]
    sealed = seal_json(key, "cases", row.id, row.revision + 1, routing)
    cases.change(turn.c, row._replace(sealed=sealed), turn.now)


def _spoken(word: str) -> str:
    plain = fold(word)
    return plain if len(plain) <= LONGEST else ""

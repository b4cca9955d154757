"""From what came in a chat to what the engine understands: a tap, words, a jump, or something nobody asked for.

Words stay in this turn: they are matched to buttons in the person's language, to the six words that work everywhere and
to the word that opens a locked talk; whatever else they are is passed on sealed, or asked again.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from bot import notices
from bot.casework import leaving, passing, referring
from bot.conversation import (
    asking,
    calling,
    closing,
    guessing,
    reasking,
    receiving,
    saying,
    standing,
    things,
    unlocking,
)
from bot.conversation.showing import fitted
from flows.answers import fold, match_label, match_word, parse_number, parse_numbers
from flows.events import Asked
from flows.inputs import Go, Input, Show, Tap, Typed
from flows.session import HIDE
from referrals.vault import Code

if TYPE_CHECKING:
    from bot.casework.turn import Turn

START: Final = "/start"
BACK: Final = "_back"
KNOCK: Final = "knock"
"""The one button under the one message that we ever start."""


def heard(turn: Turn) -> Input:
    """What the engine is to resume with."""
    incoming = turn.incoming
    if incoming.kind == "tap":
        return _tapped(turn)
    if incoming.media is not None:
        return things.sent(turn, incoming.media, proves=_proves(turn, asking.present(turn)))
    if incoming.text:
        return _words(turn, incoming.text)
    turn.say(notices.NOT_TAKEN)
    return Show()


def _tapped(turn: Turn) -> Input:
    """A tap edits the screen that was tapped; one of an earlier talk is answered with the present one, but for Hide."""
    conversation, _, rest = (turn.incoming.data or "").partition(".")
    number, _, choice = rest.partition(".")
    if choice == KNOCK:
        receiving.knocked(turn, conversation)
        return _questioned(turn) or _stood(turn)
    if saying.is_answer(choice):
        saying.tapped(turn, conversation, choice)
        return Show()
    if choice == HIDE:  # works from every screen, also from one whose talk was locked meanwhile
        return Tap(turn.session.seq, HIDE)
    if conversation != turn.id[:8] or not number.isdigit():
        turn.say(notices.LATE_BUTTON)
        return Show()
    turn.sending.new = turn.talk.easy or turn.sending.behind
    return _home(turn, choice) or _chosen(turn, number, choice)


def _home(turn: Turn, choice: str) -> Input | None:
    """At home, the question that waits, and the message that has waited longest."""
    if turn.session.at != standing.HOME or turn.talk.case is None:
        return None
    if choice == "messages":
        receiving.read_one(turn, turn.talk.case)
        return Show()
    return _questioned(turn) if choice == "question" else None


def _questioned(turn: Turn) -> Input | None:
    """The question that waits longest, if this talk stands open."""
    ask = referring.question(turn) if turn.row is not None else None
    return Go(ask["kind"]) if ask is not None else None


def _chosen(turn: Turn, number: str, choice: str) -> Input:
    ask = turn.release.step(turn.session.at).ask
    if ask is not None and ask.kind == "number" and choice.isdigit() and int(number) == turn.session.seq:
        turn.change(hour_at=turn.now)
        return Typed(choice)
    return Tap(int(number), choice, asking.allowed(turn))


def _words(turn: Turn, text: str) -> Input:
    """Commands, the word that opens a locked talk, words that work everywhere, then what the question takes."""
    command = text.split(maxsplit=1)[0].partition("@")[0].lower() if text.startswith("/") else ""
    if command == START:
        return Show()
    asked = asking.present(turn)
    if turn.incoming.forwarded and asked.end != "line" and asked.kind != "text":
        return _forwarded(turn, text)
    shown = _shown(turn, asked, text)
    if shown is not None:
        return shown
    target = _everywhere(turn, command.removeprefix("/") or text)
    if target is not None:
        return Go(target)
    if _proves(turn, asked):
        return _proof(turn, asked, text)
    return _opening(turn, asked, text) or (_word if asked.kind == "word" else _answer)(turn, asked, text)


def _opening(turn: Turn, asked: Asked, text: str) -> Input | None:
    """Go on with the locked talk that this text opens, or with the locked link of a case that was closed."""
    if not (_may_open(turn, asked, text) and unlocking.opened_by(turn, text)):
        if _may_open(turn, asked, text) and turn.talk.case is None and closing.opened_by(turn, text):
            return Go("again")
        return _open_already(turn, asked, text)
    taken_back = leaving.take_back_erasure(turn)
    receiving.come_back(turn)
    return _resumed(turn, taken_back=taken_back)


def _open_already(turn: Turn, asked: Asked, text: str) -> Input | None:
    """The word of the talk that stands open: it leaves the chat, and no officer ever reads it."""
    if asked.kind == "word" or parse_numbers(text) is not None or not unlocking.is_own(turn, text):
        return None
    turn.delete_message(turn.incoming.message_id)
    turn.say(notices.WORD_HERE)
    return Show()


def _proves(turn: Turn, asked: Asked) -> bool:
    ask = turn.release.step(asked.step).ask
    return ask is not None and ask.field == unlocking.FIELD


def _proof(turn: Turn, asked: Asked, text: str) -> Input:
    """A word or a code where one is asked for: for a code of this talk, or for the talk of a phone that was taken."""
    numbers, shown = parse_numbers(text), asking.choices(turn, asked)
    if numbers is not None and len(numbers) == 1 and 1 <= numbers[0] <= len(shown):
        return Tap(asked.seq, shown[numbers[0] - 1].id)
    if asked.step == turn.release.globals["code"]:
        return Go("resumed") if unlocking.shows_code(turn, text) else Typed(text)
    if not unlocking.proved(turn, text):
        return Typed(text)
    leaving.take_back_erasure(turn)
    calling.goes_on_here(turn)
    receiving.come_back(turn)
    return Go("found")


def _shown(turn: Turn, asked: Asked, text: str) -> Input | None:
    """A button that stands in the chat, typed: an officer's phrase where it was said last, else the screen's first.

    What is shown comes before what works everywhere: its words may name another place elsewhere.
    """
    if saying.typed(turn, text, newest=True):
        return Show()
    button = _button(turn, asked, text)
    if button is not None:
        return _home(turn, button) or Tap(asked.seq, button, frozenset({button}))
    return Show() if saying.typed(turn, text, newest=False) else None


def _resumed(turn: Turn, *, taken_back: bool) -> Input:
    """Where the word leads: to the question that stood; to the case, once it was sent."""
    if turn.talk.stopped and turn.session.answers:  # an officer was called for the silence, and the talk can go on
        return Go("stopped")
    if turn.talk.sent or taken_back:
        return _questioned(turn) or Go(reasking.due(turn) or "resumed")
    return _stood(turn)


def _stood(turn: Turn) -> Input:
    """The question that stood: where the chat was hidden, the one before it, for a hidden chat asks nothing."""
    return Go(BACK) if turn.release.step(turn.session.at).end == "hidden" else Show()


def _button(turn: Turn, asked: Asked, text: str) -> str | None:
    """The button with just these words, as it stands on the screen or in full."""
    wanted = fold(text)
    names = [(one.id, name) for one in asking.choices(turn, asked) for name in (one.label, fitted(one.label))]
    for rows in (names, asking.always(turn, asked)):  # an answer may say Hide too, and does the same
        found = {id_ for id_, name in rows if wanted and fold(name) == wanted}
        if found:
            return found.pop() if len(found) == 1 else None
    return None


def _may_open(turn: Turn, asked: Asked, text: str) -> bool:
    """Whether to try this as the word of a locked talk: every try counts, so numbers and the talk of a line do not."""
    if asked.kind == "word" or (parse_numbers(text) is not None and Code.read(text) is None):
        return False
    if asked.kind == "country" and turn.tools.words.match_country(text, turn.language)[0] is not None:
        return False
    return turn.talk.alert is None or len(fold(text).split()) == 1


def _word(turn: Turn, asked: Asked, text: str) -> Input:
    """A word of one's own, or the number of one offered; what cannot be kept leaves the chat and is asked again."""
    shown = asking.choices(turn, asked)
    numbers = parse_numbers(text)
    if numbers is not None and len(numbers) == 1 and 1 <= numbers[0] <= len(shown):
        return Tap(asked.seq, shown[numbers[0] - 1].id)
    unknown = guessing.is_unknown(turn, text)
    if unlocking.usable(text) and not unknown:
        return Typed(text)
    turn.say(notices.WORD_SHORT if len(text) < unlocking.LONGEST and not unknown else notices.NOT_UNDERSTOOD)
    turn.delete_message(turn.incoming.message_id)
    return Show()


def _forwarded(turn: Turn, text: str) -> Input:
    """Somebody else's words answer nothing; while a person waits for help they are passed on like a file."""
    if turn.talk.alert is not None:
        passing.keep_words(turn, text)
    else:
        turn.say(notices.FORWARDED)
    return Show()


def _everywhere(turn: Turn, text: str) -> str | None:
    if text in ("menu", "reprisals"):
        return text
    pairs = [
        (name, word)
        for language in {turn.language, *turn.tools.languages}
        for name, words in turn.release.words.items()
        for word in turn.tools.words.word(words, language, {}).split("|")
    ]
    return match_word(text, pairs)


def _answer(turn: Turn, asked: Asked, text: str) -> Input:
    labels = tuple((one.id, one.label) for one in asking.choices(turn, asked))
    also = asking.always(turn, asked)
    named = match_label(text, (*labels, *also)) is not None
    unknown = None if named else guessing.unknown(turn, asked, text)
    if unknown is not None:
        return Tap(asked.seq, unknown)
    if asked.kind == "country" and not named:
        found = _country(turn, asked, text)
        if found is not None:
            return found
    if asked.kind == "number":
        turn.change(hour_at=turn.now)
        return Typed(text if _an_hour(turn, text) else "", labels, also)
    if asked.kind == "language" and not named:
        tongue = _tongue(turn, asked, text)
        if tongue is not None:
            return tongue
    if turn.talk.alert is not None and not named and _passes_on(asked, text):
        passing.keep_words(turn, text)
        return Show()
    return (None if named else _meant(turn, asked, text)) or Typed(text, labels, also)


def _meant(turn: Turn, asked: Asked, text: str) -> Input | None:
    """What words may mean that fit no answer; those in which somebody calls for help wait at the card for a person."""
    if asked.kind == "text" or asked.end == "line" or parse_numbers(text) is not None:
        return None
    target = guessing.meant(turn, text)
    if target == guessing.CRY or guessing.is_held(turn, asked):
        guessing.hold(turn, text)
        return Show() if guessing.is_held(turn, asked) else Go(guessing.CRY)
    return Go(target) if target is not None else None


def _an_hour(turn: Turn, text: str) -> bool:
    """Whether this may answer the question for a number: what o'clock it is goes from 0 to 23."""
    ask = turn.release.step(turn.session.at).ask
    number = parse_number(text)
    return number is None or ask is None or ask.field != "local_hour" or number < 24


def _passes_on(asked: Asked, text: str) -> bool:
    """While an alert is open, words that are no button go to the person on duty, wherever the talk stands (F02)."""
    if asked.kind == "multi" and parse_numbers(text) is not None:
        return False
    return asked.end != "line" and asked.kind not in ("word", "text", "number")


def _country(turn: Turn, asked: Asked, text: str) -> Input | None:
    """A typed name: the country, or up to four that it may be; the word itself is not kept."""
    exact, suggestions = turn.tools.words.match_country(text, turn.language)
    turn.change(suggested=() if exact else tuple(suggestions))
    if exact is not None:
        return Tap(asked.seq, exact, frozenset({exact}))
    if suggestions:
        turn.say(notices.COUNTRY_GUESS)
    return Show() if suggestions else None


def _tongue(turn: Turn, asked: Asked, text: str) -> Input | None:
    """A typed name of a language: the language, or up to four that it may be; the word itself is not kept."""
    exact, suggestions = turn.tools.words.tongues.match(text)
    turn.change(suggested=() if exact else suggestions)
    if exact is not None:
        return Tap(asked.seq, exact, frozenset({exact}))
    if suggestions:
        turn.say(notices.COUNTRY_GUESS)
    return Show() if suggestions else None


def unanswered(turn: Turn) -> None:
    """Say first that the words were not understood, and how to answer by number after the second time."""
    if guessing.tells(turn.incoming.text or ""):
        turn.delete_message(turn.incoming.message_id)
        return turn.say(notices.TAPS_COUNT)
    if turn.session.tries > 1:
        return turn.say(notices.NUMBERS_HINT)
    step = turn.release.step(turn.session.at)
    country = step.ask is not None and step.ask.kind == "country"
    return turn.say(notices.COUNTRY_UNKNOWN if country else notices.NOT_UNDERSTOOD)


def with_language(turn: Turn, language: str) -> None:
    """Hold the whole talk in this language from here on."""
    if language in turn.tools.languages:
        turn.change(session=replace(turn.session, language=language))

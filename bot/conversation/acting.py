"""What a flow's actions do: one function each, in a table that a test compares with the engine's closed list."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from bot import notices
from bot.casework import alerting, casefile, feedback, joining, leaving, locking, passing, referring, sealing
from bot.casework.facts import level_of
from bot.casework.tools import new_id
from bot.conversation import calling, checking, closing, hearing, offers, standing, unlocking
from bot.store import tasks
from flows.events import Acted
from flows.session import facts
from referrals import ladder
from referrals.consents import STATE_CONTACT

if TYPE_CHECKING:
    from bot.casework.turn import Turn

Act = Callable[["Turn", Acted], None]


def alert(turn: Turn, acted: Acted) -> None:
    """Wake a person: from the danger path at once, from the menu as one who asks."""
    level, _ = level_of(turn.facts(), turn.tools.triage)
    least = alerting.URGENT if acted.step.startswith(("danger.", "child.")) else alerting.ASKED
    calling.call(turn, min(level, least, key=ladder.LEVELS.index))
    _pass_held(turn)


def warn_watched(turn: Turn, acted: Acted) -> None:
    """The person cannot talk now: officers get what there is, and that somebody may be watching (F51)."""
    del acted
    level, _ = level_of(turn.facts(), turn.tools.triage)
    alerting.raise_alert(turn, min(level, alerting.ASKED, key=ladder.LEVELS.index))


def note_feedback(turn: Turn, acted: Acted) -> None:
    """Count how our help was, by month: a number, and nothing that leads to a person or a case."""
    feedback.add(turn.c, str(acted.value), turn.now)


def seal_case(turn: Turn, acted: Acted) -> None:
    """Lock the case and send it to the officers."""
    del acted
    passing.send(turn)


def choose_place(turn: Turn, acted: Acted) -> None:
    """Ask an officer to prepare a text for the place in view; nothing goes out by this.

    One through which a State learns of the person is chosen only with the wish for that: it is asked, never assumed.
    """
    del acted
    offer = offers.present(turn)
    if offer is not None and STATE_CONTACT in offer.needs_consent:
        turn.then = "tells_state"
    elif offer is not None and offer.id not in turn.talk.chosen:
        turn.change(chosen=(*turn.talk.chosen, offer.id))
        casefile.route(turn)
        sealing.write_facts(turn)
        turn.note("place.asked", turn.talk.case or "")  # which place stays sealed: it would tell where and why


def hide(turn: Turn, acted: Acted) -> None:
    """Clear the chat and lock it."""
    del acted
    locking.hide(turn)


def wipe_draft(turn: Turn, acted: Acted) -> None:
    """Destroy everything of a case that was not sent; of one that was, or that rings, no more than *Delete* may."""
    del acted
    _erase(turn) if turn.talk.case or turn.talk.joined else forget_guest(turn, None)


def erase_case(turn: Turn, acted: Acted) -> None:
    """Destroy a case, and clear its chat."""
    del acted
    locking.sweep(turn)
    _erase(turn)


def _erase(turn: Turn) -> None:
    """At once for who knows the word, or where nothing was sent; else a day later, and the screen says which.

    An alert was sent too: whoever takes the phone cannot make it unheard of. One that was joined without the word is
    not theirs to delete at all, and looks the same.
    """
    sent = bool(turn.talk.sent or turn.talk.alert)
    if turn.talk.known or not sent:
        return leaving.erase_now(turn)
    turn.then = "held"
    return leaving.ask_erasure(turn) if turn.talk.case else leaving.erase_now(turn)


def stop_sharing(turn: Turn, acted: Acted) -> None:
    """Stop every outward act of this case; the case stays."""
    del acted
    leaving.stop(turn)
    if not standing.told(turn):
        turn.then = "unshared"  # nobody is left to be asked to stop


def set_language(turn: Turn, acted: Acted) -> None:
    """Hold the talk in the language tapped."""
    hearing.with_language(turn, str(acted.value))


def set_word(turn: Turn, acted: Acted) -> None:
    """Choose the word: one that was tapped, as it is written in the person's language, or the one typed."""
    step = turn.release.step(acted.step)
    choice = step.ask.choice(str(acted.value)) if step.ask else None
    if step.ask is not None and choice is not None:
        slots = [one.id for one in step.ask.choices if "set_word" in one.do]
        unlocking.set_word(turn, unlocking.drawn(turn, slots)[choice.id], offered=True)
    else:
        unlocking.set_word(turn, turn.incoming.text or "")
        turn.say(notices.WORD_KEPT)
    if turn.incoming.text is not None:
        turn.delete_message(turn.incoming.message_id)


def forget_guest(turn: Turn, acted: Acted | None) -> None:
    """Keep nothing of a guest: the talk goes on with no answers."""
    del acted
    turn.change(
        session=replace(turn.session, answers={}, aside={}, trail=()), hidden=(), suggested=(), guest=False, agreed=()
    )


def keep_part(turn: Turn, acted: Acted) -> None:
    """Pass on what was sent: words on the line, or what waited for its one question."""
    if acted.value == "_typed":
        return passing.keep_words(turn, turn.incoming.text or "")
    unwritten = turn.talk.alert is None and not {"safe_hours", "consent_store"} & set(facts(turn.release, turn.session))
    if turn.talk.alert is None and joining.ringing(turn) is not None:
        calling.call(turn, alerting.ASKED)
    _pass_held(turn)
    if not unwritten:
        return alerting.call_for_part(turn)
    # Who only speaks has told nothing by taps: they ask for a person, and nobody has asked yet whether we may write.
    alert(turn, acted)
    turn.then = "told"
    return None


def _pass_held(turn: Turn) -> None:
    """Pass on what waited for a person to be called, or for its one question."""
    waiting = turn.talk.unasked
    turn.change(unasked=())
    for one in waiting:
        passing.keep_media(turn, one)


def drop_part(turn: Turn, acted: Acted) -> None:
    """Delete from the chat what was sent, unread."""
    del acted
    for one in turn.talk.unasked:
        turn.delete_message(one.message_id)
    turn.change(unasked=())
    turn.say(notices.DELETED)


def set_easy(turn: Turn, acted: Acted) -> None:
    """Talk in new messages and numbers, for a screen reader."""
    del acted
    turn.change(easy=True)
    turn.sending.new = True


def ask_to_stop(turn: Turn, acted: Acted) -> None:
    """An officer is to ask the places that have a text already."""
    del acted
    if turn.talk.case is not None:
        tasks.put(turn.c, new_id(), turn.talk.case, "ask_to_stop", turn.now)


def nothing(turn: Turn, acted: Acted) -> None:
    """An action that the screen itself does (matching) or that the transport did (leaving a group)."""
    del turn, acted


ACTIONS: Mapping[str, Act] = {
    "alert": alert,
    "seal_case": seal_case,
    "match": nothing,
    "choose_place": choose_place,
    "hide": hide,
    "wipe_draft": wipe_draft,
    "erase_case": erase_case,
    "stop_sharing": stop_sharing,
    "set_language": set_language,
    "set_word": set_word,
    "forget_guest": forget_guest,
    "leave_group": nothing,
    "keep_part": keep_part,
    "drop_part": drop_part,
    "set_easy": set_easy,
    "decide_text": referring.decided,
    "next_place": referring.next_place,
    "keep_choices": checking.keep_choices,
    "check_in": checking.answered,
    "close_case": closing.decided,
    "keep_link": closing.keep_link,
    "tell_again": closing.tell_again,
    "ask_to_stop": ask_to_stop,
    "warn_watched": warn_watched,
    "note_feedback": note_feedback,
}

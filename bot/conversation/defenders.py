"""A defender's update, from what came to the screen that answers it: the road that every tap takes.

(1) Only private chats are talked in. (2) After half an hour of silence the talk is locked first. (3) What came is
heard as an input, and the engine resumes. (4) Its events are carried out in their order. (5) The screen is wanted and
the talk is kept, in the same transaction.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from bot import notices
from bot.casework import agreements, away, casefile, exchanging, leaving, locking, passing, referring, waiting
from bot.casework.seals import Seals, seal_json
from bot.casework.tools import Tools, new_id
from bot.casework.turn import DEFENDERS, Sending, Turn, lapsed
from bot.conversation import acting, asking, calling, complaints, corrections, hearing, receiving, signs, unlocking
from bot.incoming import Incoming
from bot.store import Connection, jobs, messages, screens
from flows.definition import GIVEN
from flows.events import Acted, Asked, Consented, Event, NotUnderstood, Taken, TapRefused
from flows.inputs import Go, Input, Show
from flows.session import resume

DANGER: Final = "danger"
MINUTE: Final = 60
GUEST: Final = ("consent_store", "no")


def take(c: Connection, tools: Tools, seals: Seals, incoming: Incoming, lane: str, now: int) -> None:
    """Take one update of a defender, or raise and leave everything as it was."""
    if incoming.chat_kind != "private":  # (1)
        return refuse_group(c, tools, incoming, lane, now)
    if incoming.kind == "member" or incoming.edited:
        return aside(Turn(c, tools, seals, incoming, lane, now))
    turn = Turn(c, tools, seals, incoming, lane, now)
    if turn.row is not None and lapsed(turn.session.touched, turn.at):  # (2)
        locking.lock(turn)
    if incoming.kind != "tap":
        turn.note_message(incoming.message_id)
    if not turn.late:
        receiving.say_owed(turn)
        own_up(turn)
    go_on(turn, hearing.heard(turn))
    signs.heard(turn)
    signs.guessed(turn)
    if turn.incoming.kind != "tap" and not turn.over:
        receiving.owed(turn)
    return None


def own_up(turn: Turn) -> None:
    """Say once that we were not reachable, to whoever's message or tap waited more than ten minutes (F35); and what
    still stands in the chat that we could not delete.
    """
    span = _tap_waited(turn) if turn.incoming.kind == "tap" else _waited(turn)
    text = turn.release.step(turn.release.globals["outage"]).text
    if span is not None and text is not None:
        words = turn.tools.words
        told = {name: words.moment(at, turn.language) for name, at in zip(("from", "to"), span, strict=True)}
        turn.say(text, **told)
        turn.change(owned=turn.now)
    if messages.left(turn.c, DEFENDERS, turn.lane):
        turn.say(notices.DELETE_BY_HAND)


def _waited(turn: Turn) -> tuple[int, int] | None:
    """Since when a message waited; it says itself when it was sent."""
    waited = turn.at < turn.now - away.WAITED and turn.at > turn.talk.owned
    return (turn.at, turn.now) if waited else None


def _tap_waited(turn: Turn) -> tuple[int, int] | None:
    """When we were away just before a tap: it does not say when it was made. The same for everybody who taps then."""
    span = away.lately(turn.c, turn.now)
    if span is None or turn.talk.owned > span[0]:
        return None
    return span if turn.row is None or turn.session.touched <= span[0] + MINUTE else None


def answer_late(turn: Turn) -> None:
    """What was sent long ago was taken as it was sent; whoever looks now sees what everybody sees, once.

    The talk is kept as of then, so it is locked for whoever comes next; the first screen's buttons count for them.
    """
    told, following = turn.talk.following, turn.follow()
    turn.keep()
    turn.said.clear()
    turn.carried, turn.sending = {}, Sending()
    turn.talk = turn.begun(following)
    if not told:
        own_up(turn)
        show(turn, asking.present(turn))
    turn.over = True


def go_on(turn: Turn, given: Input) -> None:
    """Resume the talk with an input, do what follows, show what stands, and keep it."""
    session, events = resume(turn.release, turn.session, given, turn.at)  # (3)
    turn.change(session=session)
    carry_out(turn, events)  # (4)
    if turn.over:
        return None
    if turn.then:
        session, events = resume(turn.release, turn.session, Go(turn.then), turn.at)
        turn.change(session=session)
    if turn.late:
        return answer_late(turn)
    asked = next((event for event in reversed(events) if isinstance(event, Asked)), None)
    if asked is None and turn.said:  # words taken on the line ask nothing anew, and the person must hear that they were
        asked = asking.present(turn)
    if asked is not None:
        show(turn, asked)
    return turn.keep()  # (5)


def carry_out(turn: Turn, events: Iterable[Event]) -> None:
    """Each event in its order; an answer that joins an open alert makes its facts new."""
    joins = False
    for event in events:
        match event:
            case Consented(purpose, given, _, text_id):
                agreed(turn, purpose, given, text_id)
            case Acted(action):
                joins = (
                    join(turn) if joins else False
                )  # what was answered on the way goes first: an act may end the talk
                acting.ACTIONS[action](turn, event)
            case Taken(step=step, value=value, means=means):
                joins = joins or bool(means)
                if value == GIVEN and asks_for_words(turn, step):
                    keep_words(turn, step)
            case NotUnderstood():
                hearing.unanswered(turn)
                calling.overhear(turn)
            case TapRefused(reason) if reason in ("stale", "unknown"):
                turn.say(notices.LATE_BUTTON)
            case _:
                pass
        if turn.over:
            return
    if joins:
        join(turn)


def join(turn: Turn) -> bool:
    """Let the open alert, if there is one, hold the answers given since; nothing is left to join then."""
    if turn.talk.alert is not None:
        passing.join_answers(turn)
    return False


def asks_for_words(turn: Turn, step: str) -> bool:
    """Whether this question takes free words, which are sealed as they come and never enter the session."""
    ask = turn.release.step(step).ask
    return ask is not None and ask.kind == "text" and ask.field != unlocking.FIELD


def keep_words(turn: Turn, step: str) -> None:
    """Seal the words that a question asked for: to the case, or to those who lead, and never to both."""
    ask = turn.release.step(step).ask
    keep = complaints.keep if ask is not None and ask.field == "complaint" else passing.keep_story
    keep(turn, turn.incoming.text or "")


def agreed(turn: Turn, purpose: str, given: bool, text_id: str) -> None:
    """Write the consent down; the first yes to keep makes the case, a no makes a guest."""
    if purpose == "send":
        return referring.agree(turn, given, text_id)
    if purpose == exchanging.EXCHANGE:
        return exchanging.agree(turn, given, text_id)
    if purpose == "keep" and given:
        casefile.ensure(turn)
    elif purpose == "keep":
        leaving.keep_nothing(turn)
    agreements.note(turn, purpose, given, text_id, agreements.digest(agreements.source_of(turn.release, text_id)))
    return None


def show(turn: Turn, asked: Asked) -> None:
    """Want the present screen: the danger card, words and what follows an officer's words are new messages."""
    turn.sending.new = turn.sending.new or asked.fresh or turn.talk.easy
    if asked.step == turn.release.globals.get(DANGER):
        turn.sending.new, turn.sending.priority = True, screens.DANGER
    corrections.note(turn, asked)
    turn.show(asking.screen(turn, asked))


def aside(turn: Turn) -> None:
    """What changes no talk: an edited message is answered with what we do with it; a block is noted."""
    if turn.incoming.kind == "member":
        if turn.incoming.member_status == "kicked":
            waiting.take_back(turn.c, turn.tools, turn.seals, turn.lane, turn.now)
            screens.unreachable(turn.c, DEFENDERS, turn.lane, turn.now)
            signs.refused(turn.c, turn.tools, turn.seals, turn.lane, turn.now)
        return
    if turn.row is None or lapsed(turn.session.touched, turn.now):
        return
    turn.say(notices.EDITED)
    go_on(turn, Show())


def refuse_group(c: Connection, tools: Tools, incoming: Incoming, lane: str, now: int) -> None:
    """A group is told once that we only talk in private, and left; its lane is the group's, never the writer's."""
    if incoming.kind == "member" and incoming.member_status != "member":
        return
    name, key = tools.epochs.present(now)
    words = tools.words.word(notices.GROUP, tools.languages[0], {})
    content = {"chat": incoming.chat_id, "text": words, "rows": []}
    screens.put(
        c, f"{lane}:group", DEFENDERS, lambda row, version: seal_json(key, "screens", str(row), version, content),
        name, screens.REST, now, keep=True,
    )  # fmt: skip
    job = new_id()
    jobs.put(c, job, "leave", name, seal_json(key, "jobs", job, 0, {"chat": incoming.chat_id}), now, lane, now + 2)

"""What a hostile reviewer of the officers' side tried: words gone astray, a desk blocked, an alert kept silent."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from test_deleting import SENT, told
from test_officers import RING, bells, tick
from test_opening import WATCHED
from test_proving import ana, bell, is_open, rung, text_of

from bot.casework import dismissing, holding, officers
from bot.casework.holding import Held
from bot.conversation import closing
from bot.store import Connection, cases, tasks
from bot.store import officers as officer_rows
from tests.phone import PIN, Phone
from tests.talks import MINUTE, Talks

__all__ = ["ana"]


def sql(talks: Talks, statement: str, **given: object) -> None:
    talks.do(lambda c: c.execute(text(statement), given))


# -- words for one person that would reach another


def test_plain_words_under_a_new_bell_do_not_go_to_whom_was_answered_before(talks: Talks) -> None:
    """While an alert rings that this officer has not answered, words without a reply are nobody's."""
    first = rung(talks)
    desk = talks.desks["Ana"].tap("take").write("To the first")
    assert "To the first" in first.text
    second = rung(talks)
    desk.write("I come to you, Quagmirelantern")
    assert "Quagmirelantern" not in first.text
    assert "went nowhere" in desk.ours[-1].text
    assert is_open(talks, second)


def test_plain_words_end_the_new_alert_of_the_same_person(talks: Talks) -> None:
    """They called again, the bell rang here, and the words reach them: it does not ring on."""
    phone = rung(talks)
    desk = talks.desks["Ana"].tap("take").write("We are here")
    phone.write("They came back")
    talks.beat()
    assert is_open(talks, phone)
    desk.write("We come again")
    assert "We come again" in phone.text
    assert not is_open(talks, phone)


def test_a_list_that_replaced_a_task_belongs_to_no_case(talks: Talks) -> None:
    """After *It is done* the list stands where the task stood; a reply to it reaches nobody."""
    phone = told(talks, SENT)
    talks.beat()
    talks.desks["Ana"].tap("take").write("We read it")
    case = talks.case_of(phone) or ""
    talks.do(lambda c: tasks.put(c, "t1", case, "prepare", talks.clock.now()))
    talks.do(lambda c: tasks.put(c, "t2", case, "quiet", talks.clock.now()))
    ben = talks.desks["Ben"].write("/menu").tap("tasks", "task:t1", "done:t1")
    listed = ben.screen
    before = phone.text
    ben.reply(listed.id, "Words for whom?")
    assert "Words for whom?" not in phone.text
    assert phone.text == before


def test_an_old_button_does_not_send_the_words_of_another_case(talks: Talks, ana: Phone) -> None:
    """Numbers begin anew when what the chat held is lost: a button names its case too."""
    one, two = rung(talks), rung(talks)
    first, second = [found.id for found in ana.ours if RING in found.text][-2:]
    ana.write(PIN)
    ana.reply(first, "Call 504 999")
    old = ana.screen
    send = old.named("Send as it is") or ""
    talks.do(lambda c: holding.keep(c, talks.tools, "Ana", Held(proved=talks.clock.now()), talks.clock.now()))
    ana.reply(second, "Call 504 111")
    ana.press(send, old.id)
    assert "504 111" not in two.text
    assert "504 111" not in one.text


def test_words_to_a_closed_case_are_refused_aloud(talks: Talks) -> None:
    """Nothing leads to the person any more: an officer is not told that they wait."""
    phone = told(talks, SENT)
    talks.beat()
    desk = talks.desks["Ana"].tap("take").write("We read it")
    case = talks.store.read(lambda c: cases.get(c, talks.case_of(phone) or ""))
    assert case is not None
    talks.do(lambda c: closing.close(c, talks.tools, talks.seals, case, talks.clock.now(), talks.clock.now()))
    bell_ = next(one.id for one in desk.ours if one.document)
    desk.reply(bell_, "Are you there?")
    assert "Kept locked" not in desk.ours[-1].text
    assert "Passed on" not in desk.ours[-1].text


# -- a desk that cannot work


def test_a_spoilt_case_keeps_no_officer_from_their_desk(talks: Talks, ana: Phone) -> None:
    """What cannot be done after the PIN is said, and the rest is done."""
    broken, phone = rung(talks), rung(talks)
    first, second = [one.id for one in ana.ours if RING in one.text][-2:]
    ana.reply(first, "To the spoilt one")
    ana.reply(second, "To the other one")
    sql(talks, "UPDATE cases SET sealed = x'00' WHERE id = :id", id=talks.case_of(broken))
    ana.write(PIN)
    assert "To the other one" in phone.text


def test_a_spoilt_row_of_a_colleague_keeps_nobody_from_answering(talks: Talks) -> None:
    """Take and answer although another officer's row cannot be opened."""
    phone = rung(talks)
    sql(talks, "UPDATE officers SET sealed = x'00' WHERE id = 'Ben'")
    talks.desks["Ana"].tap("take").write("We are here")
    assert "We are here" in phone.text
    assert not is_open(talks, phone)


@pytest.mark.parametrize("spoil", ["sealed = x'00'", "key = 'nobody'"])
def test_a_spoilt_row_of_an_officer_silences_no_bell(talks: Talks, spoil: str) -> None:
    """Whoever else is there is rung, and can take it and answer."""
    sql(talks, f"UPDATE officers SET {spoil} WHERE id = 'Ben'")
    phone = rung(talks)
    desk = talks.desks["Ana"]
    assert RING in desk.text
    desk.tap("take").write("We are here")
    assert "We are here" in phone.text


def test_a_phrase_of_before_keeps_nobody_from_their_desk(talks: Talks, ana: Phone) -> None:
    """A sentence that is no longer in the book was waiting for the PIN: the rest goes out."""
    phone = rung(talks)
    state = talks.do(lambda c: holding.of(c, talks.tools, "Ana"))
    act = {
        "do": "phrase",
        "alert": talks.alerts_of(talks.case_of(phone) or "")[0].id,
        "phrase": "not_there",
        "at": talks.clock.now(),
    }
    talks.do(lambda c: holding.keep(c, talks.tools, "Ana", state.waiting(act), talks.clock.now()))
    ana.reply(bell(ana), "I am here")
    ana.write(PIN)
    assert "I am here" in phone.text


def test_words_without_number_cannot_fill_the_desk(talks: Talks, ana: Phone) -> None:
    """Who holds the phone and has no PIN cannot make it hold more and more; what is not kept is said."""
    rung(talks)
    for n in range(60):
        ana.reply(bell(ana), f"words {n}")
    state = talks.do(lambda c: holding.of(c, talks.tools, "Ana"))
    assert len(state.waits) <= 40
    assert "not kept" in ana.ours[-1].text


@pytest.mark.parametrize("data", ["send:x", "send:", "drop:²", "ph:nobody", "why:because", "in:nowhere"])
def test_a_button_that_was_never_made_changes_nothing(talks: Talks, data: str) -> None:
    """A changed client sends what it likes."""
    rung(talks)
    desk = talks.desks["Ana"]
    tag = desk.screen.buttons[0][1].split(".")[1]
    desk.press(f"a.{tag}.{data}", desk.screen.id)
    assert "earlier bell" in desk.ours[-1].text


# -- an unlocked phone without the PIN


def test_taking_again_and_again_silences_nobody_for_ever(talks: Talks, ana: Phone) -> None:
    """Every ten minutes the same thumb: after two pauses the others are rung whatever is tapped."""
    phone = rung(talks)
    before = bells(talks)[1]
    for _ in range(9):
        ana.tap("take")
        tick(talks, 10 * MINUTE + 30)
    assert is_open(talks, phone)
    assert bells(talks)[1] - before >= 5


def test_tasks_are_not_done_without_a_proof(talks: Talks, ana: Phone) -> None:
    """Whoever holds the phone cannot make what has to be looked at disappear."""
    phone = told(talks, SENT)
    talks.beat()
    case = talks.case_of(phone) or ""
    talks.do(lambda c: tasks.put(c, "t1", case, "send_text", talks.clock.now()))
    ana.write("/menu").tap("tasks", "task:t1", "done:t1")
    assert talks.store.read(tasks.open_)
    ana.write(PIN)
    assert not talks.store.read(tasks.open_)


def test_another_pin_asks_for_the_present_one_even_within_the_proof(talks: Talks, ana: Phone) -> None:
    """A phone snatched after a proof is not made the thief's."""
    rung(talks)
    ana.write(PIN)
    ana.write("/menu").tap("pin")
    ana.write("804172", "804172")
    talks.wait(16 * MINUTE)
    ana.write(PIN)
    assert "not your PIN" not in ana.ours[-1].text
    assert "Choose a PIN" not in ana.ours[-1].text
    ana.write("/menu").tap("pin")
    ana.write(PIN, "804172", "804172")
    assert "Your PIN is set" in ana.ours[-1].text


def test_what_somebody_left_for_the_next_proof_does_not_go_by_itself(talks: Talks, ana: Phone) -> None:
    """Words, a phrase and a task tapped by who holds the phone: the officer's PIN, later, asks or lets go of them."""
    phone = rung(talks)
    talks.do(lambda c: tasks.put(c, "t1", talks.case_of(phone) or "", "quiet", talks.clock.now()))
    ana.reply(bell(ana), "Go out, Quagmirelantern")
    ana.tap("take", "say", "in:now", "ph:hurt")
    ana.write("/menu").tap("tasks", "task:t1", "done:t1")
    talks.wait(16 * MINUTE)
    ana.write(PIN)
    assert "Quagmirelantern" not in phone.text
    assert "Are you hurt?" not in phone.text
    assert talks.store.read(tasks.open_)
    assert is_open(talks, phone)
    assert any("have waited here for long" in one.text for one in ana.ours)


# -- what an officer sends that is no text


def test_a_voice_note_of_an_officer_is_refused_aloud(talks: Talks) -> None:
    """Only words are passed on, and they are told so."""
    rung(talks)
    desk = talks.desks["Ana"].tap("take")
    desk.send("voice")
    assert "Only words" in desk.ours[-1].text


def test_a_pin_under_a_picture_leaves_the_chat(talks: Talks, ana: Phone) -> None:
    """A caption that is digits is deleted like a PIN."""
    rung(talks)
    ana.send("photo", caption=PIN)
    talks.beat()
    assert not any("<photo>" in one.text for one in ana.chat.values())


def test_where_officials_are_the_danger_an_old_button_asks_no_place(talks: Talks) -> None:
    """The sentence that asks for a place goes to nobody who is watched."""
    phone = told(talks, WATCHED)
    talks.beat()
    desk = talks.desks["Ana"].tap("take")
    tag = desk.screen.buttons[0][1].split(".")[1]
    desk.press(f"a.{tag}.ph:area", desk.screen.id)
    assert "earlier bell" in text_of(desk)
    assert phone.ours


# -- an officer taken off the list


def test_what_a_disabled_officer_holds_rings_on_and_their_chat_is_emptied(talks: Talks) -> None:
    """Whoever has their phone finds nothing, can do nothing, and pauses nothing."""
    phone = rung(talks)
    desk, ben = talks.desks["Ana"].tap("take"), talks.desks["Ben"]
    desk.tap("open", "why:shift")
    old = [(data, one.id) for one in desk.ours for _, data in one.buttons]
    before = bells(talks)[1]
    talks.do(lambda c: disabled(talks, c, "Ana"))
    tick(talks, MINUTE)
    assert bells(talks)[1] == before + 1
    assert not desk.chat
    for data, message in old:
        desk.press(data, message)
    desk.write(PIN, "We are here", "/start", "/menu")
    assert {one.text for one in desk.ours} == {"Nothing is open here."}
    assert is_open(talks, phone)
    assert "We are here" not in phone.text
    ben.tap("take").write("Ben is here")
    assert "Ben is here" in phone.text


def disabled(talks: Talks, c: Connection, name: str) -> None:
    """As the command does it."""
    row = officer_rows.get(c, name)
    assert row is not None
    dismissing.let_go(c, talks.tools, talks.seals, row, talks.clock.now())
    body = {**officers.open_officer(talks.tools, row), "chat": None, "invite": None}
    key, sealed = officers.seal_officer(talks.tools, row.id, row.revision + 1, body)
    officer_rows.change(c, row._replace(state=officers.DISABLED, lane=None, key=key, sealed=sealed))

"""An officer proves who they are: the PIN goes nowhere, words wait for it, and *I take it* needs none (F03)."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from test_deleting import told
from test_officers import DANGER, RING, bells, tick

from bot.casework.holding import Held
from bot.desk import proving
from tests.phone import PIN, Phone
from tests.talks import HOUR, MINUTE, Talks

OTHER = "804172"


@pytest.fixture
def ana(talks: Talks) -> Phone:
    """Ana, who types her PIN herself, a quarter of an hour after her last proof."""
    desk = talks.desks["Ana"]
    desk.proves = False
    talks.wait(16 * MINUTE)
    return desk


def rung(talks: Talks) -> Phone:
    """A defender in danger for whom it rings."""
    phone = told(talks, DANGER)
    talks.beat()
    return phone


def bell(desk: Phone) -> int:
    """The newest bell in this chat."""
    return next(one.id for one in reversed(desk.ours) if RING in one.text)


def text_of(desk: Phone) -> str:
    """The newest message, without the marks that keep a value's direction."""
    return desk.ours[-1].text.translate({0x2068: None, 0x2069: None})


def is_open(talks: Talks, phone: Phone) -> bool:
    return any(one.state == "open" for one in talks.alerts_of(talks.case_of(phone) or ""))


def everything(talks: Talks) -> str:
    """Every row of every table, as text."""
    tables = [row["name"] for row in talks.every("sqlite_master") if row["type"] == "table"]
    return json.dumps([dict(row) for table in tables for row in talks.every(table)], default=repr)


def test_words_wait_for_the_pin_and_go_out_right_after_it(talks: Talks, ana: Phone) -> None:
    """Nothing is typed twice; it rings until the words went, and they are in clear nowhere."""
    phone = rung(talks)
    ana.reply(bell(ana), "I am here, Quagmirelantern")
    assert "Type your PIN" in ana.ours[-1].text
    assert "Quagmirelantern" not in phone.text
    assert "Quagmirelantern" not in everything(talks)
    tick(talks, 3 * MINUTE)
    assert is_open(talks, phone)
    assert bells(talks) == (2, 2)
    ana.write("And stay inside", PIN)
    assert "I am here, Quagmirelantern" in phone.text
    assert "And stay inside" in phone.text
    assert not is_open(talks, phone)
    assert PIN not in phone.text


@pytest.mark.parametrize("typed", [PIN, "27 04 18", "٢٧٠٤١٨", "270-418", " 270418 \n"])
def test_a_pin_typed_as_a_reply_to_a_bell_reaches_nobody(talks: Talks, ana: Phone, typed: str) -> None:
    """It is a proof, whatever it answered and however it was written, and leaves the chat at once."""
    phone = rung(talks)
    stood = phone.text
    ana.reply(bell(ana), typed)
    assert phone.text == stood
    assert is_open(talks, phone)
    assert "That is right" in ana.ours[-1].text
    talks.beat()
    assert all(typed not in one.text for one in ana.chat.values())
    ana.reply(bell(ana), "I am here")
    assert "I am here" in phone.text


def test_digits_of_another_length_are_no_words_either(talks: Talks, ana: Phone) -> None:
    """A PIN with a digit too few, typed to a bell by a tired hand, goes nowhere and counts as no try."""
    phone = rung(talks)
    for typed in (PIN[:5], PIN + "1", "1"):
        ana.reply(bell(ana), typed)
        assert "Digits alone are never passed on" in ana.ours[-1].text
    talks.beat()
    assert PIN[:5] not in phone.text
    assert all(PIN[:5] not in one.text for one in ana.chat.values())
    assert not any(row["tries"] for row in talks.every("words"))


def test_a_pin_inside_a_sentence_is_asked_about_and_is_no_oracle(talks: Talks, ana: Phone) -> None:
    """Six digits in words are held until the officer says so, the right ones like any others, and prove nothing."""
    phone = rung(talks)
    ana.write(PIN)
    for number in (PIN, OTHER):
        ana.reply(bell(ana), f"my number is {number[:3]} {number[3:]}")
        assert "hold 6 digits" in ana.ours[-1].text
    ana.tap("Do not send")
    assert is_open(talks, phone)
    assert PIN[:3] not in phone.text
    ana.reply(bell(ana), "Call 504 999")
    ana.tap("Send as it is")
    assert "Call 504 999" in phone.text
    assert not is_open(talks, phone)
    ana.tap("Send as it is")
    assert phone.text.count("Call 504 999") == 1


def test_five_wrong_pins_close_the_day_and_the_others_hear_of_it(talks: Talks, ana: Phone) -> None:
    """Ordinary words never count; the right PIN after five wrong ones is refused too; the next day it counts."""
    phone = rung(talks)
    ana.reply(bell(ana), "I come at once")
    for left in (4, 3, 2, 1):
        ana.write(OTHER)
        assert f"{left} more tries" in text_of(ana)
    ana.write(OTHER)
    assert "Five wrong tries" in ana.ours[-1].text
    assert "five wrong PINs as Ana" in text_of(talks.desks["Ben"])
    ana.write(PIN)
    assert "Five wrong tries" in ana.ours[-1].text
    assert "I come at once" not in phone.text
    kinds = [row["kind"] for row in talks.every("record")]
    assert (kinds.count("officer.pin_wrong"), kinds.count("officer.pin_refused")) == (5, 1)
    talks.wait(25 * HOUR, every=HOUR)
    ana.write(PIN)
    assert "have waited here for long" in ana.ours[-1].text
    ana.tap("Do not send")
    assert "I come at once" not in phone.text


def test_a_right_pin_forgets_the_wrong_ones(talks: Talks, ana: Phone) -> None:
    """Four slips and a right one: five slips are free again."""
    ana.write(*[OTHER] * 4, PIN, OTHER)
    assert "4 more tries" in text_of(ana)


def test_taking_needs_no_pin_and_ends_nothing(talks: Talks, ana: Phone) -> None:
    """A thumb on a locked screen may pause the ringing; after the pause it goes on."""
    phone = rung(talks)
    ana.tap("take")
    assert "You have it for" in ana.ours[-1].text
    assert is_open(talks, phone)
    tick(talks, 11 * MINUTE)
    assert bells(talks)[1] > 1


def test_the_proof_runs_out_after_a_quarter_of_an_hour(talks: Talks, ana: Phone) -> None:
    """Fourteen minutes after it words go at once; a minute later they wait."""
    phone = rung(talks)
    ana.write(PIN)
    talks.clock.move(14 * MINUTE)
    ana.reply(bell(ana), "one")
    assert "one" in phone.ours[-1].text
    talks.clock.move(2 * MINUTE)
    ana.write("two")
    assert "Type your PIN" in ana.ours[-1].text
    assert "two" not in phone.text


def test_a_pin_is_chosen_twice_the_same_and_not_a_plain_one(talks: Talks) -> None:
    """At the enrolment; and by an officer of before, when words of theirs wait for it."""
    eve = talks.officer("Eve")
    assert "Your PIN is set" in eve.text
    eve.write("/start")
    talks.do(lambda c: c.exec_driver_sql("DELETE FROM words"))
    talks.wait(16 * MINUTE)
    phone = rung(talks)
    eve.reply(bell(eve), "Here I am")
    assert "Choose a PIN" in eve.ours[-1].text
    for plain in ("111111", "123456", "987654"):
        eve.write(plain)
        assert "Anybody would try" in eve.ours[-1].text
    eve.write(OTHER, PIN)
    assert "not the same" in eve.ours[-1].text
    eve.write(OTHER, OTHER)
    assert "Your PIN is set" in eve.text
    assert "Here I am" in phone.text
    assert OTHER not in everything(talks)


def test_an_edited_message_sends_no_words_and_may_be_a_pin(talks: Talks, ana: Phone) -> None:
    """What was sent is sent; a correction is a new message."""
    phone = rung(talks)
    ana.write(PIN)
    ana.reply(bell(ana), "I am here")
    sent = len(phone.ours)
    ana._take(kind="text", message_id=ana._own("I am there"), text="I am there", edited=True)
    assert "correction as a new message" in ana.ours[-1].text
    assert len(phone.ours) == sent
    ana._take(kind="text", message_id=ana._own(PIN), text=PIN, edited=True)
    assert "That is right" in ana.ours[-1].text


def test_what_waits_outlives_a_restart_and_the_hour_that_sealed_it(talks: Talks, ana: Phone) -> None:
    """Words that wait are sealed anew like everything that waits; late ones are asked about first."""
    phone = rung(talks)
    ana.reply(bell(ana), "I wrote this at night")
    talks.wait(3 * HOUR, every=HOUR)
    talks.restart()
    ana.write(PIN)
    assert "have waited here for long" in ana.ours[-1].text
    assert "I wrote this at night" not in phone.text
    ana.tap("Send as it is")
    phone.tap("knock")
    assert "I wrote this at night" in phone.text


def test_a_new_invitation_forgets_the_pin_and_what_waited(talks: Talks, ana: Phone) -> None:
    """Whoever enrols anew begins with nothing of the account before."""
    phone = rung(talks)
    ana.reply(bell(ana), "Quagmirelantern")
    talks.do(lambda c: c.exec_driver_sql("UPDATE officers SET state = 'pending' WHERE id = 'Ana'"))
    ana.write("/start")
    assert "Choose a PIN" in ana.ours[-1].text
    ana.write(PIN)
    assert "once more" in ana.ours[-1].text
    ana.write(PIN)
    assert "Quagmirelantern" not in phone.text


def test_no_words_give_way_however_many_wait_for_a_proof() -> None:
    """Of openings the oldest gives way; words to a person never do, and none is dropped in silence."""
    state = Held()
    for number in range(60):
        state = state.waiting({"do": "words", "text": str(number)}).waiting({"do": "open", "alert": str(number)})
    assert [one["text"] for one in state.waits if one["do"] == "words"] == [str(number) for number in range(60)]
    assert [one["alert"] for one in state.waits if one["do"] == "open"] == [str(number) for number in range(40, 60)]


def test_no_pin_is_hashed_while_the_writer_is_held(talks: Talks, ana: Phone, monkeypatch: pytest.MonkeyPatch) -> None:
    """Argon2id runs between two transactions, for a right PIN, a wrong one and a new one; refused ones cost nothing."""
    held, seen, do = [False], [], talks.do

    def holding(work: object) -> object:
        held[0] = True
        try:
            return do(work)
        finally:
            held[0] = False

    def watched(real: Callable[..., object]) -> Callable[..., object]:
        return lambda *given: (seen.append(held[0]), real(*given))[1]

    monkeypatch.setattr(talks, "do", holding)
    for name in ("word_matches", "word_hash"):
        monkeypatch.setattr(proving, name, watched(getattr(proving, name)))
    ana.write(OTHER, PIN, "/menu").tap("pin").write(PIN, OTHER, OTHER)
    assert "Your PIN is set" in ana.ours[-1].text
    assert seen == [False] * 5
    ana.write(*[PIN] * 7)
    assert seen == [False] * 10

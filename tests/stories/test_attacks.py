"""What a hostile reviewer tried: each of these once lost words, silenced an alert or left something behind."""

from __future__ import annotations

import json
from concurrent.futures import Future
from typing import Any, cast

import pytest
from sqlalchemy import text
from test_deleting import SENT, key_gone, told

from bot import notices
from bot.casework.seals import open_json, seal_json
from bot.casework.turn import DEFENDERS, OFFICERS
from bot.chat import Bot
from bot.chat.polling import Poller
from bot.chat.ports import SealGone
from bot.errands import LineFailedError
from bot.store import Connection, alerts, leases, messages, screens
from bot.store.screens import Screen
from bot.wiring import Service
from tests.talks import HOUR, MINUTE, Talks

FACTS = "labour attack unknown first advice any river"


def test_an_answered_alert_takes_no_ringing_one_with_it(talks: Talks) -> None:
    """A case is not destroyed 72 hours after its first answer while the same person calls again and nobody answered."""
    phone = told(talks, "> danger wake any armed HN")
    case = talks.case_of(phone) or ""
    talks.beat()
    talks.desks["Ana"].tap("take")
    talks.desks["Ana"].write("We are here")
    phone.write("They came back")
    assert [one.state for one in talks.alerts_of(case)] == ["ended", "open"]
    talks.wait(73 * HOUR, every=HOUR)
    assert [one.state for one in talks.alerts_of(case)] == ["open"]
    bells = len(talks.desks["Ben"].ours)
    talks.wait(40 * MINUTE, every=60)
    assert len(talks.desks["Ben"].ours) > bells


def test_a_case_that_was_sent_can_be_told_again_by_taps(talks: Talks) -> None:
    """Who sent a case, calls again and answers with taps is not refused at the end."""
    phone = told(talks, SENT, "> _menu danger wake any armed HN taps send")
    case = talks.case_of(phone) or ""
    assert phone.at == "core.sent"
    assert [one.state for one in talks.alerts_of(case)] == ["open"]


def test_an_alert_cannot_be_wiped_as_if_it_were_a_draft(talks: Talks) -> None:
    """*Delete everything* before sending destroys no alert at once: whoever took the phone could."""
    phone = told(talks, "> danger wake any armed HN taps me adult agree labour attack first advice river")
    row = phone.row
    assert row is not None
    phone.tap("delete")
    talks.wait(MINUTE)
    assert talks.seals.of(row.id)
    talks.wait(25 * HOUR)
    assert key_gone(talks, row.id)


def test_what_is_on_its_way_when_the_chat_is_hidden_goes_too(talks: Talks) -> None:
    """A screen whose call was under way at Hide and ended later does not stay in the chat."""
    phone = told(talks, "> danger wake never armed HN")
    talks.beat()
    send, talks.send = talks.send, lambda: None  # type: ignore[method-assign]
    talks.desks["Ana"].tap("take")
    talks.desks["Ana"].write("Secret words of the officer")
    (row,) = talks.do(lambda c: screens.due(c, "defenders", talks.clock.now()))
    talks.do(lambda c: screens.sending(c, row.id))
    phone.tap("_hide")
    talks.clock.move(2)
    arrived(talks, row)
    talks.send = send  # type: ignore[method-assign]
    talks.wait(20)
    assert "Secret words" not in phone.text


def test_hide_hides_from_a_screen_whose_talk_was_locked_meanwhile(talks: Talks) -> None:
    """Half an hour after it was shown, the card's *Hide* clears the chat, and whoever called is still called."""
    phone = told(talks, "> danger wake never armed HN")
    talks.wait(31 * MINUTE)
    phone.tap("_hide")
    talks.wait(MINUTE)
    assert phone.text == ""
    assert talks.do(lambda c: [one.state for one in alerts.open_(c)]) == ["open"]


def arrived(talks: Talks, row: Screen) -> None:
    """The call of this screen ends now."""
    now = talks.clock.now()

    def work(c: Connection) -> None:
        key = talks.tools.epochs.key(row.key or "")
        content = open_json(key, "screens", str(row.id), row.wanted, row.content or b"")
        message = talks._draw(content, None)
        name, key = talks.tools.epochs.present(now)
        address = seal_json(key, "messages", f"{row.bot}:{row.lane}:{message}", 0, {"chat": content["chat"]})
        messages.note(c, row.bot, row.lane, message, now, True, name, address)
        screens.sent(c, row.id, row.wanted, message, now)

    talks.do(work)


def test_words_that_fill_a_message_reach_the_person(talks: Talks) -> None:
    """Letters that count twice for Telegram do not make an officer's words too long to be sent."""
    phone = told(talks, "> danger wake any armed HN")
    talks.beat()
    ana = talks.desks["Ana"]
    ana.tap("take")
    ana.write("\U0001e900" * 2048)
    assert "\U0001e900" in phone.text or "long" in ana.ours[-1].text


def test_waiting_words_are_not_replaced_before_they_were_sent(talks: Talks) -> None:
    """Who opens the message and writes again at once still gets the words that waited."""
    phone = told(talks, "> danger wake any armed HN")
    talks.wait(31 * MINUTE, every=600)
    ana = talks.desks["Ana"]
    ana.tap("take")
    ana.write("We found a lawyer")
    knock = phone.ours[-1]
    send, talks.send = talks.send, lambda: None  # type: ignore[method-assign]
    phone.press(knock.buttons[0][1], knock.id)
    phone.write("/start")
    talks.send = send  # type: ignore[method-assign]
    talks.send()
    assert "We found a lawyer" in phone.text


def test_all_words_that_waited_are_read(talks: Talks) -> None:
    """Two messages of an officer to somebody who is away are both read."""
    phone = told(talks, "> danger wake any armed HN")
    talks.wait(31 * MINUTE, every=600)
    ana = talks.desks["Ana"]
    ana.tap("take")
    ana.write("Go to the north gate")
    ana.write("Bring nothing with you")
    knock = phone.ours[-1]
    phone.press(knock.buttons[0][1], knock.id)
    assert "north gate" in phone.text
    assert "Bring nothing" not in phone.text  # without a word one message at a time
    phone.tap("knock")
    assert "Bring nothing" in phone.text


def test_nothing_of_a_guest_is_left(talks: Talks) -> None:
    """A talk that agreed to nothing leaves no row of what it refused."""
    phone = told(talks, "> help weeks me adult guest KE gender online unknown first phone")
    assert phone.talk is not None
    assert phone.talk.agreed
    talks.clock.move(31 * MINUTE)
    phone.start()
    assert talks.every("consents") == []


def test_answers_move_back_under_no_key_that_is_being_destroyed(talks: Talks) -> None:
    """A turn between the moving of a talk to its case key and the end of its draft key does not seal it under that."""
    phone = told(talks, SENT)
    row = phone.row
    assert row is not None
    conversation = row.id
    for _ in range(50):
        talks.clock.move(29 * MINUTE)
        phone.write("/start")
    talks.duties.forget(talks.clock.now())
    phone.write("/start")
    talks.seals.destroy_draft(conversation)
    phone.write("/start")
    talks.beat()
    assert talks.seals.of(conversation)


def test_a_file_that_never_came_is_owned_up_to(talks: Talks) -> None:
    """Who was told that a file was passed on hears of it when it could not be fetched in the end."""
    phone = told(talks, "> danger wake any armed HN")

    async def fails(job: object, args: object) -> None:
        raise LineFailedError

    talks.errands._kinds = {**talks.errands._kinds, "file": fails}
    phone.send("voice")
    talks.wait(2 * HOUR, every=5 * MINUTE)
    lost = talks.tools.words.word(notices.FILE_LOST, "en", {})
    assert lost in phone.text


def test_a_spoilt_address_keeps_no_chat_from_being_emptied(talks: Talks) -> None:
    """Messages go at 20 hours though the address of another was spoilt."""
    first, second = told(talks, "> danger"), told(talks, "> danger")
    for phone in (first, second):
        spoil = text("UPDATE messages SET address = x'00' WHERE id = (SELECT min(id) FROM messages WHERE lane = :lane)")
        talks.do(lambda c, lane=phone.lane, spoil=spoil: c.execute(spoil, {"lane": lane}))
    talks.wait(21 * HOUR, every=HOUR)
    assert not first.ours
    assert not second.ours


def test_a_lease_of_a_wrong_clock_is_free(talks: Talks) -> None:
    """A leader that died while the clock was an hour ahead is replaced all the same."""
    now = talks.clock.now()
    assert talks.do(lambda c: leases.take(c, "leader", "dead", now + HOUR)) == 1
    assert talks.do(lambda c: leases.take(c, "leader", "living", now)) == 2


def test_a_spoilt_bell_does_not_stop_those_behind_it(talks: Talks) -> None:
    """A screen that never opens again is let go of, with an alarm, and its officer's next bell goes out."""
    service = Service(talks.installation, talks.clock, bots=dict.fromkeys((DEFENDERS, OFFICERS), cast(Bot, talks.line)))
    send, talks.send = talks.send, lambda: None  # type: ignore[method-assign]
    phone = talks.phone().start()
    talks.do(lambda c: c.execute(text("UPDATE screens SET content = x'00'")))
    (row,) = talks.do(lambda c: screens.due(c, DEFENDERS, talks.clock.now()))
    assert row.lane == phone.lane
    with pytest.raises(SealGone):
        service.senders[DEFENDERS]._open(row)
    assert service.faults == {"screen.spoilt": 1}
    talks.send = send  # type: ignore[method-assign]


async def test_half_a_letter_does_not_stop_what_comes_after_it() -> None:
    """An update with a lone surrogate is kept like any other; polling goes on behind it."""
    kept: list[bytes] = []

    class Keeps:
        def keep(self, bodies: list[bytes], also: object) -> Future[list[bool]]:
            kept.extend(bodies)
            done: Future[list[bool]] = Future()
            done.set_result([True])
            return done

    poller = Poller(cast(Any, None), cast(Any, Keeps()), offset=0, note_offset=lambda c, offset: None)
    await poller._take([{"update_id": 7, "message": {"from": {"id": 1}, "text": "\ud83d"}}])
    assert poller.offset == 8
    assert json.loads(kept[0])["update_id"] == 7


def test_one_spoilt_alert_keeps_no_officer_from_answering(talks: Talks) -> None:
    """Plain words go to the person held, though the row of another alert was spoilt."""
    other = told(talks, "> danger wake any armed HN")
    phone = told(talks, "> danger wake any armed HN")
    spoilt = talks.alerts_of(talks.case_of(other) or "")[0]
    talks.beat()
    ana = talks.desks["Ana"]
    ana.tap("take")
    talks.do(lambda c: c.execute(text("UPDATE alerts SET sealed = x'00' WHERE id = :id"), {"id": spoilt.id}))
    ana.write("We are here")
    assert "We are here" in phone.text

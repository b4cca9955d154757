"""Phrases, both ways: the officer reads English, the person Arabic; taps and typed answers come back (F13, F24)."""

from __future__ import annotations

from datetime import date

import pytest
from test_deleting import SENT, told
from test_officers import DANGER, RING, bells, tick
from test_opening import WATCHED
from test_proving import ana, bell, everything, is_open, rung

from bot import phrases, shelf
from bot.casework import waiting
from bot.store import cases
from tests.phone import PIN, Phone
from tests.talks import MINUTE, Talks

__all__ = ["ana"]


def says(desk: Phone, phrase: str) -> Phone:
    """Find a phrase by its group and tap its number."""
    group = phrases.book().phrases[phrase].group
    return desk.tap("say", f"in:{group}", f"ph:{phrase}")


def word(talks: Talks, phrase: str, language: str) -> str:
    return talks.tools.words.word(phrases.sentence(phrases.book().phrases[phrase]), language, {})


def label(talks: Talks, answer: str, language: str) -> str:
    return talks.tools.words.word(phrases.answer(answer), language, {})


@pytest.mark.parametrize("language", ["en", "es", "ar"])
@pytest.mark.parametrize("way", ["tap", "words", "number"])
def test_a_phrase_goes_out_and_its_answer_comes_back(talks: Talks, language: str, way: str) -> None:
    """Each reads their own language; the answer is sealed to the team and in clear in no row."""
    phone = told(talks, DANGER, language=language)
    talks.beat()
    desk = talks.desks["Ana"].tap("take")
    says(desk, "can_write")
    assert word(talks, "can_write", language) in phone.ours[-1].text
    assert not is_open(talks, phone)
    assert "You said" in desk.ours[-1].text
    if way == "tap":
        phone.tap("say:can_write:only_taps")
    else:
        phone.write("2" if way == "number" else label(talks, "only_taps", language))
    assert any("Only taps" in one.text and "Can you write now?" in one.text for one in desk.ours)
    case = talks.case_of(phone) or ""
    assert "Can you write now? - Only taps" in talks.read_by("Ben", case).values()
    assert "Only taps" not in everything(talks)


def test_an_answer_counts_once_and_leaves_no_buttons(talks: Talks) -> None:
    """A second tap is answered with the present question."""
    phone = rung(talks)
    says(talks.desks["Ana"].tap("take"), "hurt")
    asked = phone.ours[-1]
    data = asked.named("say:hurt:yes") or ""
    phone.tap("say:hurt:yes")
    assert not phone.chat[asked.id].buttons
    phone.press(data, asked.id)
    assert "earlier question" in phone.ours[-1].text
    case = talks.case_of(phone) or ""
    assert sum(name.startswith("answer-") for name in talks.read_by("Ana", case)) == 1


def test_whoever_asked_has_the_answer_and_it_rings_for_all_if_they_sleep(talks: Talks) -> None:
    """The answer calls nobody else at once; after the pause it does, until words follow."""
    phone = rung(talks)
    ana, ben = talks.desks["Ana"].tap("take"), talks.desks["Ben"]
    says(ana, "hurt")
    before = bells(talks)
    phone.tap("say:hurt:yes")
    talks.beat()
    assert "Are you hurt?" in ana.ours[-1].text
    assert bells(talks) == before
    assert is_open(talks, phone)
    tick(talks, 11 * MINUTE)
    assert bells(talks)[1] > before[1]
    assert RING in ben.text
    ana.reply(bell(ana), "I come back to you")
    assert not is_open(talks, phone)


def test_a_phrase_waits_for_the_pin_and_so_does_its_answer(talks: Talks, ana: Phone) -> None:
    """Neither goes out nor is shown without a proof of the last quarter of an hour."""
    phone = rung(talks)
    says(ana.tap("take"), "hurt")
    assert "Type your PIN" in ana.ours[-1].text
    assert "Are you hurt?" not in phone.text
    ana.write(PIN)
    assert "Are you hurt?" in phone.text
    talks.clock.move(16 * MINUTE)
    phone.tap("say:hurt:other_hurt")
    assert "Type your PIN to read it" in ana.ours[-1].text
    assert "Their answer" not in ana.text
    ana.write(PIN)
    assert "Someone else is" in ana.ours[-1].text.partition("Their answer")[2]


def test_no_place_is_asked_for_where_officials_are_the_danger(talks: Talks) -> None:
    """The sentence is not offered there; an old button for it says so."""
    for story, offered in ((WATCHED, False), (DANGER, True)):
        phone = told(talks, story)
        talks.beat()
        desk = talks.desks["Ana"]
        desk.tap("take", "say", "in:now")
        assert (desk.screen.named("ph:area") is not None) is offered
        assert phone.ours


def test_a_phrase_waits_behind_the_knock_and_can_be_answered_there(talks: Talks) -> None:
    """Without a word the one message opens by *Open*, with its buttons; the talk stays locked and the answer counts."""
    phone = rung(talks)
    talks.wait(40 * MINUTE)
    ana = talks.desks["Ana"].tap("take")
    says(ana, "lost_contact")
    assert phone.ours[-1].text == "You have a message."
    phone.tap("knock")
    assert word(talks, "lost_contact", "en") in phone.text
    phone.tap("say:lost_contact:no")
    assert "Passed on to the person on duty" in phone.text
    assert phone.at == "first.welcome"
    assert "We lost contact" in ana.ours[-1].text


def test_where_a_word_was_chosen_a_button_says_nothing_until_it_is_typed(talks: Talks) -> None:
    """Whoever holds the phone taps in vain; the person types the word and answers."""
    phone = told(talks, SENT)
    talks.beat()
    ana = talks.desks["Ana"].tap("take")
    says(ana, "changed")
    asked = phone.ours[-1]
    data = asked.named("say:changed:worse") or ""
    case = talks.case_of(phone) or ""
    talks.wait(40 * MINUTE)
    phone.press(data, asked.id)
    assert not any(name.startswith("answer-") for name in talks.read_by("Ana", case))
    phone.write("/start", phone.word)
    phone.press(data, asked.id)
    assert "How is it since we last wrote? - Worse" in talks.read_by("Ana", case).values()


def test_no_at_a_bad_moment_clears_the_chat_and_tells_the_officer(talks: Talks) -> None:
    """The question tells a bystander nothing; *No* hides everything (F24)."""
    phone = rung(talks)
    ana = talks.desks["Ana"].tap("take")
    says(ana, "good_time")
    phone.tap("say:good_time:no")
    talks.wait(MINUTE)
    assert not phone.chat
    assert any("Is this a good time?" in one.text and "Their answer" in one.text for one in ana.ours)


def test_numbers_are_taps_of_what_is_shown_and_all_else_is_passed_on(talks: Talks) -> None:
    """While an alert is open: a number of a shown button is its tap, of the phrase where that was said last."""
    phone = told(talks, "> danger wake any armed HN")
    case = talks.case_of(phone) or ""
    talks.beat()

    def texts() -> int:
        return sum(name.startswith("text-") for name in talks.read_by("Ana", case))

    for number in ("9", "112", "17 of them"):
        before = texts()
        phone.write(number)
        assert texts() == before + 1, number
    says(talks.desks["Ana"].tap("take"), "near")
    before = texts()
    phone.write("3")
    assert texts() == before
    assert "Are they near you now? - Not sure" in talks.read_by("Ana", case).values()
    phone.write("3")
    assert phone.at == "danger.safe_now"
    assert texts() == before


def test_who_talks_in_numbers_sees_them_under_the_sentence(talks: Talks) -> None:
    """The answers stand in the text too, for a screen reader."""
    phone = rung(talks)
    row = talks.store.read(lambda c: cases.get(c, talks.case_of(phone) or ""))
    assert row is not None
    for easy in (True, False):
        shown = waiting.drawn(talks.tools, row, {"language": "en", "easy": easy}, {"say": "hurt"})
        assert ("1. Yes\n2. No\n3. Someone else is" in shown["text"]) is easy


def test_a_phrase_that_was_taken_away_is_offered_and_said_no_more(talks: Talks, ana: Phone) -> None:
    """At once: not in its group, not by an old button, not by the PIN; what was sent before can still be answered."""
    phone = rung(talks)
    ana.write(PIN).tap("take")
    says(ana, "hurt")
    asked = phone.ours[-1]
    ana.tap("say", "in:now")
    assert ana.screen.named("ph:hurt")
    old = ana.screen
    shelf.add_taken(talks.folder / shelf.TAKEN, "phrase/hurt", "Ben", date(2027, 1, 15))
    ana.press(old.named("ph:hurt") or "", old.id)
    assert "was taken away" in ana.ours[-1].text
    assert phone.text.count("Are you hurt?") == 1
    ana.tap("say", "in:now")
    assert not ana.screen.named("ph:hurt")
    phone.press(asked.named("say:hurt:yes") or "", asked.id)
    assert any("Are you hurt?" in one.text and "Their answer" in one.text for one in ana.ours)


def test_a_phrase_taken_away_before_it_was_read_is_not_said(talks: Talks) -> None:
    """It waited behind the knock: the person hears that it was taken back, and can write."""
    phone = rung(talks)
    talks.wait(40 * MINUTE)
    says(talks.desks["Ana"].tap("take"), "lost_contact")
    shelf.add_taken(talks.folder / shelf.TAKEN, "phrase/lost_contact", "Ben", date(2027, 1, 15))
    phone.tap("knock")
    assert word(talks, "lost_contact", "en") not in phone.text
    assert "it was taken back" in phone.text

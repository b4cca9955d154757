"""Behind the knock: places asked, the yes to just one text, a no, silence, the check-in, closing, coming back."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest
from test_deleting import told
from test_knock import at, knocks

from bot import notices
from bot.casework import agreements, referring
from bot.conversation import closing
from bot.store import cases, dates, links, tasks, words
from referrals.errors import ConsentMissing, KeyGone, StepNotAllowed
from tests.phone import Phone
from tests.talks import HOUR, MINUTE, Talks

DAY = 24 * HOUR
CASE = "> help weeks me adult agree drop NG media online unknown first phone {hours} {word} send places"
CHOSEN = "> accessnow-helpline officer each nothing without more"
PLACE = "accessnow-helpline"
TEXT = "A journalist is threatened online and needs help with her accounts."
HASH = hashlib.sha256(TEXT.encode()).hexdigest()
TELLS = {"tells": ["what_happened", "danger"], "withholds": ["who", "contact"], "hash": HASH, "text": TEXT}


def chosen(talks: Talks, hours: str = "any", word: str = "river", language: str = "en") -> Phone:
    """A case is sent, a place is chosen, and half an hour later the chat has forgotten."""
    phone = told(talks, CASE.format(hours=hours, word=word), CHOSEN, language=language)
    talks.beat()
    talks.wait(31 * MINUTE, every=600)
    return phone


def back(phone: Phone) -> Phone:
    """The word that was offered, typed."""
    return phone.write(phone.word or "river")


def case_row(talks: Talks) -> cases.Case:
    return next(iter(talks.store.read(lambda c: cases.in_states(c, ["sent", "open", "alert"]))))


def moved(talks: Talks, wanted: str, place: str = PLACE, **given: Any) -> Any:
    row, now = case_row(talks), talks.clock.now()
    talks.said.add(str(given.get("text", "")))
    done = talks.do(lambda c: referring.move(c, talks.tools, talks.seals, row, place, wanted, now, **given))
    talks.send()
    return done


def todo(talks: Talks) -> list[str]:
    return [task.kind for task in talks.store.read(tasks.open_)]


def status(talks: Talks, place: str = PLACE) -> str:
    return str(next(one["status"] for one in talks.routing(case_row(talks).id)["chosen"] if one["id"] == place))


@pytest.mark.parametrize("language", ["en", "es", "ar"])
def test_a_text_goes_out_by_the_person_s_yes_to_just_that(talks: Talks, language: str) -> None:
    """Prepared, read, approved, sent, answered: each told by a knock alone, and the sending names its row."""
    phone = chosen(talks, language=language)
    moved(talks, "prepared", **TELLS)
    assert knocks(talks, phone) == 1
    assert PLACE not in phone.text
    back(phone)
    assert phone.at == "after.approve"
    phone.tap("read")
    assert TEXT in phone.text
    with pytest.raises(StepNotAllowed):
        moved(talks, "sent")
    phone.tap("send")
    assert (phone.at, status(talks), todo(talks)) == ("after.sending", "approved", ["send_text"])
    sent = moved(talks, "sent")
    found = talks.store.read(lambda c: agreements.of(c, talks.seals, case_row(talks).conversation))
    row = next(one for one in found if one.id == sent["allowed_by"])
    assert (row.purpose, row.recipient, row.text_hash, row.language) == ("send", PLACE, HASH, language)
    assert row.fields == ("what_happened", "danger")
    assert [one.kind for one in talks.store.read(lambda c: dates.of(c, case_row(talks).id))].count("referral") == 1
    talks.wait(31 * MINUTE, every=600)
    moved(talks, "acted")
    assert knocks(talks, phone) == 1
    back(phone)
    for state in ("sent", "acted"):  # one message at a time, the older first
        assert talks.tools.words.word(notices.STATES[state], language, {}) in phone.text
        phone.tap(*["messages"][: state == "sent"])


@pytest.mark.parametrize("word", ["none", "river"])
def test_a_yes_without_the_word_allows_nothing_until_an_officer_asked_another_way(talks: Talks, word: str) -> None:
    """Whoever holds the phone can tap *Send it*: it sends nothing, and an officer makes sure of it first."""
    phone = told(talks, CASE.format(hours="any", word=word), CHOSEN)
    talks.beat()
    if word == "none":
        talks.wait(31 * MINUTE, every=600)
    moved(talks, "prepared", **TELLS)
    phone.tap("knock", "send")
    assert (phone.at, status(talks), todo(talks)) == ("after.unproved", "prepared", ["confirm_yes"])
    with pytest.raises(StepNotAllowed):
        moved(talks, "sent")
    found = talks.store.read(lambda c: agreements.of(c, talks.seals, case_row(talks).conversation))
    assert not [one for one in found if one.purpose == "send"]
    confirms(talks)
    assert (status(talks), todo(talks)) == ("approved", ["send_text"])
    sent = moved(talks, "sent")
    found = talks.store.read(lambda c: agreements.of(c, talks.seals, case_row(talks).conversation))
    assert [one.id for one in found if one.purpose == "send" and one.given] == [sent["allowed_by"]]


def test_an_officer_confirms_only_what_was_said_of_this_very_text(talks: Talks) -> None:
    """Not before a yes, not after another text, not once sharing was stopped."""
    phone = chosen(talks, word="none")
    moved(talks, "prepared", **TELLS)
    with pytest.raises(StepNotAllowed):
        confirms(talks)
    phone.tap("knock", "send")
    moved(talks, "prepared", **{**TELLS, "hash": "1" * 64})
    with pytest.raises(StepNotAllowed):
        confirms(talks)


def confirms(talks: Talks) -> None:
    row, now = case_row(talks), talks.clock.now()
    talks.do(lambda c: referring.confirmed(c, talks.seals, row, PLACE, "Ana", "call", now))


def test_nothing_is_sent_without_its_row(talks: Talks) -> None:
    """A yes taken back, a text changed after the yes, and sharing stopped: each refuses the word *sent*."""
    phone = chosen(talks)
    moved(talks, "prepared", **TELLS)
    back(phone).tap("send")
    with pytest.raises(ConsentMissing):
        moved(talks, "sent", same="0" * 64)
    moved(talks, "prepared", **{**TELLS, "hash": "1" * 64})
    with pytest.raises(StepNotAllowed):
        moved(talks, "sent")
    phone.tap("home", "question", "send")
    phone.tap("home", "choices", "delete", "sharing")
    with pytest.raises(ConsentMissing):
        moved(talks, "sent")
    assert status(talks) == "approved"


def test_no_row_no_sending_whatever_the_record_says(talks: Talks) -> None:
    """A status that somebody wrote by hand into the record sends nothing: the row is asked for."""
    chosen(talks)
    row = case_row(talks)
    routing = talks.routing(row.id)
    routing["chosen"][0] |= {"status": "approved", "hash": HASH, "tells": [], "tag": "t"}
    from bot.casework import waiting

    talks.do(lambda c: waiting.keep(c, talks.seals, row, routing, talks.clock.now()))
    with pytest.raises(ConsentMissing):
        moved(talks, "sent")


def test_do_not_send_and_change_it(talks: Talks) -> None:
    """A no ends the referral; *change it* opens the line, and the officer hears of it."""
    phone = chosen(talks)
    moved(talks, "prepared", **TELLS)
    back(phone).tap("change")
    assert (phone.at, status(talks), todo(talks)) == ("after.change", "asked", ["change_text"])
    moved(talks, "prepared", **TELLS)
    phone.tap("home", "question", "stop")
    assert status(talks) == "withdrawn"
    with pytest.raises(StepNotAllowed):
        moved(talks, "prepared", **TELLS)


def approved(talks: Talks, **more: str) -> Phone:
    phone = chosen(talks, **more)
    moved(talks, "prepared", **TELLS)
    back(phone).tap("send")
    moved(talks, "sent")
    talks.wait(31 * MINUTE, every=600)
    return phone


@pytest.mark.parametrize("language", ["en", "es", "ar"])
def test_a_no_leads_to_another_door(talks: Talks, language: str) -> None:
    """The person hears the reason and the next place from a new match without that door, and chooses it by a tap."""
    phone = approved(talks, language=language)
    with pytest.raises(StepNotAllowed):
        moved(talks, "refused")
    one = moved(talks, "refused", reason="no_capacity")
    assert one["next"] not in ("", PLACE)
    back(phone)
    assert phone.at == "after.refused"
    assert talks.tools.words.word(notices.SAID_NO["no_capacity"], language, {}) in phone.text
    phone.tap("yes")
    assert status(talks, one["next"]) == "asked"
    assert "prepare" in todo(talks)
    phone.tap("home", "places")
    assert PLACE not in phone.choices


def test_a_no_when_no_place_is_left_leads_to_a_person(talks: Talks) -> None:
    """Where the answers cannot be read any more and nobody named a place, the yes is not offered and a person is."""
    phone = approved(talks)
    talks.wait(2 * DAY, every=6 * HOUR)
    moved(talks, "refused", reason="no_funds")
    back(phone)
    assert phone.at == "after.refused"
    assert "yes" not in phone.choices
    assert "person" in phone.choices
    assert "{" not in phone.text


def test_silence_counts_on_its_day(talks: Talks) -> None:
    """Fourteen days after the sending the clock says so, the person is asked, and an officer has a task."""
    phone = approved(talks)
    talks.wait(13 * DAY, every=6 * HOUR)
    assert status(talks) == "sent"
    talks.wait(DAY, every=HOUR)
    assert status(talks) == "no_answer"
    assert "referral_due" in todo(talks)
    back(phone)
    assert phone.at == "after.noanswer"
    phone.tap("wait")
    moved(talks, "acknowledged")


def test_home_says_how_it_stands_and_when_somebody_looks(talks: Talks) -> None:
    """The state, the last change and the next date; one line for each place with its date and the next."""
    phone = approved(talks)
    back(phone)
    home = phone.ours[-1].text
    assert "January 2027" in home
    phone.tap("asked")
    assert phone.at == "after.status"
    line = phone.ours[-1].text
    assert "Access Now" in line
    assert notices.STATES["sent"].source in line
    assert "29 January 2027" in line


def test_without_a_word_only_the_question_is_opened(talks: Talks) -> None:
    """Open leads to the text that is ready and to nothing else: neither how the case stands nor its places."""
    phone = chosen(talks, word="none")
    moved(talks, "prepared", **TELLS)
    phone.tap("knock")
    assert phone.at == "after.approve"
    phone.tap("send", "home")
    assert "asked" not in phone.choices
    assert "January" not in phone.ours[-1].text
    confirms(talks)
    assert moved(talks, "sent")["allowed_by"]


# -- the check-in


def checked(talks: Talks, hours: str = "any") -> Phone:
    phone = chosen(talks, hours)
    back(phone).tap("choices", "every", "day", "home")
    talks.wait(31 * MINUTE, every=600)
    return phone


def test_a_check_in_comes_only_where_it_was_agreed(talks: Talks) -> None:
    """Without the agreement nobody is asked; with it one knock comes after a day, and the answer sets the next."""
    phone = chosen(talks)
    talks.wait(3 * DAY, every=4 * HOUR)
    assert knocks(talks, phone) == 0
    back(phone).tap("choices", "every", "day")
    talks.wait(DAY + HOUR, every=HOUR)
    assert knocks(talks, phone) == 1
    back(phone)
    assert phone.at == "after.checkin"
    phone.tap("fine")
    assert todo(talks) == []
    talks.wait(DAY + HOUR, every=HOUR)
    assert knocks(talks, phone) == 1


def test_a_missed_check_in_is_a_task_and_no_second_message(talks: Talks) -> None:
    """A day later an officer has a task; the chat has been empty since the sweep."""
    phone = checked(talks)
    talks.wait(DAY + HOUR, every=HOUR)
    assert knocks(talks, phone) == 1
    talks.wait(21 * HOUR, every=HOUR)
    assert knocks(talks, phone) == 0
    talks.wait(2 * HOUR + 30 * MINUTE, every=HOUR)
    assert todo(talks) == ["checkin_missed"]


def test_not_fine_leads_to_the_card(talks: Talks) -> None:
    """And an officer hears of it whether or not a person is woken."""
    phone = checked(talks)
    talks.wait(DAY + HOUR, every=HOUR)
    back(phone).tap("not_fine")
    assert phone.at == "danger.card"
    assert todo(talks) == ["not_fine"]


# -- closing and coming back


def proposed(talks: Talks, word: str = "river") -> Phone:
    phone = chosen(talks, word=word)
    row = case_row(talks)
    assert talks.do(lambda c: closing.propose(c, talks.tools, talks.seals, row, talks.clock.now()))
    talks.send()
    return phone


def test_a_case_closes_with_the_person(talks: Talks) -> None:
    """Forgotten at once: nothing leads to them, the draft's half of the key dies, and the word opens nothing."""
    phone = proposed(talks)
    assert knocks(talks, phone) == 1
    conversation = case_row(talks).conversation
    back(phone)
    assert phone.at == "after.closing"
    phone.tap("close", "forget")
    row = talks.store.read(lambda c: cases.of_conversation(c, conversation))[0]
    assert (row.state, row.lane) == ("closed", None)
    assert talks.every("links") == talks.every("dates") == []
    talks.wait(2 * HOUR, every=HOUR)
    assert set(talks.seals.of(conversation)) == {"case"}
    back(phone.write("/start"))
    assert phone.at == "first.welcome"


def test_not_yet_keeps_it_open(talks: Talks) -> None:
    """The officer has a task, and what the person writes then is passed on."""
    phone = proposed(talks)
    back(phone).tap("not_yet")
    assert phone.at == "after.open_still"
    phone.write("I still need a lawyer")
    assert notices.PASSED_ON.source in phone.text
    assert todo(talks) == ["not_yet"]


def test_unanswered_it_stays_open(talks: Talks) -> None:
    """Two weeks later an officer looks; silence closes nothing."""
    proposed(talks)
    talks.wait(15 * DAY, every=6 * HOUR)
    assert "closing_unanswered" in todo(talks)
    assert case_row(talks).state == "sent"


def test_the_locked_link_opens_by_the_word_for_ninety_days(talks: Talks) -> None:
    """Same danger again: a new case that names the closed one, under the same word."""
    phone = proposed(talks)
    old = case_row(talks).id
    back(phone).tap("close", "keep")
    talks.wait(89 * DAY, every=2 * DAY)
    roster = talks.installation.last_roster()
    talks.installation.write_roster(roster.successor(roster.entries, talks.clock.now()))
    phone.write("/start")
    assert phone.at == "first.welcome"
    phone.write("volcano")
    assert phone.at == "first.welcome"
    back(phone)
    assert phone.at == "after.again"
    phone.tap("same")
    assert phone.at == "menu.told"
    new = talks.case_of(phone)
    assert new not in (None, old)
    assert any(old in str(part) for part in talks.read_by("Ana", new or "").values())
    assert todo(talks) == ["again"]
    assert talks.every("links") == []
    phone.tap("any")
    talks.wait(31 * MINUTE, every=600)
    back(phone.write("/start"))
    assert talks.case_of(phone) == new


@pytest.mark.parametrize("how", ["ninety days", "forget", "no word"])
def test_a_link_goes(talks: Talks, how: str) -> None:
    """After its days, at the person's wish, and where there is no word it never exists."""
    phone = proposed(talks, word="none" if how == "no word" else "river")
    phone.tap("knock") if how == "no word" else back(phone)
    phone.tap("close", "keep")
    if how == "ninety days":
        talks.wait(91 * DAY, every=DAY)
    elif how == "forget":
        phone.write("/start")
        talks.wait(31 * MINUTE)
        back(phone.write("/start")).tap("forget")
    assert talks.every("links") == []
    assert [row for row in talks.every("words") if not row["lane"].startswith("officer:")] == []
    back(phone.write("/start"))
    assert phone.at != "after.again"


def test_a_link_tells_nothing(talks: Talks) -> None:
    """Its row holds a blind name, a day and a sealed column: no lane, no account, no case."""
    phone = proposed(talks)
    old = case_row(talks).id
    back(phone).tap("close", "keep")
    (row,) = talks.every("links")
    held = str(dict(row))
    assert phone.lane not in held
    assert old not in held
    assert str(phone.account) not in held
    link = talks.store.read(lambda c: links.get(c, closing.blind(talks.tools, phone.lane)))
    assert link is not None
    assert talks.store.read(lambda c: words.get(c, link.id)) is None


def test_who_may_not_be_knocked_at_is_not_asked(talks: Talks) -> None:
    """Only when I write first: closing is the officers' alone."""
    chosen(talks, hours="never")
    row = case_row(talks)
    assert not talks.do(lambda c: closing.propose(c, talks.tools, talks.seals, row, talks.clock.now()))


def test_nothing_comes_for_a_case_that_was_erased(talks: Talks) -> None:
    """Dates of a case whose key died are taken back, and nobody is written to."""
    phone = checked(talks)
    row = case_row(talks)
    back(phone).tap("choices", "delete", "case", "erase")
    talks.wait(3 * DAY, every=6 * HOUR)
    assert talks.every("dates") == []
    assert knocks(talks, phone) == 0
    with pytest.raises(KeyGone):
        talks.seals.of(row.conversation)


def test_the_day_does_not_matter_to_who_is_asked_by_hours(talks: Talks) -> None:
    """A question waits for the hours chosen, like words."""
    phone = chosen(talks, "day")
    at(talks, 20)
    moved(talks, "prepared", **TELLS)
    assert knocks(talks, phone) == 0
    at(talks, 9)
    assert knocks(talks, phone) == 1

"""Opening: a reason by a chip, written down first, then the sealed case for one officer; and words of one's own."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest
from test_deleting import SENT, told
from test_officers import DANGER
from test_proving import ana, bell, is_open, rung, text_of

from bot.desk import opening
from referrals.errors import WrongKey
from referrals.vault import open_case
from tests.phone import PIN, Message, Phone
from tests.talks import HOUR, MINUTE, Talks

__all__ = ["ana"]
WATCHED = "> danger wake any officials HN"


def document(desk: Phone) -> Message:
    """The newest document of this chat."""
    return next(one for one in reversed(desk.ours) if one.document)


def opened_with(talks: Talks, name: str, message: Message) -> Any:
    return json.loads(open_case(base64.b64decode(message.document or ""), talks.identities[name]).reveal())


def kinds(talks: Talks) -> list[tuple[str, str, str]]:
    return [(row["kind"], row["who"], row["detail"]) for row in talks.every("record")]


def opens(desk: Phone, why: str = "why:shift") -> Phone:
    """Tap *Open* on the newest bell, then a reason."""
    return desk.tap("open", why)


def test_open_asks_for_the_pin_then_why_then_sends_the_sealed_case(talks: Talks, ana: Phone) -> None:
    """The record is written first; the document has a dull name and opens with this officer's key and no other."""
    phone = rung(talks)
    phone.write("They are at the door")
    ana.tap("open")
    assert "Type your PIN" in ana.ours[-1].text
    ana.write(PIN)
    assert "Why do you open it?" in ana.ours[-1].text
    assert not [kind for kind, _, _ in kinds(talks) if kind == "case.opened"]
    ana.tap("why:handover")
    assert ("case.opened", "Ana", "handover") in kinds(talks)
    found = opened_with(talks, "Ana", document(ana))
    assert "They are at the door" in [part.get("content") for part in found["parts"]]
    assert "chat" not in found["routing"]
    with pytest.raises(WrongKey):
        opened_with(talks, "Ben", document(ana))
    assert is_open(talks, phone)


def test_opening_takes_the_alert_for_as_long_as_a_tap_does(talks: Talks) -> None:
    """Whoever reads has it; it rings again by itself when no words follow."""
    rung(talks)
    ben = talks.desks["Ben"]
    opens(talks.desks["Ana"])
    assert "has it" in text_of(ben)
    before = len(ben.ours)
    talks.wait(9 * MINUTE, every=30)
    assert len(ben.ours) == before
    talks.wait(3 * MINUTE, every=30)
    assert len(ben.ours) > before


def test_the_person_sees_that_somebody_reads(talks: Talks) -> None:
    """In place of the line's screen where *only when I write first* was said; anew and without a sound otherwise."""
    quiet, any_time = told(talks, "> danger wake never armed HN"), told(talks, DANGER)
    talks.beat()
    stood = len(quiet.ours)
    first, second = [one for one in talks.desks["Ana"].ours if one.named("open")][-2:]
    desk = talks.desks["Ana"]
    for one in (first, second):
        desk.press(one.named("open") or "", one.id)
        desk.tap("why:shift")
    reads = "A person has opened your message"
    assert len(quiet.ours) == stood
    assert reads in quiet.screen.text
    assert "_hide" in quiet.choices
    assert reads in any_time.ours[-1].text
    assert any_time.ours[-1].silent
    quiet.write("Two of them")
    assert "Passed on" in quiet.text


def test_who_is_away_is_shown_nothing(talks: Talks) -> None:
    """After half an hour the chat shows everybody the first screen, whoever opens what."""
    phone = rung(talks)
    talks.wait(40 * MINUTE)
    stood = [one.text for one in phone.ours]
    opens(talks.desks["Ana"])
    assert [one.text for one in phone.ours] == stood


def test_who_joined_later_is_told_what_their_key_does_not_open(talks: Talks) -> None:
    """A part sealed before they were on the list stays closed to them, and the chat says so."""
    phone = rung(talks)
    talks.wait(MINUTE)
    eve = talks.officer("Eve")
    phone.write("Now there are two")
    talks.wait(3 * MINUTE, every=30)
    opens(eve)
    assert "before you joined" in document(eve).text
    found = opened_with(talks, "Eve", document(eve))
    assert any(part.get("closed") for part in found["parts"])
    assert "Now there are two" in [part.get("content") for part in found["parts"]]


def test_who_is_off_the_list_opens_nothing(talks: Talks) -> None:
    """Their row may still stand, their key is on no list: one clear sentence, no document, no entry."""
    rung(talks)
    roster = talks.installation.last_roster()
    kept = tuple(entry for entry in roster.entries if entry.name != "Ana")
    talks.installation.write_roster(roster.successor(kept, talks.clock.now()))
    talks.restart()
    opens(talks.desks["Ana"])
    assert "not on the list" in talks.desks["Ana"].ours[-1].text
    assert not [kind for kind, _, _ in kinds(talks) if kind == "case.opened"]


def test_many_openings_warn_and_stop_nobody(talks: Talks, monkeypatch: pytest.MonkeyPatch) -> None:
    """The limit is told to the others and to the record; the case is handed over all the same (F32)."""
    monkeypatch.setattr(opening, "MANY", 2)
    rung(talks)
    ana = talks.desks["Ana"]
    for times in (1, 2, 3):
        opens(ana)
        assert sum(bool(one.document) and "locked to your key" in one.text for one in ana.ours) == times
    assert "opened much within an hour" in talks.desks["Ben"].text
    assert [kind for kind, _, _ in kinds(talks)].count("officer.many_openings") == 1


def test_danger_without_the_word_of_a_locked_case_is_said_to_the_reader(talks: Talks) -> None:
    """The same chat, another case, no word typed: it may be whoever took the phone (F24)."""
    phone = told(talks, SENT)
    talks.wait(3 * HOUR, every=HOUR)
    phone.write("/start")
    phone.tap("danger", "wake")
    talks.beat()
    desk = talks.desks["Ana"]
    desk.press(desk.chat[bell(desk)].named("open") or "", bell(desk))
    desk.tap("why:shift")
    assert "has not been typed for" in document(desk).text
    known = rung(talks)
    opens(talks.desks["Ana"])
    assert "has not been typed for" not in document(talks.desks["Ana"]).text
    assert known.ours


def test_a_case_taken_back_is_opened_by_nobody(talks: Talks) -> None:
    """Asked or not, PIN or not: the key of a case that was erased opens nothing."""
    phone = told(talks, SENT)
    talks.beat()
    talks.desks["Ana"].tap("open")
    phone.write("delete")
    phone.tap("case")
    phone.tap("Delete now")
    talks.wait(MINUTE)
    talks.desks["Ana"].tap("why:shift")
    assert not any("locked to your key" in one.text for one in talks.desks["Ana"].ours)


def test_the_document_leaves_the_officers_chat_like_a_summons(talks: Talks) -> None:
    """After forty hours nothing that was opened stands there any more."""
    rung(talks)
    opens(talks.desks["Ana"])
    sent = document(talks.desks["Ana"]).id
    talks.wait(41 * HOUR, every=4 * HOUR)
    assert sent not in talks.desks["Ana"].chat


# -- free text (F33)


def test_where_officials_are_the_danger_words_are_asked_about_once(talks: Talks) -> None:
    """Phrases come first; after one yes plain words go at once, and whatever holds a figure is asked about again."""
    phone = told(talks, WATCHED)
    talks.beat()
    desk = talks.desks["Ana"]
    desk.reply(bell(desk), "Stay where you are")
    assert "Phrases say less" in desk.ours[-1].text
    assert desk.ours[-1].named("say")
    assert "Stay where you are" not in phone.text
    desk.tap("Send as it is")
    assert "Stay where you are" in phone.text
    desk.write("I am here")
    assert "I am here" in phone.text
    desk.write("At 17 Main Street")
    assert "Phrases say less" in desk.ours[-1].text
    assert "17 Main" not in phone.text


def test_where_they_are_not_words_go_at_once_and_both_are_told_what_is_not_translated(talks: Talks) -> None:
    """The person who reads Arabic sees that these words are as they were written; the officer sees it too."""
    phone = told(talks, DANGER, language="ar")
    talks.beat()
    desk = talks.desks["Ana"]
    opens(desk)
    assert "travel through Telegram" in desk.ours[-1].text
    assert "Arabic" in text_of(desk)
    desk.write("I am here")
    assert "I am here" in phone.ours[-1].text
    assert "غير مترجمة" in phone.ours[-1].text
    assert "not translated" in desk.ours[-1].text


def test_one_language_is_marked_nowhere(talks: Talks) -> None:
    """No mark where both work in one language."""
    phone = rung(talks)
    desk = talks.desks["Ana"]
    desk.reply(bell(desk), "I am here")
    assert "not translated" not in phone.text
    assert "not translated" not in desk.ours[-1].text

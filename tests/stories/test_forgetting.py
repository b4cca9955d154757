"""The chat forgets, and the word brings a case back; what a stranger sees is what a new person sees (F06)."""

from __future__ import annotations

from telling import Teller
from test_deleting import SENT, ids, key_gone, told

from bot.store import alerts, cases, words
from tests.phone import Phone
from tests.talks import HOUR, MINUTE, Talks


def transcript(phone: Phone, *texts: str) -> list[tuple[str, tuple[str, ...]]]:
    """What the phone shows after each of these."""
    seen = []
    for text in texts:
        phone.write(text)
        seen.append((phone.ours[-1].text, tuple(phone.labels)))
    return seen


STRANGE = ("/start", "hello", "status", "case", "1", "lamp", "menu")


def test_a_stranger_after_half_an_hour_sees_what_a_new_person_sees(talks: Talks) -> None:
    """Byte for byte, for words, numbers and a wrong word."""
    known = told(talks, SENT)
    talks.wait(31 * MINUTE)
    fresh = talks.phone()
    assert transcript(known, *STRANGE) == transcript(fresh, *STRANGE)


def test_old_buttons_show_a_stranger_nothing(talks: Talks) -> None:
    """A button of the locked talk is answered with the first screen; *Hide* alone hides, from whatever talk it is."""
    known = told(talks, SENT)
    old = [(data, one.id) for one in known.ours for _, data in one.buttons if not data.endswith("._hide")]
    talks.wait(31 * MINUTE)
    before = known.text
    for data, message in old:
        known.press(data, message)
        assert known.at == "first.welcome"
    assert "Your case" not in known.text.removeprefix(before)


def test_the_word_is_tried_five_times_a_day(talks: Talks) -> None:
    """After five wrong words the right one opens nothing till tomorrow, and that looks the same."""
    phone = told(talks, SENT)
    talks.wait(31 * MINUTE)
    phone.write("/start", "lake", "chair", "apple", "stone", "paper", phone.word)
    assert phone.at == "first.welcome"
    talks.wait(24 * HOUR)
    phone.write(phone.word)
    assert phone.at == "menu.home"


def test_buttons_that_are_typed_are_no_tries(talks: Talks) -> None:
    """Whoever answers by typing does not lock themselves out."""
    phone = told(talks, SENT)
    talks.wait(31 * MINUTE)
    phone.write("/start", "Only information", "1", "2", "Menu", "About us", "danger", "menu")
    phone.write(phone.word)
    assert phone.at == "menu.home"


def test_the_word_leaves_the_chat_and_only_its_hash_is_kept(talks: Talks) -> None:
    """Typed, it is deleted; no row holds it."""
    phone = told(talks, "> help weeks me adult agree drop NP labour attack unknown first advice any", "< Blue Window")
    talks.beat()
    assert all("Blue" not in one.text for one in phone.chat.values())
    rows = [row for row in talks.every("words") if not row["lane"].startswith("officer:")]
    assert len(rows) == 1
    assert rows[0]["phc"].startswith("$argon2id$")
    phone.tap("send")
    talks.wait(HOUR)
    phone.write("blue  WINDOW")
    assert phone.at == "menu.home"
    talks.beat()
    assert all("WINDOW" not in one.text for one in phone.chat.values())


def test_a_word_that_cannot_be_kept_is_said_so(talks: Talks) -> None:
    """Too short and too long ask again; a number means its button."""
    phone = told(talks, "> help weeks me adult agree drop NP labour attack unknown first advice any")
    for text in ("abc", "long " * 30):
        phone.write(text)
        assert phone.at == "core.word"
        assert not [row for row in talks.every("words") if not row["lane"].startswith("officer:")]
    second = phone.labels[1]
    phone.write("2")
    assert phone.at == "core.check"
    phone.tap("send")
    talks.wait(HOUR)
    phone.write(second)
    assert phone.at == "menu.home"


def test_a_draft_comes_back_by_its_word_to_where_it_was(talks: Talks) -> None:
    """The question that stood, with its answers."""
    phone = told(talks, "> help weeks me adult agree drop NP labour attack unknown first advice any river")
    talks.wait(HOUR)
    phone.write("hello", phone.word)
    assert phone.at == "core.check"
    phone.tap("send")
    assert phone.at == "core.sent"


def test_without_a_word_the_newest_message_is_all_that_open_shows(talks: Talks) -> None:
    """Open shows the officer's words once, and nothing behind them."""
    teller = Teller(talks, "en")
    phone = teller.phone.start()
    teller.line("> help days me adult agree drop NP labour attack unknown first advice any none send")
    talks.beat()
    talks.wait(40 * MINUTE)
    ana = talks.desks["Ana"]
    ana.tap("take")
    ana.write("We have read it")
    assert "You have a message." in phone.ours[-1].text
    assert "We have read it" not in phone.text
    data, message = phone.ours[-1].named("knock") or "", phone.ours[-1].id
    phone.tap("knock")
    assert "We have read it" in phone.ours[-1].text
    assert phone.at == "first.welcome"
    phone.press(data, message)
    assert "We have read it" not in phone.ours[-1].text


def test_with_a_word_open_shows_nothing_before_it(talks: Talks) -> None:
    """The word comes first; then the words of the officer."""
    phone = told(talks, SENT.replace("weeks", "days"))
    talks.beat()
    talks.wait(40 * MINUTE)
    ana = talks.desks["Ana"]
    ana.tap("take")
    ana.write("We have read it")
    phone.tap("knock")
    assert "We have read it" not in phone.text
    phone.write(phone.word)
    assert "We have read it" in phone.ours[-1].text
    assert phone.at == "menu.home"


def test_a_draft_is_destroyed_after_two_days(talks: Talks) -> None:
    """48 hours after its last answer: row, case and key."""
    phone = told(talks, "> help weeks me adult agree drop NP labour")
    conversation, case = ids(phone)
    talks.wait(47 * HOUR)
    assert not key_gone(talks, conversation)
    talks.wait(2 * HOUR)
    assert key_gone(talks, conversation)
    assert talks.store.read(lambda c: cases.get(c, case)) is None


def test_the_answers_of_a_sent_case_become_unreadable_a_day_after(talks: Talks) -> None:
    """The draft half is destroyed; home and an honest list of places are still there for the word."""
    phone = told(talks, SENT)
    conversation, case = ids(phone)
    talks.wait(25 * HOUR, every=6 * HOUR)
    talks.restart()
    assert set(talks.seals.of(conversation)) == {"case"}
    phone.write("/start", phone.word)
    assert phone.at == "menu.home"
    phone.tap("places")
    assert phone.at == "places.options"
    assert phone.talk is not None
    assert set(phone.talk.session.answers) == {"menu.home"}
    assert talks.read_by("Ana", case)["facts"]["country"] == "NP"
    phone.tap("_menu", "person", "tell")
    assert phone.at == "menu.told"


def test_what_is_added_after_a_day_does_not_empty_the_sealed_facts(talks: Talks) -> None:
    """The earlier answers stay with the officers, and what was asked of us stays in force."""
    phone = told(talks, SENT.replace("any", "never").replace("weeks", "days"))
    _, case = ids(phone)
    talks.wait(25 * HOUR)
    phone.write("/start", phone.word)
    phone.tap("more", "watched", "_done")
    facts = talks.read_by("Ana", case)
    assert any(part.get("country") == "NP" for name, part in facts.items() if name.startswith("facts"))
    assert (talks.routing(case)["safe"], talks.routing(case)["level"]) == ("never", "T1")
    assert any("surveillance" in part["threat_types"] for name, part in facts.items() if name.startswith("facts"))


def test_an_alert_without_consent_is_destroyed_three_days_after_its_answer(talks: Talks) -> None:
    """72 hours, never while nobody has answered."""
    phone = told(talks, "> danger wake any armed HN")
    conversation, case = ids(phone)
    talks.wait(80 * HOUR, every=10 * HOUR)
    assert not key_gone(talks, conversation)
    ana = talks.desks["Ana"]
    ana.tap("take")
    ana.write("I am here")
    talks.wait(71 * HOUR)
    assert not key_gone(talks, conversation)
    talks.wait(2 * HOUR)
    assert key_gone(talks, conversation)
    assert talks.store.read(lambda c: cases.get(c, case)) is None


def test_an_alert_with_a_later_consent_stays(talks: Talks) -> None:
    """Agreeing to keep it makes it a case like others."""
    phone = told(talks, "> danger wake any armed HN taps me adult agree land attack first advice none send")
    conversation, _ = ids(phone)
    talks.beat()
    ana = talks.desks["Ana"]
    ana.tap("take")
    ana.write("I am here")
    talks.wait(80 * HOUR, every=20 * HOUR)
    assert not key_gone(talks, conversation)


def test_a_guest_who_called_a_person_is_heard_although_the_chat_forgot(talks: Talks) -> None:
    """The alert of a guest rings on after half an hour of silence, and after Hide."""
    phone = told(talks, "> help weeks me adult guest", "< person", "> tell any")
    case = talks.case_of(phone)
    talks.wait(31 * MINUTE)
    phone.write("/start")
    talks.beat()
    row = talks.store.read(lambda c: alerts.of_case(c, case or ""))
    assert row
    assert row[0].state == "open"


def test_nobody_s_word_is_another_s(talks: Talks) -> None:
    """The word of one person opens nothing for another."""
    phone = told(talks, SENT)
    other = talks.phone().start().write(phone.word)
    assert other.at == "first.welcome"
    assert talks.store.read(lambda c: words.get(c, "nobody")) is None

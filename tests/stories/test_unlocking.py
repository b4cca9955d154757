"""What opens a locked talk: its word, a code, or the word with the account that it belonged to; and nothing else."""

from __future__ import annotations

import re

import pytest
from test_deleting import SENT, told
from test_stranger import ALWAYS, same

from bot import notices
from bot.casework import locking, outside
from bot.conversation import calling, unlocking
from bot.store import cases, conversations
from referrals.vault import Code
from tests.phone import Phone
from tests.talks import HOUR, MINUTE, Talks


def said(talks: Talks, name: str, language: str = "en") -> str:
    text = next(one for one in notices.texts() if one.id == f"notice/{name}")
    return talks.tools.words.word(text, language, {}).partition("{")[0]


def code_of(phone: Phone) -> str:
    """The code as it stands in the chat."""
    phone.tap("code").write(phone.word)
    found = re.search(r"(?:[0-9A-Z]{5} ){4}[0-9A-Z]{5}", phone.text)
    assert found is not None
    return found.group()


def lost(phone: Phone) -> Phone:
    return phone.start().tap("_menu", "lost", "_skip")


def contact(phone: Phone, account: int) -> Phone:
    return phone.send("contact", payload={"phone": "+1", "first_name": "D"}, account=account)


def test_ordinary_texts_are_no_tries(talks: Talks) -> None:
    """Who chose an offered word may write anything else, and the word still opens."""
    phone = told(talks, SENT)
    talks.wait(31 * MINUTE)
    phone.write("hello", "help", "please answer", "is anyone there", "status", "hello", "rivers")
    phone.write(phone.word)
    assert phone.at == "menu.home"


def test_a_word_of_two_parts_is_tried_by_two_parts_only(talks: Talks) -> None:
    """A text of another shape is no try; five of its shape are all there are."""
    phone = told(talks, SENT.removesuffix(" river send"), "< blue window", "> send")
    talks.wait(31 * MINUTE)
    phone.write("one", "two", "three", "four five six", "seven", "eight", "blue window")
    assert phone.at == "menu.home"
    talks.wait(31 * MINUTE)
    phone.write(*(f"blue window{number}" for number in range(5)), "blue window")
    assert phone.at == "first.welcome"


def test_every_parked_talk_is_opened_by_its_word(talks: Talks) -> None:
    """Seven locked cases of one person, each with a word of its own, and one hash for each text typed."""
    phone = talks.phone().start()
    words = [f"window{name}" for name in "abcdefg"]
    for word in words:
        phone.write("/start").tap(*SENT.removeprefix("> ").removesuffix(" river send").replace(" NP", "").split()[:6])
        phone.write("Nepal")
        phone.tap("labour", "attack", "unknown", "first", "advice", "any").write(word).tap("send")
        assert phone.at == "core.sent"
        talks.wait(31 * MINUTE)
    for word in words:
        phone.write(word)
        assert phone.at == "menu.home", word
        talks.wait(31 * MINUTE)


def test_a_hash_is_never_made_inside_a_transaction(talks: Talks, monkeypatch: pytest.MonkeyPatch) -> None:
    """A turn that needs one ends with nothing written, and is taken again with what was worked out."""
    phone = told(talks, SENT)
    talks.wait(31 * MINUTE)
    phone.write("/start")
    rows = talks.every("words"), talks.every("conversations")
    work: list[str] = []

    def asks(incoming: object, name: str, then: object) -> object:
        work.append(name)
        raise outside.LongWork(name, frozenset)

    monkeypatch.setattr(unlocking, "done", asks)
    monkeypatch.setattr(outside, "MOST", 1)
    monkeypatch.setattr("tests.talks.LongWork", KeyError)
    with pytest.raises(outside.LongWork):
        phone.write("river")
    assert work == ["match"]
    assert (talks.every("words"), talks.every("conversations")) == rows


@pytest.mark.parametrize("language", ["en", "es", "ar"])
def test_a_code_opens_the_case_in_another_account(talks: Talks, language: str) -> None:
    """It stands ten minutes, is asked for with the word, and is read however it is typed; the old chat is empty."""
    phone = told(talks, SENT, language=language)
    code = code_of(phone)
    assert len(code.replace(" ", "")) == 25
    assert all(code.replace(" ", "")[5:] not in str(row) for row in (*talks.every("codes"), *talks.every("screens")))
    talks.wait(11 * MINUTE)
    assert code not in phone.text
    other = talks.phone(language).start()
    other.write(code.lower().replace("0", "o").replace("1", "I"))
    assert other.at == "menu.home"
    talks.wait(MINUTE)
    assert not phone.chat
    assert code.lower() not in other.text.lower()
    assert (talks.case_of(other) or "-") in talks.desks["Ana"].text


def test_nobody_gets_a_code_without_the_word(talks: Talks) -> None:
    """Whoever holds the open phone could take it away for ever."""
    phone = told(talks, SENT)
    phone.tap("code").write("lake")
    assert phone.at == "menu.code_no"
    assert not talks.every("codes")
    none = told(talks, SENT.replace("river", "none"))
    none.tap("code").write("river")
    assert none.at == "menu.code_no"
    assert not talks.every("codes")


def test_a_wrong_code_shows_nothing(talks: Talks) -> None:
    """One letter off is a text like any other; so is the code of a case that was destroyed."""
    phone = told(talks, SENT)
    code = code_of(phone)
    wrong = code[:-1] + ("0" if code[-1] != "0" else "2")
    other = talks.phone().start().write(wrong)
    assert other.at == "first.welcome"
    assert phone.at == "menu.home"
    phone.tap("choices", "delete", "case", "erase")
    talks.beat()
    other.write(code)
    assert other.at == "first.welcome"
    assert not talks.every("codes")


@pytest.mark.parametrize("language", ["en", "es", "ar"])
def test_a_phone_that_was_taken_is_locked_from_another_account(talks: Talks, language: str) -> None:
    """By the contact of the old account and the word: old chat empty and like new, officers called, the case here."""
    phone = told(talks, SENT, language=language)
    case = talks.case_of(phone) or ""
    other = lost(talks.phone(language))
    contact(other, phone.account)
    assert said(talks, "account_known", language) in other.ours[-1].text
    other.write(phone.word)
    assert other.at == "menu.lost_ok"
    talks.wait(MINUTE)
    assert not phone.chat
    row = talks.store.read(lambda c: cases.get(c, case))
    assert row is not None
    assert row.lane == other.lane
    assert talks.routing(case)["chat"] == other.account
    assert any(calling.LOST[:6] in str(one) for one in talks.read_by("Ana", case).values())
    assert case in talks.desks["Ana"].text
    same(phone, talks.phone(language), ALWAYS, "the old phone")
    other.tap("leave")
    assert other.at == "menu.home"


def test_an_officer_writes_to_the_new_chat_only(talks: Talks) -> None:
    """After the phone was taken no word of an officer goes to the old one."""
    phone = told(talks, SENT)
    other = lost(talks.phone())
    contact(other, phone.account).write(phone.word)
    talks.beat()
    ana = talks.desks["Ana"]
    ana.tap("take").write("We are here")
    assert "We are here" in other.text
    assert "We are here" not in phone.text


def test_a_wrong_word_from_elsewhere_changes_nothing(talks: Talks) -> None:
    """It shows nothing, counts for the asker, and leaves the person's own tries alone."""
    phone = told(talks, SENT)
    talks.wait(31 * MINUTE)
    other = lost(talks.phone())
    contact(other, phone.account)
    for word in ("lake", "chair", "apple", "stone", "paper"):
        other.write(word)
        assert other.at == "menu.lost_no"
        other.tap("again")
    other.write(phone.word)
    assert other.at == "menu.lost_no"
    phone.write(phone.word)
    assert phone.at == "menu.home"


def test_a_word_without_its_account_finds_nothing(talks: Talks) -> None:
    """Offered words are few: alone they would find somebody's case."""
    told(talks, SENT)
    other = lost(talks.phone()).write("river")
    assert other.at == "menu.lost_no"


def test_a_contact_is_not_passed_on_with_its_account(talks: Talks) -> None:
    """Only where it would stand is kept, in the sealed talk, and the message goes."""
    phone = told(talks, SENT)
    other = lost(talks.phone())
    contact(other, phone.account)
    talks.beat()
    assert "<contact>" not in [one.text for one in other.chat.values()]
    assert other.talk is not None
    assert phone.lane in other.talk.accounts
    assert not talks.every("parts") or all("contact" not in one["part"] for one in talks.every("parts"))


def test_the_oldest_draft_gives_way_when_every_place_is_taken(talks: Talks) -> None:
    """What was sent keeps its place."""
    phone = told(talks, SENT)
    kept = phone.row
    assert kept is not None

    def fill(c: object) -> None:
        for number in range(1, conversations.LANES):
            conversations.put(
                c, f"{number:016x}", locking.parked_lane(phone.lane, number), "defenders", 0, "draft", b"x",  # type: ignore[arg-type]
                talks.clock.now(),
            )  # fmt: skip

    talks.do(fill)
    talks.wait(31 * MINUTE)
    phone.write("/start").tap("help", "weeks", "me", "adult", "agree", "drop")
    talks.wait(31 * MINUTE)
    phone.write("river")
    assert phone.row is not None
    assert phone.row.id == kept.id


def test_a_code_reads_as_people_write(talks: Talks) -> None:
    """Small letters, O for 0, I and L for 1, Arabic digits, any spaces and dashes."""
    code = Code.new()
    plain = code.handle + code.secret
    arabic = "".join(chr(0x660 + int(sign)) if sign.isdigit() else sign for sign in plain)
    for typed in (
        code.shown(),
        plain.lower(),
        "-".join(plain),
        arabic,
        plain.replace("0", "o").replace("1", "l"),
        f"\u200f{plain}",
    ):
        read = Code.read(typed)
        assert read is not None
        assert (read.handle, read.secret) == (code.handle, code.secret)
    assert Code.read(plain[:-1]) is None
    assert Code.read("hello") is None


def test_stop_sharing_revises_what_officers_open(talks: Talks) -> None:
    """A new revision of the facts refuses every sharing, and officers hear of it, at once."""
    phone = told(
        talks, "> help weeks me adult agree drop NG media online unknown first phone any none send",
        "> places accessnow-helpline officer named nameless with_state finish",
    )  # fmt: skip
    case = talks.case_of(phone) or ""
    phone.tap("_menu", "delete", "sharing")
    talks.beat()
    facts = talks.read_by("Ana", case)["facts"]
    assert facts["sharing_stopped"]
    assert facts["consent"]["share_named"] == "no"
    assert not facts["consent"]["share_anonymised"]
    assert not facts["consent"]["state_contact"]
    assert talks.routing(case)["stopped"]
    assert case in talks.desks["Ana"].text


@pytest.mark.parametrize("language", ["en", "es", "ar"])
def test_what_is_held_is_said_to_be_held(talks: Talks, language: str) -> None:
    """A sent case deleted without its word is not said to be gone; a draft is; officers hear of the first."""
    sent = told(talks, SENT, language=language)
    case = talks.case_of(sent) or ""
    sent.tap("_menu", "delete", "case", "erase")
    assert sent.at == "delete.held"
    talks.beat()
    assert case in talks.desks["Ana"].text
    talks.wait(HOUR)
    sent.write(sent.word)
    assert sent.at == "menu.home"
    sent.tap("choices", "delete", "case", "erase")
    assert sent.at == "delete.gone"
    draft = told(talks, "> help weeks me adult agree", language=language)
    draft.tap("_menu", "delete", "case", "erase")
    assert draft.at == "delete.gone"


@pytest.mark.parametrize("language", ["en", "es", "ar"])
def test_delete_everything_says_what_is_true_of_what_rings(talks: Talks, language: str) -> None:
    """At the last check *Delete everything* of a case that was called for is held, and says so."""
    facts = "labour attack first advice river"
    phone = told(talks, f"> danger wake any armed HN taps me adult agree {facts}", language=language)
    phone.tap("delete")
    assert phone.at == "delete.held"

"""What deleting destroys, and when: the key of a draft at once, a sent case a day later, or at once with its word."""

from __future__ import annotations

import pytest
from telling import Teller, has_key

from bot.store import cases, conversations, parts
from referrals.errors import KeyGone
from referrals.lifecycle import State
from tests.phone import Phone
from tests.talks import HOUR, Talks

SENT = "> help weeks me adult agree drop NP labour attack unknown first advice any river send"


def told(talks: Talks, *lines: str, language: str = "en") -> Phone:
    teller = Teller(talks, language)
    teller.phone.start()
    for line in lines:
        teller.line(line)
    return teller.phone


def ids(phone: Phone) -> tuple[str, str]:
    row = phone.row
    assert row is not None
    assert row.case_id is not None
    return row.id, row.case_id


def key_gone(talks: Talks, conversation: str) -> bool:
    try:
        return not talks.seals.of(conversation)
    except KeyGone:
        return True


def test_a_draft_goes_with_its_key_at_once(talks: Talks) -> None:
    """After one beat neither row, part nor key is left, whatever the server had kept open."""
    phone = told(talks, "> help weeks me adult agree drop NP labour")
    conversation, case = ids(phone)
    phone.tap("_menu", "delete", "case", "erase")
    talks.beat()
    talks.restart()
    assert key_gone(talks, conversation)
    assert talks.store.read(lambda c: cases.get(c, case)) is None
    assert talks.store.read(lambda c: conversations.get(c, conversation)) is None
    assert not talks.store.read(lambda c: parts.of(c, case))


def test_a_sent_case_deleted_without_its_word_is_held_for_a_day(talks: Talks) -> None:
    """Officers stop at once, the key goes a day later: a captor cannot destroy a case."""
    phone = told(talks, SENT)
    conversation, case = ids(phone)
    phone.tap("_menu", "delete", "case", "erase")
    talks.beat()
    talks.wait(23 * HOUR)
    assert not key_gone(talks, conversation)
    row = talks.store.read(lambda c: cases.get(c, case))
    assert row is not None
    assert row.state == State.ERASING
    assert not [one for one in talks.alerts_of(case) if one.state == "open"]
    talks.wait(2 * HOUR)
    assert key_gone(talks, conversation)
    assert talks.store.read(lambda c: cases.get(c, case)) is None


def test_the_word_within_that_day_takes_the_deletion_back(talks: Talks) -> None:
    """Whoever knows the word finds the case as it was."""
    phone = told(talks, SENT)
    _, case = ids(phone)
    phone.tap("_menu", "delete", "case", "erase")
    talks.wait(2 * HOUR)
    phone.write(phone.word)
    assert phone.at == "menu.home"
    talks.wait(25 * HOUR)
    row = talks.store.read(lambda c: cases.get(c, case))
    assert row is not None
    assert row.state == "open"


def test_a_sent_case_goes_at_once_for_whoever_typed_its_word(talks: Talks) -> None:
    """After the word the key is destroyed in the next beat."""
    phone = told(talks, SENT)
    conversation, case = ids(phone)
    talks.wait(HOUR)
    phone.write("/start").write(phone.word)
    assert phone.at == "menu.home"
    phone.tap("choices", "delete", "case", "erase")
    talks.beat()
    assert key_gone(talks, conversation)
    assert talks.store.read(lambda c: cases.get(c, case)) is None


def test_an_open_alert_is_not_destroyed_by_whoever_takes_the_phone(talks: Talks) -> None:
    """An alert was sent: deleting it without a word waits a day like every sent case."""
    phone = told(talks, "> danger wake any armed HN")
    conversation, _ = ids(phone)
    phone.tap("_menu", "delete", "case", "erase")
    talks.wait(HOUR)
    assert not key_gone(talks, conversation)


@pytest.mark.parametrize("language", ["en", "es", "ar"])
def test_deleting_says_what_is_true_in_each_language(talks: Talks, language: str) -> None:
    """The last screen stands in the person's language, and Done clears the chat."""
    phone = told(talks, "> help weeks me adult agree drop NP", language=language)
    Teller(talks, language)
    phone.tap("_menu", "delete", "case", "erase")
    assert phone.talk is not None
    assert phone.talk.session.language == language
    assert not has_key(talks, phone)
    phone.tap("done")
    talks.wait(60)
    assert not phone.chat

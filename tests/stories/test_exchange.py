"""A partner hears of a case only under one written agreement that the person named in their yes (R46)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from test_after import back, case_row, chosen, todo
from test_knock import knocks

from bot import reasons
from bot.casework import agreements, exchanging
from bot.store import record
from referrals.errors import ConsentMissing, StepNotAllowed
from referrals.exchange import FIELDS, Agreement
from tests.phone import Phone
from tests.talks import MINUTE, Talks

DAY = 86_400


def agreed_paper(talks: Talks, days: int = 30, id_: str = "a-1", *fields: str) -> Agreement:
    today = datetime.fromtimestamp(talks.clock.now(), UTC).date()
    named = frozenset(fields or ("country", "threat_types"))
    return Agreement(id_, "Partner Desk", date(2026, 1, 1), today + timedelta(days=days), named)


def asked(talks: Talks, paper: Agreement) -> bool:
    now = talks.clock.now()
    done = talks.do(lambda c: exchanging.ask(c, talks.tools, talks.seals, case_row(talks), paper, now))
    talks.send()
    return done


def standing(talks: Talks) -> dict[str, list[str]]:
    row = case_row(talks)
    routing, now = talks.routing(row.id), talks.clock.now()
    found = talks.store.read(lambda c: exchanging.standing(c, talks.seals, row, routing, now))
    return {id_: one["fields"] for id_, one in found.items()}


@pytest.mark.parametrize("language", ["en", "es", "ar"])
def test_the_question_names_partner_fields_and_end_and_the_yes_is_a_row(talks: Talks, language: str) -> None:
    """Behind the knock stands who would hear what and until when; the yes is kept for just that agreement."""
    phone = chosen(talks, language=language)
    paper = agreed_paper(talks, 30, "a-1", *FIELDS)
    assert asked(talks, paper)
    assert knocks(talks, phone) == 1
    assert "Partner" not in phone.text
    back(phone)
    assert phone.at == "after.exchange"
    assert "Partner Desk" in phone.text
    for name in FIELDS:
        assert talks.tools.words.word(reasons.EXCHANGED[name], language, {}) in phone.text
    assert "{" not in phone.ours[-1].text
    assert standing(talks) == {}
    phone.tap("agree")
    assert phone.at == "after.noted"
    assert standing(talks) == {"a-1": list(FIELDS)}
    found = talks.store.read(lambda c: agreements.of(c, talks.seals, case_row(talks).conversation))
    row = next(one for one in found if one.purpose == "exchange")
    assert (row.recipient, row.language, row.text) == ("a-1", language, "after/exchange/text")
    assert row.until is not None
    assert row.until > talks.clock.now()
    assert talks.routing(case_row(talks).id)["asks"] == []
    kinds = [one.kind for one in talks.store.read(lambda c: record.about(c, case_row(talks).id))]
    assert "exchange.asked" in kinds


def said(talks: Talks, answer: str) -> Phone:
    phone = chosen(talks)
    asked(talks, agreed_paper(talks))
    back(phone).tap(answer)
    return phone


def test_a_no_is_a_no_and_asked_again_only_anew(talks: Talks) -> None:
    """After a no nothing stands; a later yes to the same agreement counts, and one to another is its own."""
    phone = said(talks, "refuse")
    assert standing(talks) == {}
    phone.tap("home")
    talks.wait(31 * MINUTE, every=600)
    asked(talks, agreed_paper(talks))
    asked(talks, agreed_paper(talks, 30, "b-2", "needs"))
    back(phone).tap("agree", "home", "question", "refuse")
    assert standing(talks) == {"a-1": ["country", "threat_types"]}


def test_the_yes_ends_with_the_agreement_and_with_stop_sharing(talks: Talks) -> None:
    """The day after the agreement's last nothing stands; nor does anything once the person stopped all sharing."""
    phone = said(talks, "agree")
    phone.tap("home", "choices", "delete", "sharing")
    assert standing(talks) == {}
    with pytest.raises(ConsentMissing):
        asked(talks, agreed_paper(talks))


def test_a_yes_runs_out(talks: Talks) -> None:
    """What was agreed to until a day does not stand on the next."""
    said(talks, "agree")
    talks.wait(29 * DAY, every=2 * DAY)
    assert standing(talks)
    talks.wait(3 * DAY, every=DAY)
    assert standing(talks) == {}


def test_a_question_that_was_put_twice_is_answered_once(talks: Talks) -> None:
    """Asked again before an answer came, with other fields: only the newer question stands."""
    phone = chosen(talks)
    asked(talks, agreed_paper(talks))
    asked(talks, agreed_paper(talks, 30, "a-1", "needs"))
    back(phone).tap("agree")
    assert standing(talks) == {"a-1": ["needs"]}
    phone.tap("home")
    assert "question" not in phone.choices


def test_a_yes_without_the_word_counts_only_once_an_officer_asked_another_way(talks: Talks) -> None:
    """Whoever holds the phone can tap: nothing stands, an officer has a task, and their note makes it count."""
    phone = chosen(talks, word="none")
    asked(talks, agreed_paper(talks))
    phone.tap("knock", "agree")
    assert phone.at == "after.unproved"
    assert standing(talks) == {}
    assert "confirm_yes" in todo(talks)
    row, now = case_row(talks), talks.clock.now()
    assert talks.store.read(lambda c: exchanging.unconfirmed(c, talks.seals, row, "a-1"))
    with pytest.raises(StepNotAllowed):
        talks.do(lambda c: exchanging.confirmed(c, talks.seals, row, "b-2", "Ana", "call", now))
    talks.do(lambda c: exchanging.confirmed(c, talks.seals, case_row(talks), "a-1", "Ana", "call", now))
    assert standing(talks) == {"a-1": ["country", "threat_types"]}
    assert "confirm_yes" not in todo(talks)

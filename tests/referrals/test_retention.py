"""How long things are kept."""

from __future__ import annotations

import pytest

from referrals.retention import DAY, HOUR, Terms, alert_due, closed_due, draft_due, draft_key_due, erasure_due, link_due


def test_a_draft_lives_two_days_after_its_last_answer_and_a_guest_one_hour() -> None:
    """An unsent draft goes 48 hours after its last answer; of a guest nothing stays."""
    assert draft_due(100) == 100 + 48 * HOUR
    assert draft_due(100, guest=True) == 100 + HOUR


@pytest.mark.parametrize(("chosen", "due"), [(None, 24 * HOUR), (3 * HOUR, 3 * HOUR), (30 * HOUR, 24 * HOUR)])
def test_the_draft_key_goes_when_places_are_chosen_and_within_a_day(chosen: int | None, due: int) -> None:
    """The server loses the answers with the choice of places, and at the latest a day after sending."""
    assert draft_key_due(0, chosen) == due


def test_an_alert_alone_goes_three_days_after_its_answer() -> None:
    """Without a later consent an answered alert is destroyed after 72 hours; unanswered or consented, never by this."""
    assert alert_due(answered=10, consented=False) == 10 + 72 * HOUR
    assert alert_due(answered=None, consented=False) is None
    assert alert_due(answered=10, consented=True) is None


def test_the_other_terms() -> None:
    """Erasure without the word waits a day; a closed case 30 days; the link only if it was wished."""
    assert erasure_due(0) == DAY
    assert closed_due(0) == 30 * DAY
    assert (link_due(5, wished=False), link_due(5, wished=True)) == (5, 5 + 90 * DAY)


def test_a_promise_may_be_shortened_and_not_stretched() -> None:
    """An operator may keep less than the texts say, never more; an unknown term is refused."""
    assert draft_due(0, terms=Terms.of({"draft": 60})) == 60
    with pytest.raises(ValueError, match="Shorten"):
        Terms.of({"draft": 49 * HOUR})
    with pytest.raises(ValueError, match="no term"):
        Terms.of({"drafts": 1})

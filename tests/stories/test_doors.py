"""Before an officer's step toward a place: the wish for a State to learn of it, the noted talk, a place that stands."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from test_after import HASH, TELLS, back, case_row, moved, status
from test_deleting import told

from bot.casework import referring, waiting
from bot.shelf import load_directory
from bot.store import record
from referrals.directory import Check
from referrals.errors import ConsentMissing, StepNotAllowed, TalkMissing
from referrals.plan import talks_first
from tests.phone import Phone
from tests.talks import MINUTE, Talks

CASE = "> help weeks me adult agree drop HN media attack unknown first advice any river send places"
SHIPPED = load_directory()
DOORS = [m.id for m in SHIPPED.mechanisms if talks_first(m, public=False) and m.status != "terminated"]
INFORMS, RUN, FREE = "un-sp-communications", "hn-snp", "front-line-defenders"


def asking(talks: Talks, place: str, state: str = "with_state") -> Phone:
    """A person who chose a place that tells nobody, and said whether a State may learn of them; an officer adds one."""
    phone = told(talks, CASE, f"> {FREE} officer each nothing {state} more")
    talks.beat()
    row, routing = case_row(talks), talks.routing(case_row(talks).id)
    more = {"id": place, "status": "asked", "at": talks.clock.now()}
    routing["chosen"] = [more, *(one for one in routing["chosen"] if one["id"] != place)]
    talks.do(lambda c: waiting.keep(c, talks.seals, row, routing, talks.clock.now()))
    talks.wait(31 * MINUTE, every=600)
    return phone


def talked(talks: Talks, place: str, *about: str) -> Any:
    now = talks.clock.now()
    return talks.do(lambda c: referring.talked(c, talks.seals, case_row(talks), place, about, "Ana", now))


@pytest.mark.parametrize("place", DOORS)
def test_nothing_goes_to_a_state_a_bank_or_the_public_before_a_noted_talk(talks: Talks, place: str) -> None:
    """For every such door of the directory: the person's yes is not enough, each kind of risk is noted first (R44)."""
    phone = asking(talks, place)
    moved(talks, "prepared", place, **TELLS)
    back(phone).tap("send")
    assert status(talks, place) == "approved"
    kinds = talks_first(SHIPPED[place], public=False)
    for number, kind in enumerate(kinds):
        with pytest.raises(TalkMissing, match=",".join(kinds[number:])):
            moved(talks, "sent", place)
        talked(talks, place, kind)
    assert moved(talks, "sent", place)["status"] == "sent"


def test_a_talk_is_noted_with_who_and_when_and_stays_with_its_door(talks: Talks) -> None:
    """The note stands sealed beside the referral; the record says only that there was one."""
    phone = asking(talks, INFORMS)
    one = talked(talks, INFORMS, "state", "publicity")
    assert one["talks"]["state"]["by"] == "Ana"
    assert one["talks"]["state"]["at"] > 0
    said = talks.store.read(lambda c: record.about(c, case_row(talks).id))
    assert [row.detail for row in said if row.kind == "referral.talked"] == [""]
    moved(talks, "prepared", INFORMS, **TELLS)
    back(phone).tap("change")
    moved(talks, "prepared", INFORMS, **TELLS)
    assert "state" in next(row for row in talks.routing(case_row(talks).id)["chosen"] if row["id"] == INFORMS)["talks"]
    with pytest.raises(StepNotAllowed):
        talked(talks, "never-chosen", "state")


@pytest.mark.parametrize("place", [INFORMS, RUN, "us-embassy-hro"])
def test_no_text_is_even_prepared_for_a_state_against_the_wish(talks: Talks, place: str) -> None:
    """Who did not want a government to learn of them is asked for no text to one, however it came to be chosen."""
    asking(talks, place, "without")
    with pytest.raises(ConsentMissing, match="government"):
        moved(talks, "prepared", place, **TELLS)
    assert status(talks, place) == "asked"


@pytest.mark.parametrize("place", [RUN, "gt-instancia", "fh-eap", "nowhere"])
def test_nobody_is_pointed_to_a_door_that_they_may_not_be_shown(talks: Talks, place: str) -> None:
    """A State's against the wish, one for officers, one that ended, one that is none: none is suggested after a no."""
    phone = asking(talks, FREE, "without")
    moved(talks, "prepared", FREE, **TELLS)
    back(phone).tap("send")
    moved(talks, "sent", FREE)
    with pytest.raises((ConsentMissing, StepNotAllowed)):
        moved(talks, "refused", FREE, reason="no_funds", next=place)
    assert status(talks, FREE) == "sent"
    assert moved(talks, "refused", FREE, reason="no_funds", next="accessnow-helpline")["next"] == "accessnow-helpline"


def test_what_was_taken_away_is_gone_toward_no_more(talks: Talks) -> None:
    """A place that somebody here withdrew after the person's yes is neither prepared nor marked as sent."""
    phone = asking(talks, FREE)
    moved(talks, "prepared", FREE, **TELLS)
    back(phone).tap("send")
    held = talks.tools.directory
    gone = replace(Check.made(FREE, "Ana", date(2027, 1, 15)), withdrawn=True)
    talks.tools = replace(talks.tools, directory=lambda c: held(c).with_checks([gone]))
    for wanted in ("sent", "prepared"):
        with pytest.raises(StepNotAllowed, match="taken away"):
            moved(talks, wanted, FREE)
    talks.tools = replace(talks.tools, directory=held)
    assert moved(talks, "sent", FREE)["status"] == "sent"


def test_who_stopped_sharing_is_asked_for_no_text(talks: Talks) -> None:
    """After *stop sharing* an officer prepares nothing, for any place."""
    phone = asking(talks, FREE)
    back(phone).tap("choices", "delete", "sharing")
    with pytest.raises(ConsentMissing, match="stopped"):
        moved(talks, "prepared", FREE, **{**TELLS, "hash": HASH})


def test_after_a_no_nobody_who_stopped_sharing_is_pointed_to_another_door(talks: Talks) -> None:
    """Sharing was stopped after the sending: the answer is told, and no other place is suggested."""
    phone = asking(talks, FREE)
    moved(talks, "prepared", FREE, **TELLS)
    back(phone).tap("send")
    moved(talks, "sent", FREE)
    phone.tap("home", "choices", "delete", "sharing")
    assert moved(talks, "refused", FREE, reason="no_funds")["next"] == ""

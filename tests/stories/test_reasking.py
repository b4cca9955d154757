"""Words of a consent that changed since: asked again before the act that needs it, and never taken for a yes (F44)."""

from __future__ import annotations

from dataclasses import replace

import pytest
from telling import LANGUAGES
from test_deleting import told

from bot.casework import agreements
from bot.casework.tools import Releases
from flows.text import Text
from referrals.consents import Agreement
from tests.phone import Phone
from tests.talks import MINUTE, Talks

SENT = "> help days me adult agree drop HN land attack armed first advice any river send"
PREPARED = "> places front-line-defenders officer named nameless without finish"


def with_words(talks: Talks, step: str) -> None:
    """The release in force asks this step's question in other words; who is under way keeps theirs."""
    old = talks.tools.releases.current
    found = old.step(step)
    assert found.text is not None
    new = replace(found, text=Text(found.text.id, found.text.source + " In other words."))
    flows = tuple(replace(one, steps=tuple(new if s == found else s for s in one.steps)) for one in old.flows)
    made = replace(old, flows=flows)
    talks.tools = replace(talks.tools, releases=Releases(made, {**talks.tools.releases.known, made.id: made}))


def agreed(talks: Talks, phone: Phone) -> list[Agreement]:
    row = phone.row
    assert row is not None
    return talks.store.read(lambda c: agreements.of(c, talks.seals, row.id))


def away(talks: Talks, phone: Phone) -> None:
    talks.wait(31 * MINUTE)
    phone.write("/start", phone.word)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("step", "asks", "answer", "purpose"),
    [("core.consent", "after.keep_again", "agree", "keep"), ("core.contact", "after.hours", "never", "contact")],
)
def test_words_that_changed_are_asked_again_once(
    talks: Talks, language: str, step: str, asks: str, answer: str, purpose: str
) -> None:
    """Whoever comes back is asked in the new words; the answer is a row of its own, and is not asked for again."""
    phone = told(talks, SENT, language=language)
    with_words(talks, step)
    away(talks, phone)
    assert phone.at == asks
    phone.tap(answer)
    last = [row for row in agreed(talks, phone) if row.purpose == purpose][-1]
    assert (last.given, last.text.partition("/")[0]) == (answer == "agree", "after")
    away(talks, phone)
    assert phone.at == "menu.home"


def test_without_an_answer_it_is_asked_again(talks: Talks) -> None:
    """Leaving the question changes nothing: what was agreed to stays, and the next contact asks."""
    phone = told(talks, SENT)
    with_words(talks, "core.consent")
    away(talks, phone)
    phone.tap("leave")
    assert phone.at == "delete.what"
    assert agreements.given(agreed(talks, phone))["keep"]
    away(talks, phone)
    assert phone.at == "after.keep_again"


def test_sharing_in_other_words_is_not_agreed_to_any_more(talks: Talks) -> None:
    """The next place asks what may be said of the person; until then the yes of the old words allows nothing."""
    phone = told(talks, SENT, PREPARED)
    case = talks.case_of(phone) or ""
    with_words(talks, "places.named")
    away(talks, phone)
    assert phone.at == "menu.home"
    assert "share_named" not in agreements.given(agreed(talks, phone))
    assert talks.read_by("Ana", case)["facts"]["consent"]["share_named"] == "ask_each"
    phone.tap("places", "_more")
    place = next(one for one in phone.choices if not one.startswith("_") and one not in ("state", "plan", "none"))
    phone.tap(place, "officer")
    assert phone.at == "places.named"
    phone.tap("never")
    assert phone.at == "places.offer_ok"


def test_words_that_stand_are_asked_once(talks: Talks) -> None:
    """Where nothing changed, home follows the word."""
    phone = told(talks, SENT, PREPARED)
    away(talks, phone)
    assert phone.at == "menu.home"

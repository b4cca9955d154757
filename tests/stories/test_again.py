"""Who calls or writes again from a chat that has forgotten is heard, and nobody sees that anything rang before."""

from __future__ import annotations

import pytest
from test_deleting import SENT, told

from bot.conversation import calling
from bot.store import alerts
from tests.phone import Phone
from tests.talks import HOUR, MINUTE, Talks

CALL = "> danger wake any armed HN"


def seen(phone: Phone) -> list[tuple[str, bool, tuple[str, ...]]]:
    """The whole chat as it looks, without what only the bot reads."""
    return [(one.text, one.ours, tuple(label for label, _ in one.buttons)) for one in phone.chat.values()]


def texts(talks: Talks, case: str) -> list[str]:
    """The words that officers find in a case."""
    return [str(content) for name, content in talks.read_by("Ana", case).items() if name.startswith("text")]


def emptied(phone: Phone) -> Phone:
    phone.chat.clear()
    return phone


@pytest.mark.parametrize("language", ["en", "es", "ar"])
def test_words_after_the_half_hour_reach_who_is_on_duty(talks: Talks, language: str) -> None:
    """They are sealed into the case that rings; the chat looks as a new person's does after the same words."""
    phone = told(talks, CALL, language=language)
    case = talks.case_of(phone) or ""
    talks.wait(31 * MINUTE, every=10 * MINUTE)
    emptied(phone).write("They have broken the door")
    fresh = talks.phone(language).write("They have broken the door")
    assert seen(phone) == seen(fresh)
    assert f"{calling.UNPROVED}\nThey have broken the door" in texts(talks, case)
    talks.wait(3 * MINUTE)
    assert seen(phone) == seen(fresh)


def test_words_are_kept_for_nobody_else(talks: Talks) -> None:
    """Where nothing rings nothing is kept, and no word is written down."""
    phone = told(talks, SENT)
    case = talks.case_of(phone) or ""
    talks.beat()
    ana = talks.desks["Ana"]
    ana.tap("take").write("We are here")
    talks.wait(31 * MINUTE)
    before = len(talks.every("parts"))
    phone.write("They have broken the door")
    assert len(talks.every("parts")) == before
    assert not any("door" in one for one in texts(talks, case))


@pytest.mark.parametrize("language", ["en", "es", "ar"])
def test_a_second_call_joins_the_alert_that_rings(talks: Talks, language: str) -> None:
    """There is one alert; what is tapped and written joins its case; the screens are those of a first call."""
    phone = told(talks, CALL, language=language)
    case = talks.case_of(phone) or ""
    talks.wait(31 * MINUTE, every=10 * MINUTE)
    fresh = talks.phone(language)
    for one in (emptied(phone), fresh):
        one.write("/start").tap("danger", "wake", "any", "armed").write(talks.tools.words.country_name("HN", language))
        one.write("They are inside")
    talks.send()
    assert [each for each in seen(phone) if each[0] != knock(talks, language)] == seen(fresh)
    assert len([one for one in talks.every("alerts") if one["case_id"] == case]) == 1
    assert len(talks.every("alerts")) == 2
    assert "They are inside" in texts(talks, case)
    assert any(name.startswith("facts-") for name in talks.read_by("Ana", case))


def knock(talks: Talks, language: str) -> str:
    from bot import notices

    return talks.tools.words.word(notices.KNOCK, language, {})


def test_words_of_an_officer_reach_who_called_again(talks: Talks) -> None:
    """A person who forgot the word and calls again reads the answer in the open line."""
    phone = told(talks, f"{CALL} taps me adult agree land attack first advice river send")
    talks.wait(31 * MINUTE, every=10 * MINUTE)
    phone.write("/start").tap("danger", "wake", "any")
    ana = talks.desks["Ana"]
    ana.tap("take").write("I am here")
    assert "I am here" in phone.text
    phone.write("Thank you")
    assert any(one.state == "open" for one in talks.alerts_of(case_of_all(talks)))


def case_of_all(talks: Talks) -> str:
    (row,) = [one for one in talks.every("cases") if one["state"] != "draft"]
    return str(row["id"])


def test_who_called_again_can_silence_nothing(talks: Talks) -> None:
    """Deleting from the chat that joined leaves the alert as it rings, and says what everybody is told."""
    phone = told(talks, CALL)
    case = talks.case_of(phone) or ""
    talks.wait(31 * MINUTE, every=10 * MINUTE)
    phone.write("/start").tap("danger", "wake", "any", "_menu", "delete", "case", "erase")
    fresh = talks.phone().start().tap("danger", "wake", "any", "_menu", "delete", "case", "erase")
    assert phone.ours[-1].text == fresh.ours[-1].text
    talks.wait(25 * HOUR, every=5 * HOUR)
    assert [one.state for one in talks.store.read(lambda c: alerts.of_case(c, case))] == ["open"]


def test_a_case_sent_after_calling_again_has_an_alert_of_its_own(talks: Talks) -> None:
    """Another consent, another case: it is not hidden behind the one that rings."""
    phone = told(talks, CALL)
    talks.wait(31 * MINUTE, every=10 * MINUTE)
    phone.write("/start").tap("danger", "wake", "any", "armed").write("Honduras").tap("taps")
    phone.tap("me", "adult", "agree")
    for choice in ("land", "attack", "first", "advice", "none", "send"):
        phone.tap(choice)
    assert phone.at == "core.sent"
    assert len([one for one in talks.every("alerts") if one["state"] == "open"]) == 2

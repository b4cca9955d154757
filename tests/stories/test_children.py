"""What a child tells is read by those who are marked for it, and by everybody only where nobody is (F29)."""

from __future__ import annotations

from dataclasses import replace

import pytest
from telling import LANGUAGES, Teller, news

from bot import notices
from bot.casework import alertfile, waiting
from bot.conversation import signs
from bot.store import cases
from bot.web.pages import PATH
from tests.phone import Phone
from tests.served import Page, address
from tests.talks import Talks

CHILD = "> help weeks me child go_on agree KE home nobody never"


def marked(talks: Talks, *names: str) -> None:
    """Sign a list in which these officers are marked for children."""
    roster = talks.installation.last_roster()
    entries = [replace(one, marks=("children",) if one.name in names else ()) for one in roster.entries]
    talks.installation.write_roster(roster.successor(entries, talks.clock.now()))


def told(talks: Talks, story: str = CHILD, language: str = "en") -> Phone:
    teller = Teller(talks, language)
    teller.phone.start()
    teller.line(story)
    talks.wait(2)
    return teller.phone


def rung(talks: Talks, name: str) -> bool:
    return any(one.named("take") for one in talks.desks[name].ours)


def reads(talks: Talks, name: str, phone: Phone) -> bool:
    case = talks.case_of(phone)
    assert case is not None
    return bool(talks.read_by(name, case).get("facts"))


def test_only_who_is_marked_is_called_for_a_child_and_reads_it(talks: Talks) -> None:
    """The others hear no bell, and what they hold opens no word of it."""
    marked(talks, "Ana")
    phone = told(talks)
    assert (rung(talks, "Ana"), rung(talks, "Ben")) == (True, False)
    assert (reads(talks, "Ana", phone), reads(talks, "Ben", phone)) == (True, False)


def test_where_nobody_is_marked_everybody_is_called(talks: Talks) -> None:
    """A child is better read by any officer than by none."""
    phone = told(talks)
    assert (rung(talks, "Ana"), rung(talks, "Ben")) == (True, True)
    assert reads(talks, "Ben", phone)


def test_a_mark_for_children_takes_nobody_from_the_others(talks: Talks) -> None:
    """A grown person's case goes to everybody, whoever is marked."""
    marked(talks, "Ana")
    phone = told(talks, "> danger wake")
    assert (rung(talks, "Ana"), rung(talks, "Ben")) == (True, True)
    assert reads(talks, "Ben", phone)


def test_who_calls_first_and_is_a_child_then_is_read_by_the_marked_from_there(talks: Talks) -> None:
    """The alert woke everybody; what the child says of itself is sealed to those who know how to read it."""
    marked(talks, "Ana")
    phone = told(talks, "> danger wake any _skip none taps me child go_on")
    assert talks.read_by("Ana", talks.case_of(phone) or "")["facts"]["age_band"] == "child"
    assert not reads(talks, "Ben", phone)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", ["photo", "video", "video_note", "document"])
def test_a_picture_from_a_child_is_deleted_and_explained(shared: Talks, kind: str, language: str) -> None:
    """Nothing of it is fetched, kept or passed on, at any step of that path."""
    phone = told(shared, "> help weeks me child go_on", language)
    for step in ("agree", "PT", "online"):
        before = phone.at
        phone.send(kind)
        assert shared.tools.words.word(notices.CHILD_NO_FILES, language, {}) in news(phone)
        assert phone.at == before
        Teller.choose(_teller(shared, phone, language), phone, step, "tap")
    shared.beat()
    assert not any("file of" in str(one) for one in shared.every("jobs"))
    assert not any(one.text == f"<{kind}>" for one in phone.chat.values())


def _teller(talks: Talks, phone: Phone, language: str) -> Teller:
    teller = Teller(talks, language)
    teller.phone = phone
    return teller


def test_what_a_child_writes_on_the_page_is_locked_for_who_is_marked(talks: Talks) -> None:
    """The page's list of readers is that of the case's team, not of everybody."""
    marked(talks, "Ana")
    talks.tools = replace(talks.tools, page=f"https://page.example.org{PATH}")
    phone = told(talks, CHILD)
    phone.start()
    phone.tap("danger", "wake", "any", "officials")
    Page(talks, address(phone)).brings(story="told on the page")
    case = talks.case_of(phone) or ""
    assert talks.read_by("Ana", case)["page-1"] == {"story": "told on the page"}
    assert talks.read_by("Ben", case)["page-1"] is None


def test_what_a_child_sends_and_answers_is_told_to_the_marked_alone(talks: Talks) -> None:
    """More that arrived, an answer to a phrase and a task: who is not marked sees none, nor finds it in the menu."""
    marked(talks, "Ana")
    phone = told(talks)
    talks.desks["Ana"].tap("take")
    ana, ben = talks.desks["Ana"], talks.desks["Ben"]
    before = len(ben.ours)
    phone.write("They are at the door")
    talks.beat()
    assert any(notices.OFFICER_MORE.source in one.text for one in ana.ours)
    case = talks.case_of(phone) or ""
    talks.do(lambda c: waiting.ask(c, talks.seals, _row(talks, case), "hurt", "nobody", talks.clock.now()))
    phone.press(f"{phone.row.id[:8] if phone.row else ''}.0.say:hurt:yes", phone.screen.id)
    assert any("Are you hurt?" in one.text for one in ana.ours) or "An answer came" in ana.ours[-1].text
    talks.do(lambda c: signs._task(c, talks.tools, talks.seals, _row(talks, case), "quiet", talks.clock.now()))
    talks.send()
    assert len(ben.ours) == before
    ben.write("/menu").tap("alerts")
    assert notices.MENU_NO_ALERTS.source in ben.text
    ben.write("/menu").tap("tasks")
    assert notices.MENU_NO_TASKS.source in ben.text


def test_more_of_a_calm_case_that_nobody_took_is_told_to_its_readers(talks: Talks) -> None:
    """Those on duty hear of it without a sound, but not whoever does not read it."""
    marked(talks, "Ana")
    phone = told(talks)
    alert = talks.alerts_of(talks.case_of(phone) or "")[0]
    key = talks.seals.of(phone.row.id if phone.row else "")["case"]
    calm = {**alertfile.open_alert(key, alert), "level": "T3"}
    talks.do(lambda c: alertfile.write_alert(c, key, alert, calm, alert.due))
    before = len(talks.desks["Ben"].ours)
    phone.write("They wait outside the school")
    talks.beat()
    assert notices.OFFICER_MORE.source in talks.desks["Ana"].text
    assert len(talks.desks["Ben"].ours) == before


def test_who_is_not_marked_is_handed_nothing_of_a_child(talks: Talks) -> None:
    """Called before it was known, they may write; *Open* gives them no sealed case."""
    marked(talks, "Ana")
    phone = told(talks, "> danger wake")
    _teller(talks, phone, "en").line("> any _skip none taps me child go_on")
    talks.wait(2)
    ben = talks.desks["Ben"].tap("take", "open", "why:shift")
    assert "not on the list" in ben.ours[-1].text
    assert not any(one.document and "locked to your key" in one.text for one in ben.ours)
    ben.reply(next(one.id for one in ben.ours if one.document), "I am here")
    assert "I am here" in phone.text


def _row(talks: Talks, case: str) -> cases.Case:
    found = talks.store.read(lambda c: cases.get(c, case))
    assert found is not None
    return found

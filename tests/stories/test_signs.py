"""Signs of a person: who blocked us, went quiet, whose word is guessed; and what an officer finds without a bell."""

from __future__ import annotations

import pytest
from test_deleting import SENT, told
from test_officers import DANGER, MORE, bells, tick
from test_opening import opens
from test_phrases import says
from test_proving import ana, bell, is_open, rung, text_of

from bot.conversation import signs, unlocking
from bot.store import cases, inbox, screens, tasks
from tests.phone import PIN, Phone
from tests.talks import HOUR, MINUTE, Talks

__all__ = ["ana"]
REFUSED = "Telegram did not deliver it"


def kinds(talks: Talks) -> list[str]:
    return [task.kind for task in talks.store.read(tasks.open_)]


def state(talks: Talks, case: str | None) -> str:
    row = talks.store.read(lambda c: cases.get(c, case or ""))
    assert row is not None
    return row.state


def blocks(phone: Phone) -> None:
    phone._take(kind="member", member_status="kicked")


# -- 403 (F52)


def test_a_block_is_told_once_to_whoever_has_the_case_and_stands_on_it(talks: Talks) -> None:
    """Constant words to the one who took it, a task, a line of the record; the bell goes on ringing."""
    phone = rung(talks)
    ana, ben = talks.desks["Ana"].tap("take"), talks.desks["Ben"]
    blocks(phone)
    blocks(phone)
    talks.send()
    assert [REFUSED in one.text for one in ana.ours].count(True) == 1
    assert REFUSED not in ben.text
    assert kinds(talks) == ["unreachable"]
    assert "case.unreachable" in [row["kind"] for row in talks.every("record")]
    assert is_open(talks, phone)
    tick(talks, 11 * MINUTE)
    assert bells(talks)[1] > 1


def test_a_refused_delivery_is_the_same_event_and_everybody_hears_where_nobody_has_it(talks: Talks) -> None:
    """Telegram's 403 to the sender, before anybody took it."""
    phone = rung(talks)
    talks.do(lambda c: signs.refused(c, talks.tools, talks.seals, phone.lane, talks.clock.now()))
    talks.send()
    assert all(REFUSED in talks.desks[name].text for name in ("Ana", "Ben"))


def test_an_urgent_case_is_quiet_at_once_and_opens_again_by_a_sign(talks: Talks) -> None:
    """T1 falls quiet with the block; the person's next word takes it back, and the task is done."""
    phone = told(talks, SENT.replace("weeks", "days"))
    talks.beat()
    talks.desks["Ana"].tap("take").write("We have read it")
    case = talks.case_of(phone)
    assert state(talks, case) == "open"
    blocks(phone)
    assert state(talks, case) == "quiet"
    phone.write("I am back")
    assert state(talks, case) == "open"
    assert "unreachable" not in kinds(talks)


def test_a_calm_case_keeps_its_state_when_the_chat_refuses(talks: Talks) -> None:
    """T2: a task, and no more."""
    phone = told(talks, SENT)
    talks.beat()
    talks.desks["Ana"].tap("take").write("We have read it")
    blocks(phone)
    assert (state(talks, talks.case_of(phone)), kinds(talks)) == ("open", ["unreachable"])


@pytest.mark.parametrize(("kind", "left"), [("member", True), ("message", False), ("tap", False)])
def test_only_what_a_person_did_takes_the_mark_away(talks: Talks, kind: str, left: bool) -> None:
    """The row that tells of the block itself does not say that the chat can be reached."""

    def handle(c: object) -> int | None:
        screens.unreachable(c, "defenders", "lane", 1)  # type: ignore[arg-type]
        inbox.put(c, "defenders", 77, "lane", kind, b"body", "epoch:1", 1)  # type: ignore[arg-type]
        row = inbox.claim(c, 1)  # type: ignore[arg-type]
        assert row is not None
        inbox.done(c, row.id, 1)  # type: ignore[arg-type]
        return screens.unreachable_since(c, "lane")  # type: ignore[arg-type]

    assert (talks.do(handle) is not None) is left


# -- quiet (F20)


@pytest.mark.parametrize(("story", "hours"), [(DANGER, 24), (SENT.replace("weeks", "days"), 72), (SENT, None)])
def test_no_sign_after_our_words_becomes_a_task_once(talks: Talks, story: str, hours: int | None) -> None:
    """A day at T0, three at T1; calmer cases not. Nothing is sent to the person for it."""
    told(talks, story)
    talks.beat()
    talks.desks["Ana"].tap("take").write("Are you there?")
    talks.wait((hours or 24 * 6) * HOUR - 2 * HOUR, every=2 * HOUR)
    assert "quiet" not in kinds(talks)
    talks.wait(4 * HOUR, every=2 * HOUR)
    assert kinds(talks).count("quiet") == (1 if hours else 0)
    talks.wait(6 * HOUR, every=2 * HOUR)
    assert kinds(talks).count("quiet") == (1 if hours else 0)


def test_a_sign_of_the_person_keeps_a_case_from_falling_quiet(talks: Talks) -> None:
    """Whoever answered is not silent, whatever the clock says."""
    phone = told(talks, DANGER)
    talks.beat()
    talks.desks["Ana"].tap("take").write("Are you there?")
    talks.clock.move(MINUTE)
    phone.write("Yes")
    talks.wait(26 * HOUR, every=2 * HOUR)
    assert "quiet" not in kinds(talks)


# -- the word (F06)


def test_five_wrong_words_are_shown_to_officers_and_never_to_the_chat(talks: Talks) -> None:
    """The chat of the guesser looks as it did after four."""
    phone = told(talks, SENT)
    talks.beat()
    talks.wait(40 * MINUTE)
    *first, fifth, sixth = sorted(unlocking.offered(talks.tools.words, talks.tools.languages) - {phone.word})[:6]
    phone.write("/start", *first)
    said = phone.ours[-1].text
    assert "word_guessed" not in kinds(talks)
    phone.write(fifth)
    talks.send()
    assert kinds(talks) == ["word_guessed"]
    assert phone.ours[-1].text == said
    assert "five wrong words" in talks.desks["Ana"].text
    phone.write(sixth)
    assert kinds(talks) == ["word_guessed"]


# -- more, where nobody took it


def test_more_for_a_calm_alert_that_nobody_took_reaches_all_on_duty_quietly(talks: Talks) -> None:
    """T2: it would ring no more, so they hear of it; a T0 rings again by itself."""
    phone = told(talks, SENT)
    talks.beat()
    phone.tap("story")
    phone.write("There is something else")
    talks.wait(13 * HOUR, every=HOUR)
    assert all(count >= 1 for count in bells(talks, MORE))
    assert all(one.silent for one in talks.desks["Ben"].ours if MORE in one.text)


# -- what an officer finds without a bell


def test_the_menu_leads_to_what_rings_to_tasks_and_to_phrases(talks: Talks) -> None:
    """By taps, without a word of any case; the alert found there can be taken, opened and answered."""
    phone = rung(talks)
    desk = talks.desks["Ana"].write("/start")
    assert "Ringing now: 1. Tasks: 0." in text_of(desk)
    desk.tap("alerts")
    desk.press(desk.screen.buttons[0][1], desk.screen.id)
    assert "It has rung for" in desk.ours[-1].text
    desk.reply(desk.ours[-1].id, "I am here")
    assert "I am here" in phone.text
    desk.write("/start").tap("alerts")
    assert "Nothing rings" in desk.screen.text
    desk.tap("menu", "phrases", "in:first", "ph:stay")
    assert "I stay in this chat" in phone.text


def test_a_task_is_looked_at_and_done(talks: Talks) -> None:
    """It names the case by its letters, leads to the words, and is done by one tap, recorded."""
    phone = rung(talks)
    blocks(phone)
    desk = talks.desks["Ben"].write("/start").tap("tasks")
    assert talks.case_of(phone) or "" in text_of(desk)
    desk.press(desk.screen.buttons[0][1], desk.screen.id)
    assert "refuses our messages" in desk.ours[-1].text
    desk.tap("It is done")
    assert kinds(talks) == []
    assert "No tasks" in desk.text
    assert ("task.done", "Ben") in [(row["kind"], row["who"]) for row in talks.every("record")]


def test_another_pin_is_chosen_only_by_who_knows_the_present_one(talks: Talks, ana: Phone) -> None:
    """The proof first; then twice the new one, which counts from then on."""
    phone = rung(talks)
    ana.write("/start").tap("pin")
    assert "Type your PIN" in ana.ours[-1].text
    ana.write("804172")
    assert "not your PIN" in ana.ours[-1].text
    ana.write(PIN)
    assert "Choose a PIN" in ana.ours[-1].text
    ana.write("804172", "804172")
    assert "Your PIN is set" in ana.ours[-1].text
    talks.clock.move(16 * MINUTE)
    ana.reply(bell(ana), "I am here")
    ana.write(PIN)
    assert "not your PIN" in ana.ours[-1].text
    ana.write("804172")
    assert "I am here" in phone.text


def test_the_list_of_cases_names_the_tasks(talks: Talks) -> None:
    """What stands on a case is a row of its own, without content."""
    phone = rung(talks)
    opens(talks.desks["Ana"])
    says(talks.desks["Ana"], "near")
    blocks(phone)
    (task,) = talks.store.read(lambda c: tasks.of_case(c, talks.case_of(phone) or ""))
    assert (task.kind, task.done) == ("unreachable", None)

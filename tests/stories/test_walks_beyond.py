"""Random walks from the screens behind the word, with officers who do anything too: no error, no dead end."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from telling import LANGUAGES
from test_after import CASE, CHOSEN, DAY, back
from test_deleting import told
from test_walks import MOVES, Walker, end, renewed, works

from bot import notices
from bot.casework import referring
from bot.conversation import closing
from bot.store import alerts, cases
from referrals.errors import ConsentMissing, KeyGone, StepNotAllowed
from referrals.lifecycle import State
from tests.phone import PIN, Message, Phone
from tests.talks import HOUR, MINUTE, Talks

WRITTEN = ("We are here", "call 270418 now", "1", "2", "12", "٣", "/start", "/menu", PIN, "000000", "27041", "x" * 4000)
OFFICE = ("prepared", "sent", "acknowledged", "refused", "no_answer", "withdrawn", "propose")
DESK = st.one_of(
    st.tuples(st.just("button"), st.tuples(st.integers(0, 7), st.integers(0, 9))),
    st.tuples(st.just("button"), st.tuples(st.just(0), st.integers(0, 9))),
    st.tuples(st.just("writes"), st.sampled_from(WRITTEN)),
    st.tuples(st.just("replies"), st.tuples(st.integers(0, 5), st.sampled_from(WRITTEN))),
    st.tuples(st.just("says"), st.tuples(st.integers(0, 9), st.integers(0, 5))),
    st.tuples(st.just("office"), st.sampled_from(OFFICE)),
    st.tuples(st.just("knock"), st.just(0)),
    st.tuples(st.just("word"), st.just(0)),
    st.tuples(st.just("beat"), st.sampled_from((0, 40, 11 * MINUTE))),
)
SETTINGS = settings(max_examples=5, phases=(Phase.explicit, Phase.generate))


class Beyond(Walker):
    """A person with a case, an officer with buttons, and an office that moves what was chosen."""

    def __init__(self, talks: Talks, phone: Phone) -> None:
        self.talks, self.phone, self.pressed = talks, phone, []
        self.ana = talks.desks["Ana"]
        self.sorry = talks.tools.words.word(notices.NOT_TAKEN, phone.language, {})

    def does(self, kind: str, value: Any) -> None:
        self.move(kind, value)
        assert self.sorry not in self.phone.text
        assert all(one.due is not None for one in self.talks.store.read(alerts.open_)), "what is open has its next time"

    def do_button(self, which: tuple[int, int]) -> None:
        """Press any button of one of the officer's newest messages."""
        message, number = which
        live = [one for one in self.ana.ours if one.buttons]
        if live:
            found = live[-1 - message % len(live)]
            self.ana.press(found.buttons[number % len(found.buttons)][1], found.id)

    def do_writes(self, text: str) -> None:
        self.ana.write(text)

    def do_replies(self, what: tuple[int, str]) -> None:
        number, text = what
        if self.ana.ours:
            self.ana.reply(self.ana.ours[-1 - number % len(self.ana.ours)].id, text)

    def do_says(self, which: tuple[int, int]) -> None:
        """Find a phrase and say it, where an alert can be answered at all."""
        live = [one for one in self.ana.ours if one.named("say")]
        if live:
            group, number = which
            self.ana.press(live[-1].named("say") or "", live[-1].id)
            for begins, place in (("in:", group), ("ph:", number)):
                found = [data for _, data in self.ana.screen.buttons if data.split(".", 2)[2].startswith(begins)]
                if found:
                    self.ana.press(found[place % len(found)], self.ana.screen.id)

    def do_office(self, what: str) -> None:
        """What the command line does with a case."""
        talks, now = self.talks, self.talks.clock.now()
        living = (State.SENT, State.OPEN, State.ALERT)
        for row in talks.store.read(lambda c: cases.in_states(c, living)):
            with contextlib.suppress(StepNotAllowed, ConsentMissing, KeyGone):
                if what == "propose":
                    talks.do(lambda c, row=row: closing.propose(c, talks.tools, talks.seals, row, now))
                else:
                    place = next(iter(talks.routing(row.id).get("chosen", ())), {"id": "none"})["id"]
                    given = {"reason": "no_funds"} if what == "refused" else {}
                    talks.do(
                        lambda c, row=row, place=place, given=given: referring.move(
                            c, talks.tools, talks.seals, row, place, what, now, **given
                        )
                    )
        talks.send()

    def do_knock(self, _: int) -> None:
        found = next((one for one in reversed(self.phone.ours) if one.named("knock")), None)
        if found is not None:
            self.phone.press(found.named("knock") or "", found.id)

    def do_word(self, _: int) -> None:
        back(self.phone)

    def do_beat(self, seconds: int) -> None:
        self.talks.clock.move(seconds)
        self.talks.beat()

    def do_tap(self, number: int) -> None:
        """Any button of any of the person's newest messages: a phrase has its own."""
        live = [one for one in self.phone.ours if one.buttons]
        if live:
            found = live[-1 - (number // 8) % len(live)]
            data = found.buttons[number % len(found.buttons)][1]
            if not data.startswith("http"):
                self.pressed.append((data, found.id))
                self.phone.press(data, found.id)
                self.has_a_screen()

    def has_a_screen(self) -> None:
        """Among what stands in the chat is a screen with a way out, unless it was hidden."""
        if self.phone.talk is None:
            self.phone.write("hello")
        choices = [_choices(one) for one in self.phone.ours if {"_menu", "_hide"} <= set(_choices(one))]
        assert choices, (self.phone.at, [one.text for one in self.phone.ours])
        assert len(set(choices[-1])) == len(choices[-1])

    def ends(self) -> None:
        """Menu and Delete work for the person, and the officer has a menu."""
        if "say:" in " ".join(self.phone.choices):  # a phrase stands newest: its buttons are not a screen's
            self.phone.chat.clear()
        works(self.phone)
        self.ana.write("/menu")
        assert len(self.ana.screen.buttons) >= 4
        assert self.talks.faults == []


def _choices(message: Message) -> list[str]:
    return [data.split(".", 2)[2] for _, data in message.buttons if data.count(".") >= 2]


# -- where walks begin


def home(talks: Talks, language: str) -> Phone:
    phone = told(talks, CASE.format(hours="any", word="river"), CHOSEN, language=language)
    talks.beat()
    talks.wait(31 * MINUTE)
    back(phone)
    assert phone.at == "menu.home"
    return phone


def asked(talks: Talks, language: str) -> Phone:
    phone = home(talks, language).tap("choices", "every", "day", "home")
    talks.wait(DAY + HOUR, every=8 * HOUR)
    back(phone)
    assert phone.at == "after.checkin"
    return phone


def closes(talks: Talks, language: str) -> Phone:
    phone = home(talks, language)
    talks.wait(31 * MINUTE)
    Beyond(talks, phone).do_office("propose")
    back(phone)
    assert phone.at == "after.closing"
    return phone


def linked(talks: Talks, language: str) -> Phone:
    phone = closes(talks, language).tap("close", "keep")
    talks.wait(2 * DAY, every=8 * HOUR)
    back(phone.write("/start"))
    assert phone.at == "after.again"
    return phone


def complains(talks: Talks, language: str) -> Phone:
    phone = home(talks, language).tap("_menu", "about", "complain", "complain")
    assert phone.at.startswith("about.")
    return phone


def refused(talks: Talks, language: str) -> Phone:
    phone = home(talks, language)
    talks.wait(31 * MINUTE)
    walker = Beyond(talks, phone)
    walker.do_office("prepared")
    back(phone)
    assert phone.at == "after.approve"
    return phone


def elsewhere(talks: Talks, language: str) -> Phone:
    """Somebody whose phone was taken, on another one, who has found their case by its word."""
    old = home(talks, language)
    phone = talks.phone(language).start()
    phone.tap("_menu", "lost", "_skip")
    phone.send("contact", payload={"first_name": "D", "phone": "+1"}, account=old.account)
    phone.write(old.word or "river")
    phone.word = old.word
    assert phone.at == "menu.lost_ok"
    return phone


def rings(talks: Talks, language: str) -> Phone:
    phone = told(talks, "> danger wake any armed HN", language=language)
    talks.beat()
    return phone


BEGIN: dict[str, Callable[[Talks, str], Phone]] = {
    one.__name__: one for one in (home, asked, closes, linked, complains, refused, elsewhere, rings)
}


@pytest.mark.parametrize("begins", BEGIN)
@SETTINGS
@given(language=st.sampled_from(LANGUAGES), moves=st.lists(st.one_of(MOVES, DESK), min_size=8, max_size=30))
def test_any_walk_from_behind_the_word_ends_at_a_screen(
    shared: Talks, begins: str, language: str, moves: list[tuple[str, Any]]
) -> None:
    """Nothing raises for the person or the officer, nothing is dead-lettered, and both have their menus at the end."""
    renewed(shared)
    shared.faults.clear()
    walker = Beyond(shared, BEGIN[begins](shared, language))
    for kind, value in moves:
        walker.does(kind, value)
    walker.ends()
    end(shared)
